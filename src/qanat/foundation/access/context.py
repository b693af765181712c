"""What templates show of access: records open in an emergency, a second factor that is due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from qanat.foundation.access.records import RECORD_KINDS
from qanat.foundation.access.session import OpenRecord, standing_of
from qanat.foundation.refusals import Text


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A record which the viewer has opened in an emergency."""

    glass_id: int
    label: Text
    record_id: int
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """What a base template says above every page."""

    opened: tuple[OpenedRow, ...]
    second_factor_due_at: datetime | None


def access(request: HttpRequest) -> dict[str, Any]:
    """Give every template ``access``, made only where it is used, without a query."""
    return {"access": SimpleLazyObject(lambda: access_of(request))}


def access_of(request: HttpRequest) -> Access:
    """Gather what is open and what is due for the viewer."""
    standing = standing_of(request)
    rows = tuple(_row(r) for r in standing.open_records if r.kind in RECORD_KINDS)
    return Access(rows, standing.second_factor_due_at)


def _row(record: OpenRecord) -> OpenedRow:
    kind = RECORD_KINDS[record.kind]
    return OpenedRow(
        glass_id=record.glass_id,
        label=kind.label,
        record_id=record.record_id,
        address=kind.address(record.record_id),
        expires_at=record.expires_at,
    )
