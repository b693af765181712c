"""Tell whoever waits at a terminal what is being done."""

import sys
import time
from collections.abc import Callable
from typing import Final

Progress = Callable[[str], None]

BEGUN: Final = time.monotonic()


def silent(_text: str) -> None:
    """Say nothing."""


def spoken(text: str) -> None:
    """Write what begins now to standard error, with the seconds since the program began."""
    sys.stderr.write(f"{time.monotonic() - BEGUN:7.1f} s  {text}\n")
    sys.stderr.flush()
