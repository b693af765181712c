"""Sheets of a spreadsheet file, with a fence against files made to fill the memory."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from qanat.foundation.tabular.cells import Cell

_BLOCK: Final = 1 << 20
_OVERLAP: Final = 64
_UNPACKED_BYTES: Final = 1 << 30
_FAR_CELL: Final = re.compile(
    rb"""\br\s*=\s*["'](?:[A-Z]{3,}|[D-Z][A-Z]|C[W-Z])\d+["'][^>]*[^/]>"""
    rb"""|\br\s*=\s*["'][A-Z]*(?:[3-9]\d{5}|\d{7,})["']"""
)
"""A cell right of column 100 or a row below 300,000: nobody types that,
and dense it is gigabytes."""


class TableError(Exception):
    """The file as a whole cannot be read as such a table."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file; ``line`` is where a person finds it.

    ``is_broken`` says that a stray quotation mark made its cells uncertain.
    """

    line: int
    cells: Sequence[Cell]
    is_broken: bool = False


def sheet_rows(path: Path) -> Iterator[Iterator[RawRow]]:
    """Read the sheets of an XLSX file one after another.

    Raises:
        TableError: it is no such file, it is locked, or it is made to be too large.
    """
    _check_size(path)
    try:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            yield _rows(book, name)
    except CalamineError as error:
        raise TableError("spreadsheet", type(error).__name__) from error


def _rows(book: CalamineWorkbook, name: str) -> Iterator[RawRow]:
    for number, cells in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
        filled: list[Cell] = [None if cell == "" else cell for cell in cells]
        if any(cell is not None for cell in filled):
            yield RawRow(number, filled)


def _check_size(path: Path) -> None:
    try:
        with ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED_BYTES:
                raise TableError("too_large")
            if "xl/workbook.xml" not in packed.namelist():
                raise TableError("spreadsheet", "xlsx")
            for part in packed.namelist():
                if part.startswith("xl/worksheets/") and _reaches_far(packed, part):
                    raise TableError("too_large")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise TableError("spreadsheet", type(error).__name__) from error


def _reaches_far(packed: ZipFile, part: str) -> bool:
    """Look for a cell far away, block by block."""
    tail = b""
    with packed.open(part) as sheet:
        while block := sheet.read(_BLOCK):
            if _FAR_CELL.search(tail + block):
                return True
            tail = block[-_OVERLAP:]
    return False
