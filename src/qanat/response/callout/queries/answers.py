"""What somebody who was called sees at his signed address: what is needed to answer, no more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from qanat.foundation.messages.queries import Called, progress_of
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotFound
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.parameters import LINK_SHOWN_H, dispatch_phone
from qanat.response.callout.queries.questions import STANDING_ASKS, PatientTold, patients_told
from qanat.response.callout.queries.words import role_label
from qanat.response.callout.rules import is_shown
from qanat.response.callout.states import OPEN, AskState, CalloutState, Kind, What
from qanat.response.dispatch.queries.stops import stop_name

_OWN_WORDS: Final = (What.YES, What.NO, What.LATER, What.OFFERED)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A call as its recipient sees it, without a name."""

    called: Called
    kind: Kind
    number: str
    role: str
    facts: dict[str, Any]
    patient: PatientTold | None
    """Of a hospital's question: whom it would take, as is known now."""
    asked_at: datetime
    due_at: datetime | None
    """When the next is called; None if he is not the one who is being called."""
    can_answer: bool
    is_another_called: bool
    is_shown: bool
    has_accepted: bool
    is_declined: bool
    """No was answered, by him or by another, and nobody has said yes."""
    said: str
    """His own last answer."""
    said_at: datetime | None
    ready_at: datetime | None
    """From when his hospital could take the patient, as he offered."""
    state: CalloutState
    is_exercise: bool
    is_synthetic: bool
    dispatch_phone: str
    """As people read it; empty while nobody has entered one."""

    @property
    def is_off(self) -> bool:
        """Tell whether nobody is needed for it any more, whatever was answered."""
        return self.state in {CalloutState.WITHDRAWN, CalloutState.OVERTAKEN}


def answer_view(called: Called, now: datetime) -> AnswerView:
    """Return a call to its recipient, in the active language.

    Raises:
        NotFound: if nobody is called out by it.
    """
    found = Ask.objects.select_related("callout").filter(call_id=called.call_out_id)
    if (ask := found.first()) is None:
        raise NotFound
    row, call = ask.callout, progress_of([called.call_out_id])[called.call_out_id]
    one = ask.people.get(position=called.step)
    told = ask.story.filter(who=one.name, what__in=_OWN_WORDS).order_by("id")
    last = told.last()
    is_open = row.state in OPEN and ask.state in STANDING_ASKS
    is_declined = row.state in OPEN and ask.state == AskState.DECLINED
    is_calling = is_open and ask.state == AskState.WAITING
    is_called = is_calling and call.step == called.step
    return AnswerView(
        called=called,
        kind=Kind(row.kind),
        number=row.number,
        role=role_label(Kind(row.kind), ask.role),
        facts=_facts(row.facts),
        patient=_patient(row),
        asked_at=row.started_at,
        due_at=call.step_due_at if is_called else None,
        can_answer=is_open or is_declined,
        is_another_called=is_calling and not is_called,
        is_shown=is_shown(row.ended_at, now, parameter(LINK_SHOWN_H, on=now).number),
        has_accepted=ask.state == AskState.ACCEPTED and ask.answered_by == one.name,
        is_declined=is_declined,
        said=last.what if last else "",
        said_at=last.at if last else None,
        ready_at=last.ready_at if last else None,
        state=CalloutState(row.state),
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
        dispatch_phone=dispatch_phone(now, row.region),
    )


def _patient(row: Callout) -> PatientTold | None:
    if row.kind != Kind.HOSPITAL or row.request_id is None:
        return None
    return patients_told([row.request_id]).get(row.request_id)


def _facts(stored: dict[str, Any]) -> dict[str, Any]:
    """Return what the one who is called is told, in the active language."""
    return {
        "vehicle": stored.get("vehicle", ""),
        "departs_at": parse_datetime(stored.get("departs_at") or ""),
        "stops": [stop_name(name) for name in stored.get("stops", ())],
        "urgency": stored.get("urgency"),
    }
