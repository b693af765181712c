"""Ambulance calls in the browser."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import facility_id
from tests.response.dispatch.world import world  # noqa: F401

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries import ambulance_rows
from qanat.response.dispatch.commands.calls import CallDraft, take_call
from qanat.response.dispatch.models import Call

pytestmark = pytest.mark.usefixtures("world", "db")

WORDS = "Ценные слова"


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def call(region: str = "KZ-19", category: int = 1) -> Call:
    now = timezone.now()
    draft = CallDraft(category=category, region=region, reason="Боль в груди", called_at=now)
    return Call.objects.get(pk=take_call(SYSTEM, draft=draft, now=now))


def crew(number: int = 0) -> int:
    return ambulance_rows(SYSTEM, region="KZ-19", only_serviceable=True)[number].id


def test_open_calls_are_listed_and_filtered_by_being_over(browse: Browse) -> None:
    row = call()
    client = browse("road_dispatcher", "KZ-19")
    assert at("call", row.pk) in client.get(at("calls")).content.decode()
    assert "No calls here" in client.get(at("calls"), {"view": "over"}).content.decode()
    part = client.get(at("calls"), headers=HTMX).content.decode()
    assert (at("call", row.pk) in part, "<html" in part) == (True, False)


def test_the_list_costs_the_same_for_five_and_for_fifty(browse: Browse) -> None:
    client = browse("road_dispatcher", "KZ-19")
    for _ in range(5):
        call()
    cost(client, at("calls"))
    few = cost(client, at("calls"))
    for _ in range(50):
        call(category=2)
    assert cost(client, at("calls")) == few <= 8
    assert "1–50 of 55" in client.get(at("calls")).content.decode()


def test_a_call_is_taken_and_a_bad_one_keeps_its_words(browse: Browse) -> None:
    client = browse("road_dispatcher", "KZ-19")
    assert client.get(at("call_new")).status_code == 200
    values = {"category": "2", "region": "KZ-19", "reason": WORDS, "address": "Абая, 1"}
    for wrong in ({"category": "7"}, {"region": ""}, {"reason": "x" * 301}):
        answer = client.post(at("call_new"), values | wrong)
        assert answer.status_code == 422
        assert "Абая, 1" in answer.content.decode()
    assert client.post(at("call_new"), values | {"region": "KZ-47"}).status_code == 403
    assert client.post(at("call_new"), values).status_code == 303
    made = Call.objects.get()
    assert (made.category, made.reason) == (2, WORDS)


def test_a_call_goes_its_way_step_by_step(browse: Browse) -> None:
    row = call()
    client = browse("road_dispatcher", "KZ-19")
    assert client.get(at("call_move", row.pk, "assign")).status_code == 200
    assert client.post(at("call_move", row.pk, "assign"), {}).status_code == 422
    assign = {"ambulance": str(crew())}
    assert client.post(at("call_move", row.pk, "assign"), assign).status_code == 303
    for name in ("set_out", "reach"):
        assert client.post(at("call_move", row.pk, name), {"note": ""}).status_code == 303
    assert client.post(at("call_move", row.pk, "carry"), {}).status_code == 422
    carry = {"hospital": str(facility_id())}
    assert client.post(at("call_move", row.pk, "carry"), carry).status_code == 303
    for name in ("arrive", "complete"):
        assert client.post(at("call_move", row.pk, name), {"note": ""}).status_code == 303
    done = Call.objects.get(pk=row.pk)
    assert (done.state, done.hospital_id) == ("completed", facility_id())
    assert "Completed" in client.get(at("call", row.pk)).content.decode()
    again = client.post(at("call_move", row.pk, "complete"), {"note": WORDS})
    assert (again.status_code, WORDS in again.content.decode()) == (422, True)


def test_a_crew_that_has_a_call_is_offered_to_nobody_and_refused(browse: Browse) -> None:
    first, second = call(), call()
    client = browse("road_dispatcher", "KZ-19")
    assign = {"ambulance": str(crew())}
    client.post(at("call_move", first.pk, "assign"), assign)
    page = client.get(at("call_move", second.pk, "assign")).content.decode()
    assert f'value="{crew()}"' not in page
    assert client.post(at("call_move", second.pk, "assign"), assign).status_code == 422
    assert Call.objects.get(pk=second.pk).state == "received"


def test_cancelling_asks_for_a_reason(browse: Browse) -> None:
    row = call()
    client = browse("road_dispatcher", "KZ-19")
    here = at("call_move", row.pk, "cancel")
    bad = client.post(here, {"reason": "", "note": WORDS})
    assert (bad.status_code, WORDS in bad.content.decode()) == (422, True)
    assert client.post(here, {"reason": "entered_by_mistake"}).status_code == 303
    assert Call.objects.get().state == "cancelled"


def test_strangers_and_those_without_the_right_are_refused(browse: Browse) -> None:
    row = call()
    stranger = browse("road_dispatcher", "KZ-47")
    assert at("call", row.pk) not in stranger.get(at("calls")).content.decode()
    assert stranger.get(at("call", row.pk)).status_code == 404
    assert stranger.post(at("call_move", row.pk, "give_to_polyclinic"), {}).status_code == 404
    reader = browse("analyst")
    assert reader.get(at("call", row.pk)).status_code == 200
    assert at("call_move", row.pk, "assign") not in reader.get(at("call", row.pk)).content.decode()
    assert reader.get(at("call_new")).status_code == 403
    assert reader.post(at("call_move", row.pk, "cancel"), {}).status_code == 403
    assert browse("norm_keeper").get(at("calls")).status_code == 403
    assert Client().get(at("calls")).status_code == 302
    dispatcher = browse("road_dispatcher", "KZ-19")
    assert dispatcher.get(at("call_move", row.pk, "nonsense")).status_code == 404
    assert Call.objects.get().state == "received"
