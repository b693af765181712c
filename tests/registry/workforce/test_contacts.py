"""Who of a hospital or an airline is called out: stated by its own, kept on record, once."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from tests.foundation.access.builders import Accounts, signed_in
from tests.registry.builders import NOW, facility, somebody
from tests.registry.racing import race

from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.fleet.models import Operator
from qanat.registry.workforce.commands import ContactDraft, Of, end_contact, state_contact
from qanat.registry.workforce.commands.contacts import NoTelephone
from qanat.registry.workforce.models import DutyContact
from qanat.registry.workforce.permissions import CONTACT
from qanat.registry.workforce.queries import contact_rows, contacts_to_call
from qanat.registry.workforce.states import Rung

pytestmark = pytest.mark.django_db
TYPED = {"rung": "duty", "name": "Приёмный покой", "phone": "8 700 000 00 01", "language": "kk"}


def draft(rung: Rung = Rung.DUTY, phone: str = "8 700 000 00 01") -> ContactDraft:
    return ContactDraft(rung=rung, name=f"Post {rung}", phone=phone)


def of_hospital(scope: Scope) -> Actor:
    return somebody({CONTACT}, scope)


def airline() -> int:
    return Operator.objects.create(code="a", name={"en": "Air A"}, kind="airline").pk


@pytest.fixture
def enter() -> Callable[..., Client]:
    """Sign somebody in by a role, reading English."""
    accounts = Accounts()

    def sign_in(role: str, value: str = "") -> Client:
        client = signed_in(accounts.account(role, value))
        client.cookies["qanat_language"] = "en"
        return client

    return sign_in


def test_people_are_called_in_order_of_their_rung_by_international_numbers() -> None:
    of = Of(facility_id=facility().pk)
    for rung in (Rung.HEAD, Rung.DUTY, Rung.SECOND):
        state_contact(SYSTEM, of=of, contact=draft(rung), now=NOW)
    (rows,) = contacts_to_call(facility_ids=[of.facility_id or 0]).values()
    assert [row.rung for row in rows] == ["duty", "second", "head"]
    assert {row.phone for row in rows} == {"+77000000001"}
    assert "7000000001" not in str(DutyContact.objects.values_list("phone_sealed", flat=True)[0])


def test_who_is_replaced_stays_on_record_and_the_same_again_changes_nothing() -> None:
    hospital = facility()
    of = Of(facility_id=hospital.pk)
    first = state_contact(SYSTEM, of=of, contact=draft(), now=NOW)
    assert state_contact(SYSTEM, of=of, contact=draft(phone="+7 700 000 0001"), now=NOW) == first
    second = state_contact(SYSTEM, of=of, contact=draft(phone="+77000000002"), now=NOW)
    assert [(r.id, r.until_at) for r in contact_rows(SYSTEM, facility_id=hospital.pk)] == [
        (second, None),
        (first, NOW),
    ]
    hospital.refresh_from_db()
    assert hospital.phone == "+77000000002"
    for _again in range(2):
        end_contact(SYSTEM, contact_id=second, now=NOW)
    assert contacts_to_call(facility_ids=[hospital.pk]) == {}


@pytest.mark.parametrize("phone", ["", "12", "дежурный", "+" + "7" * 30, "8 700\x00"])
def test_what_is_no_telephone_is_refused(phone: str) -> None:
    with pytest.raises(NoTelephone):
        state_contact(SYSTEM, of=Of(facility_id=facility().pk), contact=draft(phone=phone), now=NOW)
    assert not DutyContact.objects.exists()


def test_only_its_own_region_and_nation_reach_a_hospitals_contacts() -> None:
    hospital, other = facility(), facility("KZ-71")
    operator_id = airline()
    of = Of(facility_id=hospital.pk)
    for scope in (
        Scope(nation=True),
        Scope(regions=frozenset({"KZ-19"})),
        Scope(organisations=frozenset({hospital.pk})),
    ):
        assert state_contact(of_hospital(scope), of=of, contact=draft(), now=NOW)
    (made,) = DutyContact.objects.values_list("pk", flat=True)
    for scope in (
        Scope(regions=frozenset({"KZ-71"})),
        Scope(organisations=frozenset({other.pk})),
        Scope(operators=frozenset({operator_id})),
    ):
        stranger = of_hospital(scope)
        with pytest.raises(NotFound):
            state_contact(stranger, of=of, contact=draft(Rung.HEAD), now=NOW)
        with pytest.raises(NotFound):
            end_contact(stranger, contact_id=made, now=NOW)
        assert contact_rows(stranger, facility_id=hospital.pk) == []
    with pytest.raises(NotAllowed):
        state_contact(somebody((), Scope(nation=True)), of=of, contact=draft(), now=NOW)
    assert DutyContact.objects.filter(until_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_state_the_first_contact_at_once_one_is_kept() -> None:
    of = Of(facility_id=facility().pk)
    answers = race([partial(state_contact, SYSTEM, of=of, contact=draft(), now=NOW)] * 8)
    assert len(set(answers)) == 1
    assert DutyContact.objects.count() == 1


def test_a_hospital_states_its_own_contacts_on_a_page_and_a_bad_number_keeps_what_was_typed(
    enter: Callable[..., Client],
) -> None:
    hospital, other = facility(), facility()
    client = enter("hospital", str(hospital.pk))
    page = reverse("workforce:contacts", args=("hospital", hospital.pk))
    assert "Nobody is named yet" in client.get(page).content.decode()
    bad = client.post(page, TYPED | {"phone": "12"})
    assert bad.status_code == 422
    assert "This is no telephone number." in bad.content.decode()
    assert "Приёмный покой" in bad.content.decode()
    assert client.post(page, TYPED).status_code == 303
    shown = client.get(page).content.decode()
    assert "tel:+77000000001" in shown
    end = reverse("workforce:contact_end", args=("hospital", hospital.pk, _standing()))
    assert client.get(end).status_code == 200
    assert client.post(end).status_code == 303
    assert "Earlier" in client.get(page).content.decode()
    foreign = reverse("workforce:contacts", args=("hospital", other.pk))
    assert client.get(foreign).status_code == 404
    assert client.post(foreign, TYPED).status_code == 404
    assert client.get(reverse("workforce:contacts", args=("bed", hospital.pk))).status_code == 404
    assert client.get(reverse("workforce:contacts", args=("hospital", 10**9))).status_code == 404


def test_an_airline_states_its_own_contacts_and_they_stand_beside_it(
    enter: Callable[..., Client],
) -> None:
    operator_id = airline()
    client = enter("operator", str(operator_id))
    page = reverse("workforce:contacts", args=("operator", operator_id))
    assert client.post(page, TYPED).status_code == 303
    beside = client.get(reverse("fleet:operator", args=(operator_id,))).content.decode()
    assert "+77000000001" in beside
    assert page in beside
    missing = reverse("workforce:contacts", args=("operator", 10**9))
    assert enter("administrator").get(missing).status_code == 404
    assert enter("analyst").get(page).status_code == 403


def _standing() -> int:
    return DutyContact.objects.get(until_at=None).pk
