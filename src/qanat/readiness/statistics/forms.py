"""Forms of statistics."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.periods import period_before, year_before
from qanat.foundation.refusals import Text
from qanat.readiness.statistics.queries.labels import DIMENSIONS
from qanat.web.forms import FileField, Form, OneOf, PeriodForm, TextField

LARGEST_BYTES: Final = 10 * 2**20
COMPARE: Final = (
    ("", pgettext_lazy("compare", "Nothing")),
    ("before", pgettext_lazy("compare", "The time just before")),
    ("year", pgettext_lazy("compare", "The same days a year before")),
)


class PlaceForm(PeriodForm):
    """Which period, which region."""

    region = OneOf(label=_("Region"), required=False)

    def __init__(self, *args: Any, regions: Iterable[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("region", [("", pgettext_lazy("region", "All")), *regions])


class ReportForm(PlaceForm):
    """Which period, which region, compared with what, split by what."""

    compare = OneOf(label=_("Compare with"), choices=COMPARE, required=False)
    by = OneOf(
        label=_("Split by"),
        choices=[("", pgettext_lazy("split", "Nothing")), *DIMENSIONS.items()],
        required=False,
    )

    def base(self) -> tuple[date, date] | None:
        """Return the days to compare with."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        if self.cleaned_data["compare"] == "before":
            return period_before(first, last)
        if self.cleaned_data["compare"] == "year":
            return year_before(first, last)
        return None


class JournalForm(Form):
    """A journal to be looked at or taken in."""

    file = FileField(
        label=_("Journal"),
        help_text=_("CSV or XLSX, one row for each service, decline or empty flight."),
        largest_bytes=LARGEST_BYTES,
        accept=".csv,.xlsx,.txt",
    )
    journal = TextField(
        label=_("Name of the journal"),
        help_text=_("Only if it is not to be found by the file."),
        max_length=120,
        required=False,
    )
    mapping = FileField(
        label=_("Mapping of columns"),
        help_text=_("A JSON file, if the headings are not the usual ones."),
        largest_bytes=100_000,
        accept=".json",
        required=False,
    )
