"""The worker: numbers events, delivers them, and does what comes again and again."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from django.db import close_old_connections, connection
from django.utils import timezone

from qanat.foundation.faults import described
from qanat.foundation.outbox.delivery import deliver, sequence
from qanat.foundation.periodic import PERIODIC, Periodic

log = logging.getLogger(__name__)

SHORTEST_WAIT_S: Final = 0.02
LONGEST_WAIT_S: Final = 0.1
DELIVER_AFTER_S: Final = 1.0
"""Also when nothing was numbered here: another process may have numbered it."""
AFTER_FAULT_S: Final = 1.0
STOP_WITHIN_S: Final = 10.0


def run(stop: threading.Event) -> None:
    """Work until told to stop; every part in a thread of its own, so that none waits long."""
    parts: list[Callable[[], None]] = [partial(_slow_lane, stop)]
    parts += [partial(_periodic, stop, lane) for lane in sorted({t.lane for t in PERIODIC})]
    threads = [threading.Thread(target=part, daemon=True) for part in parts]
    for thread in threads:
        thread.start()
    _quick_lane(stop)
    for thread in threads:
        thread.join(timeout=STOP_WITHIN_S)


def _quick_lane(stop: threading.Event) -> None:
    """Look for new events in short turns, in longer ones when nothing happens."""
    wait_s, delivered_at = SHORTEST_WAIT_S, 0.0
    while not stop.wait(wait_s):
        found = _guarded("numbering", sequence)
        if found or time.monotonic() > delivered_at + DELIVER_AFTER_S:
            delivered_at = time.monotonic()
            more = _guarded("quick lane", partial(deliver, "quick"))
            found = None if found is None or more is None else found + more
        wait_s = AFTER_FAULT_S if found is None else _next_wait_s(wait_s, found)
    connection.close()


def _next_wait_s(wait_s: float, found: int) -> float:
    return SHORTEST_WAIT_S if found else min(wait_s * 1.25, LONGEST_WAIT_S)


def _slow_lane(stop: threading.Event) -> None:
    wait_s = AFTER_FAULT_S
    while not stop.wait(wait_s):
        wait_s = 0.0 if _guarded("slow lane", partial(deliver, "slow")) else AFTER_FAULT_S
    connection.close()


def _periodic(stop: threading.Event, lane: str) -> None:
    due: dict[str, float] = {}
    while not stop.wait(0.25):
        for task in PERIODIC:
            if task.lane == lane and time.monotonic() >= due.get(task.name, 0.0):
                due[task.name] = time.monotonic() + task.seconds
                _guarded(task.name, partial(_run, task))
    connection.close()


def _run(task: Periodic) -> int:
    task.run(timezone.now())
    return 1


def _guarded(name: str, work: Callable[[], int]) -> int | None:
    """Do a part of the work; None when it failed, which is logged and tried again later."""
    try:
        close_old_connections()
        return work()
    except Exception as error:  # noqa: BLE001 (the worker outlives any fault)
        log.error("work failed", extra={"work": name, "error": described(error)})  # noqa: TRY400 (the message may hold personal values)
        connection.close()
        return None
