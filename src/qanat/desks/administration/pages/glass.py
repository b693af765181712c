"""Emergency access: opening a record, closing it, judging what others opened."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.desks.administration.forms import GlassForm, GlassSearchForm, ReviewForm, tried
from qanat.foundation.access.commands import close_glass, open_glass, review_glass
from qanat.foundation.access.permissions import BREAK_GLASS
from qanat.foundation.access.queries import (
    GlassRow,
    get_glass,
    glass_rows,
    may_read_trail,
    waiting_for_review,
)
from qanat.foundation.access.records import BIGGEST, RECORD_KINDS
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import NotFound
from qanat.web import marks
from qanat.web.paging import one_page
from qanat.web.reply import Question, again, ask, done, page
from qanat.web.tables import Column, Row, Table

LIST = "administration/glass_list.html"
CARD = "administration/glass.html"
HOME = "/"
OPEN: Final = Question(
    text=_("Open this record in an emergency?"),
    details=_(
        "It opens for some hours. Your name, the time and the reason are recorded, and"
        " somebody else will judge whether it was justified."
    ),
    label=pgettext_lazy("emergency", "Open"),
    danger=True,
)


@require_http_methods(["GET", "POST"])
def open_record(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Ask why, then open one record."""
    actor = actor_of(request)
    actor.need(BREAK_GLASS)
    if kind not in RECORD_KINDS or record_id > BIGGEST:
        raise NotFound
    if record_id in actor.opened(kind):
        return done(request, to=RECORD_KINDS[kind].address(record_id))
    form = GlassForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        tried(form, lambda: open_glass(actor, kind=kind, record_id=record_id, **given))
        if not form.errors:
            return done(request, to=RECORD_KINDS[kind].address(record_id))
    return ask(
        request,
        OPEN,
        action=request.path,
        back=HOME,
        form=form,
    )


@require_POST
def close_record(request: HttpRequest, glass_id: int) -> HttpResponse:
    """Close a record before its time is over."""
    close_glass(actor_of(request), glass_id=glass_id)
    return done(request, to=HOME, message=_("The record is closed again."))


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """List what was opened in emergencies."""
    form = GlassSearchForm(request.GET)
    state = form.cleaned_data.get("state", "") if form.is_valid() else ""
    rows = one_page(request, glass_rows(actor_of(request), state=state))
    waiting = waiting_for_review(actor_of(request))
    context = {"form": form, "page": rows, "table": _table(rows.items), "waiting": waiting}
    return page(request, LIST, context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, glass_id: int) -> HttpResponse:
    """Show one emergency access and judge it."""
    actor = actor_of(request)
    row = get_glass(actor, glass_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        is_justified = given["verdict"] == "justified"
        tried(
            form,
            lambda: review_glass(
                actor, glass_id=glass_id, is_justified=is_justified, note=given["note"]
            ),
        )
        if not form.errors:
            return done(request, to="administration:glass", message=_("The judgement is kept."))
    context = {"row": row, "form": form, "may_read_trail": may_read_trail(actor)}
    return again(request, CARD, context) if form.is_bound else page(request, CARD, context)


def _table(rows: tuple[GlassRow, ...]) -> Table:
    return Table(
        columns=(
            Column("opened", _("Opened")),
            Column("who", _("Who")),
            Column("record", _("Record")),
            Column("reason", _("Reason")),
            Column("state", _("Review")),
        ),
        rows=tuple(_row(row) for row in rows),
        empty=_("Nothing was opened in an emergency."),
        caption=_("Emergency access"),
    )


def _row(row: GlassRow) -> Row:
    tones = {"unreviewed": "warn", "unjustified": "breach"}
    return Row(
        cells=(
            marks.moment(row.opened_at),
            row.who,
            f"{row.kind} {row.record_id}",
            str(row.reason),
            marks.chip(row.state.label, tones.get(row.state.value, "")),
        ),
        url=reverse("administration:glass_review", args=(row.id,)),
    )
