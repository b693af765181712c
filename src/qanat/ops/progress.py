"""Tell whoever waits at a terminal what is being done."""

import re
import sys
import time
from collections.abc import Callable
from typing import Final

Progress = Callable[[str], None]

COMPILING: Final = "Compiling the planner, once: about a minute"
BEGUN: Final = time.monotonic()
_COUNTED: Final = re.compile(r" (\d+) of (\d+)$")


def silent(_text: str) -> None:
    """Say nothing."""


def spoken(text: str) -> None:
    """Write what begins now to standard error; on a screen a count stays on its line."""
    is_screen = sys.stderr.isatty()
    counted = _COUNTED.search(text)
    goes_on = is_screen and counted is not None and counted[1] != counted[2]
    start, end = "\r\x1b[K" if is_screen else "", "" if goes_on else "\n"
    sys.stderr.write(f"{start}{time.monotonic() - BEGUN:7.1f} s  {text}{end}")
    sys.stderr.flush()
