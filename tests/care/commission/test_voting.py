"""From the agenda to a decision: who may do what, when, and what then is decided."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.care.commission.builders import (
    CHAIR,
    DEPUTY,
    EVERYBODY,
    FROM,
    GROUND,
    HOUR,
    NGO,
    ONCOLOGIST,
    OUTSIDER,
    REASONS,
    SECRETARY,
    SURGEON,
    body,
    come,
    drafted,
    fresh,
    heard,
    in_vote,
    item,
    matter,
    member,
    opened,
    placed,
    sitting,
    vote,
)
from tests.response.dispatch.builders import NOW, facility_id, holding

from qanat.care.commission.commands.bodies import (
    GroupMissing,
    MemberDraft,
    SeatTaken,
    TermOver,
    appoint_member,
    end_membership,
    establish_body,
)
from qanat.care.commission.commands.items import (
    MajorityStands,
    NobodyPresides,
    NoCommission,
    ReasonInWords,
    SittingOver,
    TooFewThere,
    open_hearing,
    open_voting,
    place_item,
    put_off_item,
    put_on_agenda,
    raise_item,
    reconsider_item,
    withdraw_item,
    withdraw_matter,
)
from qanat.care.commission.commands.seats import NotYourSeat
from qanat.care.commission.commands.sittings import (
    EndsTooEarly,
    NotWhole,
    SittingDraft,
    SittingFixed,
    StillDiscussed,
    WrongTerm,
    cancel_sitting,
    close_sitting,
    move_sitting,
    note_presence,
    open_sitting,
    plan_sitting,
)
from qanat.care.commission.commands.voting import (
    Barred,
    DecidedMeanwhile,
    DecisionNotWhole,
    NobodyHeard,
    NoMinority,
    NothingDecided,
    NotThere,
    StillVoting,
    VotedAlready,
    VoteNotWhole,
    VotingClosed,
    add_opinion,
    decide,
    declare_conflict,
)
from qanat.care.commission.models import (
    Attendance,
    Body,
    Conflict,
    Item,
    MinorityOpinion,
    Reconsideration,
    Vote,
)
from qanat.care.commission.permissions import KEEP, PRESIDE, VOTE
from qanat.care.commission.queries.items import VoteFirst, item_record
from qanat.care.commission.states import ItemState, Kind, Missing, Seat, SittingState, Why
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown, WrongState
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotFound

pytestmark = pytest.mark.usefixtures("world", "db")

ALL = frozenset({KEEP, PRESIDE, VOTE})
SECRETARY_WHO_VOTES = replace(holding(ALL), id=SECRETARY.id)
KEEPING_CHAIR = replace(holding(ALL), id=CHAIR.id)
STRANGE_SECRETARY = replace(SECRETARY, id=60)


def told(kind: str) -> list[dict[str, object]]:
    return list(OutboxEvent.objects.filter(kind=kind).values_list("payload", flat=True))


def decided(item_id: int, **said: object) -> Item:
    decide(CHAIR, item_id=item_id, draft=drafted(**said), now=NOW)
    return item(item_id)


def test_a_matter_is_put_heard_voted_on_and_decided() -> None:
    here = opened(body())
    made = in_vote(here)
    for actor in (CHAIR, DEPUTY, NGO):
        vote(made, actor, "abroad")
    vote(made, SURGEON, "defer")
    row = decided(made)
    assert (row.state, row.outcome) == (ItemState.DECIDED, "abroad")
    assert (row.base, row.cast, row.favour, row.is_by_chair) == (5, 4, 3, False)
    assert row.number == "D-KZ/2026/00001"
    [event] = told("commission.matter_decided.1")
    assert event == {
        "item_id": made,
        "matter": str(row.matter),
        "matter_kind": "trial",
        "outcome": "abroad",
        "ground": "",
        "facility_id": None,
    }
    decide(CHAIR, item_id=made, draft=drafted(), now=NOW)
    with pytest.raises(DecidedMeanwhile):
        decide(DEPUTY, item_id=made, draft=drafted(), now=NOW)
    assert item(made).decided_by == CHAIR.id
    assert len(told("commission.matter_decided.1")) == 1
    close_sitting(SECRETARY, sitting_id=here, now=NOW)
    assert fresh(here).state == SittingState.CLOSED
    assert not Attendance.objects.filter(left_at=None).exists()


def test_a_matter_is_put_once_and_again_when_it_was_decided() -> None:
    here = opened(body())
    one = matter()
    first = put_on_agenda(SYSTEM, matter=one, now=NOW)
    assert put_on_agenda(SYSTEM, matter=one, now=NOW) == first
    place_item(SECRETARY, item_id=first, sitting_id=here, now=NOW)
    open_hearing(CHAIR, item_id=first, now=NOW)
    open_voting(CHAIR, item_id=first, now=NOW)
    for actor in EVERYBODY:
        vote(first, actor, "defer")
    decided(first)
    again = put_on_agenda(SYSTEM, matter=one, now=NOW)
    assert again != first
    withdraw_matter(matter=one.id, reason="by_applicant")
    assert item(again).state == ItemState.WITHDRAWN
    assert told("commission.matter_withdrawn.1")[0]["reason"] == "by_applicant"
    withdraw_matter(matter=uuid4(), reason="by_applicant")


def test_its_owner_alone_ends_a_matter_which_is_voted_on() -> None:
    one = matter()
    made = in_vote(opened(body()), id=one.id)
    vote(made, NGO, "abroad")
    with pytest.raises(WrongState):
        withdraw_item(SECRETARY, item_id=made, reason="by_applicant", now=NOW)
    withdraw_matter(matter=one.id, reason="patient_died")
    assert item(made).state == ItemState.WITHDRAWN
    with pytest.raises(VotingClosed):
        vote(made, SURGEON, "abroad")


def test_a_matter_nobody_decides_on_is_refused_and_a_foreign_link_dropped() -> None:
    with pytest.raises(NoCommission):
        put_on_agenda(SYSTEM, matter=matter(), now=NOW)
    body()
    made = put_on_agenda(SYSTEM, matter=matter(link="https://elsewhere.example/"), now=NOW)
    assert item(made).link == ""


def test_who_works_there_treated_or_declares_does_not_vote_and_lowers_the_base() -> None:
    here = opened(body(facility_90154=facility_id()))
    made = in_vote(
        here, organisations=frozenset({facility_id()}), physicians=frozenset({ONCOLOGIST.id})
    )
    declare_conflict(NGO, item_id=made, why="kin", now=NOW)
    for actor in (SURGEON, ONCOLOGIST, NGO):
        with pytest.raises(Barred):
            vote(made, actor, "refuse")
    assert not Vote.objects.exists()
    vote(made, CHAIR, "abroad")
    vote(made, DEPUTY, "abroad")
    row = decided(made)
    assert (row.base, row.favour) == (2, 2)


def test_who_voted_can_not_declare_a_conflict_any_more() -> None:
    made = in_vote(opened(body()))
    vote(made, NGO, "abroad")
    with pytest.raises(VotedAlready):
        declare_conflict(NGO, item_id=made, why="kin", now=NOW)
    declare_conflict(SURGEON, item_id=made, why="kin", now=NOW)
    declare_conflict(SURGEON, item_id=made, why="other", now=NOW)
    assert Conflict.objects.get().why == "kin"
    with pytest.raises(SittingOver):
        declare_conflict(DEPUTY, item_id=made, why="nothing", now=NOW)


def test_no_vote_without_a_quorum_of_those_who_may() -> None:
    here = opened(body(), there=(CHAIR, NGO, SURGEON))
    made = placed(here)
    open_hearing(SECRETARY, item_id=made, now=NOW)
    with pytest.raises(TooFewThere):
        open_voting(CHAIR, item_id=made, now=NOW)
    declare_conflict(ONCOLOGIST, item_id=made, why="interest", now=NOW)
    open_voting(CHAIR, item_id=made, now=NOW)
    with pytest.raises(NotThere):
        vote(made, DEPUTY, "abroad")
    come(here, SURGEON, is_there=False)
    with pytest.raises(NotThere):
        vote(made, SURGEON, "abroad")


def test_somebody_presides_over_every_matter() -> None:
    here = opened(body())
    made = placed(here)
    open_hearing(SECRETARY, item_id=made, now=NOW)
    declare_conflict(CHAIR, item_id=made, why="kin", now=NOW)
    declare_conflict(DEPUTY, item_id=made, why="kin", now=NOW)
    with pytest.raises(NobodyPresides):
        open_voting(SECRETARY, item_id=made, now=NOW)


def test_a_refusal_needs_a_hearing_a_ground_and_reasons_in_both_languages() -> None:
    made = in_vote(opened(body()))
    for actor in EVERYBODY:
        vote(made, actor, "refuse")
    with pytest.raises(NobodyHeard):
        decided(made, ground=GROUND)
    heard(made)
    for wrong in ({}, {"ground": "other"}, {"ground": GROUND, "reasons": {"ru": "x"}}):
        with pytest.raises(DecisionNotWhole):
            decided(made, **wrong)
    assert item(made).state == ItemState.VOTING
    row = decided(made, ground=GROUND)
    assert (row.outcome, row.ground, row.reasons) == ("refuse", GROUND, REASONS)


def test_treatment_at_home_is_at_a_place_for_which_somebody_voted() -> None:
    made = in_vote(opened(body()))
    with pytest.raises(VoteNotWhole):
        vote(made, CHAIR, "home")
    for actor in EVERYBODY:
        vote(made, actor, "home", facility_id=facility_id())
    with pytest.raises(DecisionNotWhole):
        decided(made)
    assert decided(made, facility_id=facility_id()).facility_id == facility_id()


def test_a_tie_is_broken_by_the_chair_or_discussed_again_without_one() -> None:
    here = opened(body())
    made = in_vote(here)
    declare_conflict(ONCOLOGIST, item_id=made, why="kin", now=NOW)
    for actor, outcome in ((CHAIR, "abroad"), (DEPUTY, "abroad"), (NGO, "defer")):
        vote(made, actor, outcome)
    with pytest.raises(NothingDecided):
        decided(made)
    reconsider_item(CHAIR, item_id=made, reason="no_majority", now=NOW)
    with pytest.raises(VotingClosed):
        vote(made, SURGEON, "defer")
    open_voting(CHAIR, item_id=made, now=NOW)
    for actor, outcome in ((CHAIR, "abroad"), (DEPUTY, "abroad"), (NGO, "defer")):
        vote(made, actor, outcome)
    vote(made, SURGEON, "defer")
    row = decided(made)
    assert (row.outcome, row.is_by_chair, row.round) == ("abroad", True, 2)


def test_a_standing_majority_is_voted_on_again_for_few_reasons_and_in_words() -> None:
    here = opened(body(), there=(CHAIR, DEPUTY, NGO, SURGEON))
    made = in_vote(here)
    declare_conflict(SURGEON, item_id=made, why="kin", now=NOW)
    vote(made, NGO, "defer")
    with pytest.raises(VoteFirst):
        reconsider_item(CHAIR, item_id=made, reason="no_majority", now=NOW)
    for actor in (CHAIR, DEPUTY):
        vote(made, actor, "defer")
    for reason, refusal in (
        ("", ReasonMissing),
        ("by_applicant", ReasonUnknown),
        ("no_majority", MajorityStands),
        ("other", MajorityStands),
        ("conflict_found", ReasonInWords),
    ):
        with pytest.raises(refusal):
            reconsider_item(CHAIR, item_id=made, reason=reason, now=NOW)
    assert item(made).state == ItemState.VOTING
    reconsider_item(SECRETARY, item_id=made, reason="conflict_found", note="Owns a share.", now=NOW)
    kept = Reconsideration.objects.get()
    assert (kept.round, kept.outcome, kept.base, kept.note) == (1, "defer", 4, "Owns a share.")
    assert kept.without == {
        str(member(SURGEON)): Why.KIN,
        str(member(ONCOLOGIST)): Missing.ABSENT,
    }


def test_earlier_votes_are_read_by_who_cast_them_and_by_others_after_their_own() -> None:
    here = opened(body(), there=(CHAIR, DEPUTY, NGO, SURGEON))
    made = in_vote(here)
    for actor, outcome in ((CHAIR, "abroad"), (DEPUTY, "abroad"), (NGO, "defer")):
        vote(made, actor, outcome)
    reconsider_item(CHAIR, item_id=made, reason="no_majority", now=NOW)
    come(here, ONCOLOGIST)
    open_voting(CHAIR, item_id=made, now=NOW)

    def seen(actor: Actor) -> tuple[str, ...] | None:
        votes = item_record(actor, made).earlier[0].votes
        return None if votes is None else tuple(one.outcome for one in votes)

    first = ("abroad", "abroad", "defer")
    assert [seen(one) for one in (NGO, SURGEON, ONCOLOGIST, SECRETARY)] == [first] + [None] * 3
    assert item_record(SURGEON, made).earlier[0].without[0][1] == Missing.SILENT
    vote(made, ONCOLOGIST, "abroad")
    assert seen(ONCOLOGIST) == first
    for actor in (CHAIR, DEPUTY, NGO):
        vote(made, actor, "abroad")
    row = decided(made)
    assert (row.round, row.base, row.favour) == (2, 5, 4)
    assert seen(SECRETARY) == first


def test_a_vote_is_cast_once_and_whole() -> None:
    made = in_vote(opened(body()))
    first = vote(made, NGO, "abroad")
    assert vote(made, NGO, "abroad") == first
    with pytest.raises(VotedAlready):
        vote(made, NGO, "defer")
    with pytest.raises(VoteNotWhole):
        vote(made, CHAIR, "abroad", reasons=" ")
    with pytest.raises(VoteNotWhole):
        vote(made, CHAIR, "nothing")
    with pytest.raises(VoteNotWhole):
        vote(made, CHAIR, "refuse", ground="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.filter(pk=first).update(outcome="defer")


def test_of_another_opinion_is_who_voted_otherwise() -> None:
    made = in_vote(opened(body()))
    for actor in (CHAIR, DEPUTY, NGO):
        vote(made, actor, "abroad")
    vote(made, SURGEON, "defer")
    with pytest.raises(NoMinority):
        add_opinion(SURGEON, item_id=made, text="Too early.", now=NOW)
    decided(made)
    for _twice in range(2):
        add_opinion(SURGEON, item_id=made, text="Too early.", now=NOW)
    for actor in (CHAIR, ONCOLOGIST):
        with pytest.raises(NoMinority):
            add_opinion(actor, item_id=made, text="Me too.", now=NOW)
    assert MinorityOpinion.objects.get().text == "Too early."


def test_a_written_vote_asks_everybody_until_its_hour() -> None:
    here = opened(body(), kind=Kind.WRITTEN)
    made = in_vote(here, is_urgent=True)
    for actor in (CHAIR, DEPUTY, NGO):
        vote(made, actor, "abroad", at=NOW + 10 * HOUR)
    with pytest.raises(StillVoting):
        decided(made)
    vote(made, SURGEON, "abroad", at=NOW + 47 * HOUR)
    with pytest.raises(StillVoting):
        decided(made)
    with pytest.raises(VotingClosed):
        vote(made, ONCOLOGIST, "abroad", at=NOW + 48 * HOUR)
    decide(CHAIR, item_id=made, draft=drafted(), now=NOW + 48 * HOUR)
    assert item(made).outcome == "abroad"
    with pytest.raises(SittingFixed):
        come(here, CHAIR)


@pytest.mark.parametrize("hours", [1, 23, 73])
def test_a_written_vote_is_neither_too_short_nor_too_long(hours: int) -> None:
    draft = SittingDraft(kind=Kind.WRITTEN, starts_at=NOW, ends_at=NOW + hours * HOUR)
    with pytest.raises(WrongTerm):
        plan_sitting(SECRETARY, body_id=body(), draft=draft, now=NOW)


def test_an_incomplete_commission_does_not_sit() -> None:
    here = sitting(body(without=(NGO,)))
    with pytest.raises(NotWhole) as refusal:
        open_sitting(SECRETARY, sitting_id=here, now=NOW)
    assert refusal.value.values == {"missing": "Non-governmental organisation: 1"}
    draft = MemberDraft(account_id=NGO.id, seat=Seat.MEMBER, group="ngo", from_on=FROM)
    appoint_member(SECRETARY, body_id=Body.objects.get().pk, draft=draft, now=NOW)
    open_sitting(SECRETARY, sitting_id=here, now=NOW)
    open_sitting(SECRETARY, sitting_id=here, now=NOW)


def test_what_a_sitting_did_not_reach_waits_for_another() -> None:
    here = opened(body())
    waiting, begun = placed(here), placed(here)
    assert item(begun).place == 2
    raise_item(SECRETARY, item_id=begun, now=NOW)
    raise_item(SECRETARY, item_id=begun, now=NOW)
    assert (item(begun).place, item(waiting).place) == (1, 2)
    open_hearing(SECRETARY, item_id=begun, now=NOW)
    with pytest.raises(StillDiscussed):
        close_sitting(SECRETARY, sitting_id=here, now=NOW)
    put_off_item(SECRETARY, item_id=begun, now=NOW)
    close_sitting(SECRETARY, sitting_id=here, now=NOW)
    assert not Item.objects.filter(sitting=here).exists()
    with pytest.raises(SittingOver):
        place_item(SECRETARY, item_id=begun, sitting_id=here, now=NOW)
    other = sitting(Body.objects.get().pk, starts=NOW + 24 * HOUR)
    place_item(SECRETARY, item_id=begun, sitting_id=other, now=NOW)
    cancel_sitting(SECRETARY, sitting_id=other, reason="no_quorum", now=NOW)
    assert item(begun).sitting_id is None
    assert fresh(other).revision == 1


def test_a_planned_sitting_is_moved_and_planned_once() -> None:
    here = body()
    made = sitting(here)
    assert sitting(here) == made
    later = SittingDraft(
        kind=Kind.ORDINARY, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR, place="Алматы"
    )
    move_sitting(SECRETARY, sitting_id=made, draft=later, now=NOW)
    assert (fresh(made).place, fresh(made).revision) == ("Алматы", 1)
    wrong = SittingDraft(kind=Kind.ORDINARY, starts_at=NOW, ends_at=NOW)
    with pytest.raises(EndsTooEarly):
        move_sitting(SECRETARY, sitting_id=made, draft=wrong, now=NOW)
    open_sitting(SECRETARY, sitting_id=made, now=NOW)
    with pytest.raises(SittingFixed):
        move_sitting(SECRETARY, sitting_id=made, draft=later, now=NOW)


def test_everybody_does_his_part_only_and_outsiders_find_nothing() -> None:
    here = opened(body())
    made = in_vote(here)
    with pytest.raises(NotFound):
        vote(made, OUTSIDER, "abroad")
    with pytest.raises(NotYourSeat):
        vote(made, SECRETARY_WHO_VOTES, "abroad")
    with pytest.raises(NotYourSeat):
        plan_sitting(
            KEEPING_CHAIR,
            body_id=Body.objects.get().pk,
            draft=SittingDraft(kind=Kind.ORDINARY, starts_at=NOW, ends_at=NOW + HOUR),
            now=NOW,
        )
    with pytest.raises(NotFound):
        close_sitting(STRANGE_SECRETARY, sitting_id=here, now=NOW)
    with pytest.raises(NotFound):
        note_presence(
            STRANGE_SECRETARY, sitting_id=here, member_id=member(NGO), is_there=True, now=NOW
        )


def test_nobody_has_two_seats_and_one_chair_has_one_holder() -> None:
    here = body()
    kinds = ((CHAIR, Seat.MEMBER, "ngo"), (OUTSIDER, Seat.CHAIR, "ministry"))
    for actor, seat, group in kinds:
        draft = MemberDraft(account_id=actor.id, seat=seat, group=group, from_on=FROM)
        with pytest.raises(SeatTaken):
            appoint_member(SECRETARY, body_id=here, draft=draft, now=NOW)
    for seat, group in ((Seat.MEMBER, ""), (Seat.SECRETARY, "ngo")):
        draft = MemberDraft(account_id=OUTSIDER.id, seat=seat, group=group, from_on=FROM)
        with pytest.raises(GroupMissing):
            appoint_member(SECRETARY, body_id=here, draft=draft, now=NOW)
    draft = MemberDraft(
        account_id=OUTSIDER.id, seat=Seat.MEMBER, group="ngo", from_on=FROM, to_on=FROM
    )
    with pytest.raises(TermOver):
        appoint_member(SECRETARY, body_id=here, draft=draft, now=NOW)
    end_membership(SECRETARY, member_id=member(CHAIR), on=date(2026, 12, 1), now=NOW)
    for _twice in range(2):
        with pytest.raises(TermOver):
            end_membership(SECRETARY, member_id=member(CHAIR), on=date(2027, 1, 1), now=NOW)
    new = MemberDraft(
        account_id=OUTSIDER.id, seat=Seat.CHAIR, group="ministry", from_on=date(2026, 12, 1)
    )
    appoint_member(SECRETARY, body_id=here, draft=new, now=NOW)
    assert establish_body(
        SYSTEM, name=Body.objects.get().name, matter_kind="trial", secretary=SECRETARY.id, now=NOW
    ) == here  # fmt: skip


def test_a_member_whose_term_is_over_on_the_day_has_no_vote() -> None:
    here = body()
    end_membership(
        SECRETARY, member_id=member(ONCOLOGIST), on=NOW.date() - timedelta(days=1), now=NOW
    )
    made = in_vote(opened(here, there=(CHAIR, DEPUTY, NGO, SURGEON)))
    for actor in (CHAIR, DEPUTY, NGO):
        vote(made, actor, "abroad")
    assert decided(made).base == 4
