"""Put messages into the queue from which the worker sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.events import MessageChanged
from qanat.foundation.messages.links import code_index, code_of
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.messages.permissions import SEND
from qanat.foundation.messages.recipients import About, Recipient, language_of, ways_to
from qanat.foundation.messages.wording import LONGEST_VALUE, Value, written
from qanat.foundation.outbox import announce
from qanat.foundation.secrets import encrypt

KEPT_FOR: Final = timedelta(days=1)
SAMPLE: Final = {"code": "", "link": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is to be written, and until when it makes sense."""

    wording: str
    values: Mapping[str, Value]
    about: About
    expires_at: datetime
    due_at: datetime
    asks_answer: bool = False
    call_out: CallOut | None = None


@command(needs=SEND)
def send_message(
    actor: Actor,  # noqa: ARG001 (a command's first argument)
    *,
    to: Recipient,
    wording: str,
    values: Mapping[str, Value],
    about: About,
    asks_answer: bool = False,
    expires_at: datetime | None = None,
) -> list[int]:
    """Write to a person in every way there is to him; return the messages' ids.

    Nothing is sent here: the worker does, after commit.
    """
    check(wording, values)
    now = timezone.now()
    post = Post(
        wording=wording,
        values=values,
        about=about,
        expires_at=expires_at or now + KEPT_FOR,
        due_at=now,
        asks_answer=asks_answer,
    )
    return queue(to, post)


def check(wording: str, values: Mapping[str, object]) -> None:
    """Find a mistake of the program before anything is stored.

    Raises:
        KeyError: if the words are unknown or miss a value.
        ValueError: if a value is not plain and short.
    """
    for name, value in values.items():
        if not isinstance(value, str | int | float) or len(str(value)) > LONGEST_VALUE:
            raise ValueError(f"{wording}: the value {name} is not plain and short")
    written(wording, {**values, **SAMPLE}, "en")


def queue(to: Recipient, post: Post) -> list[int]:
    """Store one message for each way to a person."""
    language = language_of(to)
    made = []
    for way in ways_to(to):
        row = Message.objects.create(
            channel=way.channel,
            account_id=to.account_id,
            address=encrypt(way.address),
            wording=post.wording,
            values=dict(post.values),
            language=language,
            about_kind=post.about.kind,
            about_id=post.about.id,
            region=post.about.region,
            call_out=post.call_out,
            step=post.call_out.step if post.call_out else 0,
            asks_answer=post.asks_answer,
            queued_at=post.due_at,
            due_at=post.due_at,
            expires_at=post.expires_at,
        )
        row.code_index = code_index(code_of(row.pk))
        row.save(update_fields=["code_index"])
        told(row)
        made.append(row.pk)
    return made


def told(row: Message) -> None:
    """Announce what has become of a message."""
    announce(MessageChanged(message_id=row.pk, to_account=row.account_id, state=str(row.state)))
