"""The dated parameters of mass-casualty incidents."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from qanat.foundation.parameters.declarations import Number, declare
from qanat.foundation.refusals import Text

ASSUMED: Final = gettext_noop(
    "Design assumption: the colour of the tag as urgency; the national rules of triage are to be "
    "read"
)
NOTE: Final = gettext_noop("0: no request is made")


def _urgency(colour: str, label: Text, default: float) -> str:
    return declare(
        Number(
            key=f"crisis.urgency_{colour}",
            label=label,
            unit="1",
            default=default,
            source=ASSUMED,
            note=NOTE,
            most=3,
        )
    )


URGENCY: Final[dict[str, str]] = {
    "red": _urgency("red", _("Urgency of a request: red tag"), 1),
    "yellow": _urgency("yellow", _("Urgency of a request: yellow tag"), 2),
    "green": _urgency("green", _("Urgency of a request: green tag"), 3),
    "black": _urgency("black", _("Urgency of a request: black tag"), 0),
}
RADIUS_KM: Final = declare(
    Number(
        key="crisis.radius_km",
        label=_("How far ambulances and hospitals are looked for, first"),
        unit="km",
        default=300,
        source=gettext_noop("Design assumption"),
        least=10,
        most=3_000,
    )
)


WEIGHED: Final = gettext_noop(
    "Design assumption: how plans for many are weighed against each other; a policy, not evidence"
)


def _weighing(key: str, label: Text, unit: str, default: float, most: float) -> str:
    return declare(
        Number(
            key=f"crisis.{key}",
            label=label,
            unit=unit,
            default=default,
            source=WEIGHED,
            most=most,
        )
    )


WEIGHTS: Final[dict[int, str]] = {
    1: _weighing("weight_1", _("What a minute counts when many wait: urgency 1"), "1", 4, 100),
    2: _weighing("weight_2", _("What a minute counts when many wait: urgency 2"), "1", 2, 100),
    3: _weighing("weight_3", _("What a minute counts when many wait: urgency 3"), "1", 1, 100),
}
LATE_MIN: Final = _weighing(
    "late_min", _("Minutes added to a plan which misses the clinical window"), "min", 240, 10_000
)
LEFT_OUT_MIN: Final = _weighing(
    "left_out_min", _("Minutes counted for a request which gets no plan"), "min", 2_880, 100_000
)
