"""The figures of treatment abroad as an installed part."""

from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    """Who was sent for treatment, how fast, at what cost, and what it would take to stay."""

    name = "qanat.readiness.treatment"
    label = "treatment"

    def ready(self) -> None:
        """Stand in the navigation, and where everybody may look."""
        from django.utils.translation import gettext_lazy as _
        from django.utils.translation import pgettext_lazy

        from qanat.readiness.treatment.permissions import READ
        from qanat.web.navigation import Entry, add, add_public

        label = pgettext_lazy("navigation", "Figures: abroad")
        add(Entry(label, "treatment:report", READ, order=64, icon="chart-bar"))
        add_public(Entry(_("Treatment abroad in figures"), "treatment:public"))
