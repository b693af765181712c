"""Sequential Organ Failure Assessment: how many organs of an adult fail, and how badly.

Source:
    docs/sources.md#sofa
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from qanat.engine.scores.plausible import check_measured
from qanat.engine.scores.results import (
    Method,
    NotValid,
    Number,
    Partial,
    Score,
    WhyNotValid,
    band,
)

METHOD: Final = Method(
    name="SOFA",
    version="Vincent 1996, table 3",
    source="Vincent, Moreno, Takala and others: Intensive Care Medicine 1996, 22:707-710",
    is_verified=False,
)

ADULT_FROM_YEARS: Final = 18
FAILING: Final = 3
FULL_COMA_SCALE: Final = 15
LOWEST_COMA_SCALE: Final = 3
ROOM_AIR_PERCENT: Final = 21
PURE_OXYGEN_PERCENT: Final = 100
MOST_POINTS: Final = 4
"""Of an organ: what is not known can add nothing."""
WITHOUT_VENTILATOR: Final = 2
"""Only who is ventilated earns more than so many points for the lungs."""

# Below these edges a ratio, a count or an amount earns the points beside them.
OXYGENATION: Final = ((100, 4), (200, 3), (300, 2), (400, 1))
PLATELETS: Final = ((20, 4), (50, 3), (100, 2), (150, 1))
LITTLE_URINE_ML: Final = ((200, 4), (500, 3))
LOW_PRESSURE_MMHG: Final = 70
# Upper edges, inclusive, of whole micromoles, of the coma scale, and of doses.
BILIRUBIN: Final = ((19, 0), (32, 1), (101, 2), (204, 3), (math.inf, 4))
CREATININE: Final = ((109, 0), (170, 1), (299, 2), (440, 3), (math.inf, 4))
COMA: Final = ((5, 4), (9, 3), (12, 2), (14, 1), (15, 0))
DOPAMINE: Final = ((5, 2), (15, 3), (math.inf, 4))
ADRENALINE: Final = ((0.1, 3), (math.inf, 4))


class Failure(StrEnum):
    """How many organs fail, mildest first: an organ fails from 3 points on."""

    NONE = "none"
    DYSFUNCTION = "dysfunction"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganFindings:
    """What is known of the organs within a day: the worst of each; unknown is ``None``.

    Doses are in micrograms per kilogram and minute; no dose is 0, an unknown one ``None``.

    Raises:
        ValueError: if a value is impossible.
    """

    age_years: float | None
    is_pregnant: bool = False
    spo2_percent: int | None = None
    pao2_mmhg: float | None = None
    fio2_percent: int | None = None
    is_ventilated: bool | None = None
    platelets_g_l: float | None = None
    bilirubin_umol_l: float | None = None
    mean_pressure_mmhg: float | None = None
    dopamine: float | None = None
    dobutamine: float | None = None
    adrenaline: float | None = None
    noradrenaline: float | None = None
    coma_scale: int | None = None
    creatinine_umol_l: float | None = None
    urine_ml_day: float | None = None

    def __post_init__(self) -> None:
        check_measured(
            self.age_years, self.pao2_mmhg, self.platelets_g_l, self.bilirubin_umol_l,
            self.mean_pressure_mmhg, self.dopamine, self.dobutamine, self.adrenaline,
            self.noradrenaline, self.creatinine_umol_l, self.urine_ml_day,
        )  # fmt: skip
        if self.fio2_percent is not None and not (
            ROOM_AIR_PERCENT <= self.fio2_percent <= PURE_OXYGEN_PERCENT
        ):
            raise ValueError("a share of oxygen lies between 21 and 100 percent")
        if self.coma_scale is not None and not (
            LOWEST_COMA_SCALE <= self.coma_scale <= FULL_COMA_SCALE
        ):
            raise ValueError("the coma scale goes from 3 to 15")


def sofa(findings: OrganFindings) -> Score[Failure] | Partial[Failure] | NotValid:
    """Score the organs of an adult.

    Returns:
        The score with the points of each of the six organs; a partial score which names the
        organs of which nothing is known; or why it is not valid: below 18 years, in pregnancy,
        or when the age is unknown.
    """
    if (reason := _why_not_valid(findings)) is not None:
        return NotValid(METHOD, reason)
    points = {
        "lungs": _lungs(findings),
        "platelets": below(findings.platelets_g_l, PLATELETS),
        "liver": whole_points(findings.bilirubin_umol_l, BILIRUBIN),
        "circulation": circulation(findings, LOW_PRESSURE_MMHG),
        "brain": None if findings.coma_scale is None else band(findings.coma_scale, COMA),
        "kidneys": _kidneys(findings),
    }
    return added_up(METHOD, points)


def added_up(method: Method, points: Mapping[str, int | None]) -> Score[Failure] | Partial[Failure]:
    """Add the points of the organs up; of an organ of which nothing is known they are None."""
    parts = {name: value for name, value in points.items() if value is not None}
    missing = tuple(name for name, value in points.items() if value is None)
    total = sum(parts.values())
    if missing:
        return Partial(method, total, parts, missing, _level(parts))
    return Score(method, total, parts, _level(parts))


def _why_not_valid(findings: OrganFindings) -> WhyNotValid | None:
    if findings.is_pregnant:
        return WhyNotValid.PREGNANT
    if findings.age_years is None:
        return WhyNotValid.AGE_UNKNOWN
    return WhyNotValid.TOO_YOUNG if findings.age_years < ADULT_FROM_YEARS else None


def _lungs(findings: OrganFindings) -> int | None:
    if findings.pao2_mmhg is None or findings.fio2_percent is None:
        return None
    points = below(findings.pao2_mmhg * 100 / findings.fio2_percent, OXYGENATION) or 0
    return of_the_ventilated(points, findings)


def of_the_ventilated(points: int, findings: OrganFindings) -> int | None:
    """Return the points of the lungs: the highest are of the ventilated alone."""
    if points <= WITHOUT_VENTILATOR or findings.is_ventilated:
        return points
    return None if findings.is_ventilated is None else WITHOUT_VENTILATOR


def circulation(findings: OrganFindings, low_mmhg: float) -> int | None:
    """Return the points of the circulation: any drug outweighs the pressure."""
    doses = (
        (findings.dopamine, DOPAMINE),
        (findings.dobutamine, ((math.inf, 2),)),
        (findings.adrenaline, ADRENALINE),
        (findings.noradrenaline, ADRENALINE),
    )
    given = [band(dose, bands) for dose, bands in doses if dose]
    if any(dose is None for dose, _ in doses):
        return MOST_POINTS if MOST_POINTS in given else None
    if given:
        return max(given)
    pressure = findings.mean_pressure_mmhg
    return None if pressure is None else int(pressure < low_mmhg)


def _kidneys(findings: OrganFindings) -> int | None:
    """Return the worse of creatinine and urine, where either is known."""
    blood = whole_points(findings.creatinine_umol_l, CREATININE)
    urine = below(findings.urine_ml_day, LITTLE_URINE_ML)
    known = [points for points in (blood, urine) if points is not None]
    return max(known) if known else None


def below(value: float | None, edges: tuple[tuple[Number, int], ...]) -> int | None:
    """Return the points of the first edge below which a value lies, else none."""
    if value is None:
        return None
    return next((points for edge, points in edges if value < edge), 0)


def whole_points(value: float | None, bands: tuple[tuple[Number, int], ...]) -> int | None:
    """Return the points of a value told in whole units."""
    return None if value is None else band(round(value), bands)


def _level(parts: Mapping[str, int]) -> Failure:
    failing = sum(points >= FAILING for points in parts.values())
    if failing:
        return Failure.ONE if failing == 1 else Failure.SEVERAL
    return Failure.DYSFUNCTION if any(parts.values()) else Failure.NONE
