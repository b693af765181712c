"""Two patients on one flight: the search against every flight there is."""

from collections import Counter

import numpy as np
import pytest
from msgspec.structs import replace
from tests.engine.kbest.brute_shared import BruteShared
from tests.engine.kbest.worlds import HOUR, Chance, _aircraft, _ambulance, _place, _request, world

from qanat.engine.arrays import Floats
from qanat.engine.kbest.model import Aircraft, Ambulance, Nation, Policy, Request
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.shared_timeline import SharedTeller, SharedTimeline
from qanat.engine.kbest.sharing import Rider, Shared, rider, share
from qanat.engine.kbest.snapshot import Snapshot, build

pytestmark = pytest.mark.timeout(300)
SEEDS = range(120)


def _two(seed: int) -> tuple[Nation, tuple[Request, Request], Policy]:
    """Return a small nation and two requests, now and then from the same door.

    In every other one aeroplanes alone fly, so that everybody is brought and fetched.
    """
    nation, _, policy = world(seed)
    chance = Chance(seed)
    chance.seed(f"the other of {seed}")
    is_flat = seed % 2 == 1
    places = [replace(_place(chance, f"P{n}"), has_fuel=True) for n in range(2)]
    if is_flat:
        places = [replace(one, runway_m=2_000.0, sky="go", open_s=None) for one in places]
        places = [replace(one, surface="paved") for one in places]
    hospitals = tuple(
        replace(one, pad=None if is_flat else one.pad, is_accepting=True)
        for one in nation.hospitals[: 1 if seed % 4 == 1 else 2]
    )
    ids = [place.id for place in places]
    planes = [_aircraft(chance, f"A{n}", tuple(places)) for n in range(1 if is_flat else 2)]
    reach_m = chance.choice((0.4, 0.8, 2.0)) * 1e6 * chance.spread
    planes = [
        replace(
            one,
            kind="wing" if is_flat else "rotor",
            stretchers=chance.choice((2, 2, 2, 3)),
            range_m=max(one.range_m * 0.5, reach_m)
            if is_flat
            else one.range_m * chance.choice((0.4, 0.6, 1.1)),
            tank_m=reach_m * 0.6 if seed % 3 == 0 else one.tank_m,
            runway_m=800.0 if is_flat else 0.0,
            base=chance.choice([None, *ids]),
        )
        for one in planes
    ]
    vans = [_ambulance(chance, f"V{n}") for n in range(2 + 2 * (seed % 8 == 1))]
    vans = [replace(one, stretchers=2, is_serviceable=True) for one in vans] if is_flat else vans
    nation = replace(
        nation,
        places=tuple(places),
        hospitals=hospitals,
        ambulances=tuple(vans),
        aircraft=tuple(planes),
        specialists=(),
    )
    requests = [_request(chance, hospitals) for _ in range(2)]
    if seed % 5 == 0:
        one = requests[0]
        requests[1] = replace(requests[1], lon=one.lon, lat=one.lat, landing=one.landing)
    told = [
        replace(
            one,
            stretchers=1,
            escorts=seed % 2,
            now_s=0.0,
            landing=None if is_flat else one.landing,
            facility=None if is_flat else one.facility,
            capabilities=one.capabilities if seed % 3 == 0 else (),
            bed="icu" if seed % 4 == 0 else "",
            ready_s=chance.uniform(-1, 3) * HOUR if chance.random() < 0.2 else None,
        )
        for one in requests
    ]
    return nation, (told[0], told[1]), policy


def _riders(snapshot: Snapshot, requests: tuple[Request, Request], policy: Policy) -> list[Rider]:
    return [rider(snapshot, question_of(snapshot, one, policy)) for one in requests]


def test_the_best_shared_flights_equal_trying_everything() -> None:
    kinds: Counter[str] = Counter()
    for seed in SEEDS:
        nation, requests, policy = _two(seed)
        snapshot = build(nation)
        first, other = _riders(snapshot, requests, policy)
        expected = BruteShared(nation, requests, policy).best()
        for count in (5, 1):
            found = share(snapshot, first, [other], count)
            told = [way.charge for way in found.ways]
            assert told == pytest.approx(sorted(expected.values())[:count], abs=1e-9, rel=0), seed
            for way in found.ways:
                name = nation.aircraft[way.aircraft].id
                assert way.charge == pytest.approx(expected[name], abs=1e-9, rel=0), seed
            kinds.update(kind for way in found.ways for kind in _kinds(way))
    assert all(kinds[kind] >= 2 for kind in KINDS), kinds


def test_a_flight_told_in_time_comes_to_the_charge_for_which_it_was_chosen() -> None:
    told = 0
    for seed in SEEDS:
        nation, requests, policy = _two(seed)
        snapshot = build(nation)
        first, other = riders = _riders(snapshot, requests, policy)
        for way in share(snapshot, first, [other], 5).ways:
            time = SharedTeller(snapshot, riders).tell(way)
            charge = _paid(snapshot, policy, way, time)
            for i, stop in enumerate(sorted(way.stops[2:], key=lambda one: one.patient)):
                ask, level = riders[i].question.ask, nation.hospitals[stop.hospital or 0].level
                level = min(level, len(ask.care) - 2)
                charge += _charge(ask.first, time.contact_s[i] - ask.onset_s)
                charge += _charge(ask.care[level], time.care_s[i] - ask.onset_s)
            assert way.charge == pytest.approx(charge, abs=1e-9, rel=0), seed
            assert time.works_until_s >= 0.0, seed
            told += 1
    assert told >= 30


def _charge(table: Floats, since_s: float) -> float:
    return float(np.interp(since_s / 60.0, np.arange(len(table)), table))


def _paid(snapshot: Snapshot, policy: Policy, way: Shared, time: SharedTimeline) -> float:
    nation = snapshot.nation
    units: dict[str, Ambulance | Aircraft] = {u.id: u for u in nation.ambulances}
    units |= {u.id: u for u in nation.aircraft}
    charge = 0.0
    for name in {one.leg.unit for one in time.legs} | {nation.aircraft[way.aircraft].id}:
        unit, legs = units[name], [one.leg for one in time.legs if one.leg.unit == name]
        moved_s = sum(leg.arrive_s - leg.depart_s for leg in legs)
        charge += policy.cost * (unit.cost + nation.rates[unit.rate] * moved_s / HOUR)
        charge += policy.coverage * unit.coverage_loss + policy.risk * unit.risk
    hands = 2 + sum(stop.van is not None for stop in way.stops)
    return charge + policy.hand_over * hands


def test_nobody_waits_longer_than_allowed_and_who_is_alone_shares_nothing() -> None:
    kept = 0
    for seed in SEEDS[::3]:
        nation, requests, policy = _two(seed)
        snapshot = build(nation)
        riders = _riders(snapshot, requests, policy)
        found = share(snapshot, riders[0], [riders[1]], 1).ways
        for way in found:
            care_s = SharedTeller(snapshot, riders).tell(way).care_s
            sooner = [
                Rider(one.question, one.takes, at - 1.0)
                for one, at in zip(riders, care_s, strict=True)
            ]
            for less in share(snapshot, sooner[0], [sooner[1]], 1).ways:
                again_s = SharedTeller(snapshot, sooner).tell(less).care_s
                assert all(a <= b.latest_s for a, b in zip(again_s, sooner, strict=True))
                assert less.charge >= way.charge
            kept += 1
        assert share(snapshot, riders[0], [], 1).ways == ()
    assert kept


def test_both_never_need_the_same_piece_of_equipment() -> None:
    nation, (first, other), policy = _two(2)
    snapshot = build(nation)
    both = (replace(first, equipment=("x",)), replace(other, equipment=("x", "y")))
    riders = _riders(snapshot, both, policy)
    assert share(snapshot, riders[0], [riders[1]], 1).ways == ()


KINDS = (
    "scene", "brought", "door", "fetched", "refuels first", "refuels with nobody",
    "refuels with one", "refuels with both", "first on, first off", "first on, last off",
    "one hospital", "two hospitals", "one pick-up", "two pick-ups", "four ambulances",
)  # fmt: skip


def _kinds(way: Shared) -> set[str]:
    one, two, three, four = way.stops
    vans = [stop.van for stop in way.stops if stop.van is not None]
    named = {
        "scene": one.place is None or two.place is None,
        "brought": one.place is not None,
        "door": four.place is None,
        "fetched": three.place is not None,
        "refuels first": way.refuels,
        "refuels with nobody": one.refuels,
        "refuels with one": two.refuels,
        "refuels with both": three.refuels,
        "first on, first off": one.patient == three.patient,
        "first on, last off": one.patient == four.patient,
        "one hospital": three.hospital == four.hospital,
        "two hospitals": three.hospital != four.hospital,
        "one pick-up": one.place is not None and one.place == two.place,
        "two pick-ups": one.place != two.place,
        "four ambulances": len(vans) == 4,
    }
    return {name for name, holds in named.items() if holds}
