"""The doctor finds each fault and says how to mend it."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from qanat.foundation.audit.queries import Finding as Broken
from qanat.foundation.outbox.queries import Lag
from qanat.ops import cli, home, keyring
from qanat.ops.checks import database, keys, machine, work
from qanat.ops.checks.findings import Finding, Level
from qanat.ops.troubles import TroubleError

from .conftest import seal_everything

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class Usage(NamedTuple):
    total: float
    used: float
    free: float


def levels(findings: list[Finding]) -> dict[str, Level]:
    return {finding.check: finding.level for finding in findings}


@pytest.mark.parametrize(
    ("free_gb", "level"), [(50, Level.OK), (5, Level.WARNING), (0.5, Level.FAILURE)]
)
def test_a_full_disk_is_found(
    free_gb: float, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100e9, 0, free_gb * 1e9))
    found = machine.check_disk(tmp_path / "not" / "made" / "yet")
    assert found.level is level
    assert f"{free_gb:,.1f} GB free" in found.text


def test_packages_that_differ_from_the_lock_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "core.txt"
    lock.write_text(
        "django==1.0 \\\n    --hash=sha256:00\n"
        "no-such-package==1.0 \\\n    --hash=sha256:00\n"
        "pywin32==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    found = machine.check_packages(lock)
    assert found.level is Level.FAILURE
    assert "(locked 1.0)" in found.text
    assert "no-such-package is missing" in found.text
    assert "pywin32" not in found.text
    assert found.mend == "Run `make setup` again."


def test_the_environment_of_this_checkout_is_as_locked() -> None:
    assert machine.check_packages().level is Level.OK


def test_keys_which_others_may_read_are_found(data_folder: Path) -> None:
    key = data_folder / "keys" / "blind_index"
    key.write_text("x")
    key.chmod(0o600)
    assert keys.check_permissions(data_folder).level is Level.OK
    key.chmod(0o640)
    found = keys.check_permissions(data_folder)
    assert found.level is Level.FAILURE
    assert str(key) in found.text
    assert found.mend == f"chmod -R go= {data_folder / 'keys'}"


def test_a_missing_keys_folder_is_found(data_folder: Path) -> None:
    (data_folder / "keys").rmdir()
    assert keys.check_permissions(data_folder).level is Level.FAILURE


def test_wrong_keys_are_found(db: None, data_folder: Path, settings: Settings) -> None:
    keyring.note()
    assert keys.check_right_keys().level is Level.OK
    settings.QANAT_AUDIT_KEY = b"another key of 32 bytes, no more"
    found = keys.check_right_keys()
    assert found.level is Level.FAILURE
    assert "audit_signing" in found.text
    assert str(data_folder / "keys") in found.mend


@pytest.mark.parametrize(
    ("skew_s", "level"), [(0.5, Level.OK), (5, Level.WARNING), (60, Level.FAILURE)]
)
def test_a_skewed_clock_is_found(skew_s: float, level: Level) -> None:
    assert database.judge_skew(skew_s).level is level


def test_the_clocks_of_this_machine_agree(db: None) -> None:
    assert database.check_clock().level is Level.OK


def test_a_server_that_may_lose_acknowledged_work_is_found(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    found = database.check_safe_writes()
    assert found.level is Level.FAILURE
    assert "synchronous_commit" in found.text


def test_waiting_migrations_are_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.check_migrations().level is Level.OK
    monkeypatch.setattr(home, "pending_migrations", lambda: ["audit.0002_more"])
    found = database.check_migrations()
    assert found.level is Level.FAILURE
    assert "audit.0002_more" in found.text


def test_tables_of_an_early_version_say_which_one_brings_them_on(db: None) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("dispatch", "0001_tables")
    for number in ("0002_payer", "0019_drugs"):
        recorder.record_unapplied("dispatch", number)
    recorder.record_applied("dispatch", "0001_initial")
    with pytest.raises(TroubleError, match=r"early version.*\(dispatch\)"):
        home.pending_migrations()


def test_a_guard_that_was_switched_off_is_found(db: None) -> None:
    assert database.check_guards().level is Level.OK
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER qanat_append_only")
    found = database.check_guards()
    assert found.level is Level.FAILURE
    assert "audit_entry.qanat_append_only" in found.text


def lag(
    *, oldest_s: float | None = None, behind: int = 0, aside: int = 0, given_up: int = 0
) -> Lag:
    oldest = None if oldest_s is None else NOW - timedelta(seconds=oldest_s)
    return Lag(
        unsequenced=0 if oldest is None else 3,
        oldest_stored_at=oldest,
        behind=behind,
        set_aside=aside,
        given_up=given_up,
    )


@pytest.mark.parametrize(
    ("behind", "worker", "deliveries"),
    [
        (lag(), Level.OK, Level.OK),
        (lag(oldest_s=5), Level.OK, Level.OK),
        (lag(oldest_s=61), Level.FAILURE, Level.OK),
        (lag(behind=1001), Level.WARNING, Level.OK),
        (lag(aside=2), Level.OK, Level.WARNING),
        (lag(aside=2, given_up=1), Level.OK, Level.FAILURE),
    ],
)
def test_a_worker_that_lags_and_dead_deliveries_are_found(
    behind: Lag, worker: Level, deliveries: Level
) -> None:
    assert levels(work.judge_lag(behind, NOW)) == {"worker": worker, "deliveries": deliveries}


@pytest.mark.parametrize(
    ("address", "is_sending", "level"),
    [
        ("", False, Level.OK),
        ("", True, Level.FAILURE),
        ("https://qanat.example", True, Level.OK),
    ],
)
def test_links_that_name_no_server_are_found_where_messages_are_sent(
    address: str,
    is_sending: bool,  # noqa: FBT001 (one of the cases)
    level: Level,
) -> None:
    assert work.judge_links(address, is_sending=is_sending).level is level


def test_events_that_wait_where_nothing_serves_are_a_note() -> None:
    found = work.judge_lag(lag(oldest_s=3600), NOW, is_served=False)
    assert levels(found) == {"worker": Level.WARNING, "deliveries": Level.OK}
    assert "nothing serves this folder now" in found[0].text


def test_a_new_installation_needs_no_repair(
    db: None, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    monkeypatch.setattr(home, "is_new", lambda: True)
    monkeypatch.setattr(home, "pending_migrations", lambda: ["audit.0001_initial"])
    found = database.check_migrations()
    assert found.level is Level.OK
    assert "a new installation" in found.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("data_folder", "kept_norm")
def test_an_altered_audit_is_found() -> None:
    seal_everything()
    assert levels(work.check_audit()) == {"audit": Level.OK}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET note = 'never said'")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    (found,) = work.check_audit()
    assert found.level is Level.FAILURE
    assert re.search(
        r"stream parameters, seal 1, written until .* UTC: at least one of \d+ rows was changed",
        found.text,
    )


BROKEN = {
    Broken("care", 4, "altered", -2, covered=9): "seal 4: 2 rows were removed, of 9 sealed",
    Broken("care", 4, "altered", 1, covered=9): "seal 4: 1 rows were inserted, of 9 sealed",
    Broken("care", 5, "unsealed", 3): "seal 5: 3 rows were inserted where sealing had passed",
    Broken("care", 4, "tail_cut"): "seal 4: it and what followed were cut off",
}
OF_ALL = {
    Broken("", 0, "nobody", 3): "3 changes were made past the commands",
    Broken("", 0, "bad_signature", 2): "the file of signed heads has 2 lines which are not ours",
    Broken("", 0, "guard_off", 1, names=("a.b",)): "guards of the tables are off or altered: a.b",
}


@pytest.mark.parametrize("found", [*BROKEN, *OF_ALL])
def test_a_broken_audit_is_told_with_stream_seal_and_number(found: Broken) -> None:
    text = f"stream care, {BROKEN[found]}" if found in BROKEN else OF_ALL[found]
    assert work.told(found) == text


def test_a_database_that_cannot_be_reached_is_one_finding_among_others(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QANAT_PG_BIN", str(data_folder))
    monkeypatch.delenv("QANAT_DATABASE_URL", raising=False)
    code = cli.main(["doctor", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert told["ok"] is False
    by_check = {finding["check"]: finding for finding in told["findings"]}
    assert by_check["database"]["level"] == "failure"
    assert "QANAT_PG_BIN" in by_check["database"]["text"]
    assert by_check["disk"]["level"] == "ok"


@pytest.mark.django_db(transaction=True)
def test_a_sound_installation_passes(
    data_folder: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("QANAT_DATABASE_URL", database_url)
    monkeypatch.setattr(database, "MUST_BE_ON", ())  # the servers of tests are fast, not safe
    code = cli.main(["doctor", "--audit"])
    told = capsys.readouterr().out
    assert code == 0, told
    assert "FAIL" not in told
    assert "ok    audit: every chain is whole" in told
    assert "WARN  data: nothing was ever registered or imported" in told
