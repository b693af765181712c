"""POST to another machine: with a time limit, without following it elsewhere."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import IO, Final

from qanat.foundation.messages.senders.letter import Failed

TIMEOUT_S: Final = 10.0
MOST_BYTES: Final = 64 * 1024
LATER: Final = frozenset({408, 425, 429})
FINAL_FROM: Final = 400
FAULT_FROM: Final = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered."""

    status: int
    body: bytes
    location: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Go nowhere else: what we send is for the named machine only."""


_OPENER: Final = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send a body; return the answer if it is a success.

    Raises:
        Failed: if it is not; finally, unless the other side is to be asked again later.
    """
    request = urllib.request.Request(url, body, dict(headers), method="POST")  # noqa: S310 (the scheme is checked with the settings)
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as answer:
            return Reply(
                answer.status, answer.read(MOST_BYTES), answer.headers.get("Location") or ""
            )
    except urllib.error.HTTPError as error:
        with error:
            later = _seconds(error.headers.get("Retry-After"))
        is_final = FINAL_FROM <= error.code < FAULT_FROM and error.code not in LATER
        raise Failed(f"http_{error.code}", is_final=is_final, retry_after_s=later) from None
    except (OSError, HTTPException):
        raise Failed("no_answer") from None


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() else None
