"""Commissions and their members."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qanat.care.commission.models import Body, Member
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.rules.procedure import missing_groups
from qanat.care.commission.states import Seat
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.registry.facilities.queries import facility_names

PAST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A commission as a line.

    Attributes:
        seat: which seat the viewer has in it.
    """

    id: int
    name: str
    matter_kind: str
    seat: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody with a seat."""

    id: int
    account_id: int
    name: str
    seat: str
    group: str
    facility: str
    from_on: date
    to_on: date


def body_rows(actor: Actor, on: date) -> list[BodyRow]:
    """Return the commissions in which the actor has a seat."""
    seats = dict(Member.objects.of(actor.id).on(on).values_list("body", "seat"))
    rows = Body.objects.visible_to(actor).order_by("id")
    return [_body(row, seats) for row in rows]


def body_row(actor: Actor, body_id: int, on: date) -> BodyRow:
    """Return a commission.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    row = Body.objects.visible_to(actor).filter(pk=body_id).first()
    if row is None:
        raise NotFound
    seats = Member.objects.of(actor.id).on(on).filter(body=body_id)
    return _body(row, dict(seats.values_list("body", "seat")))


def body_of_member(member_id: int) -> int:
    """Return the commission in which a seat is.

    Raises:
        NotFound: if there is no such seat.
    """
    found = Member.objects.filter(pk=member_id).values_list("body", flat=True).first()
    if found is None:
        raise NotFound
    return found


def member_rows(body_id: int, on: date, *, is_past: bool = False) -> list[MemberRow]:
    """Return the members of a day and to come, the chair first; or those before, newest first."""
    rows = Member.objects.filter(body=body_id)
    if is_past:
        past = list(rows.filter(to_on__lte=on).order_by("-to_on", "-id")[:PAST_SHOWN])
        return _members(past)
    order = list(Seat.values)
    now = rows.filter(to_on__gt=on)
    return _members(sorted(now, key=lambda m: (order.index(m.seat), m.from_on, m.pk)))


def lacking_groups(body_id: int, on: date) -> Mapping[str, int]:
    """Return how many voting members of which kinds a commission lacks on a day."""
    groups = Member.objects.filter(body=body_id).on(on).voting().values_list("group", flat=True)
    return missing_groups(groups, procedure_on(on).composition)


def members_of(ids: Iterable[int]) -> list[MemberRow]:
    """Return seats by their ids, the chair first."""
    order = list(Seat.values)
    rows = Member.objects.filter(pk__in=list(ids))
    return _members(sorted(rows, key=lambda m: (order.index(m.seat), m.pk)))


def _body(row: Body, seats: Mapping[int, str]) -> BodyRow:
    return BodyRow(
        row.pk, local(row.name), row.matter_kind, seats.get(row.pk, ""), row.is_synthetic
    )


def _members(rows: list[Member]) -> list[MemberRow]:
    names = names_of(m.account_id for m in rows)
    places = facility_names({m.facility_id for m in rows if m.facility_id is not None})
    return [
        MemberRow(
            id=m.pk,
            account_id=m.account_id,
            name=names[m.account_id],
            seat=m.seat,
            group=m.group,
            facility=places.get(m.facility_id, "") if m.facility_id is not None else "",
            from_on=m.from_on,
            to_on=m.to_on,
        )
        for m in rows
    ]
