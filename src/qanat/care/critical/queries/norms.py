"""The norms and rules of the watch on a day, read from the dated parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from qanat.care.critical import parameters as p
from qanat.care.critical.rules.course import CONDITIONS, Thresholds
from qanat.care.critical.rules.inclusion import Rule
from qanat.foundation.parameters.queries import ParameterRow, parameter


@dataclass(frozen=True, slots=True)
class Norms:
    """How often findings and rounds are due, hours by condition.

    Attributes:
        is_verified: whether a second person confirmed both.
    """

    findings_h: Mapping[str, float]
    round_h: Mapping[str, float]
    is_verified: bool


def norms_on(day: date) -> Norms:
    """Return the norms of a day."""
    findings, rounds = parameter(p.FINDINGS_NORM, on=day), parameter(p.ROUND_NORM, on=day)
    return Norms(
        findings_h=_hours(findings, p.FINDINGS_HOURS),
        round_h=_hours(rounds, p.ROUND_HOURS),
        is_verified=findings.verified and rounds.verified,
    )


def hours_of(key: str, day: date) -> timedelta:
    """Return a norm in hours of a day."""
    return timedelta(hours=parameter(key, on=day).number)


def thresholds_on(day: date) -> Thresholds:
    """Return what counts as worse on a day."""
    return Thresholds(
        score_rise=round(parameter(p.SCORE_RISE, on=day).number),
        sofa_rise=round(parameter(p.SOFA_RISE, on=day).number),
        window=hours_of(p.WINDOW, day),
    )


def rules_on(day: date) -> tuple[Rule, ...]:
    """Return the inclusion rules of a day, in their order."""
    rows = parameter(p.RULES, on=day).value
    return tuple(_rule(row) for row in rows) if isinstance(rows, list) else ()


def are_rules_verified(day: date) -> bool:
    """Tell whether a second person confirmed the inclusion rules."""
    return parameter(p.RULES, on=day).verified


def _rule(row: Mapping[str, object]) -> Rule:
    """Read a row of the table; what somebody left empty or wrote oddly asks for nothing."""
    least = row.get("least_condition")
    return Rule(
        code=str(row.get("rule") or ""),
        profile=str(row.get("profile") or ""),
        icd_from=str(row.get("icd_from") or ""),
        icd_to=str(row.get("icd_to") or ""),
        age_from_years=_number(row.get("age_from_years")),
        age_to_years=_number(row.get("age_to_years")),
        least_condition=CONDITIONS.index(str(least)) + 1 if least in CONDITIONS else 1,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _hours(row: ParameterRow, default: Mapping[str, object]) -> Mapping[str, float]:
    """Return hours by condition; a condition which the table does not name takes the default."""
    told = row.value if isinstance(row.value, dict) else {}
    return {one: _number(told.get(one)) or _number(default[one]) or 0 for one in CONDITIONS}
