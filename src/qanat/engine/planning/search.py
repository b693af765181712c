"""The planner: one function of plain values.

It looks for the best plan of every vehicle in every family of plans, exactly in the time to
definitive care, and gives a reason for every vehicle, hospital and place it leaves out.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from qanat.engine.arrays import Ints
from qanat.engine.planning.air import AirSearch
from qanat.engine.planning.assembly import Assembler
from qanat.engine.planning.diagnosis import why_grounded, why_no_plan, why_no_task
from qanat.engine.planning.flights import Flights, durations_s
from qanat.engine.planning.ground import GroundSearch, find_team_ride
from qanat.engine.planning.plans import (
    Code,
    Exclusion,
    Family,
    Plan,
    Plans,
    Reason,
    Subject,
)
from qanat.engine.planning.problem import Aircraft, Problem
from qanat.engine.planning.screening import Reasons, why_busy, why_closed, why_no_team
from qanat.engine.planning.snapshot import NOBODY, Snapshot
from qanat.engine.planning.tasks import Cargo, Task, patient_task, team_task
from qanat.engine.planning.windows import NEVER

ENGINE_VERSION: Final = "planning-1.2"

BY_ROAD: Final = (Family.GROUND, Family.RELAY)
TO_HOSPITAL: Final = (Family.GROUND, Family.DIRECT, Family.RELAY)
BY_AIR: Final = (Family.DIRECT, Family.RELAY, Family.SPECIALIST)
FAMILIES_OF: Final = {
    Cargo.PATIENT: (Family.DIRECT, Family.RELAY),
    Cargo.TEAM: (Family.SPECIALIST,),
}


def plan(problem: Problem) -> Plans:
    """Return the ranked ways to definitive care.

    Args:
        problem: everything that may be used, at one moment.

    Returns:
        Plans in time first, then by definitive care, then by cost; of each family at least the
        best; and the reason for everything left out.

    Source:
        docs/sources.md#exact-plan-search
    """
    search = _Search(Snapshot(problem))
    found = list(search.candidates())
    plans = sorted((one.make() for one in _worth_making(found, search.limit)), key=_rank)
    shown = _shown(plans, search.limit)
    search.leave_out_later(found, {unit for one in shown for unit in one.units})
    feasible = search.feasible
    return Plans(
        engine_version=ENGINE_VERSION,
        made_at=problem.request.now,
        plans=shown,
        feasible=feasible,
        excluded=tuple(search.excluded),
        searched=search.searched(),
    )


class _Candidate(NamedTuple):
    """A plan that was found but not yet written out.

    Attributes:
        care_s: when definitive care begins, ``NEVER`` if it does not.
        family: of the plan.
        make: writes it out.
        aircraft: number of the aircraft, or ``NOBODY``.
    """

    care_s: int
    family: Family
    make: Callable[[], Plan]
    aircraft: int = NOBODY


class _Search:
    """One run of the planner."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.problem = snapshot.problem
        self.assembler = Assembler(snapshot)
        self.limit = self.problem.parameters.limit
        self.feasible = 0
        self.excluded: list[Exclusion] = []
        self._flights: dict[int, Flights] = {}
        self._durations: dict[tuple[float, int], Ints] = {}

    def searched(self) -> tuple[Family, ...]:
        """Return the families that are looked for."""
        request = self.snapshot.request
        return (
            *TO_HOSPITAL,
            *((Family.SPECIALIST,) if request.may_treat_on_site else ()),
            *((Family.REMOTE,) if request.may_consult else ()),
        )

    def candidates(self) -> Iterator[_Candidate]:
        """Yield the plans of all families; what is left out is noted on the way."""
        self._leave_out_places_and_hospitals()
        yield from self._by_road()
        yield from self._by_air(patient_task(self.snapshot))
        yield from self._specialist()
        if self.snapshot.request.may_consult:
            self.feasible += 1
            yield _Candidate(NEVER, Family.REMOTE, self.assembler.remote)

    def leave_out_later(self, found: list[_Candidate], used: set[str]) -> None:
        """Note the aircraft which have plans, but none among those that are shown."""
        own: dict[int, list[_Candidate]] = {}
        for one in found:
            if one.aircraft != NOBODY:
                own.setdefault(one.aircraft, []).append(one)
        for number, plans in own.items():
            aircraft = self.problem.aircraft[number]
            if aircraft.id not in used:
                later = {"care_s": min(one.care_s for one in plans)}
                busy = why_busy(aircraft, self.snapshot.request)
                reasons = (*busy, Reason(Code.LATER_THAN_SHOWN, later))
                families = tuple(one.family for one in plans)
                self._leave_out(Subject.AIRCRAFT, aircraft.id, families, reasons)

    def _by_road(self) -> Iterator[_Candidate]:
        for unit, unavailable, unfit in self.snapshot.idle:
            self._leave_out(Subject.AMBULANCE, unit.id, BY_ROAD, (*unavailable, *unfit))
        search = GroundSearch(self.snapshot)
        for row, reason in search.left_out():
            unit = self.problem.ambulances[int(search.crews.number[row])]
            busy = why_busy(unit, self.snapshot.request)
            self._leave_out(Subject.AMBULANCE, unit.id, (Family.GROUND,), (*busy, reason))
        self.feasible += search.feasible()
        for ride in search.rides(self.limit):
            make = partial(self.assembler.by_road, search, ride)
            yield _Candidate(ride.care_s, Family.GROUND, make)

    def _by_air(self, task: Task) -> Iterator[_Candidate]:
        families = FAMILIES_OF[task.cargo]
        without = {family: why_no_task(self.snapshot, task, family) for family in families}
        for family in families:
            self._leave_out(Subject.FAMILY, family.value, (family,), without[family])
        open_families = [family for family in families if not without[family]]
        for number, aircraft in enumerate(self.problem.aircraft):
            if grounded := why_grounded(self.snapshot, aircraft, task.cargo):
                self._leave_out(Subject.AIRCRAFT, aircraft.id, families, grounded)
                continue
            if open_families:
                yield from self._of_aircraft(number, aircraft, task, open_families)

    def _of_aircraft(
        self, number: int, aircraft: Aircraft, task: Task, families: list[Family]
    ) -> Iterator[_Candidate]:
        if number not in self._flights:
            self._flights[number] = Flights(self.snapshot, number, self._fly_s(aircraft))
        flights = self._flights[number]
        search = AirSearch(flights, task)
        for family in families:
            choice = search.find_best(family)
            if choice is None:
                reasons = why_no_plan(flights, task, search.bounds, family)
                reasons = (*why_busy(aircraft, self.snapshot.request), *reasons)
                self._leave_out(Subject.AIRCRAFT, aircraft.id, (family,), reasons)
            else:
                self.feasible += 1
                make = partial(self.assembler.by_air, flights, task, choice, family)
                yield _Candidate(choice.care_s, family, make, number)

    def _specialist(self) -> Iterator[_Candidate]:
        if not self.snapshot.request.may_treat_on_site:
            return
        for hospital in self.problem.hospitals:
            reasons = why_no_team(hospital, self.snapshot.request)
            self._leave_out(Subject.HOSPITAL, hospital.id, (Family.SPECIALIST,), reasons)
        yield from self._by_air(team_task(self.snapshot))
        if (ride := find_team_ride(self.snapshot)) is not None:
            self.feasible += 1
            make = partial(self.assembler.team_by_road, ride)
            yield _Candidate(ride.care_s, Family.SPECIALIST, make)

    def _fly_s(self, aircraft: Aircraft) -> Ints:
        """Return the flight times between sites, once for aircraft of the same speed."""
        key = (aircraft.speed_mps, aircraft.block_extra_s)
        if key not in self._durations:
            share = 1.0 - self.snapshot.parameters.headwind_share
            self._durations[key] = durations_s(self.snapshot.apart_m, aircraft, share)
        return self._durations[key]

    def _leave_out_places_and_hospitals(self) -> None:
        for hospital, reasons in self.snapshot.kept_away:
            self._leave_out(Subject.HOSPITAL, hospital.id, TO_HOSPITAL, reasons)
        for site in self.snapshot.sites:
            self._leave_out(Subject.PLACE, site.id, BY_AIR, why_closed(site))

    def _leave_out(
        self, subject: Subject, name: str, families: tuple[Family, ...], reasons: Reasons
    ) -> None:
        if reasons:
            self.excluded.append(Exclusion(subject, name, families, reasons))


def _worth_making(found: list[_Candidate], limit: int) -> list[_Candidate]:
    """Return the candidates that can be shown: the soonest, the soonest of each family, and ties.

    Rank follows the time to care first, so that later ones can't come in by their cost.
    """
    times = sorted(one.care_s for one in found)
    last_s = times[min(limit, len(times)) - 1] if times else NEVER
    first_s: dict[Family, int] = {}
    for one in found:
        first_s[one.family] = min(one.care_s, first_s.get(one.family, NEVER))
    return [one for one in found if one.care_s <= max(last_s, first_s[one.family])]


def _rank(found: Plan) -> tuple[float, int, int, tuple[str, ...]]:
    """Return the key by which plans are ranked.

    All plans share one window, so that those in time come first by their time to care; a remote
    consultation, which gives none, comes last.
    """
    care_at = found.definitive_at
    care_s = math.inf if care_at is None else care_at.timestamp()
    return (care_s, found.cost_tiyn, found.hand_overs, found.units)


def _shown(plans: list[Plan], limit: int) -> tuple[Plan, ...]:
    """Return the first plans, and the first of each family."""
    seen: set[Family] = set()
    shown = []
    for place, found in enumerate(plans):
        if place < limit or found.family not in seen:
            shown.append(found)
            seen.add(found.family)
    return tuple(shown)
