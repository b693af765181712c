"""Kills at random instants during a stream of requests: nothing acknowledged is lost or doubled."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import psycopg
import pytest

from qanat.ops import postgres
from qanat.ops.clusters import cluster_of

from .processes import is_alive, wait_until
from .test_serving import Served, descendants, home, served, words_of

__all__ = ["home", "served"]  # fixtures
pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]

CLIENTS: Final = 3
TURNS: Final = 2
PAUSE_S: Final = 1.5
MORE: Final = 3
"""So many requests are acknowledged between one kill and the next."""
PATIENCE_S: Final = 60
NOT_LISTENING: Final = 0.1
"""How often a client hangs up before it hears the answer, and sends again."""
MAY_FAIL: Final = frozenset({409, 500, 502, 503, 504})
"""While parts are down; 409: the first sending of the same key is still at work."""


@dataclass
class Sender:
    """A client which sends request after request, each until it is acknowledged."""

    name: str
    port: int
    key: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    replayed: int = 0
    connection: http.client.HTTPConnection | None = None
    chance: random.Random = field(default_factory=random.Random)

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop; the request which is then under way is still seen through."""
        number = 0
        while not stop.is_set():
            number += 1
            mark = f"{self.name}-{number}"
            if self.chance.random() < NOT_LISTENING:
                self.send(mark, is_listening=False)
            self.acknowledged[mark] = self.insist(mark)
        self.hang_up()

    def insist(self, mark: str) -> int:
        """Send one request until it is acknowledged; return its id."""
        end = time.monotonic() + PATIENCE_S
        while (found := self.send(mark)) is None:
            assert time.monotonic() < end, f"{mark} was never acknowledged"
            time.sleep(0.05)
        return found

    def send(self, mark: str, *, is_listening: bool = True) -> int | None:
        """Send one request once; return its id if it is acknowledged."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": mark,
        }
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
            self.connection.request("POST", "/api/v1/requests", body_of(mark), headers)
            if not is_listening:
                self.hang_up()
                return None
            answer = self.connection.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return None
        self.statuses[answer.status] += 1
        if answer.status != 201:
            self.hang_up()
            return None
        self.replayed += answer.getheader("Idempotency-Replayed") == "true"
        return int(json.loads(told)["id"])

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def body_of(mark: str) -> bytes:
    return json.dumps(
        {
            "received_at": "2026-11-25T06:20:00Z",
            "channel": "phone",
            "region": "KZ-19",
            "diagnosis": "Ишемический инсульт",
            "icd10": "I63.4",
            "caller_name": mark,
        }
    ).encode()


@contextmanager
def streaming(served: Served, key: str) -> Iterator[list[Sender]]:
    """Let clients send while the block runs; see their last requests through after it."""
    stop = threading.Event()
    senders = [Sender(f"client{n}", served.port, key) for n in range(CLIENTS)]
    threads = [threading.Thread(target=one.run, args=(stop,)) for one in senders]
    for thread in threads:
        thread.start()
    try:
        yield senders
    finally:
        stop.set()
        for thread in threads:
            thread.join(2 * PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads)


def key_for(served: Served) -> str:
    environment = {**os.environ, "QANAT_HOME": str(served.home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-m", "tests.ops.api_key"]
    told = subprocess.run(  # noqa: S603 (our own words)
        words, env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.split()[-1]


def victims(served: Served) -> dict[str, Callable[[], list[int]]]:
    """Return how to find the processes of each part, as they are now."""

    def below(number: int) -> list[int]:
        return sorted(descendants(number) - {number})

    return {
        "worker": lambda: sorted(served.numbers("qanat.ops.worker")),
        "web": lambda: sorted(served.numbers("qanat.ops.web")),
        "web child": lambda: [n for one in served.numbers("qanat.ops.web") for n in below(one)],
        "database": lambda: [served.server],
        "database and its children": lambda: [served.server, *below(served.server)],
        "database child": lambda: [n for n in below(served.server) if "logger" not in words_of(n)],
    }


def kill_at_random(served: Served, senders: list[Sender], chance: random.Random) -> Counter[str]:
    """Kill each part in turn, in a random order, at random instants of the stream."""
    parts = victims(served)
    killed: Counter[str] = Counter()
    order = [part for _ in range(TURNS) for part in chance.sample(sorted(parts), len(parts))]
    for part in order:
        wait_for_more(senders)
        time.sleep(chance.uniform(0, PAUSE_S))
        for _ in range(1000):
            with suppress(OSError, ValueError, IndexError):
                numbers = [n for n in parts[part]() if is_alive(n)]
                if part.endswith(" child"):
                    numbers = chance.sample(numbers, min(1, len(numbers)))
                for number in numbers:
                    os.kill(number, signal.SIGKILL)
                    killed[part] += 1
                if numbers:
                    break
            time.sleep(0.01)
    return killed


def wait_for_more(senders: list[Sender]) -> None:
    """Wait until some more requests are acknowledged."""

    def acknowledged() -> int:
        return sum(len(one.acknowledged) for one in senders)

    enough = acknowledged() + MORE
    wait_until(lambda: acknowledged() >= enough, PATIENCE_S)


def test_every_acknowledged_request_exists_once_after_kills_of_every_part(served: Served) -> None:
    seed = random.SystemRandom().randrange(10_000)
    key = key_for(served)
    with streaming(served, key) as senders:
        killed = kill_at_random(served, senders, random.Random(seed))  # noqa: S311 (to be repeatable)
    told = {mark: found for one in senders for mark, found in one.acknowledged.items()}
    statuses: Counter[int] = sum((one.statuses for one in senders), Counter())
    story = f"seed {seed}, killed {dict(killed)}, answered {dict(statuses)}"
    print(f"{story}, {sum(one.replayed for one in senders)} replayed")

    assert set(killed) == set(victims(served)), story
    assert set(statuses) <= MAY_FAIL | {201}, story
    assert len(told) >= MORE * sum(1 for _ in victims(served)) * TURNS, story
    wait_until(served.answers, PATIENCE_S)
    with database_of(served) as database:
        check_requests(database, told, story)
        check_events(database, told, story)
    check_retries(senders, told, story)
    with database_of(served) as database:
        check_requests(database, told, story)
        wait_until(lambda: is_sealed(database), PATIENCE_S)
    check_audit(served, story)


def check_requests(database: psycopg.Connection, told: dict[str, int], story: str) -> None:
    """See that exactly the acknowledged requests exist, each under the id that was told."""
    rows = database.execute(
        "SELECT caller_name, id FROM dispatch_request WHERE caller_name LIKE 'client%'"
    ).fetchall()
    assert len(rows) == len(told), story
    assert dict(rows) == told, story


def check_events(database: psycopg.Connection, told: dict[str, int], story: str) -> None:
    """See that the events are numbered without a gap, one for each request."""
    waiting = "SELECT count(*) FROM outbox_event WHERE seq IS NULL"
    wait_until(lambda: database.execute(waiting).fetchone() == (0,), PATIENCE_S)
    events = database.execute("SELECT count(*), min(seq), max(seq) FROM outbox_event").fetchone()
    assert events is not None
    assert events == (events[0], 1, events[0]), story
    registered = database.execute(
        "SELECT (payload->>'request_id')::bigint, count(*) FROM outbox_event"
        " WHERE kind = 'dispatch.request_changed.1' GROUP BY 1"
    ).fetchall()
    assert dict(registered) == dict.fromkeys(told.values(), 1), story


def check_retries(senders: list[Sender], told: dict[str, int], story: str) -> None:
    """See that a retry with the same key gets the same answer.

    A web process which has not spoken to the database since it was killed may say "not now"
    once more, so that each is asked as a client does: until it is answered.
    """
    for one in senders:
        before = one.replayed
        marks = list(one.acknowledged)[-20:]
        for mark in marks:
            assert one.insist(mark) == told[mark], story
        one.hang_up()
        assert one.replayed - before == len(marks), story


def is_sealed(database: psycopg.Connection) -> bool:
    found = database.execute(
        "SELECT (SELECT count(*) FROM audit_entry)"
        " = (SELECT coalesce(sum(entries), 0) FROM audit_seal)"
    ).fetchone()
    return found == (True,)


def check_audit(served: Served, story: str) -> None:
    environment = {**os.environ, "QANAT_HOME": str(served.home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = [sys.executable, "-m", "qanat.ops.cli", "doctor", "--audit"]
    told = subprocess.run(  # noqa: S603 (our own words)
        words, env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, f"{story}\n{told.stdout}"


@contextmanager
def database_of(served: Served) -> Iterator[psycopg.Connection]:
    """Connect to the embedded database from outside, when it is back."""
    url = postgres.server_at(cluster_of(served.home)).url()
    wait_until(lambda: can_connect(url), PATIENCE_S)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def can_connect(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True
