"""Tracking as an installed part."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """Where aircraft and ambulances are."""

    name = "qanat.response.tracking"
    label = "tracking"
