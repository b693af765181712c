"""Tables as files: CSV and spreadsheets which open rightly and compute nothing."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import xlsxwriter

from qanat.foundation.made_up import made_up_mark
from qanat.foundation.tabular.cells import armed

Line = list[str | int | float | None]
Dated = Sequence[str | int | float | date | None]
"""A line of a spreadsheet, in which days are days."""

_SHEET_NAME: Final = 31
_COUNT: Final = re.compile(r"\d{1,3}(?:[\u00a0\u202f,.]\d{3})*")


def csv_text(lines: Iterable[Line]) -> str:
    """Return lines as CSV that spreadsheets open rightly and do not compute."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in lines:
        writer.writerow([armed(cell) if isinstance(cell, str) else cell for cell in line])
    return "\ufeff" + out.getvalue()


def xlsx_bytes(sheets: Iterable[tuple[str, Sequence[Dated]]]) -> bytes:
    """Return named sheets of lines, the first of each its heading, as a spreadsheet.

    Where data is made up, every printed page of it says so.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    mark = made_up_mark()
    book.set_properties({"comments": mark})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    for name, lines in sheets:
        sheet = book.add_worksheet(name[:_SHEET_NAME])
        sheet.set_footer(f"&C{mark}" if mark else "")
        _write(sheet, lines, heading, day)
    book.close()
    return out.getvalue()


def as_count(words: str) -> str | int:
    """Return a count that is written with its thousands apart as a number, else the words."""
    if _COUNT.fullmatch(words) is None:
        return words
    return int(re.sub(r"\D", "", words))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, lines: Sequence[Dated], heading: object, day: object
) -> None:
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell, heading if at == 0 else None)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            elif cell is not None:
                sheet.write_number(at, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(lines[0]), 16)
