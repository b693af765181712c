"""The physician-coordinator's desk: what waits, what is known, remote first, then decided."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import HTMX, Browse, browser, cost
from tests.response.dispatch.builders import decide, fresh, patient_of, request

from qanat.care.telemedicine.commands import (
    ConclusionDraft,
    FirstAsked,
    conclude_order,
    consult_first,
    take_order,
)
from qanat.care.telemedicine.models import ConsultationOrder
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.clinical import Vitals, assess_request
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.states import RequestState

pytestmark = pytest.mark.usefixtures("world", "db")

HERE = "/coordinator/"
CASES = "/coordinator/cases/"
CASE = "/coordinator/case/"
KNOWN = "/coordinator/known/"
REGION = "KZ-19"
FIRST = {"reason": "specialist_first", "specialty": "neurology"}


@pytest.fixture
def client(browse: Browse) -> Client:
    """Sign a physician-coordinator in."""
    return browse("coordinator", REGION)


def text(client: Client, address: str, query: dict[str, Any] | None = None) -> str:
    answer = client.get(address, query or {}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client: Client, view: str) -> list[int]:
    found = re.findall(r'class="what" href="/requests/(\d+)/"', text(client, CASES, {"view": view}))
    return [int(pk) for pk in found]


def measured(row: Request, minutes_ago: float, **found: Any) -> None:
    given = {"respiratory_rate": 18, "spo2": 95, "systolic": 130, "heart_rate": 80}
    assessed(row, minutes_ago, Vitals(age_years=61, **(given | found)))


def assessed(row: Request, minutes_ago: float, vitals: Vitals, note: str = "") -> None:
    now = timezone.now()
    assess_request(
        SYSTEM,
        request_id=row.pk,
        patient_id=patient_of(row),
        vitals=vitals,
        at=now - timedelta(minutes=minutes_ago),
        now=now,
        note=note,
    )


def first(row: Request) -> int:
    asked = FirstAsked(reason="specialist_first", specialty="neurology", question="Lyse?")
    return consult_first(SYSTEM, request_id=row.pk, version=None, asked=asked, now=timezone.now())


def test_physicians_who_decide_begin_at_their_desk(browse: Browse) -> None:
    for role, value in (("coordinator", REGION), ("chief_physician", "")):
        assert browse(role, value).get("/")["Location"] == HERE


def test_others_are_refused(browse: Browse) -> None:
    for role in ("dispatcher", "norm_keeper"):
        other = browse(role)
        for address in (HERE, CASES, CASE, KNOWN):
            assert other.get(address).status_code == 403


def test_only_cases_of_the_own_region_wait(client: Client, browse: Browse) -> None:
    own = request()
    foreign = request(region="KZ-10", sending_facility_id=None)
    assert shown(client, "waiting") == [own.pk]
    assert set(shown(browse("chief_physician"), "waiting")) == {own.pk, foreign.pk}
    part = text(browse("chief_physician"), CASES, {"region": "KZ-10"})
    assert f"/requests/{foreign.pk}/" in part
    assert f"/requests/{own.pk}/" not in part


def test_what_waits_least_time_stands_first_and_a_conclusion_brings_a_case_back(
    client: Client,
) -> None:
    asked, new = request(), request()
    order_id = first(asked)
    assert shown(client, "waiting") == [new.pk]
    assert shown(client, "consulted") == [asked.pk]
    now = timezone.now()
    take_order(SYSTEM, order_id=order_id, now=now)
    draft = ConclusionDraft(
        text="Lysis now, then fly", performed_at=now, performed_by="Dr Test", recommends="fly"
    )
    conclude_order(SYSTEM, order_id=order_id, draft=draft, now=now)
    Request.objects.filter(pk=asked.pk).update(advised_at=now)
    assert set(shown(client, "waiting")) == {asked.pk, new.pk}
    assert shown(client, "consulted") == []
    assert "Conclusion is there" in text(client, CASES)
    pane = text(client, CASE, {"req": asked.pk})
    assert "Lysis now, then fly" in pane
    assert "Dr Test" in pane


def test_decided_cases_stand_with_who_decided_and_why(client: Client) -> None:
    row = request()
    decide(row, "decline", "no_indication")
    Request.objects.filter(pk=row.pk).update(decided_at=timezone.now())
    old = request()
    decide(old, "fly_patient")
    Request.objects.filter(pk=old.pk).update(decided_at=timezone.now() - timedelta(hours=25))
    assert shown(client, "waiting") == []
    assert shown(client, "decided") == [row.pk]
    part = text(client, CASES, {"view": "decided"})
    assert "Decline" in part
    assert "Qanat" in part


def test_without_scripts_the_page_shows_the_cases_and_what_the_address_chooses(
    client: Client,
) -> None:
    row = request(diagnosis="Stroke of the desk", caller_phone="8 701 555 44 33")
    page = client.get(HERE, {"req": row.pk}).content.decode()
    line = re.search(r'<li class="row"[^>]*aria-current="true"', page)
    assert line is not None
    for words in ("Stroke of the desk", row.number, "8 701 555 44 33"):
        assert words in page.partition('id="case"')[2]
    for address in (CASES, CASE, KNOWN):
        assert client.get(f"{address}?req={row.pk}")["Location"] == f"{HERE}?req={row.pk}"


def test_nothing_chosen_and_what_is_not_open_are_said(client: Client) -> None:
    foreign = request(region="KZ-10", sending_facility_id=None)
    for query in ("", "req=", "req=x", "mission=1", "req=99999999999999999999"):
        assert "Nothing is chosen" in client.get(f"{HERE}?{query}").content.decode()
    for number in (foreign.pk, 0, 10**17):
        assert "Not found" in text(client, CASE, {"req": number})


@pytest.mark.parametrize(
    "query", ["view=x", "view=%E2%80%AE", "region=KZ-99", "page=-1", "page=9999999"]
)
def test_an_odd_address_is_still_a_list(client: Client, query: str) -> None:
    assert client.get(f"{HERE}?{query}").status_code == 200


def test_the_condition_is_shown_over_time_with_what_is_odd_and_what_came_late(
    client: Client,
) -> None:
    row = request()
    measured(row, 30)
    measured(row, 10, heart_rate=250, systolic=85)
    measured(row, 20)
    pane = text(client, KNOWN, {"req": row.pk})
    assert pane.count("<polyline") >= 4
    assert "Unusual value" in pane
    assert pane.count("Written down after a newer one") == 1
    assert "NEWS2" in pane


def test_what_no_line_shows_is_told_beside_the_lines_or_without_any(client: Client) -> None:
    row = request()
    sedated = Vitals(consciousness="P", is_on_oxygen=True, fio2=60, support=("ventilation",))
    assessed(row, 10, sedated, note="Sedated for the road")
    seen = ("Responds to pain", "On oxygen", "60 %", "Mechanical ventilation", "Sedated for the")
    pane = text(client, KNOWN, {"req": row.pk})
    assert [words for words in seen if words not in pane] == []
    assert "<polyline" not in pane
    assert "Nothing measured yet" not in pane
    assert "≥ 0" not in pane
    measured(row, 5)
    pane = text(client, KNOWN, {"req": row.pk})
    assert [words for words in seen if words not in pane] == []
    assert "measured" in pane


def test_a_window_that_was_missed_lately_stands_in_the_list_before_the_next(client: Client) -> None:
    row = request(icd10="I63.4")
    Request.objects.filter(pk=row.pk).update(onset_at=timezone.now() - timedelta(hours=5))
    names = re.findall(r'class="window">([^:]+):', text(client, CASES))
    assert names == ["Thrombolysis", "Thrombectomy"]


def test_a_specialist_is_asked_with_one_press_and_the_case_waits_for_the_conclusion(
    client: Client,
) -> None:
    row = request(specialty="neurology")
    pane = text(client, CASE, {"req": row.pk})
    assert pane.index("First: ask a specialist remotely") < pane.index("Otherwise decide")
    address = reverse("telemedicine:first", args=(row.pk,))
    answer = client.post(f"{address}?version={row.version}", FIRST, headers=HTMX)
    assert answer["HX-Redirect"] == reverse("dispatch:request", args=(row.pk,))
    order = ConsultationOrder.objects.get(request=row)
    assert (order.specialty, order.urgency, order.icd10) == ("neurology", 1, row.icd10)
    assert list(order.people.values_list("patient_id", flat=True)) == [patient_of(row)]
    assert fresh(row).state == RequestState.REMOTE_ONLY
    pane = text(client, CASE, {"req": row.pk})
    assert order.number in pane
    assert "A specialist is asked" in pane


def test_a_consultation_asked_for_twice_is_one_order(client: Client) -> None:
    row = request()
    address = reverse("telemedicine:first", args=(row.pk,))
    client.post(f"{address}?version={row.version}", FIRST, headers=HTMX)
    again = client.post(f"{address}?version={row.version}", FIRST, headers=HTMX)
    assert again.status_code == 422
    assert ConsultationOrder.objects.filter(request=row).count() == 1


def test_a_refused_question_is_kept(client: Client) -> None:
    row = request()
    address = reverse("telemedicine:first", args=(row.pk,))
    typed = {"reason": "", "specialty": "neurology", "question": "Is lysis still possible?"}
    answer = client.post(address, typed, headers=HTMX)
    assert answer.status_code == 422
    assert "Is lysis still possible?" in answer.content.decode()
    for wrong in ({"reason": "x"}, {"reason": "other", "specialty": "x\x00"}, {}):
        assert client.post(address, wrong, headers=HTMX).status_code == 422
    assert not ConsultationOrder.objects.exists()
    assert fresh(row).state == RequestState.REGISTERED


def test_who_may_not_decide_asks_no_specialist_first(browse: Browse) -> None:
    row = request()
    address = reverse("telemedicine:first", args=(row.pk,))
    for role in ("dispatcher", "analyst"):
        assert browse(role).post(address, FIRST).status_code == 403
    assert browse("coordinator", "KZ-10").post(address, FIRST).status_code == 404
    assert fresh(row).state == RequestState.REGISTERED


def test_of_two_who_decide_the_second_reads_who_decided_and_keeps_what_he_typed(
    people: Accounts,
) -> None:
    row = request()
    one, two = people.account("coordinator", REGION), people.account("coordinator", REGION)
    faster, slower = browser(one), browser(two)
    review = reverse("dispatch:review", args=(row.pk,))
    address = f"{review}?version={row.version}"
    taken = faster.post(address, {"decision": "fly_patient"}, headers=HTMX)
    assert "HX-Redirect" in taken
    typed = {"decision": "decline", "reason": "no_indication", "note": "My own words"}
    refused = slower.post(address, typed, headers=HTMX)
    words = refused.content.decode()
    assert refused.status_code == 422
    assert one.full_name in words
    assert "Fly the patient" in words
    assert "My own words" in words
    assert one.full_name in text(slower, KNOWN, {"req": row.pk})
    assert fresh(row).state == RequestState.APPROVED


def test_the_desk_asks_the_same_number_of_queries_for_many_as_for_few(client: Client) -> None:
    row = request()
    few = cost(client, f"{HERE}?req={row.pk}")
    for _n in range(6):
        request()
    first(request())
    assert cost(client, f"{HERE}?req={row.pk}") <= few
    assert few < 55


@pytest.mark.timeout(300)
def test_a_case_tells_how_soon_care_begins_by_road_and_by_air(client: Client) -> None:
    row = request()
    assert f'hx-get="/coordinator/ways/{row.pk}/"' in text(client, CASES)
    told = text(client, f"/coordinator/ways/{row.pk}/")
    assert "care by road" in told
    assert "care by air" in told or "nobody can fly" in told
    whole = text(client, f"/coordinator/ways/{row.pk}/", {"whole": ""})
    assert f'href="/requests/{row.pk}/plans/"' in whole
    plain = client.get(f"/coordinator/ways/{row.pk}/")
    assert plain.status_code == 302


def test_a_case_without_a_place_says_so_in_place_of_times(client: Client) -> None:
    row = request()
    Request.objects.filter(pk=row.pk).update(sending_facility=None, settlement=None)
    assert "is not known" in text(client, f"/coordinator/ways/{row.pk}/")


def test_who_decides_nothing_is_told_no_ways(browse: Browse) -> None:
    row = request()
    assert browse("dispatcher").get(f"/coordinator/ways/{row.pk}/").status_code == 403
