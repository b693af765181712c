"""Dispatch as an installed part."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Requests, missions, services."""

    name = "qanat.response.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import gettext_lazy as _

        from qanat.response.dispatch.permissions import CALLS, SEE
        from qanat.web.navigation import Entry, add

        add(Entry(_("Requests"), "dispatch:queue", SEE, order=10, key="q", icon="inbox"))
        add(Entry(_("Missions"), "dispatch:missions", SEE, order=20, key="m", icon="plane"))
        add(Entry(_("Calls"), "dispatch:calls", CALLS, order=30, key="a", icon="ambulance"))
