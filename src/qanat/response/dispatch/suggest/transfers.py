"""The day's planned transfers: which flights carry whom, in which order, proved the cheapest.

Every aircraft which stands at its base, with a price and a crew, is asked for every set of
patients it could carry before its duty ends; the engine chooses among all of them. Patients are
driven to and from the nearest place where that aircraft may land. It is fuelled at every stop
that has fuel, and where a flight would be too long, on the way.

Source:
    docs/sources.md#set-partitioning
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.kbest.tables import NOBODY
from qanat.engine.selection import Selection, check
from qanat.engine.transfers import Limits, Offer, Route, Shift, Transfer, plan_offers
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.parameters import TRANSFER_DRIVE, TRANSFER_WORTH
from qanat.response.dispatch.queries.waiting import planned_transfers
from qanat.response.dispatch.suggest.exact.keeping import KEEPER, Current
from qanat.response.dispatch.suggest.exact.nation import words_of
from qanat.response.dispatch.suggest.naming import place_names
from qanat.response.dispatch.suggest.needs import Equipment
from qanat.response.dispatch.suggest.wanting import (
    CONTRAINDICATED_LOW,
    Place,
    PlaceUnknown,
    chosen_hospital,
    scene_of,
)

MOST: Final = 12
"""Planned at once: the longest waiting."""
TOGETHER: Final = 3
"""Transfers of one aircraft."""
AHEAD: Final = timedelta(hours=18)
MINUTE_S: Final = 60.0
HOUR_S: Final = 3_600.0
TIYN: Final = 100.0


class Why(StrEnum):
    """Why nobody flies somebody today."""

    NO_PLACE = "no_place"
    NO_HOSPITAL = "no_hospital"
    CABIN = "cabin"
    COMPANION = "companion"
    NOBODY_CAN = "nobody_can"
    NOT_WORTH = "not_worth"


@dataclass(frozen=True, slots=True)
class Hop:
    """A flight between two places; ``aboard`` are the ids of the requests whose patients fly."""

    start: Place
    end: Place
    depart_at: datetime
    arrive_at: datetime
    metres: float
    aboard: frozenset[int]


@dataclass(frozen=True, slots=True)
class Flight:
    """What one aircraft is to fly.

    Attributes:
        hops: in order, from its base and back to it.
        carried: requests and versions, in the order in which their patients arrive.
        free_at: unloaded and back.
        cost_tiyn: of flying it.
    """

    aircraft_id: int
    tail: str
    hops: tuple[Hop, ...]
    carried: tuple[tuple[int, int], ...]
    free_at: datetime
    cost_tiyn: int


@dataclass(frozen=True, slots=True)
class Transfers:
    """What is proposed for the planned transfers, with the proof.

    Attributes:
        waiting: how many wait in all, of which the first are planned.
    """

    flights: tuple[Flight, ...]
    left: tuple[tuple[Request, Why], ...]
    rows: dict[int, Request]
    proof: Selection[str]
    ways: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A transfer: to which places it could be driven, and from which to its hospital."""

    row: Request
    patients: int
    kit: int
    to_s: Floats
    from_s: Floats
    ready_s: float
    accepts_s: float


def propose_transfers(actor: Actor, now: datetime) -> Transfers:
    """Return which flights carry which planned transfers, at the least cost together."""
    rows = planned_transfers(actor)
    current = KEEPER.current(now)
    asked, left = _asked(rows[:MOST], current)
    worth = parameter(TRANSFER_WORTH, on=now).number / TIYN
    costs = {str(one.row.pk): worth for one in asked}
    offers = list(_offers(asked, current, now))
    day = plan_offers((one.offer for one in offers), costs)
    check(day.ways, costs, day.proof)
    by_shift = {one.offer.shift.id: one for one in offers}
    could = {key for way in day.ways for key in way.serves}
    by_id = {str(one.row.pk): one.row for one in asked}
    left += [
        (by_id[key], Why.NOT_WORTH if key in could else Why.NOBODY_CAN)
        for key in day.proof.left_out
    ]
    names = place_names()
    flights = [by_shift[r.shift].flight(r, current, by_id, names) for r in day.routes]
    flights.sort(key=lambda one: (one.hops[0].depart_at, one.tail))
    known = {row.pk: row for row in rows[:MOST]}
    return Transfers(tuple(flights), tuple(left), known, day.proof, len(day.ways), len(rows))


def _asked(
    rows: Sequence[Request], current: Current
) -> tuple[list[_Asked], list[tuple[Request, Why]]]:
    """Return what can be planned, and why the rest can't."""
    snapshot, asked, left = current.snapshot, [], list[tuple[Request, Why]]()
    figures, since = current.parameters, current.snapshot.nation.at
    spots = np.array([(p.lon, p.lat) for p in snapshot.nation.places]).reshape(-1, 2)
    for row in rows:
        hospital = snapshot.at["hospitals"].get(f"facility:{chosen_hospital(row)}")
        try:
            scene = scene_of(row)
        except PlaceUnknown:
            left.append((row, Why.NO_PLACE))
            continue
        if hospital is None or row.altitude_limit_m is not None or row.companion:
            why = Why.CABIN if row.altitude_limit_m is not None else Why.COMPANION
            left.append((row, Why.NO_HOSPITAL if hospital is None else why))
            continue
        needed = Equipment.of_request(row.needs, is_isolation_needed=row.is_isolation_needed)
        to_s = current.ground.roads.likely_s(np.array([(scene.lon, scene.lat)]), spots)[0]
        accepts = row.accepts_from
        asked.append(
            _Asked(
                row=row,
                patients=max(1, len(row.people.all())),
                kit=sum(snapshot.words.equipment.get(w, 1 << 62) for w in words_of(needed.mask)),
                to_s=np.array(to_s),
                from_s=snapshot.ways.drive_s[:, hospital],
                ready_s=current.now_s + figures.road_load_s,
                accepts_s=-math.inf if accepts is None else (accepts - since).total_seconds(),
            )
        )
    return asked, left


@dataclass(frozen=True, slots=True)
class _Craft:
    """An aircraft and what it could carry, with the way each flight takes."""

    number: int
    offer: Offer
    nodes: Ints
    over: Ints

    def flight(
        self, route: Route, current: Current, rows: dict[str, Request], names: dict[str, Place]
    ) -> Flight:
        """Return a route as flights between named places at their moments."""
        snapshot, offer = current.snapshot, self.offer
        nation, figures = snapshot.nation, current.parameters
        by_id = {one.id: one for one in offer.transfers}
        at, now_s, aboard = offer.shift.base, offer.shift.from_s, frozenset[int]()
        hops: list[Hop] = []
        for key, is_end in (*route.stops, ("", True)):
            one = by_id.get(key)
            place = offer.shift.base if one is None else (one.end if is_end else one.start)
            for start, end in self._by_way_of(at, place):
                hop = self._hop(current, names, (start, end), now_s, aboard)
                hops.append(hop)
                now_s = (hop.arrive_at - nation.at).total_seconds()
                now_s += figures.refuel_s if end != place else 0.0
            at = place
            if one is None:
                break
            pk = int(key)
            aboard = aboard - {pk} if is_end else aboard | {pk}
            now_s = (now_s if is_end else max(now_s, one.ready_s)) + offer.limits.turn_s
        plane = nation.aircraft[self.number]
        arrived = [rows[key] for key, is_end in route.stops if is_end]
        return Flight(
            aircraft_id=int(plane.id.rpartition(":")[2]),
            tail=current.names.get(plane.id, plane.id),
            hops=tuple(hops),
            carried=tuple((row.pk, row.version) for row in arrived),
            free_at=nation.at + timedelta(seconds=round(max(now_s, route.back_s))),
            cost_tiyn=round(route.cost * TIYN),
        )

    def _by_way_of(self, at: int, place: int) -> Iterator[tuple[int, int]]:
        """Yield the flights from one place to another, over stops for fuel."""
        if at == place:
            return
        stop = int(self.over[at, place])
        if stop == NOBODY:
            yield at, place
            return
        yield from self._by_way_of(at, stop)
        yield from self._by_way_of(stop, place)

    def _hop(
        self,
        current: Current,
        names: dict[str, Place],
        between: tuple[int, int],
        from_s: float,
        aboard: frozenset[int],
    ) -> Hop:
        snapshot = current.snapshot
        start, end = (int(self.nodes[n]) for n in between)
        metres, kind = float(snapshot.ways.apart_m[start, end]), snapshot.craft.kind[self.number]
        fly_s = float(_flying_s(snapshot, self.number, np.array(metres)))
        spans = snapshot.sites.land[kind, end]
        open_s = min((max(from_s + fly_s, a) for a, b in spans if from_s + fly_s <= b), default=0)
        arrive_s = max(from_s + fly_s, open_s)
        places, since = snapshot.nation.places, snapshot.nation.at
        return Hop(
            start=names[places[start].id],
            end=names[places[end].id],
            depart_at=since + timedelta(seconds=round(arrive_s - fly_s)),
            arrive_at=since + timedelta(seconds=round(arrive_s)),
            metres=metres,
            aboard=aboard,
        )


def _flying_s(snapshot: Snapshot, number: int, metres: Floats) -> Floats:
    craft = snapshot.craft
    fly_s: Floats = craft.extra_s[number] + metres / craft.speed_mps[number]
    return np.where(metres > 0, fly_s, 0.0)


def _offers(asked: Sequence[_Asked], current: Current, now: datetime) -> Iterator[_Craft]:
    """Yield the aircraft which could carry somebody today."""
    craft, nation = current.snapshot.craft, current.snapshot.nation
    reach_s = parameter(TRANSFER_DRIVE, on=now).number * MINUTE_S
    until_s = current.now_s + AHEAD.total_seconds()
    for number, plane in enumerate(nation.aircraft):
        stands = int(craft.stands[number])
        is_home = stands != NOBODY and stands == craft.base[number]
        if not is_home or not math.isfinite(craft.ready_s[number]) or craft.rate[number] <= 0:
            continue
        ends_s = min(float(craft.duty_s[number]), until_s)
        fits = [one for one in asked if _carries(current.snapshot, number, one)]
        if fits and ends_s > craft.ready_s[number]:
            made = _craft(current, number, plane.id, (stands, ends_s), fits, reach_s)
            if made is not None:
                yield made


def _carries(snapshot: Snapshot, number: int, one: _Asked) -> bool:
    craft, row = snapshot.craft, one.row
    is_high = bool(craft.is_pressurised[number]) or not CONTRAINDICATED_LOW & {
        *row.contraindications
    }
    has_room = craft.stretchers[number] >= one.patients and craft.seats[number] >= row.escorts
    return bool((int(craft.kit[number]) & one.kit) == one.kit and has_room and is_high)


def _craft(
    current: Current,
    number: int,
    name: str,
    at: tuple[int, float],
    asked: Sequence[_Asked],
    reach_s: float,
) -> _Craft | None:
    """Return an aircraft with the transfers it could carry, None if there are none."""
    snapshot, (stands, ends_s) = current.snapshot, at
    craft, ways, figures = snapshot.craft, snapshot.ways, current.parameters
    pairs = [_ends(ways.may[number], one, reach_s) for one in asked]
    used = {place for pair in pairs if pair for place in pair} | {stands}
    nodes = np.array(sorted({*used, *np.flatnonzero(ways.fuels[number]).tolist()}))
    travel_s, over = _between(snapshot, number, nodes, figures.refuel_s)
    row_of = {int(place): n for n, place in enumerate(nodes)}
    transfers = []
    for one, pair in zip(asked, pairs, strict=True):
        if pair is None:
            continue
        start, end = (row_of[place] for place in pair)
        drive_s = one.from_s[pair[1]] + figures.air_unload_s
        least_s = one.accepts_s - float(travel_s[start, end]) - drive_s
        transfers.append(
            Transfer(
                id=str(one.row.pk),
                start=start,
                end=end,
                ready_s=max(one.ready_s + float(one.to_s[pair[0]]), least_s),
                patients=int(craft.stretchers[number])
                if one.row.is_isolation_needed
                else one.patients,
                escorts=one.row.escorts,
            )
        )
    if not transfers:
        return None
    shift = Shift(
        id=name,
        base=row_of[stands],
        from_s=float(craft.ready_s[number]),
        until_s=ends_s,
        cost_per_s=float(craft.rate[number]),
        open_s=np.ascontiguousarray(snapshot.sites.land[craft.kind[number], nodes]),
    )
    limits = Limits(
        transfers=TOGETHER,
        aboard=int(craft.stretchers[number]),
        seats=int(craft.seats[number]),
        turn_s=max(figures.refuel_s, figures.air_load_s, figures.air_unload_s),
    )
    return _Craft(number, Offer(shift, transfers, travel_s, limits), nodes, over)


def _ends(may: Bools, one: _Asked, reach_s: float) -> tuple[int, int] | None:
    """Return the nearest places at both ends where an aircraft may land; None if it can't help."""
    to_s, from_s = np.where(may, one.to_s, math.inf), np.where(may, one.from_s, math.inf)
    start, end = int(np.argmin(to_s)), int(np.argmin(from_s))
    if start == end or to_s[start] > reach_s or from_s[end] > reach_s:
        return None
    return start, end


def _between(snapshot: Snapshot, number: int, nodes: Ints, refuel_s: float) -> tuple[Floats, Ints]:
    """Return travel times between places, and over which stop for fuel, ``NOBODY`` where none.

    A place without fuel is reached and left on one half of the range each; of two such places none
    is flown to from the other. So the order of the stops never matters for the fuel.
    """
    ways = snapshot.ways
    metres, fuels = ways.apart_m[np.ix_(nodes, nodes)], ways.fuels[number, nodes]
    dry = (~fuels)[:, None].astype(int) + ~fuels
    range_m = float(snapshot.craft.full_m[number])
    allowed = metres <= np.array([range_m, range_m / 2, 0.0])[dry]
    travel_s = np.where(allowed, _flying_s(snapshot, number, metres), math.inf)
    over = np.full(travel_s.shape, NOBODY)
    if allowed.all():
        return travel_s, over
    for stop in np.flatnonzero(fuels).tolist():
        by_stop = travel_s[:, stop, None] + refuel_s + travel_s[stop]
        is_sooner = by_stop < travel_s
        travel_s[is_sooner], over[is_sooner] = by_stop[is_sooner], stop
    return travel_s, over
