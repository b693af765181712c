"""Terminology as an installed part of Django."""

from django.apps import AppConfig


class TerminologyConfig(AppConfig):
    """Codes, reason lists and nosology groups."""

    name = "qanat.registry.terminology"
    label = "terminology"

    def ready(self) -> None:
        """Have reasons of moves and profiles of scopes looked up in the lists kept here."""
        from qanat.foundation.access.places import register_places
        from qanat.foundation.access_types import ScopeKind
        from qanat.foundation.moving import check_reasons_by
        from qanat.registry.terminology.queries import is_reason, profile_places

        check_reasons_by(is_reason)
        register_places(ScopeKind.PROFILE, profile_places)
