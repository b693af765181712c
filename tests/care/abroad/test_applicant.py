"""The applicant: a code, a one-time password, and where the own case stands."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.care.abroad.builders import (
    WORKING_BODY,
    admitted,
    decided,
    drafted,
    on_agenda,
    registered,
    somebody,
)
from tests.care.commission import builders as commissions
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.applicant import ABOUT, send_password
from qanat.care.abroad.commands.examining import return_case
from qanat.care.abroad.commands.treating import note_death_abroad
from qanat.care.abroad.models import Case
from qanat.care.abroad.states import MATTER
from qanat.care.commission.commands.items import place_item
from qanat.care.commission.models import Body, Item
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.links import code_of
from qanat.foundation.messages.models import Message
from qanat.foundation.secrets import decrypt

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str) -> str:
    return reverse(f"abroad:{name}")


def visitor() -> Client:
    client = Client()
    client.cookies["qanat_language"] = "en"
    return client


def password(case: Case) -> str:
    """Return the one-time password which was sent."""
    return code_of(Message.objects.filter(about_kind=ABOUT, about_id=case.pk).latest("id").pk)


def opened(case: Case) -> Client:
    """Return a browser in which the applicant has opened his case."""
    client = visitor()
    assert client.post(at("code"), {"code": case.code}).status_code == 303
    assert client.post(at("password"), {"password": password(case)}).status_code == 303
    return client


def test_a_code_and_a_password_show_the_own_case_and_nobodys_name() -> None:
    case = registered()
    page = opened(case).get(at("own"))
    text = page.content.decode()
    assert case.number in text
    assert "The working body checks the papers" in text
    for secret in ("Ахметов", "стеноз", "850101300124", "Талгар", "Klinik"):
        assert secret not in text
    assert "no-store" in page.headers["Cache-Control"]


def test_the_password_goes_to_the_telephone_on_record_in_the_applicants_language() -> None:
    case = drafted()
    send_password(SYSTEM, code=case.code, now=timezone.now())
    message = Message.objects.get(about_kind=ABOUT)
    assert decrypt(bytes(message.address)) == "+77010000001"
    assert (message.language, message.values) == ("kk", {"minutes": 10})


def test_each_telephone_of_an_applicant_gets_a_password_of_its_own_which_opens_the_case() -> None:
    case = registered(applicant_phone="+7 701 000 00 01, +7 701 000 00 02")
    client = visitor()
    client.post(at("code"), {"code": case.code})
    first, second = Message.objects.filter(about_kind=ABOUT).order_by("id")
    phones = [decrypt(bytes(one.address)) for one in (first, second)]
    assert phones == ["+77010000001", "+77010000002"]
    assert client.post(at("password"), {"password": code_of(first.pk)}).status_code == 303
    assert case.number in client.get(at("own")).content.decode()


def test_a_code_that_is_none_is_answered_like_one_that_is() -> None:
    case, client, other = drafted(), visitor(), visitor()
    right = client.post(at("code"), {"code": f" {case.code[:4].lower()}-{case.code[4:]}"})
    wrong = other.post(at("code"), {"code": "ABCDEFGHJK"})
    assert (right.status_code, right.headers["Location"]) == (
        wrong.status_code, wrong.headers["Location"],
    )  # fmt: skip
    assert Message.objects.filter(about_kind=ABOUT).count() == 1
    cookies = [client.cookies, other.cookies]
    assert all(str(case.pk) != str(jar["qanat_case_asked"].value)[:3] for jar in cookies)
    assert other.post(at("password"), {"password": password(case)}).status_code == 422


def test_pressed_twice_one_password_is_sent() -> None:
    case = drafted()
    for _press in range(2):
        visitor().post(at("code"), {"code": case.code})
    assert Message.objects.filter(about_kind=ABOUT).count() == 1


def test_a_password_opens_once_and_only_its_own_case() -> None:
    case, other = drafted(), drafted(who=somebody(name="Иной Иван", iin=""))
    client, stranger = visitor(), visitor()
    client.post(at("code"), {"code": case.code})
    stranger.post(at("code"), {"code": other.code})
    assert stranger.post(at("password"), {"password": password(case)}).status_code == 422
    assert client.post(at("password"), {"password": password(case)}).status_code == 303
    again = visitor()
    again.post(at("code"), {"code": case.code})
    assert again.post(at("password"), {"password": password(case)}).status_code == 422


def test_a_password_holds_for_a_while() -> None:
    case, client = drafted(), visitor()
    client.post(at("code"), {"code": case.code})
    rows = Message.objects.filter(about_kind=ABOUT)
    rows.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(at("password"), {"password": password(case)}).status_code == 422


@pytest.mark.parametrize("is_case", [True, False])
def test_a_guessed_password_opens_nothing_any_more_and_the_next_one_does(*, is_case: bool) -> None:
    case, client = drafted(), visitor()
    code = case.code if is_case else "ABCDEFGHJK"
    client.post(at("code"), {"code": code})
    first = client.post(at("password"), {"password": "222222"}).content.decode()
    assert "This password opens nothing." in first
    tried = [client.post(at("password"), {"password": "222222"}) for _try in range(5)]
    assert "Too many wrong passwords" in tried[-1].content.decode()
    if is_case:
        assert client.post(at("password"), {"password": password(case)}).status_code == 422
        Message.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
    client.post(at("code"), {"code": code})
    again = client.post(at("password"), {"password": "222222"}).content.decode()
    assert "This password opens nothing." in again
    if is_case:
        assert client.post(at("password"), {"password": password(case)}).status_code == 303


def test_only_so_many_passwords_are_sent_in_an_hour() -> None:
    case, start = drafted(), timezone.now()
    rows = Message.objects.filter(about_kind=ABOUT)
    for press in range(8):
        rows.update(queued_at=start - timedelta(minutes=2))
        send_password(SYSTEM, code=case.code, now=start)
        assert rows.count() == min(press + 1, 5)
    rows.update(queued_at=start - timedelta(minutes=61))
    send_password(SYSTEM, code=case.code, now=start)
    assert rows.count() == 6


def test_codes_of_cases_are_not_tried_out() -> None:
    tried = [visitor().post(at("code"), {"code": "ABCDEFGHJK"}) for _try in range(6)]
    assert "Too many codes were wrong. Try again in 15 minutes" in tried[-1].content.decode()


def test_without_a_password_nothing_is_shown() -> None:
    registered()
    client = visitor()
    for name in ("own", "password"):
        assert client.get(at(name)).headers["Location"] == at("code")
    client.cookies["qanat_case"] = "1:forged"
    assert client.get(at("own")).headers["Location"] == at("code")


def test_who_leaves_closes_the_case() -> None:
    client = opened(registered())
    assert client.post(at("leave")).status_code == 303
    assert client.get(at("own")).headers["Location"] == at("code")


def test_the_page_says_what_is_missing_and_what_was_decided() -> None:
    case = registered()
    told = {"reason": "examinations", "note": "No test of the donor."}
    return_case(WORKING_BODY, case_id=case.pk, now=timezone.now(), **told)
    returned = opened(case).get(at("own")).content.decode()
    for said in ("bring them to the hospital", "Examinations are missing", "No test of the donor."):
        assert said in returned
    refused = decided("refuse", "available_at_home", who=somebody(name="Иной", iin=""))
    text = opened(refused).get(at("own")).content.decode()
    assert "Refused" in text
    assert "You may appeal" in text


def test_the_page_says_when_the_commission_sits_and_that_one_may_be_heard() -> None:
    body = commissions.body()
    Body.objects.filter(pk=body).update(matter_kind=MATTER)
    case = on_agenda()
    client = opened(case)
    assert "You may be heard there" not in client.get(at("own")).content.decode()
    made, sitting = Item.objects.get(matter=case.matter).pk, commissions.sitting(body)
    place_item(commissions.SECRETARY, item_id=made, sitting_id=sitting, now=NOW)
    assert "You may be heard there" in client.get(at("own")).content.decode()


def test_of_a_patient_who_died_abroad_nothing_is_said_to_be_still_ahead_or_over() -> None:
    case = admitted()
    note_death_abroad(WORKING_BODY, case_id=case.pk, on=NOW.date(), report="Sepsis.", now=NOW)
    text = opened(case).get(at("own")).content.decode()
    assert "Please accept our condolences" in text
    for word in ("The case is closed", "The way of the case", "Planned until", "Sepsis"):
        assert word not in text
