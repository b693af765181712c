"""One casualty: how he was sorted, time after time, and sorting him again."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qanat.engine.scores.triage import Question
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Text
from qanat.registry.changing import changed
from qanat.response.crisis.commands.casualties import CHILDREN, sort_again
from qanat.response.crisis.forms import SortForm
from qanat.response.crisis.pages.words import about
from qanat.response.crisis.permissions import SEE, TRIAGE
from qanat.response.crisis.queries.incidents import casualty_row, incident_row, triage_rows
from qanat.response.crisis.rules.guided import NO, YES, Guided, guide
from qanat.response.crisis.states import TriageMethod
from qanat.web.reply import Values

PAGE = "crisis/casualty.html"
QUESTIONS: Final[dict[Question, Text]] = {
    Question.CAN_WALK: gettext_lazy("Can walk?"),
    Question.IS_BREATHING: gettext_lazy("Breathes?"),
    Question.BREATHES_AFTER_AIRWAY: gettext_lazy("Breathes once the airway is opened?"),
    Question.BREATHS_PER_MIN: gettext_lazy("More than 30 breaths a minute?"),
    Question.PERFUSION: gettext_lazy("Pulse felt at the wrist, or the nail is pink within 2 s?"),
    Question.FOLLOWS_COMMANDS: gettext_lazy("Does what is asked?"),
    Question.HAS_PULSE: gettext_lazy("Pulse felt?"),
    Question.BREATHES_AFTER_RESCUE: gettext_lazy("Breathes after five rescue breaths?"),
    Question.AWARENESS: gettext_lazy("Awake, or answers to voice, or fends off pain?"),
}
OF_CHILDREN: Final = gettext_lazy("Fewer than 15 or more than 45 breaths a minute?")


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, casualty_id: int) -> HttpResponse:
    """Show a casualty; sort again."""
    actor = actor_of(request)
    actor.need(SEE)
    casualty = casualty_row(actor, casualty_id)
    if request.method == "POST":
        actor.need(TRIAGE)
    asked = _asked(request, casualty.age)
    initial = {"category": casualty.category, "method": TriageMethod.JUDGEMENT}
    if asked and asked.colour:
        method = TriageMethod.JUMPSTART if asked.is_child else TriageMethod.START
        initial = {"category": asked.colour, "method": method}
    form = SortForm(request.POST if request.method == "POST" else None, initial=initial)

    def run(typed: Values) -> None:
        sort_again(actor, casualty_id=casualty_id, now=timezone.now(), **typed)

    row = incident_row(actor, casualty.incident_id)
    context = about(actor, row, "incident") | {
        "casualty": casualty,
        "triages": triage_rows(casualty_id),
        "methods": dict(TriageMethod.choices),
        "can_sort": actor.may(TRIAGE),
        "guided": _shown(asked) if asked else None,
    }
    return changed(
        request,
        form,
        run,
        template=PAGE,
        context=context,
        to=("crisis:casualty", casualty_id),
        message=_("Sorted again."),
    )


def _asked(request: HttpRequest, age: str) -> Guided | None:
    """Return how far the questions have come, if they are asked at all."""
    answers = request.GET.get("ask")
    return None if answers is None else guide(answers, is_child=age in CHILDREN)


def _shown(asked: Guided) -> Values:
    def words(question: Question) -> Text:
        of_child = asked.is_child and question == Question.BREATHS_PER_MIN
        return OF_CHILDREN if of_child else QUESTIONS[question]

    return {
        "answered": [(words(question), is_yes) for question, is_yes in asked.answered],
        "question": words(asked.question) if asked.question else "",
        "colour": asked.colour,
        "method": TriageMethod.JUMPSTART.label if asked.is_child else TriageMethod.START.label,
        "yes": f"?ask={asked.answers}{YES}",
        "no": f"?ask={asked.answers}{NO}",
        "back": f"?ask={asked.answers[:-1]}" if asked.answered else "",
    }
