"""Mass-casualty incidents as an installed part."""

from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """Many who need help in one place at once."""

    name = "qanat.response.crisis"
    label = "crisis"

    def ready(self) -> None:
        """Stand in the navigation; be loud on every page; tell the next shift."""
        from django.utils.translation import pgettext_lazy

        from qanat.response.crisis.permissions import SEE
        from qanat.response.crisis.telling import open_incidents, running
        from qanat.response.shifts.matters import add_matters
        from qanat.web.navigation import Entry, add
        from qanat.web.strips import News, add_strips

        label = pgettext_lazy("navigation", "Mass casualties")
        add(Entry(label, "crisis:incidents", SEE, order=38, key="x", icon="urgent"))
        add_matters("incidents", open_incidents)
        add_strips("crisis", running, heard=News("crisis.incident", SEE))
