"""What is to be expected of the missions under way: how late, when over, whom that endangers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Prefetch

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.commitments.queries import CommitmentRow, promises
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.models import Leg, Mission, MissionRequest, Plan, Stamp
from qanat.response.dispatch.models.missions import LegKind
from qanat.response.dispatch.models.requests import Urgency
from qanat.response.dispatch.parameters import PLAN_TOLERANCE
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.queries.ways import parts_of
from qanat.response.dispatch.rules.forecast import Outlook, arrival, is_broken, outlook
from qanat.response.dispatch.rules.stamps import Made
from qanat.response.dispatch.rules.way import expected
from qanat.response.dispatch.states.missions import UNDER_WAY, MissionState
from qanat.response.tracking.queries import PositionRow, positions

AHEAD: Final = timedelta(hours=24)
BRINGING: Final = frozenset({"drive_with_patient", "fly_with_patient"})
"""Legs of a plan, as it is kept, which bring the patient nearer."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A mission which is not over, and what is to be expected of it.

    Attributes:
        leaves_at: when it is to depart by its plan.
        answer_due_at: until when its operator is to answer; None once it has, or if nobody asked.
        outlook: how late it is, and when its patient and itself will be where they are to be.
        promised_at: when its patient was to be treated by the plan that was chosen.
        window_ends_at: when treatment comes too late by the patient's condition; None if unknown.
        leg: from where to where it flies now; empty on the ground.
        landing_at: its next landing by its present speed, or else by its plan; None on the ground.
        aloft_since: its last take-off, while it is in the air.
        promised_until: until when its vehicle is promised to it.
        next: what is promised of its vehicle next.
    """

    id: int
    number: str
    state: str
    mode: str
    vehicle: str
    aircraft_id: int | None
    ambulance_id: int | None
    operator_id: int | None
    region: str
    leaves_at: datetime | None
    answer_due_at: datetime | None
    planned_end_at: datetime
    outlook: Outlook
    promised_at: datetime | None
    window_ends_at: datetime | None
    leg: tuple[str, str]
    landing_at: datetime | None
    is_landing_seen: bool
    aloft_since: datetime | None
    promised_until: datetime
    next: CommitmentRow | None
    is_exercise: bool
    is_synthetic: bool
    tolerance: timedelta

    @property
    def is_under_way(self) -> bool:
        """Tell whether it has left and is not over."""
        return self.state in UNDER_WAY

    @property
    def is_late(self) -> bool:
        """Tell whether it will be over after its planned end by more than is tolerated."""
        return is_broken(self.outlook.end_at, self.planned_end_at, self.tolerance)

    @property
    def treated_at(self) -> datetime | None:
        """When its patient is expected to be treated; None once he is in others' care."""
        if self.outlook.is_given or self.promised_at is None:
            return None
        return self.promised_at + self.outlook.delay

    @property
    def misses_window(self) -> bool:
        """Tell whether its patient is expected to be treated too late."""
        at, ends = self.treated_at, self.window_ends_at
        return at is not None and ends is not None and at > ends

    @property
    def misses_promise(self) -> bool:
        """Tell whether its patient is expected later than promised, beyond what is tolerated."""
        at, promised = self.treated_at, self.promised_at
        return bool(at and promised and is_broken(at, promised, self.tolerance))

    @property
    def endangered(self) -> CommitmentRow | None:
        """The promise of its vehicle which it will not be back for, if any."""
        after = self.next
        return after if after is not None and self.outlook.end_at > after.start_at else None


@dataclass(frozen=True, slots=True)
class _Promised:
    until: datetime
    next: CommitmentRow | None


def forecasts(
    actor: Actor, now: datetime, *, mission_ids: Sequence[int] | None = None
) -> list[Forecast]:
    """Return what is to be expected of the missions the actor may see; queries are few."""
    rows = Mission.objects.visible_to(actor).active().exclude(planned_end_at=None)
    if mission_ids is not None:
        rows = rows.filter(pk__in=mission_ids)
    rows = rows.select_related("aircraft", "ambulance").order_by("planned_departure_at", "id")
    legs = Leg.objects.filter(is_dropped=False).order_by("position", "id")
    stamps = Stamp.objects.valid().order_by("at", "id")
    plans = Plan.objects.only("mission", "chosen").order_by("-id")
    found = list(
        rows.prefetch_related(
            Prefetch("legs", legs, to_attr="way"),
            Prefetch("stamps", stamps, to_attr="made"),
            Prefetch("plans", plans, to_attr="chosen_plans"),
        )
    )
    craft = [r.aircraft_id for r in found if r.aircraft_id is not None]
    seen = {p.vehicle_id: p for p in positions(SYSTEM, now, "aircraft", craft)}
    promised = _promises(found, now)
    tolerance = timedelta(minutes=parameter(PLAN_TOLERANCE, on=now).number)
    return [_forecast(r, now, seen, promised[r.pk], tolerance) for r in found]


def emergencies_among(mission_ids: Sequence[int]) -> frozenset[int]:
    """Return which of some missions carry an emergency."""
    rows = MissionRequest.objects.filter(mission__in=mission_ids)
    found = rows.filter(request__urgency=Urgency.EMERGENCY)
    return frozenset(found.values_list("mission", flat=True))


def _forecast(
    r: Mission,
    now: datetime,
    seen: Mapping[int, PositionRow],
    promise: _Promised,
    tolerance: timedelta,
) -> Forecast:
    way: list[Leg] = r.way  # type: ignore[attr-defined]  # prefetched
    standing: list[Stamp] = r.made  # type: ignore[attr-defined]  # prefetched
    made = [Made(Kind(s.kind), s.at, s.leg_id) for s in standing]
    steps = expected(parts_of(way), is_by_air=r.mode == "air")
    aloft = _leg_aloft(r, way, made)
    landing = _landing(aloft, seen.get(r.aircraft_id or 0), made, now) if aloft else None
    end = r.planned_end_at or now
    promised, window = _promised(r)
    return Forecast(
        id=r.pk,
        number=r.number,
        state=r.state,
        mode=r.mode,
        vehicle=r.aircraft.tail if r.aircraft else r.ambulance.call_sign if r.ambulance else "",
        aircraft_id=r.aircraft_id,
        ambulance_id=r.ambulance_id,
        operator_id=r.operator_id,
        region=r.region_id or "",
        leaves_at=r.planned_departure_at,
        answer_due_at=r.answer_due_at if r.state == MissionState.PLANNED else None,
        planned_end_at=end,
        outlook=outlook(steps, made, end, now, landing_at=landing),
        promised_at=promised,
        window_ends_at=window,
        leg=(stop_name(aloft.from_name), stop_name(aloft.to_name)) if aloft else ("", ""),
        landing_at=landing or (aloft.planned_arrival_at if aloft else None),
        is_landing_seen=landing is not None,
        aloft_since=_last_take_off(made) if aloft else None,
        promised_until=promise.until,
        next=promise.next,
        is_exercise=r.is_exercise,
        is_synthetic=r.is_synthetic,
        tolerance=tolerance,
    )


def _leg_aloft(r: Mission, way: Sequence[Leg], made: Sequence[Made]) -> Leg | None:
    """Return the leg which is being flown, if the last that happened was a take-off."""
    flown = [leg for leg in way if leg.ambulance_id is None]
    offs = [m for m in made if m.kind is Kind.TAKE_OFF]
    ons = [m for m in made if m.kind is Kind.LANDING]
    is_aloft = r.mode == "air" and r.state in UNDER_WAY and len(offs) > len(ons)
    return flown[min(len(offs), len(flown)) - 1] if is_aloft and flown else None


def _last_take_off(made: Sequence[Made]) -> datetime:
    return max(m.at for m in made if m.kind is Kind.TAKE_OFF)


def _landing(
    leg: Leg, seen: PositionRow | None, made: Sequence[Made], now: datetime
) -> datetime | None:
    """Return when the leg will end by the present speed; None if its position is old or none."""
    if seen is None or seen.is_lost or seen.at < _last_take_off(made):
        return None
    left_m = great_circle_m(Point(seen.lon, seen.lat), Point(leg.to_lon, leg.to_lat))
    at = arrival(left_m, seen.speed_mps, seen.at)
    return max(at, now) if at is not None else None


def _promised(r: Mission) -> tuple[datetime | None, datetime | None]:
    """Return by when the patient was to be treated, and when it is too late, by the chosen plan.

    A plan which missed the window when it was chosen can't break it any more. Without a plan on
    record the promise is the mission's planned end.
    """
    plans: list[Plan] = r.chosen_plans  # type: ignore[attr-defined]  # prefetched
    told = plans[0].chosen.get("definitive_at") if plans else None
    if not told:
        return r.planned_end_at, None
    treated_at, slack_s = datetime.fromisoformat(told), plans[0].chosen.get("slack_s")
    is_kept = slack_s is not None and slack_s >= 0
    window_ends_at = treated_at + timedelta(seconds=slack_s) if is_kept else None
    return treated_at + _postponed(r, plans[0].chosen), window_ends_at


def _postponed(r: Mission, chosen: dict[str, Any]) -> timedelta:
    """Return how much later a mission brings its patient than by the plan that was chosen.

    Somebody has let it leave later: the promise moves with it, the patient's window does not.
    """
    legs = chosen.get("legs", ())
    told = [datetime.fromisoformat(leg["arrive_at"]) for leg in legs if leg["kind"] in BRINGING]
    way: list[Leg] = r.way  # type: ignore[attr-defined]  # prefetched
    now = [
        leg.planned_arrival_at
        for leg in way
        if leg.kind == LegKind.WITH_PATIENT and leg.planned_arrival_at is not None
    ]
    return max(max(now) - max(told), timedelta(0)) if now and told else timedelta(0)


def _promises(rows: Sequence[Mission], now: datetime) -> dict[int, _Promised]:
    """Return until when each mission's vehicle is promised to it, and what comes after it."""
    found: dict[int, _Promised] = {}
    craft = {r.aircraft_id for r in rows if r.aircraft_id is not None}
    vans = {r.ambulance_id for r in rows if r.ambulance_id is not None}
    since = min((r.planned_departure_at or now for r in rows), default=now)
    kinds = ((ResourceKind.AIRCRAFT, craft), (ResourceKind.AMBULANCE, vans))
    taken = [c for kind, ids in kinds if ids for c in promises(kind, ids, since, now + AHEAD)]
    for r in rows:
        kind = ResourceKind.AIRCRAFT if r.aircraft_id else ResourceKind.AMBULANCE
        vehicle = (kind, r.aircraft_id or r.ambulance_id)
        its = [c for c in taken if (c.resource_kind, c.resource_id) == vehicle]
        own = [c for c in its if (c.purpose_kind, c.purpose_id) == ("mission", r.pk)]
        until = max((c.end_at for c in own), default=r.planned_end_at or now)
        later = [c for c in its if c not in own and c.start_at >= until]
        found[r.pk] = _Promised(until, min(later, key=lambda c: c.start_at, default=None))
    return found
