"""Correct some of what was taken down about a request, and leave the rest as it is."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict
from qanat.foundation.secrets import decrypt
from qanat.registry.patients.queries.rows import patients_by_id
from qanat.response.dispatch.commands.finding import locked_request, touch_request
from qanat.response.dispatch.commands.intake import (
    DERIVED,
    Intake,
    correct_request,
    find_airport_abroad,
)
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.requests import Need
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.queries.record import age_of
from qanat.response.dispatch.states.requests import OPEN, RequestState


class StaysHere(Conflict):
    """Only who leaves the country or comes home has an airport abroad."""

    code = "stays_here"
    text = _("“%(number)s” neither leaves the country nor comes home from another.")


PLACES = frozenset({"settlement_id", "sending_facility_id", "country"})
"""What a region follows from where it is not given itself."""
AWAITED = OPEN - {RequestState.HANDED_OVER}
"""The states in which somebody still waits for help."""


@command(needs=REGISTER)
def amend_request(
    actor: Actor,
    *,
    request_id: int,
    version: int,
    changes: Mapping[str, object],
    now: datetime,
) -> None:
    """Correct the named fields of a request; ``changes`` is a part of an :class:`Intake`.

    Raises:
        Stale: if somebody changed it meanwhile.
    """
    intake = _intake_of(locked_request(actor, request_id, version))
    if "region" not in changes and changes.keys() & PLACES:
        intake = replace(intake, region="")
    intake = replace(intake, **changes)  # type: ignore[arg-type] # checked where it is sent
    correct_request(actor, request_id=request_id, version=version, intake=intake, now=now)


@command(needs=REGISTER)
def set_airport_abroad(actor: Actor, *, request_id: int, airfield_id: int, now: datetime) -> None:
    """Say at which airport abroad a patient is taken over, or from which he is fetched.

    Raises:
        NotAbroad: if it lies in the country.
        StaysHere: if the patient neither leaves the country nor comes home.
    """
    row, airport = locked_request(actor, request_id), find_airport_abroad(airfield_id)
    changes: dict[str, object] = {"receiving_airfield_id": airport.id}
    if not row.is_for_abroad:
        if row.need != Need.EVACUATION:
            raise StaysHere(number=row.number)
        where = {"lon": airport.lon, "lat": airport.lat, "place": airport.name}
        changes = {"country": airport.country_code, **where}
    amend_request(actor, request_id=row.pk, version=row.version, changes=changes, now=now)


@command(needs=REGISTER)
def raise_urgency(actor: Actor, *, request_id: int, urgency: int) -> None:
    """Make a request more urgent as long as help is on its way; nothing makes it less urgent."""
    row = locked_request(actor, request_id)
    if row.state not in AWAITED or row.urgency <= urgency:
        return
    row.urgency = urgency
    row.save(update_fields=["urgency"])
    touch_request(row)


def _intake_of(row: Request) -> Intake:
    """Return a request as it would be taken today; payer and nosology follow from its person."""
    stored = {f.name for f in fields(Intake)} - DERIVED - {"country", "region"}
    first = row.people.order_by("position", "id").first()
    known = patients_by_id(SYSTEM, [first.patient_id]) if first else {}
    person = known.get(first.patient_id) if first else None
    plain = {name: getattr(row, name) for name in stored}
    return Intake(
        **plain | {"needs": tuple(row.needs), "contraindications": tuple(row.contraindications)},
        country=row.country_id,
        region=row.region_id or "",
        caller_phone=decrypt(bytes(row.caller_phone)) if row.caller_phone else "",
        age_years=age_of(person.birth_on, row.received_at) if person else None,
        residency=person.residency if person else "unknown",
        is_later_entry=row.origin == "paper",
    )
