"""Give rows of values to a statement: one as a JSON document, many as arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

FEW: Final = 20


def given(types: Mapping[str, str], columns: Sequence[list[Any]]) -> tuple[str, list[Any]]:
    """Return the part of a FROM which gives rows, called ``q``, and its parameters.

    A few rows travel as one document, which is cheap to bind and prepared once whatever is
    known of them; many travel as arrays, which the database reads faster.

    Args:
        types: type of each column, in order.
        columns: the values of each, in the same order.
    """
    if len(columns[0]) > FEW:
        arrays = ", ".join(f"%s::{kind}[]" for kind in types.values())
        return f"unnest({arrays}) AS q({', '.join(types)})", list(columns)
    named = ", ".join(f"{name} {kind}" for name, kind in types.items())
    rows = zip(*(map(as_json, column) for column in columns), strict=True)
    text = msgspec.json.encode([dict(zip(types, row, strict=True)) for row in rows]).decode()
    return f"json_to_recordset(%s::json) AS q({named})", [text]


def as_json(value: Any) -> Any:
    """Return bytes as the database reads them; all else goes as it is."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
