"""Ask the flight centre for a medical flight: it hears who flies from where to where, not more."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from qanat.care.abroad.models import Case, Journey
from qanat.care.abroad.queries.journeys import airport_of, chosen_clinic
from qanat.care.abroad.states import Way
from qanat.care.clinics.queries.brief import ClinicBrief
from qanat.foundation.actors import SYSTEM
from qanat.registry.places.queries import get_airfield
from qanat.response.dispatch.commands.intake import Intake, register_request

CHANNEL: Final = "abroad"
SPECIALTY: Final = "intensive_care"


def ask_flight(row: Case, journey: Journey, age: float | None, now: datetime) -> int:
    """Register the request for the flight of a journey, within a command; return its id."""
    is_dead = journey.way == Way.REPATRIATION
    intake = Intake(
        received_at=now,
        channel=CHANNEL,
        urgency=row.urgency,
        diagnosis=_("Bringing home who died abroad") if is_dead else row.diagnosis,
        icd10="" if is_dead else row.icd10,
        specialty=SPECIALTY,
        age_years=age,
        escorts=journey.escorts,
        is_synthetic=row.is_synthetic,
    )
    about = (_out if journey.way == Way.OUT else _home)(intake, row)
    return register_request(SYSTEM, intake=about, patient_ids=(row.patient_id,), now=now)


def _out(intake: Intake, row: Case) -> Intake:
    clinic = _clinic(row)
    return replace(
        intake,
        need="outbound",
        region=row.region_id,
        sending_facility_id=row.facility_id,
        accepting_name=_called(clinic),
        receiving_airfield_id=airport_of(row.pk, clinic.id),
    )


def _home(intake: Intake, row: Case) -> Intake:
    clinic = _clinic(row)
    place = _called(clinic)
    intake = replace(
        intake,
        need="evacuation",
        country=clinic.country,
        place=place,
        sending_name=place,
        accepting_facility_id=row.facility_id,
    )
    airport_id = airport_of(row.pk, clinic.id)
    if airport_id is None:
        return intake
    airport = get_airfield(airport_id)
    country, place = airport.country_code, airport.name
    return replace(intake, country=country, place=place, lon=airport.lon, lat=airport.lat)


def _clinic(row: Case) -> ClinicBrief:
    clinic = chosen_clinic(row.pk)
    if clinic is None:
        raise AssertionError(row.pk)
    return clinic


def _called(clinic: ClinicBrief) -> str:
    return f"{clinic.name}, {clinic.city}"
