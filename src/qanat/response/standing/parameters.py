"""The dated parameters of where aircraft should stand: all of them assumptions."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare

ASSUMED: Final = gettext_noop("Design assumption")

REACH: Final = declare(
    Number(
        key="standing.reach_min",
        label=_("People are covered whom a free aircraft reaches within"),
        unit="min",
        default=90,
        source=ASSUMED,
        least=10,
        most=600,
    )
)
BUSY: Final = declare(
    Number(
        key="standing.busy_share",
        label=_("Chance that a free aircraft is taken when the next call comes"),
        unit="1",
        default=0.3,
        source=ASSUMED,
        least=0,
        most=0.95,
    )
)
LEAST_GAIN: Final = declare(
    Number(
        key="standing.least_gain_people",
        label=_("To move an aircraft is advised for at least so many more people"),
        unit="1",
        default=50_000,
        source=ASSUMED,
        least=0,
        most=20_000_000,
    )
)
LONGEST_MOVE: Final = declare(
    Number(
        key="standing.longest_move_min",
        label=_("To move an aircraft is advised for flights of at most"),
        unit="min",
        default=120,
        source=ASSUMED,
        least=10,
        most=1_440,
    )
)
