"""Shifts as an installed part."""

from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    """Shifts of the centre, hand-overs, the log, work on paper."""

    name = "qanat.response.shifts"
    label = "shifts"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import pgettext_lazy

        from qanat.response.shifts.permissions import SEE
        from qanat.web.navigation import Entry, add

        label = pgettext_lazy("navigation", "Shift")
        add(Entry(label, "shifts:now", SEE, order=37, key="s", icon="history"))
