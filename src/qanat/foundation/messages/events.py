"""What can happen to messages and call-outs."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanged(Event):
    """A message was queued, sent, delivered, confirmed or given up."""

    kind: ClassVar[str] = "messages.message_changed.1"
    message_id: int
    to_account: int | None
    """Not called an id: browsers are told ids, and need not know who is written to."""
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(Event):
    """Somebody confirmed a call-out; ``step`` counts from 0."""

    kind: ClassVar[str] = "messages.call_answered.1"
    call_out_id: int
    about_kind: str
    about_id: int
    account_id: int | None
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPassedOn(Event):
    """Nobody answered in time and the next person is called."""

    kind: ClassVar[str] = "messages.call_passed_on.1"
    call_out_id: int
    about_kind: str
    about_id: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallExhausted(Event):
    """Nobody of the whole chain answered."""

    kind: ClassVar[str] = "messages.call_exhausted.1"
    call_out_id: int
    about_kind: str
    about_id: int
