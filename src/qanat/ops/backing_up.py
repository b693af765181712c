"""Write a copy of everything but the keys."""

import tarfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from qanat.ops import home, keyring, postgres_tools
from qanat.ops.manifest import DUMP, FILES, FORMAT, Manifest, sha256_of
from qanat.ops.progress import Progress
from qanat.ops.troubles import UsageError

LOCKS: Final = ("serving.lock", "preparing.lock", "compiling.lock")
LEFT_OUT: Final = frozenset({"keys", "postgres", "static", "cache", "log", *LOCKS})
"""Parts of the data folder which no backup holds: secrets, the database itself, what is made."""
_HEADS: Final = """
SELECT DISTINCT ON (stream) stream, number, encode(hash, 'hex')
FROM audit_seal ORDER BY stream, number DESC"""


def back_up(folder: Path, progress: Progress) -> Manifest:
    """Write a backup into an empty folder, as of one instant.

    Raises:
        UsageError: if the folder holds something already.
        TroubleError: if a tool fails.
    """
    take_folder(folder)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), pg_database_size(current_database())")
            snapshot, size = cursor.fetchone()
        progress(f"Copying the database ({size / 1e6:,.0f} MB)")
        postgres_tools.dump(snapshot, folder / DUMP)
        progress("Counting")
        counts, heads = count_rows(), _audit_heads()
        migrations = applied_migrations()
        keys = keyring.noted()
    progress("Copying files")
    _pack(home.data_folder(), folder / FILES)
    manifest = Manifest(
        format=FORMAT,
        made_at=timezone.now().isoformat(timespec="seconds"),
        qanat=version("qanat"),
        postgres=home.server_version(),
        migrations=migrations,
        counts=counts,
        keys=keys,
        audit_heads=heads,
        sha256={name: sha256_of(folder / name) for name in (DUMP, FILES)},
    )
    manifest.write(folder)
    return manifest


def applied_migrations() -> list[str]:
    """Return the migrations which the database has had."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def count_rows() -> dict[str, int]:
    """Return the number of rows of every table."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a quoted name of ours)
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _audit_heads() -> dict[str, list[object]]:
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        return {stream: [number, digest] for stream, number, digest in cursor.fetchall()}


def take_folder(folder: Path) -> None:
    """Make the folder for us alone, or take an empty one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except (OSError, NotADirectoryError) as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    if taken:
        raise UsageError(f"{folder} is not empty: name a new folder for each backup.")
    folder.chmod(0o700)


def _pack(source: Path, target: Path) -> None:
    """Pack the files of a data folder; one that vanishes meanwhile is no trouble."""
    with tarfile.open(target, "w") as archive:
        for entry in sorted(source.iterdir()):
            if entry.name not in LEFT_OUT and not entry.name.startswith("."):
                with suppress(FileNotFoundError):
                    archive.add(entry, arcname=entry.name)
