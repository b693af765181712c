"""One data folder is served by one process at a time, and its pages open when all is prepared."""

import fcntl
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from qanat.ops.troubles import TroubleError

LOCK: Final = "serving.lock"
GATE: Final = "preparing.lock"
LONGEST: Final = 200


def occupy(folder: Path, port: int) -> None:
    """Hold a data folder until this process ends, however it ends.

    Raises:
        TroubleError: if another process holds it; the text names that process and its port.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        who = os.pread(handle, LONGEST, 0).decode() or "a process that has just begun"
        os.close(handle)
        raise TroubleError(
            f"The data folder {folder} is in use by {who}. Stop that one first, or name another "
            "folder: qanat demo --data FOLDER (make demo DATA=FOLDER)."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"process {os.getpid()}, port {port}".encode(), 0)


def serving_port(folder: Path) -> int | None:
    """Return the port of the process which holds a data folder, ``None`` if none does."""
    if not is_occupied(folder):
        return None
    said = re.search(r"port (\d+)", (folder / LOCK).read_text())
    return int(said[1]) if said else None


def is_occupied(folder: Path) -> bool:
    """Tell whether a living process holds a data folder."""
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def close_gate(folder: Path) -> Callable[[], None]:
    """Have the pages of a data folder wait until what is returned is called, or this process ends.

    They load meanwhile, instead of after everything else.
    """
    handle = os.open(folder / GATE, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return lambda: fcntl.flock(handle, fcntl.LOCK_UN)


def wait_at_gate(folder: Path) -> None:
    """Wait until the process which prepares a data folder is done; at once if none does."""
    with suppress(FileNotFoundError):
        handle = os.open(folder / GATE, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_SH)
        os.close(handle)
