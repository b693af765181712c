"""The dated parameters of alerts: when each is raised, how long it waits, how many are too many."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

CONSOLE: Final = gettext_noop("Design assumption of the console")
ISA: Final = gettext_noop("ISA-18.2 as quoted in the press: about ten alarms per operator-hour")


def _number(key: str, label: Text, unit: str, default: float, most: float = 1_440) -> str:
    return declare(
        Number(
            key=f"alerts.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ISA if key == "rate_aim" else CONSOLE,
            evidence=Evidence.PUBLISHED if key == "rate_aim" else Evidence.ASSUMPTION,
            least=0 if unit == "h" else 1,
            most=most,
        )
    )


UNASSIGNED_AFTER: Final = _number(
    "unassigned_after_min", _("An emergency request without anybody in charge alerts after"),
    "min", 2,
)  # fmt: skip
CREWLESS_AFTER: Final = _number(
    "crewless_after_min", _("An urgent ambulance call without a crew alerts after"), "min", 3
)
ACKNOWLEDGE_WITHIN: Final = _number(
    "acknowledge_within_min", _("An alert is passed on when not acknowledged within"), "min", 3
)
SHIFT_STARTS: Final = _number("shift_starts_h", _("The centre's shift begins at"), "h", 8, 23)
SHIFT_LASTS: Final = _number("shift_lasts_h", _("The centre's shift lasts"), "h", 12, 24)
OPERATORS: Final = _number("operators", _("Operators of the centre's shift"), "1", 3, 100)
RATE_AIM: Final = _number("rate_aim", _("Alerts per operator and hour stay below"), "1", 10, 1_000)
