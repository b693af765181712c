"""Logs: one JSON object a line, and nothing in it that tells of a person.

What an error says may hold a name or a number (a database names the value it refuses), and so
may an address or a form. Of an error we write its class, its place in the code and the name of
the violated constraint; of a request its route, never its address, query or body.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

PLACES: Final = 12
"""How many places in the code are told of an error, innermost last."""
EXTRA: Final = frozenset(
    {
        "actor_id", "attempt", "command", "count", "error", "event", "exit_code", "kind", "lag_s",
        "lane", "method", "ms", "name_of", "port", "request_id", "route", "seconds", "seq",
        "status", "status_code", "stream", "subscriber", "task", "work",
    }
)  # fmt: skip
"""Extra fields which may be written: figures and names of our own, never a person's."""
OURS: Final = "qanat"

access = logging.getLogger("qanat.access")


def logging_settings(level: str = "INFO") -> dict[str, Any]:
    """Return Django's ``LOGGING``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "qanat": {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Refused requests are in the access log already.
            "django.request": {"level": "ERROR"},
        },
    }


class JsonLines(logging.Formatter):
    """Write a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": self._text(record),
        }
        line |= {key: value for key, value in vars(record).items() if key in EXTRA}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)

    def _text(self, record: logging.LogRecord) -> str:
        """Return the message; of others' messages, who fill in addresses, only the pattern."""
        is_ours = record.name.split(".", 1)[0] == OURS
        return record.getMessage() if is_ours else str(record.msg)


def told(error: BaseException) -> str:
    """Return what may be said of an error: its class, and a refused constraint's name."""
    cause = error.__cause__
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    names = [type(error).__name__]
    if cause is not None:
        names.append(type(cause).__name__)
    if constraint:
        names.append(str(constraint))
    return " ".join(names)


def places(trace: TracebackType | None) -> list[str]:
    """Return where in the code an error arose, innermost last."""
    frames = traceback.extract_tb(trace)[-PLACES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


class AccessLog:
    """Write a line for each request: method, route, status, milliseconds, who by number."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note it."""
        begun = time.perf_counter()
        response = self._answer(request)
        match = request.resolver_match
        access.info(
            "request",
            extra={
                "method": request.method if request.method in METHODS else "other",
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - begun) * 1000, 1),
                "actor_id": _who(request),
            },
        )
        return response


METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _who(request: HttpRequest) -> int | None:
    """Return the number of the account, if the request found it: a log asks nothing."""
    number = getattr(getattr(request, "actor", None), "id", None)
    return number if isinstance(number, int) and number > 0 else None
