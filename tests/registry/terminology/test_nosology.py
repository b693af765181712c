"""Which nosology group a diagnosis belongs to, by the rules that ship with Qanat."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.terminology.models import NosologyRule as Stored
from qanat.registry.terminology.queries import code_rows, nosology_of, nosology_rules
from qanat.registry.terminology.rules import NosologyRule
from qanat.registry.terminology.rules import nosology_of as decide

pytestmark = pytest.mark.usefixtures("registry", "db")

TODAY = date(2026, 11, 25)
ADULT, CHILD, NEWBORN = 40.0, 7.0, 3 / 365


@pytest.mark.parametrize(
    ("icd10", "age_years", "group"),
    [
        ("O14.1", 28.0, "obstetric"),
        ("O72", 16.0, "obstetric"),
        ("Z35", 28.0, "obstetric"),
        ("P22.0", NEWBORN, "newborn"),
        ("P22.0", ADULT, "newborn"),
        ("Q21", NEWBORN, "newborn"),
        ("Q21", CHILD, "childhood"),
        ("Q21", ADULT, "other"),
        ("I63.9", 70.0, "circulatory"),
        ("I21.0", 12.0, "circulatory"),
        ("G45", ADULT, "circulatory"),
        ("T31.3", ADULT, "trauma"),
        ("T07", CHILD, "trauma"),
        ("V89", ADULT, "trauma"),
        ("J18.9", CHILD, "childhood"),
        ("J18.9", ADULT, "other"),
        ("K92.2", ADULT, "other"),
        ("K92.2", None, "other"),
        ("", 5.0, "childhood"),
        ("", None, "other"),
        ("о14.1", 28.0, "obstetric"),
    ],
)
def test_a_diagnosis_and_an_age_give_the_group(
    icd10: str, age_years: float | None, group: str
) -> None:
    assert nosology_of(icd10, age_years, TODAY) == group


@given(
    st.text(max_size=8),
    st.one_of(st.none(), st.floats(0, 120)),
)
def test_every_text_and_age_gives_a_known_group(icd10: str, age_years: float | None) -> None:
    rules = [
        NosologyRule("obstetric", 1, "O00", "O99"),
        NosologyRule("childhood", 2, age_to_years=18),
    ]
    assert decide(icd10, age_years, rules) in {"obstetric", "childhood", "other"}


def test_the_first_rule_by_position_decides_whatever_the_order_given() -> None:
    rules = [NosologyRule("late", 2), NosologyRule("early", 1)]
    assert decide("A00", 1.0, rules) == "early"


def test_rules_of_another_time_do_not_count() -> None:
    Stored.objects.filter(group="trauma").update(valid_to=date(2025, 12, 31))
    assert nosology_of("T07", ADULT, date(2025, 12, 31)) == "trauma"
    assert nosology_of("T07", ADULT, date(2026, 1, 1)) == "other"
    assert nosology_rules(date(2000, 1, 1)) == ()


def test_every_group_of_the_rules_is_in_the_list() -> None:
    groups = {row.code for row in code_rows("nosology")}
    assert {rule.group for rule in nosology_rules(TODAY)} == groups
