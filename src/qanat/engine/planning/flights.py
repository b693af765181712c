"""Where and when one aircraft can be: positioning, refuelling and the flight itself.

An aircraft comes to the site of pick-up straight from where it is, or over one stop for fuel,
and goes on straight or over one more stop. It keeps its reserve, and after the last landing it
still reaches a place with fuel.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.planning.problem import Aircraft, AircraftKind
from qanat.engine.planning.snapshot import NOBODY, Snapshot
from qanat.engine.planning.windows import NEVER, Windows, departure, departures


class State(NamedTuple):
    """How an aircraft may stand ready at a site.

    Attributes:
        ready_s: when, refuelling here included.
        left_m: range left, reserve excluded.
        arrive_s: when it landed; its start-up time where it stood already.
        via: site where it refuelled on the way, or ``NOBODY``.
        is_fuelled_first: whether it refuelled before it left.
        is_fuelled_here: whether it refuels at this site.
    """

    ready_s: int
    left_m: float
    arrive_s: int
    via: int
    is_fuelled_first: bool
    is_fuelled_here: bool


class Landing(NamedTuple):
    """When a flight lands, and where it refuelled on the way, or ``NOBODY``."""

    at_s: int
    via: int


@dataclass(frozen=True, slots=True)
class _Start:
    """One way to leave: as it is, or after refuelling where it stands."""

    ready_s: int
    left_m: float
    is_fuelled: bool
    arrive_s: Ints


def durations_s(distances_m: Floats, aircraft: Aircraft, share: float) -> Ints:
    """Return how long flights take, in whole seconds, rounded up.

    Args:
        distances_m: great circles.
        aircraft: what flies.
        share: what the headwind leaves of its speed.
    """
    airborne_s = np.ceil(distances_m / (aircraft.speed_mps * share)).astype(np.int64)
    return airborne_s + aircraft.block_extra_s


def _records(arrive_s: Ints, left_m: Floats) -> Ints:
    """Return the arrivals which no earlier one surpasses in range left."""
    order = np.lexsort((-left_m, arrive_s))
    most_m = np.maximum.accumulate(left_m[order])
    is_record = np.append(True, left_m[order][1:] > most_m[:-1])
    return order[is_record & (arrive_s[order] < NEVER)]


def _undominated(states: list[State]) -> list[State]:
    """Keep the states which no earlier one surpasses in range left."""
    kept: list[State] = []
    for state in sorted(states, key=lambda state: (state.ready_s, -state.left_m)):
        if not kept or state.left_m > kept[-1].left_m:
            kept.append(state)
    return kept


class Flights:
    """The flights of one aircraft in a snapshot.

    Args:
        snapshot: the problem.
        number: of the aircraft in the problem.
        fly_s: durations of its flights between all sites.
    """

    def __init__(self, snapshot: Snapshot, number: int, fly_s: Ints) -> None:
        self.snapshot = snapshot
        self.number = number
        self.aircraft = aircraft = snapshot.problem.aircraft[number]
        self.fly_s = fly_s
        self.share = 1.0 - snapshot.parameters.headwind_share
        self.standing = snapshot.site_of.get(aircraft.standing_at or "", NOBODY)
        self.duty_s = snapshot.duty_s(aircraft.duty_ends_at)
        self.may_land = snapshot.landable(aircraft)
        self.fuels = self._fuelled_at()
        self.landing, self.take_off = self._site_windows()
        from_start_m = self._from_start_m()
        self.start_fly_s = durations_s(from_start_m, aircraft, self.share)
        self.start_need_m: Floats = from_start_m / self.share
        self.need_m: Floats = snapshot.apart_m / self.share
        self.full_m = aircraft.range_m - self._reserve_m()
        tank_m = aircraft.range_m if aircraft.fuel_m is None else aircraft.fuel_m
        self.tank_m = min(tank_m, aircraft.range_m) - self._reserve_m()
        self.escape_m = self._to_fuel_m()
        self.start_windows = self._start_windows()
        self.ready_s = self._started_s()
        self.starts = self._starts()
        self._states: dict[int, list[State]] = {}

    @cached_property
    def first_s(self) -> Ints:
        """Return a moment before which it can't be at each site, ``NEVER`` where it can't land.

        Range and the light at refuelling stops are left out: the true arrival is never earlier.
        """
        first = self._first_landings_s(0)
        if self.standing != NOBODY:
            first[self.standing] = self.ready_s
        return np.where(self.may_land, first, NEVER)

    @cached_property
    def first_refuelled_s(self) -> Ints:
        """Return the same for an aircraft which refuels after its start, there or on the way."""
        refuel_s = self.snapshot.parameters.refuel_s
        return np.minimum(self.first_s + refuel_s, self._first_landings_s(refuel_s))

    @cached_property
    def reachable(self) -> Bools:
        """Return the sites which its fuel lets it reach, over a stop if need be."""
        reach = self._is_near()
        stops = np.flatnonzero(self.fuels & reach)
        if stops.size:
            reach = reach | (self.need_m[stops] <= self.full_m).any(axis=0)
        return reach & self.may_land

    @cached_property
    def most_left_m(self) -> Floats:
        """Return the most range it can have left when it leaves each site."""
        near = self._is_near()
        left: Floats = np.where(near, self._most_at_start_m() - self.start_need_m, -math.inf)
        stops = np.flatnonzero(self.fuels & near)
        if stops.size:
            left = np.maximum(left, self.full_m - self.need_m[stops].min(axis=0))
        return np.where(self.fuels, self.full_m, left)

    def in_range(self, picks: Ints, drops: Ints) -> Bools:
        """Return which flights its fuel allows, over a stop if need be; may be too kind.

        Returns:
            Shape ``(picks, drops)``.
        """
        left = self.most_left_m[picks]
        arrive_m = self.need_m[:, drops] + self.escape_m[drops]
        allowed: Bools = arrive_m[picks] <= left[:, None]
        stops = np.flatnonzero(self.fuels)
        if stops.size:
            to_stop = (self.need_m[np.ix_(picks, stops)] <= left[:, None]).astype(np.float32)
            onward = (arrive_m[stops] <= self.full_m).astype(np.float32)
            allowed |= to_stop @ onward > 0
        return allowed

    def must_refuel(self, picks: Ints, drops: Ints) -> Bools:
        """Return which flights it can't make with the fuel it starts with.

        Returns:
            Shape ``(picks, drops)``.
        """
        left_m = self._most_at_start_m() - self.start_need_m[picks]
        must: Bools = self.need_m[np.ix_(picks, drops)] + self.escape_m[drops] > left_m[:, None]
        return must

    def states(self, site: int) -> list[State]:
        """Return how it may stand ready at a site: earliest first, each with more range left."""
        if site not in self._states:
            found = [*self._direct_states(site), *self._states_over_stops(site)]
            if self.fuels[site]:
                found += [self._fuelled(state) for state in found]
            self._states[site] = _undominated(found)
        return self._states[site]

    def land(self, pick: int, drop: int, at_s: int, left_m: float, before_s: int) -> Landing:
        """Return when it lands with the patient or team on board.

        Args:
            pick: site where it takes off.
            drop: site where it lands.
            at_s: when everybody is on board.
            left_m: range left.
            before_s: later landings do not matter.
        """
        best = Landing(NEVER, NOBODY)
        flight_s = int(self.fly_s[pick, drop])
        if self.need_m[pick, drop] + self.escape_m[drop] <= left_m:
            rows = self.take_off.row(pick), self.landing.row(drop)
            best = Landing(min(NEVER, departure(at_s, flight_s, *rows) + flight_s), NOBODY)
        limit_s = min(best.at_s, before_s)
        if at_s + flight_s + self.snapshot.parameters.refuel_s >= limit_s:
            return best
        return min(best, self._land_over_stop(pick, drop, at_s, left_m, limit_s))

    def land_at_stop(self, pick: int, stop: int, at_s: int) -> int:
        """Return when it lands at a stop for fuel with somebody on board."""
        flight_s = int(self.fly_s[pick, stop])
        return flight_s + departure(at_s, flight_s, self.take_off.row(pick), self.landing.row(stop))

    def start_length_m(self, site: int) -> float:
        """Return the great circle from where it is to a site."""
        return float(self.start_need_m[site]) * self.share

    def _direct_states(self, site: int) -> list[State]:
        return [
            State(
                ready_s=int(start.arrive_s[site]),
                left_m=start.left_m - float(self.start_need_m[site]),
                arrive_s=int(start.arrive_s[site]),
                via=NOBODY,
                is_fuelled_first=start.is_fuelled,
                is_fuelled_here=False,
            )
            for start in self.starts
            if start.arrive_s[site] < NEVER
        ]

    def _states_over_stops(self, site: int) -> list[State]:
        """Return the states at a site after one stop for fuel, for every useful stop."""
        is_useful = self.fuels & (self.need_m[:, site] <= self.full_m)
        is_useful[site] = False
        if self.standing != NOBODY:
            is_useful[self.standing] = False
        stops = np.flatnonzero(is_useful)
        if not stops.size or not self.may_land[site]:
            return []
        firsts_s = np.array([start.arrive_s[stops] for start in self.starts])
        start_of = np.argmin(firsts_s, axis=0)
        ready_s = firsts_s.min(axis=0) + self.snapshot.parameters.refuel_s
        flight_s = self.fly_s[stops, site]
        landing = self.landing.of(np.array([site]))
        arrive_s = departures(ready_s, flight_s, self.take_off.of(stops), landing) + flight_s
        left_m = self.full_m - self.need_m[stops, site]
        return [
            State(
                ready_s=int(arrive_s[row]),
                left_m=float(left_m[row]),
                arrive_s=int(arrive_s[row]),
                via=int(stops[row]),
                is_fuelled_first=self.starts[start_of[row]].is_fuelled,
                is_fuelled_here=False,
            )
            for row in _records(arrive_s, left_m)
        ]

    def _fuelled(self, state: State) -> State:
        ready_s = state.arrive_s + self.snapshot.parameters.refuel_s
        return state._replace(ready_s=ready_s, left_m=self.full_m, is_fuelled_here=True)

    def _land_over_stop(
        self, pick: int, drop: int, at_s: int, left_m: float, limit_s: int
    ) -> Landing:
        """Return the first landing over a stop for fuel, if one can be before a limit."""
        refuel_s = self.snapshot.parameters.refuel_s
        onward_m = self.need_m[:, drop] + self.escape_m[drop]
        is_useful = self.fuels & (self.need_m[pick] <= left_m) & (onward_m <= self.full_m)
        is_useful &= at_s + self.fly_s[pick] + refuel_s + self.fly_s[:, drop] < limit_s
        is_useful[[pick, drop]] = False
        stops = np.flatnonzero(is_useful)
        if not stops.size:
            return Landing(NEVER, NOBODY)
        to_stop_s, onward_s = self.fly_s[pick, stops], self.fly_s[stops, drop]
        here, there = np.array([pick]), np.array([drop])
        at_stop_s = to_stop_s + departures(
            np.array([at_s]), to_stop_s, self.take_off.of(here), self.landing.of(stops)
        )
        leave_s = departures(
            at_stop_s + refuel_s, onward_s, self.take_off.of(stops), self.landing.of(there)
        )
        landed_s = np.minimum(leave_s + onward_s, NEVER)
        best = int(np.argmin(landed_s))
        return Landing(int(landed_s[best]), int(stops[best]))

    def _starts(self) -> list[_Start]:
        """Return the ways to leave: as it is, and with full tanks if it stands at fuel."""
        ways = [self._start(self.ready_s, self.tank_m, is_fuelled=False)]
        if self.standing != NOBODY and self.fuels[self.standing] and self.tank_m < self.full_m:
            fuelled_s = self.ready_s + self.snapshot.parameters.refuel_s
            ways.append(self._start(fuelled_s, self.full_m, is_fuelled=True))
        return ways

    def _start(self, ready_s: int, left_m: float, *, is_fuelled: bool) -> _Start:
        at_s = np.array([ready_s])
        leave_s = departures(at_s, self.start_fly_s, self.start_windows, self.landing)
        arrive_s = np.minimum(leave_s + self.start_fly_s, NEVER)
        if self.standing != NOBODY:
            arrive_s[self.standing] = ready_s
        is_possible = self.may_land & (self.start_need_m <= left_m)
        return _Start(ready_s, left_m, is_fuelled, np.where(is_possible, arrive_s, NEVER))

    def _first_landings_s(self, later_s: int) -> Ints:
        """Return the first landing from its start at each site, if it were so much later."""
        leaves_s = int(self.start_windows.next_in(np.array([self.ready_s]))[0])
        return self.landing.next_in(np.minimum(leaves_s + self.start_fly_s + later_s, NEVER))

    def _is_near(self) -> Bools:
        """Return the sites it reaches without a stop."""
        return self.may_land & (self.start_need_m <= self._most_at_start_m())

    def _most_at_start_m(self) -> float:
        return max(start.left_m for start in self.starts)

    def _from_start_m(self) -> Floats:
        """Return the great circles from where it is; nothing to where it stands."""
        from_start_m: Floats = self.snapshot.from_start_m[self.number]
        if self.standing == NOBODY:
            return from_start_m
        from_start_m = from_start_m.copy()
        from_start_m[self.standing] = 0.0
        return from_start_m

    def _fuelled_at(self) -> Bools:
        """Return where it is given fuel: where it is sold, and at its base."""
        fuels = self.snapshot.fuels.copy()
        if self.aircraft.base is not None:
            fuels[self.snapshot.site_of[self.aircraft.base]] = True
        fuels &= self.may_land
        return fuels

    def _to_fuel_m(self) -> Floats:
        """Return the range to keep after the last landing at each site, to reach fuel."""
        stops = np.flatnonzero(self.fuels)
        if not stops.size:
            return np.full(len(self.snapshot.sites), math.inf)
        nearest: Floats = self.need_m[:, stops].min(axis=1)
        return np.where(self.fuels, 0.0, nearest)

    def _site_windows(self) -> tuple[Windows, Windows]:
        """Return when it may land at each site, and take off from it."""
        if self.aircraft.flies_night:
            return self.snapshot.open_or_lit, self.snapshot.open
        return self.snapshot.open_by_day, self.snapshot.open_by_day

    def _start_windows(self) -> Windows:
        """Return when it may take off from where it is, as a single row."""
        if self.standing != NOBODY:
            return self.take_off.of(slice(self.standing, self.standing + 1))
        by_day, any_time = self.snapshot.start_by_day, self.snapshot.start_any_time
        windows = any_time if self.aircraft.flies_night else by_day
        return windows.of(slice(self.number, self.number + 1))

    def _started_s(self) -> int:
        """Return when it can be airborne, start-up by day or night included."""
        ready_s = self.snapshot.seconds(self.aircraft.ready_at)
        day = self.snapshot.start_by_day.row(self.number)
        is_day = any(start <= ready_s <= end for start, end in day)
        aircraft = self.aircraft
        return ready_s + (aircraft.start_up_day_s if is_day else aircraft.start_up_night_s)

    def _reserve_m(self) -> float:
        parameters = self.snapshot.parameters
        is_rotor = self.aircraft.kind is AircraftKind.ROTOR
        return parameters.rotor_reserve_m if is_rotor else parameters.wing_reserve_m
