"""Bring a backup back."""

import tarfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from qanat.foundation.audit.sealing import begin_era, sign_heads
from qanat.foundation.bulk import take_stock
from qanat.ops import home, keyring, postgres_tools
from qanat.ops.backing_up import count_rows
from qanat.ops.manifest import DUMP, FILES, Manifest
from qanat.ops.progress import Progress
from qanat.ops.troubles import TroubleError, UsageError


def check_known(manifest: Manifest) -> None:
    """Refuse a backup made by a later version of Qanat."""
    known = {
        f"{app}.{name}"
        for key, migration in MigrationLoader(connection).disk_migrations.items()
        for app, name in (key, *migration.replaces)
    }
    if unknown := sorted(set(manifest.migrations) - known):
        raise UsageError(
            f"The backup was made by Qanat {manifest.qanat}, which is newer than this one "
            f"(it has {unknown[0]}). Install that version and restore with it."
        )


def check_keys(manifest: Manifest) -> list[keyring.KeyNote]:
    """Return the keys which the backup needs and this data folder lacks."""
    here = set(keyring.present())
    return [key for key in manifest.keys if key not in here]


def check_empty(*, force: bool) -> None:
    """Refuse to replace data unless forced, and ever while somebody works with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        others = int(cursor.fetchone()[0])
        tables = connection.introspection.table_names(cursor)
    if tables and not force:
        raise UsageError(
            f"The database of {home.data_folder()} is not empty. Name a new data folder in "
            "QANAT_HOME, or say --force to replace everything in this one."
        )
    if others:
        raise TroubleError(
            f"Others use this database now ({others} connections). Stop `qanat serve` first."
        )


def restore(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Replace everything with the backup, then bring it up to this version.

    Raises:
        TroubleError: if anything differs from the manifest.
    """
    progress("Putting the database in place")
    postgres_tools.replace_from(folder / DUMP)
    progress("Counting")
    if differing := _differing(manifest):
        raise TroubleError(
            f"The restored tables do not hold what the manifest says: {', '.join(differing)}. "
            "Take another copy of the backup and restore it with --force."
        )
    take_stock()
    progress("Putting files in place")
    _keep_newer_heads()
    with tarfile.open(folder / FILES) as archive:
        archive.extractall(home.data_folder(), filter="data")


def open_again() -> None:
    """Begin a new era of the audit: transactions are numbered anew in this database."""
    now = timezone.now()
    begin_era(now)
    sign_heads(now)


def forget_lost_keys(lost: list[keyring.KeyNote]) -> None:
    """Go on without keys that are gone for good."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM ops_key WHERE name = %s", [(key.name,) for key in lost])
    keyring.note()


def _differing(manifest: Manifest) -> list[str]:
    counts = count_rows()
    names = sorted(counts.keys() | manifest.counts.keys())
    return [name for name in names if counts.get(name) != manifest.counts.get(name)]


def _keep_newer_heads() -> None:
    """Set the signed heads of the replaced records aside: they stay as evidence."""
    heads = Path(settings.QANAT_AUDIT_HEADS)
    if heads.exists():
        stamp = timezone.now().strftime("%Y%m%dT%H%M%SZ")
        heads.rename(heads.with_name(f"{heads.stem}.before-{stamp}{heads.suffix}"))
