"""What is promised to whom, and what is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from qanat.foundation.actors import Actor
from qanat.response.commitments.models import Commitment, resource_key
from qanat.response.commitments.permissions import SEE
from qanat.response.commitments.states import CommitmentState, ResourceKind

__all__ = [
    "CommitmentRow",
    "ResourceKind",
    "commitments_of",
    "commitments_within",
    "open_holds",
    "promised_since",
    "promises",
    "resources_of",
    "taken",
]


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One promise."""

    id: int
    resource_kind: int
    resource_id: int
    label: str
    start_at: datetime
    end_at: datetime
    state: str
    purpose_kind: str
    purpose_id: int
    purpose: str
    expires_at: datetime | None
    made_by: int


def taken(
    kind: int,
    resource_ids: Iterable[int] | None,
    start: datetime,
    end: datetime,
    *,
    but_for: tuple[str, int] | None = None,
) -> dict[int, CommitmentRow]:
    """Return the promises of resources which stand in the way of a time, by resource.

    Of several the one which ends last is given. One indexed query; ``None`` asks for all
    resources of the kind, which is quicker than naming a thousand. What is promised to the
    purpose ``but_for``, as kind and id, stands in nobody's way.
    """
    rows = Commitment.objects.active().within(start, end)
    if resource_ids is None:
        low, high = resource_key(kind, 0), resource_key(kind + 1, 0)
        rows = rows.filter(resource_key__gte=low, resource_key__lt=high)
    else:
        keys = [resource_key(kind, resource_id) for resource_id in resource_ids]
        rows = rows.filter(resource_key__in=keys)
    if but_for is not None:
        rows = rows.exclude(purpose_kind=but_for[0], purpose_id=but_for[1])
    return {r.resource_id: commitment_row(r) for r in rows.order_by("during", "id")}


def resources_of(ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return the kinds and ids of the resources of some promises, binding or not."""
    rows = Commitment.objects.filter(pk__in=list(ids))
    return set(rows.values_list("resource_kind", "resource_id"))


def promised_since(
    kinds: Iterable[int], start: datetime, end: datetime, *, now: datetime
) -> list[CommitmentRow]:
    """Return the promises within a time which were made after its start and by now, newest first.

    Who looked at its start did not see them.
    """
    rows = Commitment.objects.active().within(start, end).filter(resource_kind__in=list(kinds))
    return [
        commitment_row(r) for r in rows.filter(made_at__gt=start, made_at__lte=now).order_by("-id")
    ]


def promises(
    kind: int, resource_ids: Iterable[int], start: datetime, end: datetime
) -> list[CommitmentRow]:
    """Return what resources are promised for within a time, by resource and time.

    The caller shows only resources which his viewer may see.
    """
    keys = [resource_key(kind, resource_id) for resource_id in resource_ids]
    rows = Commitment.objects.active().within(start, end).filter(resource_key__in=keys)
    return [commitment_row(r) for r in rows.order_by("resource_id", "during", "id")]


def commitments_of(purpose_kind: str, purpose_id: int) -> list[CommitmentRow]:
    """Return the binding promises made to a purpose."""
    rows = Commitment.objects.active().filter(purpose_kind=purpose_kind, purpose_id=purpose_id)
    return [commitment_row(r) for r in rows.order_by("resource_kind", "resource_id", "id")]


def commitments_within(
    actor: Actor, kind: int, start: datetime, end: datetime, limit: int = 2000
) -> list[CommitmentRow]:
    """Return the promises of all resources of a kind in a time, for the timeline board."""
    actor.need(SEE)
    low, high = resource_key(kind, 0), resource_key(kind + 1, 0)
    rows = Commitment.objects.active().within(start, end)
    rows = rows.filter(resource_key__gte=low, resource_key__lt=high)
    return [commitment_row(r) for r in rows.order_by("resource_id", "during", "id")[:limit]]


def open_holds(now: datetime, *, count: int = 200) -> tuple[list[CommitmentRow], int]:
    """Return what is held and not confirmed from now on, the soonest to expire first; and all.

    The caller shows them only to those who see the whole nation's promises.
    """
    rows = Commitment.objects.active().filter(state=CommitmentState.HELD, during__endswith__gt=now)
    found = rows.order_by(F("expires_at").asc(nulls_last=True), "id")[: count + 1]
    held = [commitment_row(r) for r in found]
    return held[:count], len(held) if len(held) <= count else rows.count()


def commitment_row(r: Commitment) -> CommitmentRow:
    """Return a commitment as a frozen row."""
    return CommitmentRow(
        id=r.pk,
        resource_kind=r.resource_kind,
        resource_id=r.resource_id,
        label=r.label,
        start_at=r.during.lower,
        end_at=r.during.upper,
        state=r.state,
        purpose_kind=r.purpose_kind,
        purpose_id=r.purpose_id,
        purpose=r.purpose,
        expires_at=r.expires_at,
        made_by=r.made_by,
    )
