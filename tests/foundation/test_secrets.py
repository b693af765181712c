"""Identifiers at rest: sealed, found by keyed hash, readable under older keys."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from qanat.foundation.secrets import KeyMissing, blind_index, decrypt, encrypt

IIN = "850101300123"


@given(st.text(max_size=200))
def test_what_was_sealed_opens_again(text: str) -> None:
    assert decrypt(encrypt(text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert encrypt(IIN) != encrypt(IIN)
    assert IIN.encode() not in encrypt(IIN)


def test_a_sealed_text_changed_by_one_bit_does_not_open() -> None:
    sealed = bytearray(encrypt(IIN))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        decrypt(bytes(sealed))


def test_a_sealed_text_said_to_be_of_another_key_does_not_open(settings: Settings) -> None:
    present = settings.QANAT_IDENTIFIER_KEY_ID
    settings.QANAT_IDENTIFIER_KEYS = {
        present: settings.QANAT_IDENTIFIER_KEYS[present],
        77: settings.QANAT_IDENTIFIER_KEYS[present],
    }
    sealed = encrypt(IIN)
    with pytest.raises(InvalidTag):
        decrypt((77).to_bytes(2, "big") + sealed[2:])


def test_after_a_renewal_old_and_new_open_but_not_without_their_keys(settings: Settings) -> None:
    old = encrypt(IIN)
    before = dict(settings.QANAT_IDENTIFIER_KEYS)
    settings.QANAT_IDENTIFIER_KEYS = {**before, 4242: bytes(range(32))}
    settings.QANAT_IDENTIFIER_KEY_ID = 4242
    new = encrypt(IIN)
    assert (decrypt(old), decrypt(new)) == (IIN, IIN)
    settings.QANAT_IDENTIFIER_KEYS = before
    assert decrypt(old) == IIN
    with pytest.raises(KeyMissing, match="4242"):
        decrypt(new)


def test_equal_values_of_a_kind_meet_and_nothing_else_does(settings: Settings) -> None:
    index = blind_index("iin", IIN)
    assert len(index) == 32
    assert blind_index("iin", IIN) == index
    assert blind_index("passport", IIN) != index
    assert blind_index("iin", IIN[:-1]) != index
    assert blind_index("iin\x1f8", IIN[1:]) != index
    settings.QANAT_BLIND_INDEX_KEY = bytes(32)
    assert blind_index("iin", IIN) != index
