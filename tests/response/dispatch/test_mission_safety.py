"""Nothing departs unasked: acceptance, weather, aborts in the air."""

from datetime import datetime

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import Browse, typed_moment
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    aircraft_ids,
    flown,
    mission,
    stamp,
)

from qanat.foundation.actors import SYSTEM
from qanat.foundation.lifecycle import ReasonMissing
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.missions import abort_mission
from qanat.response.dispatch.commands.operating import (
    HoldInThePast,
    accept_mission,
    end_weather_hold,
    hold_for_weather,
)
from qanat.response.dispatch.commands.turns import NotAccepted, OnWeatherHold
from qanat.response.dispatch.models import Mission, Stamp

pytestmark = pytest.mark.usefixtures("world", "db")

MOVING = ("air.off_blocks", "air.take_off", "air.landing", "eTimes.07", "air.crew_called")


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def hold(row: Mission, reason: str = "fog", until: datetime | None = NOW + 60 * MINUTE) -> None:
    hold_for_weather(SYSTEM, mission_id=row.pk, reason=reason, until=until, now=NOW)


def test_nothing_moves_before_the_operator_has_accepted() -> None:
    row = mission()
    for kind in MOVING:
        with pytest.raises(NotAccepted):
            stamp(row, kind, 30)
    assert not Stamp.objects.exists()
    stamp(row, "air.weather_checked", 5)
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp(row, "air.take_off", 30)
    row.refresh_from_db()
    assert row.state == "departed"


def test_the_page_says_that_the_operator_is_to_accept_and_gives_him_the_button(
    browse: Browse,
) -> None:
    row = mission()
    accept = at("mission_move", row.pk, "accept")
    team = browse("team", "KZ-19").get(at("mission", row.pk)).content.decode()
    assert "The operator has not accepted yet." in team
    assert 'value="air.take_off' not in team.partition("Another time")[0]
    assert accept not in team
    desk = browse("operator", str(row.operator_id))
    stamping = desk.get(at("mission", row.pk)).content.decode().partition("Stamp now")[2]
    assert accept in stamping
    refused = browse("team", "KZ-19").post(at("stamp", row.pk), {"now": "air.take_off|"})
    assert refused.status_code == 422
    assert "has to be accepted before" in refused.content.decode()
    assert not Stamp.objects.exists()


def test_a_hold_for_weather_has_a_reason_and_an_end_and_holds_the_departure() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    with pytest.raises(ReasonMissing):
        hold(row, reason="")
    for until in (None, NOW, NOW - MINUTE):
        with pytest.raises(HoldInThePast):
            hold(row, until=until)
    hold(row)
    row.refresh_from_db()
    assert (row.state, row.hold_reason, row.hold_until) == (
        "weather_hold",
        "fog",
        NOW + 60 * MINUTE,
    )
    with pytest.raises(OnWeatherHold):
        stamp(row, "air.take_off", 30)
    end_weather_hold(SYSTEM, mission_id=row.pk)
    row.refresh_from_db()
    assert (row.hold_reason, row.hold_until) == ("", None)
    stamp(row, "air.take_off", 30)


def test_the_page_of_a_held_mission_offers_to_end_the_hold(browse: Browse) -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    desk = browse("operator", str(row.operator_id))
    here = at("mission_move", row.pk, "hold_for_weather")
    assert desk.post(here, {"note": "x"}).status_code == 422
    values = {"reason": "fog", "until": typed_moment(NOW + 9_000 * MINUTE), "note": ""}
    assert desk.post(here, values).status_code == 303
    stamping = desk.get(at("mission", row.pk)).content.decode().partition("Stamp now")[2]
    assert at("mission_move", row.pk, "end_weather_hold") in stamping
    assert 'value="air.take_off' not in stamping.partition("Another time")[0]
    refused = desk.post(at("stamp", row.pk), {"now": "air.take_off|"})
    assert (refused.status_code, Stamp.objects.count()) == (422, 0)
    request = browse("dispatcher").get(at("request", row.requests.get().pk)).content.decode()
    assert "waits for the weather until" in request
    assert at("replan", row.pk) in request


def test_what_was_aborted_in_the_air_stays_promised_until_it_has_landed() -> None:
    row = flown(mission(), until=1)
    abort_mission(DISPATCHER, mission_id=row.pk, reason="weather", now=NOW + 50 * MINUTE)
    row.refresh_from_db()
    assert (row.state, row.end_reason, row.ended_at) == ("aborted_aloft", "weather", None)
    assert row.requests.get().state == "approved"
    assert [c.resource_id for c in commitments_of("mission", row.pk)] == [row.aircraft_id]
    stamp(row, "air.landing", 65)
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("aborted", NOW + 65 * MINUTE)
    assert row.flown_s == 35 * 60
    assert sum(line.flown_s for line in row.costs.all()) == 35 * 60
    assert commitments_of("mission", row.pk) == []


def test_after_an_abort_in_the_air_the_next_button_is_the_landing_and_where(
    browse: Browse,
) -> None:
    row = flown(mission(), until=1)
    client = browse("dispatcher")
    reason = {"reason": "weather", "note": ""}
    assert client.post(at("mission_move", row.pk, "abort"), reason).status_code == 303
    page = client.get(at("mission", row.pk)).content.decode()
    leg = row.legs.order_by("position").first()
    assert leg is not None
    buttons = [part.split('"')[0] for part in page.split('name="now" value="')[1:]]
    assert buttons == [f"air.landing|{leg.pk}|Almaty", f"air.landing|{leg.pk}|Taldykorgan"]
    assert client.post(at("stamp", row.pk), {"now": buttons[0]}).status_code == 303
    made = Stamp.objects.latest("id")
    assert (made.kind, made.place) == ("air.landing", "Almaty")
    assert "Landing – Almaty" in client.get(at("mission", row.pk)).content.decode()


def test_what_is_aborted_on_the_ground_is_free_at_once() -> None:
    row = flown(mission(), until=2)
    abort_mission(DISPATCHER, mission_id=row.pk, reason="technical", now=NOW + 90 * MINUTE)
    row.refresh_from_db()
    assert (row.state, commitments_of("mission", row.pk)) == ("aborted", [])


def test_who_may_not_call_the_crew_is_not_asked_to_stamp_it(browse: Browse) -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    team = browse("team", "KZ-19")
    for _press in range(3):
        page = team.get(at("mission", row.pk)).content.decode()
        pressed = page.split('name="now" value="')[1].split('"', maxsplit=1)[0]
        assert not pressed.startswith("air.crew_called")
        assert team.post(at("stamp", row.pk), {"now": pressed}).status_code == 303
    row.refresh_from_db()
    assert row.state == "departed"
    other = mission(aircraft_id=aircraft_ids()[1])
    accept_mission(SYSTEM, mission_id=other.pk)
    desk = browse("operator", str(other.operator_id)).get(at("mission", other.pk))
    assert 'value="air.crew_called' in desk.content.decode()
