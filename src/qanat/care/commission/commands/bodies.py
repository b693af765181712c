"""Establish a commission, appoint its members, end their terms."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.commission.commands.seats import KEEPERS, locked_body
from qanat.care.commission.models import Body, Member
from qanat.care.commission.permissions import KEEP
from qanat.care.commission.queries.procedure import procedure_on
from qanat.care.commission.states import PRESIDING, Seat
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.days import months_later, national_day
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import LocalText


class SeatTaken(Conflict):
    """One chair, one deputy, and nobody sits twice."""

    code = "seat_taken"
    field = "seat"
    text = _("Somebody holds this seat, or this person has another one, in these days.")


class GroupMissing(Invalid):
    """Who votes speaks for somebody."""

    code = "group_missing"
    field = "group"
    text = _("Say whom this member speaks for. The secretary speaks for nobody.")


class TermOver(Invalid):
    """A term has at least a day."""

    code = "term_over"
    field = "from_on"
    text = _("This term would end before it begins.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDraft:
    """Whom to appoint, as what, from when.

    Attributes:
        to_on: first day without the seat; None: as long as a term is.
    """

    account_id: int
    seat: str
    group: str = ""
    facility_id: int | None = None
    from_on: date
    to_on: date | None = None


@command(needs=KEEP)
def establish_body(
    actor: Actor,
    *,
    name: LocalText,
    matter_kind: str,
    secretary: int | None = None,
    now: datetime,
) -> int:
    """Establish a commission and give it a secretary, whoever does it if nobody is named.

    Sent twice by one secretary under one name it is the same commission. Return its id.
    """
    account = actor.id if secretary is None else secretary
    mine = Member.objects.of(account).on(national_day(now)).values("body")
    known = Body.objects.filter(pk__in=mine, name=name, matter_kind=matter_kind).first()
    if known is not None:
        return known.pk
    body = Body.objects.create(
        name=name, matter_kind=matter_kind, established_at=now, established_by=actor.id
    )
    draft = MemberDraft(account_id=account, seat=Seat.SECRETARY, from_on=national_day(now))
    appoint_member(SYSTEM, body_id=body.pk, draft=draft, now=now)
    return body.pk


@command(needs=KEEP)
def appoint_member(actor: Actor, *, body_id: int, draft: MemberDraft, now: datetime) -> int:
    """Give somebody a seat for a term; return its id.

    Raises:
        SeatTaken: if somebody else holds the chair, or the person a seat, in these days.
        GroupMissing: if who votes speaks for nobody.
        TermOver: if the term has no day.
    """
    body = locked_body(actor, body_id, KEEPERS, now)
    if (draft.seat == Seat.SECRETARY) is bool(draft.group):
        raise GroupMissing
    term = procedure_on(draft.from_on).term_months
    to_on = draft.to_on or months_later(draft.from_on, term)
    if to_on <= draft.from_on:
        raise TermOver
    there = Member.objects.filter(body=body, from_on__lt=to_on, to_on__gt=draft.from_on)
    is_same = there.of(draft.account_id).exists()
    if is_same or (draft.seat in PRESIDING and there.filter(seat=draft.seat).exists()):
        raise SeatTaken
    made = Member.objects.create(
        body=body,
        account_id=draft.account_id,
        seat=draft.seat,
        group=draft.group,
        facility_id=draft.facility_id,
        from_on=draft.from_on,
        to_on=to_on,
        appointed_at=now,
        appointed_by=actor.id,
    )
    return made.pk


@command(needs=KEEP)
def end_membership(actor: Actor, *, member_id: int, on: date, now: datetime) -> None:
    """End a term early: ``on`` is the first day without the seat.

    Raises:
        TermOver: if it is over by then, or has not begun.
    """
    body_id = Member.objects.filter(pk=member_id).values_list("body", flat=True).first()
    if body_id is None:
        raise NotFound
    locked_body(actor, body_id, KEEPERS, now)
    row = Member.objects.select_for_update(of=("self",)).get(pk=member_id)
    if not row.from_on <= on < row.to_on:
        raise TermOver
    row.to_on = on
    row.save(update_fields=["to_on"])
