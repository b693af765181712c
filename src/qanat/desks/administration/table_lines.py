"""Tables as lines of text, so that a person can read and change them in a form.

A list of rows: a line of column names, then one line a row, cells divided by ``;``.
A mapping: one line an entry, name and value divided by ``=``. New values take the type which
the column has in the table they replace.
"""

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from qanat.foundation.parameters.rules import Scalar, Table

CELL: Final = ";"
ENTRY: Final = "="
YES: Final = ("true", "false")


def to_lines(table: Table) -> str:
    """Return a table as lines."""
    if isinstance(table, dict):
        return "\n".join(f"{name} {ENTRY} {_text(value)}" for name, value in table.items())
    columns = list(table[0])
    lines = [columns, *([_text(row[column]) for column in columns] for row in table)]
    return "\n".join(f" {CELL} ".join(line) for line in lines)


def from_lines(text: str, like: Table) -> Table:
    """Read lines back, of the shape and the types of another table.

    Raises:
        ValidationError: naming the line that can't be read.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if isinstance(like, dict):
        return _entries(lines, list(like.values()))
    return _rows(lines, like)


def _entries(lines: list[tuple[int, str]], samples: Sequence[Scalar]) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for number, line in lines:
        name, divided, value = line.partition(ENTRY)
        if not divided or not name.strip() or name.strip() in found:
            raise _unreadable(number)
        found[name.strip()] = _scalar(value.strip(), samples, number)
    return found


def _rows(lines: list[tuple[int, str]], like: list[dict[str, Scalar]]) -> list[dict[str, Scalar]]:
    if not lines:
        return []
    columns = list(like[0])
    if _cells(lines[0][1]) != columns:
        raise _unreadable(lines[0][0])
    samples = {column: [row[column] for row in like] for column in columns}
    found = []
    for number, line in lines[1:]:
        cells = _cells(line)
        if len(cells) != len(columns):
            raise _unreadable(number)
        pairs = zip(columns, cells, strict=True)
        found.append({c: _scalar(cell, samples[c], number) for c, cell in pairs})
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(CELL)]


def _scalar(text: str, samples: Sequence[Scalar], number: int) -> Scalar:
    """Read one value; numbers where all values were numbers, else text."""
    known = [value for value in samples if value is not None]
    if not text:
        return None
    if known and all(isinstance(value, bool) for value in known):
        if text.casefold() not in YES:
            raise _unreadable(number)
        return text.casefold() == YES[0]
    if known and all(isinstance(value, int | float) for value in known):
        return _number(text, number)
    return text


def _number(text: str, number: int) -> int | float:
    plain = text.replace(",", ".").replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "")
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError:
        raise _unreadable(number) from None


def _text(value: Scalar) -> str:
    if value is None:
        return ""
    return YES[not value] if isinstance(value, bool) else str(value)


def _unreadable(number: int) -> ValidationError:
    return ValidationError(_("Line %(number)s can't be read.") % {"number": number})
