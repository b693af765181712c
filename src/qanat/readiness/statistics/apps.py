"""The statistics context."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Reports of any period, and journals taken in."""

    name = "qanat.readiness.statistics"
    label = "statistics"

    def ready(self) -> None:
        """Stand in the navigation; what is kept for a day is forgotten by the worker."""
        from django.utils.translation import gettext_lazy as _

        from qanat.readiness.statistics.commands import (  # noqa: F401 (the same)
            checked,
            keeping,
            waiting,
        )
        from qanat.readiness.statistics.permissions import EXPORT, IMPORT, READ
        from qanat.readiness.statistics.shifts import ShiftCounter
        from qanat.response.shifts.figures import count_by
        from qanat.web.navigation import Entry, add

        count_by(ShiftCounter())

        add(
            Entry(
                _("Reports"),
                "statistics:report",
                READ,
                order=60,
                key="r",
                icon="report-analytics",
                first_for=EXPORT,
            )
        )
        add(Entry(_("Journals"), "statistics:journals", IMPORT, order=70, icon="file-import"))
