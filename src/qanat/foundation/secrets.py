"""Encrypt what identifies a person, and find it again without decrypting.

AES-256-GCM with a key id in front, so that keys can be renewed; equality is looked up by a
keyed hash (HMAC-SHA-256). The keys live outside the database.
"""

import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES: Final = 12
KEY_ID_BYTES: Final = 2


class KeyMissing(Exception):  # noqa: N818 (a state of the machine, told to its keeper)
    """The key with which something was encrypted is not on this machine."""


def encrypt(text: str) -> bytes:
    """Encrypt a text under the current key."""
    return encrypt_bytes(text.encode())


def encrypt_bytes(content: bytes) -> bytes:
    """Encrypt a content under the current key."""
    key_id: int = settings.QANAT_IDENTIFIER_KEY_ID
    nonce = os.urandom(NONCE_BYTES)
    head = key_id.to_bytes(KEY_ID_BYTES, "big")
    sealed = _cipher(_key(key_id)).encrypt(nonce, content, head)
    return head + nonce + sealed


def decrypt(sealed: bytes) -> str:
    """Decrypt what :func:`encrypt` made.

    Raises:
        KeyMissing: if its key is not on this machine.
    """
    return decrypt_bytes(sealed).decode()


def decrypt_bytes(sealed: bytes) -> bytes:
    """Decrypt what :func:`encrypt_bytes` made.

    Raises:
        KeyMissing: if its key is not on this machine.
        InvalidTag: if it is not what was made.
    """
    raw = bytes(sealed)
    head, nonce = raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
    cipher = _cipher(_key(int.from_bytes(head, "big")))
    return cipher.decrypt(nonce, raw[KEY_ID_BYTES + NONCE_BYTES :], head)


def blind_index(kind: str, value: str) -> bytes:
    """Return the keyed hash (32 bytes) by which equal values of a kind are found."""
    return blind_index_of_bytes(kind, value.encode())


def blind_index_of_bytes(kind: str, content: bytes) -> bytes:
    """Return the same of bytes."""
    key: bytes = settings.QANAT_BLIND_INDEX_KEY
    return hmac.digest(key, f"{kind}\x1f".encode() + content, "sha256")


def derived_key(purpose: str, subject: str) -> bytes:
    """Return a key of 32 bytes which only this server can make again, for one subject alone."""
    key: bytes = settings.QANAT_BLIND_INDEX_KEY
    return hmac.digest(key, f"key\x1f{purpose}\x1f{subject}".encode(), "sha256")


_cipher: Final = lru_cache(maxsize=8)(AESGCM)


def _key(key_id: int) -> bytes:
    keys: dict[int, bytes] = settings.QANAT_IDENTIFIER_KEYS
    try:
        return keys[key_id]
    except KeyError:
        raise KeyMissing(str(key_id)) from None
