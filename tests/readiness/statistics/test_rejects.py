import csv
import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.readiness.statistics.journals import COLUMNS, make_journal
from tests.readiness.statistics.reading import (
    EXAMPLE,
    TODAY,
    csv_text,
    read_path,
    read_rows,
    read_text,
)
from xlsxwriter import Workbook

from qanat.readiness.statistics.rules.journal.reading import SettledJournal, read_journal
from qanat.readiness.statistics.rules.journal.records import Finding
from qanat.readiness.statistics.rules.journal.rejects import REASON_HEADINGS, write_rejects
from qanat.readiness.statistics.states import RowState


def say(finding: Finding) -> str:
    return str(finding.code.label) % {
        "column": finding.column, "value": finding.value, "other": finding.other,
    }  # fmt: skip


def written(journal: SettledJournal, name: str = "журнал") -> str:
    out = io.StringIO(newline="")
    count = write_rejects(journal.rejected, journal.layout, out, name, say)
    assert count == len(journal.rejected)
    return out.getvalue()


def test_a_rejected_row_keeps_its_cells_and_gets_its_reason() -> None:
    rows = list(csv.DictReader(io.StringIO(written(read_path(EXAMPLE))), delimiter=";"))
    bad = next(row for row in rows if row["№ п/п"] == "661")
    assert bad["Посадка"] == "05.05.2025 12:00"
    assert bad[REASON_HEADINGS[0]] == (
        "Посадка: landing “05.05.2025 12:00” is before take-off “05.05.2025 18:00”."
    )
    assert bad[REASON_HEADINGS[1]] == "landed_before_take_off"
    assert bad["Журнал"] == "журнал"
    source = EXAMPLE.read_text(encoding="utf-8-sig").splitlines()
    assert source[int(bad[REASON_HEADINGS[2]]) - 1].startswith("661;")


def test_a_mended_file_of_rejects_is_accepted_and_knows_its_journal(tmp_path: Path) -> None:
    journal = read_rows(tmp_path, {"service": "Полёт", "sending_facility": "=1+1"}, {"row_no": "2"})
    text = written(journal, "центр 2025")
    assert "'=1+1" in text
    path = tmp_path / "mended.csv"
    path.write_text(text.replace("Полёт", "Транспортировка"), encoding="utf-8")
    read = read_journal(path, TODAY)
    assert read.name == "центр 2025"
    (row,) = read.rows
    assert row.record is not None
    assert row.record.sending_facility == "=1+1"


def test_an_unmended_row_has_the_content_it_had(tmp_path: Path) -> None:
    journal = read_text(tmp_path, make_journal(3).text())
    again = read_text(tmp_path, written(journal))
    before = {(row.row.row_no, row.row.content) for row in journal.rejected}
    assert {(row.row.row_no, row.row.content) for row in again.rows} == before


def test_reasons_are_not_added_twice(tmp_path: Path) -> None:
    again = read_text(tmp_path, written(read_path(EXAMPLE)))
    heading = written(again).splitlines()[0].split(";")
    assert heading == [*COLUMNS.values(), "Журнал", *REASON_HEADINGS]


def test_a_formula_is_disarmed_wherever_it_stands(tmp_path: Path) -> None:
    cells = {"service": "=cmd|' /C calc'!A0", "patient": "@SUM(1)", "iin": "", "born_on": ""}
    text = written(read_text(tmp_path, csv_text(cells)))
    row = next(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_cells_beyond_the_last_column_are_not_lost(tmp_path: Path) -> None:
    text = csv_text({}).rstrip("\r\n") + ';"лишнее"\r\n'
    assert "лишнее" in written(read_text(tmp_path, text))


def test_rejected_rows_mended_give_the_journal_without_faults(tmp_path: Path) -> None:
    made = make_journal(11)
    bad = read_text(tmp_path, made.text()).rejected
    made.rows = made.mended
    good = read_text(tmp_path, made.text())
    assert good.count(RowState.ACCEPTED) == len(made.mended)
    assert {row.row.row_no for row in bad} >= {row.row.row_no for row in good.rows}


@pytest.mark.parametrize("length", [40_000, 140_000])
def test_a_cell_too_long_to_be_read_is_rejected_and_counted(tmp_path: Path, length: int) -> None:
    rows = [{"row_no": str(n)} for n in range(1, 5)]
    rows[2] |= {"diagnosis": "ы" * length}
    journal = read_rows(tmp_path, *rows)
    assert [row.row.line for row in journal.rows] == [2, 3, 4, 5]
    (bad,) = journal.rejected
    assert bad.row.line == 4
    assert [say(finding) for finding in bad.faults] == [
        f"Диагноз: the text is too long ({length} characters)."
    ]
    assert "ы" * length in written(journal)


def test_a_file_of_cells_too_long_alone_is_counted(tmp_path: Path) -> None:
    journal = read_rows(tmp_path, {"row_no": "1", "diagnosis": "ы" * 140_000})
    assert (len(journal.rows), len(journal.rejected)) == (1, 1)


def test_a_spreadsheet_with_a_cell_too_long_is_told_the_same(tmp_path: Path) -> None:
    path = tmp_path / "journal.xlsx"
    table = list(csv.reader(io.StringIO(csv_text({"diagnosis": "НАЧАЛО"})), delimiter=";"))
    book = Workbook(path, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for at, row in enumerate(table):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell)
    book.close()
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with ZipFile(path, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part.replace("НАЧАЛО".encode(), ("ы" * 140_000).encode()))
    (bad,) = read_path(path).rejected
    assert [str(finding.code) for finding in bad.faults] == ["too_long"]
