"""The road data that ships with the places is held against geography."""

import csv
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import pytest

import qanat
from qanat.engine.geodesy import Point, great_circle_m
from qanat.engine.roads import RoadLink, RoadNetwork, Town
from qanat.engine.travel import Range, RoadClass, RoadModel

DATA: Final = Path(qanat.__file__).parent / "registry" / "places" / "data"
CAPITALS: Final = (
    *("Aktau", "Aktobe", "Almaty", "Astana", "Atyrau", "Karaganda", "Kokshetau", "Konaev"),
    *("Kostanay", "Kyzylorda", "Oral", "Oskemen", "Pavlodar", "Petropavl", "Semey", "Shymkent"),
    *("Taldykorgan", "Taraz", "Turkistan", "Zhezkazgan"),
)
# Seas, lakes and deserts without a road make these ways longer than 1.6 great circles.
ROUND_THE_CASPIAN: Final = {"Aktau": 2.4}
ROUND_THE_DESERTS: Final = {"Zhezkazgan": 2.0}
ROUND_LAKE_BALKHASH: Final = {"Taldykorgan": 1.8}
OTHERWISE_LONG: Final = {
    frozenset({"Astana", "Turkistan"}): 1.7,
    frozenset({"Semey", "Turkistan"}): 1.7,
    frozenset({"Atyrau", "Kyzylorda"}): 1.7,
}
ANY: Final = Range(1.0, 1.0, 1.0)


def rows(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="module")
def network() -> RoadNetwork:
    """Return the shipped network with one speed, so that times are lengths."""
    towns = [
        Town(row["name"], Point(float(row["lon"]), float(row["lat"])))
        for row in rows("road_towns.csv")
    ]
    links = [
        RoadLink(
            f"{row['from']}-{row['to']}",
            row["from"],
            row["to"],
            float(row["km"]) * 1_000,
            RoadClass(row["class"]),
            row["road_code"],
        )
        for row in rows("road_links.csv")
    ]
    speeds = dict.fromkeys(RoadClass, ANY)
    model = RoadModel(speeds_mps=speeds, off_graph_mps=ANY, detour=ANY, season=ANY)
    return RoadNetwork(towns, links, model)


def limit(a: str, b: str) -> float:
    longest = OTHERWISE_LONG.get(frozenset({a, b}), 1.6)
    for obstacle in (ROUND_THE_CASPIAN, ROUND_THE_DESERTS, ROUND_LAKE_BALKHASH):
        longest = max(longest, obstacle.get(a, 0.0), obstacle.get(b, 0.0))
    return longest


def test_every_link_is_as_long_as_geography_allows(network: RoadNetwork) -> None:
    at = {town.name: town.at for town in network.towns}
    for link in network.links:
        ratio = link.length_m / great_circle_m(at[link.a], at[link.b])
        assert 1.0 <= ratio <= 1.6, (link.id, round(ratio, 2))


def test_all_capitals_are_joined_by_ways_of_a_likely_length(network: RoadNetwork) -> None:
    at = {town.name: town.at for town in network.towns}
    assert len(CAPITALS) == 20
    for a, b in combinations(CAPITALS, 2):
        route = network.find_route(a, b)
        assert route is not None, (a, b)
        ratio = route.drive.length_m / great_circle_m(at[a], at[b])
        assert 1.0 <= ratio <= limit(a, b), (a, b, round(ratio, 2))


def test_every_town_is_reached(network: RoadNetwork) -> None:
    for town in network.towns:
        assert network.find_route("Astana", town.name) is not None, town.name


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ("Taldykorgan", "Oskemen", 768),
        ("Aktobe", "Kandyagash", 96),
        ("Astana", "Almaty", 1264),
        ("Shymkent", "Aktobe", 1520),
    ],
)
def test_the_lengths_that_were_read_are_met_within_three_percent(
    network: RoadNetwork, a: str, b: str, km: int
) -> None:
    route = network.find_route(a, b)
    assert route is not None
    assert route.drive.length_m / 1_000 == pytest.approx(km, rel=0.03)


def test_every_row_says_how_far_it_can_be_trusted() -> None:
    assert {row["evidence"] for row in rows("road_links.csv")} <= {"memory", "published"}
    assert {row["evidence"] for row in rows("road_towns.csv")} <= {"memory", "package"}


def test_the_network_answers_for_the_whole_nation(network: RoadNetwork) -> None:
    grid = np.array([[lon, lat] for lon in range(50, 86, 4) for lat in range(43, 55, 3)], float)
    table = network.likely_s(grid, grid)
    assert np.isfinite(table).all()
