"""Have a database that runs, is migrated and whose keys are at hand."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError

from qanat.foundation import guards, indexes
from qanat.ops import facts, installing, keyring, postgres
from qanat.ops.clusters import cluster_of
from qanat.ops.progress import Progress, silent
from qanat.ops.troubles import TroubleError

OLDEST_SERVER: Final = 15
VERSIONS_PER_MAJOR: Final = 10_000
MIGRATION_LOCK: Final = 0x51_41_4E_41_4D


def set_up() -> None:
    """Read the settings and load every part of Qanat."""
    django.setup()


def data_folder() -> Path:
    """Return the data folder."""
    return Path(settings.QANAT_HOME)


def is_embedded() -> bool:
    """Tell whether the database is the one in the data folder."""
    return not os.environ.get("QANAT_DATABASE_URL")


def place() -> str:
    """Return where the data is, in words: the folder, or that a database is named."""
    return str(data_folder()) if is_embedded() else "the database of QANAT_DATABASE_URL"


def tell_if_new(progress: Progress) -> None:
    """Say that an installation is made where nothing was: perhaps another one was meant."""
    if is_new():
        progress(
            f"{place()} is empty: a new installation without data is made there."
            " QANAT_HOME names another folder."
        )


def has_records() -> bool:
    """Tell whether anything was ever registered or imported here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM dispatch_request)"
            " OR EXISTS (SELECT FROM telemedicine_consultationorder)"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def ensure_database(
    progress: Progress = silent, *, migrated: bool = True, may_begin: bool = True
) -> Iterator[None]:
    """Have the database run while the block runs; start, make and migrate it as needed.

    Where it may not begin, it is told that nothing was there: it may be the wrong folder.

    Raises:
        TroubleError: if it cannot be reached, is too old, or a key is missing.
    """
    if is_embedded():
        with postgres.running(cluster_of(data_folder()), progress):
            yield from _usable(progress, migrated=migrated, may_begin=may_begin)
    else:
        yield from _usable(progress, migrated=migrated, may_begin=may_begin)


def _usable(progress: Progress, *, migrated: bool, may_begin: bool) -> Iterator[None]:
    try:
        check_server()
        if migrated:
            if not may_begin:
                tell_if_new(progress)
            migrate(progress)
            keyring.check()
        yield
    finally:
        connection.close()


def check_server() -> None:
    """Refuse a server that cannot be reached or is too old."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise TroubleError(
            f"The database cannot be reached: {str(error).strip()} "
            "Check QANAT_DATABASE_URL, or unset it to use the embedded database."
        ) from error
    if server_version() < OLDEST_SERVER:
        raise TroubleError(
            f"The database server is PostgreSQL {server_version()}; "
            f"Qanat needs {OLDEST_SERVER} or later."
        )


def server_version() -> int:
    """Return the server's major version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // VERSIONS_PER_MAJOR


def pending_migrations() -> list[str]:
    """Return the migrations which this version brings and the database has not had.

    Raises:
        TroubleError: if it has had some of the steps which are one today.
    """
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    for key, migration in executor.loader.disk_migrations.items():
        had = [one for one in migration.replaces if one in applied]
        if had and len(had) < len(migration.replaces) and key not in applied:
            raise TroubleError(
                "These tables are of an early version of Qanat: they lack some of the steps which"
                f" are one today ({key[0]}). Run `qanat migrate` of the last version of"
                " 26 November 2026 first, then this one."
            )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


class _Steps(io.TextIOBase):
    """Tells of every migration which begins, as Django writes that it does."""

    def __init__(self, progress: Progress, many: int) -> None:
        self.progress, self.many, self.begun = progress, many, 0

    def write(self, text: str) -> int:
        """Take what Django writes."""
        if text.startswith("  Applying "):
            self.begun += 1
            self.progress(f"Migrating the database, step {self.begun} of {self.many}")
        return len(text)


def is_new() -> bool:
    """Tell whether the database never had a table: there is nothing to repair."""
    return not MigrationRecorder(connection).applied_migrations()


def migrate(progress: Progress = silent) -> None:
    """Bring tables, guards and reference data up to this version, one process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        # A crash loses the last steps, which the next start repeats; the note below is a
        # commit that waits for the disk, and with it for everything before.
        cursor.execute("SET synchronous_commit = off")
        try:
            if waiting := pending_migrations():
                told = _Steps(progress, len(waiting))
                call_command("migrate", interactive=False, no_color=True, stdout=told)
            else:
                guards.install()
                indexes.drop_idle()
            installing.install_reference(progress)
            installing.keep_marking()
        finally:
            cursor.execute("RESET synchronous_commit")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    keyring.note()
    facts.note(facts.VERSION, version("qanat"))
