"""Work that is done again and again by the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

Task = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Periodic:
    """One repeated task."""

    name: str
    seconds: float
    run: Task


PERIODIC: Final[list[Periodic]] = []


def every(*, seconds: float) -> Callable[[Task], Task]:
    """Have the worker call a function every so many seconds with the time of the call."""

    def register(run: Task) -> Task:
        PERIODIC.append(Periodic(f"{run.__module__}.{run.__qualname__}", seconds, run))
        return run

    return register
