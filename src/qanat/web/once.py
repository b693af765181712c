"""Forms which are stored once, however often they are sent: the answer may have been lost."""

import hashlib
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

from qanat.foundation.access.session import actor_of
from qanat.foundation.idempotency.commands import Answer, fingerprint, once

NOT_CONTENT: Final = frozenset({"csrfmiddlewaretoken", "key", "by", "is_checked"})


def content(request: HttpRequest) -> bytes:
    """Tell one form from another by what it says, not by the session in which it is sent."""
    said = sorted(
        (n, v) for n, values in request.POST.lists() if n not in NOT_CONTENT for v in values
    )
    text = "\x1e".join(f"{name}\x1f{value}" for name, value in said)
    return fingerprint("POST", request.path, hashlib.sha256(text.encode()).digest())


def once_as_typed(request: HttpRequest, key: str, run: Callable[[], Answer]) -> Answer:
    """Do once what a form asks for; what is typed otherwise under the same key is another wish."""
    said = content(request)
    return once(actor_of(request), f"{key}-{said.hex()}", said, run)
