"""The audit as an installed part."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who changed what, when and why; sealed."""

    name = "qanat.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        """Register the periodic sealing."""
        from qanat.foundation.audit import sealing  # noqa: F401 (importing registers it)
