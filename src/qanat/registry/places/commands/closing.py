"""Close and reopen roads, airfields and landing sites."""

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.places.models import Airfield, Closure, Pad, RoadLink
from qanat.registry.places.permissions import CLOSE
from qanat.registry.places.queries import road_rows
from qanat.registry.places.rules import within_km
from qanat.registry.places.states import ClosedKind
from qanat.registry.terminology.queries import find_code

REASONS = "reason.closure"


class EndBeforeStart(Invalid):
    """A closure would end before it begins."""

    code = "end_before_start"
    text = _("The end must be later than the start.")


class ReasonUnknown(Invalid):
    """The reason is not in the list."""

    code = "reason_unknown"
    text = _("Choose a reason from the list.")


class KilometresTurned(Invalid):
    """A range of kilometres runs backwards."""

    code = "kilometres_turned"
    field = "to_km"
    text = _("The last kilometre must not be smaller than the first.")


class NothingThere(Invalid):
    """A road has no link at the kilometres told."""

    code = "nothing_there"
    field = "from_km"
    text = _("%(road)s is known from about km %(first)s to %(last)s. Correct the kilometres.")


class AlreadyOver(Conflict):
    """The closure has ended before."""

    code = "already_over"
    text = _("This closure is over already.")


@dataclass(frozen=True, slots=True)
class Kilometres:
    """A stretch of a road, as a bulletin names it."""

    road_code: str
    from_km: float
    to_km: float


@command(needs=CLOSE)
def close_roads(
    actor: Actor,
    *,
    link_ids: list[int],
    from_at: datetime,
    until_at: datetime | None,
    reason: str,
    road_code: str = "",
    note: str = "",
) -> int:
    """Close stretches of road for a time; without an end until further notice.

    Returns:
        The id of the closure.
    """
    links = list(RoadLink.objects.visible_to(actor).filter(pk__in=link_ids).order_by("id"))
    if not links or len(links) != len(set(link_ids)):
        raise NotFound
    closure = _closure(ClosedKind.ROAD, from_at, until_at, reason, note)
    closure.road_code = road_code or links[0].road_code
    closure.save()
    closure.links.set(links)
    return closure.pk


@command(needs=CLOSE)
def close_kilometres(
    actor: Actor,
    *,
    stretch: Kilometres,
    from_at: datetime,
    until_at: datetime | None,
    reason: str,
    note: str = "",
) -> int:
    """Close a road between two of its kilometres: every link of the sketch which they touch.

    Returns:
        The id of the closure.

    Raises:
        KilometresTurned: if the range runs backwards.
        NothingThere: if the road has no link there, or its kilometres are not known.
    """
    if stretch.to_km < stretch.from_km:
        raise KilometresTurned
    rows = road_rows(national_day(from_at))
    road = next((one for one in rows if one.code == stretch.road_code), None)
    hit = within_km(road.posts, stretch.from_km, stretch.to_km) if road else []
    if road is None or not hit:
        first, last = (road.first_km, road.last_km) if road else (0.0, 0.0)
        raise NothingThere(road=stretch.road_code, first=round(first), last=round(last))
    links = RoadLink.objects.visible_to(actor).filter(pk__in=[int(one.id) for one in hit])
    closure = _closure(ClosedKind.ROAD, from_at, until_at, reason, note)
    closure.road_code = stretch.road_code
    closure.from_km, closure.to_km = stretch.from_km, stretch.to_km
    closure.save()
    closure.links.set(links.order_by("id"))
    return closure.pk


@command(needs=CLOSE)
def close_place(
    actor: Actor,
    *,
    kind: str,
    place_id: int,
    from_at: datetime,
    until_at: datetime | None,
    reason: str,
    note: str = "",
) -> int:
    """Close an airfield or a landing site for a time; without an end until further notice.

    Returns:
        The id of the closure.
    """
    closure = _closure(ClosedKind(kind), from_at, until_at, reason, note)
    if kind == ClosedKind.AIRFIELD:
        closure.airfield = Airfield.objects.visible_to(actor).filter(pk=place_id).first()
    elif kind == ClosedKind.PAD:
        closure.pad = Pad.objects.visible_to(actor).filter(pk=place_id).first()
    if not (closure.airfield or closure.pad):
        raise NotFound
    closure.save()
    return closure.pk


@command(needs=CLOSE)
def reopen(actor: Actor, *, closure_id: int, at: datetime) -> None:
    """End a closure now; one which has not begun yet is taken back."""
    closure = (
        Closure.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .filter(pk=closure_id)
        .first()
    )
    if closure is None:
        raise NotFound
    start, end = closure.during.lower, closure.during.upper
    if end is not None and end <= at:
        raise AlreadyOver
    if start >= at:
        closure.delete()
        return
    closure.during = DateTimeTZRange(start, at)
    closure.save(update_fields=["during"])


def _closure(
    kind: ClosedKind, from_at: datetime, until_at: datetime | None, reason: str, note: str
) -> Closure:
    if until_at is not None and until_at <= from_at:
        raise EndBeforeStart
    if find_code(REASONS, reason) is None:
        raise ReasonUnknown
    return Closure(kind=kind, during=DateTimeTZRange(from_at, until_at), reason=reason, note=note)
