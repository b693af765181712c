"""How long the planner takes at the size of a nation, beside a plain search for ground plans.

Both answer the same requests in the same run, by turns; times are CPU time of the thread, the
least of several turns. The peer computes every ambulance with every hospital on arrays and takes
the best: one of the five families of plans, and no reasons for what was left out.

Run ``python -m benchmarks.planning`` (or with ``--full``); every line is JSON.
"""

import argparse
import csv
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

import qanat
from qanat.engine.arrays import Floats
from qanat.engine.geodesy import Point
from qanat.engine.planning import ENGINE_VERSION, plan
from qanat.engine.planning.problem import (
    Aircraft,
    AircraftKind,
    Ambulance,
    Hospital,
    LandingPlace,
    Parameters,
    Problem,
    Request,
    Sky,
    Surface,
    Weather,
)
from qanat.engine.roads import RoadLink, RoadNetwork, Town
from qanat.engine.travel import Range, RoadClass, RoadModel

PLACES: Final = Path(qanat.__file__).parent / "registry" / "places" / "data"
SEED: Final = 1
NOON: Final = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)
MIDNIGHT: Final = datetime(2026, 12, 15, 18, 0, tzinfo=UTC)

ASSUMED: Final = Parameters(
    road_load_s=900,
    road_unload_s=300,
    air_load_s=1_200,
    air_unload_s=900,
    team_load_s=300,
    team_unload_s=300,
    team_setup_s=1_800,
    consultation_s=900,
    ahead_s=600,
    refuel_s=1_500,
    headwind_share=0.1,
    rotor_reserve_m=50_000,
    wing_reserve_m=150_000,
    night_below_deg=-6.0,
    weather_stale_s=3_900,
    horizon_s=24 * 3_600,
    limit=20,
)
ROADS: Final = RoadModel(
    speeds_mps={
        RoadClass.TRUNK: Range(17.0, 20.8, 25.0),
        RoadClass.OTHER: Range(13.0, 16.7, 20.0),
        RoadClass.GRAVEL: Range(8.0, 11.1, 14.0),
    },
    off_graph_mps=Range(8.0, 12.5, 16.7),
    detour=Range(1.05, 1.14, 1.5),
    season=Range(1.0, 1.0, 1.3),
)


@dataclass(frozen=True)
class Size:
    """How much there is to plan with."""

    ambulances: int
    aircraft: int
    places: int
    hospitals: int


NATION: Final = Size(ambulances=1_600, aircraft=40, places=60, hospitals=200)


@dataclass(frozen=True)
class Nation:
    """A made-up nation on real settlements and roads."""

    ambulances: tuple[Ambulance, ...]
    aircraft: tuple[Aircraft, ...]
    places: tuple[LandingPlace, ...]
    hospitals: tuple[Hospital, ...]
    roads: RoadNetwork


class Maker:
    """Makes a nation by chance, the same for the same seed.

    Args:
        size: how much of everything.
        now: the moment of planning.
        seed: of the chance.
    """

    def __init__(self, size: Size, now: datetime, seed: int) -> None:
        self.size = size
        self.now = now
        self.chance = np.random.Generator(np.random.PCG64(seed))
        rows = table("settlements.csv")
        self.at = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
        weight = np.array([float(row["population"] or 0) for row in rows]) ** 0.7
        self.share = weight / weight.sum()

    def nation(self) -> Nation:
        """Return the nation."""
        places = self._places()
        return Nation(
            ambulances=self._ambulances(),
            aircraft=self._aircraft(places),
            places=places,
            hospitals=self._hospitals(),
            roads=network(),
        )

    def scene(self) -> Point:
        """Return where somebody falls ill."""
        return self._near(0.3)

    def _near(self, spread_deg: float) -> Point:
        lon, lat = self.at[self.chance.choice(len(self.at), p=self.share)]
        east, north = self.chance.normal(0.0, spread_deg, 2)
        return Point(float(lon + 1.4 * east), float(lat + north))

    def _weather(self) -> Weather:
        sky = self.chance.choice(np.array([Sky.GO, Sky.UNKNOWN, Sky.NO_GO]), p=[0.85, 0.08, 0.07])
        return Weather(Sky(sky), self.now - timedelta(minutes=int(self.chance.integers(10, 90))))

    def _ambulances(self) -> tuple[Ambulance, ...]:
        minutes = self.chance.integers(-60, 60, self.size.ambulances)
        return tuple(
            Ambulance(
                id=f"V{number}",
                at=self._near(0.15),
                ready_at=self.now + timedelta(minutes=int(minute)),
                duty_ends_at=self.now + timedelta(minutes=int(self.chance.integers(60, 1_440))),
                equipment=int(self.chance.integers(0, 8)) | 1,
                cost_tiyn_per_h=1_500_000,
            )
            for number, minute in enumerate(minutes)
        )

    def _places(self) -> tuple[LandingPlace, ...]:
        return tuple(self._place(f"P{number}", 0.05) for number in range(self.size.places))

    def _place(self, name: str, spread_deg: float) -> LandingPlace:
        runway_m = float(self.chance.choice([0.0, 900.0, 1_600.0, 2_500.0, 3_500.0]))
        return LandingPlace(
            id=name,
            at=self._near(spread_deg),
            runway_m=runway_m,
            surface=Surface.PAVED if runway_m > 1_000 else Surface.GRASS,
            is_lit=bool(self.chance.random() < 0.5),
            has_fuel=bool(self.chance.random() < 0.7),
            weather=self._weather(),
        )

    def _hospitals(self) -> tuple[Hospital, ...]:
        return tuple(self._hospital(f"H{number}") for number in range(self.size.hospitals))

    def _hospital(self, name: str) -> Hospital:
        at, has_pad = self._near(0.1), bool(self.chance.random() < 0.4)
        pad = LandingPlace(
            id=f"pad {name}",
            at=at,
            is_lit=bool(self.chance.random() < 0.4),
            weather=self._weather(),
        )
        return Hospital(
            id=name,
            at=at,
            capabilities=int(self.chance.integers(0, 16)),
            free_beds=int(self.chance.poisson(1.5)),
            door_to_treatment_s=int(self.chance.integers(600, 3_600)),
            pad=pad if has_pad else None,
            team_ready_s=3_600,
        )

    def _aircraft(self, places: tuple[LandingPlace, ...]) -> tuple[Aircraft, ...]:
        rotors = round(self.size.aircraft * 2 / 3)
        found = []
        for number in range(self.size.aircraft):
            is_rotor = number < rotors
            base = places[int(self.chance.integers(len(places)))]
            found.append(
                Aircraft(
                    id=f"A{number}",
                    kind=AircraftKind.ROTOR if is_rotor else AircraftKind.WING,
                    at=base.at,
                    standing_at=base.id,
                    base=base.id,
                    ready_at=self.now,
                    duty_ends_at=self.now + timedelta(minutes=int(self.chance.integers(240, 720))),
                    speed_mps=float(self.chance.choice([62, 65, 80] if is_rotor else [100, 145])),
                    range_m=float(self.chance.uniform(450_000, 750_000) * (1 if is_rotor else 3)),
                    runway_need_m=0.0 if is_rotor else float(self.chance.choice([800, 1_500])),
                    surfaces=frozenset({Surface.PAVED, Surface.GRAVEL, Surface.GRASS}),
                    start_up_day_s=1_800,
                    start_up_night_s=3_600,
                    block_extra_s=360 if is_rotor else 900,
                    flies_night=bool(self.chance.random() < 0.6),
                    flies_instruments=not is_rotor,
                    equipment=15,
                    stretchers=2,
                    seats=3,
                    cost_tiyn_per_h=100_000_000 if is_rotor else 180_000_000,
                )
            )
        return tuple(found)


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the places."""
    lines = (PLACES / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def network() -> RoadNetwork:
    """Return the roads of Kazakhstan."""
    towns = [
        Town(row["name"], Point(float(row["lon"]), float(row["lat"])))
        for row in table("road_towns.csv")
    ]
    links = [
        RoadLink(
            f"{row['from']}-{row['to']}",
            row["from"],
            row["to"],
            float(row["km"]) * 1_000,
            RoadClass(row["class"]),
        )
        for row in table("road_links.csv")
    ]
    return RoadNetwork(towns, links, ROADS)


def problems(now: datetime, count: int, *, with_team: bool) -> Iterator[Problem]:
    """Yield requests in one nation, each from another place."""
    maker = Maker(NATION, now, SEED)
    nation = maker.nation()
    for number in range(count):
        scene = maker.scene()
        landing = LandingPlace(id="field", at=scene, weather=Weather(Sky.GO, now))
        request = Request(
            scene=scene,
            now=now,
            landing=landing if number % 2 else None,
            window_s=6 * 3_600,
            capabilities=1 << number % 4,
            equipment=1,
            may_treat_on_site=with_team,
            may_consult=True,
        )
        yield Problem(
            request=request,
            ambulances=nation.ambulances,
            aircraft=nation.aircraft,
            places=nation.places,
            hospitals=nation.hospitals,
            roads=nation.roads,
            parameters=ASSUMED,
        )


def ground_only(problem: Problem) -> float:
    """Return the soonest definitive care by ambulance, from all pairs on arrays."""
    request, rules = problem.request, problem.parameters
    scene = np.array([[request.scene.lon, request.scene.lat]])
    units = [unit for unit in problem.ambulances if not request.equipment & ~unit.equipment]
    ends = [
        hospital
        for hospital in problem.hospitals
        if not request.capabilities & ~hospital.capabilities and hospital.free_beds != 0
    ]
    ready_s = np.array([max(0.0, (u.ready_at - request.now).total_seconds()) for u in units])
    reach_s = np.ceil(problem.roads.likely_s(rows(u.at for u in units), scene))[:, 0]
    carry_s = np.ceil(problem.roads.likely_s(scene, rows(h.at for h in ends)))[0]
    door_s = np.array([float(h.door_to_treatment_s) for h in ends])
    duty_s = np.array(
        [
            (u.duty_ends_at - request.now).total_seconds() if u.duty_ends_at else np.inf
            for u in units
        ]
    )
    leave_s = ready_s + reach_s + rules.road_load_s
    done_s = leave_s[:, None] + carry_s[None, :] + rules.road_unload_s
    care_s = np.where(done_s <= duty_s[:, None], done_s + door_s[None, :], np.inf)
    return float(care_s.min())


def rows(points: Iterator[Point]) -> Floats:
    """Return places as rows of longitude and latitude."""
    return np.array([(point.lon, point.lat) for point in points])


def least_cpu_ms(turns: int, *ways: Callable[[], object]) -> list[float]:
    """Return the least CPU time of each way, tried by turns."""
    best = [float("inf")] * len(ways)
    for _ in range(turns):
        for number, way in enumerate(ways):
            start = time.thread_time()
            way()
            best[number] = min(best[number], 1_000 * (time.thread_time() - start))
    return best


def measure(name: str, now: datetime, count: int, turns: int, *, with_team: bool) -> None:
    """Time one kind of request and print a line."""
    ours, theirs = [], []
    families: Counter[str] = Counter()
    for problem in problems(now, count, with_team=with_team):
        answer = plan(problem)
        first = answer.plans[0]
        families[first.family.value] += 1
        best_by_road = min(
            (
                p.definitive_at
                for p in answer.plans
                if p.family.value == "ground" and p.definitive_at
            ),
            default=None,
        )
        if best_by_road is not None:
            road_s = (best_by_road - now).total_seconds()
            assert road_s == ground_only(problem), "the planner and its peer disagree"
        times = least_cpu_ms(turns, partial(plan, problem), partial(ground_only, problem))
        ours.append(times[0])
        theirs.append(times[1])
    for share in (50, 99):
        value, peer = float(np.percentile(ours, share)), float(np.percentile(theirs, share))
        print(
            json.dumps(
                {
                    "id": f"planning.{name}.p{share}",
                    "engine": ENGINE_VERSION,
                    "params": NATION.__dict__,
                    "seed": SEED,
                    "n": count,
                    "turns": turns,
                    "value": round(value, 2),
                    "unit": "ms cpu",
                    "peer": "numpy, every ambulance with every hospital, ground family only",
                    "peer_version": np.__version__,
                    "peer_value": round(peer, 2),
                    "ratio": round(value / peer, 2),
                    "budget_ms": 100,
                    "best_family": dict(families),
                    "machine": {
                        "cpu": platform.machine(),
                        "cores": os.cpu_count(),
                        "load": round(os.getloadavg()[0], 2),
                    },
                }
            )
        )


def main() -> None:
    """Measure by day, by night, and with teams."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more requests and turns")
    count, turns = (200, 5) if parser.parse_args().full else (24, 3)
    measure("day", NOON, count, turns, with_team=False)
    measure("night", MIDNIGHT, count, turns, with_team=False)
    measure("team", NOON, count, turns, with_team=True)


if __name__ == "__main__":
    main()
