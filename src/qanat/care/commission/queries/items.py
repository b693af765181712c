"""Matters as lines, one of them whole, and what their owners ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qanat.care.commission.models import (
    Item,
    ItemQuerySet,
    MinorityOpinion,
    Sitting,
    Vote,
)
from qanat.care.commission.queries.bodies import MemberRow, members_of
from qanat.care.commission.queries.rounds import (
    EarlierVote,
    VoteRow,
    earlier_vote,
    reconsidered_of,
    rounds_of,
    vote_rows,
)
from qanat.care.commission.queries.votes import Bench, benches_of, counted, must_hear, votes_of
from qanat.care.commission.states import ItemState
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.audit.queries import EntryRow, history
from qanat.foundation.refusals import Conflict, NotFound
from qanat.foundation.texts import LocalText, local
from qanat.registry.facilities.queries import facility_names

TABLE = Item._meta.db_table


class VoteFirst(Conflict):
    """Who has a vote sees nothing of the others before it is cast."""

    code = "vote_first"
    text = _("Cast your own vote first. Then you see what the votes come to.")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A matter as a line, as one viewer sees it.

    Attributes:
        voted: how many have voted in the present round.
        has_voted: whether the viewer has.
        why_barred: why the viewer may not vote; "" where he may.
    """

    id: int
    number: str
    matter: UUID
    matter_kind: str
    matter_number: str
    title: str
    link: str
    state: str
    body_id: int
    sitting_id: int | None
    place: int | None
    is_urgent: bool
    rules_on: date
    put_at: datetime
    outcome: str
    ground: str
    facility: str
    decided_at: datetime | None
    base: int
    quorum: int
    able: int
    voted: int
    has_voted: bool
    why_barred: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """A matter with everything a member of the commission may see of it.

    Attributes:
        votes: of the present round; None while they are hidden from the viewer.
        earlier: votes after which it was discussed again, the newest first.
        voted: members who have voted.
        conflicts: members who may not vote, and why.
        silent: members who may vote and have not.
    """

    row: ItemRow
    item: "Decided"
    grounds: Mapping[str, str]
    outcomes: tuple[str, ...]
    votes: tuple[VoteRow, ...] | None
    earlier: tuple[EarlierVote, ...]
    voted: tuple[MemberRow, ...]
    conflicts: tuple[tuple[MemberRow, str], ...]
    silent: tuple[MemberRow, ...]
    presiding: str
    viewer: MemberRow | None
    is_there: bool
    opinions: tuple[tuple[MemberRow, str, datetime], ...]
    moves: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What is on record of the hearing and the decision of a matter."""

    heard: str
    heard_at: datetime | None
    heard_note: str
    reasons: LocalText
    ground_label: str
    cast: int
    favour: int
    is_by_chair: bool
    round: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a matter stands, for its owner."""

    item_id: int
    state: str
    sitting_id: int | None
    sitting_at: datetime | None
    number: str
    outcome: str
    ground: str
    facility_id: int | None
    reasons: LocalText
    decided_at: datetime | None


def waiting_items(actor: Actor, *, first: int = 0, count: int = 50) -> list[ItemRow]:
    """Return the matters which wait for a sitting, urgent ones first."""
    rows = _waiting(actor).order_by("-is_urgent", "put_at", "id")[first : first + count]
    return [_row(item, None, frozenset(), None, {}) for item in rows]


def waiting_count(actor: Actor) -> int:
    """Return how many matters wait for a sitting."""
    return _waiting(actor).count()


def items_of(actor: Actor, sitting: Sitting) -> list[ItemRow]:
    """Return the agenda of a sitting in its order."""
    rows = Item.objects.filter(sitting=sitting).prefetch_related("concerns", "declared")
    items = list(rows.order_by("place", "id"))
    benches = benches_of(items, sitting)
    voted = _voted(items)
    places = _places(items)
    return [_row(item, benches[item.pk], voted[item.pk], actor, places) for item in items]


def item_row(actor: Actor, item_id: int) -> ItemRow:
    """Return a matter as a line.

    Raises:
        NotFound: if there is none which the actor sees.
    """
    item = _get(actor, item_id)
    bench = benches_of([item], item.sitting)[item.pk] if item.sitting else None
    return _row(item, bench, _voted([item])[item.pk], actor, _places([item]))


def item_record(actor: Actor, item_id: int) -> ItemRecord:
    """Return a matter with what the actor may see of it.

    Others' votes are seen after one's own, or when it is decided.

    Raises:
        NotFound: if there is none which the actor sees, or it is in no sitting.
    """
    item = _get(actor, item_id)
    if item.sitting is None:
        raise NotFound
    bench = benches_of([item], item.sitting)[item.pk]
    earlier = reconsidered_of(item)
    rounds = rounds_of(item) if item.round else {}
    votes = rounds.get(item.round, [])
    people = {m.id: m for m in members_of(voter.member_id for voter in bench.voters)}
    named = {v.member_id for cast in rounds.values() for v in cast}
    named |= {int(pk) for one in earlier for pk in one.without}
    people |= {m.id: m for m in members_of(named - people.keys())}
    voter = bench.voter_of(actor.id)
    voted = frozenset(v.member_id for v in votes)
    has_voted = voter is not None and voter.member_id in voted
    is_open = actor.is_all or has_voted or item.state == ItemState.DECIDED
    is_counted = item.state in (ItemState.VOTING, ItemState.DECIDED)
    shows = is_open and is_counted
    grounds = {one["code"]: local(one["label"]) for one in item.grounds}
    presiding = people.get(bench.presiding)
    return ItemRecord(
        row=_row(item, bench, voted if is_counted else frozenset(), actor, _places([item])),
        item=_decided(item, grounds),
        grounds=grounds,
        outcomes=item.possible,
        votes=tuple(vote_rows(votes, people)) if shows else None,
        earlier=tuple(
            earlier_vote(one, rounds.get(one.round, []), people, actor, is_open=shows)
            for one in earlier
        ),
        voted=tuple(people[v.member_id] for v in votes) if is_counted else (),
        conflicts=tuple((people[pk], why) for pk, why in bench.barred.items()),
        silent=tuple(
            people[one.member_id]
            for one in bench.voters
            if one.member_id not in voted | bench.barred.keys()
        ),
        presiding=presiding.name if presiding else "",
        viewer=people.get(voter.member_id) if voter else None,
        is_there=voter is not None and voter.member_id in bench.there,
        opinions=tuple(_opinions(item, people)),
        moves=tuple(entry for entry in history(TABLE, item_id) if entry.move),
    )


@dataclass(frozen=True, slots=True)
class Leading:
    """What the votes come to, before it is decided.

    Attributes:
        outcome: what would be decided; "" if nothing.
        grounds: for which the majority of a refusal voted, with their names.
        facilities: for which the majority of treatment at home voted.
        must_hear: whether it is a refusal, and the applicant was not heard yet.
    """

    outcome: str
    cast: int
    base: int
    quorum: int
    is_by_chair: bool
    grounds: tuple[tuple[str, str], ...]
    facilities: tuple[tuple[int, str], ...]
    must_hear: bool


def leading_of(actor: Actor, item_id: int) -> Leading:
    """Return what the votes on a matter come to: nothing of it while no outcome leads.

    Raises:
        NotFound: if there is none which the actor sees, or it is not voted on.
        VoteFirst: if the actor has yet to vote on it.
    """
    item = _get(actor, item_id)
    if item.sitting is None or item.state not in (ItemState.VOTING, ItemState.DECIDED):
        raise NotFound
    votes, bench = votes_of(item), benches_of([item], item.sitting)[item.pk]
    voter = bench.voter_of(actor.id)
    if voter and voter.member_id in bench.able - {v.member_id for v in votes}:
        raise VoteFirst
    found = counted(item, bench, votes)
    winning = [v for v in votes if v.outcome == found.outcome]
    labels = {one["code"]: local(one["label"]) for one in item.grounds}
    places = facility_names({v.facility_id for v in winning if v.facility_id is not None})
    grounds = dict.fromkeys(v.ground for v in winning if v.ground)
    return Leading(
        outcome=found.outcome,
        cast=found.cast,
        base=found.base,
        quorum=found.quorum,
        is_by_chair=found.is_by_chair,
        grounds=tuple((code, labels.get(code, code)) for code in grounds),
        facilities=tuple(places.items()),
        must_hear=must_hear(item, found.outcome),
    )


def standing_of(matter: UUID) -> Standing | None:
    """Return where a matter stands, the newest time it was put: for its owner alone."""
    item = Item.objects.filter(matter=matter).select_related("sitting").order_by("-id").first()
    if item is None:
        return None
    return Standing(
        item_id=item.pk,
        state=item.state,
        sitting_id=item.sitting_id,
        sitting_at=item.sitting.starts_at if item.sitting else None,
        number=item.number,
        outcome=item.outcome,
        ground=item.ground,
        facility_id=item.facility_id,
        reasons=item.reasons,
        decided_at=item.decided_at,
    )


def record_for_papers(item_id: int) -> ItemRecord:
    """Return a matter whole, for the minutes and the letter."""
    return item_record(SYSTEM, item_id)


def _waiting(actor: Actor) -> ItemQuerySet:
    rows = Item.objects.visible_to(actor)
    return rows.filter(state=ItemState.ON_AGENDA, sitting=None)


def _get(actor: Actor, item_id: int) -> Item:
    rows = Item.objects.visible_to(actor).select_related("sitting")
    found = rows.prefetch_related("concerns", "declared").filter(pk=item_id).first()
    if found is None:
        raise NotFound
    return found


def _voted(items: Iterable[Item]) -> dict[int, frozenset[int]]:
    """Return who has voted in the present round, by matter."""
    rounds = {item.pk: item.round for item in items}
    found: dict[int, set[int]] = {pk: set() for pk in rounds}
    rows: QuerySet[Vote, tuple[int, int, int]] = Vote.objects.filter(item__in=rounds).values_list(
        "item_id", "round", "member_id"
    )
    for item_id, number, member in rows:
        if number == rounds[item_id]:
            found[item_id].add(member)
    return {pk: frozenset(who) for pk, who in found.items()}


def _places(items: Iterable[Item]) -> Mapping[int, str]:
    """Return the names of the places at home where matters were decided to be treated."""
    ids = {item.facility_id for item in items if item.facility_id is not None}
    return facility_names(ids) if ids else {}


def _row(
    item: Item,
    bench: Bench | None,
    voted: frozenset[int],
    actor: Actor | None,
    places: Mapping[int, str],
) -> ItemRow:
    voter = bench.voter_of(actor.id) if bench and actor else None
    return ItemRow(
        id=item.pk,
        number=item.number,
        matter=item.matter,
        matter_kind=item.matter_kind,
        matter_number=item.matter_number,
        title=local(item.title),
        link=item.link,
        state=item.state,
        body_id=item.body_id,
        sitting_id=item.sitting_id,
        place=item.place,
        is_urgent=item.is_urgent,
        rules_on=item.rules_on,
        put_at=item.put_at,
        outcome=item.outcome,
        ground=item.ground,
        facility=places.get(item.facility_id, "") if item.facility_id else "",
        decided_at=item.decided_at,
        base=item.base if item.base is not None else (bench.base if bench else 0),
        quorum=bench.quorum if bench else 0,
        able=len(bench.able) if bench else 0,
        voted=len(voted),
        has_voted=voter is not None and voter.member_id in voted,
        why_barred=bench.barred.get(voter.member_id, "") if bench and voter else "",
        is_synthetic=item.is_synthetic,
    )


def _decided(item: Item, grounds: Mapping[str, str]) -> Decided:
    return Decided(
        heard=item.heard,
        heard_at=item.heard_at,
        heard_note=item.heard_note,
        reasons=item.reasons,
        ground_label=grounds.get(item.ground, ""),
        cast=item.cast or 0,
        favour=item.favour or 0,
        is_by_chair=item.is_by_chair,
        round=item.round,
    )


def _opinions(
    item: Item, people: Mapping[int, MemberRow]
) -> Iterable[tuple[MemberRow, str, datetime]]:
    for one in MinorityOpinion.objects.filter(item=item).order_by("at", "id"):
        if one.member_id in people:
            yield people[one.member_id], one.text, one.at
