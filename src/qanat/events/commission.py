"""What can happen in a commission."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingChanged(Event):
    """A sitting, its agenda, who is there or who has voted changed: pages look again."""

    kind: ClassVar[str] = "commission.sitting_changed.1"
    sitting_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterDecided(Event):
    """A commission decided on a matter.

    Attributes:
        matter: the owner's name of it, a UUID.
        outcome: ``abroad``, ``specialist``, ``home``, ``refuse`` or ``defer``.
        ground: of a refusal.
        facility_id: where at home it is treated.
    """

    kind: ClassVar[str] = "commission.matter_decided.1"
    item_id: int
    matter: str
    matter_kind: str
    outcome: str
    ground: str
    facility_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterWithdrawn(Event):
    """A matter was taken from the agenda undecided."""

    kind: ClassVar[str] = "commission.matter_withdrawn.1"
    item_id: int
    matter: str
    matter_kind: str
    reason: str
