"""Synthetic requests: clinical vignettes at real hospitals, taken by the same commands."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from qanat.engine.geodesy import great_circles_m
from qanat.foundation.actors import Actor
from qanat.ops.demo.people import patient
from qanat.registry.facilities.queries import (
    FacilityRow,
    Filter,
    facility_rows,
    held_capabilities,
)
from qanat.registry.places.queries import landing_places
from qanat.response.dispatch.commands.clinical import (
    Judgement,
    Vitals,
    assess_request,
    record_acceptance,
    review_request,
)
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.commands.taking import take_down

VIGNETTES = Path(__file__).parent / "vignettes.json"
CHANNELS = ("112", "103", "phone", "mis", "web")
SENDING_TYPES = frozenset({"district", "inter", "city"})
ADULT = 18
LARGE_TYPES = frozenset({"multi", "national", "university", "cardiac", "perinatal", "children"})
FAR_M = 250_000.0
"""So far from a large hospital a flight is mostly sooner than a drive."""
NEAR_M = 80_000.0
"""So near an airfield is about an hour's drive away."""
CALLERS = ("дежурный реаниматолог", "заведующий отделением", "дежурный врач")
OBSTETRICIAN = "акушер-гинеколог"


@dataclass(frozen=True, slots=True)
class Made:
    """A synthetic request."""

    request_id: int
    patient_id: int | None
    age_years: float
    vignette: dict[str, Any]


@cache
def vignettes() -> tuple[dict[str, Any], ...]:
    """Return the clinical vignettes."""
    return tuple(json.loads(VIGNETTES.read_text(encoding="utf-8")))


def sending_hospitals() -> list[FacilityRow]:
    """Return hospitals from which patients are sent on."""
    rows = [r for r in facility_rows(Filter()) if r.type in SENDING_TYPES]
    return [r for r in rows if r.region_code not in {"KZ-71", "KZ-75", "KZ-79"}]


def far_away(hospitals: list[FacilityRow]) -> list[FacilityRow]:
    """Return those hospitals from which it is far to the next large one: there one flies."""
    large = [r for r in facility_rows(Filter(is_inpatient=True)) if r.type in LARGE_TYPES]
    starts = np.array([(one.lon, one.lat) for one in hospitals])
    away_m = great_circles_m(starts, np.array([(one.lon, one.lat) for one in large])).min(axis=1)
    return [one for one, far_m in zip(hospitals, away_m, strict=True) if far_m >= FAR_M]


def by_an_airfield(wanted: FacilityRow, hospitals: list[FacilityRow]) -> FacilityRow:
    """Return the hospital nearest to one from which a lit airfield is near: one can fly at night.

    Who must come along is fetched by air: from a pad without lights nobody goes before the day.
    """
    fields = np.array([(one.lon, one.lat) for one in landing_places() if one.is_lit])
    starts = np.array([(one.lon, one.lat) for one in hospitals])
    can = great_circles_m(starts, fields).min(axis=1) <= NEAR_M
    if not can.any():
        return wanted
    away_m = great_circles_m(starts, np.array([(wanted.lon, wanted.lat)])).min(axis=1)
    return hospitals[int(np.where(can, away_m, np.inf).argmin())]


def transplant_centres(on: date) -> list[int]:
    """Return the hospitals which transplant organs, by id."""
    held = held_capabilities(on)
    return sorted(pk for pk, one in held.items() if one.is_able("transplant", None))


def take(actor: Actor, chance: random.Random, hospitals: list[FacilityRow], at: datetime) -> Made:
    """Take a request at a moment, with its patient and the first vital signs."""
    vignette = chance.choice(vignettes())
    hospital = chance.choice(hospitals)
    if vignette.get("companion"):
        hospital = by_an_airfield(hospital, hospitals)
    place: dict[str, Any] = {
        "sending_facility_id": hospital.id,
        "settlement_id": hospital.settlement_id,
    }
    if vignette["organ"]:
        place |= {
            "accepting_facility_id": chance.choice(transplant_centres(at.date())),
            "clamp_at": at + timedelta(minutes=chance.randrange(90, 240, 15)),
        }
    return take_from(actor, chance, vignette, hospital.region_code, place, at)


def take_from(
    actor: Actor,
    chance: random.Random,
    vignette: dict[str, Any],
    home: str,
    place: dict[str, Any],
    at: datetime,
) -> Made:
    """Take a request for a citizen at home in a region; ``place`` says where he is."""
    person = patient(chance, vignette, at.date(), home)
    age_years = (at.date() - person.birth_on).days / 365.25 if person.birth_on else 0.0
    is_mother = vignette["specialty"] == "obstetrics"
    callers = (*CALLERS, OBSTETRICIAN) if is_mother else CALLERS
    intake = Intake(
        received_at=at - timedelta(minutes=chance.randint(1, 4)),
        channel=chance.choice(CHANNELS),
        urgency=vignette["urgency"],
        cause=vignette["cause"],
        caller_name="(синтетические данные)",
        caller_role=chance.choice(callers),
        diagnosis=vignette["diagnosis"],
        icd10=vignette["icd10"],
        specialty=vignette["specialty"],
        onset_at=at - timedelta(minutes=chance.randint(40, 240)),
        gestation_weeks=vignette["gestation_weeks"],
        needs=tuple(vignette["needs"]),
        companion=vignette.get("companion", ""),
        contraindications=tuple(vignette["contraindications"]),
        consent="given" if vignette["age"][0] >= ADULT else "representative",
        organ=vignette["organ"],
        age_years=age_years,
        residency="citizen",
        citizenship="KZ",
        is_synthetic=True,
        **({"need": vignette["need"]} | place),
    )
    taken = take_down(actor, intake=intake, person=person, now=at)
    measure(actor, chance, Made(taken.request_id, taken.patient_id, age_years, vignette), at, at)
    return Made(taken.request_id, taken.patient_id, age_years, vignette)


def measure(actor: Actor, chance: random.Random, made: Made, at: datetime, now: datetime) -> None:
    """Record vital signs within the ranges of the vignette."""
    assess_request(
        actor,
        request_id=made.request_id,
        patient_id=made.patient_id,
        vitals=vitals_within(chance, made.vignette, made.age_years),
        at=at,
        now=now,
    )


def vitals_within(chance: random.Random, vignette: Mapping[str, Any], age_years: float) -> Vitals:
    """Return vital signs within the ranges of a vignette."""
    given = vignette["vitals"]

    def within(key: str) -> Any:
        low, high = given[key]
        return round(chance.uniform(low, high), 1) if key == "t" else chance.randint(low, high)

    eye, verbal, motor = given.get("gcs") or (None, None, None)
    return Vitals(
        age_years=age_years,
        is_pregnant=vignette["gestation_weeks"] is not None,
        respiratory_rate=within("rr"),
        spo2=within("spo2"),
        is_on_oxygen=given["o2"],
        systolic=within("sbp"),
        diastolic=within("dbp"),
        heart_rate=within("hr"),
        temperature_c=within("t"),
        consciousness=given["acvpu"],
        gcs_eye=eye,
        gcs_verbal=verbal,
        gcs_motor=motor,
    )


def decide(actor: Actor, made: Made, decision: str, reason: str, at: datetime) -> None:
    """Decide on a request."""
    judgement = Judgement(decision=decision, reason=reason)
    review_request(actor, request_id=made.request_id, version=None, judgement=judgement, now=at)


def accept(actor: Actor, made: Made, hospital: str, at: datetime) -> None:
    """Let a hospital accept, by the planner's id of it."""
    record_acceptance(
        actor,
        request_id=made.request_id,
        facility_id=int(hospital.rpartition(":")[2]),
        physician="дежурный врач (синтетические данные)",
        now=at,
    )
