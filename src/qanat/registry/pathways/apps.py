"""Pathways as an installed part of Django."""

from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    """Definitions of the clinical networks, as data."""

    name = "qanat.registry.pathways"
    label = "pathways"
