"""The start as an installed part."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    """Where everybody begins, and where one finds what one is looking for."""

    name = "qanat.desks.start"
    label = "start"
