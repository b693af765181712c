from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.exchange.api.calling import Answer, System, system
from tests.response.dispatch.builders import aircraft_ids
from tests.response.dispatch.world import world  # noqa: F401 (a fixture)

from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.response.tracking.models import Feed, Position, TrackPoint

pytestmark = pytest.mark.usefixtures("world", "db")


def fix(vehicle_id: int, seconds_ago: float = 0, **said: Any) -> dict[str, Any]:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    given = {"kind": "aircraft", "vehicle_id": vehicle_id, "at": at, "lon": 77.0, "lat": 43.3}
    return given | said


def send(sender: System, *fixes: dict[str, Any], sequence: int | None = None) -> Answer:
    body = {"source": "adsb", "fixes": fixes} | ({"sequence": sequence} if sequence else {})
    return sender.post("/positions", body, Idempotency_Key=uuid4().hex)


def test_a_batch_tells_what_became_of_every_fix_and_how_far_the_feed_is() -> None:
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    old, new = fix(craft, 60), fix(craft, 5, speed_mps=80, course_deg=90, accuracy_m=12)
    answer = send(
        feed,
        new,
        old,
        old,
        fix(craft, -600),
        fix(craft, 1, speed_mps=9000),
        fix(craft, 2, lat=95),
        fix(craft, 3, lon=0, lat=0),
        fix(999_999),
        sequence=7,
    )
    assert answer.status == 200
    assert answer.body == {
        "new": 2,
        "repeated": 1,
        "impossible": 3,
        "future": 1,
        "foreign": 1,
        "last_sequence": 7,
    }
    (seen,) = feed.get("/positions").body["items"]
    assert (seen["speed_mps"], seen["accuracy_m"], seen["source"]) == (80, 12, "adsb")
    assert seen["at"] < seen["received_at"]
    assert TrackPoint.objects.count() == 2


def test_a_tracker_finds_the_number_of_a_registration_however_it_writes_it() -> None:
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    tail = aircraft_at(craft, timezone.now()).tail
    plain = tail.replace("-", "").lower()
    found = feed.get(f"/positions/vehicles?name={plain}&name=UP-NONE")
    assert found.status == 200
    assert found.body["items"] == [{"kind": "aircraft", "vehicle_id": craft, "name": tail}]
    assert feed.get("/positions/vehicles").body["items"] == []
    assert system("analyst").get(f"/positions/vehicles?name={plain}").status == 403


def test_a_feed_goes_on_after_the_last_batch_that_was_accepted() -> None:
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    assert feed.get("/positions/feed?source=adsb").body["last_sequence"] is None
    send(feed, fix(craft, 9), sequence=5)
    assert send(feed, fix(craft, 8), sequence=3).body["last_sequence"] == 5
    assert feed.get("/positions/feed?source=adsb").body["last_sequence"] == 5
    assert feed.get("/positions/feed?source=other").body["last_sequence"] is None
    assert system("position_feed").get("/positions/feed?source=adsb").body["last_sequence"] is None


def test_a_late_fix_is_kept_in_the_track_and_never_replaces_a_newer_one() -> None:
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    send(feed, fix(craft, 5, lat=44.0))
    send(feed, fix(craft, 50, lat=43.0))
    assert Position.objects.get().lat == 44.0
    assert TrackPoint.objects.count() == 2


def test_a_sender_who_sends_too_much_in_a_minute_is_told_to_wait_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    assert send(feed, fix(craft, 1), fix(craft, 2)).status == 200
    Feed.objects.update(minute_count=60_000)
    refused = send(feed, fix(craft, 3))
    assert (refused.status, refused.body["code"]) == (429, "too_fast")
    assert send(system("position_feed"), fix(craft, 4)).status == 200
    assert TrackPoint.objects.count() == 3


def test_a_reader_gets_what_was_received_since_and_nothing_of_others() -> None:
    feed, ids = system("position_feed"), aircraft_ids()
    first, second = ids[0], next(i for i in ids if operator_of(i) != operator_of(ids[0]))
    send(feed, fix(first, 5))
    told = feed.get("/positions").body
    assert [row["vehicle_id"] for row in told["items"]] == [first]
    Position.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    told = feed.get("/positions").body
    assert feed.get(f"/positions?cursor={told['next']}").body["items"] == []
    send(feed, fix(second, 5))
    news = feed.get(f"/positions?cursor={told['next']}").body
    assert [row["vehicle_id"] for row in news["items"]] == [second]
    pages = feed.get("/positions?limit=1").body
    rest = feed.get(f"/positions?limit=1&cursor={pages['next']}").body
    assert {pages["items"][0]["vehicle_id"], rest["items"][0]["vehicle_id"]} == {first, second}
    assert feed.get("/positions?cursor=nonsense!").status == 422


def test_a_key_of_a_region_reads_only_its_own_vehicles() -> None:
    feed, ids = system("position_feed"), aircraft_ids()
    send(feed, *(fix(pk, 5) for pk in ids))
    own = {pk for pk in ids if aircraft_at(pk, timezone.now()).base_region == "KZ-75"}
    seen = system("coordinator", "KZ-75").get("/positions").body["items"]
    assert {row["vehicle_id"] for row in seen} == own
    assert system("analyst").get("/positions").status == 403
    assert send(system("dispatcher"), fix(ids[0], 1)).status == 403


def operator_of(aircraft_id: int) -> int | None:
    return aircraft_at(aircraft_id, timezone.now()).operator_id
