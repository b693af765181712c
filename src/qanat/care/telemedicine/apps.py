"""Telemedicine as an installed part."""

from django.apps import AppConfig


class TelemedicineConfig(AppConfig):
    """Consultation orders and remote services."""

    name = "qanat.care.telemedicine"
    label = "telemedicine"

    def ready(self) -> None:
        """Listen to dispatch."""
        from qanat.care.telemedicine import subscribers  # noqa: F401
