"""The dated parameters of costs: from which size on groups of patients are told."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind

ASSUMED: Final = gettext_noop("Design assumption; to be agreed with the centre")
SMALLEST_CELL: Final = declare(
    Declaration(
        key="costs.smallest_cell",
        label=_("Outcomes of fewer patients are not told to who may not see patients"),
        kind=Kind.NUMBER,
        unit="1",
        default=5,
        source=ASSUMED,
        evidence=Evidence.ASSUMPTION,
        least=0,
        most=100,
    )
)
