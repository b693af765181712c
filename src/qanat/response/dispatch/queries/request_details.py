"""Requests as plain values for other systems: pages of a list, and everything about one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from qanat.foundation.actors import Actor
from qanat.registry.patients.queries.rows import patients_by_id
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.permissions import CONDITION
from qanat.response.dispatch.queries.record import age_of, outcomes_of
from qanat.response.dispatch.queries.requests import clock_of, get_request
from qanat.response.dispatch.queries.told import reviews_as_told
from qanat.response.dispatch.rules.clocks import Clock

R = TypeVar("R")

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class PersonOfRequest:
    """A person of a request; nothing but the id and the part where the viewer may not see him."""

    patient_id: int
    role: str
    number: str = ""
    name: str = ""
    sex: str | None = None
    birth_on: date | None = None
    age_years: float | None = None


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """The condition of a patient at a time."""

    id: int
    patient_id: int | None
    at: datetime
    recorded_at: datetime
    by_id: int
    respiratory_rate: int | None
    spo2: int | None
    is_on_oxygen: bool | None
    is_hypercapnic: bool
    systolic: int | None
    diastolic: int | None
    heart_rate: int | None
    consciousness: str
    temperature_c: float | None
    gcs_eye: int | None
    gcs_verbal: int | None
    gcs_motor: int | None
    fio2: int | None
    ventilation: str
    support: tuple[str, ...]
    scores: dict[str, Any]
    note: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A physician's decision."""

    id: int
    at: datetime
    by_id: int
    decision: str
    reason: str
    urgency: int | None
    note: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the log."""

    id: int
    kind: str
    at: datetime
    by_id: int
    text: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of a patient."""

    patient_id: int
    point: str
    vital: str
    learned_from: str


@dataclass(frozen=True, slots=True)
class MissionOfRequest:
    """A mission which serves a request."""

    id: int
    number: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDetails:
    """Everything about one request but the caller's telephone."""

    id: int
    number: str
    version: int
    state: str
    need: str
    urgency: int
    cause: str
    received_at: datetime
    registered_at: datetime
    decided_at: datetime | None
    accepted_at: datetime | None
    accepts_from: datetime | None
    closed_at: datetime | None
    channel: str
    caller_name: str
    caller_role: str
    country: str
    region: str
    settlement_id: int | None
    place: str
    lon: float | None
    lat: float | None
    sending_facility_id: int | None
    sending_name: str
    accepting_facility_id: int | None
    accepting_name: str
    receiving_airfield_id: int | None
    accepting_physician: str
    destination_region: str
    diagnosis: str
    icd10: str
    nosology: str
    specialty: str
    onset_at: datetime | None
    gestation_weeks: int | None
    needs: tuple[str, ...]
    companion: str
    contraindications: tuple[str, ...]
    altitude_limit_m: int | None
    is_isolation_needed: bool
    escorts: int
    payer: str
    consent: str
    decision: str
    decision_reason: str
    organ: str
    clamp_at: datetime | None
    owner_id: int | None
    merged_into_id: int | None
    origin: str
    is_exercise: bool
    is_synthetic: bool
    clock: Clock | None
    people: tuple[PersonOfRequest, ...]
    assessments: tuple[AssessmentRow, ...]
    reviews: tuple[ReviewRow, ...]
    log: tuple[LogRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    missions: tuple[MissionOfRequest, ...]


_MADE_HERE = frozenset(
    {
        "id", "country", "region", "clock", "people", "assessments", "reviews", "log", "outcomes",
        "missions",
    }
)  # fmt: skip
_PLAIN = tuple(n for n in RequestDetails.__dataclass_fields__ if n not in _MADE_HERE)


def request_details(actor: Actor, request_id: int, now: datetime) -> RequestDetails:
    """Return everything about a request.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_request(actor, request_id)
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    missions = Mission.objects.visible_to(actor).filter(served__request=row).order_by("id")
    reads = actor.may(CONDITION)
    assessments = row.assessments.order_by("-at", "-id")[:MOST_LINES] if reads else ()
    log = row.log.order_by("-at", "-id")[:MOST_LINES] if reads else ()
    reviews = reviews_as_told(actor, row.reviews.order_by("-at", "-id")[:MOST_LINES])
    return RequestDetails(
        **plain | {"needs": tuple(row.needs), "contraindications": tuple(row.contraindications)},
        id=row.pk,
        country=row.country_id,
        region=row.region_id or "",
        clock=clock_of(row, now),
        people=_people(actor, row),
        assessments=plain_rows(assessments, AssessmentRow),
        reviews=plain_rows(reviews, ReviewRow),
        log=plain_rows(log, LogRow),
        outcomes=plain_rows(outcomes_of(row) if reads else (), OutcomeRow),
        missions=tuple(MissionOfRequest(m.pk, m.number, m.state) for m in missions),
    )


def plain_rows(found: Iterable[object], kind: type[R]) -> tuple[R, ...]:
    """Return records as frozen rows which name some of their columns."""
    return tuple(msgspec.convert(row, kind, from_attributes=True, strict=False) for row in found)


def _people(actor: Actor, row: Request) -> tuple[PersonOfRequest, ...]:
    links = list(row.people.order_by("position", "id"))
    known = patients_by_id(actor, {link.patient_id for link in links})
    people = []
    for link in links:
        if (seen := known.get(link.patient_id)) is None:
            people.append(PersonOfRequest(link.patient_id, link.role))
            continue
        age = age_of(seen.birth_on, row.received_at)
        people.append(
            PersonOfRequest(
                link.patient_id, link.role, seen.number, seen.name, seen.sex, seen.birth_on, age
            )
        )
    return tuple(people)
