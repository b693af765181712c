"""The hash chain of a stream and the signature of its head: plain functions of bytes."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

START: Final = bytes(32)


def extend(head: bytes, digests: Iterable[bytes]) -> bytes:
    """Return the head after a run of entries, each given by its SHA-256 digest."""
    for digest in digests:
        head = hashlib.sha256(head + digest).digest()
    return head


def close(head: bytes, era: int, low: int, high: int) -> bytes:
    """Bind the range of transactions into the head, so that an empty range counts too."""
    return hashlib.sha256(head + f"{era}:{low}:{high}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head: the stream's newest seal as it stood when it was written."""

    stream: str
    number: int
    hash: str
    at: str

    def message(self) -> bytes:
        """Return what is signed."""
        return f"{self.stream}|{self.number}|{self.hash}|{self.at}".encode()


def sign(heads: Iterable[Head], key: bytes, file: Path) -> None:
    """Append signed heads to a file outside the database, one JSON object a line."""
    signer = Ed25519PrivateKey.from_private_bytes(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        for head in heads:
            signature = base64.b64encode(signer.sign(head.message())).decode()
            line = {
                "stream": head.stream,
                "number": head.number,
                "hash": head.hash,
                "at": head.at,
                "signature": signature,
            }
            out.write(json.dumps(line) + "\n")


def read_heads(key: bytes, file: Path) -> tuple[list[Head], int]:
    """Return the newest signed head of each stream, and how many lines have a bad signature."""
    if not file.exists():
        return [], 0
    public: Ed25519PublicKey = Ed25519PrivateKey.from_private_bytes(key).public_key()
    newest: dict[str, Head] = {}
    bad = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            raw = json.loads(line)
            head = Head(raw["stream"], raw["number"], raw["hash"], raw["at"])
            public.verify(base64.b64decode(raw["signature"]), head.message())
        except (ValueError, KeyError, TypeError, InvalidSignature):
            bad += 1
            continue
        if head.stream not in newest or newest[head.stream].number < head.number:
            newest[head.stream] = head
    return list(newest.values()), bad
