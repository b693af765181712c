"""Who telephones is seen at once, by whom it concerns, and within what he may see."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.exchange.api.calling import System, system
from tests.foundation.access.builders import Accounts
from tests.response.callout.builders import asked, asks
from tests.response.dispatch.browsing import HTMX, Browse, browser, cost
from tests.response.dispatch.builders import NOW, facility_id, request

from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.secrets import decrypt
from qanat.registry.workforce.commands import ContactDraft, Of, key_phones, state_contact
from qanat.registry.workforce.models import DutyContact
from qanat.response.dispatch.commands.callers import key_callers
from qanat.response.dispatch.commands.calls import CallDraft, take_call
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.dispatch.models import Call, Request
from qanat.response.ringing.commands import forget_rings
from qanat.response.ringing.models import Extension, Ring

pytestmark = pytest.mark.usefixtures("world", "db")

NUMBER = "+77015550142"
SPELLED = "8 (701) 555-01-42"


@pytest.fixture
def dispatcher(people: Accounts) -> Account:
    return people.account("dispatcher")


@pytest.fixture
def exchange() -> System:
    return system("telephone_system")


def told(**said: Any) -> dict[str, Any]:
    given = {"reference": "c-1", "rang_at": timezone.now().isoformat(), "number": SPELLED}
    return given | said


def rung(exchange: System, account: Account, **said: Any) -> int:
    answer = exchange.post("/ringing", told(account=account.user_name, **said))
    assert answer.status == 201
    assert answer.body["is_shown"]
    return int(answer.body["id"])


def strip(client: Client) -> str:
    return client.get("/ringing/now/", headers=HTMX).content.decode()


def test_a_ring_stands_above_the_pages_of_whom_it_concerns_alone(
    people: Accounts, dispatcher: Account, exchange: System
) -> None:
    row = request(caller_phone="8 701 555 01 42", diagnosis="Stroke of the caller")
    ring_id = rung(exchange, dispatcher)
    client = browser(dispatcher)
    assert f'href="/ringing/{ring_id}/"' in strip(client)
    page = client.get(f"/ringing/{ring_id}/").content.decode()
    assert "Stroke of the caller" in page
    assert f'href="/requests/{row.pk}/"' in page
    other = browser(people.account("dispatcher"))
    assert f"/ringing/{ring_id}/" not in strip(other)
    assert other.get(f"/ringing/{ring_id}/").status_code == 404
    assert other.post(f"/ringing/{ring_id}/aside/").status_code == 404


def test_every_page_waits_for_who_telephones(browse: Browse) -> None:
    for address in ("/console/", "/requests/new/"):
        assert 'hx-get="/ringing/now/"' in browse("dispatcher").get(address).content.decode()
    assert 'hx-get="/ringing/now/"' not in browse("analyst").get("/requests/").content.decode()


def fell() -> None:
    """Take an ambulance call of the number."""
    draft = CallDraft(
        category=1, region="KZ-19", reason="Fell from a horse", called_at=NOW,
        is_place_unknown=True, caller_phone=SPELLED,
    )  # fmt: skip
    take_call(SYSTEM, draft=draft, now=NOW)


def test_who_sits_at_the_extension_is_shown_its_calls(
    people: Accounts, dispatcher: Account, exchange: System
) -> None:
    first, second = browser(dispatcher), browser(people.account("dispatcher"))
    first.post("/ringing/sit/", {"extension": "12"})
    assert exchange.post("/ringing", told(extension="12")).body["is_shown"]
    assert "/ringing/" in strip(first)
    fell()
    assert "Fell from a horse" in strip(first)
    second.post("/ringing/sit/", {"extension": "12"})
    exchange.post("/ringing", told(extension="12", reference="c-2"))
    assert strip(second).count('class="notice') == 1
    assert strip(first).count('class="notice') == 1
    second.post("/ringing/sit/", {"extension": ""})
    assert not Extension.objects.exists()


def test_where_nobody_sits_the_telephone_system_is_told_so(
    people: Accounts, exchange: System
) -> None:
    stranger = people.account("analyst")
    for said in ({}, {"extension": "99"}, {"account": "nobody"}, {"account": stranger.user_name}):
        answer = exchange.post("/ringing", told(reference=json.dumps(said)[:80], **said))
        assert answer.status == 201
        assert answer.body["is_shown"] is False


def test_the_same_call_told_again_is_one_ring_shown_once(
    dispatcher: Account, exchange: System
) -> None:
    first = exchange.post("/ringing", told(account=dispatcher.user_name))
    again = exchange.post("/ringing", told(account=dispatcher.user_name))
    assert (first.body["is_new"], again.body["is_new"]) == (True, False)
    assert first.body["id"] == again.body["id"]
    assert OutboxEvent.objects.filter(kind="ringing.telephone_rang.1").count() == 1


def test_no_number_stands_in_events_or_in_the_table(dispatcher: Account, exchange: System) -> None:
    rung(exchange, dispatcher)
    event = OutboxEvent.objects.get(kind="ringing.telephone_rang.1")
    assert set(event.payload) == {"ring_id", "account_id"}
    row = Ring.objects.get()
    assert b"5550142" not in bytes(row.number_sealed or b"") + bytes(row.number_key or b"")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": ""},
        {"reference": "x" * 81},
        {"number": "1" * 41},
        {"number": "8701\x00"},
        {"extension": "1" * 21},
        {"rang_at": "yesterday"},
        {"rang_at": (timezone.now() + timedelta(hours=1)).isoformat()},
        {"who": "me"},
        {"number": 5},
    ],
)
def test_a_malformed_ring_is_refused(exchange: System, wrong: dict[str, Any]) -> None:
    assert exchange.post("/ringing", told(**wrong)).status in (400, 422)
    assert not Ring.objects.exists()


@pytest.mark.parametrize("number", ["", "anonymous", "'; drop table--", "+", "999"])
def test_a_withheld_or_odd_number_rings_too(
    dispatcher: Account, exchange: System, number: str
) -> None:
    ring_id = rung(exchange, dispatcher, number=number)
    page = browser(dispatcher).get(f"/ringing/{ring_id}/").content.decode()
    assert "Number withheld" in page or "Unknown number" in page


def test_only_telephone_systems_ring(browse: Browse) -> None:
    assert system("dispatcher").post("/ringing", told()).status == 403
    assert system("service_112", "KZ-19").post("/ringing", told()).status == 403


def test_others_see_nothing_of_the_telephone(browse: Browse) -> None:
    client = browse("analyst")
    for address in ("/ringing/", "/ringing/now/", "/ringing/1/"):
        assert client.get(address, headers=HTMX).status_code == 403
    for address in ("/ringing/look-up/", "/ringing/sit/", "/ringing/1/aside/"):
        assert client.post(address, {"number": NUMBER}).status_code == 403


def test_a_ring_put_aside_is_shown_no_more(dispatcher: Account, exchange: System) -> None:
    ring_id, client = rung(exchange, dispatcher), browser(dispatcher)
    for _again in range(2):
        part = client.post(f"/ringing/{ring_id}/aside/", headers=HTMX).content.decode()
        assert "/ringing/" not in part
    assert strip(client).strip() == ""


def test_a_ring_is_not_shown_for_ever(dispatcher: Account, exchange: System) -> None:
    ago = (timezone.now() - timedelta(minutes=11)).isoformat()
    rung(exchange, dispatcher, rang_at=ago)
    assert strip(browser(dispatcher)).strip() == ""


def looked_up(client: Client, number: str) -> str:
    answer = client.post("/ringing/look-up/", {"number": number})
    assert answer.status_code == 303
    assert number.strip("+ ")[-4:] not in answer["Location"]
    return client.get(answer["Location"]).content.decode()


def test_a_typed_number_finds_its_requests_open_ones_first(browse: Browse) -> None:
    over, going = (request(caller_phone=NUMBER, diagnosis=d) for d in ("Over", "Going on"))
    withdraw_request(SYSTEM, request_id=over.pk, reason="by_sender", now=NOW)
    page = looked_up(browse("dispatcher"), "8 701 555 01 42")
    assert page.index("Going on") < page.index(f'href="/requests/{over.pk}/"')
    assert f'href="/requests/{going.pk}/"' in page


def test_a_number_finds_ambulance_calls_and_contacts(browse: Browse) -> None:
    fell()
    contact = ContactDraft(rung="duty", name="Duty desk of Talgar", phone=NUMBER)
    state_contact(SYSTEM, of=Of(facility_id=facility_id()), contact=contact, now=NOW)
    row = request()
    page = looked_up(browse("dispatcher"), SPELLED)
    for words in ("Fell from a horse", "Duty desk of Talgar", "Other open requests", row.number):
        assert words in page


def test_what_is_not_open_to_the_viewer_is_not_found(browse: Browse) -> None:
    request(caller_phone=NUMBER, diagnosis="Not yours")
    page = looked_up(browse("coordinator", "KZ-10"), NUMBER)
    assert "Not yours" not in page
    assert "Nothing is known of this number" in page


def test_an_unknown_number_begins_a_request_with_it(browse: Browse) -> None:
    client = browse("dispatcher")
    page = looked_up(client, "+998 90 123 45 67")
    assert "Nothing is known of this number" in page
    ring_id = Ring.objects.get().pk
    form = client.get(f"{reverse('dispatch:new')}?ring={ring_id}").content.decode()
    assert 'value="+998 90 123 45 67"' in form
    call = client.get(f"{reverse('dispatch:call_new')}?ring={ring_id}").content.decode()
    assert 'value="+998 90 123 45 67"' in call


def test_a_known_hospital_begins_a_request_with_hospital_and_caller(browse: Browse) -> None:
    contact = ContactDraft(rung="duty", name="Duty desk of Talgar", phone=NUMBER)
    state_contact(SYSTEM, of=Of(facility_id=facility_id()), contact=contact, now=NOW)
    client = browse("dispatcher")
    looked_up(client, NUMBER)
    form = client.get(f"{reverse('dispatch:new')}?ring={Ring.objects.get().pk}").content.decode()
    assert "Duty desk of Talgar" in form
    assert f'value="{facility_id()}"' in form


def test_nobody_begins_with_the_ring_of_another(browse: Browse) -> None:
    looked_up(browse("dispatcher"), NUMBER)
    other = browse("dispatcher")
    assert other.get(f"/requests/new/?ring={Ring.objects.get().pk}").status_code == 404
    for odd in ("x", "", "-1", "9" * 30, "%00"):
        assert other.get(f"/requests/new/?ring={odd}").status_code in (200, 400)


@pytest.mark.parametrize("number", ["", "x", "12", "8701\x00", "9" * 500, "<script>", "\u202e1"])
def test_what_is_no_number_is_refused_and_kept(browse: Browse, number: str) -> None:
    answer = browse("dispatcher").post("/ringing/look-up/", {"number": number}, headers=HTMX)
    assert answer.status_code == 422
    assert not Ring.objects.exists()
    if number == "12":
        assert 'value="12"' in answer.content.decode()


@pytest.mark.parametrize("extension", ["1" * 30, "a b", "<b>", "\x00"])
def test_an_odd_extension_is_refused(browse: Browse, extension: str) -> None:
    answer = browse("dispatcher").post("/ringing/sit/", {"extension": extension}, headers=HTMX)
    assert answer.status_code == 422
    assert not Extension.objects.exists()


def test_numbers_stored_before_there_were_keys_become_findable(browse: Browse) -> None:
    row = request(caller_phone=NUMBER)
    contact = ContactDraft(rung="duty", name="Duty desk", phone=NUMBER)
    state_contact(SYSTEM, of=Of(facility_id=facility_id()), contact=contact, now=NOW)
    for model in (Request, Call):
        model.objects.update(caller_key=None)
    DutyContact.objects.update(phone_key=None)
    assert key_callers(SYSTEM) == 1
    assert key_phones(SYSTEM) >= 1
    assert key_callers(SYSTEM) == 0
    page = looked_up(browse("dispatcher"), SPELLED)
    assert row.number in page
    assert "Duty desk" in page


def test_rings_are_forgotten_after_a_day(browse: Browse) -> None:
    looked_up(browse("dispatcher"), NUMBER)
    now = timezone.now()
    assert forget_rings(SYSTEM, now=now + timedelta(hours=23)) == 0
    assert forget_rings(SYSTEM, now=now + timedelta(hours=25)) == 1


def test_the_strip_asks_the_same_number_of_queries_for_many_as_for_few(
    dispatcher: Account, exchange: System
) -> None:
    request(caller_phone=NUMBER)
    rung(exchange, dispatcher)
    client = browser(dispatcher)
    address = f"/ringing/{Ring.objects.get().pk}/"
    few = cost(client, address)
    for _n in range(4):
        request(caller_phone=NUMBER)
    assert cost(client, address) <= few
    assert few < 40


def test_who_has_an_account_or_was_called_out_is_known_when_he_rings_back(
    exchange: System, dispatcher: Account, people: Accounts
) -> None:
    colleague = people.account("fleet_manager")
    Account.objects.filter(pk=colleague.pk).update(phone=SPELLED, full_name="Colleague")
    row = asked("010")
    called = decrypt(bytes(asks(row)[0].people.get(position=0).phone_sealed))
    client = browser(dispatcher)
    first = client.get(f"/ringing/{rung(exchange, dispatcher)}/").content.decode()
    assert "Colleague" in first
    told_again = {"number": called, "reference": "c-2"}
    second = client.get(f"/ringing/{rung(exchange, dispatcher, **told_again)}/").content.decode()
    assert "Called out by this number" in second
    assert row.number in second
