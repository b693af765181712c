"""Costs as an installed part."""

from django.apps import AppConfig


class CostsConfig(AppConfig):
    """Contracts and cost, what was declined and what became of it."""

    name = "qanat.readiness.costs"
    label = "costs"

    def ready(self) -> None:
        """Stand in the navigation."""
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from qanat.readiness.costs.permissions import DECLINES, READ
        from qanat.web.navigation import Entry, add

        add(Entry(_("Contracts and cost"), "costs:costs", READ, order=66, key="b", icon="coin"))
        label = pgettext_lazy("navigation", "Declined")
        add(Entry(label, "costs:declines", DECLINES, order=67, key="n", icon="ban"))
