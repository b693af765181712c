"""Ask the flight centre for a medical flight: it hears who flies from where to where, not more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from qanat.care.abroad.models import Case, Journey
from qanat.care.abroad.queries.journeys import airport_of, carriage_of, chosen_clinic
from qanat.care.abroad.states import JOURNEY, JourneyState, Urgency, Way
from qanat.care.clinics.queries.brief import ClinicBrief
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.days import national_day
from qanat.foundation.moving import make_move
from qanat.registry.places.queries import get_airfield
from qanat.response.dispatch.commands.intake import (
    Intake,
    register_request,
    withdraw_request,
    write_log,
)
from qanat.response.dispatch.queries.missions import serving_missions
from qanat.response.dispatch.queries.requests import requests_by_id
from qanat.response.dispatch.states.requests import REQUEST
from qanat.web.wording import day

CHANNEL: Final = "abroad"
NOTE: Final = "note"
WITHDRAWN: Final[Mapping[str, str]] = {
    "patient_died": "died",
    "patient_ill": "worsened",
    "patient_declined": "refused_by_patient",
    "other_way": "other_transport",
}
"""Why a request is withdrawn, by why its journey was cancelled."""
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


def drop_flight(journey: Journey, why: str, now: datetime) -> None:
    """Take back what the flight centre was asked for; ``why`` is a reason of a cancelled journey.

    A request which a mission serves is its dispatcher's to end: its log says that nobody flies.
    """
    asked = journey.request_id
    row = requests_by_id(SYSTEM, [asked], now).get(asked) if asked else None
    if row is None or "withdraw" not in {move.name for move in REQUEST.open_moves(row.state)}:
        return
    if serving_missions(SYSTEM, row.id):
        text = _("The journey abroad is cancelled: the flight is not needed.")
        write_log(SYSTEM, request_id=row.id, kind=NOTE, text=text, at=now, now=now)
    else:
        reason = WITHDRAWN.get(why, "by_sender")
        withdraw_request(SYSTEM, request_id=row.id, reason=reason, now=now)


def call_off(actor: Actor, journey: Journey, reason: str, note: str, now: datetime) -> None:
    """Cancel a locked journey which has not begun, and the flight asked for it."""
    make_move(actor, journey, JOURNEY, "cancel", reason=reason, note=note)
    drop_flight(journey, reason, now)


def call_off_planned(row: Case, reason: str, now: datetime) -> None:
    """Cancel the journey which a case that ends has planned; who is aboard is on his way."""
    planned = Journey.objects.filter(case=row, state=JourneyState.PLANNED).order_by("id")
    for journey in planned.select_for_update(of=("self",)):
        if carriage_of(journey).boarded_at is None:
            call_off(SYSTEM, journey, reason, "", now)


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
