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
LEAST_WORD: Final = 44.0
KINDS: Final = {
    "flight": ("#e4f0f7", "#0b5d8a"),
    "rest": ("#fdf1d8", "#7d5200"),
    "out": ("url(#hatch)", "#4c5b64"),
}
HOUR_STEPS: Final = (1, 2, 3, 6, 12, 24)
MOST_HOURS: Final = 13


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


def schedule(
    title: Text,
    lanes: Sequence[Lane],
    *,
    start: datetime,
    end: datetime,
    now: datetime | None = None,
) -> Chart:
    """Draw who is promised when, with the present moment as a line."""
    parts = [hatch(), _hours(start, end, len(lanes))]
    parts += [_lane(lane, n, start, end) for n, lane in enumerate(lanes)]
    height = HEAD + max(1, len(lanes)) * LANE
    if now is not None and start <= now <= end:
        x = _x(now, start, end)
        parts.append(
            tag(
                "path",
                {"d": f"M{x:.1f} {HEAD - 6}V{height:.1f}", "class": "now", "stroke": "#c4351c"},
            )
        )
    description = _("%(count)s rows from %(first)s to %(last)s.") % {
        "count": len(lanes),
        "first": wording.moment(start, "short"),
        "last": wording.moment(end, "short"),
    }
    svg = picture(WIDTH, height, title, description, parts)
    return Chart(title, svg, _heads(), _rows(lanes))


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


def _x(at: datetime, start: datetime, end: datetime) -> float:
    share = (at - start) / (end - start)
    return SIDE + min(1.0, max(0.0, share)) * (WIDTH - SIDE)


def _hours(start: datetime, end: datetime, lanes: int) -> SafeString:
    hours = (end - start) / timedelta(hours=1)
    step = next((s for s in HOUR_STEPS if hours / s <= MOST_HOURS), HOUR_STEPS[-1])
    local = timezone.localtime(start)
    first = local.replace(minute=0, second=0, microsecond=0)
    first += timedelta(hours=(-first.hour) % step)
    bottom = HEAD + max(1, lanes) * LANE
    parts = []
    at = first if first >= local else first + timedelta(hours=step)
    while at <= end:
        x = _x(at, start, end)
        parts.append(
            tag("path", {"d": f"M{x:.1f} {HEAD}V{bottom:.1f}", "class": "axis", "stroke": LINE})
        )
        words = wording.day(at.date(), with_year=False) if at.hour == 0 else f"{at:%H:%M}"
        parts.append(text(x, HEAD - 9, words, text_anchor="middle"))
        at += timedelta(hours=step)
    return join(parts)


def _lane(lane: Lane, n: int, start: datetime, end: datetime) -> SafeString:
    top = HEAD + n * LANE
    rule = tag("path", {"d": f"M0 {top:.1f}H{WIDTH}", "class": "axis", "stroke": LINE})
    name = text(0, top + 18, lane.label, font_weight=600, **{"class": "value", "fill": INK})
    note = text(min(SIDE - 40, width_of(lane.label) + 12), top + 18, lane.note)
    seen = [s for s in lane.spans if s.end > start and s.start < end]
    return join([rule, link(lane.url, name, note), *(_span(s, top, start, end) for s in seen)])


def _span(span: Span, top: float, start: datetime, end: datetime) -> SafeString:
    fill, ink = KINDS.get(span.kind, KINDS["flight"])
    left, right = _x(span.start, start, end), _x(span.end, start, end)
    width = max(3.0, right - left)
    name = span.kind if span.kind in KINDS else "flight"
    box = {
        "x": left,
        "y": top + 5,
        "width": width,
        "height": LANE - 10,
        "rx": 4,
        "class": f"bar-{name}",
        "fill": fill,
        "stroke": ink,
    }
    hint = f"{span.label}, {wording.moment(span.start, 'time')}–{wording.moment(span.end, 'time')}"
    parts = [tag("rect", box), tag("title", None, hint)]
    if width > LEAST_WORD:
        words = shortened(span.label, width - 10, 11)
        parts.append(
            text(
                left + 6,
                top + 18,
                words,
                font_size=11,
                **{"class": f"bar-{name}-word", "fill": ink},
            )
        )
    return link(span.url, tag("g", None, *parts))
