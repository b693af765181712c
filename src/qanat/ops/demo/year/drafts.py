"""The plain values of a plan in the words of the commands which store the past."""

import random
from datetime import timedelta
from typing import Final

from qanat.care.telemedicine.commands import PastOrder
from qanat.foundation.days import national_day
from qanat.ops.demo.crews import CREW
from qanat.ops.demo.people import DAYS_PER_YEAR
from qanat.ops.demo.requests import vitals_within
from qanat.ops.demo.year.times import flight_times, trip_times
from qanat.ops.demo.year.values import Flight, Leg, Order, Person, Refusal, Request, Service, Trip
from qanat.ops.demo.year.world import Member
from qanat.response.commitments.commands import Kept, Purpose, Want
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.history import (
    PastAssessment,
    PastLeg,
    PastMember,
    PastMission,
    PastRequest,
    PastService,
)

REGISTERED_AFTER: Final = timedelta(minutes=2)
ACCEPTED_AFTER: Final = timedelta(minutes=8)
MEASURED_AFTER: Final = timedelta(minutes=3)
ADULT: Final = 18
SYNTHETIC: Final = "(синтетические данные)"
SPECIALIST: Final = "specialist"


def request_draft(row: Request, number: str, *, is_flown: bool) -> PastRequest:
    """Return a request as it is stored."""
    case, sender = row.case, row.sender
    receiver = row.receiver if is_flown else None
    decided_at = row.decided_at
    half = timedelta(minutes=row.minutes_to_decide // 2)
    is_adult = case["age"][0] >= ADULT
    return PastRequest(
        number=number,
        need=row.need,
        received_at=row.received_at,
        registered_at=row.received_at + REGISTERED_AFTER,
        decided_at=decided_at,
        closed_at=row.closed_at,
        nosology=case["nosology"],
        is_flown=is_flown,
        country=row.country,
        region=row.region,
        channel=row.channel,
        place=sender.spot.name,
        sending_name=sender.spot.name,
        sending_facility_id=sender.id or None,
        settlement_id=sender.settlement_id or None,
        at=sender.spot.at,
        accepting_name=receiver.spot.name if receiver else "",
        accepting_facility_id=receiver.id if receiver else None,
        accepting_physician=f"дежурный врач {SYNTHETIC}" if receiver else "",
        accepted_at=decided_at + ACCEPTED_AFTER if receiver else None,
        destination_region=receiver.region if receiver else "",
        diagnosis=case["diagnosis"],
        icd10=case["icd10"],
        specialty=case["specialty"],
        urgency=case["urgency"],
        cause="return_home" if row.country != "KZ" else case["cause"],
        needs=tuple(case["needs"]),
        gestation_weeks=case["gestation_weeks"],
        consent="given" if is_adult else "representative",
        decision=row.decision,
        decision_reason=row.reason,
        declined_at=row.received_at + half if row.declined_first else None,
        declined_reason=row.declined_first,
        organ=row.organ,
    )


def assessment_draft(
    row: Request, person: Person, request_id: int, patient_id: int
) -> PastAssessment:
    """Return the condition in which a patient was reported."""
    at = row.received_at + MEASURED_AFTER
    age_years = (national_day(at) - person.born_on).days / DAYS_PER_YEAR
    chance = random.Random(f"{person.name}/{person.born_on}")  # noqa: S311 (to be repeatable)
    return PastAssessment(request_id, patient_id, at, vitals_within(chance, row.case, age_years))


def flight_draft(flight: Flight, number: str, region: str, contract_id: int | None) -> PastMission:
    """Return a flight as it is stored, with everything that was stamped."""
    times = flight_times(flight)
    receiver = flight.services[-1].to if flight.services else None
    return PastMission(
        number=number,
        mode="air",
        created_at=flight.planned_at,
        region=region,
        aircraft_id=flight.craft.id,
        operator_id=flight.craft.operator_id,
        contract_id=contract_id,
        base_region=flight.craft.base.region,
        took_off_at=flight.took_off_at,
        landed_at=flight.landed_at,
        flown_s=round(flight.flown.total_seconds()),
        ended_at=times[-1][1],
        receiver_id=receiver.id if receiver else None,
        legs=tuple(_leg(leg) for leg in flight.legs),
        times=times,
        crew=_crew(flight),
        aborted=flight.aborted,
    )


def refusal_draft(
    refusal: Refusal, number: str, region: str, contract_id: int | None
) -> PastMission:
    """Return a mission which an airline refused."""
    craft = refusal.craft
    return PastMission(
        number=number,
        mode="air",
        created_at=refusal.asked_at,
        region=region,
        aircraft_id=craft.id,
        operator_id=craft.operator_id,
        contract_id=contract_id,
        ended_at=refusal.answered_at,
        refused=refusal.reason,
    )


def trip_draft(trip: Trip, number: str) -> PastMission:
    """Return a trip by road as it is stored."""
    times = trip_times(trip)
    receiver = trip.services[0].to
    return PastMission(
        number=number,
        mode="road",
        created_at=trip.left_at - timedelta(minutes=10),
        region=trip.van_of.region,
        ambulance_id=trip.van_of.van_id,
        took_off_at=trip.left_at,
        landed_at=trip.services[0].at,
        ended_at=times[-1][1],
        receiver_id=receiver.id if receiver else None,
        legs=tuple(_leg(leg) for leg in trip.legs),
        times=times,
    )


def service_draft(
    service: Service, mission_id: int, request_id: int, patients: tuple[int, ...]
) -> PastService:
    """Return a service as it is stored."""
    return PastService(
        mission_id=mission_id,
        request_id=request_id,
        kind=service.kind,
        performed_at=service.at,
        performed_by=CREW[0].name,
        to_facility_id=service.to.id if service.to else None,
        to_name=service.to.spot.name if service.to else "",
        organ=service.organ,
        patient_ids=patients,
    )


def order_draft(order: Order, number: str, request_id: int | None, patient: int) -> PastOrder:
    """Return a consultation order as it is stored."""
    return PastOrder(
        number=number,
        ordered_at=order.ordered_at,
        concluded_at=order.performed_at,
        nosology=order.case["nosology"],
        region=order.region,
        request_id=request_id,
        sending_facility_id=order.sender.id,
        sending_name=order.sender.spot.name,
        specialty=order.case["specialty"],
        urgency=order.case["urgency"],
        diagnosis=order.case["diagnosis"],
        icd10=order.case["icd10"],
        patient_ids=(patient,),
        is_synthetic=True,
        is_live=True,
    )


def commitments_of(journey: Flight | Trip, mission_id: int, number: str) -> list[Kept]:
    """Return what was promised to a journey: its vehicle, and its crew."""
    purpose = Purpose("mission", mission_id, number)
    start, end = journey.legs[0].departs_at, journey.until
    if isinstance(journey, Trip):
        van = journey.van_of
        return [Kept(Want(ResourceKind.AMBULANCE, van.van_id or 0, van.van, start, end), purpose)]
    craft = journey.craft
    wants = [Want(ResourceKind.AIRCRAFT, craft.id, craft.tail, start, end)]
    wants += [Want(ResourceKind.PERSON, m.person_id, m.name, start, end) for m in members(journey)]
    return [Kept(want, purpose) for want in wants]


def members(flight: Flight) -> tuple[Member, ...]:
    """Return the team that flew."""
    return flight.craft.teams[flight.team] if flight.craft.teams else ()


def _crew(flight: Flight) -> tuple[PastMember, ...]:
    crew = [PastMember(m.person_id, m.name, m.role) for m in members(flight)]
    if flight.specialty:
        crew.append(PastMember(None, f"специалист {SYNTHETIC}", SPECIALIST))
    return tuple(crew)


def _leg(leg: Leg) -> PastLeg:
    return PastLeg(
        kind=leg.kind,
        from_name=leg.start.name,
        start=leg.start.at,
        to_name=leg.end.name,
        end=leg.end.at,
        departed_at=leg.departs_at,
        arrived_at=leg.arrives_at,
        from_region=leg.start.region,
        to_region=leg.end.region,
        from_country=leg.start.country,
        to_country=leg.end.country,
    )
