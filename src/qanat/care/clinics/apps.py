"""Clinics abroad as an installed part."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicsConfig(AppConfig):
    """Where patients are sent, and what our own patients' treatment there came to."""

    name = "qanat.care.clinics"
    label = "clinics"

    def ready(self) -> None:
        """Stand in the navigation."""
        from qanat.care.clinics.permissions import SEE
        from qanat.care.clinics.queries.brief import clinic_places
        from qanat.foundation.access.places import register_places
        from qanat.foundation.access_types import ScopeKind
        from qanat.web.navigation import Entry, add

        register_places(ScopeKind.CLINIC, clinic_places)
        add(Entry(_("Clinics abroad"), "clinics:list", SEE, order=63, key="b", icon="hospital"))
