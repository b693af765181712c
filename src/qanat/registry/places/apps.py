"""Places as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Countries, regions, settlements, airfields, roads and their closures."""

    name = "qanat.registry.places"
    label = "places"

    def ready(self) -> None:
        """Tell the foundation which regions and countries a scope may name; add our pages."""
        from qanat.foundation.access.places import register_places
        from qanat.foundation.access_types import ScopeKind
        from qanat.registry.places.queries import country_places, region_places
        from qanat.registry.terminology.permissions import READ
        from qanat.web.navigation import Entry, add

        register_places(ScopeKind.REGION, region_places)
        register_places(ScopeKind.COUNTRY, country_places)
        add(Entry(label=_("Places"), url="places:places", needs=READ, order=70, icon="map-pin"))
