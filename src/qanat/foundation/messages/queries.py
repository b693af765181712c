"""Read messages and call-outs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef

from qanat.foundation.access.queries import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.messages.links import address_of, code_of, has_door, message_of
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.messages.permissions import SEE
from qanat.foundation.messages.states import CallState, Channel, MessageState
from qanat.foundation.messages.wording import WORDINGS, written
from qanat.foundation.refusals import NotFound

MOST: Final = 500
HIDDEN: Final = "…"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; its words in the recipient's language."""

    id: int
    channel: Channel
    who: str
    """Name of the account; "" of a bare address."""
    account_id: int | None
    language: str
    wording: str
    subject: str
    text: str
    link: str
    """Where its holder answers; "" for everybody else."""
    has_door: bool
    """More can be answered at the link than that one has seen it."""
    about_kind: str
    about_id: int
    call_out_id: int | None
    step: int
    asks_answer: bool
    state: MessageState
    queued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None
    tries: int
    failure: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call-out with its messages, in order."""

    id: int
    about_kind: str
    about_id: int
    state: CallState
    step: int
    steps: int
    step_due_at: datetime
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    answered_by: str
    messages: tuple[MessageRow, ...]


def timeline(actor: Actor, about_kind: str, about_id: int) -> list[MessageRow]:
    """Return the messages about a record, oldest first."""
    rows = Message.objects.visible_to(actor).filter(about_kind=about_kind, about_id=about_id)
    return _rows(list(rows.order_by("queued_at", "id")[:MOST]))


def times_told(about_kind: str, about_id: int, wordings: Collection[str], since: datetime) -> int:
    """Return how many messages of some words about a record were queued since a time."""
    rows = Message.objects.filter(about_kind=about_kind, about_id=about_id)
    return rows.filter(wording__in=wordings, queued_at__gte=since).count()


def newest_about(about_kind: str, about_id: int, wording: str) -> int:
    """Return the id of the newest message of some words about a record, 0 for none."""
    rows = Message.objects.filter(about_kind=about_kind, about_id=about_id, wording=wording)
    return rows.order_by("-id").values_list("pk", flat=True).first() or 0


def newest_values(about_kind: str, about_id: int, wording: str) -> dict[str, object]:
    """Return with what values the newest message of some words about a record was written."""
    rows = Message.objects.filter(about_kind=about_kind, about_id=about_id, wording=wording)
    return rows.order_by("-id").values_list("values", flat=True).first() or {}


def was_told(about_kind: str, about_id: int, wordings: Collection[str], since: datetime) -> bool:
    """Tell whether a message of some words about a record was queued since a time."""
    return times_told(about_kind, about_id, wordings, since) > 0


def calls_about(actor: Actor, about_kind: str, about_id: int) -> list[CallRow]:
    """Return the call-outs about a record, newest first."""
    rows = CallOut.objects.visible_to(actor).filter(about_kind=about_kind, about_id=about_id)
    return [_call_row(r) for r in rows.order_by("-id")[:MOST]]


@dataclass(frozen=True, slots=True)
class CallProgress:
    """How far a call-out is; ``tried`` is how each message of the present step stands."""

    id: int
    state: CallState
    step: int
    step_due_at: datetime
    ack_within_s: int
    tried: tuple[tuple[Channel, MessageState], ...]


def progress_of(ids: Iterable[int]) -> dict[int, CallProgress]:
    """Return how far some call-outs are; for the context which started them."""
    rows = CallOut.objects.filter(pk__in=list(ids)).prefetch_related("messages")
    return {r.pk: _progress(r) for r in rows}


def _progress(r: CallOut) -> CallProgress:
    own = sorted((m for m in r.messages.all() if m.step == r.step), key=lambda m: m.pk)
    tried = tuple((Channel(m.channel), MessageState(m.state)) for m in own)
    state = CallState(r.state)
    return CallProgress(r.pk, state, r.step, r.step_due_at, r.ack_within_s, tried)


@dataclass(frozen=True, slots=True)
class Called:
    """A message of a call-out as who answers it needs it."""

    message_id: int
    call_out_id: int
    step: int
    account_id: int | None
    language: str
    about_kind: str


def called_by_token(token: str) -> Called:
    """Return the message of a call-out by the name in its signed address.

    Raises:
        NotFound: if the address is not ours, or of a message that is no call.
    """
    message_id = message_of(token)
    found = called_by_id(message_id) if message_id is not None else None
    if found is None:
        raise NotFound
    return found


def called_by_id(message_id: int) -> Called | None:
    """Return a message of a call-out by its id."""
    row = Message.objects.filter(pk=message_id).exclude(call_out=None).first()
    if row is None or row.call_out_id is None:
        return None
    return Called(row.pk, row.call_out_id, row.step, row.account_id, row.language, row.about_kind)


def get_call(actor: Actor, call_out_id: int) -> CallRow:
    """Return a call-out.

    Raises:
        NotFound: if there is none the actor may see.
    """
    row = CallOut.objects.visible_to(actor).filter(pk=call_out_id).first()
    if row is None:
        raise NotFound
    return _call_row(row)


def superseded_calls(call_out_ids: Iterable[int]) -> frozenset[int]:
    """Return those of some call-outs after which somebody was called about the same record."""
    later = CallOut.objects.filter(
        about_kind=OuterRef("about_kind"), about_id=OuterRef("about_id"), pk__gt=OuterRef("pk")
    )
    rows = CallOut.objects.filter(Exists(later), pk__in=list(call_out_ids))
    return frozenset(rows.values_list("pk", flat=True))


def open_messages(actor: Actor) -> list[MessageRow]:
    """Return the actor's own messages which wait for his answer, newest first."""
    rows = Message.objects.filter(account_id=actor.id).unanswered()
    return _rows(list(rows.order_by("-id")[:MOST]), is_own=True)


def tray_rows(actor: Actor, offset: int = 0, limit: int = 50) -> tuple[list[MessageRow], int]:
    """Return the newest messages of all, for who may see them, and how many there are."""
    actor.need(SEE)
    rows = Message.objects.visible_to(actor).order_by("-id")
    found = list(rows[offset : offset + limit])
    return _rows(found, is_own=settings.QANAT_DEMO), rows.count()


def message_by_token(token: str) -> MessageRow:
    """Return the message of a signed address, without a name.

    Raises:
        NotFound: if the address is not ours.
    """
    message_id = message_of(token)
    row = Message.objects.filter(pk=message_id).first() if message_id is not None else None
    if row is None:
        raise NotFound
    return _row(row, {}, is_own=True)


def _rows(rows: list[Message], *, is_own: bool = False) -> list[MessageRow]:
    names = names_of(r.account_id for r in rows if r.account_id is not None)
    return [_row(r, names, is_own=is_own) for r in rows]


def _row(r: Message, names: Mapping[int | None, str], *, is_own: bool) -> MessageRow:
    """Return a message as a row; by what it is answered is shown to its holder only."""
    is_answerable = is_own and r.asks_answer
    link = address_of(r.pk, r.about_kind)
    shown = {"code": code_of(r.pk), "link": link} if is_answerable else {}
    values = {"code": HIDDEN, "link": HIDDEN, **r.values, **shown}
    words = written(r.wording, values, r.language) if r.wording in WORDINGS else None
    return MessageRow(
        id=r.pk,
        channel=Channel(r.channel),
        who=names.get(r.account_id, "") if r.account_id is not None else "",
        account_id=r.account_id,
        language=r.language,
        wording=r.wording,
        subject=words.subject if words else r.wording,
        text=words.text if words else "",
        link=shown.get("link", ""),
        has_door=has_door(r.about_kind),
        about_kind=r.about_kind,
        about_id=r.about_id,
        call_out_id=r.call_out_id,
        step=r.step,
        asks_answer=r.asks_answer,
        state=MessageState(r.state),
        queued_at=r.queued_at,
        sent_at=r.sent_at,
        delivered_at=r.delivered_at,
        ended_at=r.ended_at,
        tries=r.tries,
        failure=r.failure,
    )


def _call_row(r: CallOut) -> CallRow:
    names = names_of([r.started_by, r.answered_by])
    return CallRow(
        id=r.pk,
        about_kind=r.about_kind,
        about_id=r.about_id,
        state=CallState(r.state),
        step=r.step,
        steps=r.steps.count(),
        step_due_at=r.step_due_at,
        started_by=names[r.started_by],
        started_at=r.started_at,
        ended_at=r.ended_at,
        answered_by=names[r.answered_by] if r.answered_by is not None else "",
        messages=tuple(_rows(list(r.messages.order_by("id")[:MOST]))),
    )
