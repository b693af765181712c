"""Small random nations in which every rule matters now and then."""

from datetime import UTC, datetime
from random import Random

from msgspec.structs import replace

from qanat.engine.kbest.model import (
    Aircraft,
    Ambulance,
    Hospital,
    Nation,
    Pad,
    Place,
    Policy,
    Request,
    Roads,
    Span,
    Specialist,
)

HOUR = 3_600.0
CURVES = ("hours", "trauma", "stroke_thrombectomy", "arrest", "liver_organ")
ALL_DAY: tuple[Span, ...] = ((-1e9, 1e9),)


class Chance(Random):
    """Chance that is hard on planners as often as told, in a world as wide as told."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.harshness = (0.05, 0.15, 0.35)[seed % 3]
        self.spread = (1.0, 0.5, 0.15)[seed // 3 % 3]

    def hard(self) -> bool:
        return self.random() < self.harshness

    def at(self) -> tuple[float, float]:
        return 71 + self.uniform(-4, 4) * self.spread, 50 + self.uniform(-3, 3) * self.spread

    def spans(self) -> tuple[Span, ...]:
        start = self.uniform(-4, 3) * HOUR
        end = start + self.uniform(1, 8) * HOUR
        again = end + self.uniform(1, 5) * HOUR
        both: tuple[Span, ...] = ((start, end), (again, again + 6 * HOUR))
        return both[: self.randrange(1, 3)]

    def duty(self) -> float | None:
        return self.uniform(0.5, 10) * HOUR if self.hard() or self.hard() else None

    def some(self, words: str, share: float) -> tuple[str, ...]:
        return tuple(word for word in words if self.random() < share)

    def pad(self) -> Pad:
        return Pad(
            is_lit=self.random() < 0.5,
            sky=self.choice(("instruments", "no_go")) if self.hard() else "go",
            open_s=self.spans() if self.hard() else None,
            day_s=self.spans() if self.hard() else ALL_DAY,
        )


def world(seed: int) -> tuple[Nation, Request, Policy]:
    """Return a small nation, a request in it, and what plans are charged for."""
    chance = Chance(seed)
    places = tuple(_place(chance, f"P{n}") for n in range(chance.randrange(1, 4)))
    hospitals = tuple(_hospital(chance, f"H{n}") for n in range(chance.randrange(1, 4)))
    nation = Nation(
        at=datetime(2026, 6, 15, 7, tzinfo=UTC),
        places=places,
        hospitals=hospitals,
        ambulances=tuple(_ambulance(chance, f"V{n}") for n in range(chance.randrange(1, 5))),
        aircraft=tuple(_aircraft(chance, f"A{n}", places) for n in range(chance.randrange(1, 4))),
        rates={"road": 60.0, "slow": 40.0, "air": 2_500.0},
        roads=Roads(speed_mps=chance.uniform(10, 22), detour=chance.uniform(1.1, 1.6)),
        must_reach_fuel=chance.random() < 0.5,
    )
    policy = Policy(
        contact_share=chance.uniform(0, 0.6),
        cost=chance.choice((0.0, 3e-6, 3e-5)),
        hand_over=chance.choice((0.0, 0.002, 0.01)),
        coverage=0.01,
        risk=0.01,
    )
    return *_with_guests(seed, *_with_teams(seed, nation, _request(chance, hospitals))), policy


def few_fly(seed: int) -> tuple[Nation, Request, Policy]:
    """Return a nation in which one or two fly who must fetch one of many; the patient may wait."""
    nation, request, policy = world(seed)
    chance = Chance(seed)
    chance.seed(f"few fly in {seed}")
    guests = []
    for number in range(chance.randrange(4, 8)):
        lon, lat = chance.at()
        ends_s = chance.uniform(2, 10) * HOUR if chance.random() < 0.5 else None
        ready_s = chance.uniform(-1, 1) * HOUR
        guests.append(
            Specialist(
                id=f"S{number}",
                lon=lon,
                lat=lat,
                skills=("p",),
                ready_s=ready_s,
                duty_ends_s=ends_s,
            )
        )
    vans = tuple(replace(van, skills=()) for van in nation.ambulances)
    planes = tuple(replace(one, skills=(), seats=2) for one in nation.aircraft[: 1 + seed % 2])
    nation = replace(nation, specialists=tuple(guests), ambulances=vans, aircraft=planes)
    waits_s = chance.choice((None, 1.0, 3.0))
    return (
        nation,
        replace(
            request,
            companions=("p",),
            may_treat_on_site=False,
            consult_s=None,
            treatment=(),
            ready_s=None if waits_s is None else waits_s * HOUR,
        ),
        policy,
    )


def _with_guests(seed: int, nation: Nation, request: Request) -> tuple[Nation, Request]:
    """Return a nation with specialists to fetch; of every third patient somebody must be aboard."""
    chance = Chance(seed)
    chance.seed(f"guests of {seed}")
    if seed % 3:
        return nation, request
    guests = []
    for number in range(chance.randrange(1, 5)):
        lon, lat = chance.at()
        skills = chance.some("pq", 0.8)
        ready_s = chance.uniform(-1, 1) * HOUR
        ends_s = chance.uniform(2, 10) * HOUR if chance.hard() else None
        guests.append(
            Specialist(
                id=f"S{number}",
                lon=lon,
                lat=lat,
                skills=skills,
                ready_s=ready_s,
                duty_ends_s=ends_s,
                reach_s=chance.uniform(0.2, 3) * HOUR if chance.hard() else None,
            )
        )
    vans = tuple(replace(van, skills=chance.some("pq", 0.5)) for van in nation.ambulances)
    planes = tuple(replace(one, skills=chance.some("pq", 0.4)) for one in nation.aircraft)
    able = [one.skills for one in guests] + [van.skills for van in vans]
    known = {word for words in (*able, *(one.skills for one in planes)) for word in words}
    companions = tuple(word for word in sorted(known) if chance.random() < 0.7)
    nation = replace(nation, specialists=tuple(guests), ambulances=vans, aircraft=planes)
    return nation, replace(request, companions=companions)


def _with_teams(seed: int, nation: Nation, request: Request) -> tuple[Nation, Request]:
    """Return a nation whose hospitals send teams, and a request which often allows one."""
    chance = Random(f"teams of {seed}")  # noqa: S311 - a world, no secret
    hospitals = tuple(
        replace(ward, team_ready_s=chance.uniform(-1, 2) * HOUR) if chance.random() < 0.7 else ward
        for ward in nation.hospitals
    )
    ambulances = tuple(replace(van, seats=chance.randrange(1, 4)) for van in nation.ambulances)
    ambulances = tuple(replace(van, team_seats=chance.choice((None, 1, 3))) for van in ambulances)
    hospitals = tuple(replace(h, team_drives=chance.random() < 0.5) for h in hospitals)
    bases = [None, *(place.id for place in nation.places)]
    aircraft = tuple(replace(plane, base=chance.choice(bases)) for plane in nation.aircraft)
    nation = replace(nation, hospitals=hospitals, ambulances=ambulances, aircraft=aircraft)
    words = request.capabilities
    return nation, replace(
        request,
        team_capabilities=words[: chance.randrange(len(words) + 1)] if seed % 2 else None,
        may_treat_on_site=chance.random() < 0.5,
        team_size=chance.randrange(1, 3),
        consult_s=chance.uniform(-1, 1) * HOUR if chance.random() < 0.5 else None,
        ready_s=chance.uniform(-1, 3) * HOUR if chance.random() < 0.3 else None,
        team_from=chance.choice(hospitals).id if chance.random() < 0.3 else None,
        stretchers=0 if chance.random() < 0.15 else request.stretchers,
    )


def _place(chance: Chance, name: str) -> Place:
    lon, lat = chance.at()
    return Place(
        id=name,
        lon=lon,
        lat=lat,
        runway_m=chance.choice((0.0, 900.0)) if chance.hard() else 2_000.0,
        surface="grass" if chance.hard() else "paved",
        has_fuel=chance.random() < 0.6,
        is_lit=chance.random() < 0.6,
        sky=chance.choice(("instruments", "no_go")) if chance.hard() else "go",
        open_s=chance.spans() if chance.hard() else None,
        day_s=chance.spans() if chance.hard() else ALL_DAY,
    )


def _hospital(chance: Chance, name: str) -> Hospital:
    lon, lat = chance.at()
    return Hospital(
        id=name,
        lon=lon,
        lat=lat,
        capabilities=chance.some("abc", 0.9),
        beds={"icu": chance.randrange(4)},
        level=chance.randrange(3),
        door_s=chance.uniform(0, 3_600),
        pad=chance.pad() if chance.random() < 0.9 else None,
        is_accepting=not (chance.hard() and chance.hard()),
    )


def _ambulance(chance: Chance, name: str) -> Ambulance:
    lon, lat = chance.at()
    return Ambulance(
        id=name,
        lon=lon,
        lat=lat,
        ready_s=chance.uniform(-1, 1.5) * HOUR,
        duty_ends_s=chance.duty(),
        equipment=chance.some("xy", 0.8),
        stretchers=1 if chance.hard() else 2,
        rate=chance.choice(("road", "slow")),
        cost=chance.uniform(0, 500),
        coverage_loss=chance.uniform(0, 0.3),
        risk=chance.uniform(0, 0.1),
        is_serviceable=not chance.hard(),
    )


def _aircraft(chance: Chance, name: str, places: tuple[Place, ...]) -> Aircraft:
    is_rotor = chance.random() < 0.7
    home = chance.choice(places) if chance.random() < 0.7 else None
    lon, lat = (home.lon, home.lat) if home else chance.at()
    range_m = (chance.uniform(150, 700) if is_rotor else chance.uniform(400, 2_000)) * 1_000
    return Aircraft(
        id=name,
        kind="rotor" if is_rotor else "wing",
        lon=lon,
        lat=lat,
        standing_at=home.id if home else None,
        ready_s=chance.uniform(-1, 1) * HOUR,
        duty_ends_s=chance.duty(),
        speed_mps=chance.uniform(55, 80) if is_rotor else chance.uniform(100, 200),
        range_m=range_m,
        tank_m=range_m * chance.uniform(0.3, 1.2) if chance.random() < 0.5 else None,
        block_extra_s=chance.choice((0.0, 300.0)),
        runway_m=0.0 if is_rotor else chance.choice((800.0, 1_500.0)),
        surfaces=("paved", "grass") if chance.random() < 0.5 else ("paved",),
        flies_night=chance.random() < 0.6,
        flies_instruments=chance.random() < 0.5,
        is_pressurised=chance.random() < 0.7,
        equipment=chance.some("xy", 0.95),
        stretchers=2,
        seats=chance.randrange(1, 4),
        cost=chance.uniform(0, 2_000),
        coverage_loss=chance.uniform(0, 0.3),
        risk=chance.uniform(0, 0.1),
        is_serviceable=not (chance.hard() and chance.hard()),
    )


def _request(chance: Chance, hospitals: tuple[Hospital, ...]) -> Request:
    lon, lat = chance.at()
    everywhere = [word for word in "abc" if any(word in h.capabilities for h in hospitals)]
    return Request(
        lon=lon,
        lat=lat,
        onset_s=-chance.uniform(0, 1.5) * HOUR,
        now_s=chance.choice((0.0, 600.0)),
        facility=chance.choice(hospitals).id if chance.hard() else None,
        landing=chance.pad() if chance.random() < 0.85 else None,
        contact_curve=chance.choice(CURVES),
        care_curve=chance.choice(CURVES),
        capabilities=tuple(everywhere[: chance.randrange(3)]),
        treatment=tuple(everywhere[:1]) if chance.random() < 0.4 else (),
        bed="icu" if chance.random() < 0.4 else "",
        destination=chance.choice(hospitals).id if chance.hard() else None,
        stretchers=2 if chance.hard() else 1,
        needs_pressurised=chance.hard(),
        deadline_s=chance.uniform(2, 12) * HOUR if chance.hard() else None,
    )
