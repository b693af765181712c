"""Votes as they may be read: of the present round, and of those before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qanat.care.commission.models import Item, Reconsideration, Vote
from qanat.care.commission.queries.bodies import MemberRow
from qanat.foundation.actors import Actor
from qanat.registry.facilities.queries import facility_names


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A vote as it may be read."""

    member: MemberRow
    outcome: str
    ground: str
    facility: str
    reasons: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EarlierVote:
    """A vote after which a matter was discussed again.

    Attributes:
        outcome: for which a majority stood; "" for none, or while it is hidden from the viewer.
        votes: None while they are hidden from the viewer.
        without: members who did not vote, and why.
    """

    round: int
    reason: str
    note: str
    at: datetime
    made_by: int
    outcome: str
    votes: tuple[VoteRow, ...] | None
    without: tuple[tuple[MemberRow, str], ...]


def rounds_of(item: Item) -> dict[int, list[Vote]]:
    """Return all votes on a matter by round, in the order of the members."""
    found: dict[int, list[Vote]] = {}
    for vote in Vote.objects.filter(item=item).order_by("member_id"):
        found.setdefault(vote.round, []).append(vote)
    return found


def reconsidered_of(item: Item) -> list[Reconsideration]:
    """Return when a matter was discussed again, the newest first."""
    if not item.round:
        return []
    return list(Reconsideration.objects.filter(item=item).order_by("-round"))


def earlier_vote(
    row: Reconsideration,
    cast: list[Vote],
    people: Mapping[int, MemberRow],
    actor: Actor,
    *,
    is_open: bool,
) -> EarlierVote:
    """Return an earlier vote: whoever voted then, or sees the votes of now, sees its votes."""
    sees = is_open or any(people[vote.member_id].account_id == actor.id for vote in cast)
    return EarlierVote(
        round=row.round,
        reason=row.reason,
        note=row.note,
        at=row.at,
        made_by=row.made_by,
        outcome=row.outcome if sees else "",
        votes=tuple(vote_rows(cast, people)) if sees else None,
        without=tuple((people[int(pk)], why) for pk, why in row.without.items()),
    )


def vote_rows(votes: Iterable[Vote], people: Mapping[int, MemberRow]) -> Iterable[VoteRow]:
    """Give votes the names of who voted, and of the places."""
    rows = list(votes)
    places = facility_names({v.facility_id for v in rows if v.facility_id is not None})
    for v in rows:
        where = places.get(v.facility_id, "") if v.facility_id is not None else ""
        yield VoteRow(people[v.member_id], v.outcome, v.ground, where, v.reasons, v.at)
