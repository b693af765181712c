"""Commitments as an installed part."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """Promises of scarce things."""

    name = "qanat.response.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Register the expiry of holds."""
        from qanat.response.commitments import commands  # noqa: F401 (importing registers them)
