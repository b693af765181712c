"""Terminology as an installed part of Django."""

from django.apps import AppConfig


class TerminologyConfig(AppConfig):
    """Codes, reason lists and nosology groups."""

    name = "qanat.registry.terminology"
    label = "terminology"
