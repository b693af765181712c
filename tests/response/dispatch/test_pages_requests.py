"""The queue and the page of a request."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import HTMX, Browse, browser, cost, typed_moment
from tests.response.dispatch.builders import (
    NOW,
    aircraft_ids,
    approved,
    decide,
    facility_id,
    flown,
    fresh,
    mission,
    patient_of,
    request,
)
from tests.response.dispatch.test_pages_plans import approved as just_approved

from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.models import Message
from qanat.registry.patients.models import Patient
from qanat.response.dispatch.commands import clinical, intake
from qanat.response.dispatch.commands.drugs import DrugDraft, give_drug
from qanat.response.dispatch.commands.services import ServiceDraft, record_service
from qanat.response.dispatch.models import Assessment, Outcome, Request
from qanat.response.dispatch.rules.scoring import Vitals

pytestmark = pytest.mark.usefixtures("world", "db")

WORDS = "Ценные слова"
LONG = "Қызылорда облыстық көпбейінді ауруханасының жедел жәрдем бөлімшесі " * 6


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def test_the_queue_shows_open_requests_as_a_page_and_as_a_fragment(browse: Browse) -> None:
    row = request(diagnosis=LONG[:480])
    client = browse("dispatcher")
    page = client.get(at("queue")).content.decode()
    assert at("request", row.pk) in page
    part = client.get(at("queue"), headers=HTMX).content.decode()
    assert at("request", row.pk) in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("view", "is_there"),
    [("open", True), ("waiting", True), ("approved", False), ("flying", False), ("over", False),
     ("mine", True), ("x", True)],
)  # fmt: skip
def test_each_view_shows_its_own(browse: Browse, *, view: str, is_there: bool) -> None:
    client = browse("dispatcher")
    row = request()
    client.post(at("take", row.pk))
    page = client.get(at("queue"), {"view": view}).content.decode()
    assert (at("request", row.pk) in page) is is_there
    assert ("No requests here" in page) is not is_there


def test_who_must_act_soonest_stands_first_and_what_is_under_way_after(browse: Browse) -> None:
    flying, closing = request(diagnosis="flying"), request(diagnosis="handed over")
    decide(flying, "fly_patient")
    decide(closing, "fly_patient")
    flown(mission(fresh(closing)))
    mission(fresh(flying), aircraft_id=aircraft_ids()[1])
    remote = request(diagnosis="consulted")
    decide(remote, "remote", "opinion_asked")
    fresh_one, late_one = request(diagnosis="fresh"), request(diagnosis="late")
    decide(late_one, "fly_patient")
    hour = timedelta(hours=1)
    Request.objects.filter(pk=late_one.pk).update(decided_at=NOW - hour)
    page = browse("dispatcher").get(at("queue")).content.decode()
    told = [page.index(at("request", r.pk)) for r in (late_one, fresh_one, remote, flying, closing)]
    assert told == sorted(told)
    assert "decision</small>" in page
    assert "received</small>" in page


def test_after_a_conclusion_the_next_step_is_deciding(browse: Browse) -> None:
    row = request()
    decide(row, "remote", "opinion_asked")
    chief = browse("chief_physician")
    assert "is consulted" in chief.get(at("request", row.pk)).content.decode()
    clinical.tell_conclusion(SYSTEM, request_id=row.pk, by_id=3, advice="K-1: Fly", at=NOW)
    page = chief.get(at("request", row.pk)).content.decode()
    assert "The specialist has concluded: decide now." in page
    assert "K-1: Fly" in page
    step = page[page.index('class="next-step"') :]
    assert step.index("#decision") < step.index(at("move", row.pk, "close"))
    assert page.count(at("move", row.pk, "close")) == 1
    decide(row, "fly_patient")
    assert fresh(row).advised_at is None


def test_the_queue_is_filtered_and_takes_nonsense(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    for wanted in ({"text": "инсульт"}, {"region": "KZ-19"}, {"urgency": "1"}, {"text": "talgar"}):
        assert at("request", row.pk) in client.get(at("queue"), wanted).content.decode()
    for other in ({"text": "ожог"}, {"region": "KZ-47"}, {"urgency": "3"}):
        page = client.get(at("queue"), other).content.decode()
        assert at("request", row.pk) not in page
        assert "Nothing matches" in page
    odd = {"region": "?", "urgency": "x", "page": "9999999", "text": "a\u202eb"}
    assert client.get(at("queue"), odd).status_code == 200


def test_the_queue_is_paged_and_costs_the_same_for_five_and_for_fifty(browse: Browse) -> None:
    client = browse("dispatcher")
    for _ in range(5):
        request()
    cost(client, at("queue"))
    few = cost(client, at("queue"))
    for _ in range(50):
        request()
    assert cost(client, at("queue")) == few <= 16
    assert "1–50 of 55" in client.get(at("queue")).content.decode()
    assert "51–55 of 55" in client.get(at("queue"), {"page": "2"}).content.decode()


def test_a_region_an_airline_and_a_hospital_see_their_own_only(browse: Browse) -> None:
    here = request()
    row = mission()
    flying = row.requests.get()
    elsewhere = request(sending_facility_id=facility_id("010"))
    seen = {
        ("coordinator", "KZ-19"): {here.pk, flying.pk},
        ("coordinator", "KZ-47"): set(),
        ("hospital", str(facility_id())): {here.pk, flying.pk},
        ("hospital", str(facility_id("010"))): {elsewhere.pk},
        ("operator", str(row.operator_id)): {flying.pk},
        ("partner", "KG"): set(),
    }
    for (role, value), expected in seen.items():
        client = browse(role, value)
        page = client.get(at("queue")).content.decode()
        for one in (here, flying, elsewhere):
            assert (at("request", one.pk) in page) is (one.pk in expected), (role, value)
            status = client.get(at("request", one.pk)).status_code
            assert status == (200 if one.pk in expected else 404)


def test_a_hospital_that_accepts_sees_the_request(browse: Browse) -> None:
    row = request(accepting_facility_id=facility_id("010"))
    assert browse("hospital", str(facility_id("010"))).get(at("request", row.pk)).status_code == 200


def test_an_airline_reads_no_name_of_a_patient(browse: Browse) -> None:
    row = mission(approved(name="Ахметов Ерлан"))
    flying = row.requests.get()
    client = browse("operator", str(row.operator_id))
    page = client.get(at("request", flying.pk)).content.decode()
    page += client.get(at("mission", row.pk)).content.decode()
    assert "Ахметов" not in page
    assert "The name is not open to you." in page
    assert f"/patients/{patient_of(flying)}/" not in page


def test_an_airline_reads_what_it_has_to_fly_but_not_what_the_patient_has(browse: Browse) -> None:
    row = mission(approved(needs=("icu",), is_isolation_needed=True))
    flying = row.requests.get()
    note = "Сатурация падает"
    vitals = Vitals(spo2=81)
    clinical.assess_request(
        SYSTEM, request_id=flying.pk, patient_id=None, vitals=vitals, at=NOW, now=NOW, note=note
    )
    flown(row, until=2)
    result, drug = "Интубация выполнена", "норадреналин"
    record_service(
        SYSTEM,
        mission_id=row.pk,
        draft=ServiceDraft(
            kind="transport",
            performed_at=NOW,
            request_id=flying.pk,
            patient_ids=(patient_of(flying),),
            result=result,
        ),
        now=NOW + timedelta(hours=12),
    )
    give_drug(
        SYSTEM,
        mission_id=row.pk,
        draft=DrugDraft(
            given_at=NOW,
            request_id=flying.pk,
            patient_id=patient_of(flying),
            drug=drug,
            dose=Decimal("0.25"),
            unit="ug/kg/min",
            route="infusion",
        ),
        now=NOW,
    )
    addresses = (
        at("request", flying.pk),
        at("mission", row.pk),
        at("queue"),
        reverse("team:mission", args=(row.pk,)),
        reverse("team:sheet", args=(row.pk,)),
        f"{reverse('start:search')}?text={flying.diagnosis[:12]}",
    )
    reads = browse("operator", str(row.operator_id))
    page = "".join(reads.get(address).content.decode() for address in addresses)
    for told in (flying.diagnosis, flying.icd10, note, result, drug):
        assert told
        assert told not in page
    manager = "".join(browse("fleet_manager").get(one).content.decode() for one in addresses[:2])
    assert result not in manager
    assert result in browse("dispatcher").get(addresses[1]).content.decode()
    assert flying.number in page
    assert "Intensive care (ventilator, monitor, pumps), Isolation" in page
    assert str(flying.diagnosis) in browse("dispatcher").get(addresses[0]).content.decode()


def test_without_rights_there_are_no_buttons_and_no_ways_around(browse: Browse) -> None:
    row = request()
    client = browse("analyst")
    page = client.get(at("request", row.pk)).content.decode()
    for name in ("edit", "add_person", "accept", "outcome", "merge", "take", "review", "assess"):
        assert at(name, row.pk) not in page, name
    for name in ("edit", "add_person", "accept", "outcome", "merge"):
        assert client.get(at(name, row.pk)).status_code == 403, name
    posts = ("assess", "review", "log", "take", "accept", "add_person", "outcome", "merge")
    for name in posts:
        assert client.post(at(name, row.pk), {}).status_code == 403, name
    for move in ("withdraw", "record_death", "close", "reopen"):
        assert client.post(at("move", row.pk, move), {}).status_code == 403
    assert browse("norm_keeper").get(at("request", row.pk)).status_code == 403
    assert Client().get(at("request", row.pk)).status_code == 302
    assert fresh(row).version == row.version


def test_moves_that_are_no_buttons_are_not_found(browse: Browse) -> None:
    row = request()
    client = browse("chief_physician")
    for name in ("approve", "task", "depart", "nonsense"):
        assert client.get(at("move", row.pk, name)).status_code == 404
        assert client.post(at("move", row.pk, name), {"note": ""}).status_code == 404
    assert fresh(row).state == "registered"


def test_the_page_says_what_is_next_for_each_viewer(browse: Browse) -> None:
    row = request()
    doctor, dispatcher = browse("coordinator", "KZ-19"), browse("dispatcher")
    here = at("request", row.pk)
    assert "Decide on the request." in doctor.get(here).content.decode()
    assert "The physician-coordinator decides." in dispatcher.get(here).content.decode()
    decide(row, "fly_patient")
    page = dispatcher.get(here).content.decode()
    assert "no hospital has accepted yet" in page
    assert at("plans", row.pk) in page
    flight = mission(fresh(row))
    assert f"Follow mission {flight.number}." in dispatcher.get(here).content.decode()
    flown(flight)
    assert "Still to be recorded" in dispatcher.get(here).content.decode()
    intake_note = {"note": "Всё", "as_unknown": "on"}
    assert dispatcher.post(at("move", row.pk, "close"), intake_note).status_code == 303
    page = dispatcher.get(here).content.decode()
    assert "close it" not in page
    assert at("edit", row.pk) not in page


def test_a_physician_decides_and_a_reason_is_asked_where_one_is_due(browse: Browse) -> None:
    row = request()
    client = browse("coordinator", "KZ-19")
    bad = {"decision": "decline", "note": WORDS, "version": str(row.version)}
    for headers in ({}, HTMX):
        answer = client.post(at("review", row.pk), bad, headers=headers)
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()
    other = bad | {"reason": "opinion_asked"}
    assert client.post(at("review", row.pk), other).status_code == 422
    assert client.post(at("review", row.pk), {"decision": "withdraw"}).status_code == 422
    assert fresh(row).state == "registered"
    good = bad | {"reason": "no_aircraft"}
    assert client.post(at("review", row.pk), good).status_code == 303
    assert fresh(row).state == "declined"
    page = client.get(at("request", row.pk)).content.decode()
    assert "No aircraft" in page
    assert WORDS in page


def test_the_reason_says_for_which_decisions_it_is_needed(browse: Browse) -> None:
    page = browse("chief_physician").get(at("request", request().pk)).content.decode()
    assert "needed for: Send by road, Consult remotely first, Decline" in page
    assert 'data-qanat-groups-of="decision"' in page


def test_deciding_does_not_raise_the_urgency_by_itself(browse: Browse) -> None:
    row = request(urgency=2)
    client = browse("coordinator", "KZ-19")
    page = client.get(at("request", row.pk)).content.decode()
    form = page.split('name="urgency"')[1].split("</select>")[0]
    assert '<option value="2" selected>' in form
    assert client.post(at("review", row.pk), {"decision": "fly_patient"}).status_code == 303
    assert fresh(row).urgency == 2


def test_a_decision_says_who_must_come_along_and_leaves_it_where_it_is_not_asked(
    browse: Browse,
) -> None:
    row = request()
    client = browse("coordinator", "KZ-19")
    decided = {"decision": "fly_patient"}
    said = decided | {"companion": "neurosurgery", "version": str(row.version)}
    assert client.post(at("review", row.pk), said).status_code == 303
    assert client.post(at("review", row.pk), decided).status_code == 303
    assert fresh(row).companion == "neurosurgery"
    page = client.get(at("request", row.pk)).content.decode()
    assert "<dd>Neurosurgery</dd>" in page
    assert '<option value="neurosurgery" selected>' in page.split('name="companion"')[1]
    assert client.post(at("review", row.pk), decided | {"companion": ""}).status_code == 303
    assert fresh(row).companion == ""


def test_a_decision_on_what_changed_meanwhile_keeps_the_page_and_can_be_sent_again(
    browse: Browse,
) -> None:
    row = request()
    client = browse("chief_physician")
    intake.write_log(SYSTEM, request_id=row.pk, kind="note", text="x", at=NOW, now=NOW)
    values = {"decision": "fly_patient", "note": WORDS, "version": str(row.version)}
    answer = client.post(at("review", row.pk), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r"” was changed by \w.* at \d\d:\d\d\. Compare", page)
    assert "changed by somebody" not in page
    assert WORDS in page
    newest = fresh(row).version
    assert f'name="version" value="{newest}"' in page
    again = client.post(at("review", row.pk), values | {"version": str(newest)})
    assert again.status_code == 303
    assert fresh(row).state == "approved"


def test_the_condition_is_recorded_scored_and_refused_with_the_words_kept(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    vitals = {"at": typed_moment(), "respiratory_rate": "26", "spo2": "88", "is_on_oxygen": "yes",
              "systolic": "85", "heart_rate": "132", "consciousness": "P", "temperature_c": "39,4",
              "note": WORDS}  # fmt: skip
    for wrong in ({"spo2": "130"}, {"temperature_c": "x"}, {"at": "2099-01-01T00:00"}):
        answer = client.post(at("assess", row.pk), vitals | wrong)
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()
    assert client.post(at("assess", row.pk), {"at": typed_moment()}).status_code == 422
    assert not Assessment.objects.exists()
    assert client.post(at("assess", row.pk), vitals).status_code == 303
    made = Assessment.objects.get()
    assert (made.patient_id, made.scores["news2"]["level"]) == (patient_of(row), "emergency")
    assert WORDS in client.get(at("request", row.pk)).content.decode()


def test_impossible_findings_are_refused_and_unusual_ones_asked_about(browse: Browse) -> None:
    row, client = request(), browse("dispatcher")
    values = {"at": typed_moment(), "note": WORDS}
    for wrong in ({"systolic": "60", "diastolic": "200"}, {"heart_rate": "1"}):
        answer = client.post(at("assess", row.pk), values | wrong | {"is_confirmed": "on"})
        assert (answer.status_code, WORDS in answer.content.decode()) == (422, True)
    odd = values | {"respiratory_rate": "4"}
    asked = client.post(at("assess", row.pk), odd)
    assert asked.status_code == 422
    assert 'type="checkbox" name="is_confirmed"' in asked.content.decode()
    assert not Assessment.objects.exists()
    assert client.post(at("assess", row.pk), odd | {"is_confirmed": "on"}).status_code == 303
    assert Assessment.objects.get().respiratory_rate == 4


def test_a_score_that_is_not_valid_says_why(browse: Browse) -> None:
    row, client = request(gestation_weeks=30), browse("dispatcher")
    client.post(at("assess", row.pk), {"at": typed_moment(), "heart_rate": "90"})
    assert "not made for pregnancy" in client.get(at("request", row.pk)).content.decode()


def test_of_twins_the_right_one_is_assessed(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    assert client.post(at("add_person", row.pk), {"age_years": "0"}).status_code == 303
    second = row.people.order_by("position").last()
    assert second is not None
    values = {"at": typed_moment(), "heart_rate": "150", "patient": str(second.patient_id)}
    assert client.post(at("assess", row.pk), values).status_code == 303
    assert Assessment.objects.get().patient_id == second.patient_id
    stranger = request()
    values["patient"] = str(patient_of(stranger))
    assert client.post(at("assess", row.pk), values).status_code == 422


def test_one_more_person_needs_anything_by_which_he_is_known(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    assert client.get(at("add_person", row.pk)).status_code == 200
    assert client.post(at("add_person", row.pk), {}).status_code == 422
    assert client.post(at("add_person", row.pk), {"birth_on": "x"}).status_code == 422
    assert row.people.count() == 1


def test_a_hospital_accepts_and_its_region_sees_the_request_from_then_on(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    assert client.get(at("accept", row.pk)).status_code == 200
    bad = client.post(at("accept", row.pk), {"physician": WORDS})
    assert (bad.status_code, WORDS in bad.content.decode()) == (422, True)
    values = {"facility": str(facility_id("010")), "physician": "Дежурный"}
    assert client.post(at("accept", row.pk), values).status_code == 303
    assert fresh(row).accepting_facility_id == facility_id("010")
    accepting = browse("hospital", str(facility_id("010")))
    assert accepting.get(at("request", row.pk)).status_code == 200


def test_the_log_tells_the_story_newest_first(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    assert client.post(at("log", row.pk), {"kind": "note", "at": typed_moment()}).status_code == 422
    values = {"kind": "call_back", "at": typed_moment(), "text": WORDS}
    assert client.post(at("log", row.pk), values).status_code == 303
    decide(row, "ground", "short_distance")
    page = client.get(at("request", row.pk)).content.decode()
    assert page.index("Send by road") < page.index(WORDS)


def test_who_takes_charge_is_named_and_need_not_take_it_twice(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    assert client.post(at("take", row.pk)).status_code == 303
    page = client.get(at("request", row.pk)).content.decode()
    assert "In charge: Test person" in page
    assert at("take", row.pk) not in page


def test_a_request_is_handed_to_a_colleague_who_is_there_and_both_are_told(
    browse: Browse, people: Accounts
) -> None:
    row, first = request(), browse("dispatcher")
    absent = people.account("dispatcher")
    second, stranger = people.account("dispatcher"), people.account("coordinator", "KZ-47")
    browser(second), browser(stranger)
    first.post(at("take", row.pk))
    owner = fresh(row).owner_id
    page = first.get(at("give", row.pk)).content.decode()
    offered = [str(a.pk) in re.findall(r'name="to" value="(\d+)"', page)
               for a in (second, stranger, absent)]  # fmt: skip
    assert offered == [True, False, False]
    bad = first.post(at("give", row.pk), {"to": str(stranger.pk), "note": WORDS})
    assert (bad.status_code, WORDS in bad.content.decode()) == (422, True)
    chief = browse("coordinator", "KZ-19")
    assert chief.post(at("give", row.pk), {"to": str(second.pk), "note": WORDS}).status_code == 303
    assert fresh(row).owner_id == second.pk
    newest = row.log.filter(kind="handover").latest("id")
    assert "→" in newest.text
    assert newest.text.endswith(WORDS)
    told = Message.objects.filter(about_kind="request", about_id=row.pk)
    assert set(told.values_list("account_id", "wording")) == {
        (7, "dispatch.request_taken"),
        (owner, "dispatch.request_taken"),
        (second.pk, "dispatch.request_given"),
    }


def test_a_duplicate_is_merged_by_number_and_leads_to_the_original(browse: Browse) -> None:
    first, second = request(), request()
    client = browse("dispatcher")
    asked = client.get(at("merge", second.pk)).content.decode()
    assert f'name="original_pick" value="{first.pk}"' in asked
    assert f'name="original_pick" value="{second.pk}"' not in asked
    bad = client.post(at("merge", second.pk), {"original": "A-XX/1", "reason": "same_event"})
    assert bad.status_code == 422
    assert "Nothing of this name was found." in bad.content.decode()
    offers = client.get(at("find_request"), {"q": first.number}).content.decode()
    assert first.number in offers
    itself = {"original": second.number, "reason": "same_event"}
    assert client.post(at("merge", second.pk), itself).status_code == 422
    good = {"original": first.number.lower(), "reason": "same_event"}
    assert client.post(at("merge", second.pk), good).status_code == 303
    page = client.get(at("request", second.pk)).content.decode()
    assert at("request", first.pk) in page
    assert at("edit", second.pk) not in page
    stranger = browse("coordinator", "KZ-47")
    assert stranger.get(at("merge", first.pk)).status_code == 404


def test_a_request_is_withdrawn_with_a_reason_and_opened_again(browse: Browse) -> None:
    row = request()
    client = browse("chief_physician")
    here = at("move", row.pk, "withdraw")
    assert client.get(here).status_code == 200
    bad = client.post(here, {"reason": "", "note": WORDS})
    assert (bad.status_code, WORDS in bad.content.decode()) == (422, True)
    reason = _first_reason(bad.content.decode())
    assert client.post(here, {"reason": reason}).status_code == 303
    assert fresh(row).state == "withdrawn"
    again = client.post(here, {"reason": reason})
    assert again.status_code == 422
    assert fresh(row).state == "withdrawn"


def _first_reason(page: str) -> str:
    options = page.split('name="reason"', 1)[1].split("</select>", maxsplit=1)[0]
    return next(v for v in options.split('value="')[2:]).split('"')[0]


def test_the_outcome_is_recorded_for_a_declined_patient_too(browse: Browse) -> None:
    row = request()
    decide(row, "decline", "no_aircraft")
    client = browse("coordinator", "KZ-19")
    values = {"patient": str(patient_of(row)), "point": "24h", "vital": "unknown"}
    assert client.post(at("outcome", row.pk), values | {"vital": "x"}).status_code == 422
    assert client.post(at("outcome", row.pk), values | {"vital": "dead"}).status_code == 303
    assert Outcome.objects.get().vital == "dead"


def test_outcomes_of_twins_stand_in_the_order_of_time_and_say_whose_they_are(
    browse: Browse,
) -> None:
    row = request()
    client = browse("dispatcher")
    assert client.post(at("add_person", row.pk), {"age_years": "0"}).status_code == 303
    everybody = list(row.people.order_by("position").values_list("patient_id", flat=True))
    for patient in everybody:
        for point in ("30d", "7d", "24h"):
            Outcome.objects.create(
                request=row, patient_id=patient, point=point, vital="alive", by_id=SYSTEM.id
            )
    names = [
        one.name or one.number for one in Patient.objects.filter(pk__in=everybody).order_by("pk")
    ]
    page = client.get(at("request", row.pk)).content.decode()
    told = re.findall(r"<p>([^<]+) · ([^<]+): <b>Alive</b>", page)
    points = ("After 24 hours", "After 7 days", "After 30 days")
    assert told == [(name, point) for name in names for point in points]


def test_that_a_patient_lives_in_thirty_days_is_refused_today(browse: Browse) -> None:
    row = just_approved()
    values = {"patient": str(patient_of(row)), "point": "30d", "vital": "alive"}
    answer = browse("dispatcher").post(at("outcome", row.pk), values)
    assert answer.status_code == 422
    assert "Before that only a death can be recorded." in answer.content.decode()
    assert not Outcome.objects.exists()


def test_the_page_costs_the_same_for_a_short_and_a_long_story(browse: Browse) -> None:
    row = request()
    client = browse("dispatcher")
    _story(row, 1)
    cost(client, at("request", row.pk))
    short = cost(client, at("request", row.pk))
    _story(row, 20)
    assert cost(client, at("request", row.pk)) == short <= 40


def _story(row: Request, length: int) -> None:
    for n in range(length):
        vitals: Any = Vitals(heart_rate=80 + n)
        clinical.assess_request(
            SYSTEM, request_id=row.pk, patient_id=None, vitals=vitals, at=NOW, now=NOW
        )
        intake.write_log(SYSTEM, request_id=row.pk, kind="note", text=str(n), at=NOW, now=NOW)


def test_a_request_without_anything_known_is_shown(browse: Browse) -> None:
    row = request(diagnosis="", icd10="", onset_at=None)
    row.people.all().delete()
    page = browse("dispatcher").get(at("request", row.pk))
    assert page.status_code == 200
    assert "Nobody is known yet." in page.content.decode()
