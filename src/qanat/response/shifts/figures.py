"""The figures of a shift: counted by whoever counts for reports, so that both say the same.

Statistics stand above this context. They say in ``ready()`` of their ``apps.py`` how a time is
counted and which records stand behind a figure: ``count_by(ShiftCounter())``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure: its code, how it is called, and how many."""

    code: str
    label: Text
    value: int


@dataclass(frozen=True, slots=True)
class Behind:
    """One record behind a figure."""

    number: str
    at: datetime
    note: str = ""
    request_id: int | None = None
    mission_id: int | None = None


class Counter(Protocol):
    """Counts the whole nation between two moments; who asks has shown that he may."""

    def figures(self, start: datetime, end: datetime) -> Sequence[Counted]:
        """Return every figure."""

    def records(
        self, code: str, start: datetime, end: datetime, *, first: int, count: int
    ) -> tuple[Sequence[Behind], int]:
        """Return some records behind a figure, and how many there are."""


_COUNTERS: Final[list[Counter]] = []


def count_by(counter: Counter) -> None:
    """Have shifts counted by a counter."""
    _COUNTERS[:] = [counter]


def counter() -> Counter | None:
    """Return who counts; None where nobody does."""
    return _COUNTERS[0] if _COUNTERS else None
