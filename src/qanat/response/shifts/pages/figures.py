"""The figures of a shift, how promptly its work was done, and the records behind each."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import NotFound, Text
from qanat.response.dispatch.queries.promptness import Interval, Prompt, intervals_between
from qanat.response.shifts.figures import Behind, Counter, counter
from qanat.response.shifts.pages.words import about, need_shifts
from qanat.response.shifts.queries.shifts import ShiftRow, shift_row
from qanat.web import wording
from qanat.web.figures import Figure
from qanat.web.marks import moment
from qanat.web.paging import Behind as Cut
from qanat.web.paging import Page, one_page
from qanat.web.reply import Values, page
from qanat.web.tables import Column, Row, Table

FIGURES = "shifts/figures.html"
RECORDS = "shifts/records.html"
INTERVALS: dict[str, Text] = {
    Interval.DECISION: pgettext_lazy("shift", "From registration to the decision"),
    Interval.TAKE_OFF: pgettext_lazy("shift", "From the decision to take-off"),
    Interval.CALL: pgettext_lazy("shift", "From the ambulance call to arrival"),
}
PAGES = {
    Interval.DECISION: "dispatch:request",
    Interval.TAKE_OFF: "dispatch:mission",
    Interval.CALL: "dispatch:call",
}


@require_GET
def figures(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show the figures of a shift."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    row = shift_row(actor, shift_id)
    start, end = _hours(row, now)
    counts = counter()
    tiles = [
        Figure(one.label, wording.number(one.value), url=_records(shift_id, one.code))
        for one in (counts.figures(start, end) if counts else ())
    ]
    found = intervals_between(actor, start, end)
    context = about(actor, row, "figures", now) | {
        "tiles": tiles,
        "table": _promptness(shift_id, found, now),
        "has_unverified": any(not one.is_verified for one in found),
        "until": end,
    }
    return page(request, FIGURES, context)


@require_GET
def records(request: HttpRequest, shift_id: int, code: str) -> HttpResponse:
    """Show the records behind a figure, or behind an interval."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    row = shift_row(actor, shift_id)
    start, end = _hours(row, now)
    if code in INTERVALS:
        prompts = [i for i in intervals_between(actor, start, end) if i.interval == code]
        runs = one_page(request, prompts[::-1])
        shown: Values = {"rows": runs, "table": _interval_table(runs.items, now)}
        title = INTERVALS[code]
    else:
        counts = _counts()
        known = {one.code: one.label for one in counts.figures(start, end)}
        if code not in known:
            raise NotFound
        found = _counted(request, counts, code, (start, end))
        shown, title = {"rows": found, "table": _record_table(found.items)}, known[code]
    context = about(actor, row, "figures", now)
    context |= {"title": title, **shown}
    return page(request, RECORDS, context)


def _hours(row: ShiftRow, now: datetime) -> tuple[datetime, datetime]:
    """Return the time a shift was at work."""
    return row.opened_at, row.over_at or now


def _records(shift_id: int, code: str) -> str:
    return reverse("shifts:records", args=(shift_id, code))


def _counts() -> Counter:
    counts = counter()
    if counts is None:
        raise NotFound
    return counts


def _counted(
    request: HttpRequest, counts: Counter, code: str, hours: tuple[datetime, datetime]
) -> Page[Behind]:
    return one_page(
        request,
        Cut(
            lambda: counts.records(code, *hours, first=0, count=1)[1],
            lambda first, count: counts.records(code, *hours, first=first, count=count)[0],
        ),
    )


def _promptness(shift_id: int, found: Sequence[Prompt], now: datetime) -> Table:
    rows = []
    for code, label in INTERVALS.items():
        own = [one for one in found if one.interval == code]
        over = [one for one in own if one.until is not None]
        late = sum(one.is_late(now) for one in own)
        took = [one.took(now).total_seconds() for one in over]
        cells = (
            str(label),
            wording.number(len(own)),
            wording.number(len(over)),
            wording.duration(median(took)) if took else wording.DASH,
            wording.duration(max(took)) if took else wording.DASH,
            wording.number(late),
        )
        rows.append(Row(cells, url=_records(shift_id, code), tone="warn" if late else ""))
    columns = (
        Column("what", pgettext("shift", "Interval")),
        Column("begun", pgettext("shift", "Begun"), numeric=True),
        Column("over", pgettext("shift", "Ended"), numeric=True),
        Column("median", _("Median"), numeric=True),
        Column("longest", _("Longest"), numeric=True),
        Column("late", _("Beyond the norm"), numeric=True),
    )
    return Table(columns, tuple(rows), empty="", caption=_("How promptly it was done"))


def _interval_table(found: Sequence[Prompt], now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                one.number,
                moment(one.since, "short"),
                moment(one.until, "short") if one.until else _("still runs"),
                wording.duration(one.took(now)),
                wording.duration(one.norm),
            ),
            url=reverse(PAGES[one.interval], args=(one.record_id,)),
            tone="breach" if one.is_late(now) else "",
        )
        for one in found
    )
    columns = (
        Column("number", _("Number"), whole=True),
        Column("since", pgettext("interval", "From"), whole=True),
        Column("until", pgettext("interval", "To"), whole=True),
        Column("took", _("Took"), numeric=True),
        Column("norm", _("Norm"), numeric=True),
    )
    return Table(columns, rows, empty=_("Nothing of this kind began in this shift."))


def _record_table(found: Sequence[Behind]) -> Table:
    rows = tuple(Row((b.number, moment(b.at, "short"), b.note), url=_address(b)) for b in found)
    columns = (
        Column("number", _("Number"), whole=True),
        Column("at", _("When"), whole=True),
        Column("note", pgettext("vehicle", "Vehicle")),
    )
    return Table(columns, rows, empty=_("No record stands behind this figure."))


def _address(behind: Behind) -> str:
    if behind.mission_id is not None:
        return reverse("dispatch:mission", args=(behind.mission_id,))
    return reverse("dispatch:request", args=(behind.request_id,)) if behind.request_id else ""
