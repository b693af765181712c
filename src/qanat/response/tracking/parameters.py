"""How old a position may be before it is stale and lost, and how far a vehicle moves."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

CONSOLE: Final = gettext_noop("Design assumption of the console")
SPEEDS: Final = gettext_noop("Speeds of the classes with tail wind, as remembered")
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


def _fastest(key: str, label: Text, default: float) -> str:
    return declare(
        Number(
            key=f"tracking.fastest_{key}",
            label=label,
            unit="km/h",
            default=default,
            source=SPEEDS,
            evidence=Evidence.MEMORY,
            least=1,
            most=3_000,
        )
    )


FASTEST: Final = {
    "helicopter": _fastest("helicopter", _("Fastest a helicopter moves over the ground"), 350),
    "aeroplane": _fastest("aeroplane", _("Fastest an aeroplane moves over the ground"), 650),
    "jet": _fastest("jet", _("Fastest a jet aeroplane moves over the ground"), 1_100),
    "ambulance": _fastest("ambulance", _("Fastest an ambulance drives"), 180),
}
"""By class; an aircraft whose class is not known is counted as a jet."""
MARGIN: Final = declare(
    Number(
        key="tracking.jump_margin",
        label=_("Times faster than its class before a position is in doubt"),
        unit="1",
        default=1.25,
        source=SPEEDS,
        least=1,
        most=10,
    )
)
ALLOWANCE: Final = declare(
    Number(
        key="tracking.jump_allowance_m",
        label=_("Farther than a vehicle could have moved before a position is in doubt"),
        unit="m",
        default=3_000,
        source=SPEEDS,
        least=0,
        most=100_000,
    )
)
