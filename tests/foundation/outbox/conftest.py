"""Subscribers which exist for one test only."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qanat.foundation.outbox import SUBSCRIBERS, Event, on

Subscribe = Callable[..., None]


@pytest.fixture
def subscribe() -> Iterator[Subscribe]:
    before = {kind: list(subscribers) for kind, subscribers in SUBSCRIBERS.items()}
    SUBSCRIBERS.clear()

    def add(event_type: type[Event], run: Callable[[Any], None], lane: str = "quick") -> None:
        on(event_type, lane=lane)(run)

    yield add
    SUBSCRIBERS.clear()
    SUBSCRIBERS.update(before)
