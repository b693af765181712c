"""Who would be called out, in what order: the same for the page that asks and for the command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_row
from qanat.registry.workforce.queries import (
    ContactRow,
    DutyRow,
    contacts_to_call,
    on_call,
    on_duty,
    people_by_id,
    phones_of,
)
from qanat.registry.workforce.states import DutyRole, Rung
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.states import AskState, CalloutState, Kind
from qanat.response.dispatch.queries.calling import (
    CalledMission,
    Member,
    called_mission,
    called_request,
    colleagues_of,
)

MOST_SECONDS: Final = 1
MOST_ON_CALL: Final = 3


@dataclass(frozen=True, slots=True)
class Someone:
    """A person or a post that is called; without account and number only by hand."""

    name: str
    rung: Rung
    account_id: int | None = None
    phone: str = ""
    language: str = ""

    @property
    def is_reachable(self) -> bool:
        """Tell whether a message can reach him."""
        return self.account_id is not None or bool(self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDraft:
    """One that is asked, with the people called for it in turn."""

    title: str
    people: tuple[Someone, ...]
    role: str = ""
    person_id: int | None = None
    facility_id: int | None = None
    operator_id: int | None = None

    @property
    def is_reachable(self) -> bool:
        """Tell whether anybody of it can be reached by message."""
        return any(one.is_reachable for one in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A call-out before it is started."""

    kind: Kind
    subject: str
    number: str
    region: str
    asks: tuple[AskDraft, ...]
    mission_id: int | None = None
    request_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """What those who are called are told; of a patient hospitals are told what is known now."""
    at: datetime | None = None
    """The time named in the messages: departure, or arrival at the hospital."""
    is_exercise: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToCall:
    """A consultation order, as its context describes it to call a specialist."""

    id: int
    number: str
    region: str
    specialty: str
    urgency: int
    request_id: int | None = None
    is_exercise: bool = False
    is_synthetic: bool = False


def crew_draft(actor: Actor, mission_id: int) -> Draft:
    """Return whom to call of the crew of a mission: those who have not said yes yet.

    For each: himself, a free colleague of the same duty, the head of the operator's service.
    """
    mission = called_mission(actor, mission_id)
    members = _not_yet_asked(mission)
    colleagues = colleagues_of(SYSTEM, mission_id)
    ids = [m.person_id for m in members if m.person_id is not None]
    known = people_by_id(SYSTEM, {*ids, *(row.person_id for row in colleagues)})
    phones = phones_of(known.keys())
    heads = _contacts(operator_id=mission.operator_id)[-1:]

    def person(person_id: int | None, name: str, rung: Rung) -> Someone:
        row = known.get(person_id or 0)
        account_id = row.account_id if row else None
        return Someone(name, rung, account_id, phones.get(person_id or 0, ""))

    def chain(member: Member) -> tuple[Someone, ...]:
        seconds = [row for row in colleagues if row.role == member.role][:MOST_SECONDS]
        return (
            person(member.person_id, member.name, Rung.DUTY),
            *(person(row.person_id, row.person_name, Rung.SECOND) for row in seconds),
            *heads,
        )

    return _of_mission(
        Kind.CREW,
        mission,
        tuple(
            AskDraft(title=m.name, role=m.role, person_id=m.person_id, people=chain(m))
            for m in members
        ),
    )


def airline_draft(actor: Actor, mission_id: int) -> Draft:
    """Return whom to call of the operator of a mission by air."""
    mission = called_mission(actor, mission_id)
    people = _contacts(operator_id=mission.operator_id)
    ask = AskDraft(
        title=local(mission.operator_name) or mission.number,
        people=tuple(people),
        operator_id=mission.operator_id,
    )
    return _of_mission(Kind.AIRLINE, mission, (ask,) if mission.operator_id else ())


def hospital_draft(actor: Actor, request_id: int, facility_ids: Sequence[int]) -> Draft:
    """Return whom to call of the hospitals which are asked to take the patient of a request."""
    request = called_request(actor, request_id)
    known = contacts_to_call(facility_ids=facility_ids)
    asks = []
    for facility_id in dict.fromkeys(facility_ids):
        facility = facility_row(facility_id)
        people = [_someone(row) for row in known.get(("facility", facility_id), ())]
        if not people and facility.phone:
            number = "".join(ch for ch in facility.phone if ch.isdigit() or ch == "+")
            people = [Someone(facility.title[:120], Rung.DUTY, phone=number)]
        asks.append(
            AskDraft(title=facility.title[:200], people=tuple(people), facility_id=facility_id)
        )
    return Draft(
        kind=Kind.HOSPITAL,
        subject=f"request:{request.id}",
        request_id=request.id,
        number=request.number,
        region=request.region,
        asks=tuple(asks),
        at=request.arrives_at,
        is_exercise=request.is_exercise,
        is_synthetic=request.is_synthetic,
    )


def specialist_draft(actor: Actor, request_id: int, now: datetime) -> Draft:
    """Return which specialist on call to call for a request."""
    request = called_request(actor, request_id)
    order = OrderToCall(
        id=request.id,
        number=request.number,
        region=request.region,
        specialty=request.specialty,
        urgency=request.urgency,
        request_id=request.id,
        is_exercise=request.is_exercise,
        is_synthetic=request.is_synthetic,
    )
    return order_draft(order, now, subject=f"request:{request.id}")


def order_draft(order: OrderToCall, now: datetime, *, subject: str = "") -> Draft:
    """Return which specialist on call to call for a consultation order.

    Those of the region first, then others of the specialty, at last the coordinator on duty.
    """
    found = on_call(SYSTEM, at=now, specialty=order.specialty) if order.specialty else []
    rows = sorted(found, key=lambda row: row.region != order.region)[:MOST_ON_CALL]
    heads = on_duty(SYSTEM, at=now, region=order.region, roles=(DutyRole.COORDINATOR,))
    people = tuple(_on_duty(rows, heads[:1]))
    ask = AskDraft(title=rows[0].person_name if rows else "", role=order.specialty, people=people)
    return Draft(
        kind=Kind.SPECIALIST,
        subject=subject or f"order:{order.id}",
        request_id=order.request_id,
        number=order.number,
        region=order.region,
        asks=(ask,) if rows else (),
        facts={"specialty": order.specialty, "urgency": order.urgency},
        is_exercise=order.is_exercise,
        is_synthetic=order.is_synthetic,
    )


def draft_for(
    actor: Actor, kind: Kind, record_id: int, facility_ids: Sequence[int], now: datetime
) -> Draft:
    """Return a call-out of a kind for a mission (crew, airline) or a request (the others).

    Raises:
        NotFound: if there is no such record the actor may see.
    """
    if kind is Kind.CREW:
        return crew_draft(actor, record_id)
    if kind is Kind.AIRLINE:
        return airline_draft(actor, record_id)
    if kind is Kind.HOSPITAL:
        return hospital_draft(actor, record_id, facility_ids)
    if kind is Kind.SPECIALIST:
        return specialist_draft(actor, record_id, now)
    raise NotFound


def _not_yet_asked(mission: CalledMission) -> list[Member]:
    """Return the members of a crew who have not said yes, nor are being called all the same."""
    mine = Callout.objects.standing().filter(mission=mission.id, kind=Kind.CREW)
    exhausted = mine.filter(state=CalloutState.EXHAUSTED)
    asked = Ask.objects.filter(
        Q(callout__in=mine, state=AskState.ACCEPTED)
        | Q(callout__in=exhausted, state=AskState.WAITING)
    )
    known = set(asked.values_list("person_id", "title"))
    return [m for m in mission.crew if (m.person_id, m.name) not in known]


def _contacts(*, operator_id: int | None) -> list[Someone]:
    if operator_id is None:
        return []
    rows = contacts_to_call(operator_ids=[operator_id]).get(("operator", operator_id), ())
    return [_someone(row) for row in rows]


def _someone(row: ContactRow) -> Someone:
    return Someone(row.name, row.rung, phone=row.phone, language=row.language)


def _on_duty(rows: Sequence[DutyRow], heads: Sequence[DutyRow]) -> Iterable[Someone]:
    ids = [row.person_id for row in (*rows, *heads)]
    known, phones = people_by_id(SYSTEM, ids), phones_of(ids)
    for place, row in enumerate((*rows, *heads)):
        person = known.get(row.person_id)
        rung = Rung.HEAD if place >= len(rows) else Rung.SECOND if place else Rung.DUTY
        yield Someone(
            row.person_name,
            rung,
            account_id=person.account_id if person else None,
            phone=phones.get(row.person_id, ""),
        )


def _of_mission(kind: Kind, mission: CalledMission, asks: tuple[AskDraft, ...]) -> Draft:
    return Draft(
        kind=kind,
        subject=f"mission:{mission.id}",
        mission_id=mission.id,
        number=mission.number,
        region=mission.region,
        asks=asks,
        at=mission.departs_at,
        facts={
            "vehicle": mission.vehicle,
            "mode": mission.mode,
            "departs_at": mission.departs_at.isoformat() if mission.departs_at else "",
            "stops": list(mission.stops),
        },
        is_exercise=mission.is_exercise,
        is_synthetic=mission.is_synthetic,
    )
