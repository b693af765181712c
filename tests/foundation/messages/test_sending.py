import json
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings
from tests.foundation.messages.conftest import ALERT, NOTE, Machine, MailServer, People
from tests.foundation.messages.test_sealing import Browser
from tests.foundation.waiting import until

from qanat.foundation.access.models import Account
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import NOBODY, SYSTEM
from qanat.foundation.messages import sending
from qanat.foundation.messages.commands import About, Recipient, send_message
from qanat.foundation.messages.commands.browsers import (
    MOST_BROWSERS,
    UnfitBrowser,
    add_browser,
    remove_browser,
)
from qanat.foundation.messages.commands.delivering import (
    LEASE,
    claim_message,
    record_failure,
    record_report,
    record_sent,
)
from qanat.foundation.messages.links import token_of
from qanat.foundation.messages.models import Message, PushBrowser
from qanat.foundation.messages.rules import MOST_TRIES
from qanat.foundation.messages.senders import Failed, Letter, is_configured
from qanat.foundation.messages.senders.gateway import GatewaySender
from qanat.foundation.messages.sending import send_due
from qanat.foundation.messages.states import Channel, MessageState
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed

PHONE = "+77010000001"
ABOUT = About("bed", 5)


def note(to: Recipient, bed: int = 12, expires_at: datetime | None = None) -> int:
    (made,) = send_message(
        SYSTEM, to=to, wording=NOTE.key, values={"bed": bed}, about=ABOUT, expires_at=expires_at
    )
    return made


def text_to(phone: str = PHONE) -> Recipient:
    return Recipient(channel=Channel.SMS, address=phone, language="en")


def now() -> datetime:
    return timezone.now()


def state_of(message_id: int) -> MessageState:
    return MessageState(Message.objects.get(pk=message_id).state)


@pytest.mark.django_db
def test_a_text_goes_through_the_gateway_in_its_own_shape(sms: Machine) -> None:
    made = note(text_to())
    assert sms.got == []
    assert send_due(Channel.SMS, now()) == 1
    ((path, headers, _),) = sms.got
    assert path == "/send"
    assert headers["authorization"] == "Bearer secret"
    assert headers["idempotency-key"] == f"qanat-{made}"
    assert sms.texts() == [
        {
            "messages": [
                {"to": PHONE, "text": "Bed 12 is free", "ref": f"qanat-{made}", "from": "103"}
            ]
        }
    ]
    row = Message.objects.get(pk=made)
    assert (row.state, row.reference, row.tries) == (MessageState.SENT, "n1", 1)
    assert send_due(Channel.SMS, now()) == 0


@pytest.mark.django_db
def test_values_are_never_read_as_places_of_the_shape(sms: Machine) -> None:
    send_message(SYSTEM, to=text_to(), wording=NOTE.key, values={"bed": "{to}{id}{"}, about=ABOUT)
    send_due(Channel.SMS, now())
    assert sms.texts()[0]["messages"][0]["text"] == "Bed {to}{id}{ is free"


@pytest.mark.django_db
def test_nothing_leaves_when_nothing_is_set_up() -> None:
    assert [channel for channel in Channel if is_configured(channel)] == []
    made = note(text_to())
    assert [send_due(channel, now()) for channel in Channel] == [0, 0, 0, 0]
    row = Message.objects.get(pk=made)
    assert (row.state, row.tries) == (MessageState.QUEUED, 0)


@pytest.mark.django_db
def test_the_demonstration_sends_to_the_tray_whatever_is_set_up(
    sms: Machine, mail: MailServer, settings: Settings
) -> None:
    settings.QANAT_DEMO = True
    made = note(text_to())
    assert send_due(Channel.SMS, now()) == 1
    assert (sms.got, mail.mails) == ([], [])
    assert state_of(made) is MessageState.SENT


@pytest.mark.django_db
def test_addresses_are_encrypted_at_rest() -> None:
    made = note(text_to())
    assert PHONE.encode() not in bytes(Message.objects.get(pk=made).address)


@pytest.mark.django_db
def test_a_gateway_in_trouble_is_asked_again_later_and_later(sms: Machine) -> None:
    sms.answers = [(503, {}, b""), (429, {"Retry-After": "60"}, b"")]
    made, began = note(text_to()), now()
    assert send_due(Channel.SMS, began) == 0
    row = Message.objects.get(pk=made)
    assert (row.state, row.failure, row.tries) == (MessageState.QUEUED, "http_503", 1)
    first_due = row.due_at
    assert 4 < (first_due - began).total_seconds() < 7
    assert send_due(Channel.SMS, began + timedelta(seconds=1)) == 0
    assert len(sms.got) == 1
    send_due(Channel.SMS, first_due)
    row.refresh_from_db()
    assert (row.failure, row.tries) == ("http_429", 2)
    assert (row.due_at - now()).total_seconds() > 55
    assert send_due(Channel.SMS, row.due_at) == 1
    assert state_of(made) is MessageState.SENT
    assert len({headers["idempotency-key"] for _, headers, _ in sms.got}) == 1


@pytest.mark.django_db
def test_after_many_tries_it_is_given_up(sms: Machine) -> None:
    sms.answers = [(500, {}, b"")] * MOST_TRIES
    made = note(text_to(), expires_at=now() + timedelta(days=9))
    for _ in range(MOST_TRIES):
        send_due(Channel.SMS, Message.objects.get(pk=made).due_at)
    row = Message.objects.get(pk=made)
    assert (row.state, row.failure, row.tries) == (MessageState.FAILED, "http_500", MOST_TRIES)
    assert len(sms.got) == MOST_TRIES


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "headers"), [(400, {}), (401, {}), (302, {"Location": "http://127.0.0.1:9/x"})]
)
def test_a_refusal_of_the_gateway_is_final_but_a_detour_is_not_taken(
    sms: Machine, status: int, headers: dict[str, str]
) -> None:
    sms.answers = [(status, headers, b"")]
    made = note(text_to())
    send_due(Channel.SMS, now())
    assert len(sms.got) == 1
    row = Message.objects.get(pk=made)
    assert row.failure == f"http_{status}"
    assert row.state == (MessageState.FAILED if status >= 400 else MessageState.QUEUED)


@pytest.mark.django_db
def test_a_gateway_that_does_not_answer_is_tried_again(sms: Machine, settings: Settings) -> None:
    settings.QANAT_GATEWAYS["sms"]["url"] = "http://127.0.0.1:9/nobody"
    made = note(text_to())
    assert send_due(Channel.SMS, now()) == 0
    assert Message.objects.get(pk=made).failure == "no_answer"
    assert state_of(made) is MessageState.QUEUED


@pytest.mark.django_db
def test_a_number_that_is_none_is_given_up_without_asking_anybody(sms: Machine) -> None:
    made = note(text_to("103"))
    send_due(Channel.SMS, now())
    assert sms.got == []
    assert Message.objects.get(pk=made).failure == "bad_address"


@pytest.mark.django_db
def test_a_fault_with_one_message_holds_up_no_other(
    sms: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = note(text_to()), note(text_to())
    real = GatewaySender(Channel.SMS)

    class Broken:
        def is_configured(self) -> bool:
            return True

        def send(self, letter: Letter) -> str:
            if letter.key == f"qanat-{first}":
                raise ZeroDivisionError
            return real.send(letter)

    monkeypatch.setattr(sending, "sender_for", lambda _: Broken())
    assert send_due(Channel.SMS, now()) == 1
    assert Message.objects.get(pk=first).failure == "fault"
    assert (state_of(first), state_of(second)) == (MessageState.QUEUED, MessageState.SENT)


@pytest.mark.django_db
def test_what_is_out_of_date_is_not_sent(sms: Machine) -> None:
    made = note(text_to(), expires_at=now() + timedelta(minutes=5))
    send_due(Channel.SMS, now() + timedelta(minutes=6))
    assert sms.got == []
    assert state_of(made) is MessageState.EXPIRED


@pytest.mark.django_db
def test_a_report_of_the_gateway_is_noted(sms: Machine) -> None:
    delivered, lost = note(text_to()), note(text_to())
    send_due(Channel.SMS, now())
    assert record_report(SYSTEM, reference="n1", is_delivered=True, now=now())
    assert record_report(SYSTEM, reference="n2", is_delivered=False, now=now())
    assert record_report(SYSTEM, reference="n1", is_delivered=False, now=now())
    assert not record_report(SYSTEM, reference="n9", is_delivered=True, now=now())
    assert not record_report(SYSTEM, reference="", is_delivered=True, now=now())
    assert (state_of(delivered), state_of(lost)) == (MessageState.DELIVERED, MessageState.FAILED)


@pytest.mark.django_db
def test_who_dies_with_a_message_in_hand_leaves_it_to_the_next(sms: Machine) -> None:
    made, began = note(text_to()), now()
    dead = claim_message(SYSTEM, channel=Channel.SMS, now=began)
    assert dead is not None
    assert claim_message(SYSTEM, channel=Channel.SMS, now=began + LEASE / 2) is None
    next_one = claim_message(SYSTEM, channel=Channel.SMS, now=began + LEASE)
    assert next_one is not None
    assert next_one.letter.key == dead.letter.key == f"qanat-{made}"
    assert not record_sent(SYSTEM, claim=dead, reference="late", now=began)
    assert not record_failure(SYSTEM, claim=dead, failed=Failed("late"), now=began)
    assert record_sent(SYSTEM, claim=next_one, reference="n1", now=began)
    assert Message.objects.get(pk=made).reference == "n1"


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_message_once(sms: Machine) -> None:
    made = [note(text_to(), bed=n) for n in range(30)]
    failed: list[Exception] = []

    def work() -> None:
        try:
            send_due(Channel.SMS, now())
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    keys = sorted(headers["idempotency-key"] for _, headers, _ in sms.got)
    assert keys == sorted(f"qanat-{n}" for n in made)


@pytest.mark.django_db
def test_an_e_mail_goes_out_over_smtp(mail: MailServer) -> None:
    to = Recipient(channel=Channel.EMAIL, address="duty@hospital.example", language="en")
    made = note(to)
    assert send_due(Channel.EMAIL, now()) == 1
    ((recipient, raw),) = mail.mails
    read = message_from_string(raw)
    assert recipient == "duty@hospital.example"
    assert str(make_header(decode_header(str(read["Subject"])))) == "Note"
    assert read["Message-ID"] == f"<qanat-{made}@qanat.example>"
    assert read["Content-Language"] == "en"
    assert str(read.get_payload()).strip() == "Bed 12 is free"
    assert state_of(made) is MessageState.SENT


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "state"), [(550, MessageState.FAILED), (451, MessageState.QUEUED)]
)
def test_a_mail_server_refuses_for_good_or_for_now(
    mail: MailServer, code: int, state: MessageState
) -> None:
    mail.refuses["gone@hospital.example"] = code
    made = note(Recipient(address="gone@hospital.example"))
    assert send_due(Channel.EMAIL, now()) == 0
    assert state_of(made) is state


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["no address@", "a@b.example\nBcc: all@b.example"])
def test_an_address_that_is_none_reaches_no_mail_server(mail: MailServer, address: str) -> None:
    made = note(Recipient(channel=Channel.EMAIL, address=address))
    send_due(Channel.EMAIL, now())
    assert mail.mails == []
    assert Message.objects.get(pk=made).failure == "bad_address"


@pytest.fixture
def push(machine: Machine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine as push service; real ones speak https only."""
    settings.QANAT_PUSH_CONTACT = "mailto:duty@qanat.example"
    monkeypatch.setattr(
        "qanat.foundation.messages.commands.browsers.is_push_service",
        lambda endpoint: endpoint.startswith(machine.url),
    )
    return machine


def added(person: Account, machine: Machine, browser: Browser, name: str = "b1") -> str:
    endpoint = f"{machine.url}/push/{name}"
    add_browser(
        actor_of_account(person.pk), endpoint=endpoint, p256dh=browser.p256dh, auth=browser.auth
    )
    return endpoint


@pytest.mark.django_db
def test_a_browser_opens_the_notice_sent_to_it(push: Machine, people: People) -> None:
    person, browser = people.person("aida"), Browser()
    added(person, push, browser)
    (made,) = send_message(
        SYSTEM,
        to=Recipient(account_id=person.pk),
        wording=ALERT.key,
        values={"minutes": 7},
        about=ABOUT,
        asks_answer=True,
    )
    push.answers = [(201, {"Location": "/receipt/1"}, b"")]
    assert send_due(Channel.WEB_PUSH, now()) == 1
    ((path, headers, body),) = push.got
    assert path == "/push/b1"
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid t=")
    assert int(headers["ttl"]) > 0
    notice = json.loads(browser.open(body))
    assert notice["title"] == "Arrival in 7 min"
    assert notice["link"].endswith(f"/messages/answer/{token_of(made)}/")
    assert notice["text"].startswith("Arrival in 7 min. Code ")
    assert Message.objects.get(pk=made).reference == "/receipt/1"


@pytest.mark.django_db
def test_a_browser_that_is_gone_is_forgotten(push: Machine, people: People) -> None:
    person = people.person("aida")
    added(person, push, Browser())
    made = note(Recipient(account_id=person.pk))
    push.answers = [(410, {}, b"")]
    send_due(Channel.WEB_PUSH, now())
    assert Message.objects.get(pk=made).failure == "browser_gone"
    assert state_of(made) is MessageState.FAILED
    assert not PushBrowser.objects.exists()


@pytest.mark.django_db
def test_browsers_are_added_once_and_not_without_end(push: Machine, people: People) -> None:
    person, browser = people.person("aida"), Browser()
    for number in range(MOST_BROWSERS + 2):
        added(person, push, browser, f"b{number}")
    endpoint = added(person, push, browser, "b11")
    assert PushBrowser.objects.count() == MOST_BROWSERS
    assert remove_browser(actor_of_account(person.pk), endpoint=endpoint)
    assert not remove_browser(actor_of_account(person.pk), endpoint=endpoint)
    assert endpoint.encode() not in b"".join(bytes(b.endpoint) for b in PushBrowser.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://evil.example/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "not an address",
        f"https://fcm.googleapis.com/{'x' * 2000}",
    ],
)
def test_only_known_push_services_are_ever_called(people: People, endpoint: str) -> None:
    actor, browser = actor_of_account(people.person("aida").pk), Browser()
    with pytest.raises(UnfitBrowser):
        add_browser(actor, endpoint=endpoint, p256dh=browser.p256dh, auth=browser.auth)
    assert not PushBrowser.objects.exists()
    assert add_browser(
        actor, endpoint="https://fcm.googleapis.com/x", p256dh=browser.p256dh, auth=browser.auth
    )


@pytest.mark.django_db
def test_an_account_is_written_to_in_every_way_that_is_set_up(
    sms: Machine, mail: MailServer, people: People
) -> None:
    person = people.person("aida", phone=PHONE, email="aida@hospital.example")
    made = send_message(
        SYSTEM,
        to=Recipient(account_id=person.pk),
        wording=NOTE.key,
        values={"bed": 3},
        about=ABOUT,
    )
    assert [send_due(channel, now()) for channel in Channel] == [1, 1, 0, 0]
    assert len(made) == 2
    assert (len(sms.got), len(mail.mails)) == (1, 1)


@pytest.mark.django_db
def test_mistakes_of_the_program_are_found_before_anything_is_stored() -> None:
    with pytest.raises(KeyError):
        send_message(SYSTEM, to=text_to(), wording="testing.none", values={}, about=ABOUT)
    with pytest.raises(KeyError):
        send_message(SYSTEM, to=text_to(), wording=NOTE.key, values={}, about=ABOUT)
    with pytest.raises(ValueError, match="not plain and short"):
        send_message(SYSTEM, to=text_to(), wording=NOTE.key, values={"bed": "x" * 500}, about=ABOUT)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_who_may_not_send_sends_nothing(people: People) -> None:
    with pytest.raises(NotAllowed):
        send_message(NOBODY, to=text_to(), wording=NOTE.key, values={"bed": 1}, about=ABOUT)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_events_of_messages_hold_no_address(sms: Machine) -> None:
    note(text_to())
    send_due(Channel.SMS, now())
    payloads = [
        e.payload for e in OutboxEvent.objects.filter(kind__startswith="messages.").order_by("id")
    ]
    assert [p["state"] for p in payloads] == ["queued", "sent"]
    assert PHONE not in str(payloads)


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_sends_loses_nothing_and_says_who_is_who(
    sms: Machine, database_url: str, tmp_path: Path
) -> None:
    """Killed between sending and noting it, it sends again under the same key: known again."""
    made = [note(text_to(), bed=n) for n in range(60)]
    settings_file = tmp_path / "gateway.json"
    settings_file.write_text(json.dumps({"url": f"{sms.url}/send", "body": {"text": "{text}"}}))
    for _ in range(3):
        heard = len(sms.got)
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [
                sys.executable,
                "-m",
                "tests.foundation.messages.sender_process",
                database_url,
                str(settings_file),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        until(lambda heard=heard: len(sms.got) >= heard + 8)  # type: ignore[misc] # a default binds the loop's value
        process.kill()
        process.wait()
    send_due(Channel.SMS, now() + LEASE)
    keys = [headers["idempotency-key"] for _, headers, _ in sms.got]
    assert set(keys) == {f"qanat-{n}" for n in made}
    assert len(keys) - len(set(keys)) <= 3
    assert all(state_of(n) is MessageState.SENT for n in made)
