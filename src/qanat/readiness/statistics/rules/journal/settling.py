"""Rows against each other: repeated, in conflict, an aircraft in two places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Final

from qanat.foundation.days import NATIONAL
from qanat.foundation.tabular.layout import Layout
from qanat.readiness.statistics.rules.journal.records import Finding, JournalRecord, ReadRow
from qanat.readiness.statistics.rules.journal.rows import FLOWN
from qanat.readiness.statistics.rules.journal.sky import (
    Flight,
    FlightKey,
    Sky,
    flight_key,
    flight_of,
)
from qanat.readiness.statistics.rules.journal.vocabulary import RequestKind
from qanat.readiness.statistics.states import Doubt, Fault, RowState

_OF_FLIGHT: Final = ("aircraft", "operator", "departed_at", "landed_at", "level", "route")


@dataclass(frozen=True, slots=True)
class Known:
    """What is already in the books when a file is read.

    Attributes:
        content: number of an accepted row of this journal -> its content.
        elsewhere: contents of accepted rows of other journals.
        flights: flights of this journal.
        sky: flights of every aircraft, whoever wrote them down.
    """

    content: Mapping[int, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    flights: Mapping[FlightKey, Flight] = field(default_factory=dict)
    sky: Sequence[Flight] = ()


NOTHING_KNOWN: Final = Known()


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A row and its fate."""

    row: ReadRow
    state: RowState
    record: JournalRecord | None = None
    faults: tuple[Finding, ...] = ()
    doubts: tuple[Finding, ...] = ()


def settle(rows: Iterable[ReadRow], layout: Layout, known: Known) -> list[SettledRow]:
    """Decide the fate of every row, in order of row numbers.

    Of two rows with one number and the same content one counts; with other content the first
    that can be accepted stays, so that a mended row may come again. Of two overlapping flights
    of one aircraft the row with the later number loses.

    Args:
        rows: rows as read, in the order of the file.
        layout: for the headings in the reasons.
        known: what earlier imports hold.

    Returns:
        The rows in the order of the file.

    Source:
        docs/sources.md#counting
    """
    numbered = [(-1 if row.row_no is None else row.row_no, place, row)
                for place, row in enumerate(rows)]  # fmt: skip
    numbered.sort(key=itemgetter(0, 1))
    book = _Book(layout, known)
    settled = [(place, book.settle(row)) for _, place, row in numbered]
    settled.sort(key=itemgetter(0))
    return [row for _, row in settled]


class _Book:
    """What has been accepted so far."""

    def __init__(self, layout: Layout, known: Known) -> None:
        self._layout = layout
        self._content = dict(known.content)
        self._elsewhere = known.elsewhere
        self._seen: set[tuple[int, str]] = set()
        self._flights = dict(known.flights)
        self._sky = Sky(known.sky)

    def settle(self, row: ReadRow) -> SettledRow:
        """Decide about one row; those with smaller numbers are decided already."""
        if row.row_no is not None:
            accepted = self._content.get(row.row_no)
            is_known = row.content == accepted or row.content in self._elsewhere
            if is_known or (row.row_no, row.content) in self._seen:
                return SettledRow(row, RowState.REPEATED)
            self._seen.add((row.row_no, row.content))
            if accepted is not None:
                reason = self._finding(Fault.CONFLICT, "row_no", str(row.row_no))
                return SettledRow(row, RowState.CONFLICT, None, (*row.faults, reason), row.doubts)
        if row.record is None:
            return SettledRow(row, RowState.REJECTED, None, row.faults, row.doubts)
        record, busy, doubts = self._board(row.record)
        if busy is not None:
            return SettledRow(row, RowState.REJECTED, None, (busy,), row.doubts)
        self._content[record.row_no] = row.content
        return SettledRow(row, RowState.ACCEPTED, record, (), row.doubts + doubts)

    def _board(
        self, record: JournalRecord
    ) -> tuple[JournalRecord, Finding | None, tuple[Finding, ...]]:
        """Join a row to its flight, or open the flight if the aircraft can be there."""
        if not record.flight_no or record.request_kind == RequestKind.ROAD:
            return record, None, ()
        if first := self._first(record):
            return _completed(record, first), None, self._differences(record, first)
        flight = flight_of(record)
        if flight is None:
            missing = record.service in FLOWN
            return record, self._finding(Fault.MISSING, "departed_at") if missing else None, ()
        other = self._sky.clash(flight)
        if other is not None:
            busy = self._finding(Fault.AIRCRAFT_BUSY, "aircraft", flight.aircraft, other.number)
            return record, busy, ()
        self._flights[flight_key(flight.number, flight.departed_at)] = flight
        self._sky.add(flight)
        is_unnamed = "aircraft" in self._layout.at and not flight.aircraft
        doubts = (self._finding(Doubt.NO_AIRCRAFT, "aircraft"),) if is_unnamed else ()
        return record, None, doubts

    def _first(self, record: JournalRecord) -> Flight | None:
        """Find the flight among those of this journal; a blank take-off may be last year's."""
        at = record.departed_at or record.performed_at or record.received_at
        number, year = flight_key(record.flight_no, at)
        first = self._flights.get((number, year))
        if first is None and record.departed_at is None:
            received = record.received_at.astimezone(NATIONAL).year
            first = self._flights.get((number, received)) or self._flights.get((number, year - 1))
        return first

    def _differences(self, record: JournalRecord, first: Flight) -> tuple[Finding, ...]:
        return tuple(
            self._finding(Doubt.DIFFERS, name, str(ours), first.said_by)
            for name in _OF_FLIGHT
            if (ours := getattr(record, name)) and (its := getattr(first, name)) and ours != its
        )

    def _finding(self, code: Fault | Doubt, name: str, value: str = "", other: str = "") -> Finding:
        return Finding(code, self._layout.shown(name), value, other)


def _completed(record: JournalRecord, first: Flight) -> JournalRecord:
    """Fill what further rows of a flight leave empty from its first row."""
    blank = {
        name: getattr(first, name)
        for name in _OF_FLIGHT
        if not getattr(record, name) and getattr(first, name)
    }
    return replace(record, **blank) if blank else record
