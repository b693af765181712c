"""The dispatcher's console: one choice in every pane, plans and commitments within it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import HTMX, Browse, browser, cost, typed_moment
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    aircraft_ids,
    approved,
    facility_id,
    intake,
    legs,
    mission,
    request,
)
from tests.response.dispatch.test_pages_plans import approved as approved_now
from tests.response.dispatch.test_pages_plans import keys, signed

from qanat.foundation.actors import SYSTEM
from qanat.foundation.presence.models import Presence
from qanat.registry.fleet.queries.ambulances import ambulance_points
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.response.dispatch.commands.clinical import Vitals, assess_request, close_request
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.states import MissionState, RequestState
from qanat.web.paging import PAGE_ROWS

pytestmark = pytest.mark.usefixtures("world", "db")

HERE = "/console/"
QUEUE = "/console/queue/"
CHOSEN = "/console/chosen/"


def test_those_who_plan_begin_at_the_console(browse: Browse) -> None:
    assert browse("dispatcher").get("/")["Location"] == HERE


def test_those_who_may_not_see_requests_are_refused(browse: Browse) -> None:
    client = browse("norm_keeper")
    for address in (HERE, QUEUE, CHOSEN):
        assert client.get(address).status_code == 403


def test_hours_are_offered_to_those_who_may_see_them(browse: Browse) -> None:
    hospital = str(facility_id())
    for role, where, offered in (("dispatcher", "", True), ("hospital", hospital, False)):
        shown = browse(role, where).get(HERE).content.decode()
        assert ('data-qanat-key="t"' in shown) is offered


def test_without_scripts_the_page_shows_the_queue_and_what_the_address_chooses(
    browse: Browse,
) -> None:
    row = request(diagnosis="Stroke of the console")
    page = browse("dispatcher").get(HERE, {"req": row.pk}).content.decode()
    line = re.search(rf'<li class="row"[^>]*request:{row.pk}"[^>]*>', page)
    assert line is not None
    assert 'aria-current="true"' in line[0]
    detail = page.partition('id="console-detail"')[2]
    assert row.number in detail
    assert "Stroke of the console" in detail


def test_an_aircraft_without_a_mission_is_chosen_in_the_pane(browse: Browse) -> None:
    craft = aircraft_ids()[0]
    client = browse("dispatcher")
    free = client.get(CHOSEN, {"aircraft": craft}, headers=HTMX).content.decode()
    assert f'href="/fleet/{craft}/#main"' in free or f"/fleet/aircraft/{craft}/#main" in free
    assert "Nothing: it is free." in free
    row = mission(aircraft_id=craft, legs=legs(timezone.now() + 30 * MINUTE))
    promised = client.get(CHOSEN, {"aircraft": craft}, headers=HTMX).content.decode()
    assert f"/missions/{row.pk}/" in promised
    assert "Not found" in client.get(CHOSEN, {"aircraft": 0}, headers=HTMX).content.decode()
    unseen = browse("hospital", str(facility_id())).get(CHOSEN, {"aircraft": craft}, headers=HTMX)
    assert "Not found" in unseen.content.decode()


def test_an_ambulance_without_a_mission_is_chosen_in_the_pane(browse: Browse) -> None:
    van, client = ambulance_points()[0], browse("dispatcher")
    address = reverse("fleet:ambulance", args=(van.id,))
    free = client.get(CHOSEN, {"ambulance": van.id}, headers=HTMX).content.decode()
    assert f'href="{address}#main"' in free
    assert "Nothing: it is free." in free
    assert van.call_sign in client.get(address).content.decode()
    assert (
        f'data-qanat-board-ambulance="{reverse("fleet:ambulance", args=(0,))}"'
        in client.get(HERE, {"ambulance": van.id}).content.decode()
    )
    assert "Not found" in client.get(CHOSEN, {"ambulance": 0}, headers=HTMX).content.decode()
    stranger = browse("hospital", str(facility_id()))
    unseen = stranger.get(CHOSEN, {"ambulance": van.id}, headers=HTMX).content.decode()
    assert van.call_sign not in unseen
    assert stranger.get(address).status_code in {403, 404}


def test_nothing_chosen_says_how_to_choose(browse: Browse) -> None:
    client = browse("dispatcher")
    for address in (HERE, f"{HERE}?req=", f"{HERE}?req=x", f"{HERE}?req=99999999999999999999"):
        assert "Nothing is chosen" in client.get(address).content.decode()


def test_what_is_not_open_to_the_viewer_is_not_found_and_the_rest_stays(browse: Browse) -> None:
    row = request()
    client = browse("coordinator", "KZ-10")
    for address in (f"{HERE}?req={row.pk}", f"{HERE}?mission=1", f"{HERE}?req=0"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Not found" in answer.content.decode()
        assert row.number not in answer.content.decode()


def test_an_empty_queue_says_what_was_closed_last_and_how_to_begin(browse: Browse) -> None:
    row = request()
    withdraw_request(SYSTEM, request_id=row.pk, reason="by_sender", now=NOW)
    close_request(SYSTEM, request_id=row.pk, now=NOW)
    shown = browse("dispatcher").get(QUEUE, headers=HTMX).content.decode()
    assert "No open requests" in shown
    assert row.number in shown
    assert 'href="/requests/new/"' in shown.partition("No open requests")[2]


def test_a_pane_alone_is_for_htmx_and_leads_a_plain_browser_to_the_console(browse: Browse) -> None:
    row = approved()
    client = browse("dispatcher")
    for address in (QUEUE, CHOSEN):
        plain = client.get(f"{address}?req={row.pk}")
        assert plain["Location"] == f"{HERE}?req={row.pk}"
        part = client.get(f"{address}?req={row.pk}", headers=HTMX).content.decode()
        assert "<html" not in part
        assert row.diagnosis in part


def test_planned_requests_stand_below_urgent_ones_however_late(browse: Browse) -> None:
    planned = request(urgency=3, diagnosis="Planned and late")
    soon = request(urgency=1, diagnosis="Emergency with time left")
    Request.objects.filter(pk=soon.pk).update(registered_at=NOW + timedelta(minutes=9))
    page = browse("dispatcher").get(QUEUE, headers=HTMX).content.decode()
    assert 0 < page.index(soon.diagnosis) < page.index(planned.diagnosis)


def test_findings_and_ages_stand_as_the_readers_language_writes_them(browse: Browse) -> None:
    row = request()
    vitals = Vitals(age_years=61, temperature_c=36.6, spo2=95)
    person = row.people.get().patient_id
    assess_request(SYSTEM, request_id=row.pk, patient_id=person, vitals=vitals, at=NOW, now=NOW)
    client = browse("dispatcher")
    client.cookies["qanat_language"] = "ru"
    pane = client.get(CHOSEN, {"req": row.pk}, headers=HTMX).content.decode()
    assert re.search(r"<b[^>]*>\s*36,6", pane)
    assert "61 год" in pane


def test_without_a_code_the_pane_says_that_no_window_runs(browse: Browse) -> None:
    client = browse("dispatcher")
    for code, is_said in (("", True), ("I21.0", False)):
        row = request(diagnosis="STEMI", icd10=code)
        pane = client.get(CHOSEN, {"req": row.pk}, headers=HTMX).content.decode()
        assert ("no clinical window runs" in pane) is is_said


def test_a_draft_that_waits_is_said_above_the_queue(browse: Browse) -> None:
    client = browse("dispatcher")
    said = "A new request was begun and not sent"
    assert said not in client.get(QUEUE, headers=HTMX).content.decode()
    client.post(reverse("dispatch:draft"), {"diagnosis": "Begun"}, headers=HTMX)
    assert said in client.get(QUEUE, headers=HTMX).content.decode()
    client.post(reverse("dispatch:drop_draft"))
    assert said not in client.get(QUEUE, headers=HTMX).content.decode()


def test_the_queue_keeps_its_way_to_a_new_request_when_it_is_drawn_anew(browse: Browse) -> None:
    new = reverse("dispatch:new")
    assert new in browse("dispatcher").get(QUEUE, headers=HTMX).content.decode()
    assert new not in browse("analyst").get(QUEUE, headers=HTMX).content.decode()


def test_what_was_done_is_said_beside_the_pane_and_once(browse: Browse) -> None:
    client = browse("dispatcher")
    there = approved()
    typed = {"need": "transport", "urgency": 2, "channel": "phone", "country": "KZ",
             "sending_facility": there.sending_facility_id, "received_at": typed_moment(NOW),
             "is_checked": "yes"}  # fmt: skip
    made = client.post(reverse("dispatch:new"), typed, headers=HTMX)
    number = Request.objects.latest("id").number
    assert made["HX-Redirect"]
    pane = {"req": Request.objects.latest("id").pk}
    said = client.get(CHOSEN, pane, headers=HTMX).content.decode().partition('id="notices"')[2]
    assert number in said
    assert 'id="notices"' not in client.get(CHOSEN, pane, headers=HTMX).content.decode()


def test_each_view_has_its_requests_and_says_how_many(browse: Browse) -> None:
    undecided, decided = request(), approved()
    flying = mission(approved())
    client = browse("dispatcher")
    views = {"waiting": undecided.pk, "to_plan": decided.pk, "flying": flying.requests.get().pk}
    for view, own in views.items():
        page = client.get(QUEUE, {"view": view}, headers=HTMX).content.decode()
        shown = re.findall(r'<li class="row"[^>]*request:(\d+)"', page)
        assert shown == [str(own)]
        chosen = page.partition('aria-current="true"')[2].partition("</a>")[0]
        assert chosen.endswith('<span class="num">1</span>')


def test_what_has_just_come_in_is_named_though_its_turn_is_on_another_page(browse: Browse) -> None:
    now = timezone.now()
    client = browse("dispatcher")
    new, _older = (
        take_down(
            DISPATCHER,
            intake=intake(received_at=now - minutes * MINUTE),
            person=PatientDraft(name="Ахметов Ерлан", age_years=61),
            now=now,
        )
        for minutes in (5, 16)
    )
    assert 'class="notice info newcomers"' not in client.get(QUEUE, headers=HTMX).content.decode()
    for _late in range(PAGE_ROWS):
        request()
    first, second = (
        client.get(QUEUE, {"page": number}, headers=HTMX).content.decode() for number in (1, 2)
    )
    named = first.partition('class="notice info newcomers"')[2].partition("</ul>")[0]
    assert re.findall(r'href="/requests/(\d+)/"', named) == [str(new.request_id)]
    assert f'data-qanat-point="request:{new.request_id}"' in second
    assert 'class="notice info newcomers"' not in second


def test_the_panes_ask_the_same_number_of_queries_for_many_as_for_few(browse: Browse) -> None:
    client = browse("dispatcher")
    first = request()
    few = cost(client, f"{HERE}?req={first.pk}")
    for aircraft_id in aircraft_ids()[:4]:
        mission(approved(), aircraft_id=aircraft_id)
    assert cost(client, f"{HERE}?req={first.pk}") <= few
    assert few < 60


def test_a_plan_is_committed_within_the_pane_and_undone_while_nothing_has_left(
    browse: Browse,
) -> None:
    row = approved_now()
    client = browse("dispatcher")
    plans = reverse("dispatch:plans", args=(row.pk,))
    pane = client.get(plans, headers=HTMX).content.decode()
    assert "<html" not in pane
    assert 'id="plans-pane"' in pane
    typed = {"plan": keys(pane)[0], "proposed_at": signed(pane)}
    answer = client.post(plans, typed, headers=HTMX)
    made = Mission.objects.get(requests=row)
    assert answer["HX-Redirect"] == reverse("dispatch:mission", args=(made.pk,))
    detail = client.get(CHOSEN, {"req": row.pk}, headers=HTMX).content.decode()
    assert "Undo: nothing has left yet" in detail
    undo = re.search(r'hx-post="(/missions/\d+/do/cancel/)"', detail)
    assert undo is not None
    client.post(undo[1], {"reason": "entered_by_mistake", "note": ""}, headers=HTMX)
    made.refresh_from_db()
    assert made.state == MissionState.CANCELLED
    pane = client.get(CHOSEN, {"req": row.pk}, headers=HTMX).content.decode()
    assert 'id="plans-pane"' in pane
    own = pane.partition(f"mission:{made.pk}")[2].partition("</li>")[0]
    assert "data-qanat-due" not in own


def test_plans_that_were_made_again_by_themselves_say_it_only_if_other_ways_came(
    browse: Browse,
) -> None:
    client = browse("dispatcher")
    plans = reverse("dispatch:plans", args=(approved_now().pk,))
    pane = client.get(plans, {"policy": "gentle"}, headers=HTMX).content.decode()
    renewal = re.search(r'hx-get="([^"]*by_itself)"', pane)
    assert renewal is not None
    again = renewal[1].replace("&amp;", "&")
    assert "policy=gentle" in again
    same = client.get(again, headers=HTMX).content.decode()
    assert "data-qanat-renewed" not in same
    assert "Planned again" not in same
    others = reverse("dispatch:plans", args=(approved_now().pk,))
    pane = client.get(others, headers=HTMX).content.decode()
    client.post(others, {"plan": keys(pane)[0], "proposed_at": signed(pane)}, headers=HTMX)
    changed = client.get(again, headers=HTMX).content.decode()
    assert "data-qanat-renewed" in changed
    assert "the ways or their order have changed" in changed


def test_of_two_dispatchers_who_commit_for_one_request_the_second_is_told_in_the_pane(
    browse: Browse,
) -> None:
    row = approved_now()
    plans = reverse("dispatch:plans", args=(row.pk,))
    one, other = browse("dispatcher"), browse("dispatcher")
    pane = one.get(plans, headers=HTMX).content.decode()
    typed = {"plan": keys(pane)[0], "proposed_at": signed(pane)}
    assert "HX-Redirect" in one.post(plans, typed, headers=HTMX)
    late = other.post(plans, typed, headers=HTMX)
    assert late.status_code == 409
    assert 'role="alert"' in late.content.decode()
    assert Mission.objects.filter(requests=row).count() == 1


def test_plans_of_what_ended_meanwhile_stay_a_pane_and_say_so(browse: Browse) -> None:
    row = request()
    withdraw_request(SYSTEM, request_id=row.pk, reason="by_sender", now=timezone.now())
    plans = reverse("dispatch:plans", args=(row.pk,))
    pane = browse("dispatcher").get(plans, headers=HTMX).content.decode()
    assert "<html" not in pane
    assert "Nothing is left to plan" in pane


def test_a_request_is_decided_in_a_dialog_and_the_console_stays(browse: Browse) -> None:
    row = request()
    client = browse("chief_physician")
    detail = client.get(CHOSEN, {"req": row.pk}, headers=HTMX).content.decode()
    review = reverse("dispatch:review", args=(row.pk,))
    assert f'href="{review}" data-qanat-dialog' in detail
    asked = client.get(review, headers=HTMX).content.decode()
    assert "<html" not in asked
    address = re.search(r'hx-post="([^"]+)"', asked)
    assert address is not None
    wrong = client.post(address[1], {"decision": "decline"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "Choose the reason." in wrong.content.decode()
    answer = client.post(address[1], {"decision": "fly_patient"}, headers=HTMX)
    assert answer["HX-Redirect"] == reverse("dispatch:request", args=(row.pk,))
    row.refresh_from_db()
    assert row.state == RequestState.APPROVED


def test_of_two_who_decide_the_second_reads_it_and_may_decide_again(browse: Browse) -> None:
    row = request()
    client = browse("chief_physician")
    review = reverse("dispatch:review", args=(row.pk,))
    typed = {"decision": "fly_patient", "note": "Second look"}
    late = f"{review}?version={row.version - 1}"
    refused = client.post(late, typed, headers=HTMX)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Second look" in text
    assert f'hx-post="{review}?version={row.version}"' in text
    assert "HX-Redirect" in client.post(f"{review}?version={row.version}", typed, headers=HTMX)


def test_a_chosen_mission_says_how_its_call_out_stands(browse: Browse) -> None:
    row = mission(approved())
    page = browse("dispatcher").get(CHOSEN, {"mission": row.pk}, headers=HTMX).content.decode()
    assert 'id="callouts"' in page
    assert "Call the airline" in page


def test_a_chosen_mission_shows_its_legs_and_what_it_serves(browse: Browse) -> None:
    row = mission(approved())
    page = browse("dispatcher").get(CHOSEN, {"mission": row.pk}, headers=HTMX).content.decode()
    assert row.number in page
    assert row.requests.get().number in page
    assert "Taldykorgan" in page


def test_of_the_requests_of_a_mission_those_open_to_the_viewer_are_named(browse: Browse) -> None:
    foreign = approved(region="KZ-10", sending_facility_id=None)
    own = approved()
    row = mission(foreign, own)
    client = browse("coordinator", "KZ-19")
    page = client.get(CHOSEN, {"mission": row.pk}, headers=HTMX).content.decode()
    assert f'href="{reverse("dispatch:request", args=(own.pk,))}">{own.number}</a>' in page
    assert foreign.number not in page


def test_two_who_have_one_request_open_see_each_other(browse: Browse, people: Accounts) -> None:
    row = request()
    address = f"/console/presence/?req={row.pk}"
    first, second = people.account("dispatcher"), people.account("chief_physician")
    one, other = browser(first), browser(second)
    assert second.full_name not in one.post(address, headers=HTMX).content.decode()
    assert first.full_name in other.post(address, headers=HTMX).content.decode()
    assert second.full_name in one.post(address, headers=HTMX).content.decode()
    elsewhere = one.post(f"/console/presence/?req={request().pk}", headers=HTMX)
    assert second.full_name not in elsewhere.content.decode()


def test_nobody_is_present_at_what_is_not_open_to_him(browse: Browse) -> None:
    row = request()
    client = browse("coordinator", "KZ-10")
    for query in (f"req={row.pk}", "mission=1", "req=0", "", "req=x"):
        assert client.post(f"/console/presence/?{query}", headers=HTMX).status_code == 404
    assert not Presence.objects.exists()


def test_open_alerts_stand_above_the_board(browse: Browse) -> None:
    page = browse("dispatcher").get(HERE).content.decode()
    assert 'id="alert-strip"' in page.partition('<main id="main"')[0]


def test_the_wall_is_the_same_page_with_nothing_to_press(browse: Browse) -> None:
    client = browse("dispatcher")
    assert "data-wall" in client.get(HERE, {"wall": "1"}).content.decode()
    assert "data-wall" not in client.get(HERE).content.decode()
