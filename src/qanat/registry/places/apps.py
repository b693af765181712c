"""Places as an installed part of Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Countries, regions, settlements, airfields, roads and their closures."""

    name = "qanat.registry.places"
    label = "places"
