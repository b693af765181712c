"""The dispatcher's console as an installed part."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ConsoleConfig(AppConfig):
    """Queue, map, plans, missions and commitments on one screen."""

    name = "qanat.desks.console"
    label = "console"

    def ready(self) -> None:
        """Stand first in the navigation of those who plan."""
        from qanat.response.dispatch.permissions import PLAN
        from qanat.web.navigation import Entry, add

        label = pgettext_lazy("navigation", "Console")
        add(Entry(label, "console:console", PLAN, order=5, key="d", icon="layout-list"))
