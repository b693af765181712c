"""How many beds hospitals say are free, since when, and by whom."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.facilities.queries import facility_names, inpatient_points
from qanat.response.hospitals.models import FreeBeds
from qanat.response.hospitals.parameters import EXPIRES
from qanat.response.hospitals.permissions import SEE

LAST_KNOWN: Final = timedelta(days=3)
"""So long people are told what a hospital said last."""
Key = tuple[int, str]
"""Hospital and kind of bed."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a hospital said of one kind of bed."""

    facility_id: int
    kind: str
    free: int
    stated_at: datetime
    by_id: int


@dataclass(frozen=True, slots=True)
class BedRow:
    """The same for people."""

    stated: Stated
    kind_label: str
    name: str
    by: str
    phone: str
    is_phone_synthetic: bool


def free_beds(now: datetime, kind: str = "") -> dict[Key, Stated]:
    """Return what hospitals said lately enough to count, of one kind or all."""
    since = _counts_from(now)
    rows = _newest(since).filter(kind=kind) if kind else _newest(since)
    return {(row.facility_id, row.kind): _stated(row) for row in rows}


def bed_rows(actor: Actor, now: datetime, *, among: Collection[int] | None = None) -> list[BedRow]:
    """Return the same for people, by hospital, of those which the actor may see.

    What counts no more is told too, for some days: with its age, and whom to ring. ``among``:
    of these hospitals alone.
    """
    actor.need(SEE)
    seen = _visible(actor, now - LAST_KNOWN)
    found = [_stated(row) for row in (seen if among is None else seen.filter(facility__in=among))]
    names = facility_names({one.facility_id for one in found})
    phones = {one.id: (one.phone, one.is_phone_synthetic) for one in inpatient_points()}
    people = names_of({one.by_id for one in found})
    labels = dict(FreeBeds._meta.get_field("kind").flatchoices)
    rows = [
        BedRow(
            one,
            str(labels[one.kind]),
            names.get(one.facility_id, ""),
            people.get(one.by_id, ""),
            *phones.get(one.facility_id, ("", False)),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (row.name, row.stated.facility_id, row.stated.kind))


def free_by_hospital(actor: Actor, now: datetime) -> dict[int, int]:
    """Return how many beds of all kinds together each hospital which the actor sees has free."""
    actor.need(SEE)
    free: Counter[int] = Counter()
    seen = _visible(actor, _counts_from(now))
    for facility_id, count in seen.values_list("facility_id", "free"):
        free[facility_id] += count
    return dict(free)


def _visible(actor: Actor, since: datetime) -> QuerySet[FreeBeds]:
    scope, stated = actor.scope_of(SEE), _newest(since)
    if scope.nation:
        return stated
    own = Q(facility_id__in=scope.organisations)
    return stated.filter(own | Q(facility__region__in=scope.regions))


def _counts_from(now: datetime) -> datetime:
    """Return since when what was said counts."""
    return now - timedelta(minutes=parameter(EXPIRES, on=now).number)


def _newest(since: datetime) -> QuerySet[FreeBeds]:
    rows = FreeBeds.objects.filter(stated_at__gt=since)
    return rows.order_by("facility_id", "kind", "-stated_at", "-id").distinct("facility_id", "kind")


def _stated(row: FreeBeds) -> Stated:
    return Stated(row.facility_id, row.kind, row.free, row.stated_at, row.by_id)
