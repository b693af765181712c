"""The pages of a mass-casualty incident."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse, cost, typed_moment
from tests.response.dispatch.builders import decide, facility_id

from qanat.foundation.actors import SYSTEM
from qanat.foundation.kept import forget
from qanat.response.commitments.commands import Purpose, Want, commit
from qanat.response.commitments.states import ResourceKind
from qanat.response.crisis.models import Casualty, Incident
from qanat.response.crisis.pages import incident
from qanat.response.crisis.queries.around import around
from qanat.response.dispatch.models import Mission, Request
from qanat.response.hospitals.commands import state_free_beds
from qanat.response.hospitals.states import BedKind

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: object) -> str:
    return reverse(f"crisis:{name}", args=args)


def declared(browse: Browse, **said: str) -> int:
    values = {"kind": "road", "coordinates": "43.3, 77.24", "happened_at": typed_moment()}
    assert browse("dispatcher").post(at("declare"), values | said).status_code == 303
    forget()
    return Incident.objects.get().pk


def test_it_is_declared_and_loud_on_every_page_of_those_who_see_it(browse: Browse) -> None:
    pk = declared(browse)
    for role, value in (("dispatcher", ""), ("team", "KZ-19"), ("coordinator", "KZ-19")):
        page = browse(role, value).get("/requests/").content.decode()
        assert 'class="strip alarm' in page
        assert at("incident", pk) in page
    for role, value in (("coordinator", "KZ-47"), ("analyst", "")):
        assert 'class="strip alarm' not in browse(role, value).get("/requests/").content.decode()


def test_an_exercise_says_so_wherever_it_is_seen(browse: Browse) -> None:
    pk = declared(browse, is_exercise="on")
    client = browse("dispatcher")
    assert "strip alarm exercise" in client.get("/requests/").content.decode()
    for name in ("incident", "report"):
        assert "Exercise" in client.get(at(name, pk)).content.decode()


def test_casualties_are_entered_by_lines_and_bad_ones_keep_what_was_typed(browse: Browse) -> None:
    pk, client = declared(browse), browse("team", "KZ-19")
    answer = client.post(at("enter", pk), {"lines": "113 ожог\n2\n\n17 3fa"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Entered: tags 1, 2, 17." in answer.content.decode()
    bad = client.post(at("enter", pk), {"lines": "113 ok\nперелом"})
    body = bad.content.decode()
    assert (bad.status_code, "Line 2" in body, "перелом" in body) == (422, True, True)
    taken = client.post(at("enter", pk), {"lines": "17 113"})
    assert (taken.status_code, "Tag 17" in taken.content.decode()) == (422, True)
    hostile = client.post(at("enter", pk), {"lines": "113 <script>alert(1)</script>"})
    assert hostile.status_code == 303
    assert "<script>alert(1)" not in client.get(at("incident", pk)).content.decode()
    assert client.post(at("enter", pk), {"lines": "1\u202e"}).status_code == 422
    assert client.post(at("enter", pk), {}).status_code == 422
    assert Casualty.objects.count() == 4


def test_the_list_is_drawn_anew_from_its_own_page_and_keeps_its_colour(browse: Browse) -> None:
    pk, client = declared(browse), browse("dispatcher")
    drawn = client.post(at("enter", pk), {"lines": "113\n2"}, headers=HTMX).content.decode()
    address = re.search(r'hx-get="([^"]+)"', drawn)
    assert address
    assert client.get(unescape(address[1]), headers=HTMX).status_code == 200
    red = client.get(at("incident", pk), {"category": "red"}).content.decode()
    address = re.search(r'hx-get="([^"]*crisis[^"]+)"', red)
    assert address
    again = client.get(unescape(address[1]), headers=HTMX).content.decode()
    assert ("Show all" in again, again.count("row casualty")) == (True, 1)


def test_questions_lead_to_a_colour_which_is_then_sorted(browse: Browse) -> None:
    pk, client = declared(browse), browse("team", "KZ-19")
    client.post(at("enter", pk), {"lines": "313"})
    here = at("casualty", Casualty.objects.get().pk)
    page = unescape(client.get(f"{here}?ask=nyn").content.decode())
    assert "Pulse felt at the wrist" in page
    assert 'href="?ask=nynn"' in page
    found = client.get(f"{here}?ask=nynn").content.decode()
    assert "START: Red: immediate" in found
    assert re.search(r'value="red"[^>]*checked', found)
    assert client.post(here, {"category": "red", "method": "start"}).status_code == 303
    assert "Can walk?" in client.get(f"{here}?ask=nonsense").content.decode()


def test_a_casualty_is_sorted_again_on_its_page(browse: Browse) -> None:
    pk, client = declared(browse), browse("dispatcher")
    client.post(at("enter", pk), {"lines": "213"})
    one = Casualty.objects.get()
    values = {"category": "red", "method": "judgement", "note": "Хуже"}
    assert client.post(at("casualty", one.pk), values).status_code == 303
    page = client.get(at("casualty", one.pk)).content.decode()
    assert "Хуже" in page
    assert client.post(at("casualty", one.pk), {"category": "pink"}).status_code == 422
    assert client.get(at("casualty", 999_999)).status_code == 404


def test_many_are_planned_with_their_conflicts_and_committed_one_by_one(browse: Browse) -> None:
    pk, client, chief = declared(browse), browse("dispatcher"), browse("chief_physician")
    client.post(at("enter", pk), {"lines": "113 ожог\n113 травма\n213"})
    assert client.post(at("requests", pk), {"category": "red"}).status_code == 303
    assert Request.objects.count() == 2
    waiting = client.get(at("plan", pk)).content.decode()
    assert "to be decided" in waiting
    ids = [str(i) for i in Request.objects.values_list("pk", flat=True)]
    assert chief.post(at("decide", pk), {"request": [*ids, "x", "999999"]}).status_code == 303
    assert set(Request.objects.values_list("state", flat=True)) == {"approved"}
    for row in Request.objects.all():
        decide(
            row, "ground", "road_is_faster"
        )  # so near to the hospitals that flying gains nothing
    page = client.get(at("plan", pk)).content.decode()
    assert "free beds: not known" in page
    assert "needs too" in page  # both want the same best vehicle
    form = re.search(
        r'name="request" value="(\d+)"><input type="hidden" name="plan" value="(\w+)">'
        r'<input type="hidden" name="proposed_at" value="([^"]+)"',
        page,
    )
    assert form
    values = {"request": form[1], "plan": form[2], "proposed_at": form[3]}
    assert client.post(at("plan", pk), values).status_code == 303
    assert Mission.objects.count() == 1
    assert client.post(at("plan", pk), values).status_code == 303  # said, and nothing doubled
    assert Mission.objects.count() == 1
    assert client.post(at("plan", pk), values | {"request": "999999"}).status_code == 404


def test_the_physician_decides_by_road_for_many_at_once(browse: Browse) -> None:
    pk, client, chief = declared(browse), browse("dispatcher"), browse("chief_physician")
    client.post(at("enter", pk), {"lines": "113 ожог\n113 травма"})
    client.post(at("requests", pk), {"category": "red"})
    assert "by road" in chief.get(at("plan", pk)).content.decode()
    ids = [str(i) for i in Request.objects.values_list("pk", flat=True)]
    chief.post(at("decide", pk), {"request": ids, "decision": "ground"})
    assert set(Request.objects.values_list("decision", "state")) == {("ground", "ground_only")}


def test_the_situation_report_tells_counts_what_is_not_known_and_what_is_left_out(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk, client = declared(browse), browse("dispatcher")
    client.post(at("enter", pk), {"lines": "113 ожог\n0"})
    page = client.get(at("report", pk)).content.decode()
    assert "free beds: not known" in page
    assert "Black: dead or expectant" in page
    assert "more</p>" not in page
    monkeypatch.setattr(incident, "MOST_ON_PAPER", 1)
    assert "and 1 more</p>" in client.get(at("report", pk)).content.decode()


def test_beds_which_a_hospital_near_has_stated_stand_with_their_age(browse: Browse) -> None:
    pk, client = declared(browse), browse("dispatcher")
    assert "Intensive care" not in client.get(at("report", pk)).content.decode()
    state_free_beds(SYSTEM, facility_id=facility_id(), beds={BedKind.ICU: 3}, now=timezone.now())
    for name in ("report", "plan"):
        page = client.get(at(name, pk)).content.decode()
        told = page.partition("Intensive care ")[2]
        assert told.startswith('<b class="num">3</b> <span class="age fresh"')
    far = browse("coordinator", "KZ-47")
    assert far.get(at("report", pk)).status_code == 404


def test_what_is_of_another_region_is_not_called_unknown(browse: Browse) -> None:
    pk = declared(browse)
    whole = browse("dispatcher").get(at("report", pk)).content.decode()
    part = unescape(browse("coordinator", "KZ-19").get(at("report", pk)).content.decode())
    words = ("free beds: another region's, ask there", "of your region alone")
    assert [word in whole for word in words] == [False, False]
    assert [word in part for word in words] == [True, True]
    assert "free beds: not known" in part  # those of the own region who said nothing


def test_what_is_promised_to_begin_soon_is_not_free(browse: Browse) -> None:
    pk, client, now = declared(browse), browse("dispatcher"), timezone.now()
    before = client.get(at("report", pk)).content.decode()
    near = min(around(SYSTEM, 77.24, 43.3, now).aircraft, key=lambda one: one.distance_m)
    assert re.search(rf"<b>{near.name}</b>[^\n]*?free", before)
    soon = now + timedelta(minutes=20)
    want = Want(ResourceKind.AIRCRAFT, near.id, near.name, soon, soon + timedelta(hours=1))
    commit(SYSTEM, wants=[want], purpose=Purpose("mission", 1, "F-KZ/2026/00001"))
    told = client.get(at("report", pk)).content.decode().partition(f"<b>{near.name}</b>")[2]
    assert "F-KZ/2026/00001" in told.partition("</li>")[0]
    assert "free" not in told.partition("</li>")[0]


def test_a_physician_reads_both_ways_before_he_decides_for_many(browse: Browse) -> None:
    pk, client, chief = declared(browse), browse("dispatcher"), browse("chief_physician")
    client.post(at("enter", pk), {"lines": "113 ожог"})
    client.post(at("requests", pk), {"category": "red"})
    assert "care by road" in chief.get(at("plan", pk)).content.decode()
    assert "care by road" not in client.get(at("plan", pk)).content.decode()


def test_who_stands_down_is_told_who_still_waits(browse: Browse) -> None:
    pk, client = declared(browse), browse("dispatcher")
    client.post(at("enter", pk), {"lines": "113 ожог\n113\n2"})
    assert "no mission yet" not in client.get(at("move", pk, "stand_down")).content.decode()
    client.post(at("requests", pk), {"category": "red"})
    asked = client.get(at("move", pk, "stand_down")).content.decode()
    assert "2 requests have no mission yet. They stay in the queue." in asked
    assert "no mission yet" not in client.get(at("move", pk, "activate")).content.decode()


def test_it_is_led_along_its_lifecycle(browse: Browse) -> None:
    pk, client = declared(browse), browse("dispatcher")
    assert client.get(at("move", pk, "activate")).status_code == 200
    assert client.post(at("move", pk, "activate"), {"note": ""}).status_code == 303
    assert client.post(at("move", pk, "activate"), {"note": ""}).status_code == 422
    assert client.get(at("move", pk, "nonsense")).status_code == 404
    assert client.post(at("move", pk, "stand_down"), {"note": ""}).status_code == 303
    assert client.post(at("enter", pk), {"lines": "113"}).status_code == 422


def test_others_are_refused_or_find_nothing(browse: Browse) -> None:
    pk = declared(browse)
    for name in ("incident", "report", "plan"):
        assert browse("coordinator", "KZ-47").get(at(name, pk)).status_code == 404
        assert browse("analyst").get(at(name, pk)).status_code == 403
    assert browse("team", "KZ-19").post(at("requests", pk), {}).status_code == 403
    assert browse("team", "KZ-19").get(at("declare")).status_code == 403
    assert browse("dispatcher").post(at("decide", pk), {}).status_code == 403
    nowhere = {"kind": "road", "happened_at": typed_moment(), "note": "Слова"}
    answer = browse("dispatcher").post(at("declare"), nowhere)
    assert (answer.status_code, "Слова" in answer.content.decode()) == (422, True)


def test_the_page_costs_the_same_however_many_are_entered(browse: Browse) -> None:
    pk, client = declared(browse), browse("dispatcher")
    client.post(at("enter", pk), {"lines": "113"})
    cost(client, at("incident", pk))
    few = cost(client, at("incident", pk))
    client.post(at("enter", pk), {"lines": "\n".join(["2 ушиб"] * 30)})
    assert cost(client, at("incident", pk)) == few <= 16


def test_planning_more_requests_asks_the_database_no_more_often(browse: Browse) -> None:
    pk, client, chief = declared(browse), browse("dispatcher"), browse("chief_physician")
    client.post(at("enter", pk), {"lines": "113 ожог"})
    client.post(at("requests", pk), {"category": "red"})

    def costs(states: list[str]) -> list[int]:
        assert sorted(Request.objects.values_list("state", flat=True)) == states
        pages = [(chief, at("plan", pk)), (client, at("together", pk))]
        for reader, address in pages:
            cost(reader, address)
        return [cost(reader, address) for reader, address in pages]

    def decide_one() -> None:
        row = Request.objects.filter(state="registered").order_by("id").first()
        assert row
        decide(row, "ground", "road_is_faster")

    client.post(at("enter", pk), {"lines": "113 травма"})
    client.post(at("requests", pk), {"category": "red"})
    decide_one()
    few = costs(["ground_only", "registered"])
    client.post(at("enter", pk), {"lines": "113 ожог\n113 травма\n113 травма\n113"})
    client.post(at("requests", pk), {"category": "red"})
    decide_one()
    decide_one()
    assert costs(["ground_only"] * 3 + ["registered"] * 3) == few
