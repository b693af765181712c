import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings
from tests.foundation.messages.conftest import ALERT, Machine, People

from qanat.foundation.access.models import Account
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import NATION, NOBODY, SYSTEM, Actor, Grant, Scope
from qanat.foundation.messages.commands import (
    About,
    AlreadyTaken,
    CalledOff,
    NobodyToCall,
    Recipient,
    UnknownCode,
    acknowledge_code,
    acknowledge_link,
    acknowledge_message,
    call_out,
    pass_on_silent,
    send_message,
    stop_call_out,
)
from qanat.foundation.messages.links import code_of, token_of
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.messages.permissions import SEE, SEND
from qanat.foundation.messages.queries import (
    calls_about,
    get_call,
    message_by_token,
    open_messages,
    timeline,
    tray_rows,
)
from qanat.foundation.messages.sending import pass_on_calls, send_due
from qanat.foundation.messages.states import CallState, Channel, MessageState
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed, NotFound

ABOUT = About("mission", 12, "KZ-19")
CENTRE = Actor(901, "Centre", (Grant("centre", frozenset({SEE, SEND}), NATION),))
REGION = Actor(902, "Region", (Grant("r", frozenset({SEE}), Scope(regions=frozenset({"KZ-19"}))),))
ELSEWHERE = Actor(903, "Far", (Grant("r", frozenset({SEE}), Scope(regions=frozenset({"KZ-31"}))),))


@pytest.fixture
def chain(people: People) -> list[Account]:
    return [
        people.person(name, phone=f"+7701000000{n}")
        for n, name in enumerate(("aida", "bolat", "chingiz"), start=1)
    ]


def called(chain: list[Account], within_s: int = 120) -> int:
    return call_out(
        CENTRE,
        chain=[Recipient(account_id=person.pk) for person in chain],
        wording=ALERT.key,
        values={"minutes": 9},
        ack_within_s=within_s,
        about=ABOUT,
    )


def now() -> datetime:
    return timezone.now()


def later(seconds: float) -> datetime:
    return now() + timedelta(seconds=seconds)


def states(call_id: int) -> list[tuple[int, str]]:
    rows = Message.objects.filter(call_out_id=call_id).order_by("id")
    return [(r.step, r.state) for r in rows]


def call_state(call_id: int) -> CallState:
    return CallState(CallOut.objects.get(pk=call_id).state)


def message_to(person: Account) -> int:
    return Message.objects.filter(account_id=person.pk).latest("id").pk


def events(kind: str) -> list[dict[str, object]]:
    return [e.payload for e in OutboxEvent.objects.filter(kind=kind).order_by("id")]


@pytest.mark.django_db
def test_the_first_is_called_and_the_others_wait(chain: list[Account], sms: Machine) -> None:
    call_id = called(chain)
    send_due(Channel.SMS, now())
    assert states(call_id) == [(0, "sent")]
    (text,) = sms.texts()
    message = message_to(chain[0])
    assert text["messages"][0]["to"] == "+77010000001"
    assert text["messages"][0]["text"] == (
        f"Arrival in 9 min. Code {code_of(message)}, "
        f"https://qanat.example/messages/answer/{token_of(message)}/"
    )


@pytest.mark.django_db
def test_silence_calls_the_next_and_the_last_silence_ends_it(
    chain: list[Account], sms: Machine
) -> None:
    call_id = called(chain, within_s=60)
    send_due(Channel.SMS, now())
    assert pass_on_calls(later(59)) == 0
    for step in (1, 2):
        due = CallOut.objects.get(pk=call_id).step_due_at
        assert pass_on_calls(due) == 1
        assert CallOut.objects.get(pk=call_id).step_due_at == due + timedelta(seconds=60)
        send_due(Channel.SMS, due)
        assert CallOut.objects.get(pk=call_id).step == step
    assert states(call_id) == [(0, "escalated"), (1, "escalated"), (2, "sent")]
    assert pass_on_calls(CallOut.objects.get(pk=call_id).step_due_at) == 1
    assert call_state(call_id) is CallState.EXHAUSTED
    assert states(call_id)[-1] == (2, "expired")
    assert pass_on_calls(later(9999)) == 0
    assert [e["step"] for e in events("messages.call_passed_on.1")] == [1, 2]
    assert events("messages.call_exhausted.1") == [
        {"call_out_id": call_id, "about_kind": "mission", "about_id": 12}
    ]
    assert [t["messages"][0]["to"][-1] for t in sms.texts()] == ["1", "2", "3"]


@pytest.mark.django_db
def test_an_answer_on_the_page_ends_the_call(chain: list[Account], sms: Machine) -> None:
    call_id = called(chain)
    send_due(Channel.SMS, now())
    actor = actor_of_account(chain[0].pk)
    (row,) = open_messages(actor)
    acknowledge_message(actor, message_id=row.id)
    acknowledge_message(actor, message_id=row.id)
    assert call_state(call_id) is CallState.ANSWERED
    assert states(call_id) == [(0, "acknowledged")]
    assert open_messages(actor) == []
    assert pass_on_calls(later(9999)) == 0
    assert events("messages.call_answered.1") == [
        {
            "call_out_id": call_id,
            "about_kind": "mission",
            "about_id": 12,
            "account_id": chain[0].pk,
            "step": 0,
        }
    ]


@pytest.mark.django_db
def test_an_answer_by_the_signed_address(chain: list[Account]) -> None:
    call_id = called(chain)
    message = message_to(chain[0])
    assert acknowledge_link(token_of(message)) == message
    assert call_state(call_id) is CallState.ANSWERED
    assert Message.objects.get(pk=message).answered_by == "link"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "1", "1.x", "zzzzzzzzzzzz.AAAAAAAAAAAAAAAA", "1.\x00"])
def test_a_made_up_address_answers_nothing(chain: list[Account], token: str) -> None:
    call_id = called(chain)
    with pytest.raises(NotFound):
        acknowledge_link(token)
    with pytest.raises(NotFound):
        message_by_token(token)
    assert call_state(call_id) is CallState.RUNNING


@pytest.mark.django_db
def test_an_answer_by_the_short_code(chain: list[Account]) -> None:
    call_id = called(chain)
    code = code_of(message_to(chain[0])).lower()
    with pytest.raises(UnknownCode):
        acknowledge_code("сейчас буду", source="a")
    taken = acknowledge_code(f"Буду! {code[:3]} {code[3:]}", source="a")
    assert call_state(call_id) is CallState.ANSWERED
    assert acknowledge_code(code, source="a") == taken


@pytest.mark.django_db
def test_who_answers_late_is_still_taken_while_nobody_else_has(chain: list[Account]) -> None:
    call_id = called(chain)
    pass_on_calls(later(121))
    acknowledge_message(actor_of_account(chain[0].pk), message_id=message_to(chain[0]))
    assert call_state(call_id) is CallState.ANSWERED
    assert states(call_id) == [(0, "acknowledged"), (1, "expired")]


@pytest.mark.django_db
def test_after_everybody_was_silent_an_answer_is_still_welcome(chain: list[Account]) -> None:
    call_id = called(chain[:1])
    pass_on_calls(later(121))
    assert call_state(call_id) is CallState.EXHAUSTED
    acknowledge_message(actor_of_account(chain[0].pk), message_id=message_to(chain[0]))
    assert call_state(call_id) is CallState.ANSWERED


@pytest.mark.django_db
def test_who_comes_second_is_told_who_was_first(chain: list[Account], sms: Machine) -> None:
    call_id = called(chain)
    send_due(Channel.SMS, now())
    pass_on_calls(later(121))
    send_due(Channel.SMS, later(122))
    acknowledge_message(actor_of_account(chain[1].pk), message_id=message_to(chain[1]))
    with pytest.raises(AlreadyTaken) as refused:
        acknowledge_message(actor_of_account(chain[0].pk), message_id=message_to(chain[0]))
    assert refused.value.values["who"] == "Bolat"
    assert states(call_id) == [(0, "escalated"), (1, "acknowledged")]


@pytest.mark.django_db
def test_a_call_can_be_called_off(chain: list[Account]) -> None:
    call_id = called(chain)
    stop_call_out(CENTRE, call_out_id=call_id)
    stop_call_out(CENTRE, call_out_id=call_id)
    assert call_state(call_id) is CallState.STOPPED
    assert states(call_id) == [(0, "expired")]
    with pytest.raises(CalledOff):
        acknowledge_message(actor_of_account(chain[0].pk), message_id=message_to(chain[0]))
    assert pass_on_calls(later(9999)) == 0


@pytest.mark.django_db
def test_nobody_answers_for_another(chain: list[Account]) -> None:
    call_id = called(chain)
    with pytest.raises(NotFound):
        acknowledge_message(actor_of_account(chain[1].pk), message_id=message_to(chain[0]))
    with pytest.raises(NotAllowed):
        acknowledge_message(NOBODY, message_id=message_to(chain[0]))
    assert call_state(call_id) is CallState.RUNNING


@pytest.mark.django_db
def test_who_can_not_be_reached_is_passed_over_at_once(chain: list[Account], sms: Machine) -> None:
    sms.answers = [(400, {}, b"")]
    call_id = called(chain)
    send_due(Channel.SMS, now())
    assert CallOut.objects.get(pk=call_id).step == 1
    send_due(Channel.SMS, now())
    assert states(call_id) == [(0, "escalated"), (1, "sent")]


@pytest.mark.django_db
def test_when_nobody_can_be_reached_it_ends_at_once(chain: list[Account], sms: Machine) -> None:
    sms.answers = [(400, {}, b"")] * 3
    call_id = called(chain)
    for _ in range(3):
        send_due(Channel.SMS, now())
    assert call_state(call_id) is CallState.EXHAUSTED
    assert states(call_id) == [(0, "escalated"), (1, "escalated"), (2, "failed")]


@pytest.mark.django_db
def test_without_a_gateway_the_clocks_run_all_the_same(chain: list[Account]) -> None:
    call_id = called(chain)
    assert send_due(Channel.SMS, now()) == 0
    assert len(open_messages(actor_of_account(chain[0].pk))) == 1
    pass_on_calls(later(121))
    assert states(call_id) == [(0, "escalated"), (1, "queued")]


@pytest.mark.django_db
def test_a_person_without_an_account_is_called_too(sms: Machine) -> None:
    call_id = call_out(
        CENTRE,
        chain=[Recipient(channel=Channel.SMS, address="+77010000009", language="kk")],
        wording=ALERT.key,
        values={"minutes": 1},
        ack_within_s=30,
        about=ABOUT,
    )
    send_due(Channel.SMS, now())
    assert sms.texts()[0]["messages"][0]["to"] == "+77010000009"
    acknowledge_link(token_of(Message.objects.get().pk))
    assert call_state(call_id) is CallState.ANSWERED
    assert CallOut.objects.get(pk=call_id).answered_by is None


@pytest.mark.django_db
def test_a_call_to_nobody_or_without_time_is_refused(chain: list[Account]) -> None:
    with pytest.raises(NobodyToCall):
        called([])
    with pytest.raises(NobodyToCall):
        called(chain, within_s=0)
    assert not CallOut.objects.exists()


@pytest.mark.django_db
def test_who_may_not_call_or_call_off_changes_nothing(chain: list[Account]) -> None:
    call_id = called(chain)
    for actor in (REGION, NOBODY):
        with pytest.raises(NotAllowed):
            stop_call_out(actor, call_out_id=call_id)
        with pytest.raises(NotAllowed):
            send_message(
                actor,
                to=Recipient(account_id=chain[0].pk),
                wording=ALERT.key,
                values={"minutes": 1},
                about=ABOUT,
            )
    assert call_state(call_id) is CallState.RUNNING
    with pytest.raises(NotFound):
        stop_call_out(CENTRE, call_out_id=call_id + 1)


@pytest.mark.django_db
def test_the_whole_story_is_told_in_order(chain: list[Account], sms: Machine) -> None:
    call_id = called(chain)
    send_due(Channel.SMS, now())
    pass_on_calls(later(121))
    acknowledge_message(actor_of_account(chain[1].pk), message_id=message_to(chain[1]))
    rows = timeline(CENTRE, "mission", 12)
    assert [(r.who, r.step, r.state) for r in rows] == [
        ("Aida", 0, MessageState.ESCALATED),
        ("Bolat", 1, MessageState.ACKNOWLEDGED),
    ]
    assert rows[0].text == "Arrival in 9 min. Code …, …"
    (call,) = calls_about(CENTRE, "mission", 12)
    assert (call.state, call.answered_by, call.steps) == (CallState.ANSWERED, "Bolat", 3)
    assert get_call(CENTRE, call_id) == call


@pytest.mark.django_db
def test_people_see_their_region_and_their_own(chain: list[Account]) -> None:
    call_id = called(chain)
    own = actor_of_account(chain[0].pk)
    assert len(timeline(REGION, "mission", 12)) == 1
    assert len(timeline(own, "mission", 12)) == 1
    assert get_call(own, call_id).id == call_id
    for actor in (ELSEWHERE, NOBODY):
        assert timeline(actor, "mission", 12) == []
        assert calls_about(actor, "mission", 12) == []
        with pytest.raises(NotFound):
            get_call(actor, call_id)


@pytest.mark.django_db
def test_the_tray_shows_codes_in_the_demonstration_only(
    chain: list[Account], settings: Settings
) -> None:
    called(chain)
    code = code_of(message_to(chain[0]))
    (row,), total = tray_rows(CENTRE)
    assert total == 1
    assert code not in row.text
    settings.QANAT_DEMO = True
    (row,), _ = tray_rows(CENTRE)
    assert code in row.text
    with pytest.raises(NotAllowed):
        tray_rows(NOBODY)


@pytest.mark.django_db(transaction=True)
def test_of_all_who_answer_at_once_one_is_taken(chain: list[Account]) -> None:
    call_id = called(chain)
    pass_on_calls(later(121))
    pass_on_calls(later(242))
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def answer(person: Account) -> None:
        try:
            start.wait()
            acknowledge_message(actor_of_account(person.pk), message_id=message_to(person))
            outcomes.append("taken")
        except AlreadyTaken:
            outcomes.append("told")
        finally:
            connections.close_all()

    def pass_on() -> None:
        start.wait()
        pass_on_silent(SYSTEM, now=later(999))
        connections.close_all()

    threads = [threading.Thread(target=answer, args=(person,)) for person in chain]
    threads.append(threading.Thread(target=pass_on))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", "told", "told"]
    assert call_state(call_id) is CallState.ANSWERED
    assert len(events("messages.call_answered.1")) == 1
