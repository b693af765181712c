"""The whole of Qanat as processes: killed in every part, found again, stopped cleanly."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from qanat.ops import postgres
from qanat.ops.clusters import Cluster, cluster_of
from qanat.ops.serving import Place, place_of, release
from qanat.ops.troubles import TroubleError

from .processes import is_alive, wait_until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(300)]
READY_S = 180


class Served:
    """A running ``qanat serve``."""

    def __init__(self, home: Path) -> None:
        self.home, self.begun = home, time.monotonic()
        self.port = free_ports()
        self.log = home.with_suffix(".log")
        environment = {**os.environ, "QANAT_HOME": str(home)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own words)
                [sys.executable, "-m", "qanat.ops.cli", "serve", "--port", str(self.port)],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip

    def wait(self) -> None:
        """Wait until the pages answer; keep how long it took."""
        wait_until(self.answers, READY_S)
        self.took_s = time.monotonic() - self.begun

    def answers(self) -> bool:
        """Tell whether the pages answer, with whatever."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            return error.code < 500
        except OSError:
            return False
        return True

    def numbers(self, words: str) -> set[int]:
        """Return the processes below the supervisor whose words contain these."""
        return {n for n in descendants(self.process.pid) if words in words_of(n)}

    @property
    def server(self) -> int:
        """Return the number of the database's main process."""
        lock = cluster_of(self.home).data / "postmaster.pid"
        return int(lock.read_text().split()[0])


def free_ports() -> int:
    """Return a port which is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def words_of(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def descendants(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    fresh = {root}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


@pytest.fixture
def home() -> Iterator[Path]:
    where = Path(f"/tmp/qanat-serve-{os.getpid()}")  # noqa: S108 (short, for sockets)
    where.mkdir(mode=0o711)
    yield where / "home"
    cluster: Cluster = cluster_of(where / "home")
    if cluster.exists():
        postgres.stop(postgres.server_at(cluster), "immediate")
    shutil.rmtree(where)


@pytest.fixture
def served(home: Path) -> Iterator[Served]:
    running = Served(home)
    try:
        running.wait()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def killed_and_back(served: Served, words: str) -> None:
    """Kill the processes with these words and wait for others in their place."""
    wait_until(lambda: served.numbers(words))
    before = served.numbers(words)
    for number in before:
        os.kill(number, signal.SIGKILL)
    wait_until(lambda: served.numbers(words) - before and served.answers(), 60)


def test_every_part_comes_back_after_a_kill_and_ctrl_c_stops_all(served: Served) -> None:
    killed_and_back(served, "qanat.ops.worker")
    killed_and_back(served, "qanat.ops.web")
    database = served.server
    os.kill(database, signal.SIGKILL)
    wait_until(lambda: not is_alive(database))
    wait_until(lambda: lock_of(served) not in (None, database), 60)
    wait_until(served.answers, 60)
    refused = Served(served.home)
    assert refused.process.wait(60) == 1
    assert f"is in use by process {served.process.pid}, port {served.port}." in (
        served.log.read_text()
    )
    family = descendants(served.process.pid) | {served.server}
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(60) == 0
    wait_until(lambda: not any(is_alive(number) for number in family))
    assert "Traceback" not in served.log.read_text()


def lock_of(served: Served) -> int | None:
    try:
        return served.server
    except (OSError, IndexError, ValueError):
        return None


def test_after_a_kill_of_the_supervisor_the_next_start_finds_the_database(served: Served) -> None:
    family, database = descendants(served.process.pid), served.server
    served.process.kill()
    served.process.wait()
    wait_until(lambda: not any(is_alive(number) for number in family))
    assert is_alive(database)
    again = Served(served.home)
    try:
        again.wait()
        assert again.took_s < served.took_s  # nothing is made a second time
        assert again.server == database
        again.process.send_signal(signal.SIGTERM)
        assert again.process.wait(60) == 0
        assert not is_alive(database)
    finally:
        again.process.kill()
        again.process.wait()


def test_a_first_start_killed_at_any_moment_is_finished_by_the_next(home: Path) -> None:
    environment = {**os.environ, "QANAT_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-m", "qanat.ops.cli"]
    for moment_s in (0.5, 1.0, 1.5, 2.5, 4.0, 7.0):
        with subprocess.Popen(  # noqa: S603 (our own words)
            [*words, "migrate"], env=environment, stderr=subprocess.DEVNULL
        ) as first:
            time.sleep(moment_s)
            first.kill()
    last = subprocess.run(  # noqa: S603 (our own words)
        [*words, "migrate"], env=environment, capture_output=True, text=True, check=False
    )
    assert last.returncode == 0, last.stderr
    told = subprocess.run(  # noqa: S603 (our own words)
        [*words, "doctor", "--audit"], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_a_busy_port_is_named_with_the_way_to_choose_another() -> None:
    options = argparse.Namespace(host="127.0.0.1", workers=2, threads=4)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for wanted in (port, port - 1):
            options.port = wanted
            with pytest.raises(TroubleError, match=f"Port {port} .*--port {port + 100}"):
                place_of(options)


def test_ports_are_held_while_everything_is_prepared() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = argparse.Namespace(host="127.0.0.1", workers=2, threads=4, port=port)
    options.port = place_of(options).events_port
    with pytest.raises(TroubleError):
        place_of(options)
    release()
    place_of(options)
    release()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),  # noqa: S104 (read, not listened on)
        ("::", "http://[::1]:8000/"),
        ("centre.example", "http://centre.example:8000/"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, address: str) -> None:
    assert Place(host, 8000).address == address
