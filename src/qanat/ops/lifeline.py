"""Processes which end with the one that started them, however it ends."""

import ctypes
import os
import signal
from typing import Final

PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def end_with_parent(parent: int, how: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal when its parent is gone, even killed.

    Args:
        parent: process number of the parent; if it is gone already, this process ends at once.
        how: the signal.
    """
    _LIBC.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), how)
