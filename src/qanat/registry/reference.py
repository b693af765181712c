"""Reference data that ships with Qanat: tables in files, each with a head that says what it is."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.db import models

from qanat.foundation.texts import LANGUAGES, LocalText

M = TypeVar("M", bound=models.Model)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table from a file.

    Attributes:
        title: the first line of the head.
        about: the other lines: source, edition, licence, evidence.
        rows: the cells by column name.
    """

    title: str
    about: dict[str, str]
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Read a CSV file whose head of ``# key: value`` lines says where it comes from.

    Raises:
        ValueError: if the head names no source, licence or evidence.
    """
    head: list[str] = []
    body: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") and not body:
            head.append(line[1:].strip())
        else:
            body.append(line)
    about = {
        key.strip(): value.strip()
        for key, colon, value in (line.partition(":") for line in head[1:])
        if colon
    }
    if missing := {"source", "licence", "evidence"} - about.keys():
        raise ValueError(f"{path.name}: the head lacks {sorted(missing)}")
    return Table(head[0], about, tuple(csv.DictReader(body)))


def upsert(
    model: type[M], rows: list[M], key: list[str], *, keep: frozenset[str] = frozenset()
) -> int:
    """Store rows under their natural key: new ones are added, known ones renewed.

    Args:
        model: the table.
        rows: what it should hold.
        key: the fields by which a row is known.
        keep: fields which people change; those of known rows stay as they are.

    Returns:
        The number of rows.
    """
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in key and field.name not in keep
    ]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=key, update_fields=fields
    )
    return len(rows)


def texts(row: Row, prefix: str = "") -> LocalText:
    """Return the languages of a row as one text, from columns such as ``kk`` or ``name_kk``."""
    return {code: row[prefix + code] for code in LANGUAGES if row.get(prefix + code)}


def parts(cell: str) -> list[str]:
    """Split a cell of several values at ``|``."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def number(cell: str) -> float | None:
    """Return a number, or nothing for an empty cell."""
    return float(cell) if cell.strip() else None


def whole(cell: str) -> int | None:
    """Return a whole number, or nothing for an empty cell."""
    return int(cell) if cell.strip() else None


def truth(cell: str) -> bool | None:
    """Return yes or no for 1 or 0, or nothing for an empty cell."""
    return bool(int(cell)) if cell.strip() else None


def day(cell: str) -> date | None:
    """Return a date, or nothing for an empty cell."""
    return date.fromisoformat(cell) if cell.strip() else None
