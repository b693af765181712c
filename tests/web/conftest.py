"""Requests as the pages of the kit see them, without a database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django.test import RequestFactory

from qanat.foundation.actors import NATION, NOBODY, Actor, Grant
from qanat.web.permissions import GALLERY

Ask = Callable[..., HttpRequest]

VIEWER = Actor(7, "Viewer", (Grant("viewer", frozenset({GALLERY}), NATION),), language="en")


class Quiet(BaseStorage):
    """Messages kept for one request only."""

    def _get(self, *_args: object, **_kwargs: object) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, *_args: object, **_kwargs: object) -> list[Any]:
        return []


@pytest.fixture
def ask(rf: RequestFactory) -> Ask:
    """Make a request: ``ask("/x/?page=2", htmx=True, actor=VIEWER, data={…})``."""

    def make(
        path: str = "/",
        *,
        htmx: bool = False,
        actor: Actor = NOBODY,
        data: dict[str, Any] | None = None,
        **headers: str,
    ) -> HttpRequest:
        if htmx:
            headers["HX-Request"] = "true"
        request = (
            rf.get(path, headers=headers) if data is None else rf.post(path, data, headers=headers)
        )
        request.actor = actor  # type: ignore[attr-defined] # the middleware of sign-in does this
        request._messages = Quiet(request)  # type: ignore[attr-defined]
        return request

    return make
