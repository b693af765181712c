"""Pages of telemedicine."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.care.telemedicine.builders import SPECIALIST, concluded, fresh, order, taken
from tests.care.telemedicine.builders import conclusion as conclusion_draft
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import HTMX, browser, cost, typed_moment
from tests.response.dispatch.builders import NOW, facility_id, intake, patient_of, request

from qanat.care.telemedicine.commands import conclude_order, take_order
from qanat.care.telemedicine.models import ConsultationOrder, RemoteService
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox.delivery import deliver_all
from qanat.registry.workforce.commands import (
    DutyDraft,
    PersonDraft,
    QualificationDraft,
    enrol_person,
    start_duty,
)
from qanat.response.dispatch.commands.clinical import Vitals, assess_request
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.models import Draft, Request

pytestmark = pytest.mark.usefixtures("world", "db")

LONG = "Қызылорда облыстық көпбейінді ауруханасының жедел жәрдем бөлімшесі " * 3


def at(name: str, *args: int) -> str:
    return reverse(f"telemedicine:{name}", args=args)


def hospital(people: Accounts, code: str = "076") -> Client:
    return browser(people.account("hospital", str(facility_id(code))))


def typed(**said: Any) -> dict[str, Any]:
    given = {
        "urgency": "1",
        "kind": "consultation",
        "specialty": "neurology",
        "sending_facility": str(facility_id()),
        "diagnosis": "Инсульт",
        "question": "Тромболизис?",
        "name": "Ахметов Ерлан",
    }
    return given | said


def conclusion(**said: Any) -> dict[str, Any]:
    given = {"text": "Стабилен.", "recommends": "stay", "performed_by": "X"}
    return given | {"performed_at": typed_moment()} | said


def consultant(people: Accounts) -> Client:
    return browser(people.account("specialist", "neurology"))


def test_the_worklist_shows_orders_as_a_page_and_as_a_fragment(people: Accounts) -> None:
    waiting, other = order(), taken()
    client = consultant(people)
    page = client.get(at("worklist")).content.decode()
    assert at("order", waiting.pk) in page
    assert at("order", other.pk) in page
    part = client.get(at("worklist"), headers=HTMX).content.decode()
    assert at("order", waiting.pk) in part
    assert "<html" not in part


def test_mine_and_over_show_their_own(people: Accounts) -> None:
    account = people.account("specialist", "neurology")
    me = actor_of_account(account.pk)
    mine, done, other = taken(by=me), concluded(by=me), concluded()
    client = browser(account)
    own = client.get(at("worklist"), {"view": "mine"}).content.decode()
    assert at("order", mine.pk) in own
    assert at("order", done.pk) not in own
    over = client.get(at("worklist"), {"view": "over"}).content.decode()
    assert at("order", done.pk) in over
    assert at("order", mine.pk) not in over
    assert at("order", other.pk) not in own


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("open", "Nobody waits for a consultation"),
        ("mine", "You have taken nothing"),
        ("over", "Nothing is over yet"),
        ("nonsense", "Nobody waits for a consultation"),
    ],
)
def test_an_empty_worklist_says_so(people: Accounts, view: str, words: str) -> None:
    page = consultant(people).get(at("worklist"), {"view": view})
    assert words in page.content.decode()
    odd = {"view": view, "region": "?", "urgency": "x", "page": "-1"}
    assert consultant(people).get(at("worklist"), odd).status_code == 200


def test_a_worklist_with_many_orders_is_paged_and_costs_the_same(people: Accounts) -> None:
    client = consultant(people)
    for _ in range(5):
        taken(by=actor_of_account(people.account("specialist", "neurology").pk))
    cost(client, at("worklist"))
    few = cost(client, at("worklist"))
    for _ in range(50):
        order(diagnosis=LONG)
    assert cost(client, at("worklist")) == few <= 14
    assert "1–50" in client.get(at("worklist")).content.decode()
    assert "51–55" in client.get(at("worklist"), {"page": "2"}).content.decode()


def test_those_who_may_not_are_refused_and_strangers_find_nothing(people: Accounts) -> None:
    row = taken()
    airline = browser(people.account("norm_keeper"))
    stranger = browser(people.account("coordinator", "KZ-47"))
    for name in ("worklist", "new"):
        assert airline.get(at(name)).status_code == 403
    assert airline.get(at("order", row.pk)).status_code == 403
    assert stranger.get(at("order", row.pk)).status_code == 404
    assert stranger.get(at("cancel", row.pk)).status_code == 404
    assert stranger.post(at("take", row.pk)).status_code == 403
    assert stranger.post(at("conclude", row.pk), conclusion()).status_code == 403
    assert stranger.post(at("fly", row.pk)).status_code == 404
    assert fresh(row.pk).state == "taken"
    assert Client().get(at("worklist")).status_code == 302


def test_an_order_is_taken_given_back_and_taken_as_the_next(people: Accounts) -> None:
    row = order()
    account = people.account("specialist", "neurology")
    client = browser(account)
    answer = client.post(at("take", row.pk))
    assert (answer.status_code, answer["Location"]) == (303, at("order", row.pk))
    assert fresh(row.pk).taken_by == account.pk
    assert client.get(at("give_back", row.pk)).status_code == 200
    assert client.post(at("give_back", row.pk), {"note": "Не мой профиль"}).status_code == 303
    assert fresh(row.pk).state == "ordered"
    answer = client.post(at("take_next"), {"region": "KZ-47"})
    assert answer["Location"] == at("worklist")
    answer = client.post(at("take_next"), {"region": "", "specialty": "neurology"})
    assert answer["Location"] == at("order", row.pk)


def test_who_is_second_reads_who_was_first(people: Accounts) -> None:
    first = people.account("specialist", "neurology", name="first")
    row = taken(by=actor_of_account(first.pk))
    second = consultant(people)
    answer = second.post(at("take", row.pk))
    assert answer.status_code == 409
    assert "Test first" in answer.content.decode()
    page = second.get(at("order", row.pk)).content.decode()
    assert "Test first is working on it." in page
    assert at("conclude", row.pk) not in page


def test_a_conclusion_with_errors_keeps_what_was_typed(people: Accounts) -> None:
    account = people.account("specialist", "neurology")
    row = taken(by=actor_of_account(account.pk))
    client = browser(account)
    bad = client.post(at("conclude", row.pk), conclusion(text="Ценные слова", performed_at="x"))
    assert bad.status_code == 422
    assert "Ценные слова" in bad.content.decode()
    part = client.post(at("conclude", row.pk), conclusion(text=""), headers=HTMX)
    assert (part.status_code, "<html" in part.content.decode()) == (422, False)
    assert not RemoteService.objects.exists()
    assert client.post(at("conclude", row.pk), conclusion()).status_code == 303
    assert RemoteService.objects.get().recommends == "stay"
    assert "Стабилен." in client.get(at("order", row.pk)).content.decode()
    more = conclusion(text="Второе мнение", is_again="yes")
    assert client.post(at("conclude", row.pk), more).status_code == 303
    assert RemoteService.objects.count() == 2


def test_a_refused_conclusion_keeps_the_page_and_the_words(people: Accounts) -> None:
    row = taken(by=actor_of_account(people.account("specialist", "neurology", name="first").pk))
    second = consultant(people)
    answer = second.post(at("conclude", row.pk), conclusion(text="Ценные слова"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Test first has taken order" in page
    assert "Ценные слова" in page


def test_a_conclusion_is_kept_while_it_is_written(people: Accounts) -> None:
    account = people.account("specialist", "neurology")
    row = taken(by=actor_of_account(account.pk))
    client = browser(account)
    kept = client.post(at("keep_conclusion", row.pk), {"text": "Ценные слова", "x": "y"})
    assert kept.status_code == 204
    assert kept["X-Draft-Saved"]
    assert b"x" not in Draft.objects.get().form.encode()
    assert "Ценные слова" in client.get(at("order", row.pk)).content.decode()
    client.post(at("conclude", row.pk), conclusion())
    assert not Draft.objects.exists()
    assert (
        browser(people.account("coordinator", "KZ-19"))
        .post(at("keep_conclusion", row.pk), {"text": "x"})
        .status_code
        == 403
    )


def test_a_hospital_orders_and_cancels(people: Accounts) -> None:
    client = hospital(people)
    assert client.get(at("new")).status_code == 200
    answer = client.post(at("new"), typed())
    row = ConsultationOrder.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, at("order", row.pk))
    assert row.people.count() == 1
    assert client.get(at("cancel", row.pk)).status_code == 200
    assert client.post(at("cancel", row.pk), {"reason": ""}).status_code == 422
    assert client.post(at("cancel", row.pk), {"reason": "moved"}).status_code == 303
    assert "The patient was moved" in client.get(at("order", row.pk)).content.decode()


def test_a_hospital_finds_itself_filled_in(people: Accounts) -> None:
    page = hospital(people).get(at("new")).content.decode()
    assert f'name="sending_facility" value="{facility_id()}"' in page


def test_a_partial_score_is_shown_as_at_least(people: Accounts) -> None:
    row = request()
    assess_request(
        SYSTEM,
        request_id=row.pk,
        patient_id=patient_of(row),
        vitals=Vitals(age_years=61, heart_rate=135, spo2=88, respiratory_rate=28),
        at=NOW,
        now=NOW,
    )
    page = consultant(people).get(at("order", order(request_id=row.pk).pk))
    assert "≥ " in page.content.decode()


def test_a_bad_order_keeps_what_was_typed_and_a_foreign_hospital_is_refused(
    people: Accounts,
) -> None:
    client = hospital(people)
    for wrong in ({"question": ""}, {"sending_facility": ""}, {"urgency": "9"}, {"birth_on": "x"}):
        answer = client.post(at("new"), typed(diagnosis="Ценные слова", **wrong))
        assert answer.status_code == 422
        assert "Ценные слова" in answer.content.decode()
    elsewhere = typed(sending_facility=str(facility_id("010")))
    assert client.post(at("new"), elsewhere).status_code == 403
    assert not ConsultationOrder.objects.exists()


def test_an_order_being_typed_is_kept_and_comes_back(people: Accounts) -> None:
    client = hospital(people)
    values = typed(diagnosis="Ценные слова", nonsense="x")
    assert client.post(at("draft"), values).status_code == 204
    page = client.get(at("new")).content.decode()
    assert "Ценные слова" in page
    assert "What you typed before was kept." in page
    assert 'aria-invalid="true"' not in page
    assert client.post(at("drop_draft")).status_code == 303
    assert "Ценные слова" not in client.get(at("new")).content.decode()
    client.post(at("draft"), values)
    client.post(at("new"), typed())
    assert not Draft.objects.exists()


def test_an_order_for_a_request_takes_its_facts_and_its_patient(people: Accounts) -> None:
    row = request(name="Сейтқали Айгүл")
    client = browser(people.account("coordinator", "KZ-19"))
    address = f"{at('new')}?request={row.pk}"
    page = client.get(address).content.decode()
    assert row.diagnosis in page
    assert "Сейтқали Айгүл" in page
    assert 'name="iin"' not in page
    values = {k: v for k, v in typed().items() if k != "name"}
    assert client.post(address, values).status_code == 303
    made = ConsultationOrder.objects.get()
    assert (made.request_id, made.people.get().patient_id) == (row.pk, patient_of(row))
    stranger = browser(people.account("coordinator", "KZ-47"))
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{at('new')}?patient={patient_of(row)}").status_code == 404
    assert client.get(f"{at('new')}?patient=99999999999999999999999").status_code == 200


def test_advice_to_fly_leads_to_a_new_request_or_to_the_one_that_is_there(
    people: Accounts,
) -> None:
    row = concluded(name="Ахметов Ерлан")
    client = browser(people.account("dispatcher"))
    page = client.get(at("order", row.pk)).content.decode()
    assert at("fly", row.pk) in page
    now = timezone.now()
    alike = intake(received_at=now, onset_at=now)
    other = take_down(SYSTEM, intake=alike, person=None, now=now).request_id
    similar = client.get(at("order", row.pk)).content.decode()
    assert at("link", row.pk, other) in similar
    answer = client.post(at("fly", row.pk))
    made = Request.objects.exclude(pk=other).get()
    assert answer["Location"] == reverse("dispatch:request", args=(made.pk,))
    page = client.get(at("order", row.pk)).content.decode()
    assert at("fly", row.pk) not in page
    assert answer["Location"] in page
    second = concluded()
    answer = client.post(at("link", second.pk, other))
    assert answer["Location"] == reverse("dispatch:request", args=(other,))
    assert at("fly", row.pk) not in consultant(people).get(at("order", row.pk)).content.decode()


def test_a_request_shows_its_consultations_and_offers_one_more(people: Accounts) -> None:
    row = request()
    client = browser(people.account("dispatcher"))
    here = reverse("dispatch:request", args=(row.pk,))
    assert f"{at('new')}?request={row.pk}" in client.get(here).content.decode()
    made = order(request_id=row.pk)
    page = client.get(here).content.decode()
    assert at("order", made.pk) in page
    assert "Ask further" in page


def test_what_is_asked_of_an_open_order_is_added_to_it_and_the_form_says_so(
    people: Accounts,
) -> None:
    row = request()
    client = browser(people.account("coordinator", "KZ-19"))
    made = order(request_id=row.pk)
    address = f"{at('new')}?request={row.pk}"
    page = client.get(address).content.decode()
    assert "An order about this request is open:" in page
    assert made.number in page
    values = {k: v for k, v in typed(question="Нужна ли интубация?").items() if k != "name"}
    answer = client.post(address, values)
    assert answer["Location"] == at("order", made.pk)
    client.post(address, values)
    assert ConsultationOrder.objects.count() == 1
    specialist = browser(people.account("specialist", "neurology"))
    shown = specialist.get(at("order", made.pk)).content.decode()
    assert shown.count("Нужна ли интубация?") == 1
    assert shown.count("Further question") == 2


def test_the_order_page_costs_the_same_however_much_happened(people: Accounts) -> None:
    row = concluded(request_id=request().pk, name="Ахметов Ерлан")
    client = consultant(people)
    cost(client, at("order", row.pk))
    once = cost(client, at("order", row.pk))
    for n in range(5):
        draft = conclusion_draft(text=f"Ещё {n}", is_again=True)
        conclude_order(SYSTEM, order_id=row.pk, draft=draft, now=NOW)
    assert cost(client, at("order", row.pk)) == once <= 25


def test_an_order_of_the_past_without_anything_is_shown(people: Accounts) -> None:
    row = order(diagnosis="", question="", specialty="", icd10="")
    page = browser(people.account("analyst")).get(at("order", row.pk))
    assert page.status_code == 200
    assert "No question was written." in page.content.decode()
    assert timezone.now() - row.ordered_at > timedelta(0)


def test_a_number_of_somebody_described_otherwise_is_asked_about(people: Accounts) -> None:
    client = hospital(people)
    client.post(at("new"), typed(iin="070210653847"))
    said = typed(iin="070210653847", name="Сейтқали Айгүл")
    asked = client.post(at("new"), said)
    assert asked.status_code == 422
    assert "Is it the same person?" in asked.content.decode()
    assert ConsultationOrder.objects.count() == 1
    assert client.post(at("new"), said | {"same_person": "another"}).status_code == 303
    assert ConsultationOrder.objects.count() == 2


def test_the_specialist_on_call_is_called_from_the_order_and_stands_there(people: Accounts) -> None:
    row, now = order(), timezone.now()
    page, call = at("order", row.pk), at("call", row.pk)
    client = browser(people.account("dispatcher"))
    assert call in client.get(page).content.decode()
    nobody = client.post(call)
    assert nobody.status_code == 422
    assert "Nobody is named who could be called." in nobody.content.decode()
    on_call = enrol_person(
        SYSTEM,
        person=PersonDraft(name="Дежурный невролог", region="KZ-19", phone="+77000000041"),
        qualification=QualificationDraft(profession="physician", valid_from=now.date()),
    )
    duty = DutyDraft(
        person_id=on_call,
        role="specialist",
        specialty="neurology",
        region="KZ-19",
        start=now - timedelta(hours=1),
        end=now + timedelta(hours=5),
    )
    start_duty(SYSTEM, duty=duty)
    assert client.post(call).status_code == client.post(call).status_code == 303
    shown = client.get(page).content.decode()
    assert "being called: Дежурный невролог" in shown
    assert call not in shown
    part = client.get(reverse("callout:panel", args=("order", row.pk)), headers=HTMX)
    assert "being called: Дежурный невролог" in part.content.decode()
    assert consultant(people).post(call).status_code == 403
    take_order(SPECIALIST, order_id=row.pk, now=now)
    deliver_all()
    assert "no longer needed" in client.get(page).content.decode()
    assert client.post(call).status_code == 422
