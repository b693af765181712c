import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import ClassVar

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone
from tests.foundation.outbox.conftest import Subscribe
from tests.foundation.testapp.commands import HANDLER, TicketOpened, open_ticket, raise_tally
from tests.foundation.testapp.models import HANDLE, Tally

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import Event, announce, delivery
from qanat.foundation.outbox.delivery import (
    deliver,
    deliver_all,
    forget_events,
    retry,
    revive,
    sequence,
)
from qanat.foundation.outbox.models import Cursor, FailedDelivery, OutboxEvent
from qanat.foundation.outbox.queries import lag, last_seq, news_since
from qanat.foundation.refusals import Conflict

NOW = timezone.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped(Event):
    kind: ClassVar[str] = "testing.stamped.1"
    at: datetime
    on: date
    codes: tuple[str, ...] = ()
    share: float | None = None


def counts() -> dict[str, int]:
    return {t.name: t.count for t in Tally.objects.order_by("name")}


def count(event: TicketOpened) -> None:
    raise_tally(SYSTEM, name=f"ticket-{event.ticket_id}")


@pytest.mark.django_db
def test_what_was_refused_was_never_announced() -> None:
    @command(needs=HANDLE)
    def open_and_refuse(actor: Actor) -> None:
        open_ticket(actor)
        raise Conflict

    with pytest.raises(Conflict):
        open_and_refuse(HANDLER)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_events_are_numbered_without_gaps_in_order() -> None:
    made = [open_ticket(HANDLER) for _ in range(3)]
    assert lag().unsequenced == 3
    assert sequence() == 3
    assert sequence() == 0
    assert [(n.seq, n.payload["ticket_id"]) for n in news_since(0)] == list(
        enumerate(made, start=1)
    )
    assert [n.seq for n in news_since(2)] == [3]
    assert last_seq() == 3


@pytest.mark.django_db
def test_an_event_comes_back_as_it_was(subscribe: Subscribe) -> None:
    heard: list[Stamped] = []
    subscribe(Stamped, heard.append)
    event = Stamped(
        at=datetime(2026, 11, 25, 18, 2, 3, 123456, tzinfo=UTC),
        on=date(2026, 11, 25),
        codes=("I63", "O72"),
        share=0.25,
    )
    announce(event)
    deliver_all()
    assert heard == [event]


@pytest.mark.django_db
def test_each_subscriber_hears_each_event_once(subscribe: Subscribe) -> None:
    subscribe(TicketOpened, count)
    made = [open_ticket(HANDLER) for _ in range(3)]
    assert deliver_all() == 3
    assert deliver_all() == 0
    assert counts() == {f"ticket-{ticket_id}": 1 for ticket_id in made}


@pytest.mark.django_db
def test_a_subscriber_acts_as_the_system(subscribe: Subscribe) -> None:
    seen: list[str] = []

    def look(event: TicketOpened) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('qanat.actor')")
            seen.append(cursor.fetchone()[0])

    subscribe(TicketOpened, look)
    open_ticket(HANDLER)
    deliver_all()
    assert seen == ["0"]


@pytest.mark.django_db
def test_a_failing_subscriber_is_set_aside_and_the_others_go_on(subscribe: Subscribe) -> None:
    def fail_first(event: TicketOpened) -> None:
        raise_tally(SYSTEM, name="undone")
        if event.step == 1:
            raise ZeroDivisionError("a name nobody may read")
        raise_tally(SYSTEM, name="done")

    subscribe(TicketOpened, fail_first)
    subscribe(TicketOpened, count)
    first, second = open_ticket(HANDLER, step=1), open_ticket(HANDLER, step=2)
    deliver_all()
    assert counts() == {"done": 1, "undone": 1, f"ticket-{first}": 1, f"ticket-{second}": 1}
    failed = FailedDelivery.objects.get()
    assert failed.error.startswith("ZeroDivisionError at ")
    assert "nobody may read" not in failed.error
    assert (lag().set_aside, lag().given_up) == (1, 0)


@pytest.mark.django_db
def test_what_was_set_aside_is_tried_again_later_and_later_until_given_up(
    subscribe: Subscribe,
) -> None:
    tries: list[int] = []

    def fail(event: TicketOpened) -> None:
        tries.append(1)
        raise Conflict

    subscribe(TicketOpened, fail)
    open_ticket(HANDLER)
    deliver_all()
    waits: list[float] = []
    while (due := FailedDelivery.objects.get().retry_at) is not None:
        assert retry(due - timedelta(milliseconds=1)) == 0
        retry(due)
        after = FailedDelivery.objects.get().retry_at
        waits += [(after - due).total_seconds()] if after else []
    assert len(tries) == delivery.GIVE_UP_AFTER
    assert waits == sorted(waits)
    assert FailedDelivery.objects.get().error.startswith("Conflict conflict at ")
    assert lag().given_up == 1


@pytest.mark.django_db
def test_what_was_given_up_can_be_tried_again(subscribe: Subscribe) -> None:
    is_broken = [True]

    def fail_at_first(event: TicketOpened) -> None:
        if is_broken[0]:
            raise ZeroDivisionError
        count(event)

    subscribe(TicketOpened, fail_at_first)
    made = open_ticket(HANDLER)
    deliver_all()
    FailedDelivery.objects.update(retry_at=None)
    is_broken[0] = False
    assert retry(NOW + timedelta(days=1)) == 0
    assert revive(NOW) == 1
    assert retry(NOW) == 1
    assert counts() == {f"ticket-{made}": 1}
    assert not FailedDelivery.objects.exists()


@pytest.mark.django_db
def test_an_event_nobody_can_read_any_more_is_set_aside(subscribe: Subscribe) -> None:
    subscribe(TicketOpened, count)
    made = open_ticket(HANDLER)
    OutboxEvent.objects.update(payload={"ticket_id": "many"})
    deliver_all()
    assert FailedDelivery.objects.get().error.startswith("ValidationError")
    OutboxEvent.objects.update(payload={"ticket_id": made, "added_later": 1})
    assert retry(NOW + timedelta(days=1)) == 1
    assert counts() == {f"ticket-{made}": 1}


@pytest.mark.django_db
def test_lanes_are_served_apart(subscribe: Subscribe) -> None:
    subscribe(TicketOpened, count, lane="slow")
    made = open_ticket(HANDLER)
    sequence()
    assert deliver("quick") == 0
    assert counts() == {}
    assert deliver("slow") == 1
    assert counts() == {f"ticket-{made}": 1}


@pytest.mark.django_db
def test_more_than_one_batch_is_heard_in_order(
    subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 4)
    heard: list[int] = []
    subscribe(TicketOpened, lambda event: heard.append(event.ticket_id))
    made = []
    for number in range(11):
        announce(Stamped(at=NOW, on=NOW.date()))
        made.append(open_ticket(HANDLER, step=number))
    deliver_all()
    assert heard == made
    assert Cursor.objects.get().seq == last_seq() == 22


@pytest.mark.django_db
def test_a_subscriber_who_comes_later_hears_what_is_kept(subscribe: Subscribe) -> None:
    subscribe(TicketOpened, count)
    made = open_ticket(HANDLER)
    deliver_all()
    heard: list[int] = []
    subscribe(TicketOpened, lambda event: heard.append(event.ticket_id))
    deliver_all()
    assert heard == [made]
    assert counts() == {f"ticket-{made}": 1}


@pytest.mark.django_db
def test_old_events_are_forgotten_when_everybody_heard_them(subscribe: Subscribe) -> None:
    subscribe(TicketOpened, count)
    for _ in range(3):
        open_ticket(HANDLER)
    later = NOW + delivery.KEPT_FOR + timedelta(days=1)
    assert forget_events(later) == 0
    deliver_all()
    assert forget_events(NOW) == 0
    assert forget_events(later) == 2
    open_ticket(HANDLER)
    sequence()
    assert [n.seq for n in news_since(0)] == [3, 4]


@pytest.mark.django_db(transaction=True)
def test_when_the_database_goes_away_nothing_is_set_aside(subscribe: Subscribe) -> None:
    def cut_the_line(event: TicketOpened) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        other = connections["default"].copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    subscribe(TicketOpened, cut_the_line)
    open_ticket(HANDLER)
    sequence()
    with pytest.raises(OperationalError):
        deliver("quick")
    connection.close()
    assert not FailedDelivery.objects.exists()
    assert Cursor.objects.get().seq == 0


def in_threads(*works: Callable[[], None]) -> tuple[list[threading.Thread], list[Exception]]:
    """Start works in threads of their own; return the threads and where they put errors."""
    failed: list[Exception] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 (shown by the test's assertion)
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    return threads, failed


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sequencers_lose_nothing_and_keep_each_records_order(
    subscribe: Subscribe,
) -> None:
    writers, steps = 6, 25
    heard: list[TicketOpened] = []
    subscribe(TicketOpened, heard.append)
    done = threading.Event()

    def write(writer: int) -> None:
        chance = random.Random(writer)  # noqa: S311 (a repeatable test)
        for step in range(steps):
            step_of(HANDLER, writer=writer, step=step, pause_s=chance.random() / 200)

    def number() -> None:
        while not done.is_set():
            sequence()

    threads, failed = in_threads(*(partial(write, n) for n in range(writers)))
    numberers, not_numbered = in_threads(number, number)
    read: list[int] = []
    while any(thread.is_alive() for thread in threads):
        read += [news.seq for news in news_since(read[-1] if read else 0)]
        deliver("quick")
    done.set()
    for thread in threads + numberers:
        thread.join()
    deliver_all()
    read += [news.seq for news in news_since(read[-1] if read else 0)]
    assert failed + not_numbered == []
    assert read == list(range(1, writers * steps + 1))
    for writer in range(writers):
        assert [e.step for e in heard if e.writer == writer] == list(range(steps))


@command(needs=HANDLE)
def step_of(actor: Actor, *, writer: int, step: int, pause_s: float) -> None:
    """Announce first and commit later, as a transaction that still has work to do."""
    raise_tally(actor, name=f"writer-{writer}")
    announce(TicketOpened(ticket_id=0, writer=writer, step=step))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", (pause_s,))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_give_each_event_one_effect(subscribe: Subscribe) -> None:
    subscribe(TicketOpened, count)
    made = [open_ticket(HANDLER) for _ in range(40)]
    sequence()

    def work() -> None:
        while deliver("quick"):
            pass

    threads, failed = in_threads(work, work, work, work)
    for thread in threads:
        thread.join()
    assert failed == []
    assert counts() == {f"ticket-{ticket_id}": 1 for ticket_id in made}
    assert not FailedDelivery.objects.exists()
