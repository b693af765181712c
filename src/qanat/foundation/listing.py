"""Long lists, newest first, page after page: a page begins after the last row of another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

R = TypeVar("R", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ended: the time and the id of its last row."""

    at: datetime
    id: int


def newest_first(rows: R, column: str, *, after: Mark | None, count: int) -> R:
    """Return so many rows by a time, the newest first, from a mark on.

    However far one turns the pages, the database reads no more than a page from its index; rows
    added meanwhile move nothing.
    """
    if after is not None:
        older = Q(**{f"{column}__lt": after.at}) | Q(pk__lt=after.id)
        rows = rows.filter(older, **{f"{column}__lte": after.at})
    return rows.order_by(f"-{column}", "-pk")[:count]
