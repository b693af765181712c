"""Forms of the figures of treatment abroad."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.web.forms import OneOf, PeriodForm


class ReportForm(PeriodForm):
    """Which period, which region."""

    region = OneOf(label=_("Region"), required=False)

    def __init__(self, *args: Any, regions: Iterable[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("region", [("", pgettext_lazy("region", "All")), *regions])


class YearsForm(PeriodForm):
    """Which days, of any region."""
