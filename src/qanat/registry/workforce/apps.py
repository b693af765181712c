"""The workforce as an installed part of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    """People who help, what they are qualified for and when they are on duty."""

    name = "qanat.registry.workforce"
    label = "workforce"
    verbose_name = _("Workforce")

    def ready(self) -> None:
        """Stand in the navigation."""
        from qanat.registry.workforce import subscribers  # noqa: F401 (registers itself)
        from qanat.registry.workforce.permissions import SEE
        from qanat.registry.workforce.related import contacts_of_hospital, contacts_of_operator
        from qanat.web.navigation import Entry, add
        from qanat.web.related import add_related

        add(Entry(_("Duty roster"), "workforce:roster", SEE, order=50, icon="calendar-event"))
        add_related("facilities.facility", contacts_of_hospital)
        add_related("fleet.operator", contacts_of_operator)
