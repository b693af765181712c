"""What the rules say of a case."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.care.abroad.queries.acts import ACTS
from qanat.care.abroad.rules.acts import Act, act_on, acts_of, differences
from qanat.care.abroad.rules.eligibility import ANOTHER, Outlook, Told, Why, assess

OLDER, NEWER = ACTS
CLEAR = Told(
    age_years=40,
    disease="larynx",
    is_citizen=True,
    is_pregnant=False,
    is_injured_on_duty=False,
    is_available_at_home=False,
    is_transportable=True,
    can_benefit=True,
    is_self_arranged=False,
)
ANSWERS = st.sampled_from([True, False, None])
DISEASES = st.sampled_from(["", ANOTHER, "larynx", "transplantation", "net_lutetium"])
TOLD = st.builds(
    Told,
    age_years=st.none() | st.integers(0, 130),
    disease=DISEASES,
    is_citizen=ANSWERS,
    is_pregnant=ANSWERS,
    is_injured_on_duty=ANSWERS,
    is_available_at_home=ANSWERS,
    is_transportable=ANSWERS,
    can_benefit=ANSWERS,
    is_self_arranged=ANSWERS,
)
KNOWN: dict[str, Any] = {
    "age_years": 7,
    "disease": ANOTHER,
    "is_citizen": True,
    "is_pregnant": False,
    "is_injured_on_duty": False,
    "is_available_at_home": False,
    "is_transportable": True,
    "can_benefit": True,
    "is_self_arranged": False,
}


def test_an_adult_with_a_listed_disease_which_nobody_treats_at_home_may_be_sent() -> None:
    finding = assess(NEWER, CLEAR)
    assert (finding.outlook, finding.category) == (Outlook.POSSIBLE, "listed")
    assert finding.priorities == ()


def test_a_child_needs_no_list_since_2021_and_needed_one_before() -> None:
    child = replace(CLEAR, age_years=17, disease=ANOTHER)
    assert assess(NEWER, child).category == "child"
    assert assess(OLDER, child).against == (Why.NOT_LISTED,)


def test_who_turns_eighteen_is_no_child_any_more() -> None:
    assert assess(NEWER, replace(CLEAR, age_years=18, disease=ANOTHER)).against == (Why.NOT_LISTED,)


def test_a_disease_added_later_was_not_paid_before() -> None:
    tumour = replace(CLEAR, disease="net_lutetium")
    assert assess(NEWER, tumour).outlook is Outlook.POSSIBLE
    assert assess(OLDER, tumour).outlook is Outlook.NOT_PAID


def test_who_went_on_his_own_is_never_paid_back_whatever_else_is_true() -> None:
    child = replace(CLEAR, age_years=3, is_self_arranged=True)
    assert assess(NEWER, child).against == (Why.SELF_ARRANGED,)


def test_an_injury_on_duty_needs_no_list() -> None:
    finding = assess(NEWER, replace(CLEAR, disease=ANOTHER, is_injured_on_duty=True))
    assert (finding.outlook, finding.category) == (Outlook.POSSIBLE, "duty")
    assert finding.priorities == ("duty",)


def test_priorities_stand_in_the_order_of_the_act() -> None:
    told = replace(CLEAR, age_years=16, is_pregnant=True, disease="transplantation")
    assert assess(NEWER, told).priorities == ("child", "pregnant", "transplantation")


def test_nothing_said_leaves_everything_open() -> None:
    finding = assess(NEWER, Told())
    assert finding.outlook is Outlook.OPEN
    assert set(finding.missing) == set(Why)


@given(st.sampled_from(ACTS), TOLD, st.data())
def test_what_is_learnt_later_takes_no_refusal_back(
    act: Act, told: Told, data: st.DataObject
) -> None:
    before = assess(act, told)
    unknown = [name for name, value in KNOWN.items() if getattr(told, name) in (None, "")]
    learnt = {name: KNOWN[name] for name in unknown if data.draw(st.booleans())}
    after = assess(act, replace(told, **learnt))
    assert set(before.against) <= set(after.against)
    assert set(after.missing) <= set(before.missing)


@given(st.sampled_from(ACTS), TOLD)
def test_who_has_said_all_hears_yes_or_no(act: Act, told: Told) -> None:
    unknown = {n: v for n, v in KNOWN.items() if getattr(told, n) in (None, "")}
    assert assess(act, replace(told, **unknown)).outlook is not Outlook.OPEN


def test_each_day_since_2015_has_one_act_and_the_days_before_none() -> None:
    assert act_on(ACTS, date(2015, 6, 29)) is None
    assert act_on(ACTS, date(2015, 6, 30)) is OLDER
    assert act_on(ACTS, date(2021, 5, 25)) is OLDER
    assert act_on(ACTS, date(2021, 5, 26)) is NEWER
    assert act_on(ACTS, date(2040, 1, 1)) is NEWER


def test_the_lists_differ_in_transplantation_and_neuroendocrine_tumours() -> None:
    rows = {row.code: row for row in differences(OLDER, NEWER)}
    assert len(rows) == 9
    assert [code for code, row in rows.items() if not row.is_same] == [
        "transplantation",
        "net_lutetium",
    ]
    assert rows["net_lutetium"].older is None


def test_every_text_of_the_acts_stands_in_five_languages() -> None:
    for act in ACTS:
        labels = [one.label for one in act.categories] + [one.label for one in act.diseases]
        labels += [one.label for one in (*act.priorities, *act.grounds)]
        labels += [one.label for one in act.documents]
        for texts in (act.title, *labels):
            assert set(texts) == {"en", "ru", "kk", "uz", "uz-cyrl"}


def test_acts_that_hold_on_the_same_day_are_refused() -> None:
    texts = (
        '{"code":"a","number":"1","title":{},"from":"2020-01-01","to":null,"amended":[],'
        '"source":"","categories":[],"diseases":[],"priorities":[],"grounds":[],"documents":[]}'
    )
    with pytest.raises(ValueError, match="same day"):
        acts_of(f'{{"note":"","acts":[{texts},{texts}]}}'.encode())
