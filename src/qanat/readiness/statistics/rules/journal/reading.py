"""A whole journal: from the file to settled rows."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Final

from qanat.foundation.tabular.cells import cell_text, squeezed
from qanat.foundation.tabular.layout import Layout
from qanat.foundation.tabular.sheets import RawRow
from qanat.foundation.tabular.tables import open_table
from qanat.readiness.statistics.rules.journal.columns import COLUMNS
from qanat.readiness.statistics.rules.journal.mapping import OUR_WORDS, OwnWords
from qanat.readiness.statistics.rules.journal.records import JournalRecord, ReadRow
from qanat.readiness.statistics.rules.journal.rows import RowReader
from qanat.readiness.statistics.rules.journal.settling import (
    NOTHING_KNOWN,
    Known,
    SettledRow,
    settle,
)
from qanat.readiness.statistics.states import RowState

Progress = Callable[[int], None]
_STEP: Final = 1000
_STATE: Final = attrgetter("state")


def _silent(_rows: int) -> None:
    """Tell nobody how far we are."""


@dataclass(frozen=True, slots=True)
class ReadJournal:
    """A file, read but not yet compared with anything.

    ``name`` is the journal the file says it belongs to: files of rejected rows do.
    """

    layout: Layout
    rows: tuple[ReadRow, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class SettledJournal:
    """A file whose rows have met their fate."""

    layout: Layout
    rows: tuple[SettledRow, ...]

    @property
    def records(self) -> list[JournalRecord]:
        """What the accepted rows say."""
        return [row.record for row in self.rows if row.record is not None]

    @property
    def rejected(self) -> list[SettledRow]:
        """Rows that must be mended."""
        return [row for row in self.rows if row.state in {RowState.REJECTED, RowState.CONFLICT}]

    @property
    def doubted(self) -> list[SettledRow]:
        """Accepted rows in which something looks wrong."""
        return [row for row in self.rows if row.state == RowState.ACCEPTED and row.doubts]

    def count(self, *states: RowState) -> int:
        """Return how many rows met one of these fates."""
        return sum(map(states.__contains__, map(_STATE, self.rows)))

    def reasons(self) -> dict[str, int]:
        """Count the reasons of rejection; a row with two faults is in two of them."""
        return dict(Counter(str(f.code) for row in self.rows for f in row.faults).most_common())

    def doubts(self) -> dict[str, int]:
        """Count what looks wrong in accepted rows."""
        return dict(Counter(str(f.code) for row in self.doubted for f in row.doubts).most_common())


def read_journal(
    path: Path, today: date, words: OwnWords = OUR_WORDS, progress: Progress = _silent
) -> ReadJournal:
    """Read a journal, row by row.

    Args:
        path: a CSV or XLSX file.
        today: for the century of two-digit years of birth.
        words: the user's own headings and words.
        progress: told the number of rows read, now and then.

    Raises:
        TableError: the file as a whole is no journal.
    """
    table = open_table(path, COLUMNS, words.columns)
    reader = RowReader(table.layout, today, words.values)
    first = list(islice(table.rows, 1))
    name = _name(table.layout, first)
    with uncollected():
        rows = tuple(_read(reader, chain(first, table.rows), progress))
    return ReadJournal(table.layout, rows, name)


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare the collector: it would walk through millions of new values again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def settle_journal(journal: ReadJournal, known: Known = NOTHING_KNOWN) -> SettledJournal:
    """Decide the fate of every row of a journal."""
    with uncollected():
        rows = tuple(settle(journal.rows, journal.layout, known))
    return SettledJournal(journal.layout, rows)


def _read(reader: RowReader, rows: Iterator[RawRow], progress: Progress) -> Iterator[ReadRow]:
    count = 0
    for count, raw in enumerate(rows, 1):
        yield reader.read(raw)
        if count % _STEP == 0:
            progress(count)
    progress(count)


def _name(layout: Layout, rows: Sequence[RawRow]) -> str:
    place = layout.at.get("journal")
    if place is None or not rows or place >= len(rows[0].cells):
        return ""
    return squeezed(cell_text(rows[0].cells[place]))
