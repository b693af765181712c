"""The worker: numbers events, delivers them, and does what comes again and again."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

import psycopg
from django.db import close_old_connections, connection
from django.utils import timezone

from qanat.foundation.outbox.delivery import deliver, retry, sequence
from qanat.foundation.periodic import PERIODIC, Periodic, every

log = logging.getLogger(__name__)

POLL_S: Final = 2.0

every(seconds=5)(retry)


def run(stop: threading.Event) -> None:
    """Work until told to stop; every part in a thread of its own, so that none waits long."""
    parts: tuple[Callable[[threading.Event], None], ...] = (_slow_lane, _periodic)
    threads = [threading.Thread(target=part, args=(stop,), daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    _quick_lane(stop)
    for thread in threads:
        thread.join(timeout=10)


def _quick_lane(stop: threading.Event) -> None:
    while not stop.is_set():
        _guarded("quick lane", _sequence_and_deliver)
        _wait_for_news(stop)


def _sequence_and_deliver() -> None:
    while sequence() or deliver("quick"):
        pass


def _slow_lane(stop: threading.Event) -> None:
    while not stop.wait(1.0):
        _guarded("slow lane", lambda: deliver("slow"))


def _periodic(stop: threading.Event) -> None:
    due: dict[str, float] = {}
    while not stop.wait(0.5):
        for task in PERIODIC:
            if time.monotonic() >= due.get(task.name, 0.0):
                due[task.name] = time.monotonic() + task.seconds
                _guarded(task.name, lambda task=task: _run(task))  # type: ignore[misc] # a default binds the loop's value


def _run(task: Periodic) -> None:
    task.run(timezone.now())


def _wait_for_news(stop: threading.Event) -> None:
    """Sleep until something is stored, at most ``POLL_S``."""
    try:
        connection.ensure_connection()
        raw: psycopg.Connection[object] = connection.connection
        raw.execute("LISTEN qanat_stored")
        for _ in raw.notifies(timeout=POLL_S, stop_after=1):
            pass
    except (psycopg.OperationalError, Exception) as error:  # noqa: BLE001 (the database is away)
        log.warning("no news from the database", extra={"error": type(error).__name__})
        connection.close()
        stop.wait(POLL_S)


def _guarded(name: str, work: Callable[[], object]) -> None:
    """Run a part of the work; whatever fails is logged by its class and tried again later."""
    try:
        close_old_connections()
        work()
    except Exception as error:  # noqa: BLE001 (the worker outlives any fault)
        log.exception("work failed", extra={"work": name, "error": type(error).__name__})
        connection.close()
