"""Reads of what other services handed in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.permissions import CALLS
from qanat.response.dispatch.queries.calls import call_row
from qanat.response.reception.models import HandIn


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
