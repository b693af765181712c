"""A flight of two patients as people see it and commit it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.search import ENGINE_VERSION
from qanat.engine.kbest.shared_timeline import SCENES, Aboard, SharedTeller, SharedTimeline
from qanat.engine.kbest.sharing import Rider, Shared
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.planning import plans as engine
from qanat.engine.planning.problem import Hospital
from qanat.engine.planning.screening import hospital_warnings, landing_warnings
from qanat.registry.pathways.queries import window_for
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.sharing import Joined
from qanat.response.dispatch.suggest.exact.asking import Posed
from qanat.response.dispatch.suggest.exact.nation import ROAD, TIYN
from qanat.response.dispatch.suggest.naming import Names
from qanat.response.dispatch.suggest.wanting import Place

HOUR_S: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Move:
    """A flight or drive between two places; ``aboard`` are the requests whose patients ride."""

    unit: str
    name: str
    kind: str
    start: Place
    end: Place
    depart_at: datetime
    arrive_at: datetime
    metres: float
    aboard: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rides:
    """What a shared flight is for one patient.

    Attributes:
        alone_at: when care would begin on the best way of his own, as far as there is one.
        late_s: how long after the end of the window care begins; ``None`` if in it, or there is
            none.
    """

    request_id: int
    version: int
    number: str
    hospital_id: int
    hospital: str
    contact_at: datetime
    care_at: datetime
    alone_at: datetime | None
    late_s: float | None

    @property
    def later_s(self) -> float | None:
        """How much later than alone care begins, negative if sooner."""
        return None if self.alone_at is None else (self.care_at - self.alone_at).total_seconds()


@dataclass(frozen=True, slots=True)
class SharedFlight:
    """What is promised if it is committed.

    Attributes:
        moves: of all vehicles, in the order of departure.
        free_at: when each vehicle is done, by id.
        rides: the request's own, then that of who is taken along.
        joins: id and version of the mission it changes, if the other patient has one.
        policy: what it was ranked by.
    """

    aircraft_id: int
    tail: str
    moves: tuple[Move, ...]
    free_at: dict[str, datetime]
    rides: tuple[Rides, ...]
    cost_tiyn: int
    engine_version: str
    policy: str
    joins: tuple[int, int] | None = None
    joins_number: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A shared flight with what must be looked at before it is committed."""

    flight: SharedFlight
    other: Request
    charge: float
    works_until: datetime | None
    warnings: tuple[engine.Reason, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in a nation, and when care begins on its own best way, in seconds."""

    row: Request
    posed: Posed
    rider: Rider
    alone_s: float
    kind: str


class Writer:
    """Writes out shared flights of two requests."""

    def __init__(
        self, own: Asked, other: Asked, names: Names, joined: Joined | None, policy: Policy
    ) -> None:
        self.both, self.names, self.joined, self.policy = (own, other), names, joined, policy
        self.current = own.posed.current
        self.snapshot: Snapshot = self.current.snapshot
        self.figures = self.current.parameters
        riders = [one.rider for one in self.both]
        self.teller = SharedTeller(self.snapshot, riders, self.figures.ahead_s)

    def write(self, way: Shared) -> Offer:
        """Return a shared flight with names and moments."""
        told, nation = self.teller.tell(way), self.snapshot.nation
        plane = nation.aircraft[way.aircraft]
        moves = tuple(self._move(one) for one in told.legs)
        wards = {stop.patient: stop.hospital or 0 for stop in way.stops[2:]}
        rides = tuple(self._ride(i, wards[i], told) for i in (0, 1))
        flight = SharedFlight(
            aircraft_id=_pk(plane.id),
            tail=self.names.of(plane.id),
            moves=moves,
            free_at={unit: self._moment(at_s) for unit, at_s in told.done_s.items()},
            rides=rides,
            cost_tiyn=self._cost_tiyn(way, told),
            engine_version=ENGINE_VERSION,
            policy=self.policy.name,
            joins=None if self.joined is None else (self.joined.id, self.joined.version),
            joins_number="" if self.joined is None else self.joined.number,
        )
        last_s = self.current.now_s + self.figures.horizon_s
        until_s = told.works_until_s
        until_at = self._moment(until_s) if until_s < last_s else None
        warnings = tuple(self._warnings(way, wards))
        return Offer(flight, self.both[1].row, way.charge, until_at, warnings)

    def _ride(self, i: int, ward: int, told: SharedTimeline) -> Rides:
        one = self.both[i]
        hospital = self.snapshot.nation.hospitals[ward].id
        care_at = self._moment(told.care_s[i])
        alone_at = self._moment(one.alone_s) if one.alone_s < math.inf else None
        return Rides(
            request_id=one.row.pk,
            version=one.row.version,
            number=one.row.number,
            hospital_id=_pk(hospital),
            hospital=self.names.of(hospital),
            contact_at=self._moment(told.contact_s[i]),
            care_at=care_at,
            alone_at=alone_at,
            late_s=_late_s(one.row, care_at, self.current.minute),
        )

    def _move(self, one: Aboard) -> Move:
        leg = one.leg
        start, end = self._stop(leg.start, leg.unit), self._stop(leg.end, leg.unit)
        is_flight = leg.unit.startswith("aircraft:")
        metres = great_circle_m(Point(start.lon, start.lat), Point(end.lon, end.lat))
        return Move(
            unit=leg.unit,
            name=self.names.of(leg.unit),
            kind=str(leg.kind),
            start=start,
            end=end,
            depart_at=self._moment(leg.depart_s),
            arrive_at=self._moment(leg.arrive_s),
            metres=metres if is_flight else 0.0,
            aboard=tuple(self.both[i].row.pk for i in sorted(one.patients)),
        )

    def _stop(self, name: str, unit: str) -> Place:
        if name in SCENES:
            return self.both[SCENES.index(name)].posed.scene
        at, nation = self.snapshot.at, self.snapshot.nation
        for kind, things, group in (
            (engine.StopKind.PLACE, nation.places, "places"),
            (engine.StopKind.HOSPITAL, nation.hospitals, "hospitals"),
            (engine.StopKind.UNIT, nation.ambulances, "ambulances"),
            (engine.StopKind.UNIT, nation.aircraft, "aircraft"),
        ):
            if (number := at[group].get(name or unit)) is not None:
                thing = things[number]
                return self.names.stop(engine.Stop(kind, name or unit, Point(thing.lon, thing.lat)))
        raise KeyError(name)

    def _cost_tiyn(self, way: Shared, told: SharedTimeline) -> int:
        """Return what the vehicles cost, the flight back to base included."""
        plane = self.snapshot.nation.aircraft[way.aircraft]
        known = self.current.aircraft[plane.id]
        flown = [one.leg for one in told.legs if one.leg.unit == plane.id]
        flown_s = sum(leg.arrive_s - leg.depart_s for leg in flown)
        if flown and plane.base is not None and flown[-1].end != plane.base:
            here, home = self._stop(flown[-1].end, plane.id), self._stop(plane.base, plane.id)
            metres = great_circle_m(Point(here.lon, here.lat), Point(home.lon, home.lat))
            flown_s += plane.block_extra_s + metres / plane.speed_mps
        cost = flown_s / HOUR_S * known.cost_tiyn_per_h
        for unit, done_s in told.done_s.items():
            if unit != plane.id:
                left_s = min(one.leg.depart_s for one in told.legs if one.leg.unit == unit)
                cost += (done_s - left_s) / HOUR_S * self.snapshot.nation.rates[ROAD] * TIYN
        return math.ceil(cost)

    def _warnings(self, way: Shared, wards: Mapping[int, int]) -> Iterator[engine.Reason]:
        """Yield what must be looked at: the places used, the hospitals."""
        plane, places = self.snapshot.nation.aircraft[way.aircraft], self.snapshot.nation.places
        used = [plane.standing_at]
        used += [None if stop.place is None else places[stop.place].id for stop in way.stops]
        known, wanted = self.current.aircraft[plane.id], self.both[0].posed.wanted
        for name in dict.fromkeys(used):
            if name is not None:
                yield from landing_warnings(known, self.current.landing[name], wanted, self.figures)
        for i, ward in wards.items():
            posed, hospital = self.both[i].posed, self.snapshot.nation.hospitals[ward]
            able, unknown = posed.needs.of_hospital(_pk(hospital.id))
            told = Hospital(
                id=hospital.id,
                at=Point(hospital.lon, hospital.lat),
                capabilities=able,
                unconfirmed=unknown,
                free_beds=posed.beds.get(hospital.id),
                door_to_treatment_s=0,
            )
            yield from hospital_warnings(told, posed.wanted)

    def _moment(self, at_s: float) -> datetime:
        return self.snapshot.nation.at + timedelta(seconds=round(at_s))


def _late_s(row: Request, care_at: datetime, minute: datetime) -> float | None:
    """Return how long after the end of its window a patient's care begins, if it does."""
    windows = window_for(row.icd10, row.onset_at, minute) if row.onset_at else []
    open_ = next((one for one in windows if one.left_s > 0), None)
    late_s = 0.0 if open_ is None else (care_at - open_.closes_at).total_seconds()
    return late_s if late_s > 0 else None


def _pk(key: str) -> int:
    return int(key.rpartition(":")[2])
