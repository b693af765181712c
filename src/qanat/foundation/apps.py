"""The foundation as an installed part of Django."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Commands, lifecycles, guards: no tables of its own but one of installed guards."""

    name = "qanat.foundation"
    label = "foundation"
