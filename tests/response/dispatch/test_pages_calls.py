"""Ambulance calls in the browser."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, cost
from tests.response.dispatch.builders import facility_id

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries import ambulance_rows
from qanat.registry.places.queries import find_places
from qanat.response.dispatch.commands.calls import PROMISED_FOR, CallDraft, take_call
from qanat.response.dispatch.models import Call
from qanat.response.dispatch.queries.call_history import call_history
from qanat.response.dispatch.suggest.crews import crews_for

pytestmark = pytest.mark.usefixtures("world", "db")

WORDS = "Ценные слова"


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def call(region: str = "KZ-19", category: int = 1, **said: Any) -> Call:
    now = timezone.now()
    draft = CallDraft(
        category=category,
        region=region,
        reason="Боль в груди",
        called_at=now,
        address="Абая, 1",
        **said,
    )
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
    assert re.search(rf'value="{crew()}" disabled>[^<]*busy \d\d:\d\d–\d\d:\d\d', page)
    assert client.post(at("call_move", second.pk, "assign"), assign).status_code == 422
    assert Call.objects.get(pk=second.pk).state == "received"


def test_the_next_step_stands_first_and_taking_a_crew_back_is_quiet(browse: Browse) -> None:
    row, client = call(), browse("road_dispatcher", "KZ-19")
    client.post(at("call_move", row.pk, "assign"), {"ambulance": str(crew())})
    for step in ("set_out", "reach"):
        page = client.get(at("call", row.pk)).content.decode()
        assert re.search(rf'class="button  primary" href="{at("call_move", row.pk, step)}"', page)
        assert f'class="button quiet" href="{at("call_move", row.pk, "unassign")}"' in page
        client.post(at("call_move", row.pk, step), {})


def test_taking_a_crew_back_asks_why_and_its_times_stay_in_the_history(browse: Browse) -> None:
    row, client = call(), browse("road_dispatcher", "KZ-19")
    client.post(at("call_move", row.pk, "assign"), {"ambulance": str(crew())})
    client.post(at("call_move", row.pk, "set_out"), {})
    recall = at("call_move", row.pk, "unassign")
    assert client.post(recall, {"reason": ""}).status_code == 422
    assert Call.objects.get().en_route_at is not None
    assert client.post(recall, {"reason": "nearer_crew", "note": WORDS}).status_code == 303
    assert Call.objects.get().notified_at is None
    client.post(at("call_move", row.pk, "assign"), {"ambulance": str(crew(1))})
    first, second = [
        ambulance_rows(SYSTEM, region="KZ-19", only_serviceable=True)[n] for n in (0, 1)
    ]
    lines = call_history(row.pk)
    assert [(str(x.what), x.crew) for x in lines] == [
        ("Call taken", ""),
        ("Crew notified", first.call_sign),
        ("Crew on the way", ""),
        ("Crew taken back", first.call_sign),
        ("Crew notified", second.call_sign),
    ]
    assert [str(label) for label, _at in lines[3].stamps] == ["Crew notified", "On the way"]
    page = client.get(at("call", row.pk)).content.decode()
    assert (WORDS in page, "A nearer crew is free" in page) == (True, True)


def test_only_own_regions_are_offered_and_another_keeps_the_words(browse: Browse) -> None:
    client = browse("road_dispatcher", "KZ-19")
    page = client.get(at("call_new")).content.decode()
    assert re.findall(r'<option value="(KZ-[^"]+)"( selected)?', page) == [("KZ-19", " selected")]
    values = {"category": "1", "region": "KZ-47", "reason": WORDS, "address": "Абая, 1"}
    answer = client.post(at("call_new"), values)
    assert (answer.status_code, WORDS in answer.content.decode()) == (422, True)
    assert 'href="#id_region_field"' in answer.content.decode()
    assert not Call.objects.exists()


def test_a_call_needs_a_place_or_the_word_that_nobody_knows_it(browse: Browse) -> None:
    client = browse("road_dispatcher", "KZ-19")
    values = {"category": "1", "region": "KZ-19", "reason": WORDS}
    answer = client.post(at("call_new"), values)
    assert (answer.status_code, "Say where" in answer.content.decode()) == (422, True)
    wrong = client.post(at("call_new"), values | {"coordinates": "north of the river"})
    assert (wrong.status_code, "north of the river" in wrong.content.decode()) == (422, True)
    assert not Call.objects.exists()
    for told in ({"coordinates": "43,31; 77,24"}, {"is_place_unknown": "on"}):
        assert client.post(at("call_new"), values | told).status_code == 303
    seen, unseen = Call.objects.order_by("id")
    assert (seen.lat, seen.lon, seen.is_place_unknown) == (43.31, 77.24, False)
    assert unseen.is_place_unknown
    assert "Not known: ask the caller" in client.get(at("call", unseen.pk)).content.decode()


def test_a_call_is_corrected_and_the_history_keeps_what_stood_there(browse: Browse) -> None:
    row, client = call(), browse("road_dispatcher", "KZ-19")
    here = at("call_edit", row.pk)
    assert "Абая, 1" in client.get(here).content.decode()
    values = {"category": "2", "region": "KZ-19", "reason": WORDS, "address": "Абая, 7"}
    assert client.post(here, values | {"address": ""}).status_code == 422
    assert client.post(here, values).status_code == 303
    done = Call.objects.get()
    assert (done.category, done.reason, done.address) == (2, WORDS, "Абая, 7")
    page = client.get(at("call", row.pk)).content.decode()
    assert "Абая, 1 → Абая, 7" in page
    assert browse("analyst").get(here).status_code == 403
    assert browse("road_dispatcher", "KZ-47").get(here).status_code == 404


def test_the_second_of_two_corrections_sees_where_his_differs_and_keeps_his_words(
    browse: Browse,
) -> None:
    row, client = call(), browse("road_dispatcher", "KZ-19")
    values = {"category": "1", "region": "KZ-19", "reason": "Боль", "version": str(row.version)}
    first = client.post(at("call_edit", row.pk), values | {"address": "Абая, 2"})
    assert first.status_code == 303
    second = client.post(at("call_edit", row.pk), values | {"address": "Абая, 3"})
    shown = second.content.decode()
    assert (second.status_code, "Абая, 2" in shown, "Абая, 3" in shown) == (422, True, True)
    assert Call.objects.get().address == "Абая, 2"
    version = str(Call.objects.get().version)
    again = client.post(at("call_edit", row.pk), values | {"address": "3", "version": version})
    assert (again.status_code, Call.objects.get().address) == (303, "3")


def test_a_step_of_a_call_refuses_no_correction(browse: Browse) -> None:
    row, client = call(), browse("road_dispatcher", "KZ-19")
    values = {"category": "1", "region": "KZ-19", "reason": "Боль", "address": "Абая, 2"}
    client.post(at("call_move", row.pk, "assign"), {"ambulance": str(crew())})
    answer = client.post(at("call_edit", row.pk), values | {"version": str(row.version)})
    assert answer.status_code == 303


def test_crews_are_offered_the_nearest_first_and_none_is_chosen_before(browse: Browse) -> None:
    client = browse("road_dispatcher", "KZ-19")
    talgar = call(lon=77.24, lat=43.30)
    page = client.get(at("call_move", talgar.pk, "assign")).content.decode()
    offered = crews_for(SYSTEM, talgar.pk, timezone.now(), lasting=PROMISED_FOR)
    drives = [c.drive_s for c in offered if c.is_free and c.drive_s is not None]
    assert drives == sorted(drives)
    assert re.findall(r'value="([^"]*)" selected', page.split("<select")[-1]) == [""]
    first = re.search(r'<option value="\d+">([^<]+)<', page)
    assert first is not None
    assert first[1].startswith(offered[0].call_sign)
    assert re.search(r"· \d+\smin ·", first[1])
    nowhere = call()
    unknown = client.get(at("call_move", nowhere.pk, "assign")).content.decode()
    assert "distance unknown" in unknown


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


def test_a_place_that_cannot_be_meant_is_refused_at_its_field_and_the_words_stay(
    browse: Browse,
) -> None:
    client = browse("dispatcher")
    taraz = find_places("Тараз", kinds=("settlement",), limit=1)[0]
    typed = {"category": 1, "region": "KZ-19", "reason": WORDS, "caller_phone": "+77010000001"}
    far = client.post(at("call_new"), typed | {"coordinates": "10.0, 10.0"}).content.decode()
    assert "outside the country" in far
    assert WORDS in far
    other = client.post(
        at("call_new"), typed | {"settlement": taraz.id, "settlement_text": taraz.name}
    ).content.decode()
    assert f"another region: {taraz.region_name}" in other
    assert WORDS in other
    assert not Call.objects.exists()


def test_settlements_of_the_chosen_region_are_offered_first(browse: Browse) -> None:
    client = browse("dispatcher")
    own, every = (
        client.get(at("find_settlement"), {"q": "тал"} | region).content.decode()
        for region in ({"region": "KZ-19"}, {})
    )
    assert own.index("Talgar") < own.index("Taldykorgan")
    assert every.index("Taldykorgan") < every.index("Talgar")


def test_who_called_and_from_which_region_is_seen_by_those_who_send_crews(browse: Browse) -> None:
    row = call(caller_phone="+77010000001")
    address = at("call", row.pk)
    assert "+77010000001" in browse("road_dispatcher", "KZ-19").get(address).content.decode()
    assert "+77010000001" not in browse("coordinator", "KZ-19").get(address).content.decode()
