"""Vital signs of a patient and the scores which are valid for him."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from qanat.engine.scores import coma, news2, shock
from qanat.engine.scores.plausible import BOUNDS
from qanat.engine.scores.results import Result, plain, says_something

ABOUT_THE_PERSON: Final = frozenset({"age_years", "is_pregnant"})
SIPA_FROM_YEARS: Final = shock.SIPA_YOUNGEST_YEARS
ADULT_FROM_YEARS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What was found at a patient; what was not measured is None or empty.

    Units: /min, percent, mmHg, degrees Celsius. Age and pregnancy are the patient's, needed to
    tell which scores are valid.
    """

    age_years: float | None = None
    is_pregnant: bool = False
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
    ventilation: str = ""
    support: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return the findings as columns of an assessment."""
        return {
            k: list(v) if isinstance(v, tuple) else v
            for k, v in asdict(self).items()
            if k not in ABOUT_THE_PERSON
        }

    def numbers(self) -> dict[str, float | None]:
        """Return the findings that have bounds."""
        return {name: getattr(self, name) for name in BOUNDS}

    def is_measured(self) -> bool:
        """Tell whether anything at all was found."""
        return any(
            value not in (None, "", [], False) or (value is False and key == "is_on_oxygen")
            for key, value in self.columns().items()
        )


def scores_of(vitals: Vitals) -> dict[str, dict[str, object]]:
    """Return every score that can be made, as plain values with their method's version.

    Each holds ``kind``: ``whole``, ``partial`` (with ``missing``) or ``not_valid`` (with
    ``reason``): a partial score is never passed off as a whole one.
    """
    results: dict[str, Result] = {
        "news2": news2.news2(_observation(vitals)),
        "shock": _shock(vitals),
        "gcs": coma.glasgow_coma_scale(vitals.gcs_eye, vitals.gcs_verbal, vitals.gcs_motor),
    }
    return {name: plain(result) for name, result in results.items() if says_something(result)}


def worst_level(scores: Mapping[str, Mapping[str, object]]) -> str:
    """Return the level of NEWS2, or "" where it is not known: for lists."""
    news = scores.get("news2", {})
    return str(news.get("level", ""))


def _observation(vitals: Vitals) -> news2.Observation:
    scale = news2.OxygenScale.HYPERCAPNIC if vitals.is_hypercapnic else news2.OxygenScale.USUAL
    return news2.Observation(
        age_years=vitals.age_years,
        is_pregnant=vitals.is_pregnant,
        breaths_per_min=vitals.respiratory_rate,
        spo2_percent=vitals.spo2,
        oxygen_scale=scale,
        is_on_oxygen=vitals.is_on_oxygen,
        systolic_mmhg=vitals.systolic,
        pulse_per_min=vitals.heart_rate,
        consciousness=(news2.Consciousness(vitals.consciousness) if vitals.consciousness else None),
        temperature_c=vitals.temperature_c,
    )


def _shock(vitals: Vitals) -> Result:
    if vitals.age_years is not None and vitals.age_years <= ADULT_FROM_YEARS:
        return shock.sipa(vitals.age_years, vitals.heart_rate, vitals.systolic)
    return shock.shock_index(vitals.heart_rate, vitals.systolic)
