"""Facilities as an installed part of Django."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """Hospitals and other organisations, with what they are able to do."""

    name = "qanat.registry.facilities"
    label = "facilities"
