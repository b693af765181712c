"""Seal a notice for one browser, and prove who sends it: RFC 8291, 8188 and 8292.

The push service between us and the browser sees neither words nor sender's secrets.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES: Final = 65
SECRET_BYTES: Final = 16
KEY_BYTES: Final = 16
NONCE_BYTES: Final = 12
RECORD_BYTES: Final = 4096
MOST_BYTES: Final = 3993
"""Of plain text: what every push service takes."""
LAST_RECORD: Final = b"\x02"
CURVE: Final = ec.SECP256R1()


class BadKeys(ValueError):  # noqa: N818 (what was given is bad)
    """What a browser gave are no keys."""


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """A browser's public key and the secret it shares with us."""

    public: ec.EllipticCurvePublicKey
    point: bytes
    secret: bytes


def browser_keys(p256dh: str, auth: str) -> BrowserKeys:
    """Read a browser's keys.

    Raises:
        BadKeys: if they are none.
    """
    try:
        point, secret = unpadded(p256dh), unpadded(auth)
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except (ValueError, binascii.Error):
        raise BadKeys from None
    if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
        raise BadKeys
    return BrowserKeys(public, point, secret)


def seal(
    text: bytes,
    browser: BrowserKeys,
    once: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Encrypt a notice for one browser (content coding ``aes128gcm``).

    Args:
        text: at most ``MOST_BYTES``.
        browser: the browser's keys.
        once: our key for this notice alone; made here if not given.
        salt: 16 bytes; drawn here if not given.

    Source:
        RFC 8291 section 3.4; RFC 8188 section 2.
    """
    if len(text) > MOST_BYTES:
        raise ValueError("the notice is too long")
    once = once or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(SECRET_BYTES)
    ours = _point(once.public_key())
    shared = once.exchange(ec.ECDH(), browser.public)
    info = b"WebPush: info\x00" + browser.point + ours
    basis = _derive(shared, browser.secret, info, 32)
    key = _derive(basis, salt, b"Content-Encoding: aes128gcm\x00", KEY_BYTES)
    nonce = _derive(basis, salt, b"Content-Encoding: nonce\x00", NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text + LAST_RECORD, None)
    return salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def voucher(endpoint: str, contact: str, until: int, key: ec.EllipticCurvePrivateKey) -> str:
    """Return the ``Authorization`` by which a push service knows us.

    Args:
        endpoint: the browser's address at the service.
        contact: ``mailto:`` or ``https:`` address of who runs this server.
        until: when it ends, as seconds since 1970; at most a day ahead.
        key: our lasting key.

    Source:
        RFC 8292 sections 2 and 3.
    """
    parts = urlsplit(endpoint)
    head = {"typ": "JWT", "alg": "ES256"}
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": contact}
    signed = f"{_json(head)}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = padless(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={public_text(key)}"


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Return our public key as a browser wants it."""
    return padless(_point(key.public_key()))


def padless(raw: bytes) -> str:
    """Return bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpadded(text: str) -> bytes:
    """Return the bytes of base64url without padding.

    Raises:
        ValueError: if it is none.
    """
    plain = text.rstrip("=").encode("ascii")
    return base64.b64decode(plain + b"=" * (-len(plain) % 4), altchars=b"-_", validate=True)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _json(value: Mapping[str, object]) -> str:
    return padless(json.dumps(value, separators=(",", ":")).encode())
