from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.api.calling import Answer, System, system
from tests.response.dispatch.builders import aircraft_ids

from qanat.engine.geodesy import Point, destination
from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.response.tracking.commands import FixDraft, report_positions
from qanat.response.tracking.models import Feed, Position, TrackPoint
from qanat.response.tracking.queries import positions

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
        "doubtful": 0,
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


def test_a_position_too_far_away_is_kept_in_doubt_and_used_once_a_second_agrees() -> None:
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    send(feed, fix(craft, 50))
    wrong = fix(craft, 40, lat=51.2)
    assert send(feed, wrong).body["doubtful"] == 1
    (seen,) = feed.get("/positions").body["items"]
    assert (seen["lat"], seen["doubtful_lat"]) == (43.3, 51.2)
    send(feed, wrong)  # the same once more is no second one
    (seen,) = feed.get("/positions").body["items"]
    assert seen["lat"] == 43.3
    send(feed, fix(craft, 30))
    (seen,) = feed.get("/positions").body["items"]
    assert (seen["lat"], seen["doubtful_at"]) == (43.3, None)
    send(feed, fix(craft, 20, lat=51.2))
    assert send(feed, fix(craft, 10, lat=51.21)).body["doubtful"] == 0
    (seen,) = feed.get("/positions").body["items"]
    assert (seen["lat"], seen["doubtful_at"]) == (51.21, None)
    doubted = TrackPoint.objects.filter(is_doubtful=True)
    assert [(point.lat, point.lon) for point in doubted] == [(51.2, 77.0)]


def test_a_clock_a_little_ahead_counts_as_now_and_does_not_hide_what_comes_next() -> None:
    feed, (craft, *_others) = system("position_feed"), aircraft_ids()
    send(feed, fix(craft, -100, lat=43.30))
    assert Position.objects.get().at <= timezone.now()
    send(feed, fix(craft, -100, lat=43.31))
    assert Position.objects.get().lat == 43.31


Steps = st.lists(
    st.tuples(st.integers(1, 30), st.floats(0, 360), st.integers(0, 75)), min_size=2, max_size=12
)


@settings(max_examples=15, deadline=None)
@given(steps=Steps, wrong=st.integers(0, 10), way=st.floats(0, 360), far_km=st.integers(200, 5000))
def test_one_wrong_position_never_moves_a_vehicle_and_two_that_agree_do(
    steps: list[tuple[int, float, int]], wrong: int, way: float, far_km: int
) -> None:
    Position.objects.all().delete()
    craft = aircraft_ids()[0]
    now, spot, spots = timezone.now(), Point(70.0, 48.0), list[Point]()
    for step_s, course, speed_mps in steps:
        spots.append(spot := destination(spot, course, speed_mps * step_s))
    behind = [sum(step[0] for step in steps[n + 1 :]) for n in range(len(steps))]
    wrong = 1 + wrong % (len(steps) - 1)
    off = destination(spots[wrong], way, far_km * 1000)
    for n, true in enumerate(spots):
        place = off if n == wrong else true
        report(craft, now - timedelta(seconds=behind[n]), place)
        kept = spots[n - 1] if n == wrong else true
        assert seen_at(craft) == (kept.lon, kept.lat)
    for later in (1, 2):
        report(craft, now + timedelta(seconds=later), off)
    assert seen_at(craft) == (off.lon, off.lat)


def report(craft: int, at: datetime, place: Point) -> None:
    draft = FixDraft(kind="aircraft", vehicle_id=craft, at=at, lon=place.lon, lat=place.lat)
    report_positions(SYSTEM, fixes=[draft], source="test", now=at)


def seen_at(craft: int) -> tuple[float, float]:
    (row,) = positions(SYSTEM, timezone.now(), "aircraft", [craft])
    return row.lon, row.lat


def operator_of(aircraft_id: int) -> int | None:
    return aircraft_at(aircraft_id, timezone.now()).operator_id
