"""Ask the flight centre for a medical flight: it hears who flies from where to where, not more."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from qanat.care.abroad.models import Case, Journey
from qanat.care.abroad.queries.journeys import airport_of, chosen_clinic
from qanat.care.abroad.states import Urgency, Way
from qanat.care.clinics.queries.brief import ClinicBrief
from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.registry.places.queries import get_airfield
from qanat.response.dispatch.commands.intake import Intake, register_request, write_log
from qanat.web.wording import day

CHANNEL: Final = "abroad"
NOTE: Final = "note"
SPECIALTY: Final = "intensive_care"


def ask_flight(row: Case, journey: Journey, age: float | None, now: datetime) -> int:
    """Register the request for the flight of a journey, within a command; return its id.

    A case which is urgent waits days or weeks, a flight minutes: what is planned for a later day
    is a planned flight.
    """
    is_dead = journey.way == Way.REPATRIATION
    intake = Intake(
        received_at=now,
        channel=CHANNEL,
        urgency=_urgency(journey, now),
        diagnosis=_("Bringing home who died abroad") if is_dead else row.diagnosis,
        icd10="" if is_dead else row.icd10,
        specialty=SPECIALTY,
        age_years=age,
        escorts=journey.escorts,
        is_synthetic=row.is_synthetic,
    )
    about = (_out if journey.way == Way.OUT else _home)(intake, row)
    return register_request(SYSTEM, intake=about, patient_ids=(row.patient_id,), now=now)


def tell_flight_centre(journey: Journey, now: datetime) -> None:
    """Write into the log of a flight's request for which day it is planned, and what was noted."""
    if journey.request_id is None:
        return
    told = _("Planned for %(day)s.") % {"day": day(journey.planned_on)}
    text = " ".join(filter(None, (told, journey.note)))
    write_log(SYSTEM, request_id=journey.request_id, kind=NOTE, text=text, at=now, now=now)


def _urgency(journey: Journey, now: datetime) -> int:
    is_soon = journey.planned_on <= national_day(now) and journey.way != Way.REPATRIATION
    return Urgency.URGENT if is_soon else Urgency.PLANNED


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
