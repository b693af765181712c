"""Idempotency keys as an installed part."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """A write which is sent twice is done once."""

    name = "qanat.foundation.idempotency"
    label = "idempotency"

    def ready(self) -> None:
        """Register the forgetting of old answers."""
        from qanat.foundation.idempotency import retention  # noqa: F401 (importing registers it)
