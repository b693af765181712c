"""Whom a consultant reaches: the patients and requests of his own orders, and nobody else."""

import pytest
from tests.care.telemedicine.builders import (
    COLLEAGUE,
    NEUROLOGY,
    SPECIALIST,
    concluded,
    order,
)
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import NOW, actor_as, decide, patient_of, request

from qanat.care.telemedicine.models import ConsultationOrder, OrderPatient
from qanat.foundation.actors import Actor, Scope
from qanat.foundation.outbox.delivery import deliver_all
from qanat.registry.patients.models import Patient
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")
CARDIOLOGIST = actor_as("specialist", Scope(profiles=frozenset({"cardiology"})), 31)


def patients_seen(actor: Actor) -> set[int]:
    return set(Patient.objects.visible_to(actor).values_list("pk", flat=True))


def orders_seen(actor: Actor) -> set[int]:
    return set(ConsultationOrder.objects.visible_to(actor).values_list("pk", flat=True))


def whom(row: ConsultationOrder) -> int:
    return OrderPatient.objects.get(order=row).patient_id


def test_a_profile_reaches_open_orders_to_it_and_to_nobody_in_particular() -> None:
    neurology, cardiology, any_profile = (
        order(name=f"Ким {code}", specialty=code) for code in ("neurology", "cardiology", "")
    )
    request(name="Somebody else")
    assert orders_seen(SPECIALIST) == {neurology.pk, any_profile.pk}
    assert patients_seen(SPECIALIST) == {whom(neurology), whom(any_profile)}
    assert patients_seen(CARDIOLOGIST) == {whom(cardiology), whom(any_profile)}
    assert not Request.objects.visible_to(SPECIALIST).exists()


def test_what_names_no_profile_stays_with_who_took_it_once_it_is_concluded() -> None:
    row = concluded(name="Ким Асель", specialty="")
    assert patients_seen(SPECIALIST) == {whom(row)}
    assert patients_seen(COLLEAGUE) == set()
    assert orders_seen(COLLEAGUE) == set()


def test_a_colleague_of_the_profile_may_add_a_second_opinion() -> None:
    row = concluded(name="Ким Асель")
    assert orders_seen(COLLEAGUE) == {row.pk}
    assert orders_seen(CARDIOLOGIST) == set()


def test_a_request_is_reached_through_its_consultation() -> None:
    mine, other = request(specialty="neurology"), request(name="Another", icd10="I21.0")
    decide(mine, "remote", "opinion_asked")
    deliver_all()
    assert ConsultationOrder.objects.get().specialty == "neurology"
    assert list(Request.objects.visible_to(SPECIALIST)) == [mine]
    assert patients_seen(SPECIALIST) == {patient_of(mine)}
    assert not Request.objects.visible_to(CARDIOLOGIST).exists()
    assert other not in Request.objects.visible_to(SPECIALIST)


def test_pages_of_others_are_not_found(browse: Browse) -> None:
    mine = order(name="Ким Асель", specialty="neurology", ordered_at=NOW)
    other = request(name="Another")
    client = browse("specialist", "neurology")
    assert client.get(f"/patients/{whom(mine)}/").status_code == 200
    assert client.get(f"/patients/{patient_of(other)}/").status_code == 404
    assert client.get(f"/requests/{other.pk}/").status_code == 404
    found = client.post("/patients/", {"text": "another"}).content.decode()
    assert "Nobody was found" in found


def test_a_profile_alone_writes_nothing_about_a_patient() -> None:
    permissions = {p for grant in SPECIALIST.grants for p in grant.permissions}
    assert {p for p in permissions if p.startswith("patients.")} == {"patients.see"}
    assert NEUROLOGY.profiles == {"neurology"}
