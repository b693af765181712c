"""The questions to a hospital: whom it would take, and its answer with one press."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.changing import has_run
from qanat.registry.terminology.queries import reason_names
from qanat.response.callout.commands import Outcome, answer_for_hospital
from qanat.response.callout.forms import SaidForm, reasons_for
from qanat.response.callout.permissions import ANSWER
from qanat.response.callout.queries.questions import (
    QuestionRow,
    count_open_questions,
    count_past_questions,
    get_question,
    open_questions,
    past_questions,
)
from qanat.response.callout.rules import MINUTES
from qanat.response.callout.states import How, Kind
from qanat.response.dispatch.permissions import SEE as SEE_REQUESTS
from qanat.web.figures import Tab
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Values, again, done, page

QUESTIONS: Final = "callout/questions.html"


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Show the questions which wait, or those of the last two days which are over."""
    actor, now = actor_of(request), timezone.now()
    actor.need(ANSWER)
    is_open = request.GET.get("view") != "past"
    found = (
        Behind(
            lambda: count_open_questions(actor),
            lambda first, count: open_questions(actor, first=first, count=count),
        )
        if is_open
        else Behind(
            lambda: count_past_questions(actor, now),
            lambda first, count: past_questions(actor, now, first=first, count=count),
        )
    )
    rows = one_page(request, found)
    context = _shown(actor, [(row, _form(row)) for row in rows.items]) | {
        "page": rows,
        "is_open": is_open,
        "tabs": _tabs(is_open=is_open),
    }
    return page(request, QUESTIONS, context, fragment="board")


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Show one question and take the answer to it."""
    actor = actor_of(request)
    actor.need(ANSWER)
    row = get_question(actor, ask_id)
    form = _form(row, request.POST if request.method == "POST" else None)
    became: list[Outcome] = []

    def run(_given: Values) -> None:
        answer, now = form.answer(How.PAGE), timezone.now()
        became.append(answer_for_hospital(actor, ask_id=ask_id, answer=answer, now=now))

    if has_run(form, run):
        late = became[0] is Outcome.LATE
        message = _("You are not needed for this call any more. Thank you.") if late else ""
        return done(
            request,
            to="callout:question",
            args=(ask_id,),
            message=message or _("The dispatcher knows."),
        )
    context = _shown(actor, [(row, form)]) | {"said": request.POST.get("said", "")}
    if form.is_bound:
        return again(request, QUESTIONS, context)
    return page(request, QUESTIONS, context, fragment="board")


def _form(row: QuestionRow, data: Any = None) -> SaidForm:
    return SaidForm(data, auto_id=f"id_{row.id}_%s")


def _shown(actor: Actor, rows: list[tuple[QuestionRow, SaidForm]]) -> dict[str, Any]:
    return {
        "questions": rows,
        "minutes": MINUTES,
        "reasons": reasons_for(Kind.HOSPITAL),
        "reason_names": reason_names(),
        "may_see": actor.may(SEE_REQUESTS),
    }


def _tabs(*, is_open: bool) -> list[Tab]:
    here = reverse("callout:questions")
    return [
        Tab(pgettext("questions", "Waiting"), here, current=is_open),
        Tab(pgettext("questions", "Last two days"), f"{here}?view=past", current=not is_open),
    ]
