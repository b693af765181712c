"""Do long work in several processes at once."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from django.db import connections

from qanat.ops.lifeline import end_with_parent

Made = TypeVar("Made")


def side_by_side(parts: Sequence[Callable[[], Made]]) -> list[Made]:
    """Call functions at once, each in a process and connection of its own; return their results.

    Every part is done to its end, even where another one fails; then the first failure is raised.
    The parts are functions of modules (or ``partial`` of them), and end with this process.
    """
    connections.close_all()  # a connection is not shared with a copy of this process
    with ProcessPoolExecutor(
        len(parts), get_context("fork"), initializer=end_with_parent, initargs=(os.getpid(),)
    ) as pool:
        return [one.result() for one in [pool.submit(part) for part in parts]]
