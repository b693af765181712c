"""The desk of an expert: what he is asked, the anonymous file, his own opinion."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.abroad.commands.experts import decline_task, give_expert_opinion
from qanat.care.abroad.forms.cases import ReasonForm
from qanat.care.abroad.forms.examining import OpinionForm
from qanat.care.abroad.pages.labels import file_words
from qanat.care.abroad.permissions import OPINE
from qanat.care.abroad.queries.tasks import (
    OwnTask,
    own_file,
    own_task_count,
    own_tasks,
)
from qanat.care.abroad.states import TASK, TaskState, Verdict
from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.registry.changing import asked, has_run, typed_of
from qanat.web.figures import Tab
from qanat.web.paging import Behind, Page, one_page
from qanat.web.reply import Question, Values, again, done, page

LIST: Final = "abroad/opinions.html"
FILE: Final = "abroad/opinion.html"


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what an expert is asked, or was."""
    actor = actor_of(request)
    actor.need(OPINE)
    is_over = request.GET.get("view") == "over"
    found = Behind(
        lambda: own_task_count(actor, is_over=is_over),
        lambda first, count: own_tasks(actor, is_over=is_over, first=first, count=count),
    )
    rows: Page[OwnTask] = one_page(request, found, size=25)
    here = reverse("abroad:opinions")
    tabs = [
        Tab(_("Asked for"), here, not is_over, own_task_count(actor, is_over=False)),
        Tab(_("Answered"), f"{here}?view=over", is_over, None),
    ]
    context: Values = {
        "rows": rows,
        "tabs": tabs,
        "is_over": is_over,
        "verdicts": dict(Verdict.choices),
        "states": dict(TaskState.choices),
    }
    return page(request, LIST, context)


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the anonymous file and take the opinion."""
    actor = actor_of(request)
    actor.need(OPINE)
    file = own_file(actor, task_id)
    is_open = file.task.state == TaskState.ASKED
    form = OpinionForm(typed_of(request))

    def run(typed: Values) -> None:
        give_expert_opinion(
            actor,
            task_id=task_id,
            verdict=typed["verdict"],
            text=typed["text"],
            now=timezone.now(),
        )

    if has_run(form, run):
        return done(request, to="abroad:opinions", message=_("Opinion recorded."))
    context: Values = {
        "file": file,
        "form": form if is_open else None,
        "verdict": Verdict(file.task.verdict).label if file.task.verdict else "",
        "state": TaskState(file.task.state).label,
        **file_words(file.about, national_day(timezone.now())),
    }
    return again(request, FILE, context) if form.is_bound else page(request, FILE, context)


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, task_id: int) -> HttpResponse:
    """Decline to give an opinion, for a reason."""
    actor = actor_of(request)
    actor.need(OPINE)
    file = own_file(actor, task_id)
    form = ReasonForm(typed_of(request), reasons=TASK.move("decline").reasons)
    question = Question(
        _("Decline to give an opinion?"),
        details=" · ".join((file.task.number, file.task.diagnosis)),
        label=pgettext("move", "Decline"),
    )

    def run(typed: Values) -> None:
        decline_task(actor, task_id=task_id, now=timezone.now(), **typed)

    return asked(request, form, run, question, to=("abroad:opinions",))
