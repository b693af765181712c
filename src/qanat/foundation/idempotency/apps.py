"""The idempotency part of the foundation."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """See the README of this folder."""

    name = "qanat.foundation.idempotency"
    label = "idempotency"
