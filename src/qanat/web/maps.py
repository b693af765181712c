"""Maps of figures as SVG: an equal-area map of regions, and the same as equal tiles."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.refusals import Text
from qanat.web import wording
from qanat.web.charts.svg import (
    STEPS,
    Chart,
    hatch,
    join,
    link,
    picture,
    tag,
    text,
    ticks,
    width_of,
)

WIDTH: Final = 860.0
MARGIN: Final = 6.0
LEGEND: Final = 40.0
TILE: Final = 98.0
TILE_GAP: Final = 5.0
DARK_FROM: Final = 3
_BREAKS: Final = re.compile(r"\s+|(?<=-)(?=\S)")
NAME_SIZE: Final = 11.0
LINE: Final = 13
BELOW: Final = 3.0
BESIDE: Final = 9.0
SHIFTS: Final = (0.0, 14.0, -14.0, 28.0, -28.0, 42.0, -42.0)
"""So far a name may stand above or below its place."""
MERIDIAN: Final = 67.0
PARALLELS: Final = (43.0, 53.0)

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A region; a city is a ring with its name beside it.

    ``short`` is its name on the map itself, where there is little room.
    """

    name: str
    label_at: Position
    is_city: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Shade:
    """The value of one region; ``None`` means that there is no data, which is not zero."""

    value: float | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one shade ends and the next begins."""

    bounds: tuple[float, ...]

    def of(self, value: float) -> int:
        """Return the number of the shade of a value."""
        return sum(value >= bound for bound in self.bounds)


def steps_for(values: Mapping[str, Shade]) -> Steps:
    """Choose round bounds for five shades from what there is."""
    known = sorted(s.value for s in values.values() if s.value is not None)
    if not known or known[-1] <= 0:
        return Steps(())
    marks = [mark for mark in ticks(0, known[-1], 5) if 0 < mark < known[-1]]
    return Steps(tuple(marks[: len(STEPS) - 1]))


def albers(position: Position) -> Position:
    """Project longitude and latitude so that areas stay true.

    Source:
        Snyder, Map Projections: A Working Manual (1987), equations 14-1 to 14-6, sphere.
    """
    first, second = (math.radians(p) for p in PARALLELS)
    cone = (math.sin(first) + math.sin(second)) / 2
    constant = math.cos(first) ** 2 + 2 * cone * math.sin(first)
    radius = math.sqrt(constant - 2 * cone * math.sin(math.radians(position[1]))) / cone
    angle = cone * math.radians(position[0] - MERIDIAN)
    return radius * math.sin(angle), radius * math.cos(angle)


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    top: float
    scale: float

    def place(self, position: Position) -> Position:
        x, y = albers(position)
        return (x - self.left) * self.scale + MARGIN, (y - self.top) * self.scale + MARGIN


def choropleth(
    title: Text,
    regions: Mapping[str, Any],
    places: Mapping[str, Place],
    values: Mapping[str, Shade],
    *,
    decimals: int = 0,
    note: Text = "",
) -> Chart:
    """Draw regions shaded by value; hatched where there is no data.

    ``regions`` is GeoJSON whose features have the code of the region as ``id``; ``places`` and
    ``values`` are by code; ``note`` says where the borders come from, and how true they are.
    """
    features = sorted(regions["features"], key=lambda f: str(f["id"]))
    frame, height = _frame_of(features)
    bounds = steps_for(values)
    shown = [
        (places[c], values.get(c, Shade(None)))
        for c in (str(f["id"]) for f in features)
        if c in places
    ]
    parts = [hatch()]
    parts += [_region(f, places, values, frame, bounds, decimals) for f in features]
    parts += _names(shown, frame, decimals)
    parts.append(_legend(bounds, height, decimals))
    svg = picture(WIDTH, height + LEGEND, title, _describe(values), parts)
    rows = tuple((place.name, _written(shade, decimals)) for place, shade in shown)
    return Chart(title, svg, ("", pgettext("chart", "Number")), rows, note=note)


def tiles(
    title: Text,
    names: Mapping[str, str],
    places: Mapping[str, tuple[int, int]],
    values: Mapping[str, Shade],
    *,
    decimals: int = 0,
) -> Chart:
    """Draw each region as an equal square, so that the small ones can be read.

    ``places`` gives the column and the row of each code.
    """
    bounds = steps_for(values)
    parts = [hatch()]
    parts += [
        _tile(names.get(code, code), at, values.get(code, Shade(None)), bounds, decimals)
        for code, at in places.items()
    ]
    side = TILE + TILE_GAP
    width = (max((x for x, _y in places.values()), default=0) + 1) * side
    height = (max((y for _x, y in places.values()), default=0) + 1) * side
    svg = picture(width, height, title, _describe(values), parts)
    rows = tuple((names.get(c, c), _written(values.get(c, Shade(None)), decimals)) for c in places)
    return Chart(title, svg, ("", pgettext("chart", "Number")), rows)


def _tile(name: str, at: tuple[int, int], shade: Shade, bounds: Steps, decimals: int) -> SafeString:
    x, y = at[0] * (TILE + TILE_GAP), at[1] * (TILE + TILE_GAP)
    step = None if shade.value is None else bounds.of(shade.value)
    fill: dict[str, object] = (
        {"fill": "url(#hatch)"} if step is None else {"class": f"q{step}", "fill": STEPS[step]}
    )
    box: dict[str, object] = {"x": x, "y": y, "width": TILE, "height": TILE, "rx": 5}
    ink = "on-dark" if step is not None and step >= DARK_FROM else "on-light"
    colour = "#ffffff" if ink == "on-dark" else "#172026"
    lines = _wrapped(name)
    words = [
        text(x + 7, y + 17 + 12 * n, line, font_size=10.5, **{"class": ink, "fill": colour})
        for n, line in enumerate(lines)
    ]
    value = text(
        x + 7,
        y + TILE - 9,
        _written(shade, decimals),
        font_size=14,
        font_weight=600,
        **{"class": ink, "fill": colour},
    )
    hint = tag("title", None, f"{name}: {_written(shade, decimals)}")
    return link(shade.url, tag("g", None, hint, tag("rect", box | fill), *words, value))


def _wrapped(name: str, letters: int = 14, most: int = 3) -> list[str]:
    lines = [""]
    for word in _BREAKS.split(name):
        gap = "" if lines[-1].endswith("-") else " "
        if lines[-1] and len(lines[-1]) + len(word) + 1 > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]}{gap}{word}".strip()
    return [line if len(line) <= letters + 1 else line[:letters] + "…" for line in lines[:most]]


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Position]]:
    shapes = (
        geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    )
    for shape in shapes:
        yield from shape


def _frame_of(features: Sequence[Mapping[str, Any]]) -> tuple[_Frame, float]:
    points = [albers(p) for f in features for ring in _rings(f["geometry"]) for p in ring]
    xs, ys = [p[0] for p in points] or [0.0, 1.0], [p[1] for p in points] or [0.0, 1.0]
    scale = (WIDTH - 2 * MARGIN) / ((max(xs) - min(xs)) or 1.0)
    return _Frame(min(xs), min(ys), scale), (max(ys) - min(ys)) * scale + 2 * MARGIN


def _region(
    feature: Mapping[str, Any], places: Mapping[str, Place], values: Mapping[str, Shade],
    frame: _Frame, bounds: Steps, decimals: int,
) -> SafeString:  # fmt: skip
    code = str(feature["id"])
    name = places[code].name if code in places else code
    shade = values.get(code, Shade(None))
    path = "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*frame.place(p)) for p in ring[:-1]) + "Z"
        for ring in _rings(feature["geometry"])
    )
    shape: dict[str, object] = {"d": path, "stroke": "#ffffff", "class": "border"}
    if shade.value is None:
        shape |= {"fill": "url(#hatch)"}
    else:
        step = bounds.of(shade.value)
        shape |= {"class": f"border q{step}", "fill": STEPS[step]}
    return link(
        shade.url, tag("path", shape, tag("title", None, f"{name}: {_written(shade, decimals)}"))
    )


Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def _names(shown: Sequence[tuple[Place, Shade]], frame: _Frame, decimals: int) -> list[SafeString]:
    """Write the names of regions, each where it covers none that was written before."""
    taken: list[Box] = []
    found = []
    for place, shade in shown:
        x, y = frame.place(place.label_at)
        value = _written(shade, decimals) if shade.value is not None else ""
        lines = [" ".join(filter(None, (place.short or place.name, value)))]
        if not place.is_city:
            lines = list(filter(None, (place.short or place.name, value)))
        shift = next(
            (by for by in SHIFTS if _is_free(_box(place, x, y + by, lines), taken)), SHIFTS[0]
        )
        taken.append(_box(place, x, y + shift, lines))
        found.append(_name(place, x, y, shift, lines))
    return found


def _box(place: Place, x: float, y: float, lines: Sequence[str]) -> Box:
    """Return where a name stands, as wide as it may be."""
    width = max(width_of(line, NAME_SIZE) for line in lines)
    left = x + BESIDE if place.is_city else x - width / 2
    return left, y - NAME_SIZE, left + width, y + (len(lines) - 1) * LINE + BELOW


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return all(
        right <= one[0] or one[2] <= left or bottom <= one[1] or one[3] <= top for one in taken
    )


def _name(place: Place, x: float, y: float, shift: float, lines: Sequence[str]) -> SafeString:
    halo: dict[str, object] = {
        "class": "halo", "fill": "#172026", "stroke": "#ffffff", "stroke-width": 2.6,
        "paint-order": "stroke", "font-size": NAME_SIZE,
    }  # fmt: skip
    if place.is_city:
        ring = tag("circle", {"cx": x, "cy": y, "r": 4.5, "class": "halo", "fill": "#172026"})
        words = tag("text", {"x": x + BESIDE, "y": y + 4 + shift} | halo, *lines)
        return join([ring, words])
    name, *value = lines
    below = [tag("tspan", {"x": x, "dy": LINE, "font-weight": 600}, one) for one in value]
    return tag("text", {"x": x, "y": y + shift, "text-anchor": "middle"} | halo, name, *below)


def _legend(bounds: Steps, top: float, decimals: int) -> SafeString:
    parts, x = [], MARGIN
    edges = (0.0, *bounds.bounds)
    for step, edge in enumerate(edges):
        words = wording.number(edge, decimals)
        words = (
            f"{words}+"
            if step == len(edges) - 1
            else f"{words}–{wording.number(edges[step + 1] - 10**-decimals, decimals)}"
        )
        box = {
            "x": x,
            "y": top + 12,
            "width": 16,
            "height": 12,
            "class": f"q{step}",
            "fill": STEPS[step],
        }
        parts += [tag("rect", box), text(x + 22, top + 22, words)]
        x += 46 + len(words) * 7
    parts.append(
        tag("rect", {"x": x, "y": top + 12, "width": 16, "height": 12, "fill": "url(#hatch)"})
    )
    parts.append(text(x + 22, top + 22, _("no data")))
    return join(parts)


def _written(shade: Shade, decimals: int) -> str:
    return wording.number(shade.value, decimals)


def _describe(values: Mapping[str, Shade]) -> str:
    known = sum(1 for shade in values.values() if shade.value is not None)
    return _("Values of %(count)s regions; the table below holds all of them.") % {"count": known}
