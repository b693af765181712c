"""Lines over time, one picture or many small ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.refusals import Text
from qanat.web import wording
from qanat.web.charts.svg import (
    INK,
    LINE,
    SERIES,
    Area,
    Chart,
    join,
    picture,
    shortened,
    tag,
    text,
    ticks,
    width_of,
)

WIDTH: Final = 760.0
HEIGHT: Final = 260.0
PANEL_WIDTH: Final = 180.0
PANEL_HEIGHT: Final = 96.0
PANELS_A_ROW: Final = 4
NAME_GAP: Final = 30.0
"""Between a line's end and the edge, beside its name: the dot, and capitals, which are wider."""
NORM: Final = "#b02a14"


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and a value for each place, ``None`` where nothing is known."""

    label: Text
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """A value that should not be passed, drawn across."""

    label: Text
    value: float


def line(
    title: Text,
    places: Sequence[str],
    series: Sequence[Series],
    *,
    unit: Text = "",
    norm: Norm | None = None,
    places_decimal: int = 0,
) -> Chart:
    """Draw lines over the same places (months, days); gaps stay gaps."""
    steps = _steps(series, norm)
    side = max((width_of(wording.number(s, _decimals(steps))) for s in steps), default=20) + 10
    area = Area(side, 16 + 20 * bool(unit), WIDTH - _name_room(series), HEIGHT - 26)
    parts = [_grid(area, steps), _place_names(area, places)]
    if unit:
        parts.append(text(0, 14, unit))
    if norm is not None:
        parts.append(_norm(area, steps, norm))
    parts += [_one_line(area, steps, one, n) for n, one in enumerate(series)]
    parts.append(_line_names(area, steps, series))
    svg = picture(WIDTH, HEIGHT, title, _describe(places, series), parts)
    return Chart(title, svg, *_table(places, series, places_decimal))


def multiples(
    title: Text, places: Sequence[str], panels: Sequence[Series], *, places_decimal: int = 0
) -> Chart:
    """Draw one small picture for each series, all on the same scale."""
    steps = _steps(panels, None)
    rows = -(-len(panels) // PANELS_A_ROW)
    parts = [_panel(steps, one, n, places) for n, one in enumerate(panels)]
    height = max(1, rows) * (PANEL_HEIGHT + 30)
    svg = picture(WIDTH, height, title, _describe(places, panels), parts)
    return Chart(title, svg, *_table(places, panels, places_decimal))


def _panel(steps: list[float], one: Series, n: int, places: Sequence[str]) -> SafeString:
    row, column = divmod(n, PANELS_A_ROW)
    left, top = column * (PANEL_WIDTH + 13), row * (PANEL_HEIGHT + 30)
    area = Area(left, top + 20, left + PANEL_WIDTH, top + PANEL_HEIGHT)
    base = tag(
        "path", {"d": f"M{area.left} {area.bottom}H{area.right}", "class": "base", "stroke": LINE}
    )
    last = next((v for v in reversed(one.values) if v is not None), None)
    value = wording.number(last)
    words = [
        text(left, top + 12, shortened(one.label, PANEL_WIDTH - width_of(value) - 8)),
        text(area.right, top + 12, value, text_anchor="end", **{"class": "value", "fill": INK}),
        text(left, area.bottom + 14, places[0] if places else "", font_size=10.5),
        text(
            area.right,
            area.bottom + 14,
            places[-1] if places else "",
            font_size=10.5,
            text_anchor="end",
        ),
    ]
    return tag(
        "g", None, tag("title", None, str(one.label)), base, _one_line(area, steps, one, 0), *words
    )


def _steps(series: Sequence[Series], norm: Norm | None) -> list[float]:
    known = [v for one in series for v in one.values if v is not None]
    known += [norm.value] if norm else []
    return ticks(min(0, *known) if known else 0, max(0, *known) if known else 1)


def _decimals(steps: list[float]) -> int:
    return 0 if all(step == int(step) for step in steps) else 1


def _y(area: Area, steps: list[float], value: float) -> float:
    return area.bottom - (value - steps[0]) / (steps[-1] - steps[0]) * area.height


def _x(area: Area, n: int, among: int) -> float:
    return area.left + (area.width * n / (among - 1) if among > 1 else area.width / 2)


def _grid(area: Area, steps: list[float]) -> SafeString:
    parts = []
    for step in steps:
        y = _y(area, steps, step)
        kind = "base" if step == 0 else "axis"
        parts.append(
            tag(
                "path",
                {"d": f"M{area.left:.1f} {y:.1f}H{area.right:.1f}", "class": kind, "stroke": LINE},
            )
        )
        words = wording.number(step, _decimals(steps))
        parts.append(text(area.left - 8, y + 4, words, text_anchor="end"))
    return join(parts)


def _place_names(area: Area, places: Sequence[str]) -> SafeString:
    widest = max((width_of(place) for place in places), default=1) + 10
    every = max(1, -(-int(widest * len(places)) // max(1, int(area.width))))
    shown = [(n, place) for n, place in enumerate(places) if n % every == 0]
    return join(
        [
            text(_inside(_x(area, n, len(places)), p), area.bottom + 18, p, text_anchor="middle")
            for n, p in shown
        ]
    )


def _inside(x: float, words: str) -> float:
    """Move the middle of words so that they are not cut at the edges of the picture."""
    half = width_of(words) / 2
    return max(half, min(x, WIDTH - half))


def _one_line(area: Area, steps: list[float], one: Series, n: int) -> SafeString:
    kind = f"s{n % len(SERIES) + 1}"
    colour = SERIES[n % len(SERIES)]
    pieces: list[list[tuple[float, float]]] = [[]]
    for i, value in enumerate(one.values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((_x(area, i, len(one.values)), _y(area, steps, value)))
    drawn = [p for p in pieces if p]
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in piece) for piece in drawn)
    stroke = tag(
        "path",
        {"d": path, "class": f"line {kind}", "fill": "none", "stroke": colour, "stroke-width": 2},
    )
    alone = [piece[0] for piece in drawn if len(piece) == 1] + ([drawn[-1][-1]] if drawn else [])
    dots = [
        tag("circle", {"cx": x, "cy": y, "r": 3.5, "class": f"dot {kind}", "fill": colour})
        for x, y in alone
    ]
    return join([stroke, *dots]) if drawn else SafeString("")


def _name_room(series: Sequence[Series]) -> float:
    return (
        min(190.0, max((width_of(one.label) for one in series), default=0) + NAME_GAP)
        if len(series) > 1
        else 12
    )


def _line_names(area: Area, steps: list[float], series: Sequence[Series]) -> SafeString:
    """Name each line at its end, pushed apart where ends meet."""
    if len(series) < 2:  # noqa: PLR2004 (one line needs no name)
        return SafeString("")
    ends = []
    for n, one in enumerate(series):
        last = next((v for v in reversed(one.values) if v is not None), None)
        if last is not None:
            ends.append((_y(area, steps, last), n, one.label))
    parts, below = [], -100.0
    for y, n, label in sorted(ends, key=lambda end: (end[0], end[1])):
        below = max(y + 4, below + 15)
        kind, colour = f"s{n % len(SERIES) + 1}", SERIES[n % len(SERIES)]
        parts.append(
            tag(
                "circle",
                {"cx": area.right + 9, "cy": below - 4, "r": 3.5, "class": kind, "fill": colour},
            )
        )
        parts.append(text(area.right + 17, below, label, **{"class": "value", "fill": INK}))
    return join(parts)


def _norm(area: Area, steps: list[float], norm: Norm) -> SafeString:
    y = _y(area, steps, norm.value)
    rule: dict[str, object] = {
        "d": f"M{area.left:.1f} {y:.1f}H{area.right:.1f}",
        "class": "norm",
        "stroke": NORM,
        "stroke-dasharray": "4 3",
    }
    word = text(
        area.right, y - 5, norm.label, text_anchor="end", **{"class": "norm-word", "fill": NORM}
    )
    return join([tag("path", rule), word])


def _describe(places: Sequence[str], series: Sequence[Series]) -> str:
    if not places or not series:
        return _("No data for this period.")
    return _("%(count)s lines from %(first)s to %(last)s.") % {
        "count": len(series), "first": places[0], "last": places[-1],
    }  # fmt: skip


def _table(
    places: Sequence[str], series: Sequence[Series], decimals: int
) -> tuple[tuple[Text, ...], tuple[tuple[str, ...], ...]]:
    heads = (pgettext("chart", "Period"), *(one.label for one in series))
    rows = tuple(
        (place, *(wording.number(_value(one, n), decimals) for one in series))
        for n, place in enumerate(places)
    )
    return heads, rows


def _value(one: Series, n: int) -> float | None:
    return one.values[n] if n < len(one.values) else None
