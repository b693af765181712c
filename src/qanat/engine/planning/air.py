"""The best plan of one aircraft: exact, by bounds.

For every pair of sites a bound tells how early care could begin at best. Pairs are tried in the
order of their bounds, each exactly, until no bound beats what was found. The bounds leave out
what can only delay: stops for fuel, duties of ambulances, one ambulance not being in two places.

Source:
    docs/sources.md#exact-plan-search
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Bools, Ints
from qanat.engine.planning.flights import Flights, Landing, State
from qanat.engine.planning.plans import Family
from qanat.engine.planning.snapshot import NOBODY
from qanat.engine.planning.tasks import Cargo, Task
from qanat.engine.planning.windows import NEVER


class Carried(NamedTuple):
    """Somebody on board and landed again.

    Attributes:
        landing: when and over which stop.
        contact_s: when the patient was reached, ``NEVER`` if not yet.
        lead: crew that brought the patient to the aircraft, or ``NOBODY``.
        state: how the aircraft stood ready.
        on_board_s: when everybody was on board.
    """

    landing: Landing
    contact_s: int
    lead: int
    state: State
    on_board_s: int


class Choice(NamedTuple):
    """A whole plan of an aircraft; the earlier care begins, the smaller.

    Attributes:
        care_s: when definitive care begins.
        contact_s: when the patient is reached.
        pick: site of pick-up.
        drop: site of landing.
        carried: the flight.
        meeter: crew that fetches from the aircraft, or ``NOBODY``.
        end: number of the task's end.
        meet_s: when the aircraft has handed over.
    """

    care_s: int
    contact_s: int
    pick: int
    drop: int
    carried: Carried
    meeter: int
    end: int
    meet_s: int


class Bounds(NamedTuple):
    """How early care could begin at best, and what rules a pair of sites out.

    Every array has the shape ``(picks, drops)`` of the task, or broadcasts to it.
    """

    care_s: Ints
    may_land: Bools
    in_range: Bools
    landed_s: Ints
    on_duty: Bools
    is_possible: Bools


def bounds(flights: Flights, task: Task) -> Bounds:
    """Return the bounds of all pairs of sites of a task for one aircraft."""
    picks, drops = task.picks, task.drops
    may_land = flights.may_land[picks][:, None] & flights.may_land[drops]
    may_land &= picks[:, None] != drops
    in_range = flights.in_range(picks, drops) & flights.reachable[picks][:, None]
    landed_s = _first_landings_s(flights, task)
    wait_s = np.where(task.is_fetched[drops], task.first_meets_s[drops], 0)
    meet_s = np.maximum(landed_s, wait_s) + task.unload_s
    care_s = meet_s + task.tail_s[drops]
    on_duty = meet_s <= flights.duty_s
    is_possible = may_land & in_range & on_duty & (care_s <= flights.snapshot.horizon_s)
    return Bounds(care_s, may_land, in_range, landed_s, on_duty, is_possible)


def _first_landings_s(flights: Flights, task: Task) -> Ints:
    """Return a moment before which no flight between each pair of sites can land.

    A flight which the fuel on board does not allow is later by a stop: before its start, where
    waiting for somebody may hide it, or on its way.
    """
    may_land, reachable = flights.may_land, flights.reachable
    rows = np.flatnonzero(may_land[task.picks] & reachable[task.picks])
    columns = np.flatnonzero(may_land[task.drops])
    landed_s: Ints = np.full((len(task.picks), len(task.drops)), NEVER)
    picks, drops = task.picks[rows], task.drops[columns]
    landed_s[np.ix_(rows, columns)] = _landings_between_s(flights, task, picks, drops)
    return landed_s


def _landings_between_s(flights: Flights, task: Task, picks: Ints, drops: Ints) -> Ints:
    """Return the same for sites where it can be."""
    fly_s, refuel_s = flights.fly_s[np.ix_(picks, drops)], flights.snapshot.parameters.refuel_s
    landing = flights.landing.of(drops)
    must_refuel = flights.must_refuel(picks, drops)

    def leave_s(ready_s: Ints) -> Ints:
        on_board_s = np.maximum(ready_s[picks], task.ready_s[picks]) + task.load_s
        return flights.take_off.of(picks).next_in(on_board_s)[:, None]

    first_s, refuelled_s = flights.first_s, flights.first_refuelled_s
    on_the_way_s = leave_s(first_s) + fly_s + must_refuel * refuel_s
    landed_s = landing.next_in(np.minimum(on_the_way_s, NEVER))
    if not must_refuel.any():
        return landed_s
    before_s = landing.next_in(np.minimum(leave_s(refuelled_s) + fly_s, NEVER))
    return np.where(must_refuel, np.minimum(landed_s, before_s), landed_s)


class AirSearch:
    """The search for the best plan of one aircraft in one task.

    Args:
        flights: of the aircraft.
        task: what is to be flown.
    """

    def __init__(self, flights: Flights, task: Task) -> None:
        self.flights = flights
        self.task = task
        self.bounds = bounds(flights, task)

    def find_best(self, family: Family) -> Choice | None:
        """Return the plan of a family in which care begins first, ``None`` if there is none."""
        is_open = self.bounds.is_possible & self.task.is_of(family)
        pairs = np.flatnonzero(is_open)
        if not pairs.size:
            return None
        bound_s = self.bounds.care_s.ravel()[pairs]
        first = pairs[np.argmin(bound_s)]
        best = self._tried(int(first), None)
        limit_s = NEVER if best is None else best.care_s
        rest = np.flatnonzero((bound_s < limit_s) & (pairs != first))
        for place in rest[np.argsort(bound_s[rest], kind="stable")]:
            if best is not None and bound_s[place] >= best.care_s:
                break
            best = self._tried(int(pairs[place]), best)
        return best

    def _tried(self, pair: int, best: Choice | None) -> Choice | None:
        """Return the better of a pair's best plan and the one known."""
        row, column = divmod(pair, len(self.task.drops))
        pick, drop = int(self.task.picks[row]), int(self.task.drops[column])
        limit_s = NEVER if best is None else best.care_s
        found = self._best_between(pick, drop, limit_s)
        if found is None or (best is not None and best[:2] <= found[:2]):
            return best
        return found

    def _best_between(self, pick: int, drop: int, limit_s: int) -> Choice | None:
        """Return the best plan between two sites, if care can begin by a limit.

        The crew that brings the patient first may also be the best to fetch him; then both ways
        to tell them apart are tried.
        """
        limit_s += 1 - self.task.unload_s - int(self.task.tail_s[drop])
        first = self._carry(pick, drop, limit_s, without=NOBODY)
        if first is None:
            return None
        found = self._finish(pick, drop, first)
        if not self._is_wanted_twice(drop, first, found):
            return found
        second = self._carry(pick, drop, limit_s, without=first.lead)
        other = None if second is None else self._finish(pick, drop, second)
        both = [choice for choice in (found, other) if choice is not None]
        return min(both, key=lambda choice: choice[:2], default=None)

    def _is_wanted_twice(self, drop: int, carried: Carried, found: Choice | None) -> bool:
        """Tell whether the crew that brings would also be a better one to fetch."""
        if carried.lead == NOBODY or not self.task.is_fetched[drop]:
            return False
        there_s = max(carried.landing.at_s, int(self.task.crews.meets_s[drop, carried.lead]))
        return found is None or there_s + self.task.unload_s < found.meet_s

    def _carry(self, pick: int, drop: int, limit_s: int, *, without: int) -> Carried | None:
        """Return the flight which lands first, whatever brings the patient, but one crew."""
        best: Carried | None = None
        for state in self.flights.states(pick):
            lead, on_board_s = self._on_board(pick, state, without)
            limit = limit_s if best is None else best.landing.at_s
            if on_board_s + self.flights.fly_s[pick, drop] >= limit:
                continue
            landing = self.flights.land(pick, drop, on_board_s, state.left_m, limit)
            if landing.at_s < limit:
                contact_s = self._contact_s(state, lead)
                best = Carried(landing, contact_s, lead, state, on_board_s)
        return best

    def _on_board(self, pick: int, state: State, without: int) -> tuple[int, int]:
        """Return the crew which brings the patient, and when everybody is on board."""
        task = self.task
        if not task.is_brought[pick]:
            return NOBODY, max(state.ready_s, int(task.ready_s[pick])) + task.load_s
        brought_s = task.crews.contact_s + task.after_contact_s[pick]
        on_board_s = np.maximum(brought_s, state.ready_s) + task.load_s
        may = on_board_s <= task.crews.duty_s
        if without != NOBODY:
            may[without] = False
        lead = int(np.argmax(may))
        return (lead, int(on_board_s[lead])) if may[lead] else (NOBODY, NEVER)

    def _contact_s(self, state: State, lead: int) -> int:
        """Return when the patient was reached, by the crew or by the aircraft at the scene."""
        if self.task.cargo is Cargo.TEAM:
            return NEVER
        return state.arrive_s if lead == NOBODY else int(self.task.crews.contact_s[lead])

    def _finish(self, pick: int, drop: int, carried: Carried) -> Choice | None:
        """Return the plan from landing to care."""
        task, landed_s = self.task, carried.landing.at_s
        if task.is_fetched[drop]:
            return self._finish_by_road(pick, drop, carried)
        end = int(task.own_end[drop])
        meet_s = landed_s + task.unload_s
        return self._choice(pick, drop, carried, (NOBODY, end, meet_s, meet_s))

    def _finish_by_road(self, pick: int, drop: int, carried: Carried) -> Choice | None:
        """Return the plan from landing to care when an ambulance fetches.

        A crew can do an end if the drive there and the hand-over fit into what is left of its
        duty when it meets the aircraft.
        """
        task, crews = self.task, self.task.crews
        ready_s = np.maximum(carried.landing.at_s, crews.meets_s[drop]) + task.unload_s
        spare_s = np.where(ready_s <= self.flights.duty_s, crews.duty_s - ready_s, -1)
        if carried.lead != NOBODY:
            spare_s[carried.lead] = -1
        tails_s, way_s = task.fetch_tail_s[drop], task.drive_s[drop] + task.hand_over_s
        ends = np.flatnonzero(way_s <= spare_s.max())
        best: Choice | None = None
        for end in ends[np.argsort(tails_s[ends], kind="stable")].tolist():
            if best is not None and ready_s.min() + tails_s[end] >= best.care_s:
                break
            meeter = self._cheapest_first(drop, ready_s, spare_s >= way_s[end])
            meet_s = int(ready_s[meeter])
            ways = (meeter, end, meet_s, meet_s + int(way_s[end]))
            found = self._choice(pick, drop, carried, ways)
            if found is not None and (best is None or found.care_s < best.care_s):
                best = found
        return best

    def _cheapest_first(self, drop: int, ready_s: Ints, may: Bools) -> int:
        """Return the crew that is ready first, of several the one with the cheapest drive."""
        candidates = np.flatnonzero(may)
        times_s = ready_s[candidates]
        candidates = candidates[times_s == times_s.min()]
        crews = self.task.crews
        drive_s = crews.meets_s[drop, candidates] - crews.ready_s[candidates]
        return int(candidates[np.argmin(drive_s * crews.rate[candidates])])

    def _choice(
        self, pick: int, drop: int, carried: Carried, ways: tuple[int, int, int, int]
    ) -> Choice | None:
        """Return a plan if the aircraft's duty and the horizon allow it."""
        meeter, end, meet_s, done_s = ways
        care_s = done_s + int(self.task.care_s[end])
        if meet_s > self.flights.duty_s or care_s > self.flights.snapshot.horizon_s:
            return None
        contact_s = carried.contact_s
        if self.task.cargo is Cargo.TEAM:
            contact_s = done_s
        return Choice(care_s, contact_s, pick, drop, carried, meeter, end, meet_s)
