"""Make, start and stop the embedded PostgreSQL.

The server belongs to no single process: whoever needs it joins (:func:`running`), and the last
one who leaves stops it. A server left behind by a killed supervisor is found and joined again.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from qanat.ops.binaries import Binaries, find_binaries
from qanat.ops.clusters import DATABASE, OWNER, PORT, SUPERUSER, Cluster
from qanat.ops.progress import Progress, silent
from qanat.ops.service_user import Account, server_account
from qanat.ops.troubles import TroubleError

START_RETRIED_S: Final = 10.0
RECOVERY_S: Final = 600.0
STOP_S: Final = 60
PAUSE_S: Final = 0.1
BUILTIN_LOCALE_FROM: Final = 17
OLDEST_SERVER: Final = 15
STARTING_UP: Final = "57P03"

SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    # A restore replaces every table in one transaction, and each, with its indexes, takes locks.
    "max_locks_per_transaction": "256",
    # What is asked for lies in memory or on a disk without arms: a page here costs as one there.
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # No statement, parameter or key value may reach a log file: they hold personal data.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
THROW_AWAY: Final[Mapping[str, str]] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
}


@dataclass(frozen=True, slots=True)
class Server:
    """One embedded PostgreSQL: its folders, its programs and who runs it."""

    cluster: Cluster
    binaries: Binaries
    account: Account
    throw_away: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """Return the libpq address of a database of this server."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.cluster.socket), port=PORT, dbname=database, user=user
        )


def server_at(cluster: Cluster, *, throw_away: bool = False) -> Server:
    """Return the server of a cluster; make its folder, but start nothing.

    Raises:
        TroubleError: if the folder belongs to somebody else.

    """
    try:
        account = server_account(cluster.data)
        cluster.folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        _own_folder(cluster.folder, account)
        _own_folder(cluster.socket, account)
        if cluster.belongs_to is not None:
            (cluster.folder / "belongs-to").write_text(f"{cluster.belongs_to}\n")
    except PermissionError as error:
        raise TroubleError(
            f"The database folder {cluster.folder} belongs to another user. Start as that user, "
            "or name another data folder in QANAT_HOME."
        ) from error
    return Server(cluster, find_binaries(cluster.folder), account, throw_away)


@contextmanager
def running(cluster: Cluster, progress: Progress = silent) -> Iterator[Server]:
    """Have the server run while the block runs; the last user stops it."""
    server = server_at(cluster)
    use = os.open(cluster.folder / "use.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(use, fcntl.LOCK_SH)
        start(server, progress)
        yield server
    finally:
        if _is_last(use):
            stop(server)
        os.close(use)


def start(server: Server, progress: Progress = silent) -> None:
    """Start the server unless it answers already; make the cluster first if there is none.

    Raises:
        TroubleError: if it does not answer in time; the end of its log is in the text.

    """
    with _alone(server.cluster.folder / "start.lock"):
        if not server.cluster.exists():
            progress("Making the database (once)")
            _initdb(server)
        _check_version(server)
        if not _answers(server):
            progress("Starting the database")
            _write_settings(server)
            _start_until_it_answers(server, progress)
        _make_database(server)


def stop(server: Server, mode: str = "fast") -> None:
    """Stop the server and wait until it is down; do nothing if it does not run."""
    if has_process(server):
        _call(server, "pg_ctl", "stop", "-D", str(server.cluster.data), "-m", mode, "-w",
              "-t", str(STOP_S))  # fmt: skip


def is_running(server: Server) -> bool:
    """Tell whether the server answers."""
    return _answers(server)


def has_process(server: Server) -> bool:
    """Tell whether the server's main process lives; cheap enough to ask all the time."""
    number = _noted_process(server)
    return number is not None and _is_postgres(number)


def _noted_process(server: Server) -> int | None:
    """Return the number in the server's lock file, if there is one."""
    try:
        return int((server.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_postgres(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/comm").read_text().strip() == "postgres"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _clear_stale_lock(server: Server) -> None:
    """Remove a lock file whose number has gone to another program, as after a restart.

    PostgreSQL itself would take that program for its own server and refuse to start.
    """
    number = _noted_process(server)
    if number is not None and not _is_postgres(number):
        (server.cluster.data / "postmaster.pid").unlink(missing_ok=True)


def _is_last(use: int) -> bool:
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _own_folder(folder: Path, account: Account) -> None:
    """Make a folder for the server's user alone, or check that it is one."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_symlink() or folder.stat().st_uid not in {account.user_id, 0}:
            raise PermissionError(folder) from None
        folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, account.user_id, account.group_id)


def _initdb(server: Server) -> None:
    """Make the cluster beside its final place, so that a broken attempt leaves no half of one."""
    cluster, draft = server.cluster, server.cluster.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    locale = ["--locale=C.UTF-8"]
    if server.binaries.major >= BUILTIN_LOCALE_FROM:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    made = _call(
        server, "initdb", "-D", str(draft), "-U", SUPERUSER, "--encoding=UTF8", *locale,
        "--data-checksums", "--auth=peer", "--no-instructions",
        *(["--no-sync"] if server.throw_away else []),
    )  # fmt: skip
    if made.returncode != 0:
        raise TroubleError(f"The database could not be made: {made.stderr.strip()}")
    _append(draft / "postgresql.conf", "include_if_exists = 'qanat.conf'\n")
    (draft / "pg_hba.conf").write_text("local all all peer map=qanat\n")
    names = {server.account.name, "root"}
    (draft / "pg_ident.conf").write_text(
        "".join(f"qanat {name} {role}\n" for name in sorted(names) for role in (OWNER, SUPERUSER))
    )
    draft.rename(cluster.data)


def _append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def _check_version(server: Server) -> None:
    made_by = int((server.cluster.data / "PG_VERSION").read_text())
    if made_by != server.binaries.major:
        raise TroubleError(
            f"The database in {server.cluster.data} was made by PostgreSQL {made_by}, but the "
            f"programs in {server.binaries.folder} are of {server.binaries.major}. Name those of "
            f"{made_by} in QANAT_PG_BIN, make a backup, and restore it into a new data folder."
        )


def _write_settings(server: Server) -> None:
    wanted = dict(SETTINGS)
    wanted["unix_socket_directories"] = str(server.cluster.socket)
    wanted["log_directory"] = str(server.cluster.logs)
    if server.throw_away:
        wanted |= THROW_AWAY
    wanted |= server.settings
    lines = (
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in wanted.items()
    )
    path = server.cluster.data / "qanat.conf"
    path.write_text("# Written at every start: change postgresql.conf instead.\n" + "".join(lines))
    if os.geteuid() == 0:
        os.chown(path, server.account.user_id, server.account.group_id)


def _start_until_it_answers(server: Server, progress: Progress) -> None:
    """Try for some seconds: just after a crash the old server's remains are in the way."""
    retried_until = time.monotonic() + START_RETRIED_S
    while True:
        _clear_stale_lock(server)
        tried = _call(server, "pg_ctl", "start", "-D", str(server.cluster.data), "-W",
                      "-l", str(server.cluster.folder / "start.log"))  # fmt: skip
        if _answers_soon(server, progress):
            return
        if time.monotonic() > retried_until:
            raise TroubleError(
                f"The database did not start. {tried.stderr.strip()} "
                f"The end of its log ({server.cluster.logs}):\n{_log_tail(server)}"
            )
        time.sleep(PAUSE_S)


def _answers_soon(server: Server, progress: Progress) -> bool:
    """Wait while the server comes up; recovery after a crash may take minutes."""
    begun, told = time.monotonic(), False
    while (waited := time.monotonic() - begun) < RECOVERY_S:
        if _answers(server):
            return True
        if not has_process(server) and waited > 1:
            return False
        if waited > START_RETRIED_S and not told:
            progress("The database is recovering from a crash; nothing is lost")
            told = True
        time.sleep(PAUSE_S)
    return False


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.url("postgres", SUPERUSER), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(server: Server) -> None:
    """Make the owner, who is no superuser, and the database; both only once."""
    with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            # A copy is dropped while the server's own vacuum works in it.
            tests = "CREATEDB IN ROLE pg_signal_backend"
            more = sql.SQL(tests if server.throw_away else "NOCREATEDB")
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN {}").format(sql.Identifier(OWNER), more)
            )
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def _log_tail(server: Server, lines: int = 15) -> str:
    files = [server.cluster.folder / "start.log", *server.cluster.logs.glob("*.log")]
    files = [path for path in files if path.exists()]
    if not files:
        return "(no log was written)"
    newest = max(files, key=lambda path: path.stat().st_mtime)
    return "\n".join(newest.read_text(errors="replace").splitlines()[-lines:])


def _call(server: Server, program: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user, deaf to our terminal."""
    is_root = os.geteuid() == 0
    return subprocess.run(  # noqa: S603 (our own words)
        [str(server.binaries.folder / program), *options],
        cwd=server.cluster.folder,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        umask=0o077,
        user=server.account.user_id if is_root else None,
        group=server.account.group_id if is_root else None,
        extra_groups=[] if is_root else None,
    )
