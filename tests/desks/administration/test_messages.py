"""The pages of messages: one's own, the signed address, the tray, the gateway's door."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from tests.desks.administration.test_parameters import reading_english
from tests.foundation.access.builders import Accounts
from tests.foundation.messages.conftest import ALERT
from tests.foundation.messages.test_sealing import Browser

from qanat.foundation.access.models import Account
from qanat.foundation.access_types import Role, ScopeKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.commands import About, Recipient, call_out, stop_call_out
from qanat.foundation.messages.links import code_of, token_of
from qanat.foundation.messages.models import CallOut, Message, PushBrowser
from qanat.foundation.messages.permissions import SEE
from qanat.foundation.messages.sending import send_due
from qanat.foundation.messages.states import Channel
from qanat.foundation.messages.wording import (
    NOT_UNDERSTOOD,
    OVER_MEANWHILE,
    WORDINGS,
    declare_wording,
)
from qanat.foundation.secrets import decrypt

ROLES = (Role("watcher", "Watcher", ScopeKind.NATION, frozenset({SEE})),)
OWN = "/messages/"
SHARED = "shared"


@pytest.fixture(autouse=True)
def world(settings: Settings) -> Iterator[None]:
    settings.QANAT_ROLES = f"{__name__}.ROLES"
    declare_wording(ALERT)
    yield
    del WORDINGS[ALERT.key]


@pytest.fixture
def person(make: Accounts) -> Account:
    account = make.account(name="aida")
    Account.objects.filter(pk=account.pk).update(language="en", phone="+77010000001")
    return account


def called(*people: Account) -> int:
    return call_out(
        SYSTEM,
        chain=[Recipient(account_id=one.pk) for one in people],
        wording=ALERT.key,
        values={"minutes": 9},
        ack_within_s=120,
        about=About("mission", 12),
    )


def state_of(call_id: int) -> str:
    return CallOut.objects.get(pk=call_id).state


def test_one_sees_and_confirms_ones_own(person: Account, make: Accounts) -> None:
    call_id = called(person)
    browser = reading_english(person)
    message = Message.objects.get()
    text = browser.get(OWN).content.decode()
    assert "Arrival in 9 min" in text
    assert "data-qanat-notices=" not in text
    other = reading_english(make.account(name="bolat"))
    assert "Nothing waits for your answer." in other.get(OWN).content.decode()
    assert other.post(f"{OWN}{message.pk}/confirm/").status_code == 404
    assert state_of(call_id) == "running"
    answer = browser.post(f"{OWN}{message.pk}/confirm/")
    assert (answer.status_code, answer["Location"]) == (303, OWN)
    assert state_of(call_id) == "answered"
    assert "Nothing waits for your answer." in browser.get(OWN).content.decode()


def test_one_confirms_by_code(person: Account) -> None:
    call_id = called(person)
    browser = reading_english(person)
    for code in ("", "ABCDEF", "a\x00b", "x" * 500):
        assert browser.post(f"{OWN}code/", {"code": code}).status_code == 422
    code = code_of(Message.objects.get().pk)
    assert browser.post(f"{OWN}code/", {"code": code.lower()}).status_code == 303
    assert state_of(call_id) == "answered"


def test_a_signed_address_needs_no_sign_in_and_looking_confirms_nothing(person: Account) -> None:
    call_id = called(person)
    message = Message.objects.get()
    address = f"{OWN}answer/{token_of(message.pk)}/"
    browser = Client()
    shown = browser.get(address, headers={"Accept-Language": "uz"})
    assert shown.status_code == 200
    assert shown["Content-Language"] == message.language
    assert "Arrival in 9 min" in shown.content.decode()
    assert "aida" not in shown.content.decode().casefold()
    assert "no-store" in shown["Cache-Control"]
    assert state_of(call_id) == "running"
    assert browser.post(address).status_code == 303
    assert state_of(call_id) == "answered"
    again = browser.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "Confirmed." in again
    assert "I confirm" not in again


def test_who_is_not_needed_any_more_is_told(person: Account) -> None:
    call_id = called(person)
    address = f"{OWN}answer/{token_of(Message.objects.get().pk)}/"
    stop_call_out(SYSTEM, call_out_id=call_id)
    answer = Client().post(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "This call was called off." in answer.content.decode()


@pytest.mark.parametrize("token", ["1.x", "zz", "%00", "..%2f", "x" * 300])
def test_a_made_up_address_is_not_found(person: Account, token: str) -> None:
    called(person)
    assert Client().get(f"{OWN}answer/{token}/").status_code in {400, 404}
    assert Client().post(f"{OWN}answer/{token}/").status_code in {400, 404}


def test_a_forged_post_to_a_signed_address_is_refused(person: Account) -> None:
    called(person)
    address = f"{OWN}answer/{token_of(Message.objects.get().pk)}/"
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403


def test_the_tray_is_there_in_the_demonstration_only(
    person: Account, make: Accounts, settings: Settings
) -> None:
    watcher = reading_english(make.account("watcher"))
    assert watcher.get(f"{OWN}tray/").status_code == 404
    settings.QANAT_DEMO = True
    assert "No message was sent yet." in watcher.get(f"{OWN}tray/").content.decode()
    called(person)
    send_due(Channel.SMS, timezone.now())
    message = Message.objects.get()
    text = watcher.get(f"{OWN}tray/").content.decode()
    assert "Arrival in 9 min" in text
    assert code_of(message.pk) in text
    assert f"/messages/answer/{token_of(message.pk)}/" in text
    assert reading_english(person).get(f"{OWN}tray/").status_code == 403
    assert Client().get(f"{OWN}tray/").status_code == 302


def test_the_tray_is_paged_and_costs_the_same(
    person: Account,
    make: Accounts,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.QANAT_DEMO = True
    watcher = reading_english(make.account("watcher"))
    for _ in range(51):
        called(person)
    watcher.get(f"{OWN}tray/")
    with django_assert_num_queries(5):
        first = watcher.get(f"{OWN}tray/").content.decode()
    assert "51" in first
    assert watcher.get(f"{OWN}tray/", {"page": "2"}).content.decode().count('class="row"') == 1


def test_a_browser_is_added_and_removed(person: Account, settings: Settings) -> None:
    settings.QANAT_PUSH_CONTACT = "mailto:duty@qanat.example"
    browser, keys = reading_english(person), Browser()
    text = browser.get(OWN).content.decode()
    assert "data-qanat-notices=" in text
    script = browser.get(f"{OWN}worker.js")
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"showNotification" in script.content
    endpoint = "https://updates.push.services.mozilla.com/wpush/v2/abc"
    given = {"endpoint": endpoint, "keys": {"p256dh": keys.p256dh, "auth": keys.auth}}
    url = f"{OWN}browser/"
    assert browser.post(url, given, content_type="application/json").status_code == 201
    assert PushBrowser.objects.get().account_id == person.pk
    out = {"endpoint": endpoint}
    assert browser.post(url, out, content_type="application/json").status_code == 200
    assert not PushBrowser.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"endpoint": 1, "keys": []}',
        b'{"endpoint": "https://evil.example/", "keys": {"p256dh": "x", "auth": "y"}}',
        b'{"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": {}, "auth": 1}}',
        b'{"endpoint": "https://fcm.googleapis.com/x", "keys": "both"}',
        b"\xff\xfe",
        b'{"a":' * 1900,
    ],
)
def test_hostile_bodies_are_refused(person: Account, settings: Settings, body: bytes) -> None:
    settings.QANAT_GATEWAY_SECRET = SHARED
    browser = reading_english(person)
    answer = browser.post(f"{OWN}browser/", body, content_type="application/json")
    assert answer.status_code < 500
    assert not PushBrowser.objects.exists()
    report = Client().post(
        f"{OWN}gateway/",
        body,
        content_type="application/json",
        headers={"X-Qanat-Gateway": SHARED},
    )
    assert report.status_code < 500


def report(body: object, secret: str = SHARED) -> tuple[int, object]:
    answer = Client().post(
        f"{OWN}gateway/",
        json.dumps(body),
        content_type="application/json",
        headers={"X-Qanat-Gateway": secret, "Accept": "application/json"},
    )
    return answer.status_code, answer.json()


def test_a_gateway_reports_deliveries_and_answers(person: Account, settings: Settings) -> None:
    settings.QANAT_GATEWAY_SECRET = SHARED
    call_id = called(person)
    Message.objects.update(reference="n7")
    settings.QANAT_DEMO = True
    send_due(Channel.SMS, timezone.now())
    Message.objects.update(reference="n7")
    assert report({"id": "n7", "status": "Delivered"}) == (200, {"known": True})
    assert Message.objects.get().state == "delivered"
    assert report({"id": "n8", "status": "delivered"}) == (200, {"known": False})
    assert report({"id": "n7", "status": "thinking"}) == (200, {"known": False})
    assert report({"from": "+77010000001", "text": "what?"}) == (200, {"known": False})
    code = code_of(Message.objects.earliest("id").pk)
    assert report({"from": "+77010000001", "text": f"{code} иду"}) == (200, {"known": True})
    assert state_of(call_id) == "answered"


def test_a_code_delivered_again_is_the_same_answer_and_locks_nobody_out(
    person: Account, settings: Settings
) -> None:
    settings.QANAT_GATEWAY_SECRET = SHARED
    call_id = called(person)
    code = code_of(Message.objects.get().pk)
    for _time in range(9):
        assert report({"from": "+77010000001", "text": code}) == (200, {"known": True})
    assert state_of(call_id) == "answered"
    assert Message.objects.count() == 1


def test_who_sends_back_what_is_not_taken_is_told_and_a_stranger_is_not(
    person: Account, settings: Settings
) -> None:
    settings.QANAT_GATEWAY_SECRET = SHARED
    call_id = called(person)
    asked = Message.objects.get()
    report({"from": "+77019999999", "text": "222222"})
    assert Message.objects.count() == 1
    report({"from": "8 701 000 00 01", "text": "yes, coming"})
    told = Message.objects.exclude(pk=asked.pk).get()
    assert (told.wording, told.language) == (NOT_UNDERSTOOD, "en")
    assert decrypt(bytes(told.address)) == "+77010000001"
    stop_call_out(SYSTEM, call_out_id=call_id)
    report({"from": "+77010000001", "text": code_of(asked.pk)})
    assert Message.objects.latest("id").wording == OVER_MEANWHILE
    for _time in range(20):
        report({"from": "+77010000001", "text": "222222"})
    assert Message.objects.count() < 10


def test_without_the_secret_the_gateways_door_is_shut(person: Account, settings: Settings) -> None:
    called(person)
    code = code_of(Message.objects.get().pk)
    assert report({"text": code}, secret="")[0] == 403
    settings.QANAT_GATEWAY_SECRET = SHARED
    assert report({"text": code}, secret="other")[0] == 403
    assert report({"text": code}, secret="ключ".encode().decode("latin-1"))[0] == 403
    assert Message.objects.get().state == "queued"
