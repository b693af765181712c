"""The outbox: announce what happened, in the transaction in which it happened.

An event is stored with its change. One sequencer numbers stored events after they were committed
(``sequence``), so that the number's order is an order of commits, no writer waits for
another and no reader can overtake an event that is not yet visible. Subscribers get each event
at least once, in order; the effect and the mark of having been handled are one transaction.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
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
    """Store an event in the current transaction and wake the sequencer after commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH stored AS (INSERT INTO outbox_event (kind, payload, stored_at)"
            " VALUES (%s, %s, now()) RETURNING id)"
            " SELECT pg_notify('qanat_stored', '') FROM stored",
            (event.kind, json.dumps(asdict(event), cls=DjangoJSONEncoder)),
        )


def on(
    event_type: type[E], *, lane: str = "quick"
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a subscriber for one type of event; it must be safe to run twice."""

    def register(run: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{run.__module__}.{run.__qualname__}"
        SUBSCRIBERS[event_type.kind].append(Subscriber(name, event_type, run, lane))
        return run

    return register
