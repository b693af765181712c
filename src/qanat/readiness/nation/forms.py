"""The form of the national report."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.periods import period_before, year_before
from qanat.web.forms import OneOf, PeriodForm


class NationForm(PeriodForm):
    """Which period, compared with what."""

    compare = OneOf(
        label=_("Compare with"),
        choices=(
            ("", pgettext_lazy("compare", "Nothing")),
            ("before", pgettext_lazy("compare", "The time just before")),
            ("year", pgettext_lazy("compare", "The same days a year before")),
        ),
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
