"""Kinds of records which can be opened in an emergency; their owners say so here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record, such as ``patient``.

    Attributes:
        exists: tells whether there is such a record; whether the actor sees it is not asked.
        address: path of the record's page.
    """

    code: str
    label: Text
    exists: Callable[[int], bool]
    address: Callable[[int], str]


_kinds: Final[dict[str, RecordKind]] = {}
RECORD_KINDS: Final[Mapping[str, RecordKind]] = MappingProxyType(_kinds)


def register_record_kind(kind: RecordKind) -> None:
    """Make a kind of record known; called when its context is loaded."""
    _kinds[kind.code] = kind
