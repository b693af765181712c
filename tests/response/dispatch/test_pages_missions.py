"""The board of missions and the page of one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, cost, typed_moment
from tests.response.dispatch.builders import (
    MINUTE,
    aircraft_ids,
    approved,
    facility_id,
    flown,
    fresh,
    mission,
    patient_of,
    request,
    stamp,
)

from qanat.response.dispatch.models import Mission, Service, Stamp

pytestmark = pytest.mark.usefixtures("world", "db")

WORDS = "Ценные слова"
LATER = datetime(2099, 1, 1, tzinfo=UTC)


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def state(row: Mission) -> str:
    return Mission.objects.values_list("state", flat=True).get(pk=row.pk)


def test_the_board_shows_each_view_as_page_and_fragment(browse: Browse) -> None:
    row, over = mission(), mission(aircraft_id=aircraft_ids()[1])
    flown(over)
    client = browse("dispatcher")
    for view, pk in (("active", row.pk), ("before", row.pk), ("over", over.pk), ("x", row.pk)):
        assert at("mission", pk) in client.get(at("missions"), {"view": view}).content.decode()
    part = client.get(at("missions"), headers=HTMX).content.decode()
    assert (at("mission", row.pk) in part, "<html" in part) == (True, False)
    assert "No missions here" in client.get(at("missions"), {"view": "under_way"}).content.decode()
    nothing = client.get(at("missions"), {"text": "nothing", "region": "?", "page": "x"})
    assert "Nothing matches" in nothing.content.decode()


def test_the_board_costs_the_same_for_one_and_for_many(browse: Browse) -> None:
    client = browse("dispatcher")
    mission()
    cost(client, at("missions"))
    one = cost(client, at("missions"))
    for craft in aircraft_ids()[1:8]:
        mission(aircraft_id=craft)
    assert cost(client, at("missions")) == one <= 10


def test_an_airline_sees_its_own_missions_only(browse: Browse) -> None:
    row = mission()
    own = browse("operator", str(row.operator_id))
    other = browse("operator", str((row.operator_id or 0) + 1))
    assert at("mission", row.pk) in own.get(at("missions")).content.decode()
    assert at("mission", row.pk) not in other.get(at("missions")).content.decode()
    assert own.get(at("mission", row.pk)).status_code == 200
    assert other.get(at("mission", row.pk)).status_code == 404
    assert other.post(at("mission_move", row.pk, "accept"), {"note": ""}).status_code == 404
    assert browse("coordinator", "KZ-47").get(at("mission", row.pk)).status_code == 404
    assert browse("norm_keeper").get(at("mission", row.pk)).status_code == 403
    assert Client().get(at("mission", row.pk)).status_code == 302
    assert state(row) == "planned"


def test_an_airline_accepts_calls_the_crew_holds_and_refuses_with_a_reason(browse: Browse) -> None:
    row = mission()
    desk = browse("operator", str(row.operator_id))
    assert at("mission_move", row.pk, "accept") in desk.get(at("mission", row.pk)).content.decode()
    for name, then in (
        ("accept", "accepted"), ("call_crew", "crew_called"),
        ("hold_for_weather", "weather_hold"), ("end_weather_hold", "crew_called"),
    ):  # fmt: skip
        assert desk.get(at("mission_move", row.pk, name)).status_code == 200
        values = {"note": "x", "reason": "fog", "until": typed_moment(LATER)}
        assert desk.post(at("mission_move", row.pk, name), values).status_code == 303
        assert state(row) == then
    history = desk.get(at("mission", row.pk)).content.decode().partition("History")[2]
    assert "Accepted by the operator" in history
    assert "Weather allowed it" in history
    late = desk.post(at("mission_move", row.pk, "accept"), {"note": WORDS})
    assert (late.status_code, WORDS in late.content.decode()) == (422, True)
    other = mission(aircraft_id=aircraft_ids()[1])
    theirs = browse("operator", str(other.operator_id))
    bad = theirs.post(at("mission_move", other.pk, "refuse"), {"reason": "", "note": WORDS})
    assert (bad.status_code, WORDS in bad.content.decode()) == (422, True)
    good = {"reason": "no_crew"}
    assert theirs.post(at("mission_move", other.pk, "refuse"), good).status_code == 303
    assert state(other) == "refused"


def test_moves_that_are_no_buttons_are_not_found_and_rights_are_asked(browse: Browse) -> None:
    row = mission()
    client = browse("dispatcher")
    for name in ("depart", "return", "correct_end", "nonsense"):
        assert client.post(at("mission_move", row.pk, name), {"note": ""}).status_code == 404
    assert client.post(at("mission_move", row.pk, "accept"), {"note": ""}).status_code == 403
    reader = browse("analyst")
    for name in ("stamp", "serve", "add_request"):
        assert reader.post(at(name, row.pk), {}).status_code == 403
    assert at("stamp", row.pk) not in reader.get(at("mission", row.pk)).content.decode()
    assert state(row) == "planned"


def test_the_next_times_are_big_buttons_in_their_order(browse: Browse) -> None:
    row = flown(mission(), until=4)
    client = browse("dispatcher")
    page = client.get(at("mission", row.pk)).content.decode()
    buttons = [part.split('"')[0] for part in page.split('name="now" value="')[1:]]
    legs = list(row.legs.order_by("position").values_list("pk", flat=True))
    assert buttons[:2] == [f"air.take_off|{legs[1]}", f"air.landing|{legs[1]}"]
    answer = client.post(at("stamp", row.pk), {"now": buttons[0]})
    assert (answer.status_code, answer["Location"]) == (303, at("mission", row.pk))
    made = Stamp.objects.latest("id")
    assert (made.kind, made.leg_id, made.source) == ("air.take_off", legs[1], "person")
    assert timezone.now() - made.at < timedelta(minutes=1)


def test_a_time_in_the_past_is_stamped_as_planned_or_as_typed_from_paper(browse: Browse) -> None:
    row = flown(mission(), until=1)
    client = browse("dispatcher")
    page = client.get(at("mission", row.pk)).content.decode()
    planned = page.split('name="planned" value="')[1].split('"')[0]
    assert planned.startswith("air.landing|")
    assert client.post(at("stamp", row.pk), {"planned": planned}).status_code == 303
    leg = row.legs.order_by("position").first()
    assert leg is not None
    assert Stamp.objects.latest("id").at == leg.planned_arrival_at
    values = {
        "kind": "eTimes.07",
        "at": typed_moment(leg.planned_arrival_at + 5 * MINUTE),
        "is_from_paper": "on",
    }
    assert client.post(at("stamp", row.pk), values).status_code == 303
    assert Stamp.objects.latest("id").source == "paper"
    assert "Entered later from paper" in client.get(at("mission", row.pk)).content.decode()


@pytest.mark.parametrize(
    "pressed",
    [
        {"now": "nonsense"},
        {"now": "air.take_off|99999999999"},
        {"now": "|"},
        {"planned": "air.landing|1|not a time"},
        {"planned": "air.landing|1|2026-11-25T06:00:00"},
        {"planned": "air.landing|1|2026-13-45T99:00:00+00:00"},
        {"kind": "x", "at": ""},
        {"kind": "air.landing", "at": "2099-01-01T00:00"},
        {},
    ],
)
def test_what_can_not_be_stamped_keeps_the_page(browse: Browse, pressed: dict[str, str]) -> None:
    row = flown(mission(), until=1)
    client = browse("dispatcher")
    for headers in ({}, HTMX):
        answer = client.post(at("stamp", row.pk), pressed, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'role="alert"' in page
        assert row.number in page
    assert Stamp.objects.count() == 1


def test_a_stamp_is_corrected_once_with_a_reason(browse: Browse) -> None:
    row = flown(mission(), until=2)
    first = row.stamps.order_by("id").first()
    assert first is not None
    client = browse("dispatcher")
    here = at("correct_stamp", row.pk, first.pk)
    assert client.get(here).status_code == 200
    moved = typed_moment(first.at - 2 * MINUTE)
    assert client.post(here, {"at": moved, "reason": ""}).status_code == 422
    assert client.post(here, {"at": "", "reason": "typing_mistake"}).status_code == 422
    good = {"at": moved, "reason": "typing_mistake"}
    assert client.post(here, good).status_code == 303
    assert client.post(here, good).status_code == 422
    page = client.get(at("mission", row.pk)).content.decode()
    assert "struck" in page
    other = flown(mission(aircraft_id=aircraft_ids()[1]), until=1)
    assert client.get(at("correct_stamp", other.pk, first.pk)).status_code == 404
    assert browse("analyst").get(here).status_code == 403


def test_services_are_recorded_and_taken_back(browse: Browse) -> None:
    row = flown(mission(), until=7)
    served = row.requests.get()
    client = browse("dispatcher")
    values = {
        "kind": "transport",
        "performed_at": typed_moment(row.took_off_at),
        "request": str(served.pk),
        "patients": [str(patient_of(served))],
        "result": WORDS,
    }
    bad = client.post(at("serve", row.pk), values | {"patients": []})
    assert (bad.status_code, WORDS in bad.content.decode()) == (422, True)
    other = request()
    foreign = values | {"request": str(other.pk)}
    assert client.post(at("serve", row.pk), foreign).status_code == 422
    assert client.post(at("serve", row.pk), values).status_code == 303
    made = Service.objects.get()
    here = at("cancel_service", row.pk, made.pk)
    assert client.post(here, {"reason": ""}).status_code == 422
    assert client.post(here, {"reason": "typing_mistake"}).status_code == 303
    assert Service.objects.get().cancelled_at is not None
    second = flown(mission(aircraft_id=aircraft_ids()[1]), until=1)
    assert client.get(at("cancel_service", second.pk, made.pk)).status_code == 404


def test_one_more_request_is_served_by_its_number(browse: Browse) -> None:
    row, other = mission(), approved()
    client = browse("dispatcher")
    assert client.get(at("add_request", row.pk)).status_code == 200
    assert client.post(at("add_request", row.pk), {"request": "A-1"}).status_code == 422
    waiting = request()
    refused = client.post(at("add_request", row.pk), {"request": waiting.number})
    assert (refused.status_code, waiting.number in refused.content.decode()) == (422, True)
    good = client.post(at("add_request", row.pk), {"request": other.number})
    assert good.status_code == 303
    assert fresh(other).state == "tasked"
    assert row.requests.count() == 2


def test_a_team_stamps_a_mission_which_also_serves_another_region(browse: Browse) -> None:
    row = mission(approved(), approved(sending_facility_id=facility_id("010")))
    flown(row, until=0)
    team = browse("team", "KZ-19")
    answer = team.post(at("stamp", row.pk), {"now": "air.take_off|"})
    assert answer.status_code == 303
    assert state(row) == "departed"


def test_prices_are_for_those_who_see_contracts(browse: Browse) -> None:
    row = flown(mission())
    assert "Hours and cost" in browse("dispatcher").get(at("mission", row.pk)).content.decode()
    airline = browse("operator", str(row.operator_id))
    assert "Hours and cost" in airline.get(at("mission", row.pk)).content.decode()
    doctor = browse("coordinator", "KZ-19")
    assert "Hours and cost" not in doctor.get(at("mission", row.pk)).content.decode()


def test_the_page_costs_the_same_for_few_and_for_many_stamps(browse: Browse) -> None:
    row = flown(mission(), until=2)
    client = browse("dispatcher")
    cost(client, at("mission", row.pk))
    few = cost(client, at("mission", row.pk))
    stamp(row, "eTimes.07", 80)
    stamp(row, "air.patient_loaded", 98)
    stamp(row, "air.take_off", 100)
    assert cost(client, at("mission", row.pk)) == few <= 30
