"""The one search: across kinds and scripts, within what one may see, nothing in addresses."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.care.telemedicine.builders import order
from tests.foundation.access.builders import Accounts, signed_in
from tests.response.dispatch.browsing import cost
from tests.response.dispatch.builders import (
    DISPATCHER,
    NOW,
    approved,
    facility_id,
    intake,
    mission,
    patient_of,
    request,
)

from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.places.models import PlaceName
from qanat.response.dispatch.commands.taking import take_down

pytestmark = pytest.mark.usefixtures("world", "db")

HERE = "/search/"
IIN = "070210653847"


@pytest.fixture
def people() -> Accounts:
    return Accounts()


def browser(people: Accounts, role: str = "dispatcher", value: str = "") -> Client:
    client = signed_in(people.account(role, value))
    client.cookies["qanat_language"] = "en"
    return client


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def found(client: Client, text: str) -> str:
    answer = client.post(HERE, {"text": text})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_opens_empty_and_asks_by_post_only(people: Accounts) -> None:
    page = browser(people).get(HERE, {"text": "Ахметов"}).content.decode()
    assert 'method="post"' in page
    assert "Ахметов" not in page


def test_a_request_is_found_by_number_diagnosis_code_place_and_hospital(people: Accounts) -> None:
    row = request()
    client = browser(people)
    for text in (row.number, "инсульт", "i63", "Талгар", "talǵar", "ИШЕМИЧЕСКИЙ инсульт"):
        assert at("dispatch:request", row.pk) in found(client, text), text
    assert at("dispatch:request", row.pk) not in found(client, "ожог")


def test_a_diagnosis_is_found_in_another_language(people: Accounts) -> None:
    row = request(diagnosis="")
    assert at("dispatch:request", row.pk) in found(browser(people), "cerebral infarction")


def test_a_patient_is_found_across_scripts_and_by_a_whole_iin(people: Accounts) -> None:
    person = PatientDraft(name="Сейтқали Айгүл", iin=IIN)
    taken = take_down(DISPATCHER, intake=intake(), person=person, now=NOW)
    client = browser(people)
    address = at("patients:patient", taken.patient_id)
    assert address in found(client, "Seitqali")
    assert address in found(client, IIN)
    assert address not in found(client, IIN[:6])


def test_a_mission_and_its_aircraft_are_found_by_tail(people: Accounts) -> None:
    row = mission()
    tail = aircraft_at(row.aircraft_id or 0, NOW).tail
    page = found(browser(people), tail.lower())
    assert at("dispatch:mission", row.pk) in page
    assert at("fleet:aircraft", row.aircraft_id) in page
    assert at("dispatch:mission", row.pk) in found(browser(people), row.number)


def test_a_consultation_a_hospital_and_a_place_are_found(people: Accounts) -> None:
    row = order()
    client = browser(people)
    assert at("telemedicine:order", row.pk) in found(client, row.number)
    assert at("facilities:facility", facility_id()) in found(client, "талгар")
    assert "/places/settlements/" in found(client, "Semey")


def test_nothing_is_found_beyond_what_one_may_see(people: Accounts) -> None:
    row = mission(approved(name="Ахметов Ерлан"))
    person = patient_of(row.requests.get())
    stranger = browser(people, "coordinator", "KZ-47")
    page = found(stranger, "Ахметов") + found(stranger, row.number) + found(stranger, "инсульт")
    assert at("dispatch:mission", row.pk) not in page
    assert at("patients:patient", person) not in page
    keeper = browser(people, "norm_keeper")
    page = found(keeper, "талгар") + found(keeper, row.number)
    assert "/requests/" not in page
    assert "/patients/" not in page
    assert at("facilities:facility", facility_id()) in page
    assert Client().get(HERE).status_code == 302


def test_the_only_thing_found_is_opened_by_the_button_but_not_while_typing(
    people: Accounts,
) -> None:
    row = request()
    client = browser(people)
    answer = client.post(HERE, {"text": row.number, "go": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, at("dispatch:request", row.pk))
    part = client.post(HERE, {"text": row.number}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()


def test_a_likeness_is_shown_and_never_opened(people: Accounts) -> None:
    request(diagnosis="Редкая болезнь")
    client = browser(people)
    for text in ("Редкая", "талгр", "UP-SYN"):
        assert client.post(HERE, {"text": text, "go": "yes"}).status_code == 200
    singapore = PlaceName.objects.get(key="sin", airfield__isnull=False).airfield_id
    address = at("places:airfield", singapore)
    assert address not in found(client, "UP-SYN")
    assert address in found(client, "SIN")


def test_nothing_found_is_said_and_bad_characters_are_refused(people: Accounts) -> None:
    client = browser(people)
    told = ">Nothing was found<"
    assert told in found(client, "цщъжкфз")
    assert told not in found(client, "  ")
    for wrong in ("a\u202eb", "x" * 121):
        assert client.post(HERE, {"text": wrong}).status_code == 422


def test_more_patients_than_shown_lead_to_all_of_them_without_a_name_in_the_address(
    people: Accounts,
) -> None:
    for n in range(10):
        request(name=f"Ахметов Ерлан {n}")
    page = found(browser(people), "Ахметов")
    assert page.count('<a class="what" href="/patients/') == 8
    assert '<form method="post" action="/patients/">' in page
    assert "?text" not in page


def test_a_search_costs_the_same_for_one_and_for_many(people: Accounts) -> None:
    client = browser(people)
    request()
    found(client, "инсульт")
    one = cost(client, HERE, {"text": "инсульт"})
    for _ in range(12):
        request()
    assert cost(client, HERE, {"text": "инсульт"}) == one <= 20
