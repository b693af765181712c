"""Treatment abroad as an installed part."""

from django.apps import AppConfig


class AbroadConfig(AppConfig):
    """Who is sent for treatment abroad, and when the state pays."""

    name = "qanat.care.abroad"
    label = "abroad"

    def ready(self) -> None:
        """Stand where everybody may look."""
        from django.utils.translation import gettext_lazy as _

        from qanat.web.navigation import Entry, add_public

        add_public(Entry(_("When does the state pay for treatment abroad?"), "abroad:check"))
