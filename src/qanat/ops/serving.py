"""What ``qanat serve`` and ``qanat demo`` have in common: which processes, on which ports."""

import argparse
import http.client
import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from django.core.management import call_command

from qanat.ops import home, postgres
from qanat.ops.clusters import cluster_of
from qanat.ops.occupancy import close_gate
from qanat.ops.progress import Progress
from qanat.ops.supervisor import Child, Supervisor, python
from qanat.ops.troubles import TroubleError

PORT: Final = 8000
HIGHEST_PORT: Final = 65_534
MOST: Final = 64
"""Processes, or threads of one, beyond which a number is a slip of the pen."""
PAGES: Final = "qanat.ops.pages"
EVENTS_APP: Final = "qanat.ops.events"


_held: Final[list[socket.socket]] = []
"""The ports of the place, until the processes take them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how wide to serve."""

    host: str
    port: int
    workers: int = 2
    threads: int = 4

    @property
    def events_port(self) -> int:
        """Return the port of live events: the next one."""
        return self.port + 1

    @property
    def address(self) -> str:
        """Return what to type into a browser."""
        return address_of(self.host, self.port)


@dataclass(frozen=True, slots=True)
class Begun:
    """The processes of a place, those which need not wait for the database started."""

    children: Sequence[Child]
    open_gate: Callable[[], object]
    """Lets them answer."""


def address_of(host: str, port: int) -> str:
    """Return what to type into a browser for a place."""
    return f"http://{_for_url(_reachable(host))}:{port}/"


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the options of a place."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=PORT, help=f"port of the pages ({PORT}); "
                        "live events take the next one")  # fmt: skip
    parser.add_argument("--workers", type=_some, default=2, help="web processes")
    parser.add_argument("--threads", type=_some, default=4, help="threads of each web process")


def place_of(options: argparse.Namespace) -> Place:
    """Return the chosen place; its ports are held until :func:`serve` starts the processes.

    Raises:
        TroubleError: if one of its ports is taken.
    """
    place = Place(options.host, options.port, options.workers, options.threads)
    try:
        _held.extend(_hold(place.host, port) for port in (place.port, place.events_port))
    except TroubleError:
        release()
        raise
    return place


def refuse_busy(host: str, port: int) -> None:
    """Refuse a place whose ports are taken, before anything is made.

    Raises:
        TroubleError: if one of its ports is taken.
    """
    for one in (port, port + 1):
        _hold(host, one).close()


def release() -> None:
    """Let the held ports go: for the processes that serve there, or for somebody else."""
    while _held:
        _held.pop().close()


def begin(place: Place, logs: Path) -> Begun:
    """Start the pages before the database: they load, and answer after :func:`serve` was called."""
    begun = Begun(children(place, logs), close_gate(home.data_folder()))
    for child in begun.children:
        if not child.is_patient:
            child.start(time.monotonic())
    return begun


def serve(
    place: Place,
    progress: Progress,
    ready: Callable[[], object],
    begun: Begun | None = None,
) -> None:
    """Run all processes until told to stop; the database must run already.

    Args:
        place: where to serve.
        progress: where to say what happens.
        ready: called when the pages answer.
        begun: what was started before; else all starts now, and writes to standard error.
    """
    progress("Collecting the pages' files")
    call_command("collectstatic", verbosity=0, interactive=False)
    progress("Starting the pages, the worker and live events")
    begun = begun or Begun(children(place), lambda: None)
    supervisor = Supervisor(begun.children, progress, _database_tender(progress))

    def when_started() -> bool:
        if not answers(place):
            return False
        ready()
        return True

    release()
    begun.open_gate()
    supervisor.run(when_started)


def children(place: Place, logs: Path | None = None) -> list[Child]:
    """Return the processes to run."""
    told = {
        "QANAT_EVENTS_URL": os.environ.get("QANAT_EVENTS_URL", f":{place.events_port}/events"),
        "QANAT_PAGES_URL": place.address,
        "PYTHONUNBUFFERED": "1",
    }
    web = _granian("wsgi", "qanat.ops.web:application", place.host, place.port, PAGES)
    web += ["--workers", str(place.workers), "--blocking-threads", str(place.threads)]
    words = {"worker": python("qanat.ops.worker"), "web": [*web, "--respawn-failed-workers"]}
    if find_spec(EVENTS_APP):
        app = f"{EVENTS_APP}:application"
        words["events"] = _granian("asgi", app, place.host, place.events_port)
    return [
        Child(name, said, told, logs / f"{name}.log" if logs else None, is_patient=name != "web")
        for name, said in words.items()
    ]


def answers(place: Place) -> bool:
    """Tell whether the pages answer."""
    client = http.client.HTTPConnection(_reachable(place.host), place.port, timeout=5)
    try:
        client.request("HEAD", "/", headers={"Host": "localhost"})
        client.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
    return True


def _granian(
    interface: str, target: str, host: str, port: int, module: str = "granian"
) -> list[str]:
    return python(
        module, "--interface", interface, "--host", host, "--port", str(port),
        "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5", target,
    )  # fmt: skip


def _database_tender(progress: Progress) -> Callable[[], object]:
    """Return what sees to the embedded database: a killed server is started again."""
    if not home.is_embedded():
        return lambda: None
    server = postgres.server_at(cluster_of(home.data_folder()))

    def tend() -> None:
        if not postgres.has_process(server):
            progress("The database ended; starting it again")
            try:
                postgres.start(server, progress)
            except TroubleError as trouble:
                progress(f"{trouble}\nTrying again")

    return tend


def _hold(host: str, port: int) -> socket.socket:
    """Take a port before the long preparation, so that nobody else does meanwhile."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((host, port))
        held.listen(1)
    except OSError as error:
        held.close()
        raise TroubleError(
            f"Port {port} of {host} cannot be used: {error.strerror}. Qanat takes a port and "
            f"the one after it; choose others: --port {port + 100} "
            f"(make demo PORT={port + 100})."
        ) from error
    return held


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (read, not listened on)


def _for_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= port <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(
            f"a port is a number from 1 to {HIGHEST_PORT}, not {text!r}"
        )
    return port


def _some(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= count <= MOST:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST} is needed, not {text!r}")
    return count
