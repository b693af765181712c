"""Kinds of records which can be opened in an emergency; their owners say so here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from qanat.foundation.access.permissions import BREAK_GLASS
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound, Text


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record, such as ``patient``.

    Attributes:
        address: path of the record's page.
    """

    code: str
    label: Text
    address: Callable[[int], str]


BIGGEST: Final = 2**63 - 1
"""No record has a larger number."""
_kinds: Final[dict[str, RecordKind]] = {}
RECORD_KINDS: Final[Mapping[str, RecordKind]] = MappingProxyType(_kinds)


class ClosedRecord(NotFound):
    """The actor sees no such record; he may open it in an emergency."""

    def __init__(self, kind: str, record_id: int) -> None:
        super().__init__()
        self.kind = kind
        self.record_id = record_id


def not_found(actor: Actor, kind: str, record_id: int) -> NotFound:
    """Return the refusal of a record which an actor does not see.

    Who may break the glass is offered that, whether or not there is such a record.
    """
    if actor.may(BREAK_GLASS) and record_id not in actor.opened(kind) and record_id <= BIGGEST:
        return ClosedRecord(kind, record_id)
    return NotFound()


def register_record_kind(kind: RecordKind) -> None:
    """Make a kind of record known; called when its context is loaded."""
    _kinds[kind.code] = kind
