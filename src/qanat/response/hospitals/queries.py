"""How many beds hospitals say are free, since when, and by whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.registry.facilities.queries import facility_names
from qanat.response.hospitals.models import FreeBeds
from qanat.response.hospitals.parameters import EXPIRES
from qanat.response.hospitals.permissions import SEE

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


def free_beds(now: datetime, kind: str = "") -> dict[Key, Stated]:
    """Return what hospitals said lately enough to count, of one kind or all."""
    since = now - timedelta(minutes=parameter(EXPIRES, on=now).number)
    rows = FreeBeds.objects.filter(stated_at__gt=since)
    if kind:
        rows = rows.filter(kind=kind)
    newest = rows.order_by("facility_id", "kind", "-stated_at", "-id").distinct(
        "facility_id", "kind"
    )
    return {
        (row.facility_id, row.kind): Stated(
            row.facility_id, row.kind, row.free, row.stated_at, row.by_id
        )
        for row in newest
    }


def bed_rows(actor: Actor, now: datetime, facility_id: int | None = None) -> list[BedRow]:
    """Return the same for people, by hospital; of one or of all."""
    actor.need(SEE)
    found = [one for one in free_beds(now).values() if facility_id in {None, one.facility_id}]
    names = facility_names({one.facility_id for one in found})
    people = names_of({one.by_id for one in found})
    labels = dict(FreeBeds._meta.get_field("kind").flatchoices)
    rows = [
        BedRow(
            one, str(labels[one.kind]), names.get(one.facility_id, ""), people.get(one.by_id, "")
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (row.name, row.stated.facility_id, row.stated.kind))
