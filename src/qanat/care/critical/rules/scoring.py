"""Findings of a critical patient and the scores which are valid for him."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from qanat.engine.scores import coma, meows, news2, pews, psofa, sofa
from qanat.engine.scores.plausible import BOUNDS
from qanat.engine.scores.results import Result, Score, plain, says_something

MUCH_OXYGEN_PERCENT: Final = 50
VENTILATED: Final = frozenset({"ventilation", "ecmo"})
UNMEASURED: Final = frozenset({"is_hypercapnic", "support"})
DOSES: Final = ("dopamine", "dobutamine", "adrenaline", "noradrenaline")
MAIN: Final = ("news2", "pews", "meows")
"""Scores which say how soon somebody must come; at most one is valid for a patient."""

Scores = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found at a patient; what was not measured is None or empty.

    Units: /min, percent, mmHg, degrees Celsius, s, 10⁹/l, µmol/l, ml a day; doses in micrograms
    per kilogram and minute. ``support`` is None where nobody said what supports the patient.
    """

    respiratory_rate: int | None = None
    spo2: int | None = None
    is_on_oxygen: bool | None = None
    is_hypercapnic: bool = False
    systolic: int | None = None
    diastolic: int | None = None
    heart_rate: int | None = None
    consciousness: str = ""
    temperature_c: float | None = None
    gcs_eye: int | None = None
    gcs_verbal: int | None = None
    gcs_motor: int | None = None
    fio2: int | None = None
    capillary_refill_s: float | None = None
    effort: str = ""
    pao2: float | None = None
    platelets: float | None = None
    bilirubin: float | None = None
    creatinine: float | None = None
    urine: float | None = None
    dopamine: float | None = None
    dobutamine: float | None = None
    adrenaline: float | None = None
    noradrenaline: float | None = None
    support: tuple[str, ...] | None = None

    def columns(self) -> dict[str, Any]:
        """Return the findings as columns of the table."""
        support = None if self.support is None else list(self.support)
        return asdict(self) | {"support": support}

    def numbers(self) -> dict[str, float | None]:
        """Return the findings that have bounds."""
        return {name: getattr(self, name) for name in BOUNDS}

    def is_measured(self) -> bool:
        """Tell whether anything at all was found; that nothing supports him alone is nothing."""
        return is_measured(self)


MEASURED: Final = tuple(one.name for one in fields(Found) if one.name not in UNMEASURED)


def is_measured(findings: object) -> bool:
    """Tell whether findings, or the row in which they are kept, hold anything that was measured."""
    return any(getattr(findings, name) not in (None, "") for name in MEASURED)


@dataclass(frozen=True, slots=True)
class Main:
    """The score by which a patient is listed: "" where none is valid.

    Attributes:
        is_partial: not everything was measured: the score is at least so high.
    """

    name: str = ""
    total: int | None = None
    is_partial: bool = False
    level: str = ""


def scores_of(
    found: Found, age_years: float | None, *, is_pregnant: bool
) -> dict[str, dict[str, object]]:
    """Return every score which has something to say, as plain values with its method's version.

    Of the warning scores the one for the patient is made: MEOWS in pregnancy and soon after, else
    NEWS2 from 16 years and PEWS below; of the organs SOFA from 18 years, and pSOFA from one month.
    """
    name, main = _main(found, age_years, is_pregnant=is_pregnant)
    results: dict[str, Result] = {name: main}
    organs = _organs(found, age_years, is_pregnant=is_pregnant)
    is_child = age_years is not None and age_years < sofa.ADULT_FROM_YEARS
    results["sofa"] = psofa.psofa(organs) if is_child else sofa.sofa(organs)
    results["gcs"] = coma.glasgow_coma_scale(found.gcs_eye, found.gcs_verbal, found.gcs_motor)
    return {name: plain(result) for name, result in results.items() if says_something(result)}


def main_of(scores: Scores) -> Main:
    """Return the score by which a patient is listed."""
    for name in MAIN:
        one = scores.get(name, {})
        total = one.get("total", one.get("at_least"))
        if total is not None:
            return Main(name, int(total), one.get("kind") == "partial", str(one.get("level", "")))
    return Main()


def sofa_of(scores: Scores) -> int | None:
    """Return the least SOFA can be; None where it says nothing."""
    one = scores.get("sofa", {})
    total = one.get("total", one.get("at_least"))
    return None if total is None else int(total)


def _main(found: Found, age_years: float | None, *, is_pregnant: bool) -> tuple[str, Result]:
    if is_pregnant:
        return "meows", meows.meows(_mother(found))
    if age_years is not None and age_years < news2.YOUNGEST_YEARS:
        return "pews", pews.bedside_pews(_child(found, age_years))
    return "news2", news2.news2(_adult(found, age_years))


def _mother(found: Found) -> meows.MotherObservation:
    return meows.MotherObservation(
        breaths_per_min=found.respiratory_rate,
        spo2_percent=found.spo2,
        pulse_per_min=found.heart_rate,
        systolic_mmhg=found.systolic,
        diastolic_mmhg=found.diastolic,
        temperature_c=found.temperature_c,
        consciousness=_consciousness(found),
    )


def _consciousness(found: Found) -> news2.Consciousness | None:
    return news2.Consciousness(found.consciousness) if found.consciousness else None


def _adult(found: Found, age_years: float | None) -> news2.Observation:
    scale = news2.OxygenScale.HYPERCAPNIC if found.is_hypercapnic else news2.OxygenScale.USUAL
    return news2.Observation(
        age_years=age_years,
        breaths_per_min=found.respiratory_rate,
        spo2_percent=found.spo2,
        oxygen_scale=scale,
        is_on_oxygen=_is_on_oxygen(found),
        systolic_mmhg=found.systolic,
        pulse_per_min=found.heart_rate,
        consciousness=_consciousness(found),
        temperature_c=found.temperature_c,
    )


def _child(found: Found, age_years: float | None) -> pews.ChildObservation:
    return pews.ChildObservation(
        age_years=age_years,
        pulse_per_min=found.heart_rate,
        systolic_mmhg=found.systolic,
        breaths_per_min=found.respiratory_rate,
        capillary_refill_s=found.capillary_refill_s,
        effort=pews.Effort(found.effort) if found.effort else None,
        spo2_percent=found.spo2,
        oxygen=_oxygen(found),
    )


def _organs(found: Found, age_years: float | None, *, is_pregnant: bool) -> sofa.OrganFindings:
    coma_scale = coma.glasgow_coma_scale(found.gcs_eye, found.gcs_verbal, found.gcs_motor)
    pressure = None
    if found.systolic is not None and found.diastolic is not None:
        pressure = (found.systolic + 2 * found.diastolic) / 3
    is_ventilated = None if found.support is None else bool(VENTILATED & set(found.support))
    on_air = sofa.ROOM_AIR_PERCENT if _is_on_oxygen(found) is False else None
    return sofa.OrganFindings(
        age_years=age_years,
        is_pregnant=is_pregnant,
        spo2_percent=found.spo2,
        pao2_mmhg=found.pao2,
        fio2_percent=found.fio2 if found.fio2 is not None else on_air,
        is_ventilated=is_ventilated,
        platelets_g_l=found.platelets,
        bilirubin_umol_l=found.bilirubin,
        mean_pressure_mmhg=pressure,
        **_doses(found),
        coma_scale=int(coma_scale.total) if isinstance(coma_scale, Score) else None,
        creatinine_umol_l=found.creatinine,
        urine_ml_day=found.urine,
    )


def _doses(found: Found) -> dict[str, float | None]:
    """Return the doses: where one is told the others are none; without vasopressors all are."""
    told = {name: getattr(found, name) for name in DOSES}
    is_none = found.support is not None and "vasopressors" not in found.support
    if is_none or any(dose is not None for dose in told.values()):
        return {name: dose or 0 for name, dose in told.items()}
    return told


def _is_on_oxygen(found: Found) -> bool | None:
    """Tell whether a patient is given oxygen: said so, or told by what supports him."""
    if found.is_on_oxygen is not None or found.support is None:
        return found.is_on_oxygen
    return True if set(found.support) & {"oxygen", "mask", *VENTILATED} else None


def _oxygen(found: Found) -> pews.Oxygen | None:
    is_given = _is_on_oxygen(found)
    if not is_given:
        return None if is_given is None else pews.Oxygen.NONE
    if found.fio2 is None:
        return None
    return pews.Oxygen.MUCH if found.fio2 >= MUCH_OXYGEN_PERCENT else pews.Oxygen.LITTLE
