"""How old a position may be before it is stale, and before it is lost."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

CONSOLE: Final = gettext_noop("Design assumption of the console")
CAMTS: Final = gettext_noop("Duties of a communication centre after CAMTS, as remembered")


def _seconds(key: str, label: Text, default: float, source: str = CONSOLE) -> str:
    return declare(
        Number(
            key=f"tracking.{key}",
            label=label,
            unit="s",
            default=default,
            source=source,
            evidence=Evidence.ASSUMPTION if source == CONSOLE else Evidence.MEMORY,
            least=1,
            most=86_400,
        )
    )


STALE_AIR: Final = _seconds("stale_air_s", _("An aircraft's position is stale after"), 60)
STALE_ROAD: Final = _seconds("stale_road_s", _("A vehicle's position is stale after"), 120)
OVERDUE_AIR: Final = _seconds(
    "overdue_air_s", _("An airborne aircraft is overdue after"), 900, CAMTS
)
FIXES_A_MINUTE: Final = declare(
    Number(
        key="tracking.fixes_a_minute",
        label=_("Positions taken from one sender in a minute"),
        unit="1",
        default=60_000,
        source=CONSOLE,
        least=1,
        most=10_000_000,
    )
)
