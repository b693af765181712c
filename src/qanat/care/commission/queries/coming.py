"""Sittings which are still to come, for the owners of their matters."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qanat.care.commission.models import Sitting
from qanat.care.commission.states import ItemState, SittingState


@dataclass(frozen=True, slots=True)
class ToCome:
    """A sitting which is still to come, and the matters of a kind which are placed in it."""

    starts_at: datetime
    matters: tuple[UUID, ...]


def find_to_come(sitting_id: int, matter_kind: str, now: datetime) -> ToCome | None:
    """Return a sitting which has not begun: for the owner of its matters alone."""
    planned = Sitting.objects.filter(pk=sitting_id, state=SittingState.PLANNED, starts_at__gt=now)
    if (row := planned.first()) is None:
        return None
    items = row.items.filter(matter_kind=matter_kind, state=ItemState.ON_AGENDA)
    matters = items.order_by("place", "id").values_list("matter", flat=True)
    return ToCome(row.starts_at, tuple(matters))
