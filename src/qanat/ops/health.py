"""``GET /health``: whether this process answers, and whether its planner is ready; no sign-in."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from qanat.ops import planner

PATH: Final = "/health"
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Health:
    """Answers for the health of the process; everything else is the application's.

    The database is not asked: who wants to know about it asks ``qanat doctor``.
    """

    def __init__(self, application: App) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "GET":
            return self.application(environ, start_response)
        told = {"status": "ok", "process": os.getpid(), "planner": planner.state()}
        body = json.dumps(told).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("200 OK", headers)
        return [body]
