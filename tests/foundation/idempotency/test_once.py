import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone
from tests.foundation.testapp.commands import CLOSER, HANDLER, STRANGER, open_ticket
from tests.foundation.testapp.models import Ticket
from tests.foundation.waiting import until, waiting_for_a_lock

from qanat.foundation.idempotency import commands
from qanat.foundation.idempotency.commands import (
    Answer,
    BadKey,
    KeyReused,
    StillRunning,
    fingerprint,
    once,
)
from qanat.foundation.idempotency.models import GivenAnswer
from qanat.foundation.idempotency.retention import forget_answers
from qanat.foundation.refusals import Conflict, NotAllowed

PRINT = fingerprint("POST", "/api/tickets", b'{"title": "A"}')


def opening(title: str = "A") -> Callable[[], Answer]:
    def run() -> Answer:
        made = open_ticket(HANDLER, title=title)
        return Answer(201, f'{{"id": {made}}}'.encode(), location=f"/api/tickets/{made}")

    return run


@pytest.mark.django_db
def test_the_same_key_and_body_give_the_first_answer_again() -> None:
    first = once(HANDLER, "key-1", PRINT, opening())
    again = once(HANDLER, "key-1", PRINT, opening())
    assert Ticket.objects.count() == 1
    assert (again.status, again.body, again.location) == (201, first.body, first.location)
    assert (first.is_replay, again.is_replay) == (False, True)


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    once(HANDLER, "key-1", PRINT, opening())
    other = fingerprint("POST", "/api/tickets", b'{"title": "B"}')
    with pytest.raises(KeyReused) as refused:
        once(HANDLER, "key-1", other, opening())
    assert refused.value.status == 422
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_actors_do_not_meet() -> None:
    once(HANDLER, "key-1", PRINT, opening())
    assert not once(CLOSER, "key-1", PRINT, opening()).is_replay
    assert Ticket.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "ключ", "a\nb"])
def test_a_key_that_can_not_be_one_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        once(HANDLER, key, PRINT, opening())
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_a_refusal_undoes_everything_and_the_key_is_free_again() -> None:
    def refuse() -> Answer:
        open_ticket(HANDLER)
        raise Conflict

    with pytest.raises(Conflict):
        once(HANDLER, "key-1", PRINT, refuse)
    assert not Ticket.objects.exists()
    assert not GivenAnswer.objects.exists()
    assert once(HANDLER, "key-1", PRINT, opening()).status == 201


@pytest.mark.django_db
def test_the_command_inside_checks_its_own_permission() -> None:
    def open_as_stranger() -> Answer:
        open_ticket(STRANGER)
        return Answer(201)

    with pytest.raises(NotAllowed):
        once(STRANGER, "key-1", PRINT, open_as_stranger)
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_kept_answers_are_encrypted() -> None:
    once(HANDLER, "key-1", PRINT, lambda: Answer(200, b"a name nobody may read"))
    assert b"nobody" not in bytes(GivenAnswer.objects.get().answer)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_writes_and_all_get_its_answer() -> None:
    start = threading.Barrier(8)
    answers: list[Answer | Exception] = []

    def slowly() -> Answer:
        answer = opening()()
        until(lambda: waiting_for_a_lock() == 7)
        return answer

    def send() -> None:
        try:
            start.wait()
            answers.append(once(HANDLER, "key-1", PRINT, slowly))
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ticket.objects.count() == 1
    assert {a.body for a in answers if isinstance(a, Answer)} == {
        f'{{"id": {Ticket.objects.get().pk}}}'.encode()
    }
    assert sorted(a.is_replay for a in answers if isinstance(a, Answer)) == [False] + [True] * 7


@pytest.mark.django_db(transaction=True)
def test_when_the_first_fails_one_who_waited_takes_its_place() -> None:
    inside = threading.Event()

    def fail() -> Answer:
        open_ticket(HANDLER, title="undone")
        inside.set()
        until(waiting_for_a_lock)
        raise Conflict

    def send() -> None:
        with pytest.raises(Conflict):
            once(HANDLER, "key-1", PRINT, fail)
        connections.close_all()

    first = threading.Thread(target=send)
    first.start()
    assert inside.wait(5)
    assert not once(HANDLER, "key-1", PRINT, opening("kept")).is_replay
    first.join()
    assert [t.title for t in Ticket.objects.all()] == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_who_waited_long_enough_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "WAIT", "100ms")
    inside, done = threading.Event(), threading.Event()

    def hang() -> Answer:
        inside.set()
        done.wait(10)
        return Answer(200)

    def send() -> None:
        once(HANDLER, "key-1", PRINT, hang)
        connections.close_all()

    first = threading.Thread(target=send)
    first.start()
    assert inside.wait(5)
    with pytest.raises(StillRunning) as refused:
        once(HANDLER, "key-1", PRINT, opening())
    done.set()
    first.join()
    assert refused.value.status == 409
    assert once(HANDLER, "key-1", PRINT, opening()).is_replay
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
def test_answers_are_forgotten_after_three_days() -> None:
    once(HANDLER, "key-1", PRINT, opening())
    now = timezone.now()
    assert forget_answers(now + timedelta(days=2)) == 0
    assert forget_answers(now + timedelta(days=4)) == 1
    assert not once(HANDLER, "key-1", PRINT, opening()).is_replay


def test_a_fingerprint_tells_method_address_and_body_apart() -> None:
    prints = {
        fingerprint("POST", "/a", b"x"),
        fingerprint("PUT", "/a", b"x"),
        fingerprint("POST", "/b", b"x"),
        fingerprint("POST", "/a", b"y"),
        fingerprint("POST", "/a\nx", b""),
    }
    assert len(prints) == 5
    assert fingerprint("post", "/a", b"x") in prints
