"""The physician-coordinator's desk as an installed part."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class CoordinatorConfig(AppConfig):
    """Cases which wait for a clinical decision, and the decision."""

    name = "qanat.desks.coordinator"
    label = "coordinator"

    def ready(self) -> None:
        """Stand first in the navigation of those who decide."""
        from qanat.response.dispatch.permissions import REVIEW
        from qanat.web.navigation import Entry, add

        label = pgettext_lazy("navigation", "Decisions")
        add(Entry(label, "coordinator:desk", REVIEW, order=4, key="e", icon="stethoscope"))
