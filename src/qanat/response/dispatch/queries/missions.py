"""Reads of missions, their legs, stamps, crews, services and costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Prefetch, Value, When

from qanat.engine.intervals import Duration, Interval, durations
from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import Actor
from qanat.foundation.listing import Mark, newest_first
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.response.dispatch.models import Leg, Mission, MissionRequest, Request
from qanat.response.dispatch.models.missions import MissionQuerySet
from qanat.response.dispatch.permissions import OPERATE
from qanat.response.dispatch.queries.asking import about_mission
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.rules.clocks import Clock, Step
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import ACTIVE, BEFORE_DEPARTURE, SERVING, UNDER_WAY

ON_THE_WAY = frozenset({MissionState.DEPARTED, MissionState.ON_SCENE, MissionState.ON_BOARD})
"""The states in which the arrival is still to come."""
MOST_OWN = 6


@dataclass(frozen=True, slots=True)
class MissionRow:
    """One line of the mission board."""

    id: int
    number: str
    version: int
    state: str
    mode: str
    aircraft_id: int | None
    vehicle: str
    operator: str
    operator_id: int | None
    region: str
    level: str
    route: str
    created_at: datetime
    answer_due_at: datetime | None
    planned_departure_at: datetime | None
    planned_end_at: datetime | None
    took_off_at: datetime | None
    landed_at: datetime | None
    flown_s: int | None
    end_reason: str
    hold_reason: str
    hold_until: datetime | None
    requests: tuple[str, ...]
    stops: tuple[str, ...]
    """Where it goes, from the first landing place to the last."""
    clock: Clock | None
    is_exercise: bool
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class MissionsWanted:
    """Which missions to list; ``states`` empty: those which are not over.

    Attributes:
        ended_since: only those which ended at this moment or later.
    """

    states: tuple[str, ...] = ()
    mode: str = ""
    region: str = ""
    operator_id: int | None = None
    text: str = ""
    ended_since: datetime | None = None


def mission_rows(
    actor: Actor, wanted: MissionsWanted, *, first: int = 0, count: int = 50
) -> list[MissionRow]:
    """Return missions the actor may see: active ones by departure, else the newest first.

    Of the active ones those which wait for an operator's answer come first for who gives it.
    """
    rows = _matching(actor, wanted)
    is_answered = Case(When(state=MissionState.PLANNED, then=Value(0)), default=Value(1))
    order: list[str | Case] = ["planned_departure_at", "id"]
    if wanted.states:
        order = ["-created_at", "-id"]
    elif actor.may(OPERATE):
        order = [is_answered, *order]
    return [as_row(r) for r in _with_names(rows.order_by(*order)[first : first + count])]


def mission_count(actor: Actor, wanted: MissionsWanted, most: int = 10_000) -> int:
    """Return how many missions match, counting no further than ``most``."""
    return _matching(actor, wanted).order_by()[:most].count()


def find_missions(actor: Actor, text: str, *, count: int = 8) -> list[MissionRow]:
    """Return missions of any state by number, tail or call sign: active first, newest first.

    An empty text finds nothing.
    """
    if not text.strip():
        return []
    rows = Mission.objects.visible_to(actor).filter(about_mission(text))
    is_over = Case(When(state__in=sorted(ACTIVE), then=Value(0)), default=Value(1))
    return [as_row(r) for r in _with_names(rows.order_by(is_over, "-created_at", "-id")[:count])]


def mission_page(
    actor: Actor, wanted: MissionsWanted, *, after: Mark | None = None, count: int = 50
) -> list[MissionRow]:
    """Return missions of any state, or of those wanted, newest first, from a mark on."""
    states = wanted.states or tuple(MissionState.values)
    rows = _matching(actor, replace(wanted, states=states))
    page = newest_first(rows, "created_at", after=after, count=count)
    return [as_row(r) for r in _with_names(page)]


def missions_of_request(actor: Actor, request_id: int) -> list[MissionRow]:
    """Return the missions of a request, oldest first."""
    rows = Mission.objects.visible_to(actor).filter(served__request_id=request_id)
    return [as_row(r) for r in _with_names(rows.order_by("created_at", "id"))]


def serving_missions(actor: Actor, request_id: int) -> list[MissionRow]:
    """Return the missions which are still to help a request, oldest first."""
    served = Mission.objects.visible_to(actor).filter(served__request_id=request_id)
    if not served.filter(state__in=SERVING).exists():  # most often, and asked far sooner
        return []
    return [row for row in missions_of_request(actor, request_id) if row.state in SERVING]


def flights_of(request_ids: Iterable[int]) -> dict[int, MissionRow]:
    """Return the newest mission of each of some requests, for who asked for them."""
    served = MissionRequest.objects.filter(request__in=list(request_ids)).order_by("id")
    newest = dict(served.values_list("request", "mission"))
    found = _with_names(Mission.objects.all()).in_bulk(newest.values())
    return {asked: as_row(found[flown]) for asked, flown in newest.items()}


@dataclass(frozen=True, slots=True)
class OwnMission:
    """A mission with which somebody travels himself, now or later."""

    id: int
    number: str
    vehicle: str
    departs_at: datetime | None


def own_missions(actor: Actor) -> list[OwnMission]:
    """Return the missions with which the actor himself travels, that under way or next first."""
    is_waiting = Case(When(state__in=UNDER_WAY, then=Value(0)), default=Value(1))
    own = Mission.objects.flown_by(actor).active().select_related("aircraft", "ambulance")
    return [
        OwnMission(
            r.pk,
            r.number,
            r.aircraft.tail if r.aircraft else r.ambulance.call_sign if r.ambulance else "",
            r.planned_departure_at,
        )
        for r in own.order_by(is_waiting, "planned_departure_at", "id")[:MOST_OWN]
    ]


def current_mission(actor: Actor) -> int | None:
    """Return the mission with which the actor himself travels now or next, or None."""
    return next((one.id for one in own_missions(actor)), None)


def get_mission(actor: Actor, mission_id: int) -> Mission:
    """Return a mission as a record of this context; for its own pages only.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    rows = _with_names(Mission.objects.visible_to(actor).filter(pk=mission_id))
    if (found := rows.first()) is None:
        raise NotFound
    return found


def need_mission(actor: Actor, mission_id: int) -> None:
    """Make sure that the actor may see a mission; raises as :func:`get_mission` does."""
    if not Mission.objects.visible_to(actor).filter(pk=mission_id).exists():
        raise NotFound


def served_requests(actor: Actor, mission_id: int) -> list[int]:
    """Return which requests of a mission the actor may see; raises as :func:`get_mission` does."""
    need_mission(actor, mission_id)
    rows = Request.objects.visible_to(actor).filter(served_by__mission=mission_id)
    return list(rows.order_by("id").values_list("pk", flat=True))


def mission_row(actor: Actor, mission_id: int) -> MissionRow:
    """Return one mission as a line; raises as :func:`get_mission` does."""
    return as_row(get_mission(actor, mission_id))


def durations_of(mission: Mission) -> dict[Interval, Duration]:
    """Return the standard durations which the valid stamps of a mission allow."""
    first: dict[Kind, datetime] = {}
    for stamp in mission.stamps.valid().order_by("at", "id"):
        first.setdefault(Kind(stamp.kind), stamp.at)
    return durations(first)


def _matching(actor: Actor, wanted: MissionsWanted) -> MissionQuerySet:
    rows = Mission.objects.visible_to(actor)
    rows = rows.filter(state__in=wanted.states) if wanted.states else rows.active()
    plain = {
        "mode": wanted.mode,
        "region": wanted.region,
        "operator_id": wanted.operator_id,
        "ended_at__gte": wanted.ended_since,
    }
    rows = rows.filter(**{k: v for k, v in plain.items() if v not in (None, "")})
    return rows.filter(about_mission(wanted.text))


def missions_of_patient(actor: Actor, patient_id: int, *, count: int = 200) -> list[MissionRow]:
    """Return the missions for a patient's requests which the actor may see, newest first."""
    served = MissionRequest.objects.filter(
        mission=OuterRef("pk"), request__people__patient=patient_id
    )
    rows = Mission.objects.visible_to(actor).filter(Exists(served))
    return [as_row(r) for r in _with_names(rows).order_by("-created_at", "-id")[:count]]


def _with_names(rows: MissionQuerySet) -> MissionQuerySet:
    legs = Leg.objects.filter(is_dropped=False, ambulance=None).order_by("position", "id")
    return rows.select_related("aircraft", "ambulance", "operator", "region").prefetch_related(
        "requests", Prefetch("legs", legs, to_attr="flown_legs")
    )


def as_row(r: Mission) -> MissionRow:
    """Return a mission, read with its names, as a line."""
    vehicle = r.aircraft.tail if r.aircraft else r.ambulance.call_sign if r.ambulance else ""
    return MissionRow(
        id=r.pk,
        number=r.number,
        version=r.version,
        state=r.state,
        mode=r.mode,
        aircraft_id=r.aircraft_id,
        vehicle=vehicle,
        operator=local(r.operator.name) if r.operator else "",
        operator_id=r.operator_id,
        region=r.region_id or "",
        level=r.level,
        route=r.route,
        created_at=r.created_at,
        answer_due_at=r.answer_due_at,
        planned_departure_at=r.planned_departure_at,
        planned_end_at=r.planned_end_at,
        took_off_at=r.took_off_at,
        landed_at=r.landed_at,
        flown_s=r.flown_s,
        end_reason=r.end_reason,
        hold_reason=r.hold_reason,
        hold_until=r.hold_until,
        requests=tuple(q.number for q in r.requests.all()),
        stops=_stops(getattr(r, "flown_legs", ())),
        clock=_clock(r),
        is_exercise=r.is_exercise,
        is_synthetic=r.is_synthetic,
    )


def _stops(legs: Sequence[Leg]) -> tuple[str, ...]:
    named = (legs[0].from_name, *(leg.to_name for leg in legs)) if legs else ()
    return tuple(stop_name(name) for name in named)


def _clock(r: Mission) -> Clock | None:
    if r.state == MissionState.PLANNED and r.answer_due_at:
        return Clock(Step.ANSWER, r.created_at, r.answer_due_at, is_verified=False)
    if r.state in BEFORE_DEPARTURE and r.planned_departure_at:
        return Clock(Step.TAKE_OFF, r.created_at, r.planned_departure_at, is_verified=True)
    if r.planned_end_at and r.state in ON_THE_WAY:
        start = r.took_off_at or r.created_at
        return Clock(Step.ARRIVE, start, r.planned_end_at, is_verified=True)
    return None
