"""Bedside Paediatric Early Warning Score: how ill is a child.

Source:
    docs/sources.md#bedside-pews
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final, NamedTuple

from qanat.engine.scores.news2 import Response
from qanat.engine.scores.plausible import check_measured, check_saturation
from qanat.engine.scores.results import Method, NotValid, Partial, Score, WhyNotValid

METHOD: Final = Method(
    name="Bedside PEWS",
    version="Parshuram 2009, table 1",
    source="Parshuram, Hutchison, Middaugh: Critical Care 2009, 13:R135",
    is_verified=False,
)

ADULT_FROM_YEARS: Final = 18
URGENT_FROM: Final = 5
EMERGENCY_FROM: Final = 8
SLOW_REFILL_S: Final = 3.0
SLOW_REFILL_POINTS: Final = 4
GOOD_SATURATION: Final = 95
FAIR_SATURATION: Final = 91


class Edges(NamedTuple):
    """From where a value earns 1, 2 and 4 points: at or below the lows, at or above the highs."""

    lows: tuple[int, int, int]
    highs: tuple[int, int, int]

    def points(self, value: int) -> int:
        """Return the points of a value."""
        found = 0
        for low, high, points in zip(self.lows, self.highs, (1, 2, 4), strict=True):
            if value <= low or value >= high:
                found = points
        return found


class Group(NamedTuple):
    """The edges of one group of ages."""

    pulse: Edges
    systolic: Edges
    breaths: Edges


YOUNG_INFANT: Final = Group(
    Edges((110, 90, 80), (150, 180, 190)),
    Edges((60, 50, 45), (80, 100, 130)),
    Edges((29, 19, 15), (61, 81, 91)),
)
INFANT: Final = Group(
    Edges((100, 80, 70), (150, 170, 180)),
    Edges((80, 70, 60), (100, 120, 150)),
    Edges((24, 19, 15), (51, 71, 81)),
)
TODDLER: Final = Group(
    Edges((90, 70, 60), (120, 150, 170)),
    Edges((90, 75, 65), (110, 125, 160)),
    Edges((19, 15, 12), (41, 61, 71)),
)
CHILD: Final = Group(
    Edges((70, 60, 50), (110, 130, 151)),
    Edges((90, 80, 70), (120, 140, 170)),
    Edges((19, 14, 10), (31, 41, 51)),
)
TEENAGER: Final = Group(
    Edges((60, 49, 40), (100, 120, 140)),
    Edges((100, 85, 75), (130, 150, 190)),
    Edges((11, 10, 9), (17, 23, 30)),
)


class Effort(StrEnum):
    """How hard a child breathes."""

    NORMAL = "normal"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Oxygen(Enum):
    """How much oxygen a child is given: little is below 4 L/min and below 50 percent."""

    NONE = 0
    LITTLE = 2
    MUCH = 4


EFFORT_POINTS: Final[Mapping[Effort, int]] = {
    Effort.NORMAL: 0,
    Effort.MILD: 1,
    Effort.MODERATE: 2,
    Effort.SEVERE: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildObservation:
    """What was measured at a child at one time; what was not measured is ``None``.

    Raises:
        ValueError: if a value is impossible.
    """

    age_years: float | None
    is_pregnant: bool = False
    pulse_per_min: int | None = None
    systolic_mmhg: int | None = None
    breaths_per_min: int | None = None
    capillary_refill_s: float | None = None
    effort: Effort | None = None
    spo2_percent: int | None = None
    oxygen: Oxygen | None = None

    def __post_init__(self) -> None:
        check_measured(
            self.age_years,
            self.pulse_per_min,
            self.systolic_mmhg,
            self.breaths_per_min,
            self.capillary_refill_s,
            self.spo2_percent,
        )
        check_saturation(self.spo2_percent)


def bedside_pews(
    observation: ChildObservation,
) -> Score[Response] | Partial[Response] | NotValid:
    """Score an observation of a child.

    The table of 0 to 3 months ends before the age of 3 months, that of 3 to 12 months before one
    year; those of 1 to 4 and of 4 to 12 years end with those birthdays.

    Returns:
        The score with the points of each of its seven parameters; a partial score which names
        what is missing; or why it is not valid: from 18 years, in pregnancy, or when the age
        is unknown.
    """
    if (reason := _why_not_valid(observation)) is not None:
        return NotValid(METHOD, reason)
    points = _points(observation)
    parts = {name: value for name, value in points.items() if value is not None}
    missing = tuple(name for name, value in points.items() if value is None)
    total = sum(parts.values())
    if missing:
        return Partial(METHOD, total, parts, missing, _level(total))
    return Score(METHOD, total, parts, _level(total))


def group_of(age_years: float) -> Group:
    """Return the edges which hold for an age."""
    if age_years < 0.25:  # noqa: PLR2004 (three months)
        return YOUNG_INFANT
    if age_years < 1:
        return INFANT
    if age_years <= 4:  # noqa: PLR2004 (as the table says)
        return TODDLER
    return CHILD if age_years <= 12 else TEENAGER  # noqa: PLR2004 (as the table says)


def _why_not_valid(observation: ChildObservation) -> WhyNotValid | None:
    if observation.is_pregnant:
        return WhyNotValid.PREGNANT
    if observation.age_years is None:
        return WhyNotValid.AGE_UNKNOWN
    return WhyNotValid.TOO_OLD if observation.age_years >= ADULT_FROM_YEARS else None


def _points(observation: ChildObservation) -> dict[str, int | None]:
    """Return the points of each parameter, ``None`` where it is missing."""
    group = group_of(observation.age_years or 0)
    refill = observation.capillary_refill_s
    return {
        "pulse_per_min": _edged(observation.pulse_per_min, group.pulse),
        "systolic_mmhg": _edged(observation.systolic_mmhg, group.systolic),
        "breaths_per_min": _edged(observation.breaths_per_min, group.breaths),
        "capillary_refill_s": (
            None if refill is None else SLOW_REFILL_POINTS * (refill >= SLOW_REFILL_S)
        ),
        "effort": None if observation.effort is None else EFFORT_POINTS[observation.effort],
        "spo2_percent": _saturation(observation.spo2_percent),
        "oxygen": None if observation.oxygen is None else observation.oxygen.value,
    }


def _edged(value: int | None, edges: Edges) -> int | None:
    return None if value is None else edges.points(value)


def _saturation(percent: int | None) -> int | None:
    if percent is None:
        return None
    return (percent < GOOD_SATURATION) + (percent < FAIR_SATURATION)


def _level(total: int) -> Response:
    if total >= EMERGENCY_FROM:
        return Response.EMERGENCY
    if total >= URGENT_FROM:
        return Response.URGENT
    return Response.LOW if total else Response.NONE
