"""Dispatch as an installed part."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Requests, missions, services."""

    name = "qanat.response.dispatch"
    label = "dispatch"
