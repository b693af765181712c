import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.messages import links
from qanat.foundation.messages.rules import (
    CODE_LENGTH,
    LETTERS,
    LONGEST_WAIT_S,
    code_from,
    codes_in,
    is_phone,
    wait_s,
)


def test_waits_grow_and_end() -> None:
    waits = [wait_s(tries) for tries in range(1, 12)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_S


def test_a_gateway_may_ask_for_a_longer_wait_but_not_for_an_endless_one() -> None:
    assert wait_s(1, 60) == 60
    assert wait_s(1, 1) == 5
    assert wait_s(1, 1e9) == LONGEST_WAIT_S


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_found_again_however_it_is_typed(digest: bytes) -> None:
    code = code_from(digest)
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(LETTERS)
    for typed in (
        code,
        code.lower(),
        f"{code[:3]} {code[3:]}",
        f"{code[:3]}-{code[3:]}",
        f"Иду, {code}!",
    ):
        assert code in codes_in(typed)


@pytest.mark.parametrize("text", ["", "ok", "иду", "O0I1LU", "K7M2Q", "K7M2QXX"])
def test_other_words_are_no_codes(text: str) -> None:
    assert codes_in(text) == []


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("+77010000000", True),
        ("77010000000", False),
        ("+7701", False),
        ("+7 701 000 00 00", False),
        ("+77010000000\n", False),
        ("+0123456789", False),
    ],
)
def test_a_number_is_international_or_none(number: str, *, fits: bool) -> None:
    assert is_phone(number) is fits


@given(st.integers(min_value=1, max_value=2**62))
def test_a_signed_name_leads_back_to_its_message(message_id: int) -> None:
    assert links.message_of(links.token_of(message_id)) == message_id


@given(st.text(max_size=60))
def test_a_name_made_up_leads_nowhere(token: str) -> None:
    assert links.message_of(token) is None


def test_the_signature_of_one_message_does_not_open_another() -> None:
    _, _, signature = links.token_of(5).partition(".")
    assert links.message_of(f"6.{signature}") is None
