"""What a parameter's value may be: plain functions of values."""

import math
from typing import Final, TypeAlias

from qanat.foundation.parameters.states import Kind

Scalar: TypeAlias = str | int | float | bool | None
Table: TypeAlias = dict[str, Scalar] | list[dict[str, Scalar]]
Value: TypeAlias = str | int | float | Table

MOST_ROWS: Final = 1000
LONGEST_TEXT: Final = 4000
MOST_DIGITS: Final = 15


def is_value(kind: Kind, value: object) -> bool:
    """Tell whether a value is of a kind.

    A table is either ``{name: scalar}`` or a list of rows ``{column: scalar}`` which all have
    the same columns.
    """
    if kind is Kind.NUMBER:
        return _is_number(value)
    if kind is Kind.TEXT:
        return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
    return _is_table(value)


def is_within(value: object, least: float | None, most: float | None) -> bool:
    """Tell whether a number lies within its bounds; anything but a number does."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return (least is None or value >= least) and (most is None or value <= most)


def in_order(value: Value, like: Value) -> Value:
    """Return a table with its columns or names in the order of another; jsonb keeps none."""
    if isinstance(value, dict) and isinstance(like, dict):
        return _ordered(value, list(like))
    if isinstance(value, list) and isinstance(like, list):
        return [_ordered(row, list(like[0])) for row in value]
    return value


def _ordered(row: dict[str, Scalar], names: list[str]) -> dict[str, Scalar]:
    known = {name: row[name] for name in names if name in row}
    return {**known, **row}


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) < 10**MOST_DIGITS


def _is_table(value: object) -> bool:
    if isinstance(value, dict):
        return 0 < len(value) <= MOST_ROWS and _is_row(value)
    if not isinstance(value, list) or not 0 < len(value) <= MOST_ROWS:
        return False
    rows = [row for row in value if isinstance(row, dict) and _is_row(row)]
    return len(rows) == len(value) and len({frozenset(row) for row in rows}) == 1


def _is_row(row: dict[object, object]) -> bool:
    return all(isinstance(key, str) and key and _is_scalar(cell) for key, cell in row.items())


def _is_scalar(cell: object) -> bool:
    if isinstance(cell, str):
        return len(cell) <= LONGEST_TEXT
    return cell is None or isinstance(cell, bool) or _is_number(cell)
