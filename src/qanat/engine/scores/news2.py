"""National Early Warning Score 2: how ill is an adult, and how soon must somebody come.

Source:
    docs/sources.md#news2
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from qanat.engine.scores.plausible import check_measured, check_saturation
from qanat.engine.scores.results import Method, NotValid, Number, Partial, Score, WhyNotValid, band

METHOD: Final = Method(
    name="NEWS2",
    version="RCP 2017, table 1",
    source="Royal College of Physicians: National Early Warning Score (NEWS) 2, 2017",
    is_verified=True,
)

YOUNGEST_YEARS: Final = 16

BREATHS: Final = ((8, 3), (11, 1), (20, 0), (24, 2), (math.inf, 3))
SPO2_USUAL: Final = ((91, 3), (93, 2), (95, 1), (100, 0))
SPO2_HYPERCAPNIC_AIR: Final = ((83, 3), (85, 2), (87, 1), (100, 0))
SPO2_HYPERCAPNIC_OXYGEN: Final = ((83, 3), (85, 2), (87, 1), (92, 0), (94, 1), (96, 2), (100, 3))
SYSTOLIC: Final = ((90, 3), (100, 2), (110, 1), (219, 0), (math.inf, 3))
PULSE: Final = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (math.inf, 3))
TEMPERATURE: Final = ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (math.inf, 2))
ON_OXYGEN_POINTS: Final = 2
NOT_ALERT_POINTS: Final = 3

URGENT_FROM: Final = 5
EMERGENCY_FROM: Final = 7
SINGLE_RED: Final = 3


class Consciousness(StrEnum):
    """The ACVPU scale."""

    ALERT = "A"
    CONFUSED = "C"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


class OxygenScale(Enum):
    """Which saturation is wanted; the second only for confirmed hypercapnic failure."""

    USUAL = 1
    HYPERCAPNIC = 2


class Response(StrEnum):
    """How soon somebody must come, mildest first."""

    NONE = "none"
    LOW = "low"
    URGENT = "urgent"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What was measured at a patient at one time; what was not measured is ``None``.

    Raises:
        ValueError: if a value is impossible.
    """

    age_years: float | None
    is_pregnant: bool = False
    breaths_per_min: int | None = None
    spo2_percent: int | None = None
    oxygen_scale: OxygenScale = OxygenScale.USUAL
    is_on_oxygen: bool | None = None
    systolic_mmhg: int | None = None
    pulse_per_min: int | None = None
    consciousness: Consciousness | None = None
    temperature_c: float | None = None

    def __post_init__(self) -> None:
        check_measured(
            self.age_years,
            self.breaths_per_min,
            self.spo2_percent,
            self.systolic_mmhg,
            self.pulse_per_min,
            self.temperature_c,
        )
        check_saturation(self.spo2_percent)


def news2(observation: Observation) -> Score[Response] | Partial[Response] | NotValid:
    """Score an observation.

    Args:
        observation: the measured values.

    Returns:
        The score with the points of each parameter; a partial score which names what is
        missing; or why the score is not valid: below 16 years, in pregnancy, or when the age
        is unknown.
    """
    if (reason := _why_not_valid(observation)) is not None:
        return NotValid(METHOD, reason)
    points = _points(observation)
    parts = {name: value for name, value in points.items() if value is not None}
    missing = tuple(name for name, value in points.items() if value is None)
    total, level = sum(parts.values()), _level(parts)
    if missing:
        return Partial(METHOD, total, parts, missing, level)
    return Score(METHOD, total, parts, level)


def _why_not_valid(observation: Observation) -> WhyNotValid | None:
    if observation.is_pregnant:
        return WhyNotValid.PREGNANT
    if observation.age_years is None:
        return WhyNotValid.AGE_UNKNOWN
    return WhyNotValid.TOO_YOUNG if observation.age_years < YOUNGEST_YEARS else None


def _points(observation: Observation) -> dict[str, int | None]:
    """Return the points of each parameter, ``None`` where it is missing."""
    temperature = observation.temperature_c
    return {
        "breaths_per_min": _banded(observation.breaths_per_min, BREATHS),
        "spo2_percent": _saturation_points(observation),
        "is_on_oxygen": _flagged(observation.is_on_oxygen, ON_OXYGEN_POINTS),
        "systolic_mmhg": _banded(observation.systolic_mmhg, SYSTOLIC),
        "pulse_per_min": _banded(observation.pulse_per_min, PULSE),
        "consciousness": _flagged(
            None
            if observation.consciousness is None
            else observation.consciousness is not Consciousness.ALERT,
            NOT_ALERT_POINTS,
        ),
        "temperature_c": _banded(
            None if temperature is None else round(temperature, 1), TEMPERATURE
        ),
    }


def _saturation_points(observation: Observation) -> int | None:
    """Return the points of the saturation, if the oxygen it depends on is known."""
    saturation = observation.spo2_percent
    if saturation is None or observation.oxygen_scale is OxygenScale.USUAL:
        return _banded(saturation, SPO2_USUAL)
    on_air = band(saturation, SPO2_HYPERCAPNIC_AIR)
    on_oxygen = band(saturation, SPO2_HYPERCAPNIC_OXYGEN)
    if observation.is_on_oxygen is None:
        return on_air if on_air == on_oxygen else None
    return on_oxygen if observation.is_on_oxygen else on_air


def _banded(value: Number | None, bands: tuple[tuple[Number, int], ...]) -> int | None:
    return None if value is None else band(value, bands)


def _flagged(is_so: bool | None, points: int) -> int | None:  # noqa: FBT001 - a measured value
    return None if is_so is None else points * is_so


def _level(parts: Mapping[str, int]) -> Response:
    total = sum(parts.values())
    if total >= EMERGENCY_FROM:
        return Response.EMERGENCY
    if total >= URGENT_FROM or SINGLE_RED in parts.values():
        return Response.URGENT
    return Response.LOW if total else Response.NONE
