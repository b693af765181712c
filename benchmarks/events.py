"""Live events: from commit to the browser, with many browsers, and who comes back.

``python -m benchmarks.events [CLIENTS] [EVENTS]`` makes a data folder of its own, starts the
worker and the process of live events, connects the clients over bare sockets, commits events
and prints JSON lines. Times are of this machine; the losses must be 0 on any.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import ClassVar, Final

CLIENTS: Final = 1000
EVENTS: Final = 100
EVERY_S: Final = 0.2
PORT: Final = 18_431
COME_BACK_SHARE: Final = 0.01
PATIENCE_S: Final = 60.0
TICKS: Final = os.sysconf("SC_CLK_TCK")
APPLICATION: Final = "qanat.ops.events:application"


@dataclass
class Browser:
    """One client: what it has heard and when."""

    cookie: str
    heard: dict[int, float] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    last_id: str = ""
    resets: int = 0
    connected: int = 0

    async def listen(self, chance: Random | None, enough: int) -> None:
        """Stay connected until enough was heard; with a chance, leave now and then."""
        while len(self.heard) < enough:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._once(chance, enough)

    async def _once(self, chance: Random | None, enough: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        try:
            resume = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id else ""
            head = f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nCookie: {self.cookie}\r\n"
            writer.write(f"{head}{resume}\r\n".encode())
            self.connected += 1
            while len(self.heard) < enough:
                line = await reader.readline()
                if not line:
                    return
                if self._take(line) and chance and chance.random() < COME_BACK_SHARE:
                    return
        finally:
            writer.close()

    def _take(self, line: bytes) -> bool:
        """Read one line of the stream; true when it was an event."""
        if line.startswith(b"id: "):
            self.last_id = line[4:].strip().decode()
        elif line.startswith(b"event: reset"):
            self.resets += 1
        elif line.startswith(b'data: {"kind":"dispatch.bench'):
            number = int(json.loads(line[6:])["mission_id"])
            self.heard[number] = time.perf_counter()
            self.order.append(number)
            return True
        return False


def cpu_s(number: int) -> float:
    """Return the CPU time of a process and all it has started."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parts = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(parts[1])
            spent[int(path.parent.name)] = (int(parts[11]) + int(parts[12])) / TICKS
    family = {number}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(spent.get(one, 0.0) for one in family)


@contextmanager
def processes(*commands: list[str]) -> Iterator[list[int]]:
    """Run processes while the block runs; give their numbers."""
    started = [subprocess.Popen([sys.executable, "-m", *words]) for words in commands]
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def make_cookie() -> str:
    """Make a dispatcher who is signed in; return his cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY

    from qanat.foundation.access.commands import AccountDetails, create_account, grant_role
    from qanat.foundation.access.models import Account
    from qanat.foundation.access.session_store import SessionStore
    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.commands import intention

    details = AccountDetails(user_name="bench", full_name="Bench")
    made = create_account(SYSTEM, details=details)
    grant_role(SYSTEM, account_id=made.account_id, role="dispatcher", value="", reason="bench")
    with intention(SYSTEM, "bench"):
        Account.objects.filter(pk=made.account_id).update(must_change_password=False)
    session = SessionStore()
    session[SESSION_KEY] = str(made.account_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def commit_events(first: int, count: int, committed: dict[int, float]) -> None:
    """Commit a few events a second; note when each was committed."""
    from django.db import connection

    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.commands import intention
    from qanat.foundation.outbox import Event, announce

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Bench(Event):
        kind: ClassVar[str] = "dispatch.bench.1"
        mission_id: int

    for number in range(first, first + count):
        with intention(SYSTEM, "bench"):
            announce(Bench(mission_id=number))
        committed[number] = time.perf_counter()
        time.sleep(EVERY_S)
    connection.close()


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: how many clients, which events, with which server."""

    cookie: str
    server: int
    clients: int
    first: int
    count: int
    comes_back: bool


async def measure(trial: Trial) -> None:
    """Connect the clients, commit events, and print what came of it."""
    browsers = [Browser(trial.cookie) for _ in range(trial.clients)]
    first, count = trial.first, trial.count
    chance = Random(7) if trial.comes_back else None  # noqa: S311 (a repeatable run)
    began = time.perf_counter()
    tasks = [asyncio.create_task(browser.listen(chance, count)) for browser in browsers]
    while not all(browser.last_id for browser in browsers):
        await asyncio.sleep(0.05)
    connected_s = time.perf_counter() - began
    committed: dict[int, float] = {}
    spent_s = cpu_s(trial.server)
    writer = threading.Thread(target=commit_events, args=(first, count, committed))
    writer.start()
    _done, waiting = await asyncio.wait(tasks, timeout=PATIENCE_S + count * EVERY_S)
    for task in waiting:
        task.cancel()
    spent_s = cpu_s(trial.server) - spent_s
    writer.join()
    wanted = set(range(first, first + count))
    delays = sorted(
        heard_at - committed[number]
        for browser in browsers
        for number, heard_at in browser.heard.items()
    )
    cuts = quantiles(delays, n=1000) if len(delays) > 1 else [0.0] * 999
    told = {
        "bench": "events.come_back" if trial.comes_back else "events.commit_to_client",
        "clients": trial.clients,
        "events": count,
        "connect_s": round(connected_s, 2),
        "p50_ms": round(cuts[499] * 1000, 1),
        "p99_ms": round(cuts[989] * 1000, 1),
        "most_ms": round(delays[-1] * 1000, 1) if delays else None,
        "server_us_a_delivery": round(spent_s * 1e6 / max(1, len(delays))),
        "connections": sum(browser.connected for browser in browsers),
        "lost": sum(len(wanted - browser.heard.keys()) for browser in browsers),
        "twice": sum(len(browser.order) - len(browser.heard) for browser in browsers),
        "reordered": sum(browser.order != sorted(browser.order) for browser in browsers),
        "resets": sum(browser.resets for browser in browsers),
    }
    print(json.dumps(told), flush=True)


def run(clients: int, events: int) -> None:
    """Set everything up and measure."""
    from qanat.ops import home

    home.set_up()
    with home.ensure_database():
        cookie = make_cookie()
        granian = ["granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(PORT)]
        granian += ["--no-ws", "--log-level", "warning", "--backlog", "4096", APPLICATION]
        with processes(["qanat.ops.worker"], granian) as (_, server):
            _wait_until_open()
            asyncio.run(measure(Trial(cookie, server, clients, 1, events, comes_back=False)))
            more = events // 2
            asyncio.run(measure(Trial(cookie, server, clients, events + 1, more, comes_back=True)))


def _wait_until_open() -> None:
    import socket

    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
            return
        time.sleep(0.1)
    raise TimeoutError("the process of live events did not start")


def main() -> None:
    """Run in a data folder of its own."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    clients, events = [*numbers, CLIENTS, EVENTS][:2] if len(numbers) != 1 else (numbers[0], EVENTS)
    with tempfile.TemporaryDirectory(prefix="qanat-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["QANAT_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "qanat.config.settings"
        os.environ.pop("QANAT_DATABASE_URL", None)
        run(clients, events)


if __name__ == "__main__":
    main()
