"""Hospitals as an installed part."""

from django.apps import AppConfig


class HospitalsConfig(AppConfig):
    """What hospitals say of their free beds."""

    name = "qanat.response.hospitals"
    label = "hospitals"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import gettext_lazy as _

        from qanat.response.hospitals.permissions import SEE
        from qanat.web.navigation import Entry, add

        add(Entry(_("Free beds"), "hospitals:beds", SEE, order=36, icon="bed"))
