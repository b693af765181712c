"""Forms of hours, cost and declines."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.readiness.costs.queries.naming import LABELS
from qanat.readiness.costs.queries.spending import By
from qanat.readiness.costs.queries.words import AFTERS, KINDS, POINTS
from qanat.web.forms import OneOf, PeriodForm

Choices = Iterable[tuple[str, Text]]


class CostsForm(PeriodForm):
    """Which period, split by what."""

    by = OneOf(label=_("Split by"))

    def __init__(self, *args: Any, offered: Iterable[By], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("by", [(by.value, LABELS[by]) for by in offered])


class DeclinesForm(PeriodForm):
    """Which period, who said no, why, to what, and what came next."""

    kind = OneOf(label=_("Who declined"), required=False)
    reason = OneOf(label=_("Reason"), required=False)
    after = OneOf(label=_("What came next"), required=False)
    nosology = OneOf(label=_("Nosology"), required=False)

    def __init__(self, *args: Any, reasons: Choices, nosologies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", [("", pgettext_lazy("costs", "All")), *KINDS.items()])
        self.offer("reason", [("", pgettext_lazy("costs", "All")), *reasons])
        self.offer("after", [("", pgettext_lazy("costs", "All")), *AFTERS.items()])
        self.offer("nosology", [("", pgettext_lazy("costs", "All")), *nosologies])


class OutcomesForm(PeriodForm):
    """Requests of which period, and after which time."""

    point = OneOf(label=pgettext_lazy("outcome", "Asked after"), choices=list(POINTS.items()))
