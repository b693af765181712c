"""The shift at work, earlier shifts, and who works in them."""

from datetime import datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.changing import has_run
from qanat.response.shifts import commands
from qanat.response.shifts.forms import EntryForm, LogFilter
from qanat.response.shifts.pages.words import NOW, about, need_shifts
from qanat.response.shifts.permissions import SIGN, WORK
from qanat.response.shifts.queries.open_matters import open_matters
from qanat.response.shifts.queries.shifts import (
    ShiftRow,
    current_shift,
    entry_count,
    entry_rows,
    next_hours,
    shift_count,
    shift_row,
    shift_rows,
    signed_hand_over,
)
from qanat.response.shifts.states import ShiftState
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Values, again, done, page

SHIFT = "shifts/shift.html"
LOG = "shifts/log.html"
HISTORY = "shifts/history.html"
NONE = "shifts/none.html"
NEWEST = 8


@require_http_methods(["GET", "POST"])
def now_at_work(request: HttpRequest) -> HttpResponse:
    """Show the shift at work; open one where there is none."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    if request.method == "POST":
        commands.open_shift(actor, now=now)
        return done(request, to="shifts:now", message=_("The shift is open."))
    row = current_shift(actor)
    if row is None:
        context = {"hours": next_hours(now), "can_open": actor.may(SIGN), "now": now}
        return page(request, NONE, context)
    return page(request, SHIFT, _shown(actor, row, now), fragment="matters")


@require_GET
def show(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show a shift: what is open now, or what was signed."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    row = shift_row(actor, shift_id)
    return page(request, SHIFT, _shown(actor, row, now), fragment="matters")


@require_POST
def join(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Work in the shift."""
    commands.join_shift(actor_of(request), shift_id=shift_id, now=timezone.now())
    return done(request, to="shifts:now")


@require_POST
def leave(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Stop working in the shift."""
    commands.leave_shift(actor_of(request), shift_id=shift_id, now=timezone.now())
    return done(request, to="shifts:now")


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show and search the log; write a line."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    row = shift_row(actor, shift_id)
    form = EntryForm(request.POST) if request.method == "POST" else _blank()

    def run(typed: Values) -> None:
        commands.write_entry(
            actor,
            shift_id=shift_id,
            text=typed["text"],
            kind=typed["kind"],
            at=typed["at"],
            sent_key=typed["sent_key"],
            now=timezone.now(),
        )

    if request.method == "POST":
        actor.need(WORK)
        if has_run(form, run):
            return done(request, to="shifts:log", args=(shift_id,), message=_("Noted."))
    wanted = LogFilter(request.GET)
    wanted.full_clean()
    kind, text = (wanted.cleaned_data.get(name) or "" for name in ("kind", "text"))
    entries = Behind(
        lambda: entry_count(shift_id, kind=kind, text=text),
        lambda first, count: entry_rows(shift_id, kind=kind, text=text, first=first, count=count),
    )
    context = about(actor, row, "log", now) | {
        "form": wanted,
        "entry_form": form,
        "rows": one_page(request, entries),
        "is_filtered": bool(kind or text),
    }
    if request.method == "POST":
        return again(request, LOG, context)
    return page(request, LOG, context, fragment="entries")


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Show all shifts, the newest first."""
    actor = actor_of(request)
    need_shifts(actor)
    rows = one_page(
        request,
        Behind(
            lambda: shift_count(actor),
            lambda first, count: shift_rows(actor, first=first, count=count),
        ),
    )
    context = {"rows": rows, "states": dict(ShiftState.choices)}
    return page(request, HISTORY, context)


def _blank() -> EntryForm:
    return EntryForm(initial={"kind": "note", "sent_key": uuid4()})


def _shown(actor: Actor, row: ShiftRow, now: datetime) -> Values:
    context = about(actor, row, NOW, now)
    context["signed"] = signed = None if row.state == ShiftState.OPEN else signed_hand_over(row.id)
    context["sections"] = signed.sections if signed else open_matters(actor, row.id, now)
    context["entries"] = entry_rows(row.id, count=NEWEST)
    if row.is_current:
        context["entry_form"] = _blank()
    return context
