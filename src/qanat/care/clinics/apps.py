"""Clinics abroad as an installed part."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """Where patients are sent, and what our own patients' treatment there came to."""

    name = "qanat.care.clinics"
    label = "clinics"
