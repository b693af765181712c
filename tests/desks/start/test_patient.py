"""What was done for a patient, within what the viewer may see."""

import pytest
from django.urls import reverse
from tests.care.telemedicine.builders import order
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import Browse, browse, browser, people  # noqa: F401
from tests.response.dispatch.builders import approved, mission, patient_of

from qanat.foundation.access.commands import open_glass
from qanat.foundation.access.session import actor_of_account

pytestmark = pytest.mark.usefixtures("world", "db")


def test_a_patients_page_leads_to_his_requests_missions_and_consultations(browse: Browse) -> None:  # noqa: F811
    row = approved()
    flown, other = mission(row), approved(name="Другой Человек")
    patient_id = patient_of(row)
    here = reverse("start:patient", args=(patient_id,))
    client = browse("dispatcher")
    assert here in client.get(reverse("patients:patient", args=(patient_id,))).content.decode()
    page = client.get(here).content.decode()
    assert row.number in page
    assert flown.number in page
    assert other.number not in page
    assert page.index(flown.number) < page.index(row.number)
    assert browse("coordinator", "KZ-47").get(here).status_code in {403, 404}


def test_a_consultation_stands_with_its_patient(browse: Browse) -> None:  # noqa: F811
    asked = order(name="Сериков Асан")
    [person] = asked.people.all()
    page = browse("dispatcher").get(reverse("start:patient", args=(person.patient_id,)))
    assert asked.number in page.content.decode()


def test_who_opened_a_patient_in_an_emergency_finds_the_help_he_was_given(
    browse: Browse,  # noqa: F811
    people: Accounts,  # noqa: F811
) -> None:
    row = approved()
    patient_id = patient_of(row)
    account = people.account("coordinator", "KZ-47")
    open_glass(
        actor_of_account(account.pk),
        kind="patient",
        record_id=patient_id,
        reason="life",
        note="ICU",
    )
    client = browser(account)
    page = client.get(reverse("start:patient", args=(patient_id,))).content.decode()
    assert row.number in page
    offer = client.get(reverse("dispatch:request", args=(row.pk,)))
    assert offer.status_code == 404
    assert reverse("administration:glass_open", args=("request", row.pk)) in offer.content.decode()
    history = client.get(reverse("patients:history", args=(patient_id,))).content.decode()
    assert "Opened in an emergency" in history
    assert "ICU" in history
