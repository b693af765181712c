"""The flight home of an aircraft which has handed its patient over abroad: fuel, light, duty."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.kbest.network import Network, Step
from qanat.engine.kbest.snapshot import Snapshot
from qanat.engine.planning.plans import Binding, Code, LegKind, Reason
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.parameters import CREW_REST
from qanat.response.dispatch.suggest.exact.keeping import Current
from qanat.response.dispatch.suggest.exact.parts import LOADED, Part


def fly_home(current: Current, plane: int | None, parts: list[Part]) -> Iterator[Reason]:
    """Add the flights and refuelling home; yield that a crew has to rest before.

    It rests if its duty ends before it would be home.
    """
    snapshot = current.snapshot
    landed = max((p for p in parts if p.kind in LOADED), key=lambda p: p.arrive_s, default=None)
    if plane is None or landed is None:
        return
    one, places = snapshot.nation.aircraft[plane], snapshot.at["places"]
    if one.base is None or one.base not in places or landed.end == one.base:
        return
    stops = _stops(snapshot, plane, places[landed.end], places[one.base])
    if any(snapshot.ways.apart_m[hop] > snapshot.craft.full_m[plane] for hop in pairwise(stops)):
        yield Reason(Code.NO_WAY_HOME, {"unit": one.id})
    empty_s = landed.arrive_s + snapshot.nation.handling.air_unload_s
    home = _flown(snapshot, plane, stops, empty_s)
    if home[-1].arrive_s > snapshot.craft.duty_s[plane]:
        rest_s = parameter(CREW_REST, on=current.minute).number
        home = _flown(snapshot, plane, stops, empty_s + rest_s)
        until_s = round(home[1].depart_s - current.now_s)
        yield Reason(Code.RESTS_ABROAD, {"unit": one.id, "until_s": until_s})
    parts += home


def _flown(snapshot: Snapshot, plane: int, stops: Sequence[int], at_s: float) -> list[Part]:
    """Return flights from stop to stop, each with full tanks, as light and hours allow."""
    craft, sites, ways = snapshot.craft, snapshot.sites, snapshot.ways
    refuel_s, parts = snapshot.nation.handling.refuel_s, []
    name, kind = snapshot.nation.aircraft[plane].id, int(craft.kind[plane])
    for here, there in pairwise(stops):
        place, goal = (snapshot.nation.places[number].id for number in (here, there))
        flight = Step(
            takes_s=float(
                craft.extra_s[plane] + ways.apart_m[here, there] / craft.speed_mps[plane]
            ),
            from_s=at_s + refuel_s,
            binds=Binding.FUEL,
            off=_spans(sites.off[kind, here]),
            land=_spans(sites.land[kind, there]),
        )
        Network().add(flight)
        # Light is told for a day: beyond it nothing is known, and nothing is held against it.
        leaves_s = flight.begin_s if math.isfinite(flight.begin_s) else flight.ready_s
        full_s, lands_s = flight.ready_s, leaves_s + flight.takes_s
        parts += [
            Part(LegKind.REFUEL, name, place, place, at_s, at_s, full_s, Binding.AIRCRAFT),
            Part(LegKind.FLY_HOME, name, place, goal, full_s, leaves_s, lands_s, flight.bound),
        ]
        at_s = lands_s
    return parts


def _spans(table: Floats) -> list[tuple[float, float]]:
    return [(float(first), float(last)) for first, last in table if first <= last]


def _stops(snapshot: Snapshot, plane: int, start: int, base: int) -> tuple[int, ...]:
    """Return the way with the fewest stops, two at most, and the shortest of these."""
    apart_m = snapshot.ways.apart_m
    hops_m = np.where(apart_m <= snapshot.craft.full_m[plane], apart_m, np.inf)
    fuels = [n for n in np.flatnonzero(snapshot.ways.fuels[plane]) if n not in (start, base)]
    if np.isfinite(hops_m[start, base]) or not fuels:
        return start, base
    begin_m, end_m = hops_m[start, fuels], hops_m[fuels, base]
    by_one = begin_m + end_m
    if np.isfinite(by_one.min()):
        return start, int(fuels[by_one.argmin()]), base
    by_two = begin_m[:, None] + hops_m[np.ix_(fuels, fuels)] + end_m
    if not np.isfinite(by_two.min()):
        return start, base
    first, second = np.unravel_index(int(by_two.argmin()), by_two.shape)
    return start, int(fuels[first]), int(fuels[second]), base
