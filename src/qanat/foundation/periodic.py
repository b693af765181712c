"""Work that is done again and again by the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

Task = Callable[[datetime], object]
T = TypeVar("T", bound=Task)

QUICK: Final = "quick"


@dataclass(frozen=True, slots=True)
class Periodic:
    """One repeated task."""

    name: str
    seconds: float
    run: Task
    lane: str = QUICK
    """Tasks of one lane follow one another in a thread of their own."""


PERIODIC: Final[list[Periodic]] = []


def every(*, seconds: float, lane: str = QUICK) -> Callable[[T], T]:
    """Have the worker call a function every so many seconds with the time of the call.

    What waits for other machines (mail, gateways) gets a lane of its own.
    """

    def register(run: T) -> T:
        PERIODIC.append(Periodic(f"{run.__module__}.{run.__qualname__}", seconds, run, lane))
        return run

    return register
