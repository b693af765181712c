"""What is decided of values alone: who may vote, what is a quorum, what votes come to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.care.commission.rules.conflicts import Concerns, Voter, conflicts, presiding
from qanat.care.commission.rules.counting import Count, base_of, count, quorum_of
from qanat.care.commission.rules.procedure import (
    Procedure,
    is_written_term,
    missing_groups,
)
from qanat.care.commission.rules.voting import Ballot, is_whole, tidy
from qanat.care.commission.states import Outcome

TWO_THIRDS = 66.6
RULES = Procedure(
    composition={"ministry": 1, "ngo": 1, "physician": 1},
    quorum_percent=TWO_THIRDS,
    majority_percent=50,
    is_of_entitled=True,
    chair_breaks_tie=True,
    recusal_lowers=True,
    hears_before_refusal=True,
    term_months=24,
    written_h=(24, 72),
    written_repeats=0,
    appeal_days=30,
    is_verified=False,
)
members = st.integers(min_value=1, max_value=15).map(lambda n: list(range(1, n + 1)))


@st.composite
def votings(draw: st.DrawFn) -> dict[str, object]:
    """Return a commission of some size, some of them barred, some of them voting."""
    everybody = draw(members)
    some = st.sets(st.sampled_from(everybody))
    cast = draw(st.dictionaries(st.sampled_from([*everybody, 99]), st.sampled_from(Outcome.values)))
    chair = draw(st.sampled_from([0, *everybody]))
    return {"votes": cast, "members": everybody, "barred": draw(some), "chair": chair}


def counted(
    votes: dict[int, str],
    *,
    everybody: int,
    barred: tuple[int, ...] = (),
    chair: int = 1,
    rules: Procedure = RULES,
) -> Count:
    return count(
        votes, members=range(1, everybody + 1), barred=barred, chair=chair, procedure=rules
    )


@given(votings())
def test_a_vote_of_who_is_barred_or_no_member_changes_nothing(case: dict[str, object]) -> None:
    found = count(**case, procedure=RULES)  # type: ignore[arg-type]
    votes, everybody, barred = case["votes"], case["members"], case["barred"]
    assert isinstance(votes, dict)
    assert isinstance(barred, set)
    clean = {m: v for m, v in votes.items() if m in everybody and m not in barred}  # type: ignore[operator]
    assert found == count(**(case | {"votes": clean}), procedure=RULES)  # type: ignore[arg-type]
    assert sum(found.votes.values()) == found.cast == len(clean)


@given(votings())
def test_nothing_is_decided_without_quorum_and_majority(case: dict[str, object]) -> None:
    found = count(**case, procedure=RULES)  # type: ignore[arg-type]
    if not found.outcome:
        return
    assert found.has_quorum
    for_it = found.votes[found.outcome] + (1 if found.is_by_chair else 0)
    assert 2 * for_it > found.base
    assert found.votes[found.outcome] == max(found.votes.values())
    if found.is_by_chair:
        assert case["votes"][case["chair"]] == found.outcome  # type: ignore[index]


@given(votings())
def test_at_a_tie_nobody_but_the_chair_decides(case: dict[str, object]) -> None:
    alone = count(**case, procedure=replace(RULES, chair_breaks_tie=False))  # type: ignore[arg-type]
    with_chair = count(**case, procedure=RULES)  # type: ignore[arg-type]
    assert not alone.is_by_chair
    if alone.outcome != with_chair.outcome:
        assert with_chair.is_by_chair
        most = max(with_chair.votes.values())
        assert list(with_chair.votes.values()).count(most) > 1


@given(members, st.data())
def test_a_recusal_lowers_the_base_and_never_raises_the_quorum(
    everybody: list[int], data: st.DataObject
) -> None:
    barred = data.draw(st.integers(min_value=0, max_value=len(everybody)))
    whole = base_of(len(everybody), 0, recusal_lowers=True)
    lowered = base_of(len(everybody), barred, recusal_lowers=True)
    assert lowered == whole - barred
    assert base_of(len(everybody), barred, recusal_lowers=False) == whole
    assert quorum_of(lowered, TWO_THIRDS) <= quorum_of(whole, TWO_THIRDS)


@pytest.mark.parametrize(
    ("base", "quorum"), [(0, 1), (1, 1), (3, 2), (5, 4), (6, 4), (7, 5), (9, 6), (12, 8), (30, 20)]
)
def test_a_quorum_is_two_thirds_rounded_up_and_never_nobody(base: int, quorum: int) -> None:
    assert quorum_of(base, TWO_THIRDS) == quorum


def test_a_majority_is_of_those_entitled_not_of_those_who_voted() -> None:
    votes = {1: "abroad", 2: "abroad", 3: "abroad", 4: "refuse"}
    assert counted(votes, everybody=6).outcome == ""
    assert counted(votes | {5: "abroad"}, everybody=6).outcome == "abroad"
    of_cast = replace(RULES, is_of_entitled=False)
    assert counted(votes, everybody=6, rules=of_cast).outcome == "abroad"


def test_the_chair_breaks_a_tie_but_makes_no_majority_of_a_third() -> None:
    tie = {1: "refuse", 2: "refuse", 3: "abroad", 4: "abroad"}
    found = counted(tie, everybody=4)
    assert (found.outcome, found.is_by_chair, found.base, found.quorum) == ("refuse", True, 4, 3)
    assert counted(tie, everybody=4, chair=3).outcome == "abroad"
    assert counted(tie, everybody=4, chair=0).outcome == ""
    thirds = {1: "refuse", 2: "refuse", 3: "abroad", 4: "abroad", 5: "home", 6: "home"}
    assert counted(thirds, everybody=6).outcome == ""


def test_with_a_recusal_three_of_five_decide_what_they_would_not_of_six() -> None:
    votes = {1: "home", 2: "home", 3: "home", 4: "abroad"}
    assert counted(votes, everybody=6).outcome == ""
    assert counted(votes, everybody=6, barred=(6,)).outcome == "home"
    stays = replace(RULES, recusal_lowers=False)
    assert counted(votes, everybody=6, barred=(6,), rules=stays).outcome == ""


VOTERS = (
    Voter(1, 11, "chair", 5),
    Voter(2, 12, "deputy"),
    Voter(3, 13, "member", 7),
    Voter(4, 14, "member"),
)


def test_who_works_there_treated_or_said_so_is_barred() -> None:
    known = Concerns(organisations=frozenset({7}), accounts=frozenset({14}))
    assert conflicts(VOTERS, known, {2: "kin", 3: "other"}) == {
        2: "kin",
        3: "same_organisation",
        4: "treated",
    }
    assert conflicts(VOTERS, Concerns(), {}) == {}


def test_the_deputy_presides_where_the_chair_is_barred_or_away() -> None:
    everybody = [1, 2, 3, 4]
    assert presiding(VOTERS, {}, everybody) == 1
    assert presiding(VOTERS, {1: "kin"}, everybody) == 2
    assert presiding(VOTERS, {}, [2, 3]) == 2
    assert presiding(VOTERS, {2: "kin"}, [2, 3]) == 0


def test_a_commission_is_whole_when_every_kind_has_its_members() -> None:
    wanted = {"ministry": 1, "ngo": 2}
    assert missing_groups(["ministry", "physician"], wanted) == {"ngo": 2}
    assert missing_groups(["ministry", "ngo", "ngo"], wanted) == {}


def test_a_vote_says_why_and_what_its_outcome_asks_for() -> None:
    grounds = {"not_listed"}
    assert not is_whole(Ballot(outcome="abroad", reasons=" "), grounds)
    assert is_whole(Ballot(outcome="abroad", reasons="x"), grounds)
    assert not is_whole(Ballot(outcome="refuse", reasons="x"), grounds)
    assert not is_whole(Ballot(outcome="refuse", reasons="x", ground="other"), grounds)
    assert is_whole(Ballot(outcome="refuse", reasons="x", ground="not_listed"), grounds)
    assert not is_whole(Ballot(outcome="home", reasons="x"), grounds)
    assert is_whole(Ballot(outcome="home", reasons="x", facility_id=1), grounds)
    told = Ballot(outcome="abroad", reasons=" x ", ground="not_listed", facility_id=1)
    assert tidy(told) == Ballot(outcome="abroad", reasons="x")


@given(st.integers(min_value=0, max_value=200))
def test_a_written_vote_lasts_a_day_to_three(hours: int) -> None:
    start = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    is_one = is_written_term(start, start + timedelta(hours=hours), RULES.written_h)
    assert is_one is (24 <= hours <= 72)
