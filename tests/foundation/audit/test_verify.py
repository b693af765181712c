import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings
from tests.foundation.testapp.commands import HANDLER, open_ticket, rename_ticket
from tests.foundation.testapp.models import HANDLE, Ticket

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.audit import chain
from qanat.foundation.audit.models import AuditEntry, AuditHorizon, AuditSeal
from qanat.foundation.audit.queries import Finding, history, verify
from qanat.foundation.audit.sealing import begin_era, heads_file, seal, sign_heads
from qanat.foundation.commands import command
from qanat.foundation.parameters.commands import load_parameters

NOW = timezone.now()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _heads(settings: Settings, tmp_path: Path) -> None:
    settings.QANAT_AUDIT_HEADS = tmp_path / "audit" / "heads.jsonl"


@pytest.fixture
def sealed() -> int:
    """Three tickets, renamed and sealed in three rounds; return the second one's id."""
    made = []
    for title in ("a", "b", "c"):
        made.append(open_ticket(HANDLER, title=title))
        seal(NOW)
        rename_ticket(HANDLER, ticket_id=made[-1], title=title * 2)
    seal(NOW)
    sign_heads(NOW)
    assert verify(NOW) == []
    return made[1]


def tamper(sql: str) -> None:
    """Do what only the owner of the tables can do: switch a guard off and on again."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        for table in ("audit_entry", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_clean_run_has_no_findings(sealed: int) -> None:
    load_parameters(SYSTEM)
    open_ticket(HANDLER, title="not sealed yet")
    assert verify(NOW) == []
    seal(NOW)
    sign_heads(NOW)
    assert verify(NOW) == []


def test_an_empty_audit_has_no_findings() -> None:
    assert verify(NOW) == []


def test_what_is_still_running_is_sealed_later() -> None:
    @command(needs=HANDLE)
    def open_slowly(actor: Actor) -> int:
        made = open_ticket(actor, title="slow")
        inside.set()
        go_on.wait(30)
        return made

    def work() -> None:
        open_slowly(HANDLER)
        connections.close_all()

    inside, go_on = threading.Event(), threading.Event()
    thread = threading.Thread(target=work)
    thread.start()
    assert inside.wait(30)
    open_ticket(HANDLER, title="quick")
    seal(NOW)
    go_on.set()
    thread.join()
    seal(NOW)
    assert AuditEntry.objects.count() == sum(AuditSeal.objects.values_list("entries", flat=True))
    assert verify(NOW) == []


def test_a_changed_row_is_found(sealed: int) -> None:
    tamper(
        'UPDATE audit_entry SET changes = \'{"title": ["x", "y"]}\''
        f" WHERE row_id = '{sealed}' AND action = 'U'"
    )
    assert verify(NOW) == [Finding("testing", 3, "altered", 0)]


@pytest.mark.parametrize(
    "change", ["actor_id = 99", "at = at - interval '1 hour'", "note = 'other'", "move = 'x'"]
)
def test_a_changed_actor_time_note_or_move_is_found(sealed: int, change: str) -> None:
    tamper(f"UPDATE audit_entry SET {change} WHERE row_id = '{sealed}' AND action = 'I'")
    assert verify(NOW) == [Finding("testing", 2, "altered", 0)]


def test_a_removed_row_is_found(sealed: int) -> None:
    tamper(f"DELETE FROM audit_entry WHERE row_id = '{sealed}' AND action = 'U'")
    assert verify(NOW) == [Finding("testing", 3, "altered", -1)]


def test_an_inserted_row_is_found(sealed: int) -> None:
    tamper(
        "INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,"
        " table_name, row_id, action, changes)"
        " SELECT stream, era, xact, at, 99, command, move, reason, note, table_name, row_id,"
        f" action, changes FROM audit_entry WHERE row_id = '{sealed}' AND action = 'U'"
    )
    assert verify(NOW) == [Finding("testing", 3, "altered", 1)]


def test_a_row_inserted_where_a_stream_was_silent_is_found(sealed: int) -> None:
    load_parameters(SYSTEM)
    seal(NOW)
    sign_heads(NOW)
    tamper(
        "INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,"
        " table_name, row_id, action, changes)"
        " SELECT 'testing', era, xact, at, 99, '', '', '', '', 'testapp_ticket', '1', 'I', '{}'"
        " FROM audit_entry WHERE stream = 'parameters' LIMIT 1"
    )
    assert verify(NOW) == [Finding("testing", 5, "unsealed", 1)]
    open_ticket(HANDLER)
    seal(NOW)
    assert [f.what for f in verify(NOW)] == ["altered"]


def test_a_row_in_a_stream_of_its_own_is_found(sealed: int) -> None:
    tamper(
        "INSERT INTO audit_entry (stream, era, xact, at, actor_id, command, move, reason, note,"
        " table_name, row_id, action, changes)"
        " VALUES ('forged', 1, 1, now(), 99, '', '', '', '', 'testapp_ticket', '1', 'I', '{}')"
    )
    assert verify(NOW) == [Finding("forged", 1, "unsealed", 1)]


def test_a_cut_tail_is_found(sealed: int) -> None:
    tamper(
        "DELETE FROM audit_entry WHERE xact >= (SELECT max(low_xact) FROM audit_seal);"
        "DELETE FROM audit_seal WHERE number = 4;"
    )
    assert Finding("testing", 4, "tail_cut") in verify(NOW)


def test_a_stream_that_is_gone_altogether_is_found(sealed: int) -> None:
    tamper("DELETE FROM audit_entry; DELETE FROM audit_seal;")
    assert verify(NOW) == [Finding("testing", 4, "tail_cut")]


def test_a_removed_seal_is_found(sealed: int) -> None:
    tamper("DELETE FROM audit_seal WHERE number = 2")
    assert Finding("testing", 2, "seal_missing") in verify(NOW)


def test_seals_made_anew_over_altered_rows_are_found(sealed: int) -> None:
    tamper(
        f"DELETE FROM audit_entry WHERE row_id = '{sealed}'; DELETE FROM audit_seal;"
        "UPDATE audit_horizon SET high_xact = 0;"
    )
    for _ in range(4):
        open_ticket(HANDLER)
        seal(NOW)
    assert verify(NOW) == [Finding("testing", 4, "head_differs")]


def test_a_forged_line_of_the_heads_is_found(sealed: int) -> None:
    text = heads_file().read_text()
    heads_file().write_text(text.replace('"number": 4', '"number": 3'))
    what = {f.what for f in verify(NOW + timedelta(hours=1))}
    assert what == {"bad_signature", "unsigned"}


def test_heads_signed_with_another_key_are_found(sealed: int) -> None:
    head = chain.Head("testing", 9, "00" * 32, NOW.isoformat())
    chain.sign([head], bytes(range(32)), heads_file())
    assert verify(NOW) == [Finding("", 0, "bad_signature", 1)]


def test_a_file_of_heads_that_is_gone_is_found_after_a_while(sealed: int) -> None:
    heads_file().unlink()
    assert verify(NOW + timedelta(minutes=1)) == []
    assert verify(NOW + timedelta(minutes=6)) == [Finding("testing", 4, "unsigned")]


def test_a_line_cut_short_by_a_crash_is_no_finding(sealed: int) -> None:
    whole = heads_file().read_text()
    heads_file().write_text(whole + whole[: len(whole) // 2])
    assert verify(NOW) == []
    open_ticket(HANDLER)
    seal(NOW)
    assert sign_heads(NOW) == 1
    assert heads_file().read_text().count("\n") == whole.count("\n") + 1
    assert verify(NOW) == []


def test_only_heads_that_moved_are_signed_again(sealed: int) -> None:
    assert sign_heads(NOW) == 0
    open_ticket(HANDLER)
    seal(NOW)
    assert sign_heads(NOW) == 1


def test_a_long_file_is_set_aside_and_begun_with_all_heads(
    sealed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_parameters(SYSTEM)
    seal(NOW)
    sign_heads(NOW)
    monkeypatch.setattr(chain, "LONGEST_BYTES", 10)
    assert sign_heads(NOW) == 2
    assert len(list(heads_file().parent.glob("heads-*.jsonl"))) == 1
    assert verify(NOW) == []


def test_a_finding_names_how_much_and_when(sealed: int) -> None:
    tamper(f"DELETE FROM audit_entry WHERE row_id = '{sealed}' AND action = 'U'")
    (found,) = verify(NOW)
    assert (found.covered, found.since, found.until) == (2, NOW, NOW)


def test_changes_past_the_commands_are_told() -> None:
    ticket_id = open_ticket(HANDLER)
    Ticket.objects.filter(pk=ticket_id).update(title="by nobody")
    assert verify(NOW) == [Finding("", 0, "nobody", 1)]


def test_a_guard_that_is_off_is_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE testapp_ticket DISABLE TRIGGER qanat_audit_delete")
    (found,) = verify(NOW)
    assert found == Finding("", 0, "guard_off", 1)
    assert found.names == ("testapp_ticket.qanat_audit_delete",)


def test_after_a_restore_both_eras_are_proved(sealed: int) -> None:
    open_ticket(HANDLER, title="unsealed at the end of the era")
    assert begin_era(NOW) == 2
    ticket_id = open_ticket(HANDLER)
    seal(NOW)
    sign_heads(NOW)
    assert verify(NOW) == []
    tamper(f"DELETE FROM audit_entry WHERE row_id = '{ticket_id}'")
    assert [f.what for f in verify(NOW)] == ["altered"]


def test_sealing_twice_at_once_seals_everything_once() -> None:
    for _ in range(5):
        open_ticket(HANDLER)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        seal(NOW)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(AuditSeal.objects.values_list("entries", flat=True)) == 5
    assert AuditHorizon.objects.count() == 1
    assert verify(NOW) == []


def test_the_history_of_a_row_is_told_in_order(sealed: int) -> None:
    rows = history("testapp_ticket", sealed)
    assert [(r.action, r.actor_id, r.command) for r in rows] == [
        ("I", HANDLER.id, "open_ticket"),
        ("U", HANDLER.id, "rename_ticket"),
    ]
    assert rows[1].changes == {"title": ["b", "bb"]}
