"""Urgent ambulance calls which no crew has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Call
from qanat.response.dispatch.models.calls import Category
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.states import CallState

URGENT: Final = (Category.FIRST, Category.SECOND)
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Crewless:
    """An urgent call without a crew."""

    id: int
    number: str
    region: str
    is_first: bool
    since: datetime
    is_exercise: bool
    is_synthetic: bool


def crewless_calls(before: datetime) -> list[Crewless]:
    """Return the urgent calls without a crew which were made before a time, the oldest first."""
    rows = Call.objects.filter(
        state=CallState.RECEIVED, category__in=URGENT, called_at__lte=before
    ).exclude(origin=Origin.PAPER)
    return [
        Crewless(
            id=r.pk,
            number=r.number,
            region=r.region_id,
            is_first=r.category == Category.FIRST,
            since=r.called_at,
            is_exercise=r.is_exercise,
            is_synthetic=r.is_synthetic,
        )
        for r in rows.order_by("called_at", "id")[:MOST]
    ]


def calls_within(actor: Actor, permission: str) -> QuerySet[Any, int]:
    """Return the ids of the urgent calls which a permission of an actor reaches."""
    rows, scope = Call.objects.filter(category__in=URGENT), actor.scope_of(permission)
    return (rows if scope.nation else rows.filter(region__in=scope.regions)).values_list(
        "pk", flat=True
    )
