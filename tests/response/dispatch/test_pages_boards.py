"""The timeline of aircraft and the map."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import (
    MINUTE,
    aircraft_ids,
    facility_id,
    legs,
    mission,
    request,
)

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.commands import ensure_aircraft, state_serviceability
from qanat.registry.fleet.commands.stating import Statement
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.fleet.queries.ambulances import ambulance_points
from qanat.response.commitments.commands import Purpose, Want, hold
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.models import Mission
from qanat.response.tracking.commands import FixDraft, report_positions

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: int) -> str:
    return reverse(f"dispatch:{name}", args=args)


def soon(**said: Any) -> Mission:
    """Return a mission which leaves in half an hour of the real clock."""
    return mission(legs=legs(timezone.now() + 30 * MINUTE), **said)


def test_the_timeline_shows_missions_holds_and_what_can_not_be_used(browse: Browse) -> None:
    row, now = soon(), timezone.now()
    held, broken = aircraft_ids()[1:3]
    want = Want(ResourceKind.AIRCRAFT, held, "UP", now, now + timedelta(hours=2))
    purpose = Purpose("request", 1, "x")
    hold(SYSTEM, wants=[want], purpose=purpose, expires_at=now + timedelta(minutes=20))
    fault = Statement(status="unserviceable", since=now, reason="fault")
    state_serviceability(SYSTEM, aircraft_id=broken, statement=fault, now=now)
    page = browse("dispatcher").get(at("timeline")).content.decode()
    assert at("mission", row.pk) in page
    assert "held until" in page
    assert "technical fault" in page
    part = browse("dispatcher").get(at("timeline"), headers=HTMX).content.decode()
    assert at("mission", row.pk) in part
    assert "<html" not in part


def test_hours_without_missions_say_so_also_where_an_aircraft_is_out_of_service(
    browse: Browse,
) -> None:
    now = timezone.now()
    fault = Statement(status="unserviceable", since=now, reason="fault")
    state_serviceability(SYSTEM, aircraft_id=aircraft_ids()[0], statement=fault, now=now)
    client = browse("dispatcher")
    assert "No missions in these hours." in client.get(at("timeline")).content.decode()
    row = soon()
    page = client.get(at("timeline")).content.decode()
    assert at("mission", row.pk) in page
    assert "No missions in these hours." not in page


def test_the_timeline_is_filtered_and_takes_nonsense(browse: Browse) -> None:
    row = soon()
    craft = aircraft_at(row.aircraft_id or 0, timezone.now())
    client = browse("dispatcher")
    mine = {"region": craft.base_region, "operator": str(craft.operator_id)}
    assert craft.tail in client.get(at("timeline"), mine).content.decode()
    assert craft.tail not in client.get(at("timeline"), {"region": "KZ-47"}).content.decode()
    for day in ("today", "tomorrow", "x"):
        assert client.get(at("timeline"), {"day": day, "page": "z"}).status_code == 200
    nobody = client.get(at("timeline"), {"region": "KZ-79", "operator": str(craft.operator_id)})
    assert "No aircraft here" in nobody.content.decode()


def test_an_airline_sees_its_own_aircraft_and_a_region_no_mission_of_others(
    browse: Browse,
) -> None:
    row = soon()
    craft = aircraft_at(row.aircraft_id or 0, timezone.now())
    own = browse("operator", str(craft.operator_id)).get(at("timeline")).content.decode()
    assert at("mission", row.pk) in own
    region = browse("coordinator", "KZ-75").get(at("timeline")).content.decode()
    assert craft.tail in region
    assert "promised" in region
    assert at("mission", row.pk) not in region
    assert row.number not in region
    for role in ("hospital", "norm_keeper"):
        value = str(facility_id()) if role == "hospital" else ""
        assert browse(role, value).get(at("timeline")).status_code == 403


def test_aircraft_which_only_journals_name_stand_on_no_timeline_until_asked_for(
    browse: Browse,
) -> None:
    ensure_aircraft(SYSTEM, tails={"UP-OLD1": "Airline of a journal"})
    client = browse("dispatcher")
    shown = client.get(at("timeline")).content.decode()
    assert "UP-OLD1" not in shown
    assert "Airline of a journal" not in shown
    assert "UP-OLD1" in client.get(at("timeline"), {"known": "journals"}).content.decode()
    assert client.get(at("timeline"), {"known": "nonsense"}).status_code == 200


def test_the_timeline_costs_the_same_for_one_and_for_many_missions(browse: Browse) -> None:
    client = browse("dispatcher")
    soon()
    cost(client, at("timeline"))
    one = cost(client, at("timeline"))
    for craft in aircraft_ids()[1:6]:
        soon(aircraft_id=craft)
    assert cost(client, at("timeline")) == one <= 14


def test_the_hours_of_ambulances_name_what_they_are_promised_to(browse: Browse) -> None:
    van = ambulance_points()[0]
    row, start = soon(), timezone.now()
    want = Want(ResourceKind.AMBULANCE, van.id, van.call_sign, start, start + 30 * MINUTE)
    hold(
        SYSTEM,
        wants=[want],
        purpose=Purpose("mission", row.pk, row.number),
        expires_at=start + 20 * MINUTE,
    )
    client = browse("dispatcher")
    page = client.get(at("timeline"), {"of": "ambulance"}).content.decode()
    assert van.call_sign in page
    assert row.number in page
    assert "1 ambulance promised" in page
    stranger = browse("coordinator", "KZ-47").get(at("timeline"), {"of": "ambulance"})
    assert row.number not in stranger.content.decode()


def seen(vehicle_id: int, *, ago: timedelta = timedelta(), kind: str = "aircraft") -> None:
    now = timezone.now()
    fix = FixDraft(
        kind=kind, vehicle_id=vehicle_id, at=now - ago, lon=77.0, lat=43.4, speed_mps=70.0
    )
    report_positions(SYSTEM, fixes=[fix], source="GPS", now=now)


def shown(client: Any) -> dict[str, dict[str, Any]]:
    answer = client.get(at("map_points"))
    assert answer.status_code == 200
    features = json.loads(answer.content)["features"]
    found = {str(f["properties"].get("id", "")): f["properties"] for f in features}
    return found | {row[0]: {"kind": row[1], "url": row[8]} for row in moving(client)["vehicles"]}


def moving(client: Any, after: int | None = None) -> dict[str, Any]:
    answer = client.get(at("map_moving"), {} if after is None else {"after": after})
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def test_the_map_tells_the_age_of_every_position(browse: Browse) -> None:
    fresh, stale, lost = aircraft_ids()[:3]
    seen(fresh)
    seen(stale, ago=timedelta(seconds=100))
    seen(lost, ago=timedelta(hours=1))
    client = browse("dispatcher")
    told = moving(client)
    ages = {row[0]: round((told["now"] - row[6]) / 1000) for row in told["vehicles"]}
    assert told["limits"] == {"aircraft": 60, "ambulance": 120}
    assert ages[f"aircraft:{fresh}"] < 30
    assert 100 <= ages[f"aircraft:{stale}"] < 130
    assert ages[f"aircraft:{lost}"] >= 3600
    page = client.get(at("map")).content.decode()
    assert page.count("GPS") == 3
    assert "1 vehicle was not heard of for too long" in page
    assert "252" in page
    part = client.get(at("map"), {"kind": "ambulance"}, headers=HTMX).content.decode()
    assert "Nothing was seen yet" in part
    assert "<html" not in part


def test_the_map_holds_hospitals_requests_and_the_mission_of_a_vehicle(browse: Browse) -> None:
    waiting, row = request(), soon()
    seen(row.aircraft_id or 0)
    found = shown(browse("dispatcher"))
    assert found[f"hospital:{facility_id()}"]["kind"] == "place"
    assert found[f"request:{waiting.pk}"]["urgency"] == 1
    assert found[f"aircraft:{row.aircraft_id}"]["url"] == at("mission", row.pk)
    lines = [p for p in found.values() if p["kind"] == "track"]
    assert [p["of"] for p in lines] == [f"mission:{row.pk} request:{row.requests.get().pk}"]


def test_the_map_is_told_only_what_moved_since_it_asked(browse: Browse) -> None:
    first, second = aircraft_ids()[:2]
    seen(first)
    client = browse("dispatcher")
    all_of_them = moving(client)
    assert all_of_them["is_all"]
    later = all_of_them["now"] + 1
    assert moving(client, later)["vehicles"] == []
    seen(second)
    assert [row[0] for row in moving(client, later)["vehicles"]] == [f"aircraft:{second}"]
    for nonsense in ("x", "-1", "9" * 30):
        answer = client.get(at("map_moving"), {"after": nonsense})
        assert json.loads(answer.content)["is_all"]


def test_the_map_shows_nothing_beyond_what_one_may_see(browse: Browse) -> None:
    row = soon()
    seen(row.aircraft_id or 0)
    stranger = shown(browse("coordinator", "KZ-47"))
    assert not [key for key in stranger if key.startswith(("request:", "aircraft:"))]
    assert all(p["kind"] == "place" for p in stranger.values())
    for role in ("operator", "norm_keeper"):
        value = str(row.operator_id) if role == "operator" else ""
        assert browse(role, value).get(at("map")).status_code == 403
        for name in ("map_points", "map_moving"):
            assert browse(role, value).get(at(name)).status_code == 403


def test_the_map_costs_the_same_for_one_and_for_many(browse: Browse) -> None:
    client = browse("dispatcher")
    seen(soon().aircraft_id or 0)
    for name in ("map", "map_points", "map_moving"):
        cost(client, at(name))
    before = [cost(client, at(name)) for name in ("map", "map_points", "map_moving")]
    for craft in aircraft_ids()[1:9]:
        seen(soon(aircraft_id=craft).aircraft_id or 0)
    assert [cost(client, at(name)) for name in ("map", "map_points", "map_moving")] == before
    assert max(before) <= 12
