"""The dated parameters of the workforce: limits of duty and rest, by group of roles."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Declaration, declare
from qanat.foundation.parameters.states import Kind
from qanat.foundation.refusals import Text

SOURCE: Final = gettext_noop(
    "General knowledge of flight-time and medical-crew limits (EU ORO.FTL, CAMTS);"
    " national rules are to be entered"
)


def _hours(key: str, label: Text, by_group: dict[str, float]) -> str:
    return declare(
        Declaration(
            key=f"workforce.{key}",
            label=label,
            kind=Kind.TABLE,
            unit="h",
            default=dict(by_group),
            source=SOURCE,
            evidence=Evidence.MEMORY,
            note=gettext_noop("By group of roles; a group without an entry has no limit."),
        )
    )


LONGEST_DUTY_H: Final = _hours(
    "longest_duty_h",
    _("Longest duty"),
    {"flight": 12, "medical": 24, "road": 24, "desk": 12, "on_call": 72},
)
LEAST_REST_H: Final = _hours(
    "least_rest_h",
    _("Least rest between duties"),
    {"flight": 12, "medical": 12, "road": 12, "desk": 12},
)
MOST_IN_7_DAYS_H: Final = _hours(
    "most_in_7_days_h", _("Most duty in any 7 days"), {"flight": 60, "medical": 72, "road": 72}
)
MOST_IN_28_DAYS_H: Final = _hours(
    "most_in_28_days_h", _("Most duty in any 28 days"), {"flight": 190}
)
REFUSING_GROUPS: Final = declare(
    Declaration(
        key="workforce.refusing_groups",
        label=_("Groups of roles whose duty is refused beyond its limits; others are warned of"),
        kind=Kind.TABLE,
        default={"flight": True, "medical": False, "road": False, "desk": False, "on_call": False},
        source=gettext_noop("Design assumption"),
        evidence=Evidence.ASSUMPTION,
    )
)
