"""A row of the table, read into a record or into reasons why it cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Final

from qanat.readiness.statistics.rules.journal.cells import (
    Cell,
    cell_text,
    number_key,
    squeezed,
    word_key,
)
from qanat.readiness.statistics.rules.journal.columns import Layout
from qanat.readiness.statistics.rules.journal.dates import national_day
from qanat.readiness.statistics.rules.journal.fields import (
    EMPTY,
    PATIENT_FIELDS,
    READERS,
    Reading,
)
from qanat.readiness.statistics.rules.journal.patients import PatientsRead, read_patients
from qanat.readiness.statistics.rules.journal.people import Patient
from qanat.readiness.statistics.rules.journal.records import Finding, JournalRecord, ReadRow
from qanat.readiness.statistics.rules.journal.sheets import RawRow
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
_MEMO_SIZE: Final = 50_000
_CONTENT_VERSION: Final = "1"

Readings = dict[str, Reading]


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one table; ``values`` are the user's own words, column -> word -> ours."""

    layout: Layout
    today: date
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _memo: dict[str, dict[str, Reading]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def read(self, raw: RawRow) -> ReadRow:
        """Read one row."""
        said = {name: self._one(name, raw) for name in READERS}
        people = read_patients({name: self._cell(name, raw) for name in PATIENT_FIELDS}, self.today)
        if said["country"].value and said["region"].wrong:
            said["region"] = Reading(None, said["region"].text, Doubt.UNKNOWN_VALUE)
        wrong = [Finding(r.wrong, self.layout.shown(name), r.text)
                 for name, r in said.items() if r.wrong]  # fmt: skip
        wrong += [Finding(code, self.layout.shown(name), text) for code, name, text in people.wrong]
        wrong += _missing(said, self.layout) + _impossible(said, people.patients, self.layout)
        beyond = raw.cells[len(self.layout.headings) :]
        if any(squeezed(cell_text(cell)) for cell in beyond):
            wrong.append(Finding(Fault.EXTRA_CELLS, ""))
        faults = tuple(finding for finding in wrong if isinstance(finding.code, Fault))
        number = said["row_no"].value
        return ReadRow(
            line=raw.line,
            row_no=number if isinstance(number, int) else None,
            content=_content(said, people, beyond),
            cells=self._original(raw),
            record=None if faults else _record(said, people.patients),
            faults=faults,
            doubts=tuple(finding for finding in wrong if isinstance(finding.code, Doubt)),
        )

    def _cell(self, name: str, raw: RawRow) -> Cell:
        place = self.layout.at.get(name)
        return None if place is None or place >= len(raw.cells) else raw.cells[place]

    def _one(self, name: str, raw: RawRow) -> Reading:
        cell = self._cell(name, raw)
        if cell is None or cell == "":
            return EMPTY
        if not isinstance(cell, str):
            return READERS[name](cell)
        memo = self._memo.setdefault(name, {})
        known = memo.get(cell)
        if known is None:
            if len(memo) >= _MEMO_SIZE:
                memo.clear()
            own = self.values.get(name, {}).get(word_key(cell_text(cell)))
            known = memo[cell] = READERS[name](cell if own is None else own)
        return known

    def _original(self, raw: RawRow) -> tuple[str, ...]:
        texts = [self._shared(cell_text(cell)) for cell in raw.cells]
        return tuple(texts + [""] * (len(self.layout.headings) - len(texts)))

    def _shared(self, text: str) -> str:
        """Keep one copy of words that come again and again."""
        if len(self._texts) >= _MEMO_SIZE:
            self._texts.clear()
        return self._texts.setdefault(text, text)


def _missing(said: Readings, layout: Layout) -> list[Finding]:
    """Find what must be written for the row to be counted but is not."""
    needed = ["row_no", "request_kind", "received_at"]
    kind, service = said["request_kind"].value, said["service"].value
    if said["country"].value == "" or not said["country"].text:
        needed.append("region")
    if service is not None:
        needed.append("performed_at")
    if kind == RequestKind.ROAD and (service is not None or said["departed_at"].text):
        needed += ["trip_no", "departed_at"]
    elif kind != RequestKind.ROAD and (service in FLOWN or said["departed_at"].text):
        needed.append("flight_no")
    found = [Finding(Fault.MISSING, layout.shown(name)) for name in needed if not said[name].text]
    if not said["request_no"].text:
        found.append(Finding(Fault.NO_REQUEST_NUMBER, layout.shown("request_no")))
    return found


def _impossible(said: Readings, patients: tuple[Patient, ...], layout: Layout) -> list[Finding]:
    """Find times in an order that cannot be."""
    found = []
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
    if values["request_kind"] == RequestKind.ROAD:
        values["flight_no"] = ""
    if values.get("level") == Level.INTERNATIONAL:
        values.setdefault("route", Route.INTERNATIONAL)
    return JournalRecord(patients=patients, **values)  # type: ignore[arg-type]  # READERS give these types


def _content(said: Readings, people: PatientsRead, beyond: Sequence[Cell]) -> str:
    """Return a digest of what the row says: equal for equal content in any form."""
    parts = [_CONTENT_VERSION, *map(cell_text, beyond)]
    for reading in said.values():
        value = reading.text if reading.value is None else str(reading.value)
        parts.append(word_key(value))
    for p in people.patients:
        parts += [p.name_key, p.iin, str(p.born_on), str(p.sex), number_key(p.document)]
    parts += [f"{code}{number_key(text)}" for code, _, text in people.wrong]
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
