"""Facilities as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FacilitiesConfig(AppConfig):
    """Hospitals and other organisations, with what they are able to do."""

    name = "qanat.registry.facilities"
    label = "facilities"

    def ready(self) -> None:
        """Tell the foundation which organisations a scope may name; add our pages."""
        from qanat.foundation.access.places import register_places
        from qanat.foundation.access_types import ScopeKind
        from qanat.registry.facilities.queries import organisation_places
        from qanat.registry.terminology.permissions import READ
        from qanat.web.navigation import Entry, add

        register_places(ScopeKind.ORGANISATION, organisation_places)
        add(
            Entry(
                label=_("Hospitals"),
                url="facilities:facilities",
                needs=READ,
                order=60,
                key="h",
                icon="building-hospital",
            )
        )
