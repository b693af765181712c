import time

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from tests.foundation.testapp.commands import HANDLER, open_ticket, rename_ticket
from tests.foundation.testapp.models import HANDLE, Memo, Ticket, TicketState

from qanat.foundation import guards
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.commands import intention
from qanat.foundation.guards import GUARDS, Guard
from qanat.foundation.lifecycle import ALL, Lifecycle, Move
from qanat.foundation.synthetic import mark_everything


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_installing_again_does_nothing() -> None:
    assert guards.weakened() == []
    assert guards.install() is False


@pytest.mark.django_db
def test_a_missing_trigger_is_found_and_put_back() -> None:
    run("DROP TRIGGER qanat_audit_update ON testapp_ticket")
    assert guards.weakened() == ["testapp_ticket.qanat_audit_update"]
    assert guards.install() is True
    assert guards.weakened() == []


@pytest.mark.django_db
def test_a_trigger_that_was_switched_off_is_found_and_switched_on() -> None:
    run("ALTER TABLE testapp_memo DISABLE TRIGGER qanat_append_only")
    assert guards.weakened() == ["testapp_memo.qanat_append_only"]
    guards.install()
    memo = Memo.objects.create(text="kept")
    with pytest.raises(IntegrityError), transaction.atomic():
        memo.delete()


@pytest.mark.django_db
def test_an_altered_function_is_found_and_mended() -> None:
    run(
        "CREATE OR REPLACE FUNCTION qanat_audit() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NULL; END $$"
    )
    assert guards.weakened() == ["qanat_audit"]
    guards.install()
    ticket_id = open_ticket(HANDLER)
    assert AuditEntry.objects.filter(row_id=str(ticket_id)).count() == 1


@pytest.mark.django_db
def test_a_trigger_nobody_declares_any_more_is_dropped() -> None:
    run(
        "CREATE TRIGGER qanat_old_move BEFORE UPDATE ON testapp_tally"
        " FOR EACH ROW EXECUTE FUNCTION qanat_refuse('old')"
    )
    assert guards.install() is True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'qanat_old_move'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_marks_of_a_demonstration_stay_whoever_installs() -> None:
    guards.install()
    mark_everything()
    assert guards.install() is False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = %s", [guards.SYNTHETIC_MARK])
        assert cursor.fetchone()[0] > 0


@pytest.mark.django_db
def test_a_changed_lifecycle_is_installed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = open_ticket(HANDLER)
    shorter = Lifecycle(
        name="testing_shorter",
        states=TicketState,
        start=TicketState.OPEN,
        moves=(
            Move("close", "Close", frozenset({TicketState.OPEN}), TicketState.CLOSED, HANDLE),
            Move("take", "Take", frozenset({TicketState.CLOSED}), TicketState.TAKEN, HANDLE),
        ),
    )
    del ALL[shorter.name]
    others = [g for g in GUARDS if g.name != "moves" or g.model is not Ticket]
    monkeypatch.setattr(guards, "GUARDS", others)
    guards.guarded(shorter)(Ticket)
    assert guards.install() is True
    with (
        pytest.raises(IntegrityError, match="open -> taken is not a move"),
        intention(HANDLER, "testing"),
    ):
        Ticket.objects.filter(pk=ticket_id).update(state="taken")


@pytest.mark.django_db
def test_tables_that_do_not_exist_yet_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        class _meta:  # noqa: N801 (as Django spells it)
            db_table = "testing_nowhere"

    absent = Guard(Nowhere, "moves", lambda table: f"broken {table}")  # type: ignore[arg-type] # no model is needed
    monkeypatch.setattr(guards, "GUARDS", [*GUARDS, absent])
    assert guards.install() is False


@pytest.mark.django_db
def test_asking_what_would_be_migrated_installs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run("DROP TRIGGER qanat_append_only ON testapp_memo")
    call_command("migrate", plan=True)
    assert guards.weakened() == ["testapp_memo.qanat_append_only"]
    call_command("migrate", verbosity=0)
    assert guards.weakened() == []
    assert "Planned operations" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE testapp_memo SET text = 'other'",
        "DELETE FROM testapp_memo",
        "TRUNCATE testapp_memo",
        "TRUNCATE testapp_ticket",
        "UPDATE testapp_ticket SET id = id + 1000000",
    ],
)
def test_the_ways_around_an_audit_are_closed(statement: str) -> None:
    Memo.objects.create(text="kept")
    open_ticket(HANDLER)
    with pytest.raises(IntegrityError), transaction.atomic():
        run(statement)
    assert Memo.objects.get().text == "kept"
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_omitted_columns_and_unchanged_rows_leave_no_entry() -> None:
    ticket_id = open_ticket(HANDLER, title="a")
    with intention(HANDLER, "testing"):
        Ticket.objects.filter(pk=ticket_id).update(search_key="a")
        Ticket.objects.filter(pk=ticket_id).update(title="a")
    rename_ticket(HANDLER, ticket_id=ticket_id, title="b")
    rows = AuditEntry.objects.filter(row_id=str(ticket_id)).order_by("id")
    assert [(r.action, r.changes.get("title")) for r in rows] == [("I", "a"), ("U", ["a", "b"])]
    assert "search_key" not in rows[0].changes


@pytest.mark.django_db
def test_every_row_of_one_statement_is_audited() -> None:
    made = [open_ticket(HANDLER, title=str(n)) for n in range(3)]
    with intention(HANDLER, "testing"):
        Ticket.objects.filter(pk__in=made).update(title="same")
        Ticket.objects.filter(pk=made[0]).delete()
    rows = AuditEntry.objects.filter(table_name="testapp_ticket").order_by("id")
    assert [r.action for r in rows] == ["I", "I", "I", "U", "U", "U", "D"]
    assert rows[6].changes["title"] == "same"


@pytest.mark.django_db
def test_many_rows_changed_after_single_ones_are_audited_in_time_that_grows_with_their_number() -> (
    None
):
    with intention(HANDLER, "testing"):
        tickets = Ticket.objects.bulk_create(Ticket(title=str(n)) for n in range(2_000))
        for ticket in tickets[:8]:  # the plan for one row is kept by the session
            Ticket.objects.filter(pk=ticket.pk).update(title="one")
        started = time.monotonic()
        Ticket.objects.update(title="all")
        took_s = time.monotonic() - started
    changed = AuditEntry.objects.filter(table_name="testapp_ticket", action="U").order_by("id")
    last = list(changed)[-2_000:]
    assert {int(entry.row_id) for entry in last} == {ticket.pk for ticket in tickets}
    found = {entry.row_id: entry.changes for entry in last}
    assert found[str(tickets[-1].pk)] == {"title": ["1999", "all"]}
    assert took_s < 10  # in a loop over pairs it would be minutes
