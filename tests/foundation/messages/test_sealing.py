"""Checked against the example of RFC 8291 (appendix A) and by opening as a browser does."""

import base64
import json
import os
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from qanat.foundation.messages.senders import sealing
from qanat.foundation.messages.senders.sealing import (
    BadKeys,
    browser_keys,
    padless,
    public_text,
    seal,
    unpadded,
    voucher,
)


class Browser:
    """The other end: a key pair, a secret, and how to open what comes."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    @property
    def p256dh(self) -> str:
        return padless(self.point)

    @property
    def auth(self) -> str:
        return padless(self.secret)

    def open(self, sealed: bytes) -> bytes:
        salt, length, rest = sealed[:16], sealed[20], sealed[21:]
        theirs, body = rest[:length], rest[length:]
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), public)
        info = b"WebPush: info\x00" + self.point + theirs
        basis = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(basis)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(basis)
        plain = AESGCM(key).decrypt(nonce, body, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    number = int.from_bytes(unpadded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    browser = browser_keys(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    sealed = seal(
        b"When I grow up, I want to be a watermelon",
        browser,
        ec.derive_private_key(number, ec.SECP256R1()),
        unpadded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert padless(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWA"
        "mS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj"
        "_Qulcy4a-fN"
    )


@settings(max_examples=25)
@given(st.binary(max_size=sealing.MOST_BYTES))
def test_a_browser_opens_what_was_sealed_for_it(text: bytes) -> None:
    browser = Browser()
    assert browser.open(seal(text, browser_keys(browser.p256dh, browser.auth))) == text


def test_a_notice_that_is_too_long_is_refused() -> None:
    browser = Browser()
    with pytest.raises(ValueError, match="too long"):
        seal(b"x" * (sealing.MOST_BYTES + 1), browser_keys(browser.p256dh, browser.auth))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("AAAA", "AAAA"), ("ключ", "x"), (Browser().p256dh, "AAAA"), ("B" * 87, "A" * 22)],
    ids=["nothing", "short", "no letters of it", "no secret", "no point"],
)
def test_what_are_no_keys_is_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BadKeys):
        browser_keys(p256dh, auth)


def test_a_push_service_can_check_who_sends() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    until = int(time.time()) + 3600
    made = voucher("https://push.example:8443/send/abc", "mailto:duty@qanat.example", until, key)
    scheme, _, parameters = made.partition(" ")
    given = dict(part.split("=", 1) for part in parameters.split(", "))
    assert (scheme, given["k"]) == ("vapid", public_text(key))
    head, claims, signature = given["t"].split(".")
    assert json.loads(unpadded(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(unpadded(claims)) == {
        "aud": "https://push.example:8443",
        "exp": until,
        "sub": "mailto:duty@qanat.example",
    }
    raw = base64.urlsafe_b64decode(signature + "==")
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key.public_key().verify(
        encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
    )
