"""The approximate borders that ship with Qanat."""

import csv
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape
from tools.places.albers import project, unproject

from qanat.foundation.actors import SYSTEM
from qanat.registry.places import commands
from qanat.registry.places.commands import BordersUnusable, load_places, replace_borders
from qanat.registry.places.models import Boundary, Region
from qanat.registry.places.queries import outline_rows, region_at, region_rows
from qanat.registry.places.rules import bounds, is_inside
from qanat.registry.places.states import Quality

DATA = Path(commands.__file__).parents[1] / "data"
LARGEST_KB = 80
MOST_OFF, MOST_OFF_CITY = 0.06, 0.10


def features() -> dict[str, Any]:
    collection = json.loads((DATA / "regions_kz.geojson").read_text(encoding="utf-8"))
    return {feature["id"]: shape(feature["geometry"]) for feature in collection["features"]}


UNITS = features()


def table(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_file_is_small() -> None:
    assert (DATA / "regions_kz.geojson").stat().st_size <= LARGEST_KB * 1000


def test_there_are_twenty_units() -> None:
    assert sorted(UNITS) == [row["code"] for row in table("regions.csv")]
    assert len(UNITS) == 20


def test_units_meet_without_overlap() -> None:
    assert shapely.coverage_is_valid(list(UNITS.values()))
    assert sum(a.intersection(b).area for a, b in combinations(UNITS.values(), 2)) == 0.0


def test_units_cover_the_country_without_a_gap() -> None:
    whole = shapely.union_all(list(UNITS.values()))
    assert [len(part.interiors) for part in whole.geoms] == [0] * len(whole.geoms)
    flat = shapely.transform(whole, project)
    assert abs(flat.area / 2_724_900 - 1) < 0.01


@pytest.mark.parametrize("row", table("regions.csv"), ids=lambda row: row["code"])
def test_a_capital_lies_in_its_unit_and_the_area_is_right(row: dict[str, str]) -> None:
    unit = UNITS[row["code"]]
    assert unit.contains(Point(float(row["lon"]), float(row["lat"])))
    area = shapely.transform(unit, project).area
    off = area / float(row["area_km2"]) - 1
    assert abs(off) < (MOST_OFF_CITY if row["is_city"] == "1" else MOST_OFF)


def test_nearly_every_settlement_lies_in_its_own_unit() -> None:
    outside = [
        row["en"]
        for row in table("settlements.csv")
        if not UNITS[row["region"]].contains(Point(float(row["lon"]), float(row["lat"])))
    ]
    assert sorted(outside) == ["Boralday", "Khorgos", "Kurchatov"]


def test_the_projection_comes_back() -> None:
    points = shapely.get_coordinates(UNITS["KZ-62"])
    assert abs(unproject(project(points)) - points).max() < 1e-6


def test_the_plain_point_in_polygon_agrees_with_shapely() -> None:
    polygons = (
        [list(part.__geo_interface__["coordinates"]) for part in UNITS["KZ-47"].geoms]
        if (UNITS["KZ-47"].geom_type == "MultiPolygon")
        else [list(UNITS["KZ-47"].__geo_interface__["coordinates"])]
    )
    west, south, east, north = bounds(polygons)
    for i in range(40):
        for j in range(40):
            lon = west + (east - west) * (i + 0.37) / 40
            lat = south + (north - south) * (j + 0.41) / 40
            assert is_inside(lon, lat, polygons) is bool(UNITS["KZ-47"].contains(Point(lon, lat)))


def test_a_hole_is_outside() -> None:
    square = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    hole = [[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]]
    assert is_inside(1, 1, [[square, hole]])
    assert not is_inside(4, 4, [[square, hole]])


@pytest.mark.usefixtures("registry", "db")
class TestStored:
    """Borders in the database."""

    @pytest.mark.parametrize(
        ("lon", "lat", "code"),
        [
            (71.44, 51.14, "KZ-71"),
            (76.91, 43.25, "KZ-75"),
            (77.5, 45.0, "KZ-33"),
            (63.31, 45.62, "KZ-43"),
            (51.17, 43.66, "KZ-47"),
            (80.385, 44.223, "KZ-33"),
            (28.97, 41.01, None),
            (0.0, 0.0, None),
        ],
    )
    def test_a_point_gives_its_region(self, lon: float, lat: float, code: str | None) -> None:
        assert region_at(lon, lat) == code

    def test_every_centre_gives_its_region(self) -> None:
        assert {row.code: region_at(row.lon, row.lat) for row in region_rows()} == {
            row.code: row.code for row in region_rows()
        }

    def test_every_outline_says_that_it_is_approximate(self) -> None:
        assert {row.quality for row in outline_rows()} == {Quality.APPROXIMATE}

    def test_true_borders_replace_them_and_stay_when_loading_again(self) -> None:
        load = replace_borders(SYSTEM, collection=squares(), quality=Quality.OFFICIAL, source="act")
        assert load == 20
        load_places(SYSTEM)
        assert {row.quality for row in outline_rows()} == {Quality.OFFICIAL}

    @pytest.mark.parametrize("spoil", ["missing", "line", "far", "outside"])
    def test_unusable_borders_change_nothing(self, spoil: str) -> None:
        collection = squares()
        victim = collection["features"][3]
        if spoil == "missing":
            collection["features"].remove(victim)
        elif spoil == "line":
            victim["geometry"] = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
        elif spoil == "far":
            victim["geometry"]["coordinates"][0][0] = [700, 45]
        else:
            victim["geometry"]["coordinates"] = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
        with pytest.raises(BordersUnusable) as refused:
            replace_borders(SYSTEM, collection=collection, quality=Quality.OFFICIAL, source="act")
        assert refused.value.message()
        assert set(Boundary.objects.values_list("quality", flat=True)) == {Quality.APPROXIMATE}


def squares() -> dict[str, Any]:
    """Return a square border round the centre of every region."""

    def square(region: Region) -> dict[str, Any]:
        x, y = region.lon, region.lat
        ring = [[x - 1, y - 1], [x + 1, y - 1], [x + 1, y + 1], [x - 1, y + 1], [x - 1, y - 1]]
        return {"id": region.code, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    return {"features": [square(region) for region in Region.objects.order_by("code")]}
