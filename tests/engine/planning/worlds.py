"""Small worlds to plan in: random ones for properties, and a plain one for worked cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from qanat.engine.geodesy import Point
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
from qanat.engine.travel import OffGraphRoads, Range, RoadClass, RoadModel

NOON: Final = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)  # in Kazakhstan
SKIES: Final = (Sky.GO, Sky.GO, Sky.GO, Sky.UNKNOWN, Sky.INSTRUMENTS, Sky.NO_GO)
HOUR: Final = timedelta(hours=1)
ONE: Final = Range(1.0, 1.0, 1.0)

PARAMETERS: Final = Parameters(
    road_load_s=900,
    road_unload_s=300,
    air_load_s=1_200,
    air_unload_s=900,
    team_load_s=300,
    team_unload_s=240,
    team_setup_s=1_800,
    consultation_s=600,
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


def roads(speed_mps: float = 20.0, detour: float = 1.25) -> OffGraphRoads:
    """Return roads at one speed everywhere."""
    speed = Range(speed_mps, speed_mps, speed_mps)
    lengthened = Range(detour, detour, detour)
    model = RoadModel(
        speeds_mps=dict.fromkeys(RoadClass, speed),
        off_graph_mps=speed,
        detour=lengthened,
        season=ONE,
    )
    return OffGraphRoads(model)


class Chance(Random):
    """A source of chance which is hard on planners as often as it is told.

    Args:
        seed: of the chance.
        harshness: how often a limiting value is drawn, 0 to 1.
        spread: how wide the world is; in a narrow one ambulances are near everything.
    """

    def __init__(self, seed: int, harshness: float, spread: float) -> None:
        super().__init__(seed)
        self.harshness = harshness
        self.spread = spread

    def place(self) -> Point:
        east, north = self.uniform(-5, 5), self.uniform(-3, 3)
        return Point(round(71 + east * self.spread, 3), round(50 + north * self.spread, 3))

    def hard(self) -> bool:
        return self.random() < self.harshness


def random_problem(seed: int) -> Problem:
    """Return a small problem in which every rule matters now and then."""
    chance = Chance(seed, (0.05, 0.15, 0.4)[seed % 3], (1.0, 0.6, 0.08)[seed // 3 % 3])
    now = datetime(2026, chance.randrange(1, 13), 15, chance.randrange(24), tzinfo=UTC)
    places = tuple(_place(chance, now, f"P{n}") for n in range(chance.randrange(2, 5)))
    hospitals = tuple(_hospital(chance, now, f"H{n}") for n in range(chance.randrange(1, 5)))
    crews, planes = chance.randrange(1, 5), chance.randrange(1, 4)
    return Problem(
        request=_request(chance, now, hospitals),
        ambulances=tuple(_ambulance(chance, now, f"V{n}") for n in range(crews)),
        aircraft=tuple(_aircraft(chance, now, f"A{n}", places) for n in range(planes)),
        places=places,
        hospitals=hospitals,
        roads=roads(chance.uniform(12, 25), chance.uniform(1.05, 1.5)),
        parameters=PARAMETERS,
    )


def _duty(chance: Chance, now: datetime) -> datetime | None:
    return now + chance.uniform(0, 16) * HOUR if chance.hard() or chance.hard() else None


def _place(chance: Chance, now: datetime, name: str) -> LandingPlace:
    opens = now + chance.uniform(-6, 6) * HOUR
    hours = ((opens, opens + chance.uniform(1, 10) * HOUR),)
    return LandingPlace(
        id=name,
        at=chance.place(),
        runway_m=chance.choice([None, 0.0, 900.0]) if chance.hard() else 2_500.0,
        surface=chance.choice(list(Surface)),
        is_lit=chance.choice([None, False]) if chance.hard() else True,
        has_fuel=chance.choice([None, True, False]),
        open=hours if chance.hard() else None,
        weather=Weather(chance.choice(SKIES) if chance.hard() else Sky.GO, now),
        is_closed=chance.hard() and chance.hard(),
    )


def _hospital(chance: Chance, now: datetime, name: str) -> Hospital:
    pad = _place(chance, now, f"pad of {name}") if chance.random() < 0.6 else None
    return Hospital(
        id=name,
        at=chance.place() if pad is None else pad.at,
        capabilities=chance.choice([0, 1]) if chance.hard() else 3,
        free_beds=chance.choice([None, 0]) if chance.hard() else 2,
        door_to_treatment_s=chance.randrange(3_600),
        pad=pad,
        team_ready_s=None if chance.hard() else chance.choice([1_800, 3_600]),
        is_accepting=not chance.hard(),
        unconfirmed=chance.choice([0, 1]),
    )


def _ambulance(chance: Chance, now: datetime, name: str) -> Ambulance:
    return Ambulance(
        id=name,
        at=chance.place(),
        ready_at=now + chance.choice([-1, 0, 0.5, 2]) * HOUR,
        duty_ends_at=_duty(chance, now),
        equipment=chance.choice([0, 1]) if chance.hard() else 3,
        stretchers=1 if chance.hard() else 2,
        seats=0 if chance.hard() else 2,
        cost_tiyn_per_h=chance.randrange(1_000_000),
        is_serviceable=not chance.hard(),
    )


def _aircraft(
    chance: Chance, now: datetime, name: str, places: tuple[LandingPlace, ...]
) -> Aircraft:
    standing = chance.choice([None, *places])
    range_m = chance.uniform(350_000, 1_600_000)
    return Aircraft(
        id=name,
        kind=chance.choice(list(AircraftKind)),
        at=chance.place() if standing is None else standing.at,
        standing_at=None if standing is None else standing.id,
        base=chance.choice([None, *(place.id for place in places)]),
        ready_at=now + chance.choice([-1, 0, 0.5, 3]) * HOUR,
        duty_ends_at=_duty(chance, now),
        speed_mps=chance.uniform(55, 180),
        range_m=range_m,
        fuel_m=chance.choice([None, chance.uniform(0.3, 1.0) * range_m]),
        runway_need_m=chance.choice([500.0, 1_200.0, 1_800.0]),
        surfaces=frozenset(chance.sample(list(Surface)[:3], chance.randrange(1, 4))),
        start_up_day_s=chance.choice([0, 1_800]),
        start_up_night_s=3_600,
        block_extra_s=chance.choice([0, 360, 900]),
        flies_night=chance.random() < 0.6,
        flies_instruments=chance.random() < 0.6,
        is_pressurised=not chance.hard(),
        cabin_altitude_m=chance.choice([None, 2_400.0]) if chance.hard() else 1_500.0,
        equipment=1 if chance.hard() else 3,
        stretchers=1 if chance.hard() else 2,
        seats=1 if chance.hard() else 3,
        cost_tiyn_per_h=chance.randrange(100_000_000),
        is_serviceable=not chance.hard(),
    )


def _request(chance: Chance, now: datetime, hospitals: tuple[Hospital, ...]) -> Request:
    facility = chance.choice([None, None, *hospitals])
    scene = chance.place() if facility is None else facility.at
    landing = None
    if chance.random() < 0.7:
        field = _place(chance, now, "field")
        landing = replace(field, at=scene)
    return Request(
        scene=scene,
        now=now,
        facility=None if facility is None else facility.id,
        landing=landing,
        window_s=chance.choice([None, 7_200, 21_600]),
        capabilities=chance.choice([0, 1, 2]),
        equipment=2 if chance.hard() else chance.choice([0, 1]),
        stretchers=2 if chance.hard() else 1,
        escorts=1 if chance.hard() else 0,
        needs_pressurised=chance.hard(),
        max_cabin_altitude_m=2_000.0 if chance.hard() else None,
        destination=hospitals[0].id if chance.hard() else None,
        may_treat_on_site=chance.random() < 0.5,
        team_size=2,
        may_consult=chance.random() < 0.5,
    )
