"""Reads of what other services handed in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.permissions import CALLS
from qanat.response.dispatch.queries.calls import CallRow, call_initial, call_row, received_calls
from qanat.response.reception.models import HandIn, Taking

WAITS: Final = timedelta(hours=12)
"""What was handed in longer ago stands among the calls alone."""
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class HandInRow:
    """A message about an incident, without what it told."""

    id: int
    sender: str
    reference: str
    revision: int
    call_id: int
    reported_at: datetime
    received_at: datetime
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandInTold:
    """A message with all that it told."""

    row: HandInRow
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An incident which nobody sees to: no crew has it, and nobody took it."""

    id: int
    call: CallRow
    sender: str
    reference: str
    reported_at: datetime


def waiting_incidents(actor: Actor, now: datetime) -> list[Waiting]:
    """Return what was handed in and waits for somebody: the most urgent, then the newest.

    What has waited for longer has an alert of its own.
    """
    actor.need(CALLS)
    taken = Taking.objects.filter(call=OuterRef("call"))
    rows = HandIn.objects.filter(~Exists(taken), revision=1, received_at__gt=now - WAITS)
    told = {row.call_id: row for row in rows.defer("sealed").order_by("-received_at", "-id")[:MOST]}
    calls = sorted(received_calls(actor, told), key=lambda c: (c.category, -told[c.id].pk))
    names = names_of({told[call.id].sender_id for call in calls}) if calls else {}
    return [
        Waiting(row.pk, call, names[row.sender_id], row.reference, row.reported_at)
        for call in calls
        for row in (told[call.id],)
    ]


def was_handed_in(call_id: int) -> bool:
    """Tell whether a call came of an incident that was handed in."""
    return HandIn.objects.filter(call_id=call_id).exists()


def values_of_incident(actor: Actor, hand_in_id: int) -> Mapping[str, object]:
    """Return with what the form of a request begins that is made of an incident.

    Raises:
        NotFound: if there is none, or its call is not open to the actor.
    """
    actor.need(CALLS)
    row = HandIn.objects.filter(pk=hand_in_id).defer("sealed").first()
    if row is None:
        raise NotFound
    told = call_initial(actor, row.call_id)
    same = ("settlement", "region", "coordinates", "caller_phone")
    known = {name: told[name] for name in same if told[name]}
    return {**known, "channel": "112", "diagnosis": told["reason"], "place": told["address"]}


def hand_ins_of_call(actor: Actor, call_id: int) -> list[HandInRow]:
    """Return the messages beside a call, oldest first; nothing to whom the call is not open."""
    if not actor.may(CALLS):
        return []
    try:
        call_row(actor, call_id)
    except NotFound:
        return []
    rows = list(HandIn.objects.filter(call_id=call_id).defer("sealed").order_by("id"))
    names = names_of({row.sender_id for row in rows}) if rows else {}
    return [_row(row, names.get(row.sender_id, "")) for row in rows]


def hand_in_told(actor: Actor, hand_in_id: int) -> HandInTold:
    """Return a message with what it told.

    Raises:
        NotFound: if there is none, or its call is not open to the actor.
    """
    actor.need(CALLS)
    row = HandIn.objects.filter(pk=hand_in_id).first()
    if row is None:
        raise NotFound
    call_row(actor, row.call_id)
    told = json.loads(decrypt(bytes(row.sealed)))
    return HandInTold(_row(row, names_of({row.sender_id}).get(row.sender_id, "")), told)


def _row(row: HandIn, sender: str) -> HandInRow:
    return HandInRow(
        id=row.pk,
        sender=sender,
        reference=row.reference,
        revision=row.revision,
        call_id=row.call_id,
        reported_at=row.reported_at,
        received_at=row.received_at,
        doubts=tuple(row.doubts),
    )
