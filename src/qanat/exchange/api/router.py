"""Declare an endpoint once: its address, its answer in the document, and who may call it.

A handler is a plain function::

    @endpoint("POST", "/requests", needs=REGISTER, status=201, errors=(RegionMissing,))
    def create_request(call: Call, body: RequestIn) -> RequestMade:
        \"\"\"Register a request.\"\"\"

What it takes and answers is read from its annotations: ``body`` is what is sent, ``query`` what
stands in the query, every other parameter a part of the address. The first line of the docstring
becomes the summary in the OpenAPI document.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar, get_type_hints

import msgspec

from qanat.exchange.api.shapes import Sent
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Refusal

ROOT: Final = "/api/v1"
USUAL_BYTES: Final = 64 * 1024
H = TypeVar("H", bound=Callable[..., Any])


class Wish(StrEnum):
    """Whether a header is asked for."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, when, with which version (If-Match) he was shown, and under which key."""

    actor: Actor
    now: datetime
    version: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method of one address."""

    method: str
    path: str
    """Below the root, such as ``/requests/{request_id}``."""
    run: Callable[..., Any]
    needs: str
    status: int
    errors: tuple[type[Refusal], ...]
    key: Wish
    version: Wish
    location: str
    most_bytes: int
    is_lone: bool
    body: type[Sent] | None
    query: type[Sent] | None
    answer: type[msgspec.Struct] | None
    parts: Mapping[str, type]
    """Parameters of the address by name: ``int`` or ``str``."""
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tag", self.path.split("/")[1])

    @property
    def name(self) -> str:
        """The name of the operation in the document."""
        return self.run.__name__

    @property
    def words(self) -> tuple[str, str]:
        """Summary and description."""
        head, _, rest = (inspect.getdoc(self.run) or "").partition("\n")
        return head, " ".join(rest.split())


ENDPOINTS: Final[list[Endpoint]] = []


def endpoint(  # noqa: PLR0913 (each keyword is one line of the document)
    method: str,
    path: str,
    *,
    needs: str,
    status: int = 200,
    errors: tuple[type[Refusal], ...] = (),
    key: Wish | None = None,
    version: Wish = Wish.NONE,
    location: str = "",
    most_bytes: int = USUAL_BYTES,
    is_lone: bool = False,
) -> Callable[[H], H]:
    """Declare a handler as an endpoint.

    Args:
        method: of HTTP.
        path: below the root.
        needs: the permission without which nothing is looked at.
        status: of the answer when all went well.
        errors: refusals to be expected besides the usual ones.
        key: whether an Idempotency-Key is read; every POST reads one.
        version: whether If-Match is read.
        location: address of what was made, filled from the answer.
        most_bytes: how long the body may be.
        is_lone: it may be one statement, which then looks at the key (``foundation.proving``).
    """

    def declare(run: H) -> H:
        hints = get_type_hints(run, include_extras=True)
        answer = hints.pop("return")
        hints.pop("call")
        ENDPOINTS.append(
            Endpoint(
                method=method,
                path=path,
                run=run,
                needs=needs,
                status=status,
                errors=errors,
                key=key or (Wish.OPTIONAL if method == "POST" else Wish.NONE),
                version=version,
                location=location,
                most_bytes=most_bytes,
                is_lone=is_lone,
                body=hints.pop("body", None),
                query=hints.pop("query", None),
                answer=None if answer is type(None) else answer,
                parts=hints,
            )
        )
        return run

    return declare
