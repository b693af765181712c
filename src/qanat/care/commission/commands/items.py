"""Put matters on the agenda, place them, hear them, take them off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from qanat.care.commission.commands.seats import (
    KEEPERS,
    RUNNERS,
    check_seat,
    locked_item,
    locked_sitting,
    tell,
)
from qanat.care.commission.models import Body, Concern, Item, Reconsideration, Sitting
from qanat.care.commission.permissions import KEEP, PRESIDE
from qanat.care.commission.queries.items import VoteFirst
from qanat.care.commission.queries.votes import bench_of, counted, missing_of, votes_of
from qanat.care.commission.states import DISCUSSED, ITEM, ItemState, SittingState
from qanat.events.commission import MatterWithdrawn
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import LocalText
from qanat.foundation.turns import wait_for_turn
from qanat.registry.terminology.queries import is_reason, reason_rows


class NoCommission(Conflict):
    """Somebody has to decide on matters of a kind."""

    code = "no_commission"
    text = _("No commission decides on matters of this kind.")


class SittingOver(Conflict):
    """Matters are placed in sittings to come, and discussed in open ones."""

    code = "sitting_over"
    text = _("This is not possible now: the sitting is not open, or it is over.")


class TooFewThere(Conflict):
    """Nothing is voted on without a quorum."""

    code = "too_few_there"
    text = _("There is no quorum: %(there)s may vote here, %(quorum)s are needed.")


class NobodyPresides(Conflict):
    """A matter has somebody who presides over it."""

    code = "nobody_presides"
    text = _("Neither the chair nor the deputy is there and free to vote on this matter.")


class NotHeard(Invalid):
    """Who was heard was heard in some way."""

    code = "not_heard"
    field = "heard"
    text = _("Say how the applicant was heard.")


class MajorityStands(Conflict):
    """What a majority has voted for is not voted on until it comes out otherwise."""

    code = "majority_stands"
    text = _(
        "A majority has voted. The matter is discussed again only for one of these reasons:"
        " %(reasons)s."
    )


class ReasonInWords(Invalid):
    """Some reasons say nothing without words."""

    code = "reason_in_words"
    field = "note"
    text = _("Say in words what it is.")


OUTWEIGHING: Final = "outweigh_majority"
"""The list of reasons for which a matter is discussed again although a majority has voted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which a matter may be refused."""

    code: str
    label: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What its owner tells of a matter: nobody's name, nobody's illness.

    Attributes:
        id: the owner's name of it.
        kind: which commission decides on it, such as ``abroad.case``.
        link: path of the owner's page of it, "" for none.
        rules_on: under the rules of which day it is decided.
        outcomes: for which may be voted, where they are not the usual ones.
        organisations: ids of facilities from which it comes: who works there may not vote.
        physicians: ids of accounts of those who treated the patient earlier.
    """

    id: UUID
    kind: str
    number: str
    title: LocalText
    rules_on: date
    link: str = ""
    is_urgent: bool = False
    grounds: Sequence[Ground] = ()
    outcomes: Sequence[str] = ()
    organisations: frozenset[int] = frozenset()
    physicians: frozenset[int] = frozenset()


@command(needs=KEEP)
def put_on_agenda(actor: Actor, *, matter: Matter, now: datetime) -> int:
    """Put a matter before the commission of its kind; while it is undecided it is that one.

    Its owner calls this from a command of his own. Return the id of the item.

    Raises:
        NoCommission: if nobody decides on matters of this kind.
    """
    wait_for_turn("commission.matter", str(matter.id))
    known = Item.objects.undecided().filter(matter=matter.id).first()
    if known is not None:
        return known.pk
    body = Body.objects.filter(matter_kind=matter.kind).order_by("id").first()
    if body is None:
        raise NoCommission
    is_own = url_has_allowed_host_and_scheme(matter.link, allowed_hosts=None)
    item = Item.objects.create(
        body=body,
        matter=matter.id,
        matter_kind=matter.kind,
        matter_number=matter.number,
        title=matter.title,
        link=matter.link if is_own else "",
        rules_on=matter.rules_on,
        is_urgent=matter.is_urgent,
        grounds=[{"code": one.code, "label": one.label} for one in matter.grounds],
        outcomes=list(matter.outcomes),
        put_at=now,
        put_by=actor.id,
    )
    places = [Concern(item=item, facility_id=one) for one in sorted(matter.organisations)]
    people = [Concern(item=item, account_id=one) for one in sorted(matter.physicians)]
    Concern.objects.bulk_create(places + people)
    return item.pk


@command(needs=KEEP)
def place_item(actor: Actor, *, item_id: int, sitting_id: int, now: datetime) -> None:
    """Place a waiting matter last in a sitting which is not over.

    Raises:
        SittingOver: if the sitting is over, or the matter is discussed already.
    """
    sitting = locked_sitting(actor, sitting_id, KEEPERS, now)
    item = Item.objects.select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None or item.body_id != sitting.body_id:
        raise NotFound
    if sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        raise SittingOver
    if item.state != ItemState.ON_AGENDA:
        raise SittingOver
    if item.sitting_id == sitting_id:
        return
    before, item.sitting = item.sitting_id, sitting
    item.place = _after_last(sitting)
    item.save(update_fields=["sitting", "place"])
    tell(before)
    tell(sitting_id)


@command(needs=KEEP)
def raise_item(actor: Actor, *, item_id: int, now: datetime) -> None:
    """Have a matter come before the one above it."""
    item, sitting = locked_item(actor, item_id, KEEPERS, now)
    others = Item.objects.filter(sitting=sitting, place__lt=item.place or 0)
    above = others.select_for_update(of=("self",)).order_by("-place", "-id").first()
    if above is None:
        return
    item.place, above.place = above.place, item.place
    for row in (item, above):
        row.save(update_fields=["place"])
    tell(sitting.pk)


@command(needs=KEEP)
def withdraw_item(actor: Actor, *, item_id: int, reason: str, now: datetime) -> None:
    """Take a matter off the agenda, with a reason.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    item = Item.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None:
        raise NotFound
    check_seat(actor, item.body_id, KEEPERS, now)
    _withdraw(actor, item, "withdraw", reason)


def withdraw_matter(*, matter: UUID, reason: str) -> None:
    """Take a matter off the agenda from within a command of its owner; none changes nothing.

    Its owner alone ends it while it is heard or voted on: nobody votes about who has died.
    """
    rows = Item.objects.undecided().select_for_update(of=("self",))
    item = rows.filter(matter=matter).first()
    if item is not None:
        move = "withdraw_discussed" if item.state in DISCUSSED else "withdraw"
        _withdraw(SYSTEM, item, move, reason)


def _withdraw(actor: Actor, item: Item, move: str, reason: str) -> None:
    before = item.sitting_id
    make_move(actor, item, ITEM, move, reason=reason)
    announce(
        MatterWithdrawn(
            item_id=item.pk, matter=str(item.matter), matter_kind=item.matter_kind, reason=reason
        )
    )
    tell(before)


@command(needs=PRESIDE)
def open_hearing(actor: Actor, *, item_id: int, now: datetime) -> None:
    """Begin to hear a matter; of a written vote members read it.

    Raises:
        SittingOver: if the sitting is not open.
    """
    item, sitting = locked_item(actor, item_id, RUNNERS, now)
    _check_open(sitting)
    if item.state != ItemState.HEARING:
        make_move(actor, item, ITEM, "hear")
        tell(sitting.pk)


@command(needs=PRESIDE)
def record_hearing(
    actor: Actor, *, item_id: int, heard: str, heard_at: datetime, note: str = "", now: datetime
) -> None:
    """Record how the applicant was heard: nothing is refused to somebody who was not.

    Raises:
        NotHeard: if it is not said how.
        SittingOver: if the matter is not being heard or voted on.
    """
    if not heard:
        raise NotHeard
    item, sitting = locked_item(actor, item_id, RUNNERS, now)
    if item.state not in (ItemState.HEARING, ItemState.VOTING):
        raise SittingOver
    item.heard, item.heard_at, item.heard_by, item.heard_note = heard, heard_at, actor.id, note
    item.save(update_fields=["heard", "heard_at", "heard_by", "heard_note"])
    tell(sitting.pk)


@command(needs=PRESIDE)
def put_off_item(actor: Actor, *, item_id: int, now: datetime) -> None:
    """Put a matter which is being heard off to another sitting."""
    item, sitting = locked_item(actor, item_id, RUNNERS, now)
    make_move(actor, item, ITEM, "put_off")
    item.sitting, item.place = None, None
    item.save(update_fields=["sitting", "place"])
    tell(sitting.pk)


@command(needs=PRESIDE)
def open_voting(actor: Actor, *, item_id: int, now: datetime) -> None:
    """Have votes cast on a matter: a round of its own each time.

    Raises:
        SittingOver: if the sitting is not open.
        TooFewThere: if there is no quorum of those who may vote.
        NobodyPresides: if neither chair nor deputy is there and free.
    """
    item, sitting = locked_item(actor, item_id, RUNNERS, now)
    _check_open(sitting)
    if item.state == ItemState.VOTING:
        return
    bench = bench_of(item, sitting)
    if len(bench.able) < bench.quorum:
        raise TooFewThere(there=len(bench.able), quorum=bench.quorum)
    if not bench.presiding:
        raise NobodyPresides
    item.round += 1
    make_move(actor, item, ITEM, "vote", also=("round",))
    tell(sitting.pk)


@command(needs=PRESIDE)
def reconsider_item(
    actor: Actor, *, item_id: int, reason: str, note: str = "", now: datetime
) -> None:
    """Discuss a matter again: its votes stay on record, with the reason, and don't count any more.

    Raises:
        SittingOver: if the sitting is not open.
        VoteFirst: if others have voted and the actor has yet to.
        MajorityStands: if a majority has voted, and the reason is not one that outweighs it.
        ReasonInWords: if the reason needs words and there are none.
    """
    item, sitting = locked_item(actor, item_id, RUNNERS, now)
    _check_open(sitting)
    make_move(actor, item, ITEM, "reconsider", reason=reason, note=note)
    bench, votes = bench_of(item, sitting), votes_of(item)
    voted = {vote.member_id for vote in votes}
    voter = bench.voter_of(actor.id)
    if voted and voter and voter.member_id in bench.able - voted:
        raise VoteFirst
    found = counted(item, bench, votes)
    if found.outcome and not is_reason(OUTWEIGHING, reason):
        raise MajorityStands(reasons="; ".join(row.text for row in reason_rows(OUTWEIGHING)))
    wordless = {row.code for row in reason_rows("reconsider_item") if not row.needs_note}
    if reason not in wordless and not note.strip():
        raise ReasonInWords
    Reconsideration.objects.create(
        item=item,
        round=item.round,
        reason=reason,
        note=note.strip(),
        outcome=found.outcome,
        base=found.base,
        without=missing_of(bench, voted),
        at=now,
        made_by=actor.id,
    )
    tell(sitting.pk)


def is_over(sitting: Sitting, now: datetime) -> bool:
    """Tell whether the time of a written vote is over."""
    return sitting.is_written and now >= sitting.ends_at


def _check_open(sitting: Sitting) -> None:
    if sitting.state != SittingState.OPEN:
        raise SittingOver


def _after_last(sitting: Sitting) -> int:
    last = sitting.items.order_by("-place").values_list("place", flat=True).first()
    return (last or 0) + 1
