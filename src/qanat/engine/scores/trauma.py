"""Red criteria of field triage: who goes to the highest trauma centre within reach.

Source:
    docs/sources.md#field-triage
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qanat.engine.scores.results import Method, NotValid, Partial, Score, WhyNotValid

METHOD: Final = Method(
    name="Field triage, red criteria of mental status and vital signs",
    version="2021, table 1",
    source="Newgard et al. 2022: National guideline for the field triage of injured patients",
    is_verified=True,
)

FOLLOWS_COMMANDS: Final = 6
BREATHS_LOW: Final = 10
BREATHS_HIGH: Final = 29
SPO2_LOW: Final = 90
CHILD_BELOW_YEARS: Final = 10
OLD_FROM_YEARS: Final = 65
SYSTOLIC_LOW: Final = 90
SYSTOLIC_LOW_OLD: Final = 110
SYSTOLIC_LOW_CHILD: Final = 70
SYSTOLIC_PER_YEAR_CHILD: Final = 2


class TraumaNeed(StrEnum):
    """Whether a red criterion is met, mildest first."""

    NOT_RED = "not_red"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualty:
    """What was measured at an injured person; what was not measured is ``None``."""

    age_years: float | None
    motor: int | None = None
    breaths_per_min: int | None = None
    needs_breathing_support: bool | None = None
    spo2_percent_on_air: int | None = None
    systolic_mmhg: int | None = None
    pulse_per_min: int | None = None


def red_criteria(
    casualty: Casualty,
) -> Score[TraumaNeed] | Partial[TraumaNeed] | NotValid:
    """Count the red criteria of mental status and vital signs which are met.

    Injury patterns, the other half of the guideline's red criteria, are seen and not measured:
    they are not judged here.

    Args:
        casualty: what was measured.

    Returns:
        How many criteria are met; one suffices. A partial result names what was not measured
        and may be red already. Not valid without an age, since limits depend on it.
    """
    if casualty.age_years is None:
        return NotValid(METHOD, WhyNotValid.AGE_UNKNOWN)
    judged = _judged(casualty, casualty.age_years)
    parts = {name: int(is_met) for name, is_met in judged.items() if is_met is not None}
    missing = tuple(name for name, is_met in judged.items() if is_met is None)
    met = sum(parts.values())
    level = TraumaNeed.RED if met else TraumaNeed.NOT_RED
    if missing:
        return Partial(METHOD, met, parts, missing, level)
    return Score(METHOD, met, parts, level)


def _judged(casualty: Casualty, age_years: float) -> Mapping[str, bool | None]:
    """Tell of each criterion whether it is met, ``None`` where not measured."""
    breaths, systolic = casualty.breaths_per_min, casualty.systolic_mmhg
    limit = _systolic_limit(age_years)
    judged = {
        "motor": _below(casualty.motor, FOLLOWS_COMMANDS),
        "breaths_low": _below(breaths, BREATHS_LOW),
        "breaths_high": _below(-breaths, -BREATHS_HIGH) if breaths is not None else None,
        "breathing_support": casualty.needs_breathing_support,
        "spo2": _below(casualty.spo2_percent_on_air, SPO2_LOW),
        "systolic": _below(systolic, limit),
    }
    if age_years >= CHILD_BELOW_YEARS:
        judged["pulse_over_systolic"] = _over(casualty.pulse_per_min, systolic)
    return judged


def _systolic_limit(age_years: float) -> int:
    if age_years < CHILD_BELOW_YEARS:
        return SYSTOLIC_LOW_CHILD + SYSTOLIC_PER_YEAR_CHILD * int(age_years)
    return SYSTOLIC_LOW_OLD if age_years >= OLD_FROM_YEARS else SYSTOLIC_LOW


def _below(value: int | None, limit: int) -> bool | None:
    return None if value is None else value < limit


def _over(value: int | None, other: int | None) -> bool | None:
    return None if value is None or other is None else value > other
