"""Every flight of two patients there is, in plain Python."""

import math
from collections.abc import Iterator

from tests.engine.kbest.brute import Brute, Site, metres

from qanat.engine.kbest.model import Aircraft, Ambulance, Hospital, Nation, Place, Policy, Request

On = tuple[float, float, float, Ambulance | None, Site]
"""When it leaves with a patient, range left, charge, who brought him, where."""
Off = tuple[float, float, float, Ambulance | None, Hospital]


class BruteShared:
    """All shared flights of two requests."""

    def __init__(self, nation: Nation, requests: tuple[Request, Request], policy: Policy) -> None:
        self.nation, self.policy, self.requests = nation, policy, requests
        self.sides = [Brute(nation, request, policy) for request in requests]

    def best(self) -> dict[str, float]:
        """Return the least charge of each aircraft which can take both."""
        found: dict[str, float] = {}
        for plane in self.nation.aircraft:
            charge = min(self._flights(plane), default=math.inf)
            if charge < math.inf:
                found[plane.id] = charge
        return found

    def _carries(self, plane: Aircraft) -> bool:
        a, b = self.requests
        return (
            all(side._carries(plane) and side._is_whole(plane) for side in self.sides)
            and min(a.stretchers, b.stretchers) > 0
            and not {*a.equipment} & {*b.equipment}
            and not {*a.companions} & {*b.companions}
            and plane.stretchers >= a.stretchers + b.stretchers
            and plane.seats >= a.escorts + b.escorts
        )

    def _flights(self, plane: Aircraft) -> Iterator[float]:
        if not self._carries(plane):
            return
        side, handling = self.sides[0], self.nation.handling
        stand = next((p for p in self.nation.places if p.id == plane.standing_at), None)
        tank = min(plane.range_m, plane.range_m if plane.tank_m is None else plane.tank_m)
        fills = (False, True) if stand is not None and side._fuels(plane, stand) else (False,)
        for filled in fills:
            at_s = side._free_s(plane) + (handling.refuel_s if filled else 0.0)
            left = plane.range_m if filled else tank
            for i in (0, 1):
                for one in self._on(
                    plane, i, (None, at_s, left, side._sent(plane)), may=not filled
                ):
                    for two in self._on(plane, 1 - i, (one[4], *one[:3]), may=True):
                        if one[3] is None or one[3] is not two[3]:
                            picks = {i: one, 1 - i: two}
                            yield from self._brought(plane, picks, two)

    def _moved(
        self, plane: Aircraft, start: Site | None, end: Site, so_far: tuple[float, float, float]
    ) -> tuple[float, float, float, bool]:
        """Return when it lands, range left, charge, and whether it moved at all."""
        at_s, left, charge = so_far
        side = self.sides[0]
        length = side._from_start_m(plane, end) if start is None else metres(start, end)
        if length <= 0:
            return at_s, left, charge, False
        landed_s, fly_s = side._hop(plane, start, end, at_s)
        return landed_s, left - length, charge + side._moved(plane, fly_s), True

    def _on(
        self, plane: Aircraft, i: int, so_far: tuple[Site | None, float, float, float], *, may: bool
    ) -> Iterator[On]:
        """Ways to take a patient on board; ``may``: whether it has not been fuelled there."""
        side, request, handling = self.sides[i], self.requests[i], self.nation.handling
        picks: list[Site] = [p for p in self.nation.places if side._lands(plane, p)]
        picks = [p for p in picks if side._spans(plane, p)[1]]
        if plane.kind == "rotor" and request.landing is not None:
            picks.append(request)
        for pick in picks:
            there_s, left, charge, is_new = self._moved(plane, so_far[0], pick, so_far[1:])
            if there_s == math.inf or left < 0:
                continue
            is_new = is_new or (so_far[0] is None and may)
            for fills in (False, True) if is_new and side._fuels(plane, pick) else (False,):
                ready_s = there_s + (handling.refuel_s if fills else 0.0)
                for van in [None] if pick is request else self._vans(i):
                    contact_s = brought_s = max(there_s, side._since_s())
                    paid = charge + self.policy.hand_over
                    if van is not None:
                        reach_s, on_s = side._drive_s(van, request), side._drive_s(request, pick)
                        contact_s = max(side._free_s(van) + reach_s, side._since_s())
                        brought_s = contact_s + handling.road_load_s + on_s
                        paid += side._sent(van) + side._moved(van, reach_s + on_s)
                        paid += self.policy.hand_over
                    leaves_s = max(ready_s, brought_s) + handling.air_load_s
                    if van is not None and side._is_late(van, leaves_s):
                        continue
                    nobody = Hospital(id="", lon=0, lat=0)
                    now = side._outcome(contact_s, math.inf, nobody)
                    now -= side._outcome(-math.inf, math.inf, nobody)
                    yield leaves_s, plane.range_m if fills else left, paid + now, van, pick

    def _vans(self, i: int) -> list[Ambulance]:
        return [van for van in self.nation.ambulances if self.sides[i]._carries(van)]

    def _brought(self, plane: Aircraft, picks: dict[int, On], last: On) -> Iterator[float]:
        used = {one[3].id for one in picks.values() if one[3] is not None}
        for i in (0, 1):
            own = {k: one[4] for k, one in picks.items()}
            for spot, first in self._off(plane, i, last[4], last[:3], own[i], may_fill=True):
                for _, then in self._off(plane, 1 - i, spot, first[:3], own[1 - i], may_fill=False):
                    vans = [one[3].id for one in (first, then) if one[3] is not None]
                    if len({*vans} | used) < len(vans) + len(used):
                        continue
                    if self._is_full(first[4], then[4]):
                        continue
                    yield then[2]

    def _is_full(self, one: Hospital, two: Hospital) -> bool:
        a, b = self.requests
        both = a.stretchers + b.stretchers
        return one is two and a.bed != "" and a.bed == b.bed and one.beds.get(a.bed, 0) < both

    def _is_stuck(self, plane: Aircraft, drop: Site, left: float) -> bool:
        fuel = [p for p in self.nation.places if self.sides[0]._fuels(plane, p)]
        return self.nation.must_reach_fuel and all(metres(p, drop) > left for p in fuel)

    def _off(
        self,
        plane: Aircraft,
        i: int,
        start: Site,
        so_far: tuple[float, float, float],
        own: Site,
        *,
        may_fill: bool,
    ) -> Iterator[tuple[Site, Off]]:
        side, handling = self.sides[i], self.nation.handling
        ends = [h for h in self.nation.hospitals if side._takes(h)]
        drops: list[Site] = [p for p in self.nation.places if p is not own]
        drops = [p for p in drops if isinstance(p, Place) and side._lands(plane, p)]
        drops = [p for p in drops if side._spans(plane, p)[1]]
        if plane.kind == "rotor":
            drops += [end for end in ends if end.pad is not None]
        for drop in drops:
            landed_s, left, charge, is_new = self._moved(plane, start, drop, so_far)
            if left < 0 or landed_s == math.inf:
                continue
            if not may_fill and self._is_stuck(plane, drop, left):
                continue
            can = may_fill and is_new and side._fuels(plane, drop)
            for van, end, care_s, own_s in side._ends(plane, drop, self._vans(i), ends, landed_s):
                free_s, more = landed_s, own_s
                if van is not None:
                    free_s = max(landed_s, side._free_s(van) + side._drive_s(van, drop))
                    more += self.policy.hand_over
                then = side._outcome(-math.inf, care_s, end)
                for fills in (False, True) if can else (False,):
                    filled_s = landed_s + (handling.refuel_s if fills else 0.0)
                    leaves_s = max(free_s + handling.air_unload_s, filled_s)
                    has = plane.range_m if fills else left
                    yield drop, (leaves_s, has, charge + more + then, van, end)
