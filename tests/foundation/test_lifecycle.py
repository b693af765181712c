from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, models, transaction
from tests.foundation.testapp.commands import (
    CLOSER,
    HANDLER,
    STRANGER,
    close_ticket,
    open_ticket,
    take_ticket,
)
from tests.foundation.testapp.models import CLOSE, HANDLE, LIGHT, TICKET, Ticket, TicketState

from qanat.foundation.actors import Actor
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.commands import intention
from qanat.foundation.lifecycle import (
    ALL,
    Lifecycle,
    Move,
    ReasonMissing,
    ReasonUnknown,
    WrongState,
)
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import NotAllowed


@pytest.fixture(autouse=True)
def _reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one list of reasons of these tests, in place of the registry's."""
    offered = {("testing_reasons", "solved")}
    checks = [lambda reasons, code: (reasons, code) in offered]
    monkeypatch.setattr("qanat.foundation.moving._reason_checks", checks)


class Lamp(models.TextChoices):
    OFF = "off", "Off"
    ON = "on", "On"
    BROKEN = "broken", "Broken"


def move(name: str, source: Lamp, target: Lamp) -> Move[Lamp]:
    return Move(name, name, frozenset({source}), target, HANDLE)


def state_of(ticket_id: int) -> str:
    return Ticket.objects.get(pk=ticket_id).state


def test_a_lifecycle_with_two_moves_of_one_name_is_refused() -> None:
    with pytest.raises(ValueError, match="two moves share a name"):
        Lifecycle(
            name="testing_lamp",
            states=Lamp,
            start=Lamp.OFF,
            moves=(move("go", Lamp.OFF, Lamp.ON), move("go", Lamp.ON, Lamp.BROKEN)),
        )


def test_a_lifecycle_with_a_state_nobody_reaches_is_refused() -> None:
    with pytest.raises(ValueError, match="unreachable"):
        Lifecycle(
            name="testing_lamp",
            states=Lamp,
            start=Lamp.OFF,
            moves=(move("light", Lamp.OFF, Lamp.ON), move("mend", Lamp.BROKEN, Lamp.OFF)),
        )
    assert "testing_lamp" not in ALL


def test_a_second_lifecycle_of_the_same_name_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Lifecycle(
            name=TICKET.name,
            states=Lamp,
            start=Lamp.OFF,
            moves=(move("light", Lamp.OFF, Lamp.ON), move("break", Lamp.ON, Lamp.BROKEN)),
        )
    assert ALL[TICKET.name].states is TicketState


def test_a_lifecycle_tells_its_moves_pairs_and_ends() -> None:
    assert [m.name for m in TICKET.open_moves("open")] == ["take", "close"]
    assert [m.name for m in TICKET.open_moves("closed")] == []
    assert TICKET.final() == {TicketState.CLOSED}
    assert TICKET.pairs() == [
        ("open", "closed"),
        ("open", "taken"),
        ("taken", "closed"),
        ("taken", "open"),
    ]
    assert TICKET.move("close").needs == CLOSE
    with pytest.raises(KeyError):
        TICKET.move("fly")


def test_a_history_says_what_a_move_did_else_the_state_it_reached() -> None:
    cycle = Lifecycle(
        name="testing_told_lamp",
        states=Lamp,
        start=Lamp.OFF,
        moves=(
            move("light", Lamp.OFF, Lamp.ON),
            replace(move("strike", Lamp.ON, Lamp.BROKEN), done="Struck"),
        ),
    )
    assert [cycle.past(name) for name in ("light", "strike", "of_old")] == [
        "On",
        "Struck",
        "of_old",
    ]
    del ALL[cycle.name]


def test_a_lifecycle_draws_itself() -> None:
    assert TICKET.mermaid().splitlines() == [
        "stateDiagram-v2",
        "  [*] --> open",
        "  open --> taken: take",
        "  taken --> open: put_back",
        "  open --> closed: close",
        "  taken --> closed: close",
    ]


@pytest.mark.django_db
def test_a_move_changes_the_state_and_says_why_in_the_audit() -> None:
    ticket_id = open_ticket(CLOSER)
    close_ticket(CLOSER, ticket_id=ticket_id, reason="solved", note="by phone")
    assert state_of(ticket_id) == "closed"
    entry = AuditEntry.objects.get(table_name="testapp_ticket", row_id=str(ticket_id), action="U")
    assert (entry.move, entry.reason, entry.note) == ("close", "solved", "by phone")
    assert entry.changes == {"state": ["open", "closed"]}
    assert (entry.actor_id, entry.command) == (CLOSER.id, "close_ticket")


@pytest.mark.django_db
def test_a_move_that_needs_a_reason_is_refused_without_one() -> None:
    ticket_id = open_ticket(CLOSER)
    with pytest.raises(ReasonMissing) as refused:
        close_ticket(CLOSER, ticket_id=ticket_id)
    assert refused.value.status == 422
    assert state_of(ticket_id) == "open"


@pytest.mark.django_db
def test_a_move_with_a_reason_that_is_not_in_the_list_is_refused() -> None:
    ticket_id = open_ticket(CLOSER)
    with pytest.raises(ReasonUnknown):
        close_ticket(CLOSER, ticket_id=ticket_id, reason="because")
    assert state_of(ticket_id) == "open"


@pytest.mark.django_db
def test_a_move_out_of_another_state_is_refused() -> None:
    ticket_id = open_ticket(CLOSER)
    take_ticket(CLOSER, ticket_id=ticket_id)
    with pytest.raises(WrongState) as refused:
        take_ticket(CLOSER, ticket_id=ticket_id)
    assert refused.value.message() == "“Take” is not possible now: the state is “Taken”."
    assert state_of(ticket_id) == "taken"


@pytest.mark.django_db
def test_a_move_asks_for_its_own_permission_whatever_the_command_asked() -> None:
    ticket_id = open_ticket(HANDLER)
    with pytest.raises(NotAllowed):
        close_within(HANDLER, ticket_id)
    assert state_of(ticket_id) == "open"
    with pytest.raises(NotAllowed):
        take_ticket(STRANGER, ticket_id=ticket_id)


def close_within(actor: Actor, ticket_id: int) -> None:
    with intention(actor, "testing"):
        row = Ticket.objects.select_for_update().get(pk=ticket_id)
        make_move(actor, row, TICKET, "close", reason="solved")


def set_state(ticket_id: int, state: str) -> None:
    with intention(HANDLER, "testing"):
        Ticket.objects.filter(pk=ticket_id).update(state=state)


@pytest.mark.django_db
def test_the_database_refuses_an_undeclared_move() -> None:
    ticket_id = open_ticket(CLOSER)
    close_ticket(CLOSER, ticket_id=ticket_id, reason="solved")
    with pytest.raises(IntegrityError, match="closed -> open is not a move"):
        set_state(ticket_id, "open")
    assert state_of(ticket_id) == "closed"


@pytest.mark.django_db
def test_the_database_refuses_an_unknown_state() -> None:
    ticket_id = open_ticket(CLOSER)
    with pytest.raises(IntegrityError):
        set_state(ticket_id, "lost")


@pytest.mark.django_db
def test_the_database_refuses_a_birth_in_mid_life() -> None:
    with (
        pytest.raises(IntegrityError, match="taken is not a start"),
        intention(HANDLER, "testing"),
    ):
        Ticket.objects.create(state="taken")
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_records_of_the_past_may_be_born_in_any_state_when_that_is_asked_for() -> None:
    with intention(HANDLER, "testing"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qanat.backfill', 'on', true)")
        Ticket.objects.create(state="closed")
    assert Ticket.objects.get().state == "closed"


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_moves_and_births_by_nobody() -> None:
    ticket_id = open_ticket(HANDLER)
    with pytest.raises(IntegrityError, match="named actor"), transaction.atomic():
        Ticket.objects.filter(pk=ticket_id).update(state="taken")
    with pytest.raises(IntegrityError, match="named actor"), transaction.atomic():
        Ticket.objects.create()
    assert state_of(ticket_id) == "open"


@pytest.mark.django_db
def test_two_lifecycles_of_one_table_are_guarded_both() -> None:
    ticket_id = open_ticket(HANDLER)
    with intention(HANDLER, "testing"):
        row = Ticket.objects.select_for_update().get(pk=ticket_id)
        row.light = LIGHT.states.LIT
        row.save(update_fields=["light"])
    with (
        pytest.raises(IntegrityError, match="lit -> dark is not a move"),
        intention(HANDLER, "testing"),
    ):
        Ticket.objects.filter(pk=ticket_id).update(light="dark")
    with pytest.raises(IntegrityError, match="is not a move"):
        close_ticket_back(ticket_id)


def close_ticket_back(ticket_id: int) -> None:
    close_ticket(CLOSER, ticket_id=ticket_id, reason="solved")
    set_state(ticket_id, "taken")
