"""No path leads from an incomplete package to a decision; one case under two acts."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.care.abroad.builders import (
    DEPARTMENT,
    WORKING_BODY,
    clinic,
    commission,
    drafted,
    fresh,
    handed,
    judge_all,
    opined,
    quote,
    rate,
    ward,
)
from tests.care.abroad.test_eligibility import CLEAR, NEWER, OLDER, TOLD
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.deciding import appeal_case, send_to_commission, take_decision
from qanat.care.abroad.commands.drafts import DecisionDraft
from qanat.care.abroad.commands.examining import (
    confirm_complete,
    hand_in_again,
    petition_case,
    resubmit_case,
    return_case,
)
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.commands.preparing import submit_case, withdraw_case
from qanat.care.abroad.models import Case
from qanat.care.abroad.parameters import MOVED, NoMovedDay
from qanat.care.abroad.queries.norms import is_working_on
from qanat.care.abroad.queries.papers import items_of
from qanat.care.abroad.queries.record import TABLE
from qanat.care.abroad.rules.checklist import is_complete
from qanat.care.abroad.rules.eligibility import Told, assess
from qanat.care.abroad.rules.replay import replay
from qanat.care.abroad.rules.terms import Term, due_at, moved_on
from qanat.care.abroad.states import CARRIED_OUT, CASE, CaseState
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.days import NATIONAL, is_working_day, national_day
from qanat.foundation.evidence import Evidence
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.foundation.parameters.queries import forget
from qanat.foundation.parameters.rules import Table
from qanat.foundation.refusals import Refusal

FIRST = NOW.replace(tzinfo=None)
MOMENTS = st.datetimes(min_value=FIRST, max_value=FIRST + timedelta(days=2000))
Step = Callable[[Case], Any]
KINDS = ("extract", "conclusion", "identity", "petition")


def without(*moves: str) -> set[str]:
    """Return the states that can be reached when some moves are not made."""
    seen = {CASE.start.value}
    while (
        new := {
            m.target.value
            for m in CASE.moves
            if m.name not in moves and {s.value for s in m.sources} & seen
        }
        - seen
    ):
        seen |= new
    return seen


def test_no_path_leads_to_a_decision_past_completeness_experts_or_the_commission() -> None:
    past = {"decided", *(one.value for one in CARRIED_OUT)}
    for move in ("petition", "confirm_complete", "ask_experts", "put_on_agenda", "decide"):
        assert not past & without(move), move
    assert CaseState.DECIDED in without("hand_in_again", "appeal", "resubmit")


def test_nothing_leads_out_of_a_case_that_is_over() -> None:
    assert CASE.final() == {CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.DIED}


def _offer(case: Case) -> None:
    rate()
    for number in range(3):
        pk = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic(f"K{number}"), now=NOW)
        quote_offer(WORKING_BODY, offer_id=pk, quote=quote(), now=NOW)


def _hand_in(kind: str) -> Step:
    return lambda case: handed(case, kind)


def _decide(decision: str) -> Step:
    ground = "available_at_home" if decision == "refuse" else ""

    def step(case: Case) -> None:
        number = str(len(history(TABLE, case.pk)))
        told = DecisionDraft(
            decision=decision, reasons={"ru": "Решено"}, reference=number, ground=ground
        )
        take_decision(SYSTEM, case_id=case.pk, told=told, now=NOW)

    return step


STEPS: dict[str, Step] = {
    **{f"hand in {kind}": _hand_in(kind) for kind in KINDS},
    "submit": lambda case: submit_case(ward(), case_id=case.pk, now=NOW),
    "petition": lambda case: petition_case(DEPARTMENT, case_id=case.pk, now=NOW),
    "judge": judge_all,
    "return": lambda case: return_case(WORKING_BODY, case_id=case.pk, reason="missing", now=NOW),
    "again": lambda case: hand_in_again(ward(), case_id=case.pk, now=NOW),
    "complete": lambda case: confirm_complete(WORKING_BODY, case_id=case.pk, now=NOW),
    "opine": opined,
    "offer": _offer,
    "agenda": lambda case: send_to_commission(WORKING_BODY, case_id=case.pk, now=NOW),
    "abroad": _decide("abroad"),
    "refuse": _decide("refuse"),
    "appeal": lambda case: appeal_case(ward(), case_id=case.pk, text="Нет", now=NOW),
    "anew": lambda case: resubmit_case(ward(), case_id=case.pk, now=NOW),
    "withdraw": lambda case: withdraw_case(ward(), case_id=case.pk, reason="mistake", now=NOW),
}
FORWARD = [
    *(f"hand in {kind}" for kind in KINDS), "submit", "petition", "judge", "complete", "opine",
    "opine", "offer", "agenda", "abroad",
]  # fmt: skip


def walk(names: list[str]) -> tuple[list[str], bool]:
    """Take steps as far as they are possible; return the moves and whether it was complete then."""
    commission()
    case, was_complete = drafted(), False
    for name in names:
        before = is_complete(items_of(fresh(case.pk), NOW))
        with suppress(Refusal):
            STEPS[name](fresh(case.pk))
            was_complete |= name == "complete" and before
    return [entry.move for entry in history(TABLE, case.pk) if entry.move], was_complete


@pytest.mark.usefixtures("world", "db")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False), dropped=st.sets(st.sampled_from(KINDS)))
def test_whatever_is_tried_in_whatever_order_nothing_incomplete_is_decided(
    chance: random.Random, dropped: set[str]
) -> None:
    names = [name for name in FORWARD if name.removeprefix("hand in ") not in dropped]
    for _extra in range(5):
        names.insert(chance.randrange(len(names) + 1), chance.choice(sorted(STEPS)))
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        moves, was_complete = walk(names)
        transaction.set_rollback(True)
    if "decide" in moves:
        assert was_complete
        at = [moves.index(one) for one in ("petition", "confirm_complete", "ask_experts", "decide")]
        assert at == sorted(at)
    if dropped and not any(f"hand in {kind}" in names for kind in dropped):
        assert "decide" not in moves


@pytest.mark.usefixtures("world", "db")
def test_the_straight_way_leads_to_a_decision() -> None:
    moves, was_complete = walk(FORWARD)
    assert moves[-1] == "decide"
    assert was_complete


def test_a_disease_added_later_is_explained_by_the_lists() -> None:
    lutetium = replace(CLEAR, disease="net_lutetium")
    found = replay(NEWER, OLDER, lutetium)
    assert (found.own.outlook, found.other.outlook) == ("possible", "not_paid")
    assert found.only_other == ("not_listed",)
    assert found.is_listed == (True, False)
    assert not found.is_same


def test_a_child_without_a_listed_disease_was_not_sent_before() -> None:
    found = replay(NEWER, OLDER, replace(CLEAR, age_years=4, disease="another"))
    assert (found.own.category, found.other.category) == ("child", "")
    assert found.only_other == ("not_listed",)


@given(TOLD)
def test_a_case_under_its_own_act_is_as_it_was(told: Told) -> None:
    found = replay(NEWER, NEWER, told)
    assert found.is_same
    assert (found.only_own, found.only_other, found.papers_more) == ((), (), ())


@given(TOLD)
def test_a_replay_says_of_both_acts_what_each_says(told: Told) -> None:
    found = replay(OLDER, NEWER, told)
    assert (found.own, found.other) == (assess(OLDER, told), assess(NEWER, told))
    there = {*found.own.against, *found.own.missing}
    here = {*found.other.against, *found.other.missing}
    assert set(found.only_own) == there - here
    assert set(found.only_other) == here - there


@given(MOMENTS, st.integers(1, 40))
def test_a_term_of_working_days_ends_on_one_and_counts_them(since: Any, days: int) -> None:
    start = since.replace(tzinfo=NATIONAL)
    end = due_at(start, Term(days, is_working=True), NATIONAL, is_working_day)
    assert is_working_day(national_day(end))
    between = (national_day(end) - national_day(start)).days
    worked = [
        on
        for on in (national_day(start) + timedelta(days=n) for n in range(1, between + 1))
        if is_working_day(on)
    ]
    assert len(worked) == days


def test_holidays_are_not_worked() -> None:
    independence = NOW.replace(month=12, day=16).date()
    assert not is_working_day(independence)
    assert is_working_day(independence + timedelta(days=1))


@pytest.mark.usefixtures("world", "db")
@pytest.mark.parametrize(
    "entries",
    [{"31.12.2026": 0}, {"2026-02-30": 1}, {"20261231": 0}, {"2026-12-31": 2}, {"2026-12-31": ""}],
)
def test_what_moves_no_day_is_refused_in_the_table_of_moved_days(entries: Table) -> None:
    told = NewVersion(
        value=entries, valid_from=NOW.date(), source="Order", evidence=Evidence.ASSUMPTION
    )
    with pytest.raises(NoMovedDay):
        set_parameter(SYSTEM, key=MOVED, version=told)


@pytest.mark.django_db
def test_days_which_the_government_moved_count_as_its_order_says() -> None:
    friday, sunday = date(2025, 1, 3), date(2025, 1, 5)
    assert (is_working_day(friday), is_working_day(sunday)) == (False, True)
    saturday, monday = date(2027, 7, 3), date(2027, 7, 5)
    assert (is_working_on(saturday), is_working_on(monday)) == (False, True)
    order = NewVersion(
        value={saturday.isoformat(): 1, monday.isoformat(): 0},
        valid_from=NOW.date(),
        source="order",
        evidence=Evidence.OFFICIAL,
    )
    set_parameter(SYSTEM, key=MOVED, version=order)
    forget()
    assert (is_working_on(saturday), is_working_on(monday)) == (True, False)


def test_a_clock_that_stood_still_moves_the_term_on_by_as_much() -> None:
    hour = timedelta(hours=1)
    assert moved_on(NOW + 9 * hour, NOW, NOW + 2 * hour) == NOW + 11 * hour
    assert moved_on(NOW + 9 * hour, NOW, NOW - hour) == NOW + 9 * hour
