"""What the outbox can tell: news since a number, lag, what is set aside."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from qanat.foundation.outbox.models import Cursor, FailedDelivery, OutboxEvent


@dataclass(frozen=True, slots=True)
class News:
    """One numbered event."""

    seq: int
    kind: str
    payload: dict[str, object]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far behind the outbox is."""

    unsequenced: int
    oldest_stored_at: datetime | None
    behind: int
    """Events which the slowest subscriber has not heard."""
    set_aside: int
    given_up: int


def news_since(seq: int, limit: int = 1000) -> list[News]:
    """Return the events after a number, in order."""
    rows = OutboxEvent.objects.filter(seq__gt=seq).order_by("seq")[:limit]
    return [News(r.seq or 0, r.kind, r.payload) for r in rows]


def last_seq() -> int:
    """Return the number of the newest event, 0 when there is none."""
    return OutboxEvent.objects.aggregate(last=Max("seq"))["last"] or 0


def lag() -> Lag:
    """Return how far behind the sequencer and the subscribers are."""
    waiting = OutboxEvent.objects.filter(seq=None)
    slowest = Cursor.objects.aggregate(least=Min("seq"))["least"]
    failed = FailedDelivery.objects.all()
    return Lag(
        unsequenced=waiting.count(),
        oldest_stored_at=waiting.aggregate(oldest=Min("stored_at"))["oldest"],
        behind=0 if slowest is None else last_seq() - slowest,
        set_aside=failed.count(),
        given_up=failed.filter(retry_at=None).count(),
    )
