"""The emergency sheet of a flight: what is known of it, whom to call, what was done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.queries.colleagues import colleagues
from qanat.foundation.access.queries.contacts import contacts_of, find_contact
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.registry.facilities.queries import FacilityRow, facility_row
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.workforce.queries import ContactRow, contacts_to_call, phones_of
from qanat.response.dispatch.permissions import OPERATE, REVIEW
from qanat.response.dispatch.queries.aboard import Aboard, aboard
from qanat.response.dispatch.queries.forecasts import Forecast, forecasts
from qanat.response.following.models import FlightReport, SheetStep
from qanat.response.following.parameters import CONTACTS
from qanat.response.following.permissions import SEE
from qanat.response.following.queries.flights import Flight, flights_of
from qanat.response.tracking.queries import DoubtfulRow, doubtful_since

MOST_REPORTS: Final = 20


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call; empty words are not known and are said to be so."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Said:
    """A report which was written down."""

    kind: str
    at: datetime
    lon: float | None
    lat: float | None
    persons: int | None
    endurance_min: int | None
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody said of a step of the plan: it is done, or not done after all."""

    turn: int
    is_done: bool
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is needed to look for a flight.

    Attributes:
        flight: while it is in the air.
        endurance_s: how long the type flies at its range and cruise speed; a bound, not the fuel.
        doubtful: positions since take-off which were not used, the newest first.
        persons: on board, as the crew said last; None if nobody said.
        fuel: the newest report which says how long the fuel lasts.
        steps: what was said of each step of the plan, in turn: the last counts.
    """

    mission: Forecast
    aboard: Aboard
    flight: Flight | None
    type_name: str
    endurance_s: float | None
    doubtful: tuple[DoubtfulRow, ...]
    persons: int | None
    fuel: Said | None
    reports: tuple[Said, ...]
    steps: Mapping[str, Sequence[Done]]
    contacts: Mapping[str, tuple[Contact, ...]]


def sheet(actor: Actor, mission_id: int, now: datetime) -> Sheet:
    """Return the emergency sheet of a flight which is not over.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    actor.need(SEE)
    found = forecasts(actor, now, mission_ids=[mission_id])
    if not found or found[0].aircraft_id is None:
        raise NotFound
    known = aboard(actor, mission_id)
    craft = aircraft_at(found[0].aircraft_id, now)
    flights = flights_of(found, now)
    said, off = _reports(mission_id), found[0].aloft_since
    return Sheet(
        mission=found[0],
        aboard=known,
        flight=flights[0] if flights else None,
        type_name=craft.type.name if craft.type else "",
        endurance_s=craft.type.range_m / craft.type.cruise_mps if craft.type else None,
        doubtful=tuple(doubtful_since(SYSTEM, "aircraft", craft.id, off) if off else ()),
        persons=next((one.persons for one in said if one.persons is not None), None),
        fuel=next((one for one in said if one.endurance_min is not None), None),
        reports=said,
        steps=_steps(mission_id),
        contacts=_contacts(known, now),
    )


def _reports(mission_id: int) -> tuple[Said, ...]:
    rows = FlightReport.objects.filter(mission=mission_id).order_by("-at", "-id")
    found = list(rows[:MOST_REPORTS])
    names = names_of(row.by_id for row in found)
    return tuple(
        Said(r.kind, r.at, r.lon, r.lat, r.persons, r.endurance_min, r.text, names[r.by_id])
        for r in found
    )


def _steps(mission_id: int) -> dict[str, list[Done]]:
    rows = list(SheetStep.objects.filter(mission=mission_id).order_by("turn", "id"))
    names, said = names_of(row.by_id for row in rows), defaultdict[str, list[Done]](list)
    for row in rows:
        one = Done(row.turn, row.is_done, row.at, names[row.by_id], row.note)
        said[row.step].append(one)
    return dict(said)


def _contacts(known: Aboard, now: datetime) -> dict[str, tuple[Contact, ...]]:
    operators = [known.operator_id] if known.operator_id else []
    on_duty = contacts_to_call(operator_ids=operators, facility_ids=known.receivers)
    desk = [
        Contact(person.name, person.phone)
        for person in contacts_of(OPERATE, ScopeKind.OPERATOR, str(known.operator_id), now)
    ]
    called = [
        Contact(c.name, c.phone) for c in on_duty.get(("operator", known.operator_id or 0), ())
    ]
    airline = [*called, *(one for one in desk if one.phone)] or desk
    phones = phones_of([pk for pk, _name in known.people])
    aloft = [Contact(name, phones[pk]) for pk, name in known.people if pk in phones]
    chiefs = [
        Contact(name, reached.phone if (reached := find_contact(pk)) else "")
        for pk, name in colleagues(REVIEW, "", now)
    ]
    hospitals = [facility_row(pk) for pk in known.receivers]
    table = parameter(CONTACTS, on=now).rows
    others = {str(row.get("who")): Contact("", str(row.get("phone", ""))) for row in table}
    return {
        "crew": (Contact(known.tail, ""), *aloft),
        "airline": (*airline, *([] if airline else [Contact(known.operator, "")])),
        "receiver": tuple(_at_hospital(h, on_duty.get(("facility", h.id), ())) for h in hospitals),
        "chief": tuple(chiefs),
        **{who: (contact,) for who, contact in others.items()},
    }


def _at_hospital(hospital: FacilityRow, on_duty: Sequence[ContactRow]) -> Contact:
    """Return a hospital with the first who is called of it, else with its own telephone."""
    phone = on_duty[0].phone if on_duty else hospital.phone
    return Contact(hospital.name, phone)
