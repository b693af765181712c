"""Processes are kept alive, and end with whoever started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qanat.ops import supervisor
from qanat.ops.supervisor import Child, Supervisor

from .processes import is_alive, wait_until

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")


def run_until(child: Child, done: Callable[[], bool]) -> list[str]:
    """Supervise a child until something is so; return what was said."""
    said: list[str] = []
    keeper = Supervisor([child], said.append, lambda: None)

    def when_started() -> bool:
        if done():
            keeper.stop()
        return False

    keeper.run(when_started)
    return said


def test_a_dead_process_is_started_again_and_all_end_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT_S", 0.05)
    child = Child("sleeper", SLEEPER)
    seen: list[int] = []

    def done() -> bool:
        number = child.process.pid if child.process else 0
        if number and number not in seen:
            seen.append(number)
            if len(seen) == 1:
                os.kill(number, signal.SIGKILL)
        return len(seen) == 2

    (said,) = run_until(child, done)
    assert "sleeper process ended with -9" in said
    assert not any(is_alive(number) for number in seen)


@pytest.mark.parametrize(("answers", "patience_s"), [(True, 60.0), (False, 1.0)])
def test_who_is_patient_starts_when_the_others_answer_or_have_had_their_time(
    monkeypatch: pytest.MonkeyPatch, *, answers: bool, patience_s: float
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE_S", patience_s)
    first, second = Child("first", SLEEPER), Child("second", SLEEPER, is_patient=True)
    begun: list[tuple[bool, bool]] = []

    def tend() -> None:
        begun.append((first.process is not None, second.process is not None))
        if all(begun[-1]):
            keeper.stop()

    keeper = Supervisor([first, second], lambda _said: None, tend)
    keeper.run(lambda: answers and len(begun) > 3)
    assert begun[:3] == [(False, False), (True, False), (True, False)]
    assert begun[-1] == (True, True)


def test_a_process_that_keeps_dying_is_started_ever_more_slowly() -> None:
    child = Child("dying", (sys.executable, "-c", "raise SystemExit(3)"))
    waits: list[float] = []

    def done() -> bool:
        if child.wait_s not in waits:
            waits.append(child.wait_s)
        return len(waits) == 3

    said = run_until(child, done)
    assert waits == [0.5, 1.0, 2.0]
    assert "ended with 3" in said[0]


def test_what_a_process_leaves_behind_is_ended_too(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    program = (
        "import subprocess, sys, pathlib, signal, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
        f"p = subprocess.Popen({list(SLEEPER)!r})\n"
        f"pathlib.Path({str(note)!r}).write_text(str(p.pid))\n"
        "time.sleep(60)\n"
    )
    run_until(Child("parent", (sys.executable, "-c", program)), note.exists)
    grandchild = int(note.read_text() or 0)
    wait_until(lambda: not is_alive(grandchild))


def test_a_log_that_grew_large_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LARGE_LOG", 10)
    log = tmp_path / "log" / "web.log"
    log.parent.mkdir()
    log.write_text("old and long\n")
    child = Child("web", (sys.executable, "-c", "print('new'); import time; time.sleep(60)"))
    child.environment = {"PYTHONUNBUFFERED": "1"}
    child.log = log
    said = run_until(child, lambda: log.read_text() == "new\n")
    assert said == []
    assert (log.parent / "web.old.log").read_text() == "old and long\n"


def test_a_signal_stops_the_supervisor_and_its_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    child = Child("sleeper", SLEEPER)

    def done() -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        return False

    run_until(child, done)
    assert not child.is_alive()
    assert signal.getsignal(signal.SIGTERM) is before


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "child"
    program = (
        "import pathlib, sys\n"
        "from qanat.ops.supervisor import Child, Supervisor\n"
        f"child = Child('sleeper', {SLEEPER!r})\n"
        "def started():\n"
        f"    pathlib.Path({str(note)!r}).write_text(str(child.process.pid))\n"
        "    return True\n"
        "Supervisor([child], print, lambda: None).run(started)\n"
    )
    keeper = subprocess.Popen([sys.executable, "-c", program])  # noqa: S603 (our own words)
    with keeper:
        wait_until(lambda: note.exists() and note.read_text())
        number = int(note.read_text())
        assert is_alive(number)
        keeper.kill()
    wait_until(lambda: not is_alive(number))
