"""How promptly things were done in a time, against the norms of their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.models import Call, Mission, Request
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.parameters import (
    AIRBORNE_AEROPLANE,
    AIRBORNE_HELICOPTER,
    CALL_NORMS,
    DECISION,
)

MOST = 5_000


class Interval(StrEnum):
    """What is held against a norm."""

    DECISION = "decision"
    TAKE_OFF = "take_off"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One interval of one record; without an end it still runs."""

    interval: Interval
    record_id: int
    number: str
    since: datetime
    until: datetime | None
    norm: timedelta
    is_verified: bool

    def took(self, now: datetime) -> timedelta:
        """Return how long it took, or takes up to now."""
        return (self.until or now) - self.since

    def is_late(self, now: datetime) -> bool:
        """Tell whether the norm was missed, or is missed by now."""
        return self.took(now) > self.norm


def intervals_between(actor: Actor, start: datetime, end: datetime) -> list[Prompt]:
    """Return the intervals which began in a time, oldest first; exercises and paper left out."""
    found = [*_decisions(actor, start, end), *_take_offs(actor, start, end)]
    return sorted([*found, *_calls(actor, start, end)], key=lambda one: one.since)


def _decisions(actor: Actor, start: datetime, end: datetime) -> Sequence[Prompt]:
    rows = (
        Request.objects.visible_to(actor)
        .counted()
        .filter(registered_at__gte=start, registered_at__lt=end, origin=Origin.LIVE)
        .order_by("registered_at", "id")
    )
    norm = parameter(DECISION, on=start)
    return [
        Prompt(
            Interval.DECISION, pk, number, since, until, _minutes(norm.number),
            is_verified=norm.verified,
        )
        for pk, number, since, until in rows.values_list(
            "pk", "number", "registered_at", "decided_at"
        )[:MOST]
    ]  # fmt: skip


def _take_offs(actor: Actor, start: datetime, end: datetime) -> Sequence[Prompt]:
    decided = Q(requests__decided_at__gte=start, requests__decided_at__lt=end)
    rows = (
        Mission.objects.visible_to(actor)
        .filter(decided, mode="air", is_exercise=False, origin=Origin.LIVE)
        .filter(Q(took_off_at=None) | Q(took_off_at__gte=F("requests__decided_at")))
        .exclude(Q(took_off_at=None), ended_at__isnull=False)
        .order_by("requests__decided_at", "id", "requests__id")
    )
    columns = ("pk", "number", "requests__decided_at", "took_off_at", "aircraft__type__kind")
    norms = {
        kind: parameter(AIRBORNE_HELICOPTER if kind else AIRBORNE_AEROPLANE, on=start)
        for kind in (True, False)
    }
    return [
        Prompt(
            Interval.TAKE_OFF, pk, number, since, until,
            _minutes(norms[kind == "helicopter"].number),
            is_verified=norms[kind == "helicopter"].verified,
        )
        for pk, number, since, until, kind in rows.values_list(*columns)[:MOST]
    ]  # fmt: skip


def _calls(actor: Actor, start: datetime, end: datetime) -> Sequence[Prompt]:
    rows = Call.objects.visible_to(actor).filter(
        called_at__gte=start, called_at__lt=end, is_exercise=False
    )
    # One that ended without an arrival has no interval: it was cancelled, or handed on.
    rows = rows.exclude(on_scene_at=None, completed_at__isnull=False).order_by("called_at", "id")
    norms = {category: parameter(key, on=start) for category, key in CALL_NORMS.items()}
    return [
        Prompt(
            Interval.CALL, pk, number, since, until, _minutes(norms[category].number),
            is_verified=norms[category].verified,
        )
        for pk, number, since, until, category in rows.values_list(
            "pk", "number", "called_at", "on_scene_at", "category"
        )[:MOST]
    ]  # fmt: skip


def _minutes(value: float) -> timedelta:
    return timedelta(minutes=value)
