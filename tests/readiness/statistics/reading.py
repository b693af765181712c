"""Short ways to read journals in tests."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.readiness.statistics.journals import COLUMNS

from qanat.readiness.statistics.rules.journal.mapping import OUR_WORDS, OwnWords
from qanat.readiness.statistics.rules.journal.reading import (
    SettledJournal,
    read_journal,
    settle_journal,
)
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.settling import NOTHING_KNOWN, Known
from qanat.readiness.statistics.states import Fault

TODAY = date(2026, 11, 25)
DATA = Path(__file__).parent / "data"
EXAMPLE = DATA / "journal_example.csv"
FLIGHT: Mapping[str, str] = {
    "row_no": "1",
    "request_kind": "вылет",
    "request_no": "А-2025/00001",
    "received_at": "10.03.2025 10:00",
    "channel": "103",
    "region": "Павлодарская область",
    "patient": "Иванов Тимур",
    "iin": "850101300124",
    "born_on": "01.01.1985",
    "sex": "м",
    "nosology": "травмы",
    "service": "Транспортировка",
    "performed_at": "10.03.2025 12:30",
    "level": "региональный",
    "route": "внутри региона",
    "decision": "Одобрена",
    "flight_no": "В-00001",
    "aircraft": "UP-MI801",
    "operator": "Авиакомпания А",
    "departed_at": "10.03.2025 12:00",
    "landed_at": "10.03.2025 14:00",
    "flight_hours": "2,00",
}
"""A row of a journal in which nothing is wrong."""


def csv_text(*rows: Mapping[str, str], delimiter: str = ";") -> str:
    """Write rows, each a change of :data:`FLIGHT`."""
    lines = [list(COLUMNS.values())]
    lines += [[{**FLIGHT, **row}.get(name, "") for name in COLUMNS] for row in rows]
    return "".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n"
        for line in lines
    )


def read_path(
    path: Path, known: Known = NOTHING_KNOWN, words: OwnWords = OUR_WORDS
) -> SettledJournal:
    """Read and settle a file."""
    return settle_journal(read_journal(path, TODAY, words), known)


def read_text(folder: Path, text: str, known: Known = NOTHING_KNOWN) -> SettledJournal:
    """Read and settle a text."""
    path = folder / "journal.csv"
    path.write_text(text, encoding="utf-8")
    return read_path(path, known)


def read_rows(folder: Path, *rows: Mapping[str, str]) -> SettledJournal:
    """Read and settle rows, each a change of :data:`FLIGHT`."""
    return read_text(folder, csv_text(*rows))


def record_of(folder: Path, **cells: str) -> JournalRecord:
    """Read one row which must be accepted."""
    (record,) = read_rows(folder, cells).records
    return record


def faults_of(folder: Path, **cells: str) -> dict[Fault, str]:
    """Read one row which must be rejected; return its faults with their columns."""
    (row,) = read_rows(folder, cells).rejected
    return {Fault(finding.code): finding.column for finding in row.faults}
