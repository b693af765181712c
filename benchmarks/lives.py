"""What the planner is worth: a year of calls replayed, nearest-unit dispatch against it.

The calls of the demonstration year (made up, calibrated to the published one) are answered one
after the other from the demonstration's fleet, real hospitals, airfields and roads: by the
nearest unit, for several longest drives beyond which one flies, and by the exact best plan. A
unit is away until it is back. Beside each other: the share of calls with a window (stroke,
infarction, trauma …) in definitive care within it, the median and 90th centile of time to care,
what the flying and driving costs, and the coverage which is left. Differences are per day, with
intervals from days drawn anew (bootstrap).

``python -m benchmarks.lives [EVERY]`` prints JSON lines; every eighth day unless told otherwise,
``1`` for the whole year. ``QANAT_BENCH_HOME`` names the data folder of a demonstration. Windows are
counted from the call: of an onset the calls know nothing; crews are always on duty.
"""

import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import numpy as np

from benchmarks import _house
from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.coverage import covered
from qanat.engine.geodesy import great_circles_m
from qanat.engine.kbest.curves import Curve
from qanat.engine.kbest.model import Nation, Pad, Policy, Request
from qanat.engine.kbest.published import CURVES
from qanat.engine.replay import DAY_S, Call, Dispatch, Helped, Nearest, Replay, soonest
from qanat.engine.travel import RoadTimes

YEAR: Final = 2025
DRIVES_H: Final = (1.0, 2.0, 3.0)
QUICK_DAYS: Final = 8
AGAIN: Final = 2_000
COVERED_S: Final = 90 * 60.0
BUSY: Final = 0.3
HORIZON_S: Final = 2 * DAY_S
WAITED_S: Final = 2 * DAY_S
CARRIED: Final = frozenset({"icu", "incubator", "isolation", "ecmo"})
POLICY: Final = Policy(name="soonest", contact_share=0.3, hand_over=0.005)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is replayed."""

    nation: Nation
    roads: RoadTimes
    calls: tuple[Call, ...]
    demand: Floats
    reach: Bools
    """Which aircraft reach which settlements in time, shape ``(aircraft, settlements)``."""
    curves: Mapping[str, Curve]
    """As plans of the pages have them."""


class Remembered:
    """Road times which are computed once: the nation of the next day asks the same again."""

    def __init__(self, roads: RoadTimes) -> None:
        self._roads = roads
        self._known: dict[tuple[bytes, bytes], Floats] = {}

    def likely_s(self, a: Floats, b: Floats) -> Floats:
        """Return the likely driving times between all points; see ``RoadTimes``."""
        if min(len(a), len(b)) == 1:
            return self._roads.likely_s(a, b)
        key = a.tobytes(), b.tobytes()
        if key not in self._known:
            self._known[key] = self._roads.likely_s(a, b)
        return self._known[key]


def ground() -> Ground:
    """Return the nation of the demonstration and the calls of its year."""
    from qanat.foundation.parameters.queries import parameter
    from qanat.ops.demo.year.plan import plan_year
    from qanat.ops.demo.year.reading import read_world
    from qanat.ops.demo.year.totals import SEED, years
    from qanat.registry.places.queries import settlement_rows
    from qanat.response.dispatch.parameters import AMBULANCE_HOUR, SOONER_SHARE
    from qanat.response.dispatch.suggest import units
    from qanat.response.dispatch.suggest.exact import nation as made
    from qanat.response.dispatch.suggest.outcomes import mixed

    now = datetime.now(UTC).replace(second=0, microsecond=0)
    here = made.ground_at(now)
    fleet = made.fleet_at(now, now, here)
    if not fleet.aircraft:
        sys.exit(f"No aircraft: name the data folder of a demonstration by {_house.KEPT}.")
    vans, _rows = units.ambulances(now, made.ANYTHING)
    hour = round(parameter(AMBULANCE_HOUR, on=now).number)
    since = datetime(YEAR, 1, 1, tzinfo=UTC)
    ambulances = [made.ambulance_of(one, now) for one in vans]
    nation = made.nation_of(since, here, fleet, ambulances, hour)
    nation = msgspec.structs.replace(
        nation,
        horizon_s=HORIZON_S,
        # The weather of today is not that of the year.
        places=tuple(msgspec.structs.replace(place, sky="go") for place in nation.places),
        ambulances=tuple(
            msgspec.structs.replace(van, ready_s=0.0, duty_ends_s=None) for van in nation.ambulances
        ),
        aircraft=tuple(
            msgspec.structs.replace(craft, ready_s=fleet.ready[craft.id].day_s, duty_ends_s=None)
            for craft in nation.aircraft
        ),
    )
    totals = next(one for one in years() if one.year == YEAR)
    requests = plan_year(totals, read_world(now), SEED).requests
    calls = sorted(_calls(requests, nation), key=lambda call: call.at_s)
    towns = [row for row in settlement_rows() if row.population]
    at = np.array([(row.lon, row.lat) for row in towns])
    demand = np.array([float(row.population or 0) for row in towns])
    share = parameter(SOONER_SHARE, on=now).number
    curves = {name: mixed(name, 0, share) for name in CURVES}
    return Ground(nation, Remembered(here.roads), tuple(calls), demand, _reach(nation, at), curves)


def _calls(requests: Iterable[Any], nation: Nation) -> Iterator[Call]:
    """Yield the patients who were to be brought somewhere, as the planner takes them."""
    from qanat.registry.pathways.queries import required_capabilities, window_for
    from qanat.response.dispatch.suggest.exact.nation import word_of
    from qanat.response.dispatch.suggest.outcomes import curve_names

    known = {word for one in nation.hospitals for word in one.capabilities}
    wards = {one.id for one in nation.hospitals}
    for row in requests:
        case, at = row.case, row.received_at
        if row.need == "road" or case["need"] != "transport" or row.country != "KZ":
            continue
        needs = required_capabilities(
            case["icd10"], case["age"][0], bool(case["gestation_weeks"]), at.date()
        )
        words = [word_of(need) for need in needs if need.is_required]
        limits = [one.limit_s for one in window_for(case["icd10"], at, at) if one.is_default]
        contact, care = curve_names(case["icd10"], case["nosology"], at)
        facility = f"facility:{row.sender.id}"
        asked = Request(
            lon=row.sender.spot.at.lon,
            lat=row.sender.spot.at.lat,
            facility=facility if facility in wards else None,
            landing=Pad(),
            contact_curve=contact,
            care_curve=care,
            capabilities=tuple(word for word in words if word in known),
            equipment=tuple(code for code in case["needs"] if code in CARRIED),
        )
        yield Call((at - nation.at).total_seconds(), asked, float(min(limits)) if limits else None)


def _reach(nation: Nation, towns: Floats) -> Bools:
    """Return which towns each aircraft reaches in time from where it belongs."""
    at = np.array([(one.lon, one.lat) for one in nation.aircraft])
    speed = np.array([[one.speed_mps] for one in nation.aircraft])
    ready_s = np.array([[one.ready_s + one.block_extra_s] for one in nation.aircraft])
    reach: Bools = ready_s + great_circles_m(at, towns) / speed <= COVERED_S
    return reach


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of one way of dispatching, by day."""

    day: Ints
    care_s: Floats
    in_time: Floats
    cost: Floats
    left: Floats


def told(here: Ground, helped: Sequence[Helped]) -> Told:
    """Return outcomes as arrays; who nobody helped has waited two days."""
    care_s = np.array([min(one.care_s, WAITED_S) for one in helped])
    in_time = [math.nan if one.is_in_time is None else one.is_in_time for one in helped]
    whole = covered(here.reach, here.demand, BUSY)
    left = [covered(here.reach[one.free], here.demand, BUSY) / whole for one in helped]
    day = np.array([int(here.calls[one.call].at_s // DAY_S) for one in helped])
    cost = np.array([one.cost for one in helped])
    return Told(day, care_s, np.array(in_time, dtype=float), cost, np.array(left))


FIGURES: Final[Mapping[str, Callable[[Told, Ints], float]]] = {
    "in_window_share": lambda one, rows: float(np.nanmean(one.in_time[rows])),
    "care_median_min": lambda one, rows: float(np.median(one.care_s[rows]) / 60),
    "care_p90_min": lambda one, rows: float(np.quantile(one.care_s[rows], 0.9) / 60),
    "cost_mean": lambda one, rows: float(one.cost[rows].mean()),
    "coverage_left": lambda one, rows: float(one.left[rows].mean()),
}


def intervals(ours: Told, other: Told, seed: int = 1) -> dict[str, list[float]]:
    """Return figure by figure: the difference of the planner to another way, and 95 % of it."""
    chance = np.random.Generator(np.random.PCG64(seed))
    days = np.unique(ours.day)
    of_day = {day: np.flatnonzero(ours.day == day) for day in days}
    everything = np.arange(len(ours.day))
    found = {}
    drawn = [
        np.concatenate([of_day[day] for day in chance.choice(days, len(days))])
        for _ in range(AGAIN)
    ]
    for name, figure in FIGURES.items():
        gains = [figure(ours, rows) - figure(other, rows) for rows in drawn]
        low, high = np.quantile(gains, (0.025, 0.975))
        mean = figure(ours, everything) - figure(other, everything)
        found[name] = [round(float(value), 4) for value in (mean, low, high)]
    return found


def run() -> None:
    """Replay and tell."""
    from qanat.ops import home

    every = int(sys.argv[1]) if len(sys.argv) > 1 else QUICK_DAYS
    home.set_up()
    with home.ensure_database():
        here = ground()
    calls = [call for call in here.calls if int(call.at_s // DAY_S) % every == 0]
    here = replace(here, calls=tuple(calls))
    ways: dict[str, Dispatch] = {
        f"nearest, drives to {h:g} h": Nearest(h * 3_600) for h in DRIVES_H
    }
    ways["exact best plan"] = soonest
    found = {}
    everything = np.arange(len(calls))
    for name, way in ways.items():
        begun = time.thread_time()
        replay = Replay(here.nation, POLICY, here.roads, here.curves)
        found[name] = told(here, list(replay.run(calls, way)))
        spent = round(time.thread_time() - begun, 1)
        figures = {
            key: round(figure(found[name], everything), 4) for key, figure in FIGURES.items()
        }
        _house.tell(bench="lives", way=name, calls=len(calls), cpu_s=spent, **figures)
    for name in list(ways)[:-1]:
        gains = intervals(found["exact best plan"], found[name])
        _house.tell(bench="lives.gain", over=name, days=len(np.unique(found[name].day)), **gains)


def main() -> int:
    """Make the demonstration in a data folder of its own, and replay its year there."""
    return _house.alone("benchmarks.lives", run)


if __name__ == "__main__":
    sys.exit(main())
