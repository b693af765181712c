"""The throw-away database of a test run: one cluster and one template, a copy for each worker."""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from qanat.ops.binaries import programs_folder
from qanat.ops.clusters import DATABASE, OWNER, Cluster
from qanat.ops.postgres import Server, server_at, start, stop
from tests.settings import TEST_SHAPE
from tests.shape import shape

ADDRESS: Final = "QANAT_TEST_DATABASE_URL"
TEMPLATE: Final = "qanat_template"


def run_folder() -> Path:
    """Return the folder of this test run, shared by all its processes."""
    return Path(os.environ["QANAT_TEST_RUN"])


def test_server_url() -> str:
    """Return the address of the server for this run; start the throw-away one if none is named.

    The role of the address may make databases.
    """
    named = os.environ.get(ADDRESS, "")
    if named:
        return named
    with run_lock("server"):
        server = _server()
        start(server)
        return server.url()


def other_database(url: str, name: str) -> str:
    """Return the same address for another database."""
    return make_conninfo("", **{**conninfo_to_dict(url), "dbname": name})


def unique(name: str) -> str:
    """Return a database name which no other test run on the same server uses."""
    return f"{name}_{run_folder().name.rpartition('-')[2]}".lower()


def template_file(cache: Path) -> Path | None:
    """Return where the migrated database of this code is kept from run to run.

    Nothing is kept of a named server: its version may differ from our programs'.
    """
    return None if os.environ.get(ADDRESS) else cache / f"template-{TEST_SHAPE}.dump"


def load_database(url: str, name: str, kept: Path) -> None:
    """Fill an empty database with what an earlier run kept."""
    target = other_database(url, name)
    words = ("--no-owner", "--exit-on-error", f"--dbname={target}", str(kept))
    subprocess.run([programs_folder() / "pg_restore", *words], check=True)  # noqa: S603


def keep_database(url: str, name: str, kept: Path) -> None:
    """Keep a database for later runs, unless its code was edited meanwhile."""
    if shape() != TEST_SHAPE:
        return
    draft = kept.with_suffix(f".{os.getpid()}")
    words = ("--format=custom", f"--file={draft}", f"--dbname={other_database(url, name)}")
    subprocess.run([programs_folder() / "pg_dump", *words], check=True)  # noqa: S603
    for old in sorted(kept.parent.glob("template-*"), key=lambda path: path.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)
    draft.replace(kept)


def copy_database(url: str, source: str, target: str) -> None:
    """Make a database as a copy of another one, in place of an older copy."""
    drop_database(url, target)
    _run(url, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", target, source)


def make_empty_database(url: str, name: str) -> None:
    """Make an empty database in place of an older one."""
    drop_database(url, name)
    _run(url, "CREATE DATABASE {}", name)


def drop_database(url: str, name: str) -> None:
    """Drop a database, whoever is connected."""
    _run(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def run_lock(name: str) -> Iterator[None]:
    """Keep the other processes of this test run out while the block runs."""
    handle = os.open(run_folder() / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def as_django(url: str) -> Mapping[str, Any]:
    """Return the parts of an address which Django keeps in its connection settings."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    return {
        "NAME": parts.get("dbname", DATABASE),
        "USER": parts.get("user", OWNER),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
    }


def clear_run() -> None:
    """Stop the throw-away server and remove the folder of this run."""
    _clear(run_folder())


def clear_dead_runs() -> None:
    """Stop servers and remove folders of runs which were killed."""
    for folder in run_folder().parent.glob("qanat-test-*"):
        with suppress(OSError, ValueError):
            owner = int((folder / "owner").read_text())
            if folder.stat().st_uid == os.geteuid() and not Path(f"/proc/{owner}").exists():
                _clear(folder)


def claim_run() -> None:
    """Note which process this run ends with."""
    run_folder().chmod(0o711)
    (run_folder() / "owner").write_text(str(os.getpid()))


def _server() -> Server:
    return server_at(_cluster(run_folder()), throw_away=True)


def _cluster(folder: Path) -> Cluster:
    return Cluster(folder / "pg")


def _clear(folder: Path) -> None:
    if _cluster(folder).exists():
        stop(server_at(_cluster(folder), throw_away=True), mode="immediate")
    shutil.rmtree(folder, ignore_errors=True)


def _run(url: str, statement: str, *names: str) -> None:
    """Run a statement on the server.

    A template in use by another copy is waited for, and on a named server its own vacuum, which
    our role may not end.
    """
    for wait_s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 0):
        try:
            with psycopg.connect(other_database(url, "postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
            if not wait_s:
                raise
            time.sleep(wait_s)
        else:
            return
