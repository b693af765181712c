"""One snapshot of the nation in each process, kept current by the audit trail.

Who asks catches up first: one query names every row that was changed since the last look, however
it was changed; what changed is read again and is one step of the snapshot. What time alone
changes (promises that come into sight, contracts and certificates that end, positions that are
lost) is read again with every whole minute. So an answer is never older than its question; a
commitment made meanwhile is refused by the database, not by what is kept here.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from qanat.engine.daylight import seconds_since_2000, sun_elevations_deg
from qanat.engine.kbest.notices import Notices
from qanat.engine.kbest.snapshot import (
    Snapshot,
    build,
    with_aircraft,
    with_ambulances,
    with_hospital,
    with_place,
)
from qanat.engine.planning.problem import Aircraft, Ambulance, LandingPlace, Parameters
from qanat.foundation.audit.news import Look, look, news_since
from qanat.foundation.kept import forget_too
from qanat.foundation.parameters.queries import parameter
from qanat.response.commitments.queries import commitments_of, resources_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.parameters import AMBULANCE_HOUR
from qanat.response.dispatch.suggest import units
from qanat.response.dispatch.suggest.exact.leaving import Abroad, with_abroad
from qanat.response.dispatch.suggest.exact.nation import (
    ANYTHING,
    KEPT_FOR,
    Companions,
    Fleet,
    Ground,
    ambulance_of,
    fleet_at,
    ground_at,
    nation_of,
)
from qanat.response.tracking.queries import heard_since

log = logging.getLogger(__name__)

AMBULANCES: Final = "fleet_ambulance"
COMMITMENTS: Final = "commitments_commitment"
PARAMETERS: Final = "parameters_parameter"
DUTIES: Final = "workforce_duty"
"""Of any vehicle, perhaps of two: all are read again."""
GROUND: Final = frozenset({"facilities_capability", "places_closure", "weather_report"})
"""A change of these may change any place, road or hospital: all are read again."""
FLEET: Final = frozenset(
    {
        "fleet_aircraft", "fleet_aircrafttype", "fleet_base", "fleet_basing", "fleet_contract",
        "fleet_contractrate", "fleet_medicalmodule", "fleet_modulecertificate", "fleet_operator",
        "fleet_serviceability", "operators_answer",
    }
)  # fmt: skip
"""A change of these may change any aircraft: all of them, some dozens, are read again."""
TABLES: Final = FLEET | GROUND | {AMBULANCES, COMMITMENTS, DUTIES, PARAMETERS}
MOST_CHANGES: Final = 300
"""Of more, building everything anew is quicker."""
HEARD_AGAIN: Final = timedelta(seconds=30)
"""A batch of positions is stored within this time."""


@dataclass(frozen=True, slots=True)
class Current:
    """The nation at a whole minute, ready to be asked.

    Attributes:
        snapshot: aircraft are ready when they can be airborne, start-up by day or night included.
        minute: of which it is.
        names: what people call vehicles, by id.
        vans: the ambulances as the pages know them, by id.
        fleet: the aircraft as the pages know them.
        ground: landing places and figures as the pages know them.
        companions: who can come along, where somebody is to.
    """

    snapshot: Snapshot
    minute: datetime
    names: Mapping[str, str]
    vans: Mapping[str, Ambulance]
    fleet: Fleet
    ground: Ground
    companions: Companions = field(default_factory=Companions)

    @property
    def now_s(self) -> float:
        """Seconds from the moment from which the snapshot counts."""
        return (self.minute - self.snapshot.nation.at).total_seconds()

    @property
    def aircraft(self) -> Mapping[str, Aircraft]:
        """The aircraft as the pages know them, by id."""
        return self.fleet.known

    @property
    def landing(self) -> Mapping[str, LandingPlace]:
        """Where aircraft land, as the pages know it, by id."""
        return self.ground.landing | self.fleet.landing

    @property
    def parameters(self) -> Parameters:
        """The figures of planning."""
        return self.ground.parameters


@dataclass(slots=True)
class _State:
    """All that is kept, and what it was last made of."""

    snapshot: Snapshot
    look: Look
    now: datetime
    heard: dict[tuple[str, int], str]
    ground: Ground
    fleet: Fleet
    vans: dict[str, Ambulance]
    names: dict[str, str]

    @property
    def minute(self) -> datetime:
        """The whole minute of which it is."""
        return _minute(self.now)

    def copy(self) -> "_State":
        """Return the same, to be changed."""
        return replace(self, vans=dict(self.vans), names=dict(self.names))


class TooMuchError(Exception):
    """More has changed than is worth following, or something that is not followed."""


class Keeper:
    """Keeps the snapshot of one process; threads may ask at the same time.

    Attributes:
        rebuilt: how often everything was read anew.
        followed: how many changes were followed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._own: _State | None = None
        self.rebuilt = 0
        self.followed = 0

    def current(
        self,
        now: datetime,
        but_for: tuple[str, int] | None = None,
        abroad: Abroad | None = None,
    ) -> Current:
        """Return the nation as it is committed, for the whole minute of a moment.

        What is promised to the purpose ``but_for`` counts as free. Where a patient comes from
        abroad or goes there, the landing places of that country are in it, too.
        """
        with self._lock:
            state = self._caught_up(now)
        if but_for:
            state = _freed(state, but_for)
        if abroad:
            ground, snapshot = with_abroad(state.ground, state.snapshot, state.minute, abroad)
            state = replace(state, ground=ground, snapshot=snapshot)
        return _current(state)

    def forget(self) -> None:
        """Drop what is kept; it is built anew when somebody asks."""
        with self._lock:
            self._state = self._own = None

    @property
    def generation(self) -> int:
        """The generation that is kept, 0 if none is."""
        state = self._state
        return state.snapshot.generation if state else 0

    def _caught_up(self, now: datetime) -> _State:
        state, followed = None, 0
        for kept in (self._own, self._state):
            if kept is None or not timedelta(0) <= now - kept.snapshot.nation.at <= KEPT_FOR:
                continue
            # A copy: a fault half way leaves nothing half new behind.
            state = kept.copy()
            try:
                followed = _follow(state, now)
                break
            except (TooMuchError, KeyError, ValueError) as why:
                log.info("planning snapshot built anew", extra={"why": type(why).__name__})
                state = None
        is_built = state is None
        state = state or _fresh(now, self.generation + 1)
        if state.look.own:
            self._own = state  # for the transaction that has written it alone
        elif self._state is None or is_built or state.minute >= self._state.minute:
            self._own, self._state = None, state
            self.rebuilt += is_built
            self.followed += followed
        return state


KEEPER: Final = Keeper()
"""Of this process."""
forget_too(KEEPER.forget)


def differences(now: datetime) -> list[str]:
    """Return which arrays of what this process keeps differ from a snapshot built anew.

    Ask within one repeatable transaction, so that nothing is committed between the two.
    """
    kept = KEEPER.current(now).snapshot
    new = _started(_fresh(now, kept.generation, kept.nation.at))
    return [
        f"{part}.{name}"
        for part in ("units", "craft", "sites", "wards", "ways", "floors")
        for name in getattr(new, part)._fields
        if not np.array_equal(getattr(getattr(kept, part), name), getattr(getattr(new, part), name))
    ]


def _current(state: _State) -> Current:
    return Current(
        _started(state), state.minute, state.names, state.vans, state.fleet, state.ground
    )


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _fresh(now: datetime, generation: int, since: datetime | None = None) -> _State:
    """Return everything read anew; the look comes first, so that nothing is missed."""
    here, minute = look(TABLES), _minute(now)
    heard = heard_since(now - HEARD_AGAIN)
    since = since or minute
    ground = ground_at(minute)
    fleet = fleet_at(minute, since, ground)
    found, rows = units.ambulances(minute, ANYTHING)
    hour = round(parameter(AMBULANCE_HOUR, on=minute).number)
    vans = tuple(ambulance_of(one, since) for one in found)
    nation = nation_of(since, ground, fleet, vans, hour)
    snapshot = build(nation, roads=ground.roads, generation=generation)
    names = {key: row.call_sign for key, row in rows.items()} | dict(fleet.tails)
    kept = {one.id: one for one in found}
    return _State(snapshot, here, now, heard, ground, fleet, kept, names)


def _follow(state: _State, now: datetime) -> int:
    """Take over what was changed since the last look; return how much that was.

    Raises:
        TooMuchError: if that is too much, or something that is not followed.
        KeyError: if there is a new thing, a new word or a new price.
        ValueError: if something moved which never moves.
    """
    news = news_since(state.look, TABLES, MOST_CHANGES)
    changed = news.changed
    if changed is None or PARAMETERS in changed or state.look.own not in {0, news.look.own}:
        raise TooMuchError
    heard = heard_since(state.now - HEARD_AGAIN)
    moved = {key for key, at in heard.items() if state.heard.get(key) != at}
    promised = resources_of(map(int, changed.get(COMMITMENTS, ())))
    vans = {pk for kind, pk in promised if kind == ResourceKind.AMBULANCE}
    vans |= {pk for kind, pk in moved if kind == "ambulance"}
    vans |= set(map(int, changed.get(AMBULANCES, ())))
    is_new_minute = _minute(now) != state.minute
    is_all_old = is_new_minute or DUTIES in changed
    is_ground_old = is_new_minute or not GROUND.isdisjoint(changed)
    is_fleet_old = (
        is_all_old
        or is_ground_old
        or not FLEET.isdisjoint(changed)
        or any(kind == ResourceKind.AIRCRAFT for kind, _pk in promised)
        or any(kind == "aircraft" for kind, _pk in moved)
    )
    state.look, state.now, state.heard = news.look, now, heard
    steps = _follow_ground(state) if is_ground_old else 0
    if is_all_old or vans:
        steps += _follow_vans(state, None if is_all_old else vans)
    return steps + (_follow_fleet(state) if is_fleet_old else 0)


def _freed(state: _State, but_for: tuple[str, int]) -> _State:
    """Return the same in which what is promised to a purpose is free."""
    state, since = state.copy(), state.snapshot.nation.at
    held = commitments_of(*but_for)
    vans = [one.resource_id for one in held if one.resource_kind == ResourceKind.AMBULANCE]
    if vans:
        found, _rows = units.ambulances(state.minute, ANYTHING, but_for, only=vans)
        told = [ambulance_of(one, since) for one in found]
        state.snapshot = with_ambulances(state.snapshot, told)
    if any(one.resource_kind == ResourceKind.AIRCRAFT for one in held):
        _take_fleet(state, fleet_at(state.minute, since, state.ground, but_for))
    return state


def _follow_ground(state: _State) -> int:
    """Take over what changed of places and hospitals."""
    old, new = state.ground, ground_at(state.minute)
    if (new.roads, new.parameters) != (old.roads, old.parameters):
        raise TooMuchError
    if new.places.keys() != old.places.keys() or new.hospitals.keys() != old.hospitals.keys():
        raise TooMuchError
    places = [one for key, one in new.places.items() if one != old.places[key]]
    hospitals = [one for key, one in new.hospitals.items() if one != old.hospitals[key]]
    for place in places:
        state.snapshot = with_place(state.snapshot, place)
    for hospital in hospitals:
        state.snapshot = with_hospital(state.snapshot, hospital)
    state.ground = new
    return len(places) + len(hospitals)


def _follow_vans(state: _State, only: set[int] | None) -> int:
    """Take over what changed of all ambulances, or of some."""
    found, rows = units.ambulances(state.minute, ANYTHING, only=only)
    new = {one.id: one for one in found}
    asked = state.vans.keys() if only is None else {f"ambulance:{pk}" for pk in only}
    if new.keys() != asked:
        raise TooMuchError
    # Those about which nothing changed are the same object again.
    changed = [one for key, one in new.items() if one is not state.vans[key]]
    if changed:
        since = state.snapshot.nation.at
        told = [ambulance_of(one, since) for one in changed]
        state.snapshot = with_ambulances(state.snapshot, told)
        state.vans |= new
    state.names |= {key: row.call_sign for key, row in rows.items()}
    return len(changed)


def _follow_fleet(state: _State) -> int:
    """Take over what changed of aircraft."""
    return _take_fleet(state, fleet_at(state.minute, state.snapshot.nation.at, state.ground))


def _take_fleet(state: _State, new: Fleet) -> int:
    old = state.fleet
    if new.bases != old.bases or new.aircraft.keys() != old.aircraft.keys():
        raise TooMuchError
    changed = [one for key, one in new.aircraft.items() if one != old.aircraft[key]]
    for one in changed:
        state.snapshot = with_aircraft(state.snapshot, one)
    state.fleet = new
    state.names |= new.tails
    return len(changed)


def _started(state: _State) -> Snapshot:
    """Return the snapshot with aircraft ready when airborne, by the light where each starts.

    Teams of hospitals get ready from now on; idle ambulances turn out.
    """
    snapshot, fleet = state.snapshot, state.fleet
    craft, since = snapshot.craft, snapshot.nation.at
    now_s = (state.minute - since).total_seconds()
    wards = snapshot.wards._replace(team_s=snapshot.wards.team_s + now_s)
    out_s = np.maximum(snapshot.units.ready_s, now_s + state.ground.turn_out_s)
    out_s[-1] = snapshot.units.ready_s[-1]  # the own car of a team
    vans = snapshot.units._replace(ready_s=out_s)
    times_s = [(one.day_s, one.night_s) for one in fleet.ready.values()]
    day_s, night_s = np.array(times_s, dtype=float).reshape(-1, 2).T
    notices = Notices(state.ground.turn_out_s, state.ground.team_s, day_s, night_s)
    snapshot = replace(snapshot, wards=wards, units=vans, notices=notices)
    if not fleet.aircraft:
        return snapshot
    begin_s = np.maximum(craft.ready_s, now_s)
    seconds = seconds_since_2000(since) + np.where(np.isfinite(begin_s), begin_s, now_s)
    at = np.array([(one.lon, one.lat) for one in fleet.aircraft.values()])
    is_day = sun_elevations_deg(at, seconds[:, None])[:, 0] > snapshot.nation.night_below_deg
    ready_s = begin_s + np.where(is_day, day_s, night_s)
    return replace(snapshot, craft=craft._replace(ready_s=ready_s))
