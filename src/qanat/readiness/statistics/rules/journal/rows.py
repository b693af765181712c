"""A row of the table, read into a record or into reasons why it cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from itertools import zip_longest
from typing import Final

from qanat.foundation.days import NATIONAL, national_day
from qanat.foundation.tabular.cells import (
    Cell,
    cell_text,
    number_key,
    squeezed,
    word_key,
)
from qanat.foundation.tabular.layout import Layout
from qanat.foundation.tabular.sheets import RawRow
from qanat.readiness.statistics.rules.journal.fields import (
    EMPTY,
    PATIENT_FIELDS,
    READERS,
    CellReader,
    Reading,
)
from qanat.readiness.statistics.rules.journal.patients import PatientsRead, read_patients
from qanat.readiness.statistics.rules.journal.people import Patient
from qanat.readiness.statistics.rules.journal.records import Finding, JournalRecord, ReadRow
from qanat.readiness.statistics.rules.journal.vocabulary import (
    Level,
    Nosology,
    RequestKind,
    Route,
    ServiceKind,
)
from qanat.readiness.statistics.states import Doubt, Fault

FLOWN: Final = frozenset({
    ServiceKind.TRANSPORT, ServiceKind.ORGAN_TRANSPORT, ServiceKind.TRANSPLANT_TEAM,
})  # fmt: skip
"""Services that cannot be without a flight (or a road trip)."""
DATED: Final = ("received_at", "performed_at", "departed_at", "landed_at")
_TYPED: Final = (float, int, bool, date, datetime, time, timedelta)
"""Cells of a spreadsheet that are more than their text."""
_MEMO_SIZE: Final = 50_000
LONGEST_CELL: Final = 32_767
"""Characters that a cell of a spreadsheet holds."""
_CONTENT_VERSION: Final = "1"

Readings = dict[str, Reading]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table, how it is read and what was read from it already."""

    name: str
    place: int
    read: CellReader
    own: Mapping[str, str]
    memo: dict[Cell, Reading] = field(default_factory=dict)

    def reading(self, cell: Cell) -> Reading:
        """Read a cell and remember it: words come again and again."""
        if len(self.memo) >= _MEMO_SIZE:
            self.memo.clear()
        if not isinstance(cell, str):
            return self.read(cell)
        ours = self.own.get(word_key(cell)) if self.own else None
        read = self.memo[cell] = self.read(cell if ours is None else ours)
        return read


class RowReader:
    """Reads the rows of one table.

    Args:
        layout: where the columns are.
        today: for the century of two-digit years of birth; what is dated later than tomorrow has
            not happened.
        values: the user's own words, column -> word -> our word.
    """

    def __init__(
        self, layout: Layout, today: date, values: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self._layout, self._today = layout, today
        self._latest = datetime.combine(today + timedelta(days=2), time(), NATIONAL)
        own = values or {}
        self._columns = [
            _Column(name, layout.at[name], read, own.get(name, {}))
            for name, read in READERS.items()
            if name in layout.at
        ]
        self._people = [(name, layout.at[name]) for name in PATIENT_FIELDS if name in layout.at]
        self._texts: dict[Cell, str] = {}
        self._seen: dict[tuple[Cell, ...], PatientsRead] = {}

    def read(self, raw: RawRow) -> ReadRow:
        """Read one row."""
        texts = self._original(raw)
        cells = [cell if cell.__class__ in _TYPED else text
                 for text, cell in zip_longest(texts, raw.cells)]  # fmt: skip
        said = dict.fromkeys(READERS, EMPTY)
        for one in self._columns:
            cell = cells[one.place]
            said[one.name] = one.memo.get(cell) or one.reading(cell)
        people = self._patients(cells)
        wrong = self._too_long(texts) or self._wrong(said, people)
        beyond = texts[len(self._layout.headings) :]
        if any(map(squeezed, beyond)):
            wrong.append(Finding(Fault.EXTRA_CELLS, ""))
        if raw.is_broken:
            wrong.append(Finding(Fault.STRAY_QUOTE, ""))
        faults = tuple(finding for finding in wrong if isinstance(finding.code, Fault))
        number = said["row_no"].value
        return ReadRow(
            line=raw.line,
            row_no=number if isinstance(number, int) else None,
            content=_content(said, people, beyond),
            cells=texts,
            record=None if faults else _record(said, people.patients),
            faults=faults,
            doubts=tuple(finding for finding in wrong if isinstance(finding.code, Doubt)),
        )

    def _too_long(self, texts: Sequence[str]) -> list[Finding]:
        """Find cells which no spreadsheet can hold: they would be cut without a word."""
        if max(map(len, texts), default=0) <= LONGEST_CELL:
            return []
        names = dict(enumerate(self._layout.headings))
        return [
            Finding(Fault.TOO_LONG, names.get(at, ""), str(len(text)))
            for at, text in enumerate(texts)
            if len(text) > LONGEST_CELL
        ]

    def _patients(self, cells: Sequence[Cell]) -> PatientsRead:
        said = tuple(cells[place] for _, place in self._people)
        known = self._seen.get(said)
        if known is None:
            if len(self._seen) >= _MEMO_SIZE:
                self._seen.clear()
            names = (name for name, _ in self._people)
            known = read_patients(dict(zip(names, said, strict=True)), self._today)
            self._seen[said] = known
        return known

    def _wrong(self, said: Readings, people: PatientsRead) -> list[Finding]:
        region = said["region"]
        if said["country"].value and region.wrong:
            said["region"] = Reading(None, region.text, Doubt.UNKNOWN_VALUE)
        shown = self._layout.shown
        wrong = [Finding(r.wrong, shown(name), r.text) for name, r in said.items() if r.wrong]
        wrong += [Finding(code, shown(name), text) for code, name, text in people.wrong]
        wrong += _missing(said, self._layout)
        return wrong + _impossible(said, people.patients, self._layout, self._latest)

    def _original(self, raw: RawRow) -> tuple[str, ...]:
        """Return the words of the row, one copy of those that come again and again."""
        if len(self._texts) >= _MEMO_SIZE:
            self._texts.clear()
        known = self._texts
        if set(map(type, raw.cells)) == {str}:
            texts = [(known.get(cell) or self._text(cell)) if cell else "" for cell in raw.cells]
        else:
            texts = [cell_text(cell) for cell in raw.cells]
        return (*texts, *[""] * (len(self._layout.headings) - len(texts)))

    def _text(self, cell: Cell) -> str:
        text = self._texts[cell] = cell_text(cell)
        return text


def _missing(said: Readings, layout: Layout) -> list[Finding]:
    """Find what must be written for the row to be counted but is not."""
    needed = ["row_no", "request_kind", "received_at"]
    kind, service = said["request_kind"].value, said["service"].value
    is_remote = service == ServiceKind.REMOTE_CONSULTATION
    if said["country"].value == "" or not said["country"].text:
        needed.append("region")
    if service is not None:
        needed.append("performed_at")
    if kind == RequestKind.ROAD and (service is not None or said["departed_at"].text):
        needed += ["trip_no", "departed_at"]
    elif kind == RequestKind.AVIATION and (
        said["departed_at"].text or not (is_remote or service is None)
    ):
        needed.append("flight_no")
    found = [Finding(Fault.MISSING, layout.shown(name)) for name in needed if not said[name].text]
    if _is_of_other_kind(kind, is_remote=is_remote, is_served=service is not None):
        code = Fault.SERVICE_OF_OTHER_KIND
        found.append(Finding(code, layout.shown("service"), said["service"].text))
    if not said["request_no"].text:
        found.append(Finding(Fault.NO_REQUEST_NUMBER, layout.shown("request_no")))
    return found


def _is_of_other_kind(kind: object, *, is_remote: bool, is_served: bool) -> bool:
    """Tell whether an order holds a service on the spot, or a road trip a remote one."""
    if kind == RequestKind.CONSULTATION:
        return is_served and not is_remote
    return kind == RequestKind.ROAD and is_remote


def _impossible(
    said: Readings, patients: tuple[Patient, ...], layout: Layout, latest: datetime
) -> list[Finding]:
    """Find times which have not come yet, and those in an order that cannot be."""
    found = []
    for name in DATED:
        at = _moment(said[name])
        if at and at >= latest:
            found.append(Finding(Fault.FUTURE, layout.shown(name), said[name].text))
    left, landed = _moment(said["departed_at"]), _moment(said["landed_at"])
    if left and landed and landed < left:
        code, column = Fault.LANDED_BEFORE_TAKE_OFF, layout.shown("landed_at")
        found.append(Finding(code, column, said["landed_at"].text, said["departed_at"].text))
    received = _moment(said["received_at"])
    for patient in patients:
        if received and patient.born_on and patient.born_on > national_day(received):
            column = layout.shown("born_on")
            found.append(Finding(Doubt.BORN_LATER, column, patient.born_on.isoformat()))
    return found


def _moment(reading: Reading) -> datetime | None:
    return reading.value if isinstance(reading.value, datetime) else None


def _record(said: Readings, patients: tuple[Patient, ...]) -> JournalRecord:
    values = {name: r.value for name, r in said.items() if r.value is not None}
    values.setdefault("nosology", Nosology.OTHER)
    if values.get("country"):
        values["region"] = ""
    if values["request_kind"] != RequestKind.AVIATION:
        values["flight_no"] = ""
    if values.get("level") == Level.INTERNATIONAL:
        values.setdefault("route", Route.INTERNATIONAL)
    return JournalRecord(patients=patients, **values)  # type: ignore[arg-type]  # READERS give these types


def _content(said: Readings, people: PatientsRead, beyond: Sequence[str]) -> str:
    """Return a digest of what the row says but its number: equal for equal content in any form."""
    parts = [_CONTENT_VERSION, *beyond]
    parts += [reading.key for name, reading in said.items() if name != "row_no"]
    for p in people.patients:
        parts += [word_key(p.name), p.iin, str(p.born_on), str(p.sex), number_key(p.document)]
    parts += [f"{code}{number_key(text)}" for code, _, text in people.wrong]
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
