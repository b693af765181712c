"""Discharge a patient from the watch, take that back, correct the outcome."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.care.critical.commands.correcting import correct_outcome, take_back_discharge
from qanat.care.critical.commands.ending import end_watch
from qanat.care.critical.forms.inclusion import EndForm, OutcomeForm, TakeBackForm
from qanat.care.critical.permissions import END
from qanat.care.critical.queries.record import outcome_note_of
from qanat.care.critical.queries.watches import WatchRow, watch_row
from qanat.care.critical.states import WatchState
from qanat.foundation.access.session import actor_of
from qanat.registry.changing import asked, typed_of
from qanat.web.reply import Question, Values


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Discharge the patient from the watch, with an outcome."""
    actor = actor_of(request)
    actor.need(END)
    row = watch_row(actor, watch_id)
    form = EndForm(typed_of(request))
    details = _details(row)
    if row.state == WatchState.MOVING:
        too = _("The request for transport ends too, unless the patient was transferred.")
        details = f"{details}. {too}"
    question = Question(
        _("Discharge this patient from the watch?"),
        details=details,
        label=_("Discharge from the watch"),
        danger=True,
    )

    def run(typed: Values) -> None:
        end_watch(
            actor,
            watch_id=watch_id,
            outcome=typed["outcome"],
            note=typed["note"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("critical:watch", watch_id))


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Take the discharge back: the patient is watched on."""
    actor = actor_of(request)
    actor.need(END)
    row = watch_row(actor, watch_id)
    form = TakeBackForm(typed_of(request), initial={"bed": row.bed})
    too = _("A request for transport which the discharge ended is opened again.")
    question = Question(
        _("Take the discharge back?"),
        details=f"{_details(row)}. {too}" if row.request_id else _details(row),
        label=_("Watch on"),
    )

    def run(typed: Values) -> None:
        take_back_discharge(
            actor, watch_id=watch_id, bed=typed["bed"], why=typed["why"], now=timezone.now()
        )

    return asked(request, form, run, question, to=("critical:watch", watch_id))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Correct the outcome of a discharge."""
    actor = actor_of(request)
    actor.need(END)
    row = watch_row(actor, watch_id)
    initial = {"outcome": row.outcome, "note": outcome_note_of(actor, watch_id)}
    form = OutcomeForm(typed_of(request), initial=initial)
    question = Question(
        _("What became of the patient?"), details=_details(row), label=_("Correct the outcome")
    )

    def run(typed: Values) -> None:
        correct_outcome(
            actor,
            watch_id=watch_id,
            outcome=typed["outcome"],
            note=typed["note"],
            why=typed["why"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("critical:watch", watch_id))


def _details(row: WatchRow) -> str:
    return " · ".join((row.number, row.facility, row.diagnosis))
