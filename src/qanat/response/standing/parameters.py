"""The dated parameters of where aircraft should stand: all of them assumptions."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop("Design assumption")


def _figure(key: str, label: Text, unit: str, default: float, least: float, most: float) -> str:
    return declare(
        Number(
            key=f"standing.{key}",
            label=label,
            unit=unit,
            default=default,
            source=ASSUMED,
            least=least,
            most=most,
        )
    )


REACH: Final = _figure(
    "reach_min", _("People are covered whom a free aircraft reaches within"), "min", 90, 10, 600
)
BUSY: Final = _figure(
    "busy_share",
    _("Chance that a free aircraft is taken when the next call comes"),
    "1",
    0.3,
    0,
    0.95,
)
LEAST_GAIN: Final = _figure(
    "least_gain_people",
    _("To move an aircraft is advised for at least so many more people"),
    "1",
    50_000,
    0,
    2e7,
)
LONGEST_MOVE: Final = _figure(
    "longest_move_min",
    _("To move an aircraft is advised for flights of at most"),
    "min",
    120,
    10,
    1_440,
)
