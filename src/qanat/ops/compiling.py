"""Compile the planner once for a data folder, in a process of its own, and keep the code."""

import fcntl
import os
import subprocess
import sys
from typing import Final

from qanat.engine.compiled import is_whole
from qanat.engine.kbest.search import warm
from qanat.ops.home import data_folder
from qanat.ops.lifeline import end_with_parent
from qanat.ops.progress import COMPILING, Progress

LOCK: Final = "compiling.lock"


def compile_first(say: Progress) -> None:
    """Have the planner compiled unless that was done; it takes most of a minute.

    In this process everything else would wait for it, and what it compiles runs slower than what
    it reads.
    """
    if not is_whole():
        say(COMPILING)
        subprocess.run([sys.executable, "-m", "qanat.ops.compiling"], check=False)


def main() -> int:
    """Compile, unless another process has just done it."""
    end_with_parent(os.getppid())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
    os.nice(5)
    with (data_folder() / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_whole():
            warm()
    return 0


if __name__ == "__main__":
    sys.exit(main())
