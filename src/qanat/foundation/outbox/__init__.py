"""The outbox: announce what happened, in the transaction in which it happened.

An event is stored with its change. One sequencer numbers stored events after they were committed
(``sequence``), so that the number's order is an order of commits, no writer waits for
another and no reader can overtake an event that is not yet visible. Subscribers get each event
at least once, in order; the effect and the mark of having been handled are one transaction.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

import msgspec
from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense; its fields are ids and plain values, never personal data."""

    kind: ClassVar[str]


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who wants to hear of one kind of event."""

    name: str
    event_type: type[Event]
    run: Handler
    lane: str
    """Subscribers of lane "slow" are served by a thread of their own."""


SUBSCRIBERS: Final[defaultdict[str, list[Subscriber]]] = defaultdict(list)


def announce(event: Event) -> None:
    """Store an event in the current transaction; the sequencer finds it after commit.

    Nobody is notified here: PostgreSQL commits transactions that notify one after another,
    which would make every writer wait for every other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_event (kind, payload, stored_at) VALUES (%s, %s, now())",
            (event.kind, msgspec.json.encode(event).decode()),
        )


def announcing(event_type: type[Event], source: str, **made: str) -> str:
    """Return SQL which stores an event from within a larger statement.

    For writes that never may wait. It takes one value: the JSON of the event's other fields.

    Args:
        event_type: the event.
        source: the part of the larger statement, such as ``made``, from which an event comes.
        made: fields whose values that part knows, as its columns.
    """
    fields = ", ".join(f"'{name}', {source}.{column}" for name, column in made.items())
    return (
        "INSERT INTO outbox_event (kind, payload, stored_at)"  # noqa: S608 (names of our own)
        f" SELECT '{event_type.kind}', jsonb_build_object({fields}) || %s::jsonb, now()"
        f" FROM {source}"
    )


def revived(event_type: type[E], payload: dict[str, object]) -> E:
    """Return the event which was stored, its times and days as such."""
    return msgspec.convert(payload, event_type, strict=False)


def on(
    event_type: type[E], *, lane: str = "quick"
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a subscriber for one type of event; it must be safe to run twice."""

    def register(run: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{run.__module__}.{run.__qualname__}"
        SUBSCRIBERS[event_type.kind].append(Subscriber(name, event_type, run, lane))
        return run

    return register
