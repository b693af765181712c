"""Bars: lying, so that long names of regions and reasons stay readable."""

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
    SERIES,
    Chart,
    hatch,
    join,
    link,
    picture,
    shortened,
    tag,
    text,
    width_of,
)

WIDTH: Final = 760.0
BAR: Final = 18.0
GAP: Final = 8.0
WIDEST_NAME: Final = 290.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``url`` leads to the records behind it."""

    label: Text
    value: float | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts, in the order of the parts' names; without values none is known."""

    label: Text
    values: tuple[float, ...]
    url: str = ""


def bars(title: Text, rows: Sequence[Bar], *, unit: Text = "", decimals: int = 0) -> Chart:
    """Draw bars with their values; a bar without a value is hatched and says so."""
    left = _name_width([row.label for row in rows])
    largest = max((row.value or 0 for row in rows), default=0) or 1
    room = (
        WIDTH
        - left
        - max((width_of(wording.number(r.value, decimals)) for r in rows), default=0)
        - 14
    )
    parts = [hatch()]
    for n, row in enumerate(rows):
        y = n * (BAR + GAP) + 2
        name = text(left - 8, y + 13, shortened(row.label, left - 8), text_anchor="end")
        parts.append(link(row.url, name, _bar(left, y, row, room / largest, decimals)))
    height = max(1, len(rows)) * (BAR + GAP) + 2
    svg = picture(WIDTH, height, title, _describe([row.label for row in rows]), parts)
    table = tuple((str(row.label), wording.number(row.value, decimals)) for row in rows)
    return Chart(title, svg, ("", unit or pgettext("chart", "Number")), table)


def _bar(left: float, y: float, row: Bar, scale: float, decimals: int) -> SafeString:
    if row.value is None:
        return _no_data(left, y)
    length = max(0.0, row.value) * scale
    shape = tag(
        "rect",
        {
            "x": left,
            "y": y,
            "width": length,
            "height": BAR,
            "rx": 2,
            "class": "s1",
            "fill": SERIES[0],
        },
    )
    value = text(
        left + length + 6,
        y + 13,
        wording.number(row.value, decimals),
        **{"class": "value", "fill": INK},
    )
    return join([shape, value])


def _no_data(left: float, y: float) -> SafeString:
    empty = tag("rect", {"x": left, "y": y, "width": 40, "height": BAR, "fill": "url(#hatch)"})
    return join([empty, text(left + 48, y + 13, _("no data"))])


def stacked(
    title: Text, parts_of: Sequence[Text], rows: Sequence[Stack], *, decimals: int = 0
) -> Chart:
    """Draw bars of several parts, with the total at the end and a key above."""
    left = _name_width([row.label for row in rows])
    totals = [sum(row.values) for row in rows]
    largest = max(totals, default=0) or 1
    room = (
        WIDTH - left - max((width_of(wording.number(t, decimals)) for t in totals), default=0) - 14
    )
    key, key_height = _key(parts_of)
    drawn = [hatch(), key]
    for n, (row, total) in enumerate(zip(rows, totals, strict=True)):
        y = key_height + n * (BAR + GAP)
        name = text(left - 8, y + 13, shortened(row.label, left - 8), text_anchor="end")
        if not row.values:
            drawn.append(link(row.url, name, _no_data(left, y)))
            continue
        pieces, end = _pieces(left, y, row.values, room / largest)
        value = text(
            end + 6, y + 13, wording.number(total, decimals), **{"class": "value", "fill": INK}
        )
        drawn.append(link(row.url, name, pieces, value))
    height = key_height + max(1, len(rows)) * (BAR + GAP)
    svg = picture(WIDTH, height, title, _describe([row.label for row in rows]), drawn)
    heads = ("", *parts_of, pgettext("chart", "Total"))
    table = tuple(
        (
            str(row.label),
            *(wording.number(v, decimals) for v in row.values or [None] * len(parts_of)),
            wording.number(total if row.values else None, decimals),
        )
        for row, total in zip(rows, totals, strict=True)
    )
    return Chart(title, svg, heads, table)


def _pieces(
    left: float, y: float, values: Sequence[float], scale: float
) -> tuple[SafeString, float]:
    shapes, x = [], left
    for n, value in enumerate(values):
        length = max(0.0, value) * scale
        kind = n % len(SERIES)
        box: dict[str, object] = {"x": x, "y": y, "width": max(0.0, length - 1), "height": BAR}
        if length > 0:
            shapes.append(tag("rect", box | {"class": f"s{kind + 1}", "fill": SERIES[kind]}))
        x += length
    return join(shapes), x


def _key(names: Sequence[Text]) -> tuple[SafeString, float]:
    parts, x, y = [], 0.0, 4.0
    for n, name in enumerate(names):
        wide = width_of(name) + 34
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 20
        kind = n % len(SERIES)
        parts.append(
            tag(
                "rect",
                {
                    "x": x,
                    "y": y,
                    "width": 12,
                    "height": 12,
                    "rx": 2,
                    "class": f"s{kind + 1}",
                    "fill": SERIES[kind],
                },
            )
        )
        parts.append(text(x + 18, y + 10.5, name))
        x += wide
    return join(parts), y + 26


def _name_width(names: Sequence[Text]) -> float:
    return min(WIDEST_NAME, max((width_of(name) for name in names), default=0) + 14)


def _describe(names: Sequence[Text]) -> str:
    if not names:
        return _("No data for this period.")
    return _("%(count)s bars, the first is %(first)s.") % {"count": len(names), "first": names[0]}
