"""Number the events, hand them to the subscribers, try again what failed."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Min
from django.utils import timezone

from qanat.foundation.actors import SYSTEM
from qanat.foundation.commands import intention, repeat
from qanat.foundation.faults import described
from qanat.foundation.outbox import SUBSCRIBERS, Subscriber, revived
from qanat.foundation.outbox.models import Cursor, FailedDelivery, OutboxEvent
from qanat.foundation.outbox.queries import last_seq
from qanat.foundation.periodic import every

log = logging.getLogger(__name__)

SEQUENCER_LOCK: Final = 0x51_41_4E_41_54
BATCH: Final = 500
GIVE_UP_AFTER: Final = 8
KEPT_FOR: Final = timedelta(days=30)
LOST: Final = frozenset({"080", "57P"})
"""Classes of SQL states of a lost connection and of a server that stops or starts."""

_SEQUENCE_SQL: Final = """
WITH fresh AS (
  SELECT id, row_number() OVER (ORDER BY id) AS n
  FROM (SELECT id FROM outbox_event WHERE seq IS NULL ORDER BY id LIMIT 2000) f
), last AS (SELECT coalesce(max(seq), 0) AS seq FROM outbox_event)
UPDATE outbox_event e SET seq = last.seq + fresh.n FROM fresh, last WHERE e.id = fresh.id
"""


def sequence() -> int:
    """Give the committed events their numbers; return how many got one.

    One sequencer at a time, by an advisory lock. Events of one record keep their order because
    commands lock the record before they announce.
    """
    if not OutboxEvent.objects.filter(seq=None).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (SEQUENCER_LOCK,))
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(_SEQUENCE_SQL)
        numbered = int(cursor.rowcount)
        if numbered:
            cursor.execute("SELECT pg_notify('qanat_news', '')")
    return numbered


def deliver(lane: str = "quick") -> int:
    """Hand the subscribers of a lane what they have not heard; return how many were handed.

    Each hears the events in order, up to the newest at the time of the call.
    """
    by_kind = {
        kind: [s for s in subscribers if s.lane == lane]
        for kind, subscribers in SUBSCRIBERS.items()
    }
    heard = _heard({s.name for subscribers in by_kind.values() for s in subscribers})
    newest = last_seq()
    if not heard or min(heard.values()) >= newest:
        return 0
    wanted = OutboxEvent.objects.filter(
        seq__gt=min(heard.values()), seq__lte=newest, kind__in=[k for k, s in by_kind.items() if s]
    )
    news = list(wanted.order_by("seq")[:BATCH])
    handed = 0
    for event in news:
        for subscriber in by_kind[event.kind]:
            if heard[subscriber.name] < _number(event):
                handed += _hand(subscriber, event)
    until = _number(news[-1]) if len(news) == BATCH else newest
    Cursor.objects.filter(subscriber__in=list(heard), seq__lt=until).update(seq=until)
    return handed


@every(seconds=5)
def retry(now: datetime) -> int:
    """Try again what failed and is due; return how many succeeded."""
    due = FailedDelivery.objects.filter(retry_at__lte=now).order_by("id")[:BATCH]
    done = 0
    for failed in due.select_related("event"):
        for subscriber in SUBSCRIBERS.get(failed.event.kind, ()):
            if subscriber.name == failed.subscriber:
                done += _retry_one(subscriber, failed, now)
    return done


def revive(now: datetime) -> int:
    """Have everything that was given up tried again; return how many deliveries."""
    return FailedDelivery.objects.filter(retry_at=None).update(retry_at=now, tries=0)


def deliver_all() -> int:
    """Sequence and deliver until nothing is left, in both lanes; for tests and installers."""
    total = 0
    sequence()
    while handed := deliver("quick") + deliver("slow"):
        total += handed
        sequence()
    return total


def _heard(names: set[str]) -> dict[str, int]:
    """Return how far each subscriber has heard; a new one hears all that is kept."""
    heard = dict(Cursor.objects.filter(subscriber__in=names).values_list("subscriber", "seq"))
    for name in sorted(names - heard.keys()):
        heard[name] = Cursor.objects.get_or_create(subscriber=name)[0].seq
    return heard


def _hand(subscriber: Subscriber, event: OutboxEvent) -> int:
    def attempt() -> int:
        with intention(SYSTEM, subscriber.name.rpartition(".")[2]):
            cursor = Cursor.objects.select_for_update().get(subscriber=subscriber.name)
            if cursor.seq >= _number(event):
                return 0
            cursor.seq = _number(event)
            cursor.save(update_fields=["seq"])
            subscriber.run(revived(subscriber.event_type, event.payload))
        return 1

    try:
        return repeat(attempt)
    except Exception as error:
        if _is_connection_lost(error):
            raise  # nobody's fault; tried again when the database is back
        _set_aside(subscriber.name, event, error)
        return 1


def _set_aside(name: str, event: OutboxEvent, error: Exception) -> None:
    what = described(error)
    log.warning("event set aside", extra={"event": event.pk, "subscriber": name, "error": what})
    with transaction.atomic():
        FailedDelivery.objects.get_or_create(
            event=event,
            subscriber=name,
            defaults={"error": what[:300], "tries": 1, "retry_at": timezone.now()},
        )
        Cursor.objects.filter(subscriber=name, seq__lt=event.seq).update(seq=event.seq)


def _retry_one(subscriber: Subscriber, failed: FailedDelivery, now: datetime) -> int:
    try:
        with intention(SYSTEM, subscriber.name.rpartition(".")[2]):
            row = FailedDelivery.objects.select_for_update().filter(pk=failed.pk).first()
            if row is None:
                return 0
            row.delete()
            subscriber.run(revived(subscriber.event_type, failed.event.payload))
    except Exception as error:  # noqa: BLE001 (kept aside again, later)
        tries = failed.tries + 1
        wait = timedelta(seconds=min(2**tries, 3600))
        FailedDelivery.objects.filter(pk=failed.pk).update(
            tries=tries,
            error=described(error)[:300],
            retry_at=None if tries >= GIVE_UP_AFTER else now + wait,
        )
        return 0
    return 1


def _is_connection_lost(error: Exception) -> bool:
    if isinstance(error, InterfaceError):
        return True
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state[:3] in LOST)


def _number(event: OutboxEvent) -> int:
    if event.seq is None:
        raise ValueError("an event without a number is not delivered")
    return event.seq


@every(seconds=3600)
def forget_events(now: datetime) -> int:
    """Remove old events which everybody has heard; return how many.

    The newest stays, whatever its age: the next number follows from it.
    """
    heard = Cursor.objects.aggregate(least=Min("seq"))["least"] or 0
    old = OutboxEvent.objects.filter(
        stored_at__lt=now - KEPT_FOR, seq__lte=min(heard, last_seq() - 1), faileddelivery=None
    ).order_by("id")
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        removed += OutboxEvent.objects.filter(pk__in=ids).delete()[0]
    return removed
