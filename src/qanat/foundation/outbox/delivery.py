"""Number the events, hand them to the subscribers, try again what failed."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from qanat.foundation.actors import SYSTEM
from qanat.foundation.commands import intention
from qanat.foundation.outbox import SUBSCRIBERS, Subscriber
from qanat.foundation.outbox.models import Cursor, FailedDelivery, OutboxEvent
from qanat.foundation.refusals import Refusal

log = logging.getLogger(__name__)

SEQUENCER_LOCK: Final = 0x51_41_4E_41_54
BATCH: Final = 500
GIVE_UP_AFTER: Final = 8

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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (SEQUENCER_LOCK,))
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(_SEQUENCE_SQL)
        numbered = cursor.rowcount
        if numbered:
            cursor.execute("SELECT pg_notify('qanat_news', '')")
    return numbered


def deliver(lane: str = "quick") -> int:
    """Hand the subscribers of a lane what they have not heard; return how many were handed."""
    by_name: dict[str, list[Subscriber]] = {}
    for subscribers in SUBSCRIBERS.values():
        for subscriber in subscribers:
            if subscriber.lane == lane:
                by_name.setdefault(subscriber.name, []).append(subscriber)
    return sum(_deliver_to(subscribers) for subscribers in by_name.values())


def retry(now: datetime) -> int:
    """Try again what failed and is due; return how many succeeded."""
    due = FailedDelivery.objects.filter(retry_at__lte=now).order_by("id")[:BATCH]
    done = 0
    for failed in due.select_related("event"):
        for subscriber in SUBSCRIBERS[failed.event.kind]:
            if subscriber.name == failed.subscriber:
                done += _retry_one(subscriber, failed)
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


def _deliver_to(subscribers: list[Subscriber]) -> int:
    name = subscribers[0].name
    kinds = {s.event_type.kind: s for s in subscribers}
    cursor, _ = Cursor.objects.get_or_create(subscriber=name)
    news = OutboxEvent.objects.filter(seq__gt=cursor.seq).order_by("seq")[:BATCH]
    last, handed = cursor.seq, 0
    for event in news:
        last = event.seq or last
        if subscriber := kinds.get(event.kind):
            handed += _hand(subscriber, event)
    if last > cursor.seq:
        Cursor.objects.filter(subscriber=name, seq__lt=last).update(seq=last)
    return handed


def _hand(subscriber: Subscriber, event: OutboxEvent) -> int:
    try:
        with intention(SYSTEM, subscriber.name):
            ahead = Cursor.objects.select_for_update().get(subscriber=subscriber.name)
            if event.seq is None or ahead.seq >= event.seq:
                return 0
            ahead.seq = event.seq
            ahead.save(update_fields=["seq"])
            subscriber.run(subscriber.event_type(**event.payload))
    except Exception as error:  # noqa: BLE001 (one subscriber's fault must not stop the others)
        _set_aside(subscriber.name, event, error)
    return 1


def _set_aside(name: str, event: OutboxEvent, error: Exception) -> None:
    code = f"{type(error).__name__} {error}" if isinstance(error, Refusal) else type(error).__name__
    log.warning("event set aside", extra={"event": event.pk, "subscriber": name, "error": code})
    with transaction.atomic():
        FailedDelivery.objects.get_or_create(
            event=event,
            subscriber=name,
            defaults={"error": code[:300], "tries": 1, "retry_at": timezone.now()},
        )
        Cursor.objects.filter(subscriber=name, seq__lt=event.seq).update(seq=event.seq)


def _retry_one(subscriber: Subscriber, failed: FailedDelivery) -> int:
    try:
        with intention(SYSTEM, subscriber.name):
            row = FailedDelivery.objects.select_for_update().filter(pk=failed.pk).first()
            if row is None:
                return 0
            row.delete()
            subscriber.run(subscriber.event_type(**failed.event.payload))
    except Exception as error:  # noqa: BLE001 (kept aside again, later)
        tries = failed.tries + 1
        wait = timedelta(seconds=min(2**tries, 3600))
        FailedDelivery.objects.filter(pk=failed.pk).update(
            tries=tries,
            error=type(error).__name__,
            retry_at=None if tries >= GIVE_UP_AFTER else timezone.now() + wait,
        )
        return 0
    return 1
