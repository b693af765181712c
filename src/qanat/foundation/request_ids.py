"""The number of a request: in the answer, in the logs, and on the page of a fault."""

import re
import secrets
from contextvars import ContextVar
from typing import Final

from django.http import HttpRequest

HEADER: Final = "X-Request-ID"
META: Final = "HTTP_X_REQUEST_ID"
ACCEPTED: Final = re.compile(r"[A-Za-z0-9-]{8,64}")

current: ContextVar[str] = ContextVar("qanat_request_id", default="")
"""For log records: the number of the request this thread works on."""


def request_id_of(request: HttpRequest) -> str:
    """Return the number of a request, giving it one if it has none or an odd one."""
    given = str(request.META.get(META, ""))
    if not ACCEPTED.fullmatch(given):
        given = secrets.token_hex(16)
        request.META[META] = given
    return given
