"""Forms of hours, cost and declines."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from qanat.readiness.costs.queries.naming import LABELS
from qanat.readiness.costs.queries.spending import By
from qanat.web.forms import OneOf, PeriodForm


class CostsForm(PeriodForm):
    """Which period, split by what."""

    by = OneOf(label=_("Split by"))

    def __init__(self, *args: Any, offered: Iterable[By], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("by", [(by.value, LABELS[by]) for by in offered])
