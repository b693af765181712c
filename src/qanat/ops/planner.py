"""The exact planner of a web process: made ready at start, then followed and checked.

A thread of its own loads the compiled code and reads the nation; then it follows what changes
each second, so that who asks finds little to catch up with. Now and then what is kept is held
against a nation read anew.
"""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from qanat.engine.kbest.search import warm
from qanat.ops.compiling import compile_first
from qanat.response.dispatch.suggest.exact import KEEPER, warming
from qanat.response.dispatch.suggest.exact.keeping import differences

log = logging.getLogger(__name__)

FOLLOW_S: Final = 1.0
CHECK_S: Final = 600.0


@dataclass(slots=True)
class _Checked:
    """The newest comparison of what is kept with a nation read anew."""

    at: str = ""
    differing: tuple[str, ...] = ()


_checked: Final = _Checked()


def begin() -> None:
    """Make the planner of this process ready in the background."""
    warming.begin()
    threading.Thread(target=_run, name="planner", daemon=True).start()


def state() -> dict[str, Any]:
    """Return what is to be said of the planner of this process."""
    return {
        "is_warm": warming.is_warm(),
        "generation": KEEPER.generation,
        "rebuilt": KEEPER.rebuilt,
        "followed": KEEPER.followed,
        "checked_at": _checked.at,
        "differing": list(_checked.differing),
    }


def _run() -> None:
    compile_first(log.info)
    warm()
    _once(lambda: KEEPER.current(timezone.now()))
    warming.end()
    log.info("planner ready")
    check_at = time.monotonic() + CHECK_S
    while True:
        time.sleep(FOLLOW_S)
        _once(lambda: KEEPER.current(timezone.now()))
        if time.monotonic() >= check_at:
            check_at = time.monotonic() + CHECK_S
            _once(check)


def check() -> None:
    """Hold what is kept against a nation read anew, as one instant of the database has both."""
    now = timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = differences(now)
    _checked.at, _checked.differing = now.isoformat(), tuple(found)
    if found:
        log.error("planning snapshot differs from the records", extra={"differing": found})
        KEEPER.forget()


def _once(work: Any) -> None:
    """Do something with the database; a fault of today is tried again, never the thread's end."""
    close_old_connections()
    try:
        work()
    except DatabaseError:
        log.warning("planning snapshot not followed: the database does not answer")
    except Exception:
        log.exception("planning snapshot not followed")
    finally:
        close_old_connections()
