"""Shock index: the pulse divided by the systolic pressure, for adults and children.

Source:
    docs/sources.md#shock-index
"""

from enum import StrEnum
from fractions import Fraction
from typing import Final

from qanat.engine.scores.plausible import check_measured
from qanat.engine.scores.results import Method, NotValid, Partial, Score, WhyNotValid

METHOD: Final = Method(
    name="SI",
    version="table 1",
    source="Allgower and Burri 1967; bands 0.9 and 1.0 as in trauma practice",
    is_verified=False,
)
PAEDIATRIC_METHOD: Final = Method(
    name="SIPA",
    version="2015, table 1",
    source="Acker et al. 2015: Pediatric specific shock index",
    is_verified=False,
)

ALERT_FROM: Final = Fraction(9, 10)
HIGH_FROM: Final = Fraction(1)

SIPA_YOUNGEST_YEARS: Final = 4
SIPA_OLDEST_YEARS: Final = 16
SIPA_HIGH_OVER: Final = ((6, Fraction(122, 100)), (12, Fraction(1)), (16, Fraction(9, 10)))
"""Last whole year of each group, and the index over which it is high."""


class Shock(StrEnum):
    """How far the index points to shock, mildest first."""

    NORMAL = "normal"
    ALERT = "alert"
    HIGH = "high"


def shock_index(
    pulse_per_min: int | None, systolic_mmhg: int | None
) -> Score[Shock] | Partial[Shock] | NotValid:
    """Return the shock index of an adult: alert from 0.9, high from 1.0.

    Raises:
        ValueError: if a value is negative.
    """
    ratio = _ratio(METHOD, pulse_per_min, systolic_mmhg)
    if not isinstance(ratio, Fraction):
        return ratio
    level = Shock.ALERT if ratio >= ALERT_FROM else Shock.NORMAL
    return _score(METHOD, ratio, Shock.HIGH if ratio >= HIGH_FROM else level, systolic_mmhg)


def sipa(
    age_years: float | None, pulse_per_min: int | None, systolic_mmhg: int | None
) -> Score[Shock] | Partial[Shock] | NotValid:
    """Return the shock index of a child of 4 to 16 whole years, high by the limit of its age.

    Raises:
        ValueError: if a value is negative.
    """
    if age_years is None:
        return NotValid(PAEDIATRIC_METHOD, WhyNotValid.AGE_UNKNOWN)
    if age_years < SIPA_YOUNGEST_YEARS:
        return NotValid(PAEDIATRIC_METHOD, WhyNotValid.TOO_YOUNG)
    if int(age_years) > SIPA_OLDEST_YEARS:
        return NotValid(PAEDIATRIC_METHOD, WhyNotValid.TOO_OLD)
    ratio = _ratio(PAEDIATRIC_METHOD, pulse_per_min, systolic_mmhg)
    if not isinstance(ratio, Fraction):
        return ratio
    limit = next(limit for last_year, limit in SIPA_HIGH_OVER if int(age_years) <= last_year)
    level = Shock.HIGH if ratio > limit else Shock.NORMAL
    return _score(PAEDIATRIC_METHOD, ratio, level, systolic_mmhg)


def _ratio(
    method: Method, pulse_per_min: int | None, systolic_mmhg: int | None
) -> Fraction | Partial[Shock] | NotValid:
    """Return the exact ratio, or why there is none."""
    values = {"pulse_per_min": pulse_per_min, "systolic_mmhg": systolic_mmhg}
    check_measured(*values.values())
    missing = tuple(name for name, value in values.items() if value is None)
    if pulse_per_min is None or systolic_mmhg is None:
        known = {name: value for name, value in values.items() if value is not None}
        return Partial(method, 0, known, missing, Shock.NORMAL)
    if systolic_mmhg == 0:
        return NotValid(method, WhyNotValid.NO_PRESSURE)
    return Fraction(pulse_per_min, systolic_mmhg)


def _score(
    method: Method, ratio: Fraction, level: Shock, systolic_mmhg: int | None
) -> Score[Shock]:
    systolic = systolic_mmhg or 0
    parts = {"pulse_per_min": int(ratio * systolic), "systolic_mmhg": systolic}
    return Score(method, round(float(ratio), 2), parts, level)
