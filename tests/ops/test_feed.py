"""The simulated feed is a sender like any other: through the API, with a key."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from io import BytesIO
from typing import Self
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from tests.response.dispatch.builders import aircraft_ids

from qanat.ops.commands.feed import _Clock, check
from qanat.ops.demo import feed
from qanat.ops.troubles import TroubleError
from qanat.response.tracking.commands import FixDraft
from qanat.response.tracking.models import Position, TrackPoint

pytestmark = pytest.mark.usefixtures("world", "db")


class Answered:
    """What urlopen returns."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def read(self) -> bytes:
        return self._content


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the feed's calls reach the API of this process."""

    def urlopen(request: Request, timeout: float) -> Answered:
        given = {name.title(): value for name, value in request.header_items()}
        given.pop("Content-Type", None)
        answer = Client().generic(
            request.get_method(),
            request.full_url.removeprefix("http://qanat"),
            request.data or b"",
            content_type="application/json" if request.data else "",
            headers=given,
        )
        if answer.status_code >= 400:
            raise HTTPError(
                request.full_url, answer.status_code, "", Message(), BytesIO(answer.content)
            )
        return Answered(answer.content)

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    with override_settings(QANAT_DEMO=True):
        yield


def test_the_feed_sends_through_the_door_with_its_key_and_goes_on_with_its_numbers() -> None:
    now = timezone.now()
    sender = feed.Sender("http://qanat", feed.new_key(now))
    sender.begin()
    craft = aircraft_ids()[0]
    fix = FixDraft(kind="aircraft", vehicle_id=craft, at=now, lon=77.0, lat=43.0)
    assert sender.send([fix])["new"] == 1
    assert sender.send([fix])["repeated"] == 1
    again = feed.Sender("http://qanat", feed.new_key(now))
    again.begin()
    assert again.sequence == 2
    seen = Position.objects.get()
    assert (seen.source, seen.accuracy_m) == ("simulation", feed.ACCURACY_M)
    assert TrackPoint.objects.count() == 1


def test_a_feed_with_a_wrong_key_is_told_and_sends_nothing() -> None:
    with pytest.raises(feed.NoDoor, match="401"):
        feed.Sender("http://qanat", "qnt_wrong").begin()
    assert not Position.objects.exists()


def test_the_past_is_played_faster_and_ends_at_now() -> None:
    begun = datetime(2026, 11, 26, 6, tzinfo=UTC)
    clock = _Clock(begun, 60, 60)
    assert clock.at(begun) == begun - timedelta(minutes=60)
    assert clock.at(begun + timedelta(seconds=30)) == begun - timedelta(minutes=30)
    assert clock.at(begun + timedelta(seconds=61)) is None
    assert _Clock(begun, 1, 0).at(begun) == begun


def test_what_would_run_ahead_of_now_is_refused() -> None:
    with pytest.raises(TroubleError):
        check(argparse.Namespace(speed=10, minutes=0))
    check(argparse.Namespace(speed=10, minutes=5))
