"""Presence as an installed part."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Who has which record open now."""

    name = "qanat.foundation.presence"
    label = "presence"
