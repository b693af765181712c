"""The pictures of the national report: flights by month, requests by group, the map of regions."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from qanat.foundation.periods import months_of
from qanat.readiness.nation.queries.counts import Told
from qanat.readiness.nation.queries.wording import short_months
from qanat.readiness.nation.rules.grid import GRID
from qanat.readiness.statistics.queries.keys import Dimension, Figure
from qanat.readiness.statistics.queries.labels import FIGURES, key_names
from qanat.registry.places.queries import OutlineRow, RegionRow, outline_rows, region_rows
from qanat.web import maps
from qanat.web.charts import Bar, Chart, Series, bars, line

LEAST_MONTHS: Final = 2


def pictures(told: Told) -> list[Chart]:
    """Return the pictures which say something of the period."""
    found = [*_by_month(told), *_by_nosology(told)]
    return found + _by_region(told) if told.count(Figure.REQUESTS) else found


def _by_month(told: Told) -> list[Chart]:
    months = [code for code, _period in months_of(told.period)]
    if len(months) < LEAST_MONTHS:
        return []
    names, split = short_months(months), told.by[Dimension.MONTH]

    def chart(title: str, figure: Figure) -> Chart:
        counts = (split.get(code, {}).get(figure.value, 0) for code in months)
        values = tuple(float(n) for n in counts)
        return line(title, names, (Series(FIGURES[figure], values),))

    found = []
    if told.count(Figure.FLIGHTS):
        found.append(chart(_("Flights by month"), Figure.FLIGHTS))
    if told.count(Figure.REMOTE_CONSULTATIONS):
        found.append(chart(_("Remote consultations by month"), Figure.REMOTE_CONSULTATIONS))
    return found


def _by_nosology(told: Told) -> list[Chart]:
    pairs = told.keys(Dimension.NOSOLOGY, Figure.REQUESTS)
    if not pairs:
        return []
    names = key_names(Dimension.NOSOLOGY, [key for key, _count in pairs])
    rows = [
        Bar(names[key], count, told.url(Figure.REQUESTS, Dimension.NOSOLOGY, key))
        for key, count in pairs
    ]
    return [bars(_("Requests by nosology"), rows)]


def _by_region(told: Told) -> list[Chart]:
    """Draw the regions as they lie, and as equal tiles: on the map the cities are too small."""
    split = told.by[Dimension.REGION]
    rows, outlines = region_rows(), outline_rows()
    values = {
        row.code: maps.Shade(
            float(split.get(row.code, {}).get(Figure.REQUESTS.value, 0)),
            told.url(Figure.REQUESTS, Dimension.REGION, row.code),
        )
        for row in rows
    }
    names = {row.code: _short(row) for row in rows}
    places = {
        row.code: maps.Place(row.name, (row.lon, row.lat), row.is_city, names[row.code])
        for row in rows
    }
    tiles = maps.tiles(_("Requests by region, as equal tiles"), names, GRID, values)
    if not outlines:
        return [tiles]
    note = _("Borders are approximate.")
    drawn = maps.choropleth(_("Requests by region"), _shapes(outlines), places, values, note=note)
    return [drawn, tiles]


def _short(row: RegionRow) -> str:
    """Name a region by its own name alone, without the word for what it is."""
    words = [w for w in row.name.split() if w.casefold() not in _KINDS]
    return " ".join(words) or row.name


_KINDS: Final = frozenset(
    {"область", "город", "облысы", "қаласы", "region", "(city)", "viloyati", "shahri", "вилояти",
     "шаҳри"}
)  # fmt: skip


def _shapes(rows: Sequence[OutlineRow]) -> dict[str, Any]:
    """Return borders as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "geometry": {"type": "MultiPolygon", "coordinates": row.polygons},
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}
