"""Marks: icon, urgency, stage, age, clock, as ready-made HTML.

The template tags of ``qanat`` call these functions; pages with many rows call them directly,
which is several times faster than a template.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from qanat.foundation.refusals import Text
from qanat.web import wording

EMPTY: Final = SafeString("")
UNUSED_AFTER_LIMITS: Final = 3
SOON_SHARE: Final = 0.2
SOON_S: Final = 600

URGENCY_WORDS: Final[dict[int, Text]] = {
    1: pgettext_lazy("urgency", "Emergency"),
    2: pgettext_lazy("urgency", "Urgent"),
    3: pgettext_lazy("urgency", "Planned"),
    4: pgettext_lazy("urgency", "Routine"),
}
URGENCY_SHAPES: Final = {
    1: '<path d="M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6z"/>',
    2: '<path d="M12 1.8 23 21.6H1z"/>',
    3: '<circle cx="12" cy="12" r="10.5"/>',
    4: '<rect x="2.5" y="2.5" width="19" height="19" rx="2.5"/>',
}
NUMBER_AT: Final = {1: 16.6, 2: 19.2, 3: 16.6, 4: 16.6}
TONES: Final = frozenset({"", "accent", "ok", "warn", "breach"})


@cache
def _sprite() -> str:
    return static("web/vendor/icons.svg")


def icon(name: str, label: Text = "") -> SafeString:
    """Draw an icon; with a label it is spoken, without it is decoration."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            label, _sprite(), name,
        )  # fmt: skip
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name
    )


def urgency(level: int | None, *, word: bool = True, size: str = "") -> SafeString:
    """Draw an urgency: shape, colour and number, with its word shown or spoken."""
    if level not in URGENCY_SHAPES:
        return format_html('<span class="urgency none">{}</span>', wording.DASH)
    text = URGENCY_WORDS[level]
    spoken = EMPTY if word else format_html('<span class="visually-hidden">{}</span>', text)
    shown = format_html('<span class="urgency-word">{}</span>', text) if word else EMPTY
    return format_html(
        '<span class="urgency u{}{}"><svg viewBox="0 0 24 24" aria-hidden="true">{}'
        '<text x="12" y="{}">{}</text></svg>{}{}</span>',
        level, f" {size}" if size else "", mark_safe(URGENCY_SHAPES[level]),  # noqa: S308 (constant)
        NUMBER_AT[level], level, spoken, shown,
    )  # fmt: skip


def chip(label: Text, tone: str = "", icon_name: str = "") -> SafeString:
    """Draw a stage as a quiet chip.

    Raises:
        ValueError: if the tone is not one of ours.
    """
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone}")
    drawing = icon(icon_name) if icon_name else EMPTY
    css = f"chip {tone}" if tone else "chip"
    return format_html('<span class="{}">{}{}</span>', css, drawing, label)


def moment(at: datetime | None, style: str = "full") -> SafeString:
    """Write a moment in the viewer's zone, with the zone in its title."""
    if at is None:
        return SafeString(wording.DASH)
    there = timezone.localtime(at)
    title = f"{wording.moment(there, 'seconds')} {wording.offset(there)}"
    shown = wording.moment(there, style)  # figures and our own names of months: nothing to escape
    return SafeString(
        f'<time datetime="{wording.iso(at)}" title="{title}" class="num">{shown}</time>'
    )


def day(on: date | None) -> SafeString:
    """Write a day."""
    if on is None:
        return SafeString(wording.DASH)
    return format_html('<time datetime="{}" class="num">{}</time>', on.isoformat(), wording.day(on))


@dataclass(frozen=True, slots=True)
class Reading:
    """How old something is: its words and whether it may still be trusted."""

    state: str
    text: str


def read_age(at: datetime | None, limit_s: float, now: datetime) -> Reading:
    """Judge an age: ``fresh``, ``stale`` over the limit, ``lost`` over three limits."""
    words = wording.clock_words()
    if at is None:
        return Reading("lost", words["none"])
    seconds = max(0.0, (now - at).total_seconds())
    if seconds <= limit_s:
        return Reading("fresh", words["ago"] % {"time": wording.duration(seconds)})
    style = "time" if timezone.localtime(at).date() == timezone.localtime(now).date() else "short"
    seen = {"time": wording.moment(at, style)}
    if seconds <= limit_s * UNUSED_AFTER_LIMITS:
        return Reading("stale", words["seen"] % seen)
    return Reading("lost", words["unused"] % seen)


def age(
    at: datetime | None, *, limit_s: float, source: Text = "", now: datetime | None = None
) -> SafeString:
    """Draw how old a value is and where it comes from; stale is visibly hollow."""
    reading = read_age(at, limit_s, now or timezone.now())
    said = wording.source(str(source))
    origin = format_html('<span class="age-source">{}</span>', said) if said else EMPTY
    if at is None:
        return format_html(
            '<span class="age lost"><i aria-hidden="true"></i><span>{}</span>{}</span>',
            reading.text, origin,
        )  # fmt: skip
    return format_html(
        '<span class="age {}" data-qanat-age="{}" data-limit="{}" title="{} {}">'
        '<i aria-hidden="true"></i><span>{}</span>{}</span>',
        reading.state, wording.iso(at), int(limit_s), wording.moment(at, "seconds"),
        wording.offset(at), reading.text, origin,
    )  # fmt: skip


def read_clock(due: datetime, since: datetime | None, now: datetime) -> Reading:
    """Judge a clock that runs to a norm: ``running``, ``soon`` near the end, ``late`` after."""
    words = wording.clock_words()
    left_s = (due - now).total_seconds()
    if left_s < 0:
        return Reading("late", words["late"] % {"time": wording.duration(-left_s)})
    soon_s = (due - since).total_seconds() * SOON_SHARE if since else SOON_S
    text = words["left"] % {"time": wording.duration(left_s)}
    return Reading("soon" if left_s <= soon_s else "running", text)


def clock(
    due: datetime | None, *, since: datetime | None = None, done: datetime | None = None,
    now: datetime | None = None,
) -> SafeString:  # fmt: skip
    """Draw the time left to a norm; ticks in the browser until it is done."""
    if due is None:
        return SafeString(wording.DASH)
    reading = read_clock(due, since, done or now or timezone.now())
    sign = {"soon": icon("hourglass"), "late": icon("alert-circle")}.get(reading.state, EMPTY)
    if done is not None:
        state = "late" if reading.state == "late" else "kept"
        text = reading.text if state == "late" else _("in time")
        return format_html('<span class="clock {} num">{}{}</span>', state, sign, text)
    soon_s = int((due - since).total_seconds() * SOON_SHARE) if since else SOON_S
    return format_html(
        '<span class="clock {} num" role="timer" data-qanat-due="{}" data-soon="{}" title="{}">'
        "{}<span>{}</span></span>",
        reading.state, wording.iso(due), soon_s, wording.moment(due), sign, reading.text,
    )  # fmt: skip


def elapsed(
    since: datetime | None, *, until: datetime | None = None, now: datetime | None = None
) -> SafeString:
    """Draw the time passed since a moment; ticks until there is an end."""
    if since is None:
        return SafeString(wording.DASH)
    text = wording.duration(((until or now or timezone.now()) - since).total_seconds())
    if until is not None:
        return format_html('<span class="elapsed num">{}</span>', text)
    return format_html(
        '<span class="elapsed num" role="timer" data-qanat-since="{}"><span>{}</span></span>',
        wording.iso(since), text,
    )  # fmt: skip


def unverified(source: Text = "") -> SafeString:
    """Draw the badge of a value nobody has checked, with its source."""
    hint = _("Nobody has checked this value yet. Source: %(source)s") % {
        "source": wording.source(str(source)) or pgettext("source", "unknown")
    }
    return format_html(
        '<span class="unverified" tabindex="0"><span>{}</span>'
        '<span class="tip" role="note">{}</span></span>',
        pgettext("parameter", "unverified"), hint,
    )  # fmt: skip
