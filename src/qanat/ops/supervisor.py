"""Keep Qanat's processes alive: start, restart after a fault, stop all together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from qanat.ops.lifeline import end_with_parent
from qanat.ops.progress import Progress

PAUSE_S: Final = 0.2
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 30.0
HEALTHY_AFTER_S: Final = 60.0
STOP_S: Final = 15.0
PATIENCE_S: Final = 30.0
"""Who lets the others start first waits no longer than this."""
LARGE_LOG: Final = 20_000_000
STOPPING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """One process to keep alive, in a process group of its own."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    """Where it writes; to our own standard error if there is none."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait_s: float = FIRST_WAIT_S
    start_at: float = 0.0
    is_patient: bool = False
    """It starts when the others have, so that they have the machine to themselves."""

    def start(self, now: float) -> None:
        """Start the process; it ends when we do."""
        us = os.getpid()
        with _opened(self.log) as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own words)
                self.words,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: end_with_parent(us),  # noqa: PLW1509 (we start no threads)
                process_group=0,
            )
        self.started = now

    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def send(self, what: signal.Signals) -> None:
        """Send a signal to the process alone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(what)

    def clear(self) -> None:
        """Kill whatever the process left behind in its group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Runs children until told to stop."""

    def __init__(
        self, children: Sequence[Child], progress: Progress, tend: Callable[[], object]
    ) -> None:
        """Take what to run.

        Args:
            children: the processes, in the order in which they start.
            progress: where to say what happens.
            tend: called again and again; sees to what the children stand on.
        """
        self._children = children
        self._progress = progress
        self._tend = tend
        self._stop = threading.Event()

    def run(self, when_started: Callable[[], bool]) -> None:
        """Run until a stopping signal; then stop all.

        Args:
            when_started: called again and again until it returns true.
        """
        before = {wanted: signal.signal(wanted, self._told_to_stop) for wanted in STOPPING}
        try:
            started, patient_at = False, time.monotonic() + PATIENCE_S
            while not self._stop.wait(PAUSE_S):
                self._tend()
                self._start_missing(patient=started or time.monotonic() >= patient_at)
                started = started or when_started()
        finally:
            self._stop_all()
            for wanted, handler in before.items():
                signal.signal(wanted, handler)

    def stop(self) -> None:
        """Ask for the end."""
        self._stop.set()

    def _told_to_stop(self, _number: int, _frame: object) -> None:
        self._stop.set()

    def _start_missing(self, *, patient: bool) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.is_alive() or (child.is_patient and not patient):
                continue
            if child.process is not None:
                self._mourn(child, now)
            if now >= child.start_at:
                child.start(now)

    def _mourn(self, child: Child, now: float) -> None:
        """Clear after a dead child, and wait longer each time it dies soon."""
        process, child.process = child.process, child.process
        child.clear()
        child.process = None
        child.wait_s = (
            FIRST_WAIT_S
            if now - child.started > HEALTHY_AFTER_S
            else min(child.wait_s * 2, LONGEST_WAIT_S)
        )
        child.start_at = now + child.wait_s
        code = process.returncode if process is not None else None
        told = f" (log: {child.log})" if child.log else ""
        self._progress(
            f"The {child.name} process ended with {code}{told}; "
            f"starting it again in {child.wait_s:.1f} s"
        )

    def _stop_all(self) -> None:
        """Ask all to stop; kill those who do not in time."""
        for child in self._children:
            child.send(signal.SIGTERM)
        end = time.monotonic() + STOP_S
        while any(child.is_alive() for child in self._children) and time.monotonic() < end:
            time.sleep(PAUSE_S / 4)
        for child in self._children:
            child.clear()


@contextmanager
def _opened(log: Path | None) -> Iterator[IO[bytes] | None]:
    """Open a log to be written on; one that has grown large is set aside first."""
    if log is None:
        yield None
        return
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGE_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as file:
        yield file


def python(*words: str) -> list[str]:
    """Return the words which run a module with this Python."""
    return [sys.executable, "-m", *words]
