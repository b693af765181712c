"""The IIN: vectors worked out by hand or read in two independent programs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.registry.patients.rules import iin_control_digit, read_iin


@pytest.mark.parametrize(
    ("iin", "sex", "birth_on"),
    [
        ("850101300124", "male", date(1985, 1, 1)),
        ("850101400120", "female", date(1985, 1, 1)),
        ("050630600013", "female", date(2005, 6, 30)),
        ("991231359995", "male", date(1999, 12, 31)),
        ("000229600103", "female", date(2000, 2, 29)),
        ("061211600012", "female", date(2006, 12, 11)),
        ("900515300908", "male", date(1990, 5, 15)),
    ],
)
def test_a_valid_number_tells_sex_and_birth(iin: str, sex: str, birth_on: date) -> None:
    reading = read_iin(iin)
    assert (reading.status, reading.sex, reading.birth_on) == ("valid", sex, birth_on)


def test_the_second_row_of_weights_is_used_where_the_first_gives_ten() -> None:
    stem = "90051530090"
    first = sum(int(d) * w for d, w in zip(stem, range(1, 12), strict=True)) % 11
    assert first == 10
    assert iin_control_digit(stem) == 8


def test_a_stem_which_gives_ten_twice_has_no_number() -> None:
    assert iin_control_digit("90051530091") is None
    assert all(read_iin(f"90051530091{d}").status == "invalid_checksum" for d in range(10))


def test_a_wrong_control_digit_is_said_and_its_date_still_read() -> None:
    reading = read_iin("070210653849")
    assert reading.status == "invalid_checksum"
    assert reading.birth_on == date(2007, 2, 10)
    assert read_iin("070210653847").status == "valid"


@pytest.mark.parametrize(
    "text",
    [
        "85010130012",  # eleven digits
        "8501013001244",
        "85010130012X",
        "130940000011",  # a company: digit 5 is 4 or more
        "000000000000",
    ],
)
def test_what_is_no_iin_is_not_called_valid(text: str) -> None:
    assert read_iin(text).status != "valid"


@pytest.mark.parametrize("stem", ["85023030012", "12345678901", "85130130012"])
def test_a_number_without_a_day_is_wrong_whatever_its_digit(stem: str) -> None:
    for digit in "0123456789":
        reading = read_iin(f"{stem}{digit}")
        assert (reading.status, reading.birth_on) == ("impossible", None)


def test_the_number_of_an_organisation_can_not_be_checked() -> None:
    assert read_iin("850140300124").status == "unverifiable"


def test_an_old_number_with_century_nought_is_unverifiable() -> None:
    stem = "85010100012"
    reading = read_iin(f"{stem}{iin_control_digit(stem)}")
    assert (reading.status, reading.sex, reading.birth_on) == ("unverifiable", "", None)


@pytest.mark.parametrize("text", ["", "  ", " - "])
def test_nothing_is_absent(text: str) -> None:
    assert read_iin(text).status == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "850101 300124",
        "850101-300124",
        " 850101300124\u00a0",
        "８５０１０１３００１２４",
        "٨٥٠١٠١٣٠٠١٢٤",
    ],
)
def test_spaces_dashes_and_other_digits_do_not_matter(text: str) -> None:
    assert read_iin(text).value == "850101300124"


def test_a_number_of_one_repeated_digit_identifies_nobody() -> None:
    assert not read_iin("000000000000").is_identity
    assert read_iin("850101300124").is_identity
    assert read_iin("070210653849").is_identity


@given(st.text(max_size=40))
def test_any_text_is_read_without_error(text: str) -> None:
    reading = read_iin(text)
    assert reading.status in {"valid", "invalid_checksum", "impossible", "unverifiable", "absent"}


def first_row(stem: str) -> int:
    return sum(int(d) * w for d, w in zip(stem, range(1, 12), strict=True)) % 11


@given(st.text(alphabet="0123456789", min_size=11, max_size=11), st.integers(0, 9))
def test_one_wrong_digit_of_the_first_ten_changes_the_control_digit(stem: str, at: int) -> None:
    other = stem[:at] + str((int(stem[at]) + 1) % 10) + stem[at + 1 :]
    if 10 not in {first_row(stem), first_row(other)}:
        assert iin_control_digit(stem) != iin_control_digit(other)
