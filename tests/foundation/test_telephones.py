"""Numbers are one number in any spelling, and nothing else is a number."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from qanat.foundation.telephones import plain_telephone, shown_telephone, telephone_key

MOBILE = st.integers(0, 9_999_999).map(lambda n: f"701{n:07}")
SPACES = st.lists(st.sampled_from([" ", "-", "(", ")", "\u00a0", ""]), min_size=10, max_size=10)


@given(MOBILE, st.sampled_from(["8", "+7", "7", "8 ", "+7 "]), SPACES)
def test_a_number_is_found_however_it_is_spelled(
    number: str, head: str, between: list[str]
) -> None:
    spelled = head + "".join(a + b for a, b in zip(between, number, strict=True))
    assert plain_telephone(spelled) == f"+7{number}"
    assert telephone_key(spelled) == telephone_key(f"+7{number}")


@given(MOBILE)
def test_what_is_shown_is_read_as_the_same_number(number: str) -> None:
    assert plain_telephone(shown_telephone(f"+7{number}")) == f"+7{number}"


@given(MOBILE, MOBILE)
def test_two_numbers_have_two_keys(one: str, other: str) -> None:
    assert (telephone_key(one) == telephone_key(other)) is (one == other)


@pytest.mark.parametrize(
    "text", ["", "?", "anonymous", "12", "0" * 300, "\x00", "'; drop--", "+", "+0", "\u202e"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert plain_telephone(text) == ""
    assert telephone_key(text) is None


@given(st.from_regex(r"\+7[0-9]{10}", fullmatch=True))
def test_a_number_of_ours_spelled_as_it_is_to_be_is_what_the_library_makes_of_it(text: str) -> None:
    number = phonenumbers.parse(text, "KZ")
    assert phonenumbers.is_possible_number(number)
    assert plain_telephone(text) == phonenumbers.format_number(number, PhoneNumberFormat.E164)
