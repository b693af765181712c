"""Call-outs, made by the same commands as live work."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from tests.response.dispatch.builders import DISPATCHER, approved, facility_id, mission

from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.links import token_of
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.messages.sending import pass_on_calls
from qanat.foundation.outbox.delivery import deliver_all
from qanat.registry.workforce.commands import ContactDraft, Of, state_contact
from qanat.registry.workforce.states import Rung
from qanat.response.callout.commands import Answer, Outcome, answer_call, ask_hospitals
from qanat.response.callout.models import Ask, Callout, Happening
from qanat.response.callout.states import How, Kind, Said
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.models import Mission, Request

THREE: Final = ("010", "020", "030")
YES: Final = Answer(said=Said.YES, how=How.LINK)
NO_BED: Final = Answer(said=Said.NO, how=How.LINK, reason="no_free_bed")
ILL: Final = Answer(said=Said.NO, how=How.LINK, reason="ill")


def now() -> datetime:
    return timezone.now()


def later(seconds: float) -> datetime:
    return now() + timedelta(seconds=seconds)


def contact(of: Of, rung: Rung, number: int, name: str = "") -> None:
    """Name somebody of a hospital or an airline who is called."""
    draft = ContactDraft(
        rung=rung, name=name or f"{rung} {number}", phone=f"+7700000{number:04}", language="en"
    )
    state_contact(SYSTEM, of=of, contact=draft, now=now())


def asked(*codes: str, request: Request | None = None) -> Callout:
    """Return a call-out of some hospitals, each with a duty post and a second."""
    row = request or approved()
    ids = [facility_id(code) for code in codes or THREE]
    for number, pk in enumerate(ids):
        contact(Of(facility_id=pk), Rung.DUTY, 10 + number)
        contact(Of(facility_id=pk), Rung.SECOND, 20 + number)
    made = ask_hospitals(DISPATCHER, request_id=row.pk, facility_ids=ids, now=now())
    return Callout.objects.get(pk=made)


def crewed(*crew: CrewDraft) -> Mission:
    """Return a mission whose operator has a head of service to call."""
    row = mission(approved(), crew=crew or (CrewDraft(name="Physician", role="physician"),))
    contact(Of(operator_id=row.operator_id), Rung.DUTY, 30)
    contact(Of(operator_id=row.operator_id), Rung.HEAD, 31)
    return row


def asks(row: Callout) -> list[Ask]:
    return list(Ask.objects.filter(callout=row).order_by("position"))


def states(row: Callout) -> list[str]:
    return [ask.state for ask in asks(row)]


def state_of(row: Callout) -> str:
    return Callout.objects.get(pk=row.pk).state


def message_to(ask: Ask, step: int = 0) -> int:
    """Return the message by which somebody of one who is asked was called."""
    return Message.objects.filter(call_out_id=ask.call_id, step=step).latest("id").pk


def link_to(ask: Ask, step: int = 0) -> str:
    return f"/answer/{token_of(message_to(ask, step))}/"


def answer(ask: Ask, what: Answer = YES, step: int = 0) -> Outcome:
    return answer_call(SYSTEM, message_id=message_to(ask, step), answer=what, now=now())


def chain_of(ask: Ask) -> CallOut:
    """Return the chain of messages of one who is asked."""
    return CallOut.objects.get(pk=ask.call_id or 0)


def pass_time(ask: Ask) -> None:
    """Let the clock of the person who is called run out, and everybody hear of it."""
    due = chain_of(ask).step_due_at
    pass_on_calls(due)
    deliver_all()


def told(row: Callout) -> list[str]:
    """Return the wording of the messages about a call-out, in order."""
    rows = Message.objects.filter(about_kind="callout", about_id=row.pk).order_by("id")
    return list(rows.values_list("wording", flat=True))


def happened(row: Callout) -> list[tuple[str, str]]:
    rows = Happening.objects.filter(callout=row).order_by("id")
    return list(rows.values_list("what", "who"))


def of_kind(kind: Kind) -> list[Callout]:
    return list(Callout.objects.filter(kind=kind).order_by("id"))
