"""A schedule: what each aircraft, crew or bed is promised for, over hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.refusals import Text
from qanat.web import wording
from qanat.web.charts.svg import (
    INK,
    LINE,
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

WIDTH: Final = 1000.0
LANE: Final = 28.0
HEAD: Final = 26.0
SIDE: Final = 210.0
MOST_SIDE: Final = 0.28
"""Long names may take so much of the width before they are shortened."""
LEAST_WORD: Final = 44.0
KINDS: Final = {
    "flight": ("#e4f0f7", "#0b5d8a"),
    "rest": ("#fdf1d8", "#7d5200"),
    "out": ("url(#hatch)", "#4c5b64"),
}
HOUR_STEPS: Final = (1, 2, 3, 6, 12, 24)
HOUR_PX: Final = 54.0


@dataclass(frozen=True, slots=True)
class Span:
    """One promise: ``flight`` (work), ``rest`` (a crew), ``out`` (maintenance, closed)."""

    start: datetime
    end: datetime
    label: Text
    kind: str = "flight"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One resource and its promises."""

    label: Text
    note: Text = ""
    spans: tuple[Span, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Window:
    start: datetime
    end: datetime
    width: float
    side: float = SIDE

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return self.side + min(1.0, max(0.0, share)) * (self.width - self.side)


def schedule(
    title: Text,
    lanes: Sequence[Lane],
    *,
    start: datetime,
    end: datetime,
    now: datetime | None = None,
    width: float = WIDTH,
) -> Chart:
    """Draw who is promised when, with the present moment as a line."""
    window = _Window(start, end, width, _side(lanes, width))
    parts = [
        hatch(),
        _hours(window, len(lanes)),
        *(_lane(lane, n, window) for n, lane in enumerate(lanes)),
    ]
    height = HEAD + max(1, len(lanes)) * LANE
    if now is not None and start <= now <= end:
        rule = f"M{window.x(now):.1f} {HEAD - 6}V{height:.1f}"
        parts.append(tag("path", {"d": rule, "class": "now", "stroke": "#b72c13"}))
    description = _("%(count)s rows from %(first)s to %(last)s.") % {
        "count": len(lanes),
        "first": wording.moment(start, "short"),
        "last": wording.moment(end, "short"),
    }
    svg = picture(width, height, title, description, parts)
    return Chart(title, svg, _heads(), _rows(lanes))


def _side(lanes: Sequence[Lane], width: float) -> float:
    """Return how much room the names of the rows get: what the longest needs, within bounds."""
    longest = max((width_of(x.label) + width_of(x.note) + 24 for x in lanes), default=0.0)
    return max(SIDE, min(longest, width * MOST_SIDE))


def _heads() -> tuple[Text, ...]:
    return (
        pgettext("schedule", "What"), pgettext("schedule", "From"),
        pgettext("schedule", "Until"), pgettext("schedule", "For"),
    )  # fmt: skip


def _rows(lanes: Sequence[Lane]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(lane.label),
            wording.moment(s.start, "short"),
            wording.moment(s.end, "short"),
            str(s.label),
        )
        for lane in lanes
        for s in lane.spans
    )


def _hours(window: _Window, lanes: int) -> SafeString:
    hours = (window.end - window.start) / timedelta(hours=1)
    most = max(2, int((window.width - window.side) / HOUR_PX))
    step = next((s for s in HOUR_STEPS if hours / s <= most), HOUR_STEPS[-1])
    local = timezone.localtime(window.start)
    at = local.replace(minute=0, second=0, microsecond=0)
    at += timedelta(hours=(-at.hour) % step)
    bottom = HEAD + max(1, lanes) * LANE
    parts = []
    while at <= window.end:
        if at >= local:
            x = window.x(at)
            rule = f"M{x:.1f} {HEAD}V{bottom:.1f}"
            parts.append(tag("path", {"d": rule, "class": "axis", "stroke": LINE}))
            words = wording.day(at.date(), with_year=False) if at.hour == 0 else f"{at:%H:%M}"
            is_last = x + width_of(words) / 2 > window.width
            at_x, anchor = (window.width, "end") if is_last else (x, "middle")
            parts.append(text(at_x, HEAD - 9, words, text_anchor=anchor))
        at += timedelta(hours=step)
    return join(parts)


def _lane(lane: Lane, n: int, window: _Window) -> SafeString:
    top = HEAD + n * LANE
    line = f"M0 {top:.1f}H{window.width:.1f}"
    rule = tag("path", {"d": line, "class": "axis", "stroke": LINE})
    bold: dict[str, object] = {"class": "value", "fill": INK, "font_weight": 600}
    name = text(0, top + 18, shortened(lane.label, window.side - 12), **bold)
    place = width_of(lane.label) + 10
    note = (
        text(place, top + 18, shortened(lane.note, window.side - place - 10))
        if place < window.side - 60
        else ""
    )
    seen = [s for s in lane.spans if s.end > window.start and s.start < window.end]
    hint = tag("title", None, f"{lane.label} {lane.note}")
    return join(
        [
            rule,
            link(lane.url, tag("g", None, hint, name, note)),
            *(_span(s, top, window) for s in seen),
        ]
    )


def _span(span: Span, top: float, window: _Window) -> SafeString:
    kind = span.kind if span.kind in KINDS else "flight"
    fill, ink = KINDS[kind]
    left, right = window.x(span.start), window.x(span.end)
    width = max(3.0, right - left)
    box: dict[str, object] = {"x": left, "y": top + 5, "width": width, "height": LANE - 10, "rx": 4}
    box |= {"class": f"bar-{kind}", "fill": fill, "stroke": ink}
    hint = f"{span.label}, {wording.moment(span.start, 'time')}–{wording.moment(span.end, 'time')}"
    parts = [tag("title", None, hint), tag("rect", box)]
    if width > LEAST_WORD:
        word: dict[str, object] = {"class": f"bar-{kind}-word", "fill": ink, "font_size": 11}
        parts.append(text(left + 6, top + 18, shortened(span.label, width - 10, 11), **word))
    return link(span.url, tag("g", None, *parts))
