"""Backup and restore, against the database of this worker."""

import json
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from qanat.foundation.audit.queries import verify
from qanat.ops import home, keyring, postgres_tools, restoring
from qanat.ops.backing_up import back_up, count_rows
from qanat.ops.manifest import DUMP, Manifest, read_manifest, sha256_of
from qanat.ops.progress import silent
from qanat.ops.troubles import TroubleError, UsageError

from .conftest import change_norm, seal_everything

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("data_folder", "kept_norm"),
]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A finished backup of sealed records and a file."""
    keyring.note()
    seal_everything()
    (home.data_folder() / "letter.txt").write_text("kept")
    back_up(tmp_path / "backup", silent)
    return tmp_path / "backup"


def norms() -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM parameters_parameter ORDER BY id")
        return [json.loads(value) for (value,) in cursor.fetchall()]


def rewritten(folder: Path, **changes: object) -> Manifest:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return read_manifest(folder)


def test_a_restored_backup_holds_the_same_rows_files_and_audit(backup: Path) -> None:
    kept, counts = norms(), count_rows()
    change_norm(99)
    (home.data_folder() / "letter.txt").unlink()
    connection.close()
    manifest = read_manifest(backup)
    restoring.check_empty(force=True)
    restoring.restore(backup, manifest, silent)
    assert norms() == kept
    assert count_rows() == counts == manifest.counts
    assert (home.data_folder() / "letter.txt").read_text() == "kept"
    assert verify() == []


def test_the_audit_goes_on_in_a_new_era_after_a_restore(backup: Path) -> None:
    change_norm(98)
    restoring.restore(backup, read_manifest(backup), silent)
    restoring.open_again()
    change_norm(97)
    seal_everything()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT era FROM audit_entry ORDER BY era")
        assert cursor.fetchall() == [(1,), (2,)]
        cursor.execute("SELECT count(*) FROM audit_entry")
        (entries,) = cursor.fetchone()
        cursor.execute("SELECT sum(entries) FROM audit_seal")
        assert cursor.fetchone() == (entries,)
    assert verify() == []


def test_signed_heads_of_replaced_records_stay_as_evidence(backup: Path) -> None:
    change_norm(96)
    seal_everything()
    heads = home.data_folder() / "audit" / "heads.jsonl"
    newer = heads.read_text()
    restoring.restore(backup, read_manifest(backup), silent)
    (aside,) = heads.parent.glob("heads.before-*.jsonl")
    assert aside.read_text() == newer
    assert len(heads.read_text()) < len(newer)


def test_the_manifest_tells_versions_heads_and_keys_but_no_key(backup: Path) -> None:
    manifest = read_manifest(backup)
    assert manifest.postgres == home.server_version()
    assert manifest.keys == keyring.present()
    assert {name for name, _ in manifest.audit_heads.items()} == {"parameters"}
    assert "audit.0001_initial" in manifest.migrations
    everything = b"".join(path.read_bytes() for path in backup.iterdir())
    assert b"keys/" not in everything
    assert backup.stat().st_mode & 0o777 == 0o700


def test_a_backup_is_of_one_instant(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = postgres_tools.dump

    def disturbed(snapshot: str, target: Path) -> None:
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("DELETE FROM outbox_event")
        dump(snapshot, target)

    events = count_rows()["outbox_event"]
    assert events > 0
    monkeypatch.setattr(postgres_tools, "dump", disturbed)
    manifest = back_up(tmp_path / "backup", silent)
    assert manifest.counts["outbox_event"] == events
    restoring.restore(tmp_path / "backup", manifest, silent)
    assert count_rows()["outbox_event"] == events


def test_a_folder_with_something_in_it_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(UsageError, match="is not empty"):
        back_up(tmp_path, silent)


def test_an_unfinished_backup_is_none(backup: Path) -> None:
    (backup / "manifest.json").unlink()
    with pytest.raises(TroubleError, match="never finished"):
        read_manifest(backup)


def test_a_damaged_file_is_named(backup: Path) -> None:
    with (backup / DUMP).open("r+b") as file:
        file.seek(100)
        file.write(b"\0\1\2")
    with pytest.raises(TroubleError, match=r"database\.dump differ"):
        read_manifest(backup)


def test_a_manifest_that_cannot_be_read_is_told(backup: Path) -> None:
    (backup / "manifest.json").write_text("{")
    with pytest.raises(TroubleError, match="cannot be read"):
        read_manifest(backup)


def test_a_backup_of_another_format_names_the_version_that_reads_it(backup: Path) -> None:
    with pytest.raises(TroubleError, match=r"format 2.*Qanat 9\.9"):
        rewritten(backup, format=2, qanat="9.9")


def test_a_backup_of_a_later_version_is_refused(backup: Path) -> None:
    manifest = rewritten(backup, migrations=["audit.0001_initial", "audit.9999_later"])
    with pytest.raises(TroubleError, match="newer than this one"):
        restoring.check_known(manifest)


def test_a_backup_from_before_migrations_were_joined_is_known(backup: Path) -> None:
    restoring.check_known(rewritten(backup, migrations=["dispatch.0005_advised"]))


def test_data_is_replaced_only_by_force(backup: Path) -> None:
    with pytest.raises(UsageError, match="is not empty"):
        restoring.check_empty(force=False)


def test_nothing_is_replaced_while_others_work_with_it(backup: Path, database_url: str) -> None:
    with (
        psycopg.connect(database_url),
        pytest.raises(TroubleError, match=r"1 connections.*Stop `qanat serve`"),
    ):
        restoring.check_empty(force=True)


def test_a_restore_that_fails_leaves_the_database_as_it_was(backup: Path) -> None:
    change_norm(95)
    kept = norms()
    whole = (backup / DUMP).read_bytes()
    (backup / DUMP).write_bytes(whole[: len(whole) * 2 // 3])
    hashes = json.loads((backup / "manifest.json").read_text())["sha256"]
    manifest = rewritten(backup, sha256={**hashes, DUMP: sha256_of(backup / DUMP)})
    with pytest.raises(TroubleError, match="could not be put in place"):
        restoring.restore(backup, manifest, silent)
    assert norms() == kept


def test_rows_that_differ_from_the_manifest_are_told(backup: Path) -> None:
    counts = json.loads((backup / "manifest.json").read_text())["counts"]
    manifest = rewritten(backup, counts={**counts, "outbox_event": 10**6})
    with pytest.raises(TroubleError, match="manifest says: outbox_event"):
        restoring.restore(backup, manifest, silent)


def test_missing_keys_are_named_with_the_place_to_put_them(
    backup: Path, settings: Settings
) -> None:
    sealed_by = keyring.present()
    settings.QANAT_IDENTIFIER_KEYS = {7: b"7" * 32}
    settings.QANAT_BLIND_INDEX_KEY = b"other" * 8
    lost = restoring.check_keys(read_manifest(backup))
    assert lost == [key for key in sealed_by if key.name != "audit_signing"]
    told = keyring.explain(lost)
    assert all(key.name in told and key.fingerprint in told for key in lost)
    assert str(home.data_folder() / "keys") in told


def test_a_database_whose_keys_are_lost_is_not_worked_on(backup: Path, settings: Settings) -> None:
    settings.QANAT_BLIND_INDEX_KEY = b"other" * 8
    with pytest.raises(TroubleError, match="blind_index"):
        keyring.check()
    restoring.forget_lost_keys(keyring.missing())
    keyring.check()
