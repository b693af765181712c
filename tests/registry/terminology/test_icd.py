"""ICD-10 codes as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.icd import icd_category, icd_code, is_in_age, is_within

CODES = st.builds(
    lambda letter, number: f"{letter}{number:02}",
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    st.integers(0, 99),
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("i63.9", "I63.9"), (" О14.1 ", "O14.1"), ("t31,3", "T31.3"), ("Р22.", "P22"), ("", "")],
)
def test_a_code_is_read_in_any_case_and_with_cyrillic_letters(typed: str, code: str) -> None:
    assert icd_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("I63.9", "I63"),
        ("S06", "S06"),
        ("I6", ""),
        ("травма", ""),
        ("", ""),
        ("I6²", ""),
        ("63I", ""),
    ],
)
def test_what_is_no_code_has_no_category(typed: str, category: str) -> None:
    assert icd_category(typed) == category


@pytest.mark.parametrize(
    ("code", "start", "end", "inside"),
    [
        ("I63.9", "I60", "I64", True),
        ("I64", "I60", "I64", True),
        ("I64.9", "I60", "I64", True),
        ("I65", "I60", "I64", False),
        ("I59.9", "I60", "I64", False),
        ("T98.3", "S00", "T98", True),
        ("I20.0", "I20.0", "I20.0", True),
        ("I20.1", "I20.0", "I20.0", False),
        ("I20", "I20.0", "I20.0", False),
        ("", "A00", "Z99", False),
    ],
)
def test_a_range_takes_in_its_ends_and_what_is_under_them(
    code: str,
    start: str,
    end: str,
    inside: bool,  # noqa: FBT001 (what is expected)
) -> None:
    assert is_within(code, start, end) is inside


@given(CODES, CODES, CODES)
def test_ranges_of_categories_are_as_plain_order(code: str, one: str, other: str) -> None:
    start, end = sorted((one, other))
    assert is_within(code, start, end) is (start <= code <= end)


def test_an_unknown_age_fits_only_a_range_without_bounds() -> None:
    assert is_in_age(None, None, None)
    assert not is_in_age(None, None, 18)
    assert not is_in_age(None, 18, None)


def test_the_upper_age_is_outside() -> None:
    assert is_in_age(17.99, None, 18)
    assert not is_in_age(18, None, 18)
    assert is_in_age(18, 18, None)
