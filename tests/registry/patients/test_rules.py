"""Doubts, ages, telling persons apart, reading a search."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.patients.rules import (
    Description,
    Identity,
    age_years,
    birth_of_age,
    fits,
    group_same_persons,
    identity_doubts,
    looks_like_national_id,
    plain_phone,
    read_iin,
    read_search,
)

TODAY = date(2026, 11, 25)


def doubts_of(iin: str, sex: str, birth_on: date | None, *, is_exact: bool = True) -> list[str]:
    reading = read_iin(iin)
    return [
        d.value
        for d in identity_doubts(
            reading, sex=sex, birth_on=birth_on, is_exact=is_exact, today=TODAY
        )
    ]


def test_what_fits_raises_no_doubt() -> None:
    assert doubts_of("850101300124", "male", date(1985, 1, 1)) == []


def test_another_sex_or_birth_is_doubted() -> None:
    assert doubts_of("850101300124", "female", date(1985, 1, 2)) == ["iin_sex", "iin_birth"]


def test_an_estimated_birth_is_not_held_against_the_number() -> None:
    assert doubts_of("850101300124", "unknown", date(1984, 7, 1), is_exact=False) == []


def test_a_wrong_digit_and_a_future_birth_are_both_said() -> None:
    assert doubts_of("850101300125", "unknown", date(2027, 1, 1)) == [
        "iin_checksum",
        "iin_birth",
        "born_in_future",
    ]


def test_nobody_is_older_than_the_oldest() -> None:
    assert doubts_of("", "unknown", date(1899, 1, 1)) == ["very_old"]


@pytest.mark.parametrize(
    ("birth_on", "years"),
    [
        (date(2026, 11, 25), 0),
        (date(2025, 11, 26), 0),
        (date(2025, 11, 25), 1),
        (date(2004, 2, 29), 22),
    ],
)
def test_age_counts_completed_years(birth_on: date, years: int) -> None:
    assert age_years(birth_on, TODAY) == years


@given(st.integers(min_value=0, max_value=110))
def test_a_birth_made_of_an_age_gives_that_age_back(years: int) -> None:
    assert age_years(birth_of_age(years, TODAY), TODAY) == years


@pytest.mark.parametrize(
    ("country", "value", "fits"),
    [
        ("TR", "12345678901", True),
        ("TR", "02345678901", False),
        ("AZ", "5ABC123", True),
        ("KG", "1234567890123", False),
        ("UZ", "12345678901234", True),
        ("HU", "123456789", True),
        ("FR", "anything", True),
    ],
)
def test_shapes_of_national_numbers(country: str, value: str, *, fits: bool) -> None:
    assert looks_like_national_id(country, value) is fits


@pytest.mark.parametrize("text", ["+7 701 123 45 67", "8 (701) 123-45-67", "87011234567"])
def test_phones_are_read_as_at_home(text: str) -> None:
    assert plain_phone(text) == ("+77011234567", True)


def test_what_is_no_phone_is_kept_as_it_is() -> None:
    assert plain_phone("none") == ("NONE", False)


A, B = b"iin-a", b"iin-b"
DOC, OTHER_DOC = frozenset({b"doc-1"}), frozenset({b"doc-2"})


def test_the_same_iin_is_the_same_person_whatever_the_name() -> None:
    assert group_same_persons(
        [Identity(A, name="x"), Identity(B, name="x"), Identity(A, name="y")]
    ) == [0, 1, 0]


def test_different_iins_are_different_persons_though_document_and_name_agree() -> None:
    assert group_same_persons([Identity(A, DOC, "x"), Identity(B, DOC, "x")]) == [0, 1]


def test_a_document_joins_the_owner_of_an_iin() -> None:
    assert group_same_persons([Identity(None, DOC), Identity(A, DOC), Identity(None, DOC)]) == [
        0,
        0,
        0,
    ]


def test_a_bare_name_joins_the_one_person_of_that_name() -> None:
    assert group_same_persons([Identity(name="x"), Identity(A, name="x"), Identity(name="x")]) == [
        0,
        0,
        0,
    ]


def test_a_bare_name_which_fits_two_persons_is_a_person_of_its_own() -> None:
    rows = [Identity(A, name="x"), Identity(B, name="x"), Identity(name="x"), Identity(name="x")]
    assert group_same_persons(rows) == [0, 1, 2, 2]


def test_a_holder_of_a_document_joins_a_holder_of_an_iin_by_name() -> None:
    assert group_same_persons([Identity(A, name="x"), Identity(None, DOC, "x")]) == [0, 0]


def test_two_documents_of_one_name_join_nobody() -> None:
    rows = [Identity(A, name="x"), Identity(None, DOC, "x"), Identity(None, OTHER_DOC, "x")]
    assert group_same_persons(rows) == [0, 1, 2]


def test_a_holder_of_both_is_not_joined_to_another_document_by_name() -> None:
    assert group_same_persons([Identity(A, DOC, "x"), Identity(None, OTHER_DOC, "x")]) == [0, 1]


def test_those_of_whom_nothing_is_known_stay_apart() -> None:
    assert group_same_persons([Identity(), Identity(), Identity()]) == [0, 1, 2]


IDENTITIES = st.builds(
    Identity,
    iin=st.sampled_from([None, A, B]),
    documents=st.sampled_from([frozenset(), DOC, OTHER_DOC]),
    name=st.sampled_from(["", "x", "y"]),
)


@given(st.lists(IDENTITIES, max_size=4))
def test_the_order_of_descriptions_does_not_matter(rows: list[Identity]) -> None:
    def parts(order: tuple[int, ...]) -> set[frozenset[int]]:
        groups = group_same_persons([rows[i] for i in order])
        return {
            frozenset(order[j] for j, g in enumerate(groups) if g == first) for first in set(groups)
        }

    expected = parts(tuple(range(len(rows))))
    for order in permutations(range(len(rows))):
        assert parts(order) == expected


@given(st.lists(IDENTITIES, max_size=12))
def test_two_iins_never_become_one_person(rows: list[Identity]) -> None:
    groups = group_same_persons(rows)
    for first in set(groups):
        iins = {rows[i].iin for i, g in enumerate(groups) if g == first and rows[i].iin}
        assert len(iins) <= 1


def test_a_search_reads_names_numbers_and_dates_in_any_order() -> None:
    terms = read_search("Ахметов 01.02.1985 850101300124 мд")
    assert terms.words == ("Ахметов", "мд")
    assert terms.birth_on == date(1985, 2, 1)
    assert terms.numbers == ("850101300124",)


@pytest.mark.parametrize("text", ["850101 300124", "+7 701 123-45-67", "  850101300124 "])
def test_a_number_written_in_groups_is_one_number(text: str) -> None:
    terms = read_search(text)
    assert len(terms.numbers) == 1
    assert terms.words == ()


def test_a_record_number_and_a_year_are_known() -> None:
    assert read_search("unk-12-20261125-3").record == "UNK-12-20261125-3"
    assert read_search("P-0000012").record == "P-0000012"
    assert read_search("1985-02-01").birth_on == date(1985, 2, 1)
    assert read_search("Ким 1985").birth_year == 1985


def test_a_date_that_does_not_exist_is_a_number() -> None:
    assert read_search("31.02.1985").birth_on is None


@given(st.text(max_size=60))
def test_any_line_is_read_without_error(text: str) -> None:
    terms = read_search(text)
    assert all(terms.words) or terms.words == ()


described = st.builds(
    Description,
    names=st.lists(st.sampled_from(["akhmetov erlan", "kim", "kim asel"]), max_size=2).map(tuple),
    sex=st.sampled_from(["", "unknown", "male", "female"]),
    birth_on=st.none() | st.dates(date(1930, 1, 1), TODAY),
    age=st.none() | st.integers(0, 120),
)


@given(described, described)
def test_a_number_which_is_not_sure_asks_for_more_than_one_which_is(
    told: Description, known: Description
) -> None:
    doubtful = fits(told, [known], is_sure=False, today=TODAY)
    assert not doubtful or (told.names and known.names)
    assert not doubtful or fits(told, [known], is_sure=True, today=TODAY)


@given(described)
def test_who_is_described_as_before_is_the_same(one: Description) -> None:
    alike = Description(one.names, one.sex, one.birth_on)
    assert fits(alike, [alike], is_sure=True, today=TODAY)


@pytest.mark.parametrize(
    ("told", "is_same"),
    [
        (Description(("akhmetov",)), True),
        (Description(("erlan akhmetov serikuly",)), True),
        (Description(("akhmetova erlan",)), False),
        (Description(birth_on=date(1985, 1, 1)), True),
        (Description(birth_on=date(1985, 1, 2)), False),
        (Description(age=36), True),
        (Description(age=3), False),
        (Description(sex="female"), False),
        (Description(sex="unknown"), True),
    ],
)
def test_what_is_told_fits_or_not(told: Description, *, is_same: bool) -> None:
    known = Description(("akhmetov erlan",), "male", date(1985, 1, 1))
    assert fits(told, [known], is_sure=True, today=TODAY) is is_same
