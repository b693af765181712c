"""How a person comes to open a record in an emergency, and what it shows then."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import NOW, fresh, patient_of, request

from qanat.foundation.access.models import BreakGlass
from qanat.foundation.actors import SYSTEM
from qanat.registry.patients.commands import PatientDraft, register_patient
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")
IIN = "850101400120"
OFFER = "Open in an emergency"


@pytest.fixture
def people() -> Accounts:
    return Accounts()


@pytest.fixture
def coordinator(people: Accounts) -> Client:
    return browser(people.account("coordinator", "KZ-47"))


@pytest.fixture
def ward(people: Accounts) -> Client:
    """A coordinator of another region's ambulances, who may not break the glass."""
    return browser(people.account("road_dispatcher", "KZ-47"))


def patient(**said: Any) -> int:
    draft = PatientDraft(**({"name": "Ким Асель", "iin": IIN, "region": "KZ-19"} | said))
    return register_patient(SYSTEM, draft=draft, now=NOW).id


def opening(kind: str, record_id: int) -> str:
    return reverse("administration:glass_open", args=(kind, record_id))


def text_of(client: Client, address: str, typed: str) -> str:
    return client.post(address, {"text": typed}).content.decode()


@pytest.mark.parametrize("address", ["/patients/", "/search/"])
def test_a_whole_number_which_one_typed_leads_to_the_emergency(
    coordinator: Client, ward: Client, address: str
) -> None:
    pk = patient()
    for typed in (IIN, f"P-{pk:07d}"):
        page = text_of(coordinator, address, typed)
        assert opening("patient", pk) in page
        assert "Ким" not in page
        assert OFFER not in text_of(ward, address, typed)
    for typed in ("Ким", IIN[:-1], "850101400138", "01.01.1985"):
        assert OFFER not in text_of(coordinator, address, typed)


def test_a_telephone_names_nobody(coordinator: Client) -> None:
    patient(iin="", phone="87011234567")
    assert OFFER not in text_of(coordinator, "/patients/", "87011234567")


def test_whoever_sees_the_record_is_offered_nothing(people: Accounts) -> None:
    patient()
    assert OFFER not in text_of(browser(people.account("dispatcher")), "/patients/", IIN)


def test_registering_somebody_who_is_cared_for_elsewhere_leads_there_too(
    coordinator: Client,
) -> None:
    pk = patient()
    answer = coordinator.post(reverse("patients:register"), {"iin": IIN, "name": "Ким Асель"})
    assert answer.status_code == 422
    assert opening("patient", pk) in answer.content.decode()


@pytest.mark.parametrize("kind", ["patient", "request"])
def test_the_page_of_a_record_out_of_scope_offers_it_to_those_who_may(
    coordinator: Client, ward: Client, kind: str
) -> None:
    pk = patient() if kind == "patient" else request().pk
    address = {"patient": f"/patients/{pk}/", "request": f"/requests/{pk}/"}[kind]
    refused = coordinator.get(address)
    assert refused.status_code == 404
    assert opening(kind, pk) in refused.content.decode()
    plain = ward.get(address)
    assert plain.status_code == 404
    assert OFFER not in plain.content.decode()


@pytest.mark.parametrize("kind", ["patient", "request"])
def test_a_record_which_is_not_there_is_answered_like_one_that_is_closed(
    coordinator: Client, kind: str
) -> None:
    pk = patient() if kind == "patient" else request().pk
    pages = [
        re.sub(rf"/{number}/|[0-9A-Za-z]{{12,}}", "", text.partition("<main")[2])
        for number in (pk, pk + 999_983)
        for text in [coordinator.get(f"/{kind}s/{number}/").content.decode()]
    ]
    assert OFFER in pages[0]
    assert pages[0] == pages[1]
    answer = coordinator.post(opening(kind, pk + 999_983), {"reason": "life"})
    assert answer.status_code == 303
    assert BreakGlass.objects.get().record_id == pk + 999_983
    gone = coordinator.get(answer["Location"])
    assert gone.status_code == 404
    assert opening(kind, pk + 999_983) not in gone.content.decode()


def test_an_opened_patient_is_shown_under_a_banner_which_closes_him(coordinator: Client) -> None:
    pk = patient()
    answer = coordinator.post(opening("patient", pk), {"reason": "life"})
    assert (answer.status_code, answer["Location"]) == (303, f"/patients/{pk}/")
    page = coordinator.get(f"/patients/{pk}/").content.decode()
    assert "Ким Асель" in page
    assert "Emergency access" in page
    assert "Open until " in page
    close = reverse("administration:glass_close", args=(BreakGlass.objects.get().pk,))
    assert close in page
    assert coordinator.get(opening("patient", pk))["Location"] == f"/patients/{pk}/"
    coordinator.post(close)
    assert coordinator.get(f"/patients/{pk}/").status_code == 404


def test_an_opened_request_is_read_and_nothing_of_it_changed(coordinator: Client) -> None:
    row = request()
    coordinator.post(opening("request", row.pk), {"reason": "transfer"})
    address = reverse("dispatch:request", args=(row.pk,))
    page = coordinator.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert row.number in text
    assert "Emergency access" in text
    before = Request.objects.values().get(pk=row.pk)
    for name in ("assess", "review", "log", "take", "edit"):
        write = reverse(f"dispatch:{name}", args=(row.pk,))
        assert f'action="{write}"' not in text
        assert f'href="{write}"' not in text
        answer = coordinator.post(
            write,
            {
                "decision": "fly_patient", "version": str(row.version), "kind": "note",
                "text": "x", "at": "2026-11-25T12:00", "heart_rate": "80",
            },
        )  # fmt: skip
        assert answer.status_code in {403, 404, 422}, name
    assert Request.objects.values().get(pk=row.pk) == before
    assert not fresh(row).log.exists()
    assert not fresh(row).reviews.exists()
    assert not fresh(row).assessments.exists()
    assert coordinator.get(f"/patients/{patient_of(row)}/").status_code == 404
