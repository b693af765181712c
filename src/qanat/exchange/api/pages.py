"""The document for machines, and the same for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from qanat.exchange.api.endpoints import everything
from qanat.exchange.api.openapi import document as openapi_document
from qanat.exchange.api.router import ROOT, Endpoint, Wish
from qanat.web.reply import page


@dataclass(frozen=True, slots=True)
class Line:
    """One endpoint as it is listed."""

    method: str
    address: str
    summary: str
    needs: str
    headers: str


@require_GET
def document(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Answer the OpenAPI document."""
    return HttpResponse(_encoded(), content_type="application/json")


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Show every endpoint to a person."""
    groups: dict[str, list[Line]] = {}
    for one in everything():
        groups.setdefault(one.tag, []).append(_line(one))
    return page(request, "api/endpoints.html", {"groups": groups, "root": ROOT})


@lru_cache(maxsize=1)
def _encoded() -> bytes:
    everything()
    return msgspec.json.encode(openapi_document())


def _line(one: Endpoint) -> Line:
    return Line(
        method=one.method,
        address=ROOT + one.path,
        summary=one.words[0],
        needs=one.needs,
        headers=", ".join(_headers(one)),
    )


def _headers(one: Endpoint) -> Iterator[str]:
    if one.key is Wish.REQUIRED:
        yield "Idempotency-Key"
    if one.version is Wish.REQUIRED:
        yield "If-Match"
