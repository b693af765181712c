"""Accounts, roles and scopes as an installed part."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See the README of this folder."""

    name = "qanat.foundation.access"
    label = "access"

    def ready(self) -> None:
        """Register the sweeps, and have changes of second factors audited."""
        from allauth.mfa.models import Authenticator

        from qanat.foundation.access import sweeps  # noqa: F401 (importing registers them)
        from qanat.foundation.guards import audited

        audited(stream="access", omit=("data", "last_used_at"))(Authenticator)
