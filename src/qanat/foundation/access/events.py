"""What can happen in access control."""

from dataclasses import dataclass
from typing import ClassVar

from qanat.foundation.outbox import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassOpened(Event):
    """Somebody opened a record in an emergency; it waits for review."""

    kind: ClassVar[str] = "access.glass_opened.1"
    glass_id: int
    account_id: int
    record_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassReviewed(Event):
    """Somebody else judged an emergency access."""

    kind: ClassVar[str] = "access.glass_reviewed.1"
    glass_id: int
    account_id: int
    is_justified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChanged(Event):
    """What an account may do has changed."""

    kind: ClassVar[str] = "access.changed.1"
    account_id: int
