"""Tables as they come: CSV in any usual encoding and delimiter, or a spreadsheet."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

from qanat.foundation.tabular.cells import Cell, cell_text
from qanat.foundation.tabular.layout import Columns, Layout
from qanat.foundation.tabular.sheets import RawRow, TableError, sheet_rows

_BLOCK: Final = 1 << 20
_DELIMITERS: Final = (";", ",", "\t", "|")
_HIGH_BYTES: Final = frozenset({0, 4, 0x20, 0x21})
"""High bytes of Latin, Cyrillic and signs in UTF-16."""
_HEADING_ROWS: Final = 30
"""A heading is looked for below titles and empty lines, this far down."""
_OTHER_CYRILLIC: Final = re.compile("[ЎўЈҐЄЇґєјЅѕїЌЏќџЂЃѓђЉЊћЋљњ]")
"""Letters which a Kazakh text in code page 1048 shows when it is read as 1251."""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading row and what follows it; the rows can be read once."""

    layout: Layout
    rows: Iterator[RawRow]


Own = Mapping[str, str] | None


def open_table(path: Path, columns: Columns, own: Own = None) -> Table:
    """Open a table and find its heading row.

    Args:
        path: a CSV or XLSX file, told apart by content.
        columns: those which it may have.
        own: the user's own headings, meaning -> heading.

    Returns:
        The table; rows are read as they are asked for.

    Raises:
        TableError: no text, no spreadsheet, no heading row with the needed columns, or two
            columns with one heading.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if not start.strip():
        raise TableError("empty")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _first_with_heading(sheet_rows(path), columns, own)
    encoding = _encoding(path)
    return _first_with_heading(
        (_csv_rows(path, encoding, mark) for mark in _DELIMITERS), columns, own
    )


def _first_with_heading(readings: Iterator[Iterator[RawRow]], columns: Columns, own: Own) -> Table:
    """Take the first reading (delimiter, sheet) that has a heading, and what fits it after it."""
    best = Layout(columns)
    for rows in readings:
        layout, found = _heading(rows, columns, own)
        if found and layout.doubled:
            raise TableError("doubled", ", ".join(layout.doubled))
        if found:
            return Table(layout, chain(rows, _same_columns(layout, readings, own)))
        best = max(best, layout, key=lambda one: len(one.at))
    missing = ", ".join(columns.heading(field) for field in best.missing)
    raise TableError("no_column" if len(best.at) > 1 else "no_heading", missing)


def _heading(rows: Iterator[RawRow], columns: Columns, own: Own) -> tuple[Layout, bool]:
    best = Layout(columns)
    for row in islice(rows, _HEADING_ROWS):
        layout = columns.lay_out([cell_text(cell) for cell in row.cells], own)
        if not layout.missing:
            return layout, True
        best = max(best, layout, key=lambda one: len(one.at))
    return best, False


def _same_columns(first: Layout, others: Iterator[Iterator[RawRow]], own: Own) -> Iterator[RawRow]:
    """Read further sheets of a book, their columns put in the order of the first."""
    for rows in others:
        layout, found = _heading(rows, first.columns, own)
        if not found:
            continue
        places = [(at, layout.at[field]) for field, at in first.at.items() if field in layout.at]
        for row in rows:
            cells: list[Cell] = [None] * len(first.headings)
            for target, source in places:
                cells[target] = row.cells[source] if source < len(row.cells) else None
            yield RawRow(row.line, cells)


def _encoding(path: Path) -> str:
    """Tell the encoding of a text: a mark, UTF-16 by its zeros, UTF-8, or a Windows page."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if high and sum(byte in _HIGH_BYTES for byte in high) > len(high) * 0.8:
            return encoding
    return "utf-8" if _decodes(path, "utf-8") else _windows_page(path)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _windows_page(path: Path) -> str:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if _OTHER_CYRILLIC.search(block.decode("cp1251", errors="replace")):
                return "kz1048"
    return "cp1251"


class _Lines:
    """Lines of a text; remembers those of the record that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.kept: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.kept.append(line)
        self.number += 1
        return line


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[RawRow]:
    """Read records; a stray quote costs its own line, not the lines it would swallow."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(iter(file))
        reader = csv.reader(lines, delimiter=delimiter)
        width = 0
        while True:
            lines.kept.clear()
            first = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = []
                reader = csv.reader(lines, delimiter=delimiter)
            width = max(width, len(cells)) if first <= _HEADING_ROWS else width
            if not cells or (len(lines.kept) > 1 and len(cells) != width):
                yield from _line_by_line(lines.kept.copy(), first, delimiter)
            elif any(cells):
                yield RawRow(first, cells)


def _line_by_line(lines: list[str], first: int, delimiter: str) -> Iterator[RawRow]:
    for number, line in enumerate(lines, first):
        is_broken = line.count('"') % 2 == 1
        plain = line.rstrip("\r\n")
        cells = plain.split(delimiter) if is_broken else _cells(plain, delimiter)
        if any(cells):
            yield RawRow(number, cells, is_broken)


def _cells(line: str, delimiter: str) -> list[str]:
    """Read a line on its own; one with a cell beyond what is read is cut at every delimiter."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [cell.strip('"') for cell in line.split(delimiter)]
