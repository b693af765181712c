"""Incidents handed in by 112: each becomes one call, whatever is missing or sent twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.exchange.api.calling import System, system
from tests.response.dispatch.browsing import HTMX, Browse

from qanat.events.dispatch import CallChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox.models import OutboxEvent
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.registry.places.queries import settlement_rows
from qanat.response.dispatch.commands.calls import assign_call
from qanat.response.dispatch.models import Call
from qanat.response.reception.models import HandIn
from qanat.response.reception.subscribers import seen_to

pytestmark = pytest.mark.usefixtures("world", "db")


@pytest.fixture
def service() -> System:
    return system("service_112", "KZ-19")


def incident(**said: Any) -> dict[str, Any]:
    given = {
        "reference": "112-2026-000123",
        "reported_at": "2026-11-25T06:20:00Z",
        "kind": "ДТП",
        "description": "Двое пострадавших, один без сознания",
        "category": 2,
        "region": "KZ-19",
        "settlement": "Талгар",
        "address": "трасса, 12-й км",
        "callers": [{"name": "Прохожий", "phone": "+77010000002", "language": "kk"}],
        "persons": [{"count": 2, "condition": "травма"}],
        "notes": [{"at": "2026-11-25T06:21:00Z", "text": "Вызвана полиция"}],
        "dangers": ["разлив топлива"],
        "eido": {"incidentComponent": {"incidentTrackingIdentifier": "X-1"}},
    }
    return given | said


def test_an_incident_becomes_an_ambulance_call_and_says_which(service: System) -> None:
    answer = service.post("/hand-ins", incident())
    assert answer.status == 201, answer.body
    row = Call.objects.get(pk=answer.body["call_id"])
    assert answer.body == {
        "id": HandIn.objects.get().pk, "call_id": row.pk, "call_number": row.number,
        "is_new": True, "doubts": [],
    }  # fmt: skip
    assert (row.category, row.region_id, row.address) == (2, "KZ-19", "трасса, 12-й км")
    assert row.settlement is not None
    assert row.reason == "ДТП: Двое пострадавших, один без сознания"
    stored = OutboxEvent.objects.get(kind="reception.incident_handed_in.1")
    assert "пострадавших" not in str(stored.payload)


def test_the_same_message_again_is_the_same_call_and_another_text_needs_a_revision(
    service: System,
) -> None:
    first = service.post("/hand-ins", incident()).body
    again = service.post("/hand-ins", incident())
    assert (again.body["call_id"], again.body["id"], again.body["is_new"]) == (
        first["call_id"], first["id"], False,
    )  # fmt: skip
    other = service.post("/hand-ins", incident(description="Трое пострадавших"))
    assert (other.status, other.body["code"]) == (409, "other_contents")
    more = service.post("/hand-ins", incident(description="Трое пострадавших", revision=2))
    assert (more.body["call_id"], more.body["is_new"]) == (first["call_id"], False)
    assert Call.objects.count() == 1
    assert "Двое" in Call.objects.get().reason


def test_two_services_may_use_the_same_number(service: System) -> None:
    other = system("service_112", "KZ-19")
    made = {by.post("/hand-ins", incident()).body["call_id"] for by in (service, other)}
    assert len(made) == 2


def test_what_is_missing_or_odd_is_assumed_and_said_but_never_lost(service: System) -> None:
    least = service.post(
        "/hand-ins", {"reference": "1", "reported_at": "2026-11-25T06:20:00Z", "region": "KZ-19"}
    )
    assert least.status == 201, least.body
    assert least.body["doubts"] == ["place_unknown", "category_assumed", "nothing_told"]
    row = Call.objects.get(pk=least.body["call_id"])
    assert (row.category, row.is_place_unknown) == (1, True)
    odd = incident(reference="2", settlement="Нигделандия", lon=10.0, lat=10.0)
    answer = service.post("/hand-ins", odd)
    assert answer.body["doubts"] == ["coordinates_abroad", "settlement_unknown"]
    assert Call.objects.get(pk=answer.body["call_id"]).address == "Нигделандия, трасса, 12-й км"


def test_a_settlement_by_number_coordinates_elsewhere_and_a_fast_clock_lose_nothing(
    service: System, browse: Browse
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=50)
    given = incident(reported_at=soon.isoformat(), settlement="", settlement_id=10**9)
    answer = service.post("/hand-ins", given)
    assert (answer.status, answer.body["doubts"]) == (201, ["settlement_unknown"])
    assert Call.objects.get(pk=answer.body["call_id"]).called_at < soon
    town = settlement_rows("KZ-19")[0]
    told = incident(reference="2", settlement="", settlement_id=town.id, lon=71.43, lat=51.13)
    answer = service.post("/hand-ins", told)
    assert answer.body["doubts"] == ["coordinates_elsewhere"], answer.body
    row = Call.objects.get(pk=answer.body["call_id"])
    assert (row.settlement_id, row.lon) == (town.id, 71.43)
    page = reverse("reception:hand_in", args=(answer.body["id"],))
    shown = browse("road_dispatcher", "KZ-19").get(page).content.decode()
    assert town.name in shown
    assert "The coordinates lie in another region than the one told." in shown


def test_a_later_message_need_not_say_again_where_it_is(service: System) -> None:
    first = service.post("/hand-ins", incident()).body
    later = {
        "reference": "112-2026-000123",
        "revision": 2,
        "reported_at": "2026-11-25T06:25:00Z",
        "notes": [{"text": "Прибыла полиция"}],
    }
    answer = service.post("/hand-ins", later)
    assert (answer.status, answer.body["call_id"]) == (201, first["call_id"]), answer.body


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"region": "", "settlement": "", "address": ""}, 422, "region_unknown"),
        ({"reported_at": "2199-01-01T00:00:00Z"}, 422, "from_the_future"),
        ({"region": "KZ-75", "settlement": ""}, 403, "not_allowed"),
        ({"reference": ""}, 422, "invalid_fields"),
        ({"reference": " \u00a0 "}, 422, "invalid_fields"),
        ({"lat": 43.0}, 422, "invalid_fields"),
        ({"revision": 0}, 422, "invalid_fields"),
        ({"unknown": 1}, 422, "invalid_fields"),
    ],
)
def test_what_can_not_be_taken_is_refused_with_what_to_do(
    service: System, said: dict[str, Any], status: int, code: str
) -> None:
    answer = service.post("/hand-ins", incident(**said))
    assert (answer.status, answer.body["code"]) == (status, code), answer.body
    assert (Call.objects.count(), HandIn.objects.count()) == (0, 0)


def test_only_such_a_service_hands_incidents_in() -> None:
    assert system("dispatcher").post("/hand-ins", incident()).status == 403


def test_the_call_shows_what_was_handed_in_to_those_who_send_crews(
    service: System, browse: Browse
) -> None:
    made = service.post("/hand-ins", incident()).body
    client = browse("road_dispatcher", "KZ-19")
    call_page = client.get(reverse("dispatch:call", args=(made["call_id"],))).content.decode()
    address = reverse("reception:hand_in", args=(made["id"],))
    assert address in call_page
    shown = client.get(address).content.decode()
    for words in ("Прохожий", "+77010000002", "разлив топлива", "Вызвана полиция", "X-1"):
        assert words in shown
    assert browse("road_dispatcher", "KZ-75").get(address).status_code == 404
    assert browse("coordinator", "KZ-19").get(address).status_code == 403
    assert client.get(reverse("reception:hand_in", args=(10**12,))).status_code == 404


def waiting(client: Client) -> str:
    return client.get(reverse("reception:now"), headers=HTMX).content.decode()


def test_what_nobody_sees_to_stands_above_every_page_until_somebody_takes_it(
    service: System, browse: Browse
) -> None:
    now = timezone.now() - timedelta(minutes=1)
    answer = service.post("/hand-ins", incident(reported_at=now.isoformat()))
    number, pk = answer.body["call_number"], answer.body["id"]
    first, second = browse("dispatcher"), browse("dispatcher")
    address = reverse("reception:now")
    assert f'hx-get="{address}"' in first.get(reverse("console:console")).content.decode()
    assert f'hx-get="{address}"' not in browse("analyst").get("/facilities/").content.decode()
    for client in (first, second):
        shown = waiting(client)
        assert number in shown
        assert "трасса, 12-й км" in shown
    taken = first.post(reverse("reception:take", args=(pk,)), {"as": "request"})
    assert (taken.status_code, taken["Location"]) == (
        303,
        f"{reverse('dispatch:new')}?hand_in={pk}",
    )
    form = first.get(taken["Location"]).content.decode()
    for told in ("+77010000002", "трасса, 12-й км", "Двое пострадавших, один без сознания"):
        assert told in form
    assert number not in waiting(second)
    late = second.post(reverse("reception:take", args=(pk,)), headers=HTMX)
    assert late.status_code == 409
    assert "took this incident at" in late.content.decode()


def test_an_incident_waits_no_more_once_a_crew_has_its_call(
    service: System, browse: Browse
) -> None:
    now = timezone.now()
    told = incident(reported_at=now.isoformat())
    call_id = service.post("/hand-ins", told).body["call_id"]
    van = ambulance_rows(SYSTEM, region="KZ-19", only_serviceable=True)[0].id
    assign_call(SYSTEM, call_id=call_id, ambulance_id=van, now=now)
    assert waiting(browse("dispatcher")).strip() == ""
    seen_to(CallChanged(call_id=call_id, region="KZ-19", state="assigned"))
    assert OutboxEvent.objects.filter(kind="reception.incident_taken.1").exists()


def test_another_region_neither_sees_nor_takes_what_was_handed_in(
    service: System, browse: Browse
) -> None:
    pk = service.post("/hand-ins", incident(reported_at=timezone.now().isoformat())).body["id"]
    stranger = browse("road_dispatcher", "KZ-47")
    assert waiting(stranger).strip() == ""
    assert stranger.post(reverse("reception:take", args=(pk,))).status_code == 404
    assert browse("analyst").post(reverse("reception:take", args=(pk,))).status_code == 403
