"""Commissions as an installed part."""

from django.apps import AppConfig


class CommissionConfig(AppConfig):
    """Bodies that decide together: sittings, votes, minutes, letters."""

    name = "qanat.care.commission"
    label = "commission"
