"""The statistics context."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Reports of any period, and journals taken in."""

    name = "qanat.readiness.statistics"
    label = "statistics"
