"""Take what another service hands in: each incident once, whatever is missing of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.events.reception import IncidentHandedIn, IncidentTaken
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.foundation.secrets import encrypt
from qanat.foundation.turns import wait_for_turn
from qanat.registry.places.queries import (
    SettlementRow,
    find_places,
    region_at,
    settlement_rows,
)
from qanat.response.dispatch.commands.calls import CallDraft, take_call
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.permissions import CALLS
from qanat.response.dispatch.queries.calls import call_row
from qanat.response.reception.models import HandIn, Taking
from qanat.response.reception.parameters import CATEGORY
from qanat.response.reception.permissions import HAND_IN

LONGEST = 300
AHEAD = timedelta(minutes=2)
"""The clocks of two services may differ by so much."""
SURE = 2.0
"""Score from which a settlement is the one that was named."""


class RegionUnknown(Invalid):
    """Nothing tells in which region an incident lies."""

    code = "region_unknown"
    text = _("Send the region, coordinates inside the country, or a settlement that is known here.")


class OtherContents(Conflict):
    """A revision was handed in before with other contents."""

    code = "other_contents"
    text = _("Revision %(revision)s of “%(reference)s” was handed in with other contents. "
             "Send what changed as a higher revision.")  # fmt: skip


class TakenByOther(Conflict):
    """Somebody else sees to it already."""

    code = "taken_by_other"
    text = _("%(who)s took this incident at %(at)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as another service tells it; only number and time are obligatory.

    ``document`` is all of it, kept as it was sent.
    """

    reference: str
    revision: int
    reported_at: datetime
    document: bytes
    kind: str = ""
    description: str = ""
    category: int | None = None
    region: str = ""
    settlement: str = ""
    settlement_id: int | None = None
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    caller_phone: str = ""
    is_exercise: bool = False
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of it: the ambulance call, and what a dispatcher has to ask.

    ``doubts``: ``category_assumed``, ``place_unknown``, ``settlement_unknown``,
    ``coordinates_abroad``, ``coordinates_elsewhere``, ``nothing_told``.
    """

    id: int
    call_id: int
    is_new: bool
    doubts: tuple[str, ...]


@command(needs=HAND_IN)
def hand_in(actor: Actor, *, incident: Incident, now: datetime) -> HandedIn:
    """Make an ambulance call of an incident, or keep what more is told of it beside its call.

    The call is a dispatcher's from then on: a later revision changes nothing of it.

    Raises:
        FromTheFuture: if it was reported after now.
        RegionUnknown: if nothing tells in which region it lies.
        NotAllowed: if the region is not the sender's.
        OtherContents: if this revision was handed in with other contents.
    """
    if incident.reported_at > now + AHEAD:
        raise FromTheFuture(field=_("Reported"))
    digest = hashlib.sha256(incident.document).digest()
    wait_for_turn("hand_in", actor.id, incident.reference)
    known = HandIn.objects.filter(sender_id=actor.id, reference=incident.reference)
    if (same := known.filter(revision=incident.revision).first()) is not None:
        if bytes(same.digest) != digest:
            raise OtherContents(revision=incident.revision, reference=incident.reference)
        return HandedIn(same.pk, same.call_id, is_new=False, doubts=tuple(same.doubts))
    before = known.select_related("call").order_by("id").first()
    placed = _placed(incident, before.call.region_id if before else "")
    scope = actor.scope_of(HAND_IN)
    if not (scope.nation or placed.region in scope.regions):
        raise NotAllowed(permission=HAND_IN)
    call_id = before.call_id if before else _take(incident, placed, now)
    row = HandIn.objects.create(
        sender_id=actor.id,
        reference=incident.reference,
        revision=incident.revision,
        call_id=call_id,
        reported_at=incident.reported_at,
        received_at=now,
        doubts=list(placed.doubts),
        sealed=encrypt(incident.document.decode()),
        digest=digest,
    )
    announce(IncidentHandedIn(hand_in_id=row.pk, call_id=call_id, region=placed.region))
    return HandedIn(row.pk, call_id, is_new=before is None, doubts=placed.doubts)


@command(needs=CALLS)
def take_incident(actor: Actor, *, hand_in_id: int, now: datetime) -> int:
    """See to an incident, so that it waits for nobody else; return its call.

    Doing so twice changes nothing.

    Raises:
        NotFound: if there is none, or its call is not open to the actor.
        TakenByOther: if somebody else was first.
    """
    row = HandIn.objects.filter(pk=hand_in_id).first()
    if row is None:
        raise NotFound
    call = call_row(actor, row.call_id)
    wait_for_turn("take_incident", call.id)
    taken = Taking.objects.filter(call_id=call.id).first()
    if taken is None:
        Taking.objects.create(call_id=call.id, taken_by=actor.id, taken_at=now)
        announce(IncidentTaken(call_id=call.id, region=call.region))
    elif taken.taken_by != actor.id:
        who = names_of([taken.taken_by])[taken.taken_by]
        raise TakenByOther(who=who, at=f"{localtime(taken.taken_at):%H:%M}")
    return call.id


@dataclass(frozen=True, slots=True)
class _Placed:
    region: str
    settlement_id: int | None
    address: str
    point: tuple[float, float] | None
    doubts: tuple[str, ...]


def _placed(incident: Incident, region_before: str) -> _Placed:
    """Return where an incident lies, as far as it can be believed and was not told before."""
    point, there = None, ""
    if incident.lon is not None and incident.lat is not None:
        there = region_at(incident.lon, incident.lat) or ""
        point = (incident.lon, incident.lat) if there else None
    known = _town(incident, incident.region or there)
    in_town = known.region_code if known else ""
    region = incident.region or there or in_town or region_before
    if not region:
        raise RegionUnknown
    town = known.id if known and in_town == region else None
    spelled = "" if town else incident.settlement
    address = ", ".join(part for part in (spelled, incident.address) if part)[:LONGEST]
    doubts = {
        "coordinates_abroad": incident.lon is not None and point is None,
        "coordinates_elsewhere": there not in ("", region),
        "settlement_unknown": not town and bool(incident.settlement or incident.settlement_id),
        "place_unknown": not (town or address or point),
        "category_assumed": incident.category is None,
        "nothing_told": not (incident.kind or incident.description),
    }
    return _Placed(
        region, town, address, point, tuple(code for code, is_so in doubts.items() if is_so)
    )


def _town(incident: Incident, region: str) -> SettlementRow | None:
    """Return the settlement that was told; None if there is none of its name, or several."""
    ids = [incident.settlement_id] if incident.settlement_id else []
    if not ids and incident.settlement:
        found = find_places(incident.settlement, kinds=("settlement",), region=region, limit=2)
        ids = [int(row.id) for row in found if row.score >= SURE]
    rows = settlement_rows(ids=ids) if len(ids) == 1 else []
    return rows[0] if rows else None


def _take(incident: Incident, placed: _Placed, now: datetime) -> int:
    told = ": ".join(part for part in (incident.kind, incident.description) if part)
    reason = " ".join(told.split())[:LONGEST] or f"112 {incident.reference}"
    lon, lat = placed.point or (None, None)
    draft = CallDraft(
        category=incident.category or round(parameter(CATEGORY, on=now).number),
        region=placed.region,
        reason=reason,
        called_at=min(incident.reported_at, now),
        settlement_id=placed.settlement_id,
        address=placed.address,
        lon=lon,
        lat=lat,
        is_place_unknown="place_unknown" in placed.doubts,
        caller_phone=incident.caller_phone,
        is_exercise=incident.is_exercise,
        is_synthetic=incident.is_synthetic,
    )
    return take_call(SYSTEM, draft=draft, now=now)


def document_of(told: object) -> bytes:
    """Return what was told as the bytes that are kept."""
    return msgspec.json.encode(told, order="sorted")
