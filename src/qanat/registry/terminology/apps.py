"""Terminology as an installed part of Django."""

from django.apps import AppConfig


class TerminologyConfig(AppConfig):
    """Codes, reason lists and nosology groups."""

    name = "qanat.registry.terminology"
    label = "terminology"

    def ready(self) -> None:
        """Have the reasons of moves looked up in the lists kept here."""
        from qanat.foundation.moving import check_reasons_by
        from qanat.registry.terminology.queries import is_reason

        check_reasons_by(is_reason)
