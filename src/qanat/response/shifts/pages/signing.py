"""Hand a shift over and take it over: what is signed stands on the page before one signs."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.registry.changing import asked, has_run
from qanat.response.shifts import commands
from qanat.response.shifts.forms import NoteForm, RemarksForm, TakeOverForm
from qanat.response.shifts.pages.words import NOW, about, need_shifts
from qanat.response.shifts.permissions import SIGN
from qanat.response.shifts.queries.open_matters import open_matters
from qanat.response.shifts.queries.shifts import shift_row, signed_hand_over
from qanat.web.reply import Question, Values, again, done, page

SIGNING = "shifts/signing.html"


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Read the open matters once more, add remarks, sign."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    actor.need(SIGN)
    row = shift_row(actor, shift_id)
    form = RemarksForm(request.POST if request.method == "POST" else None)

    def run(typed: Values) -> None:
        commands.hand_over_shift(
            actor, shift_id=shift_id, remarks=typed["remarks"], now=timezone.now()
        )

    if has_run(form, run):
        return done(request, to="shifts:now", message=_("Handed over. Somebody else takes over."))
    context = about(actor, row, NOW, now) | {
        "form": form,
        "sections": open_matters(actor, row.id, now),
        "is_handing_over": True,
    }
    return again(request, SIGNING, context) if form.is_bound else page(request, SIGNING, context)


@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Read what was signed, add remarks, sign for it."""
    actor, now = actor_of(request), timezone.now()
    need_shifts(actor)
    actor.need(SIGN)
    row = shift_row(actor, shift_id)
    signed = signed_hand_over(shift_id)
    initial = {"hand_over_id": signed.id if signed else None}
    form = TakeOverForm(request.POST if request.method == "POST" else None, initial=initial)

    def run(typed: Values) -> None:
        commands.take_over_shift(
            actor,
            shift_id=shift_id,
            hand_over_id=typed["hand_over_id"],
            remarks=typed["remarks"],
            now=timezone.now(),
        )

    if has_run(form, run):
        return done(request, to="shifts:now", message=_("Taken over. Your shift is at work."))
    context = about(actor, row, NOW, now) | {
        "form": form,
        "signed": signed,
        "sections": signed.sections if signed else (),
        "is_handing_over": False,
    }
    return again(request, SIGNING, context) if form.is_bound else page(request, SIGNING, context)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Work on in a shift which nobody has taken over yet."""
    actor = actor_of(request)
    need_shifts(actor)
    actor.need(SIGN)
    shift_row(actor, shift_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    details = _("The shift is at work again. What you signed stays on record.")
    question = Question(_("Take the hand-over back?"), details=details)

    def run(typed: Values) -> None:
        commands.take_back_hand_over(actor, shift_id=shift_id, note=typed["note"])

    return asked(request, form, run, question, to=("shifts:now",))
