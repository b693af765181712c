"""Who telephones: what is known of a number, as far as who asks may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from qanat.foundation.access.queries import accounts_of_phone
from qanat.foundation.actors import Actor
from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.foundation.telephones import plain_telephone, shown_telephone
from qanat.registry.facilities.queries import FacilityRow, Filter, facility_row, facility_rows
from qanat.registry.patients import permissions as patients
from qanat.registry.patients.queries import PatientRow, search_patients
from qanat.registry.workforce.queries import KnownNumber, holders_of
from qanat.response.callout.queries.callers import CalledOut, called_out_by
from qanat.response.dispatch.queries.callers import (
    calls_of_caller,
    requests_from,
    requests_of_caller,
)
from qanat.response.dispatch.queries.calls import CallRow
from qanat.response.dispatch.queries.requests import RequestRow
from qanat.response.ringing.models import Extension, Ring
from qanat.response.ringing.permissions import ANSWER

SHOWN_FOR: Final = timedelta(minutes=10)
"""A ring nobody has put aside is shown for so long."""
MOST: Final = 3
LATELY: Final = 12
MOST_PATIENTS: Final = 5


@dataclass(frozen=True, slots=True)
class RingRow:
    """A telephone that rang; ``number`` as people read it, "" where it was withheld."""

    id: int
    number: str
    extension: str
    rang_at: datetime
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known of who telephones.

    Attributes:
        holders: contacts of hospitals and airlines, and people on record.
        facility: the hospital which the number leads to.
        requests: of this number, open ones first; then the hospital's other open ones.
    """

    ring: RingRow
    holders: tuple[KnownNumber, ...]
    facility: FacilityRow | None
    patients: tuple[PatientRow, ...]
    requests: tuple[RequestRow, ...]
    others: tuple[RequestRow, ...]
    calls: tuple[CallRow, ...]
    accounts: tuple[str, ...] = ()
    """Names of people with an account and this telephone."""
    called: tuple[CalledOut, ...] = ()
    """For what this telephone was called out lately: who rings back."""

    @property
    def is_known(self) -> bool:
        """Tell whether anything is known of the number."""
        people = self.holders or self.patients or self.accounts
        return bool(people or self.facility or self.requests or self.calls or self.called)

    @property
    def title(self) -> str:
        """Who it is in a few words; "" where nothing says it."""
        if self.facility is not None:
            return self.facility.title
        names = [one.name for one in self.holders] + [one.name for one in self.called]
        names += [*self.accounts, *(p.name for p in self.patients if p.name)]
        return names[0] if names else ""


def ringing_now(actor: Actor, now: datetime) -> list[Caller]:
    """Return who telephones the actor and was not put aside, newest first."""
    rows = Ring.objects.visible_to(actor).filter(aside_at=None, rang_at__gte=now - SHOWN_FOR)
    return [_caller(actor, row, now) for row in rows.order_by("-rang_at", "-id")[:MOST]]


def rings_lately(actor: Actor) -> list[RingRow]:
    """Return the actor's own rings of the last day, newest first."""
    rows = Ring.objects.visible_to(actor).order_by("-rang_at", "-id")
    return [_row(row) for row in rows[:LATELY]]


def caller(actor: Actor, ring_id: int, now: datetime) -> Caller:
    """Return what is known of who telephones.

    Raises:
        NotAllowed: if the actor may not see who telephones.
        NotFound: if there is no such ring, or it concerns somebody else.
    """
    actor.need(ANSWER)
    row = Ring.objects.visible_to(actor).filter(pk=ring_id).first()
    if row is None:
        raise NotFound
    return _caller(actor, row, now)


def extension_of(actor: Actor) -> str:
    """Return at which telephone the actor sits; "" if at none."""
    found = Extension.objects.filter(account_id=actor.id).values_list("number", flat=True)
    return found.first() or ""


def values_of_ring(actor: Actor, ring_id: int) -> Mapping[str, object]:
    """Return with what the form of a request or a call begins when somebody telephones."""
    found = caller(actor, ring_id, timezone.now())
    held = next((one for one in found.holders if one.is_held), None)
    values: dict[str, object] = {"channel": "phone", "caller_phone": found.ring.number}
    if found.facility is not None:
        values["sending_facility"] = found.facility.id
    if held is not None:
        values["caller_name"] = held.name
    return values


def _caller(actor: Actor, row: Ring, now: datetime) -> Caller:
    key = bytes(row.number_key) if row.number_key else None
    ring = _row(row)
    if key is None:
        return Caller(ring, (), None, (), (), (), ())
    holders = tuple(holders_of(actor, key))
    facility = _facility(ring.number, holders)
    requests = tuple(requests_of_caller(actor, key, now))
    known = {one.id for one in requests}
    others = requests_from(actor, facility.id, now) if facility else []
    people = search_patients(actor, ring.number).rows if actor.may(patients.SEE) else ()
    return Caller(
        ring,
        holders,
        facility,
        tuple(people)[:MOST_PATIENTS],
        requests,
        tuple(one for one in others if one.id not in known),
        tuple(calls_of_caller(actor, key)),
        tuple(accounts_of_phone(plain_telephone(ring.number)).values()),
        tuple(called_out_by(actor, ring.number, now)),
    )


def _facility(number: str, holders: tuple[KnownNumber, ...]) -> FacilityRow | None:
    ids = [one.facility_id for one in holders if one.facility_id is not None and one.is_held]
    found = ids[0] if ids else _facilities_by_number().get(plain_telephone(number))
    return facility_row(found) if found is not None else None


@kept(seconds=60)
def _facilities_by_number() -> Mapping[str, int]:
    """Return the hospitals by the telephones that are published of them, as of a minute ago."""
    rows = facility_rows(Filter())
    return {plain: row.id for row in rows if (plain := plain_telephone(row.phone))}


def _row(row: Ring) -> RingRow:
    number = shown_telephone(decrypt(bytes(row.number_sealed))) if row.number_sealed else ""
    return RingRow(row.pk, number, row.extension, row.rang_at, not row.reference)
