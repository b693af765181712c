"""Findings no measurement gives, vital signs nobody can have, and those so odd that we ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FULL_SATURATION: Final = 100


class Oddity(StrEnum):
    """What is wrong with a finding."""

    IMPOSSIBLE = "impossible"
    UNUSUAL = "unusual"
    NOT_BELOW_SYSTOLIC = "not_below_systolic"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what a finding of a living person lies, and beyond what it is asked about.

    Attributes:
        may_be_zero: nought is a finding: no breath, no pulse, no pressure.
    """

    least: float
    most: float
    usual_least: float
    usual_most: float
    may_be_zero: bool = False


BOUNDS: Final[Mapping[str, Bounds]] = {
    "respiratory_rate": Bounds(2, 100, 6, 70, may_be_zero=True),
    "spo2": Bounds(20, 100, 50, 100),
    "systolic": Bounds(30, 300, 60, 250, may_be_zero=True),
    "diastolic": Bounds(10, 200, 20, 150, may_be_zero=True),
    "heart_rate": Bounds(10, 320, 30, 240, may_be_zero=True),
    "temperature_c": Bounds(15, 44.5, 30, 42),
}
"""Units: /min, percent, mmHg, degrees Celsius.

Source:
    docs/sources.md#vital-signs
"""


def check_measured(*values: float | None) -> None:
    """Refuse what no measurement gives.

    Raises:
        ValueError: if a value is below zero, or none at all (NaN).
    """
    if any(value is not None and not value >= 0 for value in values):
        raise ValueError("a measured value is not below zero")


def check_saturation(percent: float | None) -> None:
    """Refuse a saturation over 100 percent.

    Raises:
        ValueError: if it is.
    """
    if percent is not None and percent > FULL_SATURATION:
        raise ValueError("a saturation is not over 100 percent")


def oddities(findings: Mapping[str, float | None]) -> dict[str, Oddity]:
    """Return what can't be, or is hardly so, among findings, by their names.

    Args:
        findings: values by the names of ``BOUNDS``; None where nothing was measured.
    """
    found = {
        name: oddity
        for name, bounds in BOUNDS.items()
        if (value := findings.get(name)) is not None and (oddity := _oddity(value, bounds))
    }
    systolic, diastolic = findings.get("systolic"), findings.get("diastolic")
    if systolic is not None and diastolic is not None and diastolic >= systolic > 0:
        found["diastolic"] = Oddity.NOT_BELOW_SYSTOLIC
    return found


def _oddity(value: float, bounds: Bounds) -> Oddity | None:
    if value == 0 and bounds.may_be_zero:
        return Oddity.UNUSUAL
    if not bounds.least <= value <= bounds.most:
        return Oddity.IMPOSSIBLE
    return None if bounds.usual_least <= value <= bounds.usual_most else Oddity.UNUSUAL
