"""Ambulance calls (103): take, send a crew, stamp, complete."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from qanat.events.dispatch import CallChanged
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, NotAllowed, NotFound
from qanat.foundation.secrets import decrypt, encrypt
from qanat.foundation.telephones import telephone_key
from qanat.registry.fleet.queries.ambulances import ambulance_at
from qanat.registry.places.queries import get_region, region_at, region_of_settlement
from qanat.response.commitments.commands import Purpose, Want, commit, release_purpose
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.finding import stale
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.numbers import next_number
from qanat.response.dispatch.commands.resources import NotFit
from qanat.response.dispatch.models import Call
from qanat.response.dispatch.permissions import CALLS
from qanat.response.dispatch.rules.calls import is_place_told
from qanat.response.dispatch.states import CALL

PURPOSE = "call"
PROMISED_FOR = timedelta(hours=3)
"""A crew is promised for so long; it is given back as soon as the call ends."""

TIMES = {
    "set_out": "en_route_at",
    "reach": "on_scene_at",
    "carry": "left_scene_at",
    "arrive": "at_hospital_at",
    "complete": "completed_at",
    "give_to_polyclinic": "completed_at",
    "cancel": "completed_at",
}
ENDS = frozenset({"complete", "cancel", "unassign", "give_to_polyclinic"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """A call as taken."""

    category: int
    region: str
    reason: str
    called_at: datetime
    settlement_id: int | None = None
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    is_place_unknown: bool = False
    caller_phone: str = ""
    patient_id: int | None = None
    is_exercise: bool = False
    is_synthetic: bool = False


class PlaceMissing(Invalid):
    """A crew has to be sent somewhere."""

    code = "place_missing"
    text = _("Say where: the settlement, the address or the coordinates; or that nobody knows yet.")


class OutsideCountry(Invalid):
    """A crew can't be sent to coordinates abroad."""

    code = "outside_country"
    field = "coordinates"
    text = _("These coordinates lie outside the country. Latitude comes first: 43.24, 76.95.")


class OtherRegion(Invalid):
    """The settlement lies in another region than the call."""

    code = "other_region"
    field = "settlement"
    text = _(
        "This settlement lies in another region: %(region)s. Choose that region, or a settlement "
        "of this one."
    )


@command(needs=CALLS)
def take_call(actor: Actor, *, draft: CallDraft, now: datetime) -> int:
    """Take a call and return its id.

    Raises:
        FromTheFuture: if it was made after now.
        NotAllowed: if the region is not the actor's.
        PlaceMissing: if nothing says where, nor that nobody knows yet.
        OutsideCountry, OtherRegion: if what says where can't be meant.
    """
    _check(actor, draft, now)
    row = Call(
        number=next_number("C", draft.region, now),
        category=draft.category,
        region_id=draft.region,
        settlement_id=draft.settlement_id,
        address=draft.address,
        lon=draft.lon,
        lat=draft.lat,
        is_place_unknown=_is_unknown(draft),
        reason=draft.reason,
        caller_phone=encrypt(draft.caller_phone) if draft.caller_phone else None,
        caller_key=telephone_key(draft.caller_phone),
        patient_id=draft.patient_id,
        called_at=draft.called_at,
        is_exercise=draft.is_exercise,
        is_synthetic=draft.is_synthetic,
    )
    row.save(force_insert=True)
    _tell(row)
    return row.pk


CORRECTED = (
    "version", "category", "region_id", "settlement_id", "address", "lon", "lat",
    "is_place_unknown", "reason", "caller_phone", "caller_key",
)  # fmt: skip


@command(needs=CALLS)
def correct_call(
    actor: Actor, *, call_id: int, version: int, draft: CallDraft, now: datetime
) -> None:
    """Replace what was taken down about a call; the history keeps what stood there.

    Raises:
        Stale: if somebody corrected it meanwhile.
        NotAllowed: if the region is not the actor's.
        PlaceMissing: if nothing says where, nor that nobody knows yet.
        OutsideCountry, OtherRegion: if what says where can't be meant.
    """
    row = _locked(actor, call_id)
    if row.version != version:
        raise stale(row, row.number)
    _check(actor, draft, now)
    row.version += 1
    row.category, row.region_id, row.settlement_id = (
        draft.category,
        draft.region,
        draft.settlement_id,
    )
    row.address, row.lon, row.lat = draft.address, draft.lon, draft.lat
    row.is_place_unknown, row.reason = _is_unknown(draft), draft.reason
    if draft.caller_phone != _phone(row):
        row.caller_phone = encrypt(draft.caller_phone) if draft.caller_phone else None
        row.caller_key = telephone_key(draft.caller_phone)
    row.save(update_fields=CORRECTED)
    _tell(row)


@command(needs=CALLS)
def assign_call(actor: Actor, *, call_id: int, ambulance_id: int, now: datetime) -> None:
    """Notify a crew; it is promised to this call.

    Raises:
        ResourceTaken: if the crew has another call.
        NotFit: if the vehicle is unserviceable.
    """
    row = _locked(actor, call_id)
    van = ambulance_at(ambulance_id)
    if not van.is_serviceable:
        raise NotFit(what=van.call_sign, why=_("it is unserviceable"))
    want = Want(ResourceKind.AMBULANCE, van.id, van.call_sign, now, now + PROMISED_FOR)
    commit(SYSTEM, wants=[want], purpose=Purpose(PURPOSE, row.pk, row.number, row.is_exercise))
    row.ambulance_id, row.notified_at = ambulance_id, now
    make_move(actor, row, CALL, "assign", also=("ambulance", "notified_at"))
    _tell(row)


@command(needs=CALLS)
def move_call(
    actor: Actor,
    *,
    call_id: int,
    move: str,
    now: datetime,
    reason: str = "",
    note: str = "",
    hospital_id: int | None = None,
) -> None:
    """Make the next step of a call and stamp its time; the crew is free when it ends.

    A crew that is taken back leaves the call without times, for the next one; its own stay in
    the history.
    """
    row = _locked(actor, call_id)
    also: list[str] = []
    if column := TIMES.get(move):
        setattr(row, column, now)
        also.append(column)
    if hospital_id is not None:
        row.hospital_id = hospital_id
        also.append("hospital")
    if move == "unassign":
        row.ambulance_id, row.notified_at, row.en_route_at = None, None, None
        also += ["ambulance", "notified_at", "en_route_at"]
    make_move(actor, row, CALL, move, reason=reason, note=note, also=tuple(also))
    if move in ENDS:
        release_purpose(SYSTEM, purpose_kind=PURPOSE, purpose_id=row.pk, note=move)
    _tell(row)


def _check(actor: Actor, draft: CallDraft, now: datetime) -> None:
    if draft.called_at > now:
        raise FromTheFuture(field=_("Received"))
    scope = actor.scope_of(CALLS)
    if not (scope.nation or draft.region in scope.regions):
        raise NotAllowed(permission=CALLS)
    is_unknown = draft.is_place_unknown
    if not is_place_told(draft.settlement_id, draft.address, draft.lon, is_unknown=is_unknown):
        raise PlaceMissing
    if draft.settlement_id and (there := region_of_settlement(draft.settlement_id)) != draft.region:
        raise OtherRegion(region=get_region(there).name)
    if draft.lon is not None and draft.lat is not None and region_at(draft.lon, draft.lat) is None:
        raise OutsideCountry


def _is_unknown(draft: CallDraft) -> bool:
    """Tell whether the place is not known; a place that is told wins over the word."""
    return not is_place_told(draft.settlement_id, draft.address, draft.lon, is_unknown=False)


def _phone(row: Call) -> str:
    return decrypt(bytes(row.caller_phone)) if row.caller_phone else ""


def _locked(actor: Actor, call_id: int) -> Call:
    rows = Call.objects.visible_to(actor).select_for_update(of=("self",))
    if (row := rows.filter(pk=call_id).first()) is None:
        raise NotFound
    return row


def _tell(row: Call) -> None:
    announce(CallChanged(call_id=row.pk, region=row.region_id, state=row.state))
