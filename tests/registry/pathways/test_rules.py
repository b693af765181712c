"""Decisions of pathways."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.pathways.rules import (
    Ask,
    Need,
    NeedRule,
    WindowRule,
    closes_at,
    fits,
    is_running,
    needs_of,
)

ONSET = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
STROKE = WindowRule("stroke", "thrombolysis", "I63", "I64", 270 * 60)

RULES = st.lists(
    st.builds(
        NeedRule,
        network=st.just("n"),
        code=st.text("abc", min_size=1, max_size=2),
        capability=st.sampled_from(["icu", "ct", "trauma"]),
        level=st.one_of(st.none(), st.integers(1, 3)),
        is_required=st.booleans(),
    ),
    max_size=8,
)


def test_a_window_concerns_its_diagnoses() -> None:
    assert is_running(STROKE, "I63.9")
    assert not is_running(STROKE, "I61")
    assert not is_running(STROKE, "")


def test_a_window_closes_its_limit_after_the_onset() -> None:
    assert closes_at(STROKE, ONSET) == ONSET + timedelta(hours=4, minutes=30)


def test_a_rule_without_bounds_fits_everybody() -> None:
    assert fits(NeedRule("n", "c", "icu"), "", None)


def test_a_rule_for_the_pregnant_needs_to_know_it() -> None:
    rule = NeedRule("n", "c", "obstetric", is_pregnant=True)
    assert fits(rule, "J18", 30, is_pregnant=True)
    assert not fits(rule, "J18", 30, is_pregnant=None)
    assert not fits(rule, "J18", 30, is_pregnant=False)


def test_a_rule_for_children_ends_at_its_age() -> None:
    rule = NeedRule("n", "c", "paediatric_icu", icd_from="S00", icd_to="T19", age_to_years=15)
    assert fits(rule, "S06", 14.9)
    assert not fits(rule, "S06", 15)
    assert not fits(rule, "I63", 3)


def test_needs_of_one_capability_are_joined_at_the_highest_level() -> None:
    needs = needs_of(
        [
            NeedRule("a", "one", "obstetric", 2, is_required=False),
            NeedRule("a", "two", "obstetric", 3, is_required=True),
            NeedRule("b", "three", "ct", None, is_required=False),
        ]
    )
    assert needs == [
        Need("obstetric", 3, is_required=True, rules=(("a", "one"), ("a", "two"))),
        Need("ct", None, is_required=False, rules=(("b", "three"),)),
    ]


def test_hospitals_may_be_asked_only_where_every_rule_that_requires_it_lets_them() -> None:
    low, high = Ask("general", 2), Ask("general", 3)
    kind = NeedRule("a", "one", "burns", ask=low)
    strict = NeedRule("a", "two", "burns", ask=high)
    silent = NeedRule("a", "three", "burns")
    wish = NeedRule("a", "four", "burns", is_required=False)
    assert needs_of([kind, wish])[0].ask == low
    assert needs_of([kind, strict])[0].ask == high
    assert needs_of([kind, silent])[0].ask is None


def test_an_unknown_age_is_taken_for_an_adults() -> None:
    adult = NeedRule("a", "one", "adults", age_from_years=18.0)
    child = NeedRule("a", "two", "paediatrics", age_to_years=18.0)
    assert fits(adult, "J18", None)
    assert not fits(child, "J18", None)


@given(RULES)
def test_each_capability_is_named_once_and_required_ones_come_first(rules: list[NeedRule]) -> None:
    needs = needs_of(rules)
    assert {need.capability for need in needs} == {rule.capability for rule in rules}
    assert len({need.capability for need in needs}) == len(needs)
    assert [need.is_required for need in needs] == sorted(
        (need.is_required for need in needs), reverse=True
    )
    assert sum(len(need.rules) for need in needs) == len(rules)


@given(RULES)
def test_a_need_is_as_high_as_its_highest_rule(rules: list[NeedRule]) -> None:
    for need in needs_of(rules):
        levels = [rule.level or 0 for rule in rules if rule.capability == need.capability]
        assert (need.level or 0) == max(levels)
