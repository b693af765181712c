"""Reads of ambulance calls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.foundation.listing import Mark, newest_first
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_title
from qanat.response.dispatch.models import Call
from qanat.response.dispatch.models.calls import CallQuerySet
from qanat.response.dispatch.parameters import CALL_NORMS
from qanat.response.dispatch.rules.clocks import Clock, Step, clock
from qanat.response.dispatch.states.calls import CallState

NAMED = ("settlement", "ambulance", "hospital__settlement")
CLOSED = (CallState.COMPLETED, CallState.HANDED_TO_POLYCLINIC, CallState.CANCELLED)


@dataclass(frozen=True, slots=True)
class CallRow:
    """One line of the list of calls."""

    id: int
    number: str
    version: int
    state: str
    category: int
    region: str
    place: str
    is_place_unknown: bool
    reason: str
    crew: str
    hospital: str
    called_at: datetime
    notified_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    left_scene_at: datetime | None
    at_hospital_at: datetime | None
    completed_at: datetime | None
    clock: Clock | None
    is_exercise: bool
    is_synthetic: bool


def call_rows(
    actor: Actor, *, region: str = "", is_open: bool = True, first: int = 0, count: int = 50
) -> list[CallRow]:
    """Return calls: open ones by category and age, closed ones newest first."""
    rows = _matching(actor, region, is_open=is_open)
    order = ("category", "called_at", "id") if is_open else ("-called_at", "-id")
    rows = rows.select_related(*NAMED)
    return [line_of(r) for r in rows.order_by(*order)[first : first + count]]


def received_calls(actor: Actor, ids: Iterable[int]) -> list[CallRow]:
    """Return which of some calls no crew has yet, by category and age."""
    rows = Call.objects.visible_to(actor).filter(pk__in=list(ids), state=CallState.RECEIVED)
    return [line_of(r) for r in rows.select_related(*NAMED).order_by("category", "called_at", "id")]


def call_page(
    actor: Actor,
    *,
    region: str = "",
    states: Sequence[str] = (),
    after: Mark | None = None,
    count: int = 50,
) -> list[CallRow]:
    """Return calls of any state, or of those wanted, newest first, from a mark on."""
    rows = Call.objects.visible_to(actor).select_related(*NAMED)
    rows = rows.filter(region=region) if region else rows
    rows = rows.filter(state__in=states) if states else rows
    return [line_of(r) for r in newest_first(rows, "called_at", after=after, count=count)]


def call_count(actor: Actor, *, region: str = "", is_open: bool = True, most: int = 10_000) -> int:
    """Return how many calls match, counting no further than ``most``."""
    return _matching(actor, region, is_open=is_open)[:most].count()


def call_row(actor: Actor, call_id: int) -> CallRow:
    """Return one call.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    return line_of(_found(actor, call_id))


def call_point(actor: Actor, call_id: int) -> tuple[float, float] | None:
    """Return longitude and latitude of a call, of its settlement if need be; None if not known.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = _found(actor, call_id)
    if row.lon is not None and row.lat is not None:
        return row.lon, row.lat
    return (row.settlement.lon, row.settlement.lat) if row.settlement else None


def call_phone(actor: Actor, call_id: int) -> str:
    """Return the telephone of who called.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    return _phone(_found(actor, call_id))


def call_initial(actor: Actor, call_id: int) -> dict[str, object]:
    """Return the values with which the form of a call opens, to be corrected.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = _found(actor, call_id)
    plain = ("category", "address", "reason", "is_place_unknown")
    return {name: getattr(row, name) for name in plain} | {
        "region": row.region_id,
        "settlement": row.settlement_id,
        "coordinates": "" if row.lon is None else f"{row.lat}, {row.lon}",
        "caller_phone": _phone(row),
    }


def _found(actor: Actor, call_id: int) -> Call:
    rows = Call.objects.visible_to(actor).select_related(*NAMED)
    if (found := rows.filter(pk=call_id).first()) is None:
        raise NotFound
    return found


def _phone(r: Call) -> str:
    return decrypt(bytes(r.caller_phone)) if r.caller_phone else ""


def _place(r: Call) -> str:
    point = "" if r.lon is None else f"{r.lat:.5f}, {r.lon:.5f}"
    town = local(r.settlement.name) if r.settlement else ""
    return ", ".join(x for x in (town, r.address or point) if x)


def _matching(actor: Actor, region: str, *, is_open: bool) -> CallQuerySet:
    rows = Call.objects.visible_to(actor)
    rows = rows.exclude(state__in=CLOSED) if is_open else rows.filter(state__in=CLOSED)
    return rows.filter(region=region) if region else rows


def line_of(r: Call) -> CallRow:
    """Return a call as a line; for the reads of this context."""
    norm = parameter(CALL_NORMS[r.category], on=r.called_at)
    running = r.on_scene_at is None and r.state not in CLOSED
    arrival = clock(Step.ARRIVE, r.called_at, norm.number, is_verified=norm.verified)
    return CallRow(
        id=r.pk,
        number=r.number,
        version=r.version,
        state=r.state,
        category=r.category,
        region=r.region_id,
        place=_place(r),
        is_place_unknown=r.is_place_unknown,
        reason=r.reason,
        crew=r.ambulance.call_sign if r.ambulance else "",
        hospital=facility_title(r.hospital),
        called_at=r.called_at,
        notified_at=r.notified_at,
        en_route_at=r.en_route_at,
        on_scene_at=r.on_scene_at,
        left_scene_at=r.left_scene_at,
        at_hospital_at=r.at_hospital_at,
        completed_at=r.completed_at,
        clock=arrival if running else None,
        is_exercise=r.is_exercise,
        is_synthetic=r.is_synthetic,
    )
