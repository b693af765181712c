"""Hand-overs as an installed part."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Who took over a patient, and what was said."""

    name = "qanat.response.handover"
    label = "handover"
