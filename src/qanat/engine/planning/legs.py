"""The legs of plans, in the order in which things happen."""

from itertools import pairwise
from typing import NamedTuple

from qanat.engine.planning.air import Choice
from qanat.engine.planning.flights import Flights
from qanat.engine.planning.plans import Binding, Leg, LegKind, Stop, StopKind
from qanat.engine.planning.problem import Ambulance, Hospital
from qanat.engine.planning.snapshot import NOBODY, Snapshot
from qanat.engine.planning.tasks import Cargo, Task


class Times(NamedTuple):
    """When a vehicle could leave, leaves, and arrives."""

    ready_s: int
    depart_s: int
    arrive_s: int


class Bringing(NamedTuple):
    """How a crew brings the patient to the aircraft: in time for it, and not long before."""

    leave_s: int
    contact_s: int
    depart_s: int
    arrive_s: int


class LegMaker:
    """Makes legs in the words of a snapshot.

    Args:
        snapshot: the problem.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.scene = Stop(StopKind.SCENE, "", snapshot.request.scene)

    def leg(
        self,
        kind: LegKind,
        unit: str,
        stops: tuple[Stop, Stop],
        times: Times,
        binds: Binding,
        length_m: float = 0.0,
    ) -> Leg:
        """Return a leg."""
        moment = self.snapshot.moment
        at = (moment(times.ready_s), moment(times.depart_s), moment(times.arrive_s))
        return Leg(kind, unit, *stops, *at, length_m, binds)

    def to_patient(self, unit: Ambulance, times: Times) -> Leg:
        """Return an ambulance's drive to the patient."""
        stops = (Stop(StopKind.UNIT, unit.id, unit.at), self.scene)
        binds = Binding.MEETING if times.depart_s > times.ready_s else Binding.UNIT
        return self.leg(LegKind.DRIVE_TO_PATIENT, unit.id, stops, times, binds)

    def with_patient(self, unit: Ambulance, end: Stop, times: Times) -> Leg:
        """Return an ambulance's drive from the scene, after taking the patient on."""
        is_waiting = times.depart_s > times.ready_s + self.snapshot.parameters.road_load_s
        binds = Binding.MEETING if is_waiting else Binding.PATIENT
        kind = LegKind.DRIVE_WITH_PATIENT
        return self.leg(kind, unit.id, (self.scene, end), times, binds)

    def site(self, number: int) -> Stop:
        """Return a landing place as a stop."""
        site = self.snapshot.sites[number]
        return Stop(StopKind.PLACE, site.id, site.at)

    def hospital(self, hospital: Hospital) -> Stop:
        """Return a hospital as a stop."""
        return Stop(StopKind.HOSPITAL, hospital.id, hospital.at)


class AirLegs:
    """The legs of a plan of an aircraft.

    Args:
        maker: makes them.
        flights: of the aircraft.
        task: what is flown.
        choice: the plan.
    """

    def __init__(self, maker: LegMaker, flights: Flights, task: Task, choice: Choice) -> None:
        self.maker = maker
        self.flights = flights
        self.task = task
        self.choice = choice
        self.parameters = flights.snapshot.parameters
        self.refuel_s = self.parameters.refuel_s

    def legs(self) -> tuple[Leg, ...]:
        """Return all legs, in the order of departure."""
        found = [*self._bringing(), *self._positioning(), *self._flying(), *self._fetching()]
        return tuple(sorted(found, key=lambda leg: (leg.depart_at, leg.arrive_at)))

    def flown_s(self) -> int:
        """Return the flight time that is paid for, the return to base included."""
        flights, choice = self.flights, self.choice
        state, landing, base = choice.carried.state, choice.carried.landing, flights.aircraft.base
        stops = [choice.pick, landing.via, choice.drop]
        if state.via != NOBODY:
            flown_s = int(flights.start_fly_s[state.via])
            stops.insert(0, state.via)
        else:
            is_there = choice.pick == flights.standing
            flown_s = 0 if is_there else int(flights.start_fly_s[choice.pick])
        if base is not None and flights.snapshot.site_of[base] != choice.drop:
            stops.append(flights.snapshot.site_of[base])
        stops = [stop for stop in stops if stop != NOBODY]
        return flown_s + sum(int(flights.fly_s[a, b]) for a, b in pairwise(stops))

    def lead(self) -> Ambulance | None:
        """Return the ambulance which brings the patient."""
        return self._ambulance(self.choice.carried.lead)

    def meeter(self) -> Ambulance | None:
        """Return the ambulance which fetches from the aircraft."""
        return self._ambulance(self.choice.meeter)

    def bringing(self) -> Bringing:
        """Return when the crew that brings does what.

        Whoever lies in a hospital stays in its care until it is time to leave; elsewhere the
        crew is with the patient as soon as it can be, and waits there.
        """
        crews, carried, parameters = self.task.crews, self.choice.carried, self.parameters
        ready_s, contact_s = int(crews.ready_s[carried.lead]), carried.contact_s
        after_s = int(self.task.after_contact_s[self.choice.pick])
        arrive_s = max(contact_s + after_s, carried.state.ready_s - parameters.ahead_s)
        way_s = contact_s - ready_s
        if self.maker.snapshot.request.facility is not None:
            contact_s = arrive_s - after_s
        depart_s = arrive_s - after_s + parameters.road_load_s
        return Bringing(contact_s - way_s, contact_s, depart_s, arrive_s)

    def meeter_leaves_s(self) -> int:
        """Return when that ambulance leaves to be there in time, and not earlier."""
        ready_s, drive_s = self._meeter_times()
        there_s = self.choice.carried.landing.at_s - self.parameters.ahead_s
        return max(ready_s, there_s - drive_s)

    def _meeter_times(self) -> tuple[int, int]:
        crews, meeter = self.task.crews, self.choice.meeter
        ready_s = int(crews.ready_s[meeter])
        return ready_s, int(crews.meets_s[self.choice.drop, meeter]) - ready_s

    def _ambulance(self, crew: int) -> Ambulance | None:
        if crew == NOBODY:
            return None
        return self.maker.snapshot.problem.ambulances[int(self.task.crews.number[crew])]

    def _bringing(self) -> list[Leg]:
        """Return the way of the patient or the team to the aircraft."""
        maker, pick = self.maker, self.choice.pick
        lead, end = self.lead(), maker.site(pick)
        if lead is not None:
            leave_s, contact_s, depart_s, arrive_s = self.bringing()
            ready_s = int(self.task.crews.ready_s[self.choice.carried.lead])
            return [
                maker.to_patient(lead, Times(ready_s, leave_s, contact_s)),
                maker.with_patient(lead, end, Times(contact_s, depart_s, arrive_s)),
            ]
        if self.task.cargo is Cargo.PATIENT:
            return []
        hospital = self.task.ends[self.task.source[pick]]
        if hospital.pad is not None and hospital.pad.id == end.id:
            return []
        team_s = hospital.team_ready_s or 0
        times = Times(team_s, team_s, int(self.task.ready_s[pick]))
        stops = (maker.hospital(hospital), end)
        return [maker.leg(LegKind.DRIVE_WITH_TEAM, "", stops, times, Binding.TEAM)]

    def _positioning(self) -> list[Leg]:
        """Return the empty flights to the site of pick-up, and the stops for fuel."""
        state, pick, flights = self.choice.carried.state, self.choice.pick, self.flights
        aircraft = flights.aircraft
        start = Stop(StopKind.UNIT, aircraft.id, aircraft.at)
        ready_s, binds, legs = flights.ready_s, Binding.START_UP, list[Leg]()
        if state.is_fuelled_first:
            legs.append(self._refuel(flights.standing, ready_s))
            ready_s, binds = ready_s + self.refuel_s, Binding.FUEL
        if state.via != NOBODY:
            first = next(w for w in flights.starts if w.is_fuelled == state.is_fuelled_first)
            at_stop_s = int(first.arrive_s[state.via])
            legs.append(self._empty(start, state.via, Times(ready_s, 0, at_stop_s), binds))
            legs.append(self._refuel(state.via, at_stop_s))
            start, ready_s, binds = (
                self.maker.site(state.via),
                at_stop_s + self.refuel_s,
                Binding.FUEL,
            )
        if state.via != NOBODY or pick != flights.standing:
            legs.append(self._empty(start, pick, Times(ready_s, 0, state.arrive_s), binds))
        if state.is_fuelled_here:
            legs.append(self._refuel(pick, state.arrive_s))
        return legs

    def _empty(self, start: Stop, end: int, times: Times, binds: Binding) -> Leg:
        """Return an empty flight; its departure follows from its arrival."""
        flights = self.flights
        if start.kind is StopKind.UNIT:
            flight_s, length_m = flights.start_fly_s[end], flights.start_length_m(end)
        else:
            first = flights.snapshot.site_of[start.id]
            flight_s = flights.fly_s[first, end]
            length_m = float(flights.snapshot.apart_m[first, end])
        depart_s = times.arrive_s - int(flight_s)
        binds = binds if depart_s == times.ready_s else Binding.OPENING
        times = times._replace(depart_s=depart_s)
        stops = (start, self.maker.site(end))
        unit = flights.aircraft.id
        return self.maker.leg(LegKind.FLY_EMPTY, unit, stops, times, binds, length_m)

    def _refuel(self, site: int, at_s: int) -> Leg:
        stop = self.maker.site(site)
        times = Times(at_s, at_s, at_s + self.refuel_s)
        unit = self.flights.aircraft.id
        return self.maker.leg(LegKind.REFUEL, unit, (stop, stop), times, Binding.AIRCRAFT)

    def _flying(self) -> list[Leg]:
        """Return the flight with the patient or team, over a stop if there is one."""
        carried, pick, drop = self.choice.carried, self.choice.pick, self.choice.drop
        on_board_s, landing = carried.on_board_s, carried.landing
        binds = self._boarding_binds()
        if landing.via == NOBODY:
            return [self._loaded(pick, drop, Times(on_board_s, 0, landing.at_s), binds)]
        first = self.flights.land_at_stop(pick, landing.via, on_board_s)
        fuelled_s = first + self.refuel_s
        return [
            self._loaded(pick, landing.via, Times(on_board_s, 0, first), binds),
            self._refuel(landing.via, first),
            self._loaded(landing.via, drop, Times(fuelled_s, 0, landing.at_s), Binding.FUEL),
        ]

    def _loaded(self, start: int, end: int, times: Times, binds: Binding) -> Leg:
        is_patient = self.task.cargo is Cargo.PATIENT
        kind = LegKind.FLY_WITH_PATIENT if is_patient else LegKind.FLY_WITH_TEAM
        depart_s = times.arrive_s - int(self.flights.fly_s[start, end])
        binds = binds if depart_s == times.ready_s else Binding.OPENING
        times = times._replace(depart_s=depart_s)
        stops = (self.maker.site(start), self.maker.site(end))
        length_m = float(self.flights.snapshot.apart_m[start, end])
        unit = self.flights.aircraft.id
        return self.maker.leg(kind, unit, stops, times, binds, length_m)

    def _boarding_binds(self) -> Binding:
        """Tell who was waited for at the aircraft."""
        carried = self.choice.carried
        if carried.on_board_s - self.task.load_s > carried.state.ready_s:
            return Binding.PATIENT if self.task.cargo is Cargo.PATIENT else Binding.TEAM
        return Binding.FUEL if carried.state.is_fuelled_here else Binding.AIRCRAFT

    def _fetching(self) -> list[Leg]:
        """Return the ambulance's way to the aircraft and on to the end."""
        meeter, task, choice = self.meeter(), self.task, self.choice
        if meeter is None:
            return []
        maker, site = self.maker, self.maker.site(choice.drop)
        ready_s, drive_s = self._meeter_times()
        leave_s = self.meeter_leaves_s()
        there_s = leave_s + drive_s
        binds = Binding.MEETING if leave_s > ready_s else Binding.UNIT
        stops = (Stop(StopKind.UNIT, meeter.id, meeter.at), site)
        times = Times(ready_s, leave_s, there_s)
        first = maker.leg(LegKind.DRIVE_TO_MEETING, meeter.id, stops, times, binds)
        is_patient = task.cargo is Cargo.PATIENT
        kind = LegKind.DRIVE_WITH_PATIENT if is_patient else LegKind.DRIVE_WITH_TEAM
        end = maker.hospital(task.ends[choice.end]) if is_patient else maker.scene
        arrive_s = choice.meet_s + int(task.drive_s[choice.drop, choice.end])
        is_late = there_s > choice.carried.landing.at_s
        binds = Binding.AMBULANCE if is_late else Binding.AIRCRAFT
        times = Times(there_s, choice.meet_s, arrive_s)
        return [first, maker.leg(kind, meeter.id, (site, end), times, binds)]
