"""The user's own headings and words for a journal that is not written like ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from qanat.foundation.tabular.cells import word_key
from qanat.foundation.tabular.sheets import TableError
from qanat.readiness.statistics.rules.journal.columns import COLUMNS


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Headings (meaning -> heading) and values (meaning -> word -> our word)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


OUR_WORDS: Final = OwnWords()


def read_mapping(text: str) -> OwnWords:
    """Read a mapping file.

    Args:
        text: JSON such as ``{"columns": {"region": "Облыс"}, "values": {"service":
            {"Рейс": "transport"}}}``; columns are named by our words or by our headings.

    Raises:
        TableError: it is no such JSON, or names a column that does not exist.
    """
    try:
        said = json.loads(text)
        columns, values = said.get("columns", {}), said.get("values", {})
        return OwnWords(
            {_field(name): str(own) for name, own in columns.items()},
            {
                _field(name): {word_key(str(own)): str(ours) for own, ours in words.items()}
                for name, words in values.items()
            },
        )
    except json.JSONDecodeError as error:
        raise TableError("mapping_json", f"{error.lineno}:{error.colno}") from error
    except (ValueError, AttributeError, RecursionError) as error:
        raise TableError("mapping", type(error).__name__) from error


def _field(name: str) -> str:
    if (found := COLUMNS.named(name)) is None:
        raise TableError("mapping", name)
    return found
