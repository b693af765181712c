"""Accounts, roles and scopes as an installed part."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See the README of this folder."""

    name = "qanat.foundation.access"
    label = "access"
