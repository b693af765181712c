"""The steps of a case: each is asked before it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from qanat.care.abroad.commands.deciding import appeal_case, close_case, send_to_commission
from qanat.care.abroad.commands.examining import (
    confirm_complete,
    give_case_back,
    hand_in_again,
    petition_case,
    resubmit_case,
    return_case,
)
from qanat.care.abroad.commands.preparing import (
    make_urgent,
    note_death,
    submit_case,
    withdraw_case,
)
from qanat.care.abroad.forms.cases import (
    AppealForm,
    BecauseForm,
    NoteForm,
    NothingForm,
    ReasonForm,
)
from qanat.care.abroad.permissions import CHECK
from qanat.care.abroad.queries.cases import case_row
from qanat.care.abroad.states import CASE, EXAMINED
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.changing import asked, typed_of
from qanat.web.forms import Form
from qanat.web.reply import Question, Values

Run = Callable[..., object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something one does with a case.

    Attributes:
        states: in which it may be done.
        reasons: the list from which a reason comes.
    """

    run: Run
    needs: str
    label: Text
    question: Text
    states: frozenset[str]
    form: type[Form] = NothingForm
    reasons: str = ""
    danger: bool = False
    details: Text = ""


def _step(move: str, run: Run, question: Text, **more: Any) -> Step:
    """Return the step of a move: its states, permission and reasons are the lifecycle's."""
    one = CASE.move(move)
    states = frozenset(state.value for state in one.sources)
    form = ReasonForm if one.reasons else more.pop("form", NothingForm)
    return Step(
        run=run,
        needs=one.needs,
        label=one.label,
        question=question,
        states=states,
        form=form,
        reasons=one.reasons,
        **more,
    )


STEPS: Final[Mapping[str, Step]] = {
    "submit": _step("submit", submit_case, _("Hand this case in to the health department?")),
    "petition": _step(
        "petition",
        petition_case,
        _("Send this case with the petition to the working body?"),
        details=_("It is registered today: from then on its terms are counted."),
    ),
    "give_back": _step("give_back", give_case_back, _("Give this case back to the hospital?")),
    "confirm_complete": _step(
        "confirm_complete", confirm_complete, _("Is every paper there, and as it should be?")
    ),
    "return_papers": _step(
        "return_papers",
        return_case,
        _("Ask the hospital for missing papers?"),
        details=_("Until they come the clock stands still."),
    ),
    "hand_in_again": _step("hand_in_again", hand_in_again, _("Hand this case in again?")),
    "put_on_agenda": _step(
        "put_on_agenda",
        send_to_commission,
        _("Put this case before the commission?"),
        form=NoteForm,
    ),
    "urgent": Step(
        run=make_urgent,
        needs=CHECK,
        label=_("Urgent lane"),
        question=_("Put this case into the urgent lane?"),
        states=frozenset(one.value for one in EXAMINED),
        form=BecauseForm,
    ),
    "appeal": _step(
        "appeal", appeal_case, _("Take down an appeal against the decision?"), form=AppealForm
    ),
    "resubmit": _step(
        "resubmit", resubmit_case, _("Hand this case in anew, under the order of today?")
    ),
    "close": _step("close", close_case, _("Close this case?")),
    "withdraw": _step("withdraw", withdraw_case, _("Withdraw this case?"), danger=True),
    "note_death": _step(
        "note_death", note_death, _("Note that the patient has died?"), form=NoteForm, danger=True
    ),
}


def steps_for(actor: Actor, state: str) -> list[str]:
    """Return the steps an actor may take with a case in a state."""
    return [name for name, step in STEPS.items() if state in step.states and actor.may(step.needs)]


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, case_id: int, name: str) -> HttpResponse:
    """Ask, and take a step.

    Raises:
        NotFound: if there is no such step.
    """
    step = STEPS.get(name)
    if step is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(step.needs)
    row = case_row(actor, case_id)
    more: Values = {"reasons": step.reasons} if step.reasons else {}
    form = step.form(typed_of(request), **more)
    details = " · ".join(filter(None, (row.number, row.diagnosis, str(step.details))))
    question = Question(step.question, details=details, label=step.label, danger=step.danger)

    def run(typed: Values) -> None:
        step.run(actor, case_id=case_id, now=timezone.now(), **typed)

    return asked(request, form, run, question, to=("abroad:case", case_id))
