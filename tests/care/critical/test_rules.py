"""Whom the watch takes in, what is worse, by when somebody looks again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.care.critical.parameters import FINDINGS_HOURS, ROUND_HOURS, RULES
from qanat.care.critical.queries.norms import _rule
from qanat.care.critical.rules.course import (
    CONDITIONS,
    Reading,
    Thresholds,
    due_after,
    next_round,
    worse,
)
from qanat.care.critical.rules.inclusion import Case, Rule, admission
from qanat.care.critical.rules.scoring import Found, main_of, scores_of, sofa_of
from qanat.care.critical.states import SPECIALTIES, Condition, Profile, Why, profiles_of
from qanat.foundation.parameters.declarations import DECLARED

AT = datetime(2026, 11, 25, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
BY = Thresholds(score_rise=2, sofa_rise=2, window=24 * HOUR)


def rules() -> tuple[Rule, ...]:
    rows = DECLARED[RULES].default
    assert isinstance(rows, list)
    return tuple(_rule(row) for row in rows)


@pytest.mark.parametrize(
    ("icd10", "age", "condition", "profile", "is_due"),
    [
        ("O14.1", 27, 2, "obstetric", True),
        ("P07.1", 0.01, 2, "neonatal", True),
        ("J18.9", 0.05, 3, "neonatal", True),
        ("J18.9", 4, 2, "paediatric", True),
        ("T21.3", 4, 3, "burns", True),
        ("T31.4", 40, 2, "burns", True),
        ("S06.2", 30, 2, "trauma", True),
        ("I63.4", 61, 2, "neuro", True),
        ("I21.0", 61, 3, "cardiac", True),
        ("J96.0", 61, 3, "general", True),
        ("J96.0", 61, 2, "general", False),
        ("I63.4", 61, 1, "neuro", False),
        ("", 61, 3, "general", True),
    ],
)
def test_the_first_rule_which_fits_names_the_profile(
    icd10: str,
    age: float,
    condition: int,
    profile: str,
    is_due: bool,  # noqa: FBT001 (a row of the table)
) -> None:
    found = admission(Case(icd10=icd10, age_years=age, condition=condition), rules())
    assert found is not None
    assert (found.profile, found.is_due) == (profile, is_due)


def test_an_unknown_age_is_not_taken_for_a_child_s() -> None:
    found = admission(Case(icd10="I63.4", condition=2), rules())
    assert found is not None
    assert found.profile == "neuro"


def test_where_no_rule_fits_none_is_found() -> None:
    only = (Rule(code="burn", profile="burns", icd_from="T20", icd_to="T32"),)
    assert admission(Case(icd10="I63.4", age_years=60, condition=4), only) is None


@given(icd10=st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True), age=st.floats(0, 120))
def test_everybody_ill_enough_is_taken_in_whatever_the_illness(icd10: str, age: float) -> None:
    found = admission(Case(icd10=icd10, age_years=age, condition=Condition.GRAVE), rules())
    assert found is not None
    assert found.is_due
    assert found.profile in Profile.values


def test_every_profile_has_specialists_and_every_specialty_its_profiles() -> None:
    assert set(SPECIALTIES) == set(Profile)
    assert profiles_of(frozenset({"burns"})) == (Profile.BURNS,)
    assert profiles_of(frozenset({"ophthalmology"})) == ()


def reading(hours: float = 0, **said: Any) -> Reading:
    given: dict[str, Any] = {
        "at": AT + hours * HOUR,
        "condition": 2,
        "score_name": "news2",
        "score": 4,
        "level": "low",
        "support": frozenset({"oxygen"}),
    }
    return Reading(**(given | said))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, ()),
        ({"score": 5}, ()),
        ({"score": 6}, ("score",)),
        ({"score": 2}, ()),
        ({"score": 7, "level": "emergency"}, ("score", "level")),
        ({"sofa": 5}, ("organs",)),
        ({"sofa": 4}, ()),
        ({"condition": 3}, ("condition",)),
        ({"condition": 1}, ()),
        ({"support": frozenset({"oxygen", "ventilation"})}, ("support",)),
        ({"support": frozenset({"oxygen", "sedation"})}, ()),
        ({"support": None}, ()),
        ({"score_name": "pews", "score": 12}, ()),
        ({"score": None, "level": ""}, ()),
    ],
)
def test_findings_are_held_against_those_before(said: dict[str, Any], why: tuple[str]) -> None:
    assert worse([reading(-4, sofa=3)], reading(**said), BY) == why


def test_the_first_findings_are_not_worse_than_anything() -> None:
    ill = reading(score=15, level="emergency", condition=4)
    assert worse([], ill, BY) == ()
    assert worse([reading(-30)], ill, BY) == (), "outside of the window"


def test_a_slow_decline_shows_as_well() -> None:
    before = [reading(-12, score=3), reading(-8, score=4), reading(-4, score=4)]
    assert worse(before, reading(score=5), BY) == ("score",)


def test_a_drain_of_support_named_for_the_first_time_is_no_worsening() -> None:
    before = [reading(-4, support=None)]
    assert worse(before, reading(support=frozenset({"ventilation"})), BY) == ()


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8), st.integers(0, 20))
def test_a_lower_score_is_never_worse(before: list[int], now: int) -> None:
    readings = [reading(-n - 1, score=score) for n, score in enumerate(before)]
    why = worse(readings, reading(score=now), BY)
    assert ("score" in why) == (now - min(before) >= 2)
    assert set(why) <= set(Why.values)


def test_who_is_worse_off_is_looked_at_no_less_often() -> None:
    for hours in (FINDINGS_HOURS, ROUND_HOURS):
        due = [due_after(AT, condition, hours) for condition in Condition]  # type: ignore[arg-type] # hours
        assert due == sorted(due, reverse=True)
    assert len(CONDITIONS) == len(Condition)


def test_a_specialist_may_come_sooner_but_not_later_than_the_norm() -> None:
    norm = AT + 24 * HOUR
    assert next_round(AT, norm, None) == norm
    assert next_round(AT, norm, 4) == AT + 4 * HOUR
    assert next_round(AT, norm, 48) == norm


WELL = Found(
    respiratory_rate=16,
    spo2=97,
    is_on_oxygen=False,
    systolic=120,
    diastolic=75,
    heart_rate=72,
    consciousness="A",
    temperature_c=36.6,
    capillary_refill_s=2,
    effort="normal",
    support=(),
)


@pytest.mark.parametrize(
    ("age", "is_pregnant", "name"),
    [(61, False, "news2"), (16, False, "news2"), (6, False, "pews"), (27, True, "meows")],
)
def test_only_the_score_for_the_patient_is_made(
    age: float,
    is_pregnant: bool,  # noqa: FBT001 (a row of the table)
    name: str,
) -> None:
    scores = scores_of(WELL, age, is_pregnant=is_pregnant)
    assert main_of(scores).name == name


def test_for_an_unknown_age_and_in_pregnancy_it_is_said_why_a_score_is_not_made() -> None:
    unknown = scores_of(WELL, None, is_pregnant=False)
    assert unknown["news2"]["reason"] == "age_unknown"
    assert scores_of(WELL, 27, is_pregnant=True)["sofa"]["reason"] == "pregnant"
    assert main_of(unknown).total is None


def test_without_vasopressors_the_circulation_is_known_and_with_unknown_doses_it_is_not() -> None:
    well = scores_of(WELL, 61, is_pregnant=False)["sofa"]
    assert "circulation" not in well["missing"]  # type: ignore[operator] # a list of names
    on_drugs = Found(systolic=90, diastolic=60, support=("vasopressors",))
    scores = scores_of(on_drugs, 61, is_pregnant=False)
    assert sofa_of(scores) is None or "circulation" in scores["sofa"]["missing"]  # type: ignore[operator]
    told = Found(noradrenaline=0.2, support=("vasopressors",))
    assert sofa_of(scores_of(told, 61, is_pregnant=False)) == 4


def test_who_is_ventilated_is_given_oxygen() -> None:
    ventilated = Found(spo2=95, respiratory_rate=16, support=("ventilation",), fio2=60)
    assert scores_of(ventilated, 61, is_pregnant=False)["news2"]["parts"]["is_on_oxygen"] == 2  # type: ignore[index]
    assert scores_of(ventilated, 6, is_pregnant=False)["pews"]["parts"]["oxygen"] == 4  # type: ignore[index]


def test_nothing_measured_is_told_from_a_finding() -> None:
    assert not Found().is_measured()
    assert not Found(support=()).is_measured()
    assert Found(is_on_oxygen=False).is_measured()
    assert Found(urine=0).is_measured()
