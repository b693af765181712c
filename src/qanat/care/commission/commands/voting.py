"""Declare a conflict, vote, count and decide, say that one was of another opinion."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.care.commission.commands.items import SittingOver, is_over
from qanat.care.commission.commands.seats import RUNNERS, NotYourSeat, locked_item, tell
from qanat.care.commission.models import Conflict as Declared
from qanat.care.commission.models import Item, MinorityOpinion, Sitting, Vote
from qanat.care.commission.permissions import PRESIDE, VOTE
from qanat.care.commission.queries.votes import Bench, bench_of, counted, must_hear, votes_of
from qanat.care.commission.rules.conflicts import Voter
from qanat.care.commission.rules.voting import Ballot, is_whole, tidy
from qanat.care.commission.states import (
    ITEM,
    ItemState,
    Outcome,
    Seat,
    SittingState,
    Why,
)
from qanat.events.commission import MatterDecided
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid
from qanat.foundation.texts import LocalText
from qanat.response.dispatch.commands.numbers import next_number

__all__ = ["Ballot"]
NEEDED_LANGUAGES = ("kk", "ru")


class Barred(Conflict):
    """Who has a conflict of interest does not vote."""

    status = 403
    code = "barred"
    text = _("You may not vote on this matter: %(why)s.")


class NotThere(Conflict):
    """Who votes is there."""

    code = "not_there"
    text = _("You are not noted as present. Ask the secretary.")


class VotedAlready(Conflict):
    """A vote is cast once and stays."""

    code = "voted_already"
    text = _("You have voted on this matter. A vote stays as it was cast.")


class VotingClosed(Conflict):
    """Votes are taken while a matter is voted on, and in time."""

    code = "voting_closed"
    text = _("Votes on this matter are not taken now.")


class VoteNotWhole(Invalid):
    """A vote says what, and why."""

    code = "vote_not_whole"
    text = _("Give your reasons. A refusal needs a ground of the list, treatment at home a place.")


class StillVoting(Conflict):
    """In a written vote everybody has the time there is."""

    code = "still_voting"
    text = _("Not everybody has voted, and the time is not over.")


class DecidedMeanwhile(Conflict):
    """One decision has one text: nobody is told that his stands where another's does."""

    code = "decided_meanwhile"
    text = _("Decided meanwhile as %(number)s, in other words than yours: yours were not taken.")


class NothingDecided(Conflict):
    """Without a quorum or a majority nothing is decided."""

    code = "nothing_decided"
    text = _(
        "Nothing is decided: %(cast)s voted of %(base)s entitled, a quorum is %(quorum)s, and no"
        " outcome has a majority. Discuss the matter again."
    )


class NobodyHeard(Conflict):
    """A refusal follows a hearing."""

    code = "nobody_heard"
    text = _("The applicant is heard before a refusal. Record the hearing first.")


class DecisionNotWhole(Invalid):
    """A decision gives its reasons, in the languages of the state."""

    code = "decision_not_whole"
    text = _(
        "Write the reasons in Kazakh and Russian. The ground or the place is one of those for which"
        " the majority voted."
    )


class NoMinority(Conflict):
    """Of another opinion is who voted otherwise, until the minutes are signed."""

    code = "no_minority"
    text = _("Only who voted otherwise adds an opinion, until the minutes are signed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """What the decision says besides the outcome, which follows from the votes."""

    reasons: LocalText
    ground: str = ""
    facility_id: int | None = None


@command(needs=VOTE)
def declare_conflict(
    actor: Actor, *, item_id: int, why: str, note: str = "", now: datetime
) -> None:
    """Say that one may not vote on a matter; said twice it is said.

    Raises:
        VotedAlready: if one has voted in the present round.
    """
    item, sitting = locked_item(actor, item_id, (), now)
    if sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        raise SittingOver
    if item.state == ItemState.DECIDED or why not in Why.values:
        raise SittingOver
    voter = _voter(actor, bench_of(item, sitting))
    if _has_voted(item, voter):
        raise VotedAlready
    Declared.objects.get_or_create(
        item=item, member_id=voter.member_id, defaults={"why": why, "note": note, "at": now}
    )
    tell(sitting.pk)


@command(needs=VOTE)
def cast_vote(actor: Actor, *, item_id: int, ballot: Ballot, now: datetime) -> int:
    """Vote on a matter; the same sent twice is one vote. Return its id.

    Raises:
        VotingClosed: if votes are not taken now.
        NotYourSeat: if one has no vote here.
        Barred: if one has a conflict of interest.
        NotThere: if one is not at the sitting.
        VotedAlready: if one has voted otherwise.
        VoteNotWhole: if the reasons, the ground or the place are missing.
    """
    item, sitting = locked_item(actor, item_id, (), now)
    bench = bench_of(item, sitting)
    voter = _voter(actor, bench)
    whole = tidy(ballot)
    if (known := _vote(item, voter)) is not None:
        if (known.outcome, known.reasons) == (whole.outcome, whole.reasons):
            return known.pk
        raise VotedAlready
    _check_may_vote(item, sitting, bench, voter, now)
    if whole.outcome not in item.possible or not is_whole(whole, _grounds(item)):
        raise VoteNotWhole
    made = Vote.objects.create(
        item=item,
        member_id=voter.member_id,
        round=item.round,
        outcome=whole.outcome,
        ground=whole.ground,
        facility_id=whole.facility_id,
        reasons=whole.reasons,
        at=now,
    )
    tell(sitting.pk)
    return made.pk


@command(needs=PRESIDE)
def decide(actor: Actor, *, item_id: int, draft: DecisionDraft, now: datetime) -> None:
    """Count the votes and decide as they say; sent twice it is decided once.

    Raises:
        DecidedMeanwhile: if somebody else has, or in other words.
        StillVoting: if a written vote runs and not all have voted.
        NothingDecided: without quorum or majority.
        NobodyHeard: if it is a refusal and the applicant was not heard.
        DecisionNotWhole: if reasons, ground or place are missing.
    """
    item, sitting = locked_item(actor, item_id, RUNNERS, now)
    if item.state == ItemState.DECIDED:
        if (item.decided_by, item.reasons) != (actor.id, _written(draft)):
            raise DecidedMeanwhile(number=item.number)
        return
    bench, votes = bench_of(item, sitting), votes_of(item)
    found = counted(item, bench, votes)
    if sitting.is_written and found.cast < len(bench.able) and not is_over(sitting, now):
        raise StillVoting
    if not found.outcome:
        raise NothingDecided(cast=found.cast, base=found.base, quorum=found.quorum)
    if must_hear(item, found.outcome):
        raise NobodyHeard
    _set_decision(item, found.outcome, draft, votes)
    item.base, item.cast = found.base, found.cast
    item.favour, item.is_by_chair = found.votes[found.outcome], found.is_by_chair
    item.decided_at, item.decided_by = now, actor.id
    item.number = next_number("D", "", now)
    also = (
        "outcome", "ground", "facility", "reasons", "base", "cast", "favour", "is_by_chair",
        "decided_at", "decided_by", "number",
    )  # fmt: skip
    make_move(actor, item, ITEM, "decide", also=also)
    _announce(item)
    tell(sitting.pk)


@command(needs=VOTE)
def add_opinion(actor: Actor, *, item_id: int, text: str, now: datetime) -> None:
    """Have the minutes say that one was of another opinion, and why; said once.

    Raises:
        NoMinority: if one voted with the majority or not at all, or the minutes are signed.
    """
    item, sitting = locked_item(actor, item_id, (), now)
    vote = _vote(item, _voter(actor, bench_of(item, sitting)))
    is_open = item.state == ItemState.DECIDED and sitting.state in (
        SittingState.OPEN,
        SittingState.CLOSED,
    )
    if not is_open or vote is None or vote.outcome == item.outcome or not text.strip():
        raise NoMinority
    MinorityOpinion.objects.get_or_create(
        item=item, member_id=vote.member_id, defaults={"text": text.strip(), "at": now}
    )
    tell(sitting.pk)


def _voter(actor: Actor, bench: Bench) -> Voter:
    voter = bench.voter_of(actor.id)
    if voter is None:
        seats = (Seat.CHAIR, Seat.DEPUTY, Seat.MEMBER)
        raise NotYourSeat(seats=", ".join(str(one.label) for one in seats))
    return voter


def _vote(item: Item, voter: Voter) -> Vote | None:
    found = Vote.objects.filter(item=item, round=item.round, member=voter.member_id)
    return found.first()


def _has_voted(item: Item, voter: Voter) -> bool:
    return item.state == ItemState.VOTING and _vote(item, voter) is not None


def _grounds(item: Item) -> set[str]:
    return {one["code"] for one in item.grounds}


def _check_may_vote(
    item: Item, sitting: Sitting, bench: Bench, voter: Voter, now: datetime
) -> None:
    is_taken = item.state == ItemState.VOTING and sitting.state == SittingState.OPEN
    if not is_taken or is_over(sitting, now):
        raise VotingClosed
    if voter.member_id in bench.barred:
        raise Barred(why=Why(bench.barred[voter.member_id]).label)
    if voter.member_id not in bench.there:
        raise NotThere


def _set_decision(item: Item, outcome: str, draft: DecisionDraft, votes: list[Vote]) -> None:
    """Give a matter its outcome, with a ground or place for which somebody voted."""
    reasons = _written(draft)
    grounds = {one.ground for one in votes if one.outcome == outcome}
    places = {one.facility_id for one in votes if one.outcome == outcome}
    lacks = any(not reasons.get(code) for code in NEEDED_LANGUAGES)
    lacks |= outcome == Outcome.REFUSE and draft.ground not in grounds
    lacks |= outcome == Outcome.HOME and draft.facility_id not in places
    if lacks:
        raise DecisionNotWhole
    item.outcome, item.reasons = outcome, reasons
    item.ground = draft.ground if outcome == Outcome.REFUSE else ""
    item.facility_id = draft.facility_id if outcome == Outcome.HOME else None


def _written(draft: DecisionDraft) -> LocalText:
    return {code: text.strip() for code, text in draft.reasons.items() if text.strip()}


def _announce(item: Item) -> None:
    announce(
        MatterDecided(
            item_id=item.pk,
            matter=str(item.matter),
            matter_kind=item.matter_kind,
            outcome=item.outcome,
            ground=item.ground,
            facility_id=item.facility_id,
        )
    )
