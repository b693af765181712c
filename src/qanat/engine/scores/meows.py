"""Modified Early Obstetric Warning System: how ill is a mother, before birth and soon after.

Source:
    docs/sources.md#meows
"""

import math
from dataclasses import dataclass
from typing import Final

from qanat.engine.scores.news2 import Consciousness, Response
from qanat.engine.scores.plausible import FULL_SATURATION, check_measured, check_saturation
from qanat.engine.scores.results import Method, Number, Partial, Score, band

METHOD: Final = Method(
    name="MEOWS",
    version="CEMACH chart, Singh 2012",
    source="Singh, McGlennan, England, Simons: Anaesthesia 2012, 67:12-18",
    is_verified=False,
)

YELLOW: Final = 1
RED: Final = 2
TRIGGER_FROM: Final = 2
"""One red or two yellow signs call a physician."""
LOWEST_GOOD_SATURATION: Final = 95

# Up to and with the first number of each row a value has its points.
BREATHS: Final = ((9, RED), (20, 0), (30, YELLOW), (math.inf, RED))
SATURATION: Final = ((LOWEST_GOOD_SATURATION - 1, RED), (FULL_SATURATION, 0))
PULSE: Final = ((39, RED), (50, YELLOW), (99, 0), (120, YELLOW), (math.inf, RED))
SYSTOLIC: Final = ((89, RED), (100, YELLOW), (149, 0), (160, YELLOW), (math.inf, RED))
DIASTOLIC: Final = ((89, 0), (100, YELLOW), (math.inf, RED))
TEMPERATURE: Final = ((34.9, RED), (36.0, YELLOW), (38.0, 0), (math.inf, RED))
RESPONSE: Final = {
    Consciousness.ALERT: 0,
    Consciousness.CONFUSED: YELLOW,
    Consciousness.VOICE: YELLOW,
    Consciousness.PAIN: RED,
    Consciousness.UNRESPONSIVE: RED,
}
"""The chart has no confusion: it is held to be as much as that she answers to voice only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MotherObservation:
    """What was measured at a woman at one time; what was not measured is ``None``.

    Raises:
        ValueError: if a value is impossible.
    """

    breaths_per_min: int | None = None
    spo2_percent: int | None = None
    pulse_per_min: int | None = None
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    temperature_c: float | None = None
    consciousness: Consciousness | None = None

    def __post_init__(self) -> None:
        check_measured(
            self.breaths_per_min,
            self.spo2_percent,
            self.pulse_per_min,
            self.systolic_mmhg,
            self.diastolic_mmhg,
            self.temperature_c,
        )
        check_saturation(self.spo2_percent)


def meows(observation: MotherObservation) -> Score[Response] | Partial[Response]:
    """Score an observation: a yellow sign is one point, a red one two.

    The sum is no score of the chart's authors: it says in one number what the chart asks for, and
    whether it rises. Pain and the pad are not asked here.
    """
    points = _points(observation)
    parts = {name: value for name, value in points.items() if value is not None}
    missing = tuple(name for name, value in points.items() if value is None)
    total = sum(parts.values())
    if missing:
        return Partial(METHOD, total, parts, missing, _level(total))
    return Score(METHOD, total, parts, _level(total))


def _points(observation: MotherObservation) -> dict[str, int | None]:
    """Return the points of each sign, ``None`` where it is missing."""
    state, warmth = observation.consciousness, observation.temperature_c
    return {
        "breaths_per_min": _banded(observation.breaths_per_min, BREATHS),
        "spo2_percent": _banded(observation.spo2_percent, SATURATION),
        "pulse_per_min": _banded(observation.pulse_per_min, PULSE),
        "systolic_mmhg": _banded(observation.systolic_mmhg, SYSTOLIC),
        "diastolic_mmhg": _banded(observation.diastolic_mmhg, DIASTOLIC),
        "temperature_c": _banded(None if warmth is None else round(warmth, 1), TEMPERATURE),
        "consciousness": None if state is None else RESPONSE[state],
    }


def _banded(value: Number | None, bands: tuple[tuple[Number, int], ...]) -> int | None:
    return None if value is None else band(value, bands)


def _level(total: int) -> Response:
    if total >= TRIGGER_FROM:
        return Response.URGENT
    return Response.LOW if total else Response.NONE
