"""A whole Qanat for a benchmark: embedded database, web processes, keys; and pgbench beside it.

Each benchmark runs in a process and a data folder of its own. ``QANAT_BENCH_HOME`` names a folder
to be kept from run to run.
"""

import json
import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from statistics import quantiles
from typing import Final
from urllib.request import urlopen

WITHIN: Final = "QANAT_BENCH_WITHIN"
KEPT: Final = "QANAT_BENCH_HOME"
CLIENTS: Final = 8
PATIENCE_S: Final = 300.0
"""A planner is compiled anew where its code changed."""
PORT: Final = 18_460
HOST: Final = "127.0.0.1"
DONE: Final = frozenset({200, 201, 303})
TICKS: Final = os.sysconf("SC_CLK_TCK")
LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

Make = Callable[[int], bytes]
"""Given a running number, the bytes of one request."""


def alone(module: str, run: Callable[[], None]) -> int:
    """Run a benchmark in a process and data folder of its own; return its exit code."""
    if os.environ.get(WITHIN) == module:
        run()
        return 0
    kept = os.environ.get(KEPT, "")
    if kept:
        return _child(module, Path(kept))
    with tempfile.TemporaryDirectory(prefix="qanat-bench-") as folder:
        Path(folder).chmod(0o755)
        return _child(module, Path(folder) / "home")


def _child(module: str, home: Path) -> int:
    told = {WITHIN: module, "QANAT_HOME": str(home), "QANAT_LOG_LEVEL": "ERROR"}
    told["DJANGO_SETTINGS_MODULE"] = "qanat.config.settings"
    around = {k: v for k, v in os.environ.items() if k != "QANAT_DATABASE_URL"}
    words = [sys.executable, "-m", module, *(w for w in sys.argv[1:] if w.isdigit())]
    return subprocess.run(words, env=around | told, check=False).returncode


def tell(**figures: object) -> None:
    """Print a line of JSON."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def cpu_s(number: int) -> float:
    """Return the CPU time of a process, of all it started, and of those of them that ended."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parts = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(parts[1])
            spent[int(path.parent.name)] = sum(int(part) for part in parts[11:15]) / TICKS
    family = {number}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(spent.get(one, 0.0) for one in family)


@dataclass(frozen=True)
class House:
    """The processes that work."""

    web: int
    database: int

    def spent_s(self) -> tuple[float, float]:
        """Return the CPU time of the web processes and of the database."""
        return cpu_s(self.web), cpu_s(self.database)


@contextmanager
def house(workers: int = 2) -> Iterator[House]:
    """Have the database and the web processes of ``qanat serve`` run while the block runs."""
    from django.core.management import call_command

    from qanat.ops import home, serving

    home.set_up()
    with home.ensure_database():
        call_command("collectstatic", verbosity=0, interactive=False)
        place = serving.Place(HOST, PORT, workers)
        (web,) = (one for one in serving.children(place) if one.name == "web")
        web.start(time.monotonic())
        try:
            _wait_for(lambda: serving.answers(place))
            _wait_for(_have_planners(workers))
            assert web.process is not None
            yield House(web.process.pid, _postmaster())
        finally:
            if web.process is not None:
                web.process.terminate()
                web.process.wait(20)


def _have_planners(workers: int) -> Callable[[], bool]:
    """Return what tells whether every web process has its planner ready."""
    warm: set[int] = set()

    def ask() -> bool:
        with urlopen(f"http://{HOST}:{PORT}/health") as answer:
            told = json.load(answer)
        if told["planner"]["is_warm"]:
            warm.add(told["process"])
        return len(warm) == workers

    return ask


def _postmaster() -> int:
    from qanat.ops import home
    from qanat.ops.clusters import cluster_of

    noted = cluster_of(home.data_folder()).data / "postmaster.pid"
    return int(noted.read_text().split("\n", 1)[0])


def _wait_for(is_there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_there():
        if time.monotonic() > end:
            raise TimeoutError("the web processes did not start")
        time.sleep(0.2)


def key_of(role: str, *, name: str) -> str:
    """Return a key of a system which holds a role of the nation."""
    from django.utils import timezone

    from qanat.foundation.access.commands import (
        AccountDetails,
        create_account,
        grant_role,
        issue_token,
    )
    from qanat.foundation.access.permissions import FOR_PEOPLE
    from qanat.foundation.access.roles import find_role
    from qanat.foundation.access.states import AccountKind
    from qanat.foundation.actors import SYSTEM

    details = AccountDetails(user_name=f"{name}{time.time_ns()}", full_name="Bench")
    made = create_account(SYSTEM, details=details, kind=AccountKind.SYSTEM)
    grant_role(SYSTEM, account_id=made.account_id, role=role, value="", reason="bench")
    found = find_role(role)
    assert found is not None
    token = issue_token(
        SYSTEM,
        account_id=made.account_id,
        name="bench",
        permissions=found.permissions - FOR_PEOPLE,
        expires_at=timezone.now() + timedelta(days=30),
    )
    return token.raw


def hospitals() -> list[int]:
    """Return the hospitals that send, of all regions by turns, as calls come from all over."""
    from qanat.registry.facilities.queries import Filter, facility_rows

    by_region: dict[str, list[int]] = {}
    for row in facility_rows(Filter(is_inpatient=True)):
        by_region.setdefault(row.region_code, []).append(row.id)
    return [one for turn in zip_longest(*by_region.values()) for one in turn if one]


@dataclass
class Load:
    """What some clients were answered."""

    seconds: float = 0.0
    times_s: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.times_s) / self.seconds if self.seconds else 0.0

    def add(self, other: "Load") -> None:
        """Take another round in."""
        self.seconds += other.seconds
        self.times_s += other.times_s
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count

    def figures(self) -> dict[str, object]:
        """Return the figures to be told."""
        cuts = quantiles(self.times_s, n=100) if len(self.times_s) > 1 else [0.0] * 99
        return {
            "a_second": round(self.a_second, 1),
            "p50_ms": round(cuts[49] * 1000, 1),
            "p99_ms": round(cuts[98] * 1000, 1),
            "answers": len(self.times_s),
            "statuses": self.statuses,
        }


class _Client:
    """One kept connection which sends the next request as soon as it is answered."""

    def __init__(self) -> None:
        self.socket = socket.create_connection((HOST, PORT))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, raw: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(raw)

    def status(self) -> int | None:
        """Read on; return the status when the answer is whole."""
        got = self.socket.recv(65_536)
        if not got:
            raise ConnectionError("the server hung up")
        self.received += got
        head, mark, body = self.received.partition(b"\r\n\r\n")
        if not mark:
            return None
        told = LENGTH.search(head)
        whole = len(body) >= int(told[1]) if told else body.endswith(b"0\r\n\r\n")
        return int(head[9:12]) if whole else None


def load(make: Make, seconds: float, *, first: int, clients: int = CLIENTS) -> Load:
    """Send requests one after another from some clients at once."""
    chooser, result, number = selectors.DefaultSelector(), Load(), first
    everybody = [_Client() for _ in range(clients)]
    begun = time.perf_counter()
    for one in everybody:
        chooser.register(one.socket, selectors.EVENT_READ, one)
        one.send(make(number))
        number += 1
    waiting = len(everybody)
    while waiting:
        for key, _ in chooser.select():
            asker: _Client = key.data
            if (status := asker.status()) is None:
                continue
            now = time.perf_counter()
            result.times_s.append(now - asker.sent_at)
            result.statuses[status] = result.statuses.get(status, 0) + 1
            if now - begun < seconds:
                asker.send(make(number))
                number += 1
            else:
                waiting -= 1
    result.seconds = time.perf_counter() - begun
    if refused := set(result.statuses) - DONE:
        raise AssertionError(f"answers that are no work done: {refused}")
    for one in everybody:
        one.socket.close()
    return result


@dataclass
class Comparison:
    """Requests and pgbench's transactions by turns: rates, and the CPU time that one of each costs.

    Attributes:
        script: what pgbench runs; by default its own commit of a request, a mission, an event.
    """

    house: House
    script: str = ""
    commits: int = 0
    commits_s: float = 0.0
    commit_cpu_s: float = 0.0
    web_cpu_s: float = 0.0
    database_cpu_s: float = 0.0
    client_cpu_s: float = 0.0
    answers: Load = field(default_factory=Load)

    def turn(self, make: Make, seconds: int, *, first: int) -> None:
        """Let pgbench commit for some seconds, then send requests for as long."""
        before = self.house.spent_s()[1] + own_s()
        count, took_s = pgbench(seconds, [self.script or SCRIPT])
        self.commits += count
        self.commits_s += took_s
        self.commit_cpu_s += self.house.spent_s()[1] + own_s() - before
        web, database = self.house.spent_s()
        own = own_s()
        self.answers.add(load(make, seconds, first=first))
        self.client_cpu_s += own_s() - own
        self.web_cpu_s += self.house.spent_s()[0] - web
        self.database_cpu_s += self.house.spent_s()[1] - database

    def figures(self) -> dict[str, object]:
        """Return what came of it.

        ``share`` is of rates; ``share_by_cpu`` is of CPU time, the database's and the asker's
        included on both sides, and holds on a machine which is busy with other things too.
        """
        count = max(1, len(self.answers.times_s))
        rate = self.commits / self.commits_s
        cpu = (self.web_cpu_s + self.database_cpu_s + self.client_cpu_s) / count
        return {
            **self.answers.figures(),
            "pgbench_commits_a_second": round(rate, 1),
            "share": round(self.answers.a_second / rate, 3),
            "share_by_cpu": round(self.commit_cpu_s / self.commits / cpu, 3),
            "web_cpu_ms": round(self.web_cpu_s / count * 1000, 2),
            "database_cpu_ms": round(self.database_cpu_s / count * 1000, 2),
            "client_cpu_ms": round(self.client_cpu_s / count * 1000, 2),
            "pgbench_cpu_ms": round(self.commit_cpu_s / self.commits * 1000, 2),
        }


def own_s() -> float:
    """Return the CPU time of this process and of those it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def http(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{PORT}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


TABLES: Final = """
DROP TABLE IF EXISTS bench_outbox, bench_mission, bench_request;
CREATE TABLE bench_request (LIKE dispatch_request INCLUDING ALL EXCLUDING IDENTITY);
CREATE TABLE bench_mission (LIKE dispatch_mission INCLUDING ALL EXCLUDING IDENTITY);
CREATE TABLE bench_outbox (LIKE outbox_event INCLUDING ALL EXCLUDING IDENTITY);
CREATE SEQUENCE IF NOT EXISTS bench_request_id; CREATE SEQUENCE IF NOT EXISTS bench_mission_id;
CREATE SEQUENCE IF NOT EXISTS bench_outbox_id;
DO $$ DECLARE here record; BEGIN
  FOR here IN SELECT attrelid::regclass AS held_by, attname FROM pg_attribute
    WHERE attrelid::regclass::text LIKE 'bench\\_%'
      AND attnotnull AND attnum > 0 AND attname <> 'id'
      AND (SELECT relkind FROM pg_class WHERE oid = attrelid) = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', here.held_by, here.attname);
  END LOOP;
END $$;
"""
"""The same columns, checks and indexes as the product's; no triggers, audit or references."""
SCRIPT: Final = """
BEGIN;
INSERT INTO bench_request (id, number, state, version, need, urgency, cause, received_at,
    registered_at, channel, caller_name, caller_role, country, region, place, sending_name,
    accepting_name, accepting_physician, destination_region, diagnosis, icd10, nosology,
    specialty, needs, contraindications, is_isolation_needed, escorts, payer, payer_rule, consent,
    decision, decision_reason, organ, owner_id, origin, is_exercise, is_synthetic)
  VALUES (nextval('bench_request_id'), 'A-KZ-19/2026/' || currval('bench_request_id'),
    'registered', 1, 'transport', 1, '', now(), now(), 'phone', '', '', 'KZ', 'KZ-19', '', '', '',
    '', '', 'Ишемический инсульт', 'I63.4', 'circulatory', '', '{icu}', '{}', false, 0,
    'guaranteed', '', 'unknown', '', '', '', 1, 'live', false, false);
INSERT INTO bench_mission (id, number, state, version, mode, region, level, route, rule_version,
    created_at, planned_departure_at, planned_end_at, end_reason, origin, is_exercise,
    is_synthetic)
  VALUES (nextval('bench_mission_id'), 'F-KZ-19/2026/' || currval('bench_mission_id'), 'planned',
    1, 'air', 'KZ-19', 'regional', 'within', '', now(), now(), now() + interval '1 hour', '',
    'live', false, false);
INSERT INTO bench_outbox (id, kind, payload, stored_at)
  VALUES (nextval('bench_outbox_id'), 'dispatch.request_changed.1',
    '{"request_id": 1, "version": 1, "region": "KZ-19", "state": "registered"}', now());
COMMIT;
"""


def make_pgbench() -> None:
    """Make the tables of pgbench's own transaction: a request, a mission, an event."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def pgbench(seconds: int, scripts: Sequence[str], clients: int = CLIENTS) -> tuple[int, float]:
    """Return how often pgbench runs scripts, one of them at a time, and in how many seconds."""
    from django.db import connection

    from qanat.ops.binaries import programs_folder

    where = connection.settings_dict
    words = ["-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds)]
    words += ["-h", where["HOST"], "-p", str(where["PORT"]), "-U", where["USER"]]
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(scripts):
            script = Path(folder) / f"{number}.sql"
            script.write_text(text)
            words += ["-f", str(script)]
        words.append(where["NAME"])
        told = subprocess.run(
            [programs_folder() / "pgbench", *words], capture_output=True, text=True, check=True
        )
    rate = re.search(r"tps = ([\d.]+)", told.stdout)
    count = re.search(r"actually processed: (\d+)", told.stdout)
    assert rate is not None, told.stdout
    assert count is not None, told.stdout
    return int(count[1]), int(count[1]) / float(rate[1])
