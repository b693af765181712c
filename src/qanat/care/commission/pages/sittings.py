"""Sittings: plan, move, cancel, open, note who is there, close."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qanat.care.commission.commands import sittings
from qanat.care.commission.forms import CancelForm, SittingForm
from qanat.care.commission.pages.words import item_lines, paper_languages
from qanat.care.commission.parameters import ASSUMED
from qanat.care.commission.permissions import KEEP, PRESIDE, SEE, SIGN
from qanat.care.commission.queries.bodies import body_row
from qanat.care.commission.queries.papers import papers_of_sitting
from qanat.care.commission.queries.sittings import SittingRecord, sitting_record, sitting_row
from qanat.care.commission.states import PRESIDING, Group, ItemState, Kind, Seat, SittingState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.registry.changing import asked, changed, typed_of
from qanat.web.forms import Form
from qanat.web.reply import Question, Values, done, page

SITTING: Final = "commission/sitting.html"
FORM: Final = "commission/form.html"


@require_GET
def show(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Show a sitting: its agenda, who is there, what may be done."""
    actor = actor_of(request)
    actor.need(SEE)
    record = sitting_record(actor, sitting_id)
    context: Values = {
        "record": record,
        "row": record.row,
        "lines": item_lines(record.items),
        "kinds": dict(Kind.choices),
        "states": dict(SittingState.choices),
        "groups": dict(Group.choices),
        "seats": dict(Seat.choices),
        "source": ASSUMED,
        "papers": papers_of_sitting(actor, sitting_id),
        "languages": paper_languages(),
        **may(actor, record),
    }
    if context["can_open"] and (fault := sittings.not_whole(record.body.id, record.row.starts_at)):
        context |= {"lacks": fault.message(), "can_open": False}
    return page(request, SITTING, context, fragment="sitting")


def may(actor: Actor, record: SittingRecord) -> dict[str, bool]:
    """Return what the viewer may do with a sitting now."""
    seat, state = record.body.seat, record.row.state
    keeps = actor.may(KEEP) and seat == Seat.SECRETARY
    runs = actor.may(PRESIDE) and seat in (Seat.SECRETARY, *PRESIDING)
    is_open = state == SittingState.OPEN
    return {
        "can_move": keeps and state == SittingState.PLANNED,
        "can_open": runs and state == SittingState.PLANNED,
        "can_close": runs and is_open,
        "can_sign": actor.may(SIGN) and seat in PRESIDING and state == SittingState.CLOSED,
        "can_note": runs and is_open and not record.row.is_written,
        "can_place": keeps and state in (SittingState.PLANNED, SittingState.OPEN),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, body_id: int) -> HttpResponse:
    """Plan a sitting of a commission."""
    actor, now = actor_of(request), timezone.now()
    actor.need(KEEP)
    row = body_row(actor, body_id, national_day(now))
    form = SittingForm(typed_of(request))

    def run(_typed: Values) -> None:
        sittings.plan_sitting(actor, body_id=body_id, draft=form.draft(), now=now)

    context: Values = {"title": _("Plan a sitting"), "submit": _("Plan"), "meta": row.name}
    return changed(request, form, run, template=FORM, context=context, to=("commission:board",))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Give a planned sitting another time or place."""
    actor, now = actor_of(request), timezone.now()
    actor.need(KEEP)
    row = sitting_row(actor, sitting_id)
    initial = {
        "kind": row.kind, "starts_at": row.starts_at, "ends_at": row.ends_at, "place": row.place,
    }  # fmt: skip
    form = SittingForm(typed_of(request), initial=initial)

    def run(_typed: Values) -> None:
        sittings.move_sitting(actor, sitting_id=sitting_id, draft=form.draft(), now=now)

    context: Values = {"title": _("Move the sitting"), "submit": _("Save"), "meta": row.number}
    return changed(
        request, form, run, template=FORM, context=context, to=("commission:sitting", sitting_id)
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Cancel a planned sitting, with a reason."""
    actor, now = actor_of(request), timezone.now()
    actor.need(KEEP)
    row = sitting_row(actor, sitting_id)
    form = CancelForm(typed_of(request))
    details = _("Its matters wait for another sitting.")
    question = Question(_("Cancel the sitting?"), details=details, danger=True)

    def run(typed: Values) -> None:
        sittings.cancel_sitting(actor, sitting_id=sitting_id, reason=typed["reason"], now=now)

    return asked(request, form, run, question, to=("commission:sitting", row.id))


@require_POST
def open_now(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Open a sitting."""
    actor = actor_of(request)
    actor.need(PRESIDE)
    sittings.open_sitting(actor, sitting_id=sitting_id, now=timezone.now())
    return done(request, to="commission:sitting", args=(sitting_id,))


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Close a sitting, having read which matters it did not reach."""
    actor = actor_of(request)
    actor.need(PRESIDE)
    record = sitting_record(actor, sitting_id)
    question = Question(
        _("Close the sitting?"),
        details=_("It is not opened again; its minutes are signed next."),
        label=pgettext("sitting", "Close the sitting"),
        warning=_not_reached(record),
    )

    def run(_typed: Values) -> None:
        sittings.close_sitting(actor, sitting_id=sitting_id, now=timezone.now())

    return asked(
        request, Form(typed_of(request)), run, question, to=("commission:sitting", sitting_id)
    )


def _not_reached(record: SittingRecord) -> str:
    urgent = pgettext("matter", "urgent")
    numbers = [
        f"{one.matter_number} ({urgent})" if one.is_urgent else one.matter_number
        for one in record.items
        if one.state == ItemState.ON_AGENDA
    ]
    if not numbers:
        return ""
    said = _("Not reached, and waiting for another sitting: %(numbers)s.")
    return said % {"numbers": ", ".join(numbers)}


@require_POST
def presence(request: HttpRequest, sitting_id: int, member_id: int) -> HttpResponse:
    """Note that a member came or left."""
    actor = actor_of(request)
    sittings.note_presence(
        actor,
        sitting_id=sitting_id,
        member_id=member_id,
        is_there=request.POST.get("there") == "1",
        now=timezone.now(),
    )
    return done(request, to="commission:sitting", args=(sitting_id,))
