"""Replace the approximate borders by true ones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid
from qanat.registry.places.models import Boundary, Region
from qanat.registry.places.rules import Polygon, bounds, is_inside
from qanat.registry.places.states import Quality
from qanat.registry.terminology.permissions import LOAD

LEAST_POINTS: Final = 4


class BordersUnusable(Invalid):
    """The file of borders can't be used."""

    code = "borders_unusable"
    text = _("These borders can't be used: %(why)s")


@command(needs=LOAD)
def replace_borders(
    actor: Actor, *, collection: Mapping[str, Any], quality: Quality, source: str
) -> int:
    """Take the borders of all regions from a GeoJSON collection.

    Each feature names its region in ``id`` or in the property ``code`` (KZ-nn); there must be
    one for every region, and the centre of the region must lie inside it.

    Raises:
        BordersUnusable: if the collection is not so; nothing is changed then.
    """
    del actor
    regions = {region.code: region for region in Region.objects.order_by("code")}
    found = {_code_of(feature): _polygons(feature) for feature in collection.get("features", ())}
    if missing := sorted(regions.keys() - found.keys()):
        raise BordersUnusable(why=_("no border of %(codes)s") % {"codes": ", ".join(missing)})
    rows = []
    for code, region in regions.items():
        if not is_inside(region.lon, region.lat, found[code]):
            raise BordersUnusable(why=_("the centre of %(code)s lies outside") % {"code": code})
        west, south, east, north = bounds(found[code])
        rows.append(
            Boundary(
                region=region,
                quality=quality,
                source=source,
                polygons=found[code],
                west=west,
                south=south,
                east=east,
                north=north,
            )
        )
    Boundary.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["region"],
        update_fields=["quality", "source", "polygons", "west", "south", "east", "north"],
    )
    return len(rows)


def _code_of(feature: Mapping[str, Any]) -> str:
    return str(feature.get("id") or (feature.get("properties") or {}).get("code") or "")


def _polygons(feature: Mapping[str, Any]) -> Sequence[Polygon]:
    geometry = feature.get("geometry") or {}
    shape, points = geometry.get("type"), geometry.get("coordinates")
    if shape not in {"Polygon", "MultiPolygon"} or not points:
        raise BordersUnusable(why=_("a border is no polygon"))
    polygons: list[Any] = [points] if shape == "Polygon" else list(points)
    for polygon in polygons:
        for ring in polygon:
            if len(ring) < LEAST_POINTS or not all(_is_point(point) for point in ring):
                raise BordersUnusable(why=_("a border has an impossible point"))
    return [[[point[:2] for point in ring] for ring in polygon] for polygon in polygons]


def _is_point(point: object) -> bool:
    if not isinstance(point, list | tuple) or len(point) < 2:  # noqa: PLR2004 (longitude, latitude)
        return False
    lon, lat = point[0], point[1]
    is_number = isinstance(lon, int | float) and isinstance(lat, int | float)
    return is_number and -180 <= lon <= 180 and -90 <= lat <= 90  # noqa: PLR2004 (degrees)
