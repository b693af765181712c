import threading

import pytest
from django.db import IntegrityError, connection, connections
from tests.foundation.testapp.commands import (
    CLOSER,
    HANDLER,
    STRANGER,
    close_ticket,
    open_ticket,
    raise_tally,
)
from tests.foundation.testapp.models import CLOSE, HANDLE, Tally, Ticket
from tests.foundation.waiting import until, waiting_for_a_lock

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import COMMANDS, command, enveloped, is_running
from qanat.foundation.refusals import Conflict, NotAllowed


@command(needs=HANDLE)
def open_and_refuse(actor: Actor) -> None:
    open_ticket(actor)
    raise Conflict


@command(needs=HANDLE)
def open_two(actor: Actor) -> tuple[int, int]:
    return open_ticket(actor), open_ticket(actor)


@command(needs=HANDLE)
def tell_actor(actor: Actor) -> tuple[str, str, bool]:
    return (*session_names(), is_running())


def session_names() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('qanat.actor', true), ''),"
            " coalesce(current_setting('qanat.command', true), '')"
        )
        actor, name = cursor.fetchone()
    return actor, name


@pytest.mark.django_db
def test_a_command_without_permission_changes_nothing() -> None:
    with pytest.raises(NotAllowed) as refused:
        open_ticket(STRANGER)
    assert refused.value.values == {"permission": HANDLE}
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_the_system_may_do_everything() -> None:
    assert Ticket.objects.get(pk=open_ticket(SYSTEM)).state == "open"


@pytest.mark.django_db
def test_a_refusal_undoes_what_inner_commands_did() -> None:
    with pytest.raises(Conflict):
        open_and_refuse(HANDLER)
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_an_inner_command_does_not_ask_for_its_own_permission() -> None:
    @command(needs=HANDLE)
    def open_and_close(actor: Actor) -> int:
        ticket_id = open_ticket(actor)
        Ticket.objects.select_for_update().get(pk=ticket_id)
        return ticket_id

    with pytest.raises(NotAllowed):
        close_ticket(HANDLER, ticket_id=0, reason="done")
    assert Ticket.objects.filter(pk=open_and_close(HANDLER)).exists()
    del COMMANDS[f"{__name__}.open_and_close"]


@pytest.mark.django_db(transaction=True)
def test_the_database_knows_the_actor_during_the_command_only() -> None:
    assert tell_actor(HANDLER) == ("21", "tell_actor", True)
    assert session_names() == ("", "")
    assert not is_running()


@pytest.mark.django_db(transaction=True)
def test_inner_commands_join_the_one_transaction() -> None:
    first, second = open_two(HANDLER)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text), count(*) FROM testapp_ticket WHERE id IN (%s, %s)",
            (first, second),
        )
        assert cursor.fetchone() == (1, 2)


@pytest.mark.django_db
def test_every_command_is_listed_with_its_permission() -> None:
    assert COMMANDS["tests.foundation.testapp.commands.close_ticket"] == CLOSE


@pytest.mark.django_db(transaction=True)
def test_a_command_that_lost_a_deadlock_is_done_again() -> None:
    for name in ("left", "right"):
        Tally.objects.create(name=name)
    both_hold_one = threading.Barrier(2)
    tries: list[str] = []
    failed: list[Exception] = []

    @command(needs=HANDLE)
    def raise_both(actor: Actor, *, first: str, second: str) -> None:
        tries.append(first)
        raise_tally(actor, name=first)
        if len(tries) <= 2:
            both_hold_one.wait(10)
        raise_tally(actor, name=second)

    def work(first: str, second: str) -> None:
        try:
            raise_both(HANDLER, first=first, second=second)
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            failed.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=pair) for pair in (("left", "right"), ("right", "left"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    del COMMANDS[f"{__name__}.raise_both"]
    assert failed == []
    assert len(tries) == 3
    assert [t.count for t in Tally.objects.order_by("name")] == [2, 2]


@pytest.mark.django_db
def test_other_database_errors_are_not_tried_again() -> None:
    tries: list[int] = []

    @command(needs=HANDLE)
    def make_twins(actor: Actor) -> None:
        tries.append(1)
        Tally.objects.create(name="twin")
        Tally.objects.create(name="twin")

    with pytest.raises(IntegrityError):
        make_twins(HANDLER)
    del COMMANDS[f"{__name__}.make_twins"]
    assert tries == [1]
    assert not Tally.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_envelope_makes_one_transaction_of_several_intentions() -> None:
    def work() -> tuple[int, int]:
        return open_ticket(HANDLER), open_ticket(CLOSER)

    def work_and_fail() -> None:
        open_ticket(HANDLER)
        open_ticket(STRANGER)

    enveloped(work)
    with pytest.raises(NotAllowed):
        enveloped(work_and_fail)
    assert Ticket.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT actor_id, xact FROM audit_entry"
            " WHERE table_name = 'testapp_ticket' ORDER BY actor_id"
        )
        rows = cursor.fetchall()
    assert [actor for actor, _ in rows] == [HANDLER.id, CLOSER.id]
    assert rows[0][1] == rows[1][1]


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_for_the_row() -> None:
    raise_tally(HANDLER, name="shared")
    inside = threading.Event()

    @command(needs=HANDLE)
    def raise_slowly(actor: Actor) -> None:
        raise_tally(actor, name="shared")
        inside.set()
        until(waiting_for_a_lock)

    def work() -> None:
        raise_slowly(HANDLER)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert inside.wait(10)
    assert raise_tally(HANDLER, name="shared") == 3
    thread.join()
    del COMMANDS[f"{__name__}.raise_slowly"]
