"""What was done for a patient, within what the viewer may see."""

import pytest
from django.urls import reverse
from tests.care.telemedicine.builders import order
from tests.response.dispatch.browsing import Browse, browse, people  # noqa: F401
from tests.response.dispatch.builders import approved, mission, patient_of
from tests.response.dispatch.world import world  # noqa: F401

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
