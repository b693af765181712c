"""The hash chain of a stream and the signature of its head: plain functions of bytes."""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

START: Final = bytes(32)
LONGEST_BYTES: Final = 256 * 1024
LONGEST_LINE: Final = 4096


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
    """Append signed heads to a file outside the database, one JSON object a line.

    A line which a crash has cut short is removed first; it was never told to anybody.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    signer = Ed25519PrivateKey.from_private_bytes(key)
    lines = "".join(json.dumps(_signed(head, signer)) + "\n" for head in heads)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.ftruncate(handle, _whole_lines(handle))
        os.lseek(handle, 0, os.SEEK_END)
        os.write(handle, lines.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read_heads(key: bytes, file: Path) -> tuple[list[Head], int]:
    """Return the newest signed head of each stream, and how many lines have a bad signature."""
    if not file.exists():
        return [], 0
    public = Ed25519PrivateKey.from_private_bytes(key).public_key()
    newest: dict[str, Head] = {}
    bad = 0
    *lines, _cut_short = file.read_text(encoding="utf-8", errors="replace").split("\n")
    for line in lines:
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


def rotate(file: Path, now: datetime) -> bool:
    """Set a file aside that has grown long; true when a new one is to be begun with all heads."""
    if not file.exists() or file.stat().st_size < LONGEST_BYTES:
        return False
    file.rename(file.with_name(f"{file.stem}-{now:%Y%m%dT%H%M%S}{file.suffix}"))
    return True


def _signed(head: Head, signer: Ed25519PrivateKey) -> dict[str, str | int]:
    signature = base64.b64encode(signer.sign(head.message())).decode()
    return {
        "stream": head.stream,
        "number": head.number,
        "hash": head.hash,
        "at": head.at,
        "signature": signature,
    }


def _whole_lines(handle: int) -> int:
    """Return the length of the file up to its last whole line."""
    size = os.fstat(handle).st_size
    tail_from = max(0, size - LONGEST_LINE)
    tail = os.pread(handle, LONGEST_LINE, tail_from)
    return tail_from + tail.rfind(b"\n") + 1 if tail else 0
