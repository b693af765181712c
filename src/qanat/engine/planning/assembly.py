"""From what the searches chose to plans in full: legs, cost, warnings."""

from qanat.engine.planning.air import Choice
from qanat.engine.planning.flights import Flights
from qanat.engine.planning.ground import GroundSearch, Ride, TeamRide
from qanat.engine.planning.legs import AirLegs, LegMaker, Times
from qanat.engine.planning.plans import (
    Binding,
    Code,
    Family,
    Leg,
    LegKind,
    Plan,
    Reason,
)
from qanat.engine.planning.problem import Hospital
from qanat.engine.planning.screening import hospital_warnings, landing_warnings
from qanat.engine.planning.snapshot import NOBODY, Snapshot
from qanat.engine.planning.tasks import Cargo, Task

HOUR_S = 3_600


class Assembler:
    """Makes the plans of a snapshot.

    Args:
        snapshot: the problem.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.maker = LegMaker(snapshot)

    def by_road(self, search: GroundSearch, ride: Ride) -> Plan:
        """Return the plan of an ambulance that drives the patient all the way."""
        crews, maker = search.crews, self.maker
        unit = self.snapshot.problem.ambulances[int(crews.number[ride.crew])]
        hospital = self.snapshot.destinations[ride.end]
        ready_s, contact_s = int(crews.ready_s[ride.crew]), int(crews.contact_s[ride.crew])
        leave_s = contact_s + self.snapshot.parameters.road_load_s
        arrive_s = leave_s + int(search.drive_s[ride.end])
        legs = (
            maker.to_patient(unit, Times(ready_s, ready_s, contact_s)),
            maker.with_patient(unit, maker.hospital(hospital), Times(contact_s, leave_s, arrive_s)),
        )
        done_s = int(search.done_s[ride.crew, ride.end])
        return self._plan(
            Family.GROUND,
            legs,
            hospital,
            (contact_s, ride.care_s),
            cost_tiyn(done_s - ready_s, unit.cost_tiyn_per_h),
            (unit.id,),
            (),
        )

    def by_air(self, flights: Flights, task: Task, choice: Choice, family: Family) -> Plan:
        """Return the plan of an aircraft."""
        air = AirLegs(self.maker, flights, task, choice)
        lead, meeter = air.lead(), air.meeter()
        cost = cost_tiyn(air.flown_s(), flights.aircraft.cost_tiyn_per_h)
        units, contact_s = [flights.aircraft.id], choice.contact_s
        if lead is not None:
            brings = air.bringing()
            busy_s, contact_s = choice.carried.on_board_s - brings.leave_s, brings.contact_s
            cost += cost_tiyn(busy_s, lead.cost_tiyn_per_h)
            units.insert(0, lead.id)
        if meeter is not None:
            done_s = choice.care_s - int(task.care_s[choice.end])
            cost += cost_tiyn(done_s - air.meeter_leaves_s(), meeter.cost_tiyn_per_h)
            units.append(meeter.id)
        is_patient = task.cargo is Cargo.PATIENT
        hospital = task.ends[choice.end if is_patient else task.source[choice.pick]]
        times = (contact_s, choice.care_s)
        warnings = self._landing_warnings(flights, choice)
        return self._plan(family, air.legs(), hospital, times, cost, tuple(units), warnings)

    def team_by_road(self, ride: TeamRide) -> Plan:
        """Return the plan of a team that drives to the patient."""
        hospital = self.snapshot.senders[ride.end]
        leave_s = hospital.team_ready_s or 0
        arrive_s = ride.care_s - self.snapshot.parameters.team_setup_s
        times = Times(leave_s, leave_s, arrive_s)
        stops = (self.maker.hospital(hospital), self.maker.scene)
        leg = self.maker.leg(LegKind.DRIVE_WITH_TEAM, "", stops, times, Binding.TEAM)
        return self._plan(Family.SPECIALIST, (leg,), hospital, (arrive_s, ride.care_s), 0, (), ())

    def remote(self) -> Plan:
        """Return the marker of a remote consultation, which gives no definitive care."""
        begin_s = self.snapshot.parameters.consultation_s
        times = Times(0, 0, begin_s)
        stops = (self.maker.scene, self.maker.scene)
        leg = self.maker.leg(LegKind.CONSULT, "", stops, times, Binding.TEAM)
        begin_at = self.snapshot.moment(begin_s)
        return Plan(Family.REMOTE, (), "", (leg,), begin_at, None, None, 0, 0, ())

    def _plan(
        self,
        family: Family,
        legs: tuple[Leg, ...],
        hospital: Hospital,
        times_s: tuple[int, int],
        cost: int,
        units: tuple[str, ...],
        warnings: tuple[Reason, ...],
    ) -> Plan:
        contact_s, care_s = times_s
        is_moved = family is not Family.SPECIALIST
        window_s = self.snapshot.request.window_s
        slack_s = None if window_s is None else window_s - care_s
        if is_moved:
            warnings = (*warnings, *hospital_warnings(hospital, self.snapshot.request))
        if slack_s is not None and slack_s < 0:
            warnings = (*warnings, Reason(Code.MISSES_WINDOW, {"by_s": -slack_s}))
        return Plan(
            family=family,
            units=units,
            hospital=hospital.id,
            legs=legs,
            contact_at=self.snapshot.moment(contact_s),
            definitive_at=self.snapshot.moment(care_s),
            slack_s=slack_s,
            cost_tiyn=cost,
            hand_overs=len(units) if is_moved else 1,
            warnings=warnings,
        )

    def _landing_warnings(self, flights: Flights, choice: Choice) -> tuple[Reason, ...]:
        """Return what must be looked at, of every place the aircraft uses."""
        state, landing = choice.carried.state, choice.carried.landing
        used = (flights.standing, state.via, choice.pick, landing.via, choice.drop)
        sites = [self.snapshot.sites[n] for n in dict.fromkeys(used) if n != NOBODY]
        request, parameters = self.snapshot.request, self.snapshot.parameters
        found = [landing_warnings(flights.aircraft, s, request, parameters) for s in sites]
        return tuple(reason for reasons in found for reason in reasons)


def cost_tiyn(busy_s: int, rate_tiyn_per_h: int) -> int:
    """Return what a vehicle costs for a time, rounded up to whole tiyn."""
    return -(-busy_s * rate_tiyn_per_h // HOUR_S)
