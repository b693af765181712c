"""The dated parameters of dispatch: norms of its clocks, hours of urgency, rules of counting."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

ASSUMED: Final = "Design assumption; the operative text of order ҚР ДСМ-225/2020 is to be read"
CATEGORY_NORMS: Final = "Order ҚР ДСМ-225/2020 as printed in the press; to be read in full"


def _minutes(key: str, label: Text, default: float, source: str = ASSUMED) -> str:
    return declare(
        Declaration(
            key=f"dispatch.{key}",
            label=label,
            kind=Kind.NUMBER,
            unit="min",
            default=default,
            source=source,
            evidence=Evidence.ASSUMPTION if source == ASSUMED else Evidence.PUBLISHED,
            least=1,
            most=10_080,
        )
    )


REGISTRATION: Final = _minutes("registration_norm_min", _("Time to register a request"), 5)
DECISION: Final = _minutes("decision_norm_min", _("Time for the physician's decision"), 30)
BED: Final = _minutes("bed_norm_min", _("Time to have the destination's consent"), 30)
OPERATOR_ANSWER: Final = _minutes(
    "operator_answer_norm_min", _("Time for the operator's answer"), 15
)
AIRBORNE_HELICOPTER: Final = _minutes(
    "airborne_helicopter_norm_min", _("From decision to take-off, helicopter"), 60
)
AIRBORNE_AEROPLANE: Final = _minutes(
    "airborne_aeroplane_norm_min", _("From decision to take-off, aeroplane"), 120
)
WEATHER_REPORT: Final = _minutes(
    "weather_report_norm_min", _("Report while waiting for weather, every"), 60
)
URGENT_WITHIN: Final = _minutes("urgent_within_min", _("Urgent: help is due within"), 360)
PLANNED_WITHIN: Final = _minutes("planned_within_min", _("Planned: help is due within"), 1_440)
CALL_NORMS: Final = {
    1: _minutes("call_1_norm_min", _("Arrival, category 1"), 10, CATEGORY_NORMS),
    2: _minutes("call_2_norm_min", _("Arrival, category 2"), 15, CATEGORY_NORMS),
    3: _minutes("call_3_norm_min", _("Arrival, category 3"), 30, CATEGORY_NORMS),
    4: _minutes("call_4_norm_min", _("Arrival, category 4"), 60, CATEGORY_NORMS),
}
DUPLICATE_WITHIN: Final = _minutes(
    "duplicate_within_min", _("Look for duplicates of a request within"), 720
)
