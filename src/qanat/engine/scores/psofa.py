"""SOFA adapted to children: pressure and creatinine by age, saturation where no gas was taken.

Source:
    docs/sources.md#psofa
"""

from typing import Final

from qanat.engine.scores.results import Method, NotValid, Number, Partial, Score, WhyNotValid, band
from qanat.engine.scores.sofa import (
    ADULT_FROM_YEARS,
    BILIRUBIN,
    COMA,
    OXYGENATION,
    PLATELETS,
    Failure,
    OrganFindings,
    added_up,
    below,
    circulation,
    of_the_ventilated,
    whole_points,
)

METHOD: Final = Method(
    name="pSOFA",
    version="Matics 2017, table 1",
    source="Matics, Sanchez-Pinto: JAMA Pediatrics 2017, 171:e172352",
    is_verified=False,
)

MONTHS_A_YEAR: Final = 12
YOUNGEST_MONTHS: Final = 1
UMOL_PER_MG: Final = 88.4
"""Micromoles of creatinine a litre in a milligram a decilitre."""
MOST_SATURATION: Final = 97
"""Beyond it the curve is flat: the saturation says nothing of the oxygenation."""

# Below these edges a ratio earns the points beside them.
SATURATION: Final = ((148, 4), (221, 3), (264, 2), (292, 1))
# Below these ages in months: the mean pressure below which the circulation earns a point.
LOW_PRESSURE_MMHG: Final = ((12, 55), (24, 60), (60, 62), (144, 65), (216, 67))
# Below these ages in months: the creatinine in mg/dl from which 1, 2, 3, 4 points are earned.
CREATININE: Final = (
    (12, (0.3, 0.5, 0.8, 1.2)),
    (24, (0.4, 0.6, 1.1, 1.5)),
    (60, (0.6, 0.9, 1.6, 2.3)),
    (144, (0.7, 1.1, 1.8, 2.6)),
    (216, (1.0, 1.7, 2.9, 4.2)),
)


def psofa(findings: OrganFindings) -> Score[Failure] | Partial[Failure] | NotValid:
    """Score the organs of a child.

    Returns:
        As ``sofa``; not valid below one month, from 18 years, in pregnancy, or when the age is
        unknown. Newborns are left out: their column is of term ones, and gestation is not asked.
    """
    age = findings.age_years
    if findings.is_pregnant:
        return NotValid(METHOD, WhyNotValid.PREGNANT)
    if age is None:
        return NotValid(METHOD, WhyNotValid.AGE_UNKNOWN)
    if age >= ADULT_FROM_YEARS:
        return NotValid(METHOD, WhyNotValid.TOO_OLD)
    months = age * MONTHS_A_YEAR
    if months < YOUNGEST_MONTHS:
        return NotValid(METHOD, WhyNotValid.TOO_YOUNG)
    low_mmhg = next(edge for below_months, edge in LOW_PRESSURE_MMHG if months < below_months)
    points: dict[str, int | None] = {
        "lungs": _lungs(findings),
        "platelets": below(findings.platelets_g_l, PLATELETS),
        "liver": whole_points(findings.bilirubin_umol_l, BILIRUBIN),
        "circulation": circulation(findings, low_mmhg),
        "brain": None if findings.coma_scale is None else band(findings.coma_scale, COMA),
        "kidneys": _kidneys(findings.creatinine_umol_l, months),
    }
    return added_up(METHOD, points)


def _lungs(findings: OrganFindings) -> int | None:
    """Return the points by the arterial gas, else by a saturation which says something."""
    oxygen = findings.fio2_percent
    if oxygen is None:
        return None
    ratio: Number
    if findings.pao2_mmhg is not None:
        ratio, edges = findings.pao2_mmhg * 100 / oxygen, OXYGENATION
    elif findings.spo2_percent is not None and findings.spo2_percent <= MOST_SATURATION:
        ratio, edges = findings.spo2_percent * 100 / oxygen, SATURATION
    else:
        return None
    return of_the_ventilated(below(ratio, edges) or 0, findings)


def _kidneys(creatinine_umol_l: float | None, months: float) -> int | None:
    """Return the points of creatinine, told in tenths of a milligram as the table has it."""
    if creatinine_umol_l is None:
        return None
    value = round(creatinine_umol_l / UMOL_PER_MG, 1)
    edges = next(edges for below_months, edges in CREATININE if months < below_months)
    return sum(value >= edge for edge in edges)
