"""Several hospitals are asked at once; the first which accepts takes the patient."""

import pytest
from tests.response.callout.builders import (
    NO_BED,
    YES,
    answer,
    asked,
    asks,
    chain_of,
    contact,
    happened,
    message_to,
    now,
    pass_time,
    state_of,
    states,
    told,
)
from tests.response.dispatch.builders import (
    DISPATCHER,
    NOBODY,
    STRANGER,
    approved,
    facility_id,
    fresh,
)

from qanat.foundation.actors import SYSTEM
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown
from qanat.foundation.messages.commands import acknowledge_code
from qanat.foundation.messages.links import code_of
from qanat.foundation.messages.models import CallOut, Message
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.workforce.commands import Of
from qanat.registry.workforce.states import Rung
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.callout.commands import (
    AllAsked,
    Answer,
    NobodyToCall,
    NotNeeded,
    NotNow,
    Outcome,
    answer_call,
    ask_hospitals,
    withdraw_callout,
)
from qanat.response.callout.models import Callout
from qanat.response.callout.states import How, Kind, Said
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.dispatch.models import RequestLog

pytestmark = pytest.mark.usefixtures("world", "db")


def test_all_are_asked_at_once_and_the_first_yes_takes_the_patient() -> None:
    request = approved()
    row = asked(request=request)
    assert told(row) == ["callout.hospital_asked_early"] * 3
    first, second, third = asks(row)
    assert answer(second) is Outcome.TAKEN
    assert state_of(row) == "confirmed"
    assert states(row) == ["not_needed", "accepted", "not_needed"]
    assert told(row)[3:] == ["callout.not_needed"] * 2
    taken = fresh(request)
    assert taken.accepting_facility_id == second.facility_id
    assert not taken.is_receiver_planned
    assert taken.accepting_physician == "duty 11"
    assert RequestLog.objects.filter(request=request, kind="facility").count() == 1
    calls = CallOut.objects.in_bulk([first.call_id, second.call_id, third.call_id])
    assert [calls[a.call_id].state for a in (first, second, third)] == [
        "stopped",
        "answered",
        "stopped",
    ]
    assert happened(row) == [
        ("started", ""),
        ("yes", "duty 11"),
        ("confirmed", ""),
        ("not_needed", ""),
        ("not_needed", ""),
    ]


def test_a_yes_after_another_is_kept_as_too_late_and_changes_nothing() -> None:
    request = approved()
    row = asked(request=request)
    first, second, _ = asks(row)
    answer(first)
    assert answer(second) is Outcome.LATE
    assert answer(second) is Outcome.LATE
    assert fresh(request).accepting_facility_id == first.facility_id
    assert happened(row).count(("too_late", "duty 11")) == 1


def test_the_same_yes_twice_is_one() -> None:
    row = asked()
    first = asks(row)[0]
    assert answer(first) is Outcome.TAKEN
    assert answer(first) is Outcome.REPEATED
    assert [what for what, _ in happened(row)].count("yes") == 1


def test_a_code_sent_back_says_yes_once_and_a_later_one_is_told_so() -> None:
    row = asked()
    first, second, _ = asks(row)
    code = code_of(message_to(first))
    acknowledge_code(code, source="phone", phone="8 700 000 0010")
    assert states(row)[0] == "accepted"
    with pytest.raises(NotNeeded):
        acknowledge_code(code_of(message_to(second)), source="phone")
    acknowledge_code(code, source="phone")
    assert [what for what, _ in happened(row)].count("yes") == 1
    assert "too_late" in [what for what, _ in happened(row)]


def test_the_timeline_names_the_account_which_typed_the_code_of_another() -> None:
    row = asked()
    acknowledge_code(code_of(message_to(asks(row)[0])), source="account:77", typed_by=77)
    line = row.story.get(what="yes")
    assert (line.who, line.by_id, line.how) == ("duty 10", 77, "code")


def test_a_no_needs_a_reason_of_the_list_and_is_the_hospitals_last_word() -> None:
    row = asked()
    first = asks(row)[0]
    for reason, refusal in (("", ReasonMissing), ("weather", ReasonUnknown)):
        with pytest.raises(refusal):
            answer(first, Answer(said=Said.NO, how=How.LINK, reason=reason))
    assert states(row) == ["waiting"] * 3
    answer(first, NO_BED)
    assert states(row) == ["declined", "waiting", "waiting"]
    assert chain_of(first).state == "stopped"
    assert [ask.reason for ask in asks(row)] == ["no_free_bed", "", ""]
    assert answer(first) is Outcome.TAKEN  # he has found a bed after all
    assert (state_of(row), asks(row)[0].reason) == ("confirmed", "")
    assert list(row.story.exclude(reason="").values_list("what", "reason")) == [
        ("no", "no_free_bed")
    ]


def test_when_all_say_no_the_dispatcher_is_told_and_can_ask_further_ones() -> None:
    request = approved()
    row = asked("010", "020", request=request)
    for ask in asks(row):
        answer(ask, NO_BED)
    assert state_of(row) == "exhausted"
    assert told(row)[-1] == "callout.nobody_left"
    contact(Of(facility_id=facility_id("030")), Rung.DUTY, 50)
    again = ask_hospitals(
        DISPATCHER,
        request_id=request.pk,
        facility_ids=[facility_id("010"), facility_id("030")],
        now=now(),
    )
    assert again == row.pk
    assert states(row) == ["declined", "declined", "waiting"]
    assert state_of(row) == "waiting"
    answer(asks(row)[2])
    assert fresh(request).accepting_facility_id == facility_id("030")


def test_silence_calls_the_second_and_at_last_the_dispatcher() -> None:
    row = asked("010")
    (ask,) = asks(row)
    pass_time(ask)
    assert happened(row) == [("started", ""), ("passed_on", "duty 10")]
    assert states(row) == ["waiting"]
    pass_time(ask)
    assert states(row) == ["silent"]
    assert state_of(row) == "exhausted"
    assert told(row)[-1] == "callout.nobody_left"
    deliver_all()
    assert happened(row)[-2:] == [("silent", ""), ("exhausted", "")]
    assert answer(ask, YES, step=1) is Outcome.TAKEN  # late, and still welcome
    assert state_of(row) == "confirmed"


def test_a_no_after_silence_is_kept_as_the_hospitals_word() -> None:
    row = asked("010")
    (ask,) = asks(row)
    pass_time(ask)
    pass_time(ask)
    assert states(row) == ["silent"]
    answer(ask, NO_BED)
    assert (states(row), state_of(row)) == (["declined"], "exhausted")
    answer(ask, NO_BED, step=1)
    answer(ask, NO_BED, step=1)
    assert happened(row)[-2:] == [("no", "duty 10"), ("no", "second 20")]


def test_hospitals_which_have_all_answered_are_not_called_again() -> None:
    request = approved()
    row = asked("010", request=request)
    answer(asks(row)[0], NO_BED)
    ids = [facility_id("010")]
    with pytest.raises(AllAsked):
        ask_hospitals(DISPATCHER, request_id=request.pk, facility_ids=ids, now=now())
    assert (states(row), state_of(row)) == (["declined"], "exhausted")
    assert told(row).count("callout.nobody_left") == 1


def test_asking_twice_is_one_call_out() -> None:
    request = approved()
    row = asked("010", request=request)
    ids = [facility_id("010")]
    assert ask_hospitals(DISPATCHER, request_id=request.pk, facility_ids=ids, now=now()) == row.pk
    assert len(asks(row)) == 1


def test_a_hospital_asked_after_another_had_accepted_takes_its_place() -> None:
    request = approved()
    row = asked("010", request=request)
    answer(asks(row)[0])
    other = asked("020", request=request)
    assert other.pk != row.pk
    answer(asks(other)[0])
    assert fresh(request).accepting_facility_id == facility_id("020")
    assert Callout.objects.get(pk=row.pk).end_reason == "another_accepted"
    assert told(row)[-1] == "callout.not_needed"


def test_calling_off_needs_a_reason_and_tells_everybody() -> None:
    row = asked("010", "020")
    with pytest.raises(ReasonUnknown):
        withdraw_callout(DISPATCHER, callout_id=row.pk, reason="weather", now=now())
    withdraw_callout(DISPATCHER, callout_id=row.pk, reason="solved_otherwise", now=now())
    assert state_of(row) == "withdrawn"
    assert states(row) == ["not_needed"] * 2
    assert told(row)[-2:] == ["callout.called_off"] * 2
    assert answer(asks(row)[0]) is Outcome.LATE


def test_a_request_that_is_withdrawn_needs_no_hospital() -> None:
    request = approved()
    row = asked("010", request=request)
    withdraw_request(DISPATCHER, request_id=request.pk, reason="other_transport", now=now())
    deliver_all()
    assert state_of(row) == "overtaken"
    with pytest.raises(NotNow):
        ask_hospitals(DISPATCHER, request_id=request.pk, facility_ids=[1], now=now())


def test_who_may_not_call_or_see_changes_nothing() -> None:
    request = approved()
    ids = [facility_id("010")]
    with pytest.raises(NotFound):
        ask_hospitals(STRANGER, request_id=request.pk, facility_ids=ids, now=now())
    with pytest.raises(NobodyToCall):
        ask_hospitals(DISPATCHER, request_id=request.pk, facility_ids=[], now=now())
    assert not Callout.objects.filter(kind=Kind.HOSPITAL).exists()
    row = asked("010", request=request)
    with pytest.raises(NotFound):
        withdraw_callout(STRANGER, callout_id=row.pk, reason="other", now=now())
    with pytest.raises(NotAllowed):
        answer_call(NOBODY, message_id=message_to(asks(row)[0]), answer=YES, now=now())


def test_an_alert_stands_as_long_as_nobody_is_left_to_call() -> None:
    request = approved()
    row = asked("010", "020", request=request)
    pass_time(asks(row)[0])
    pass_time(asks(row)[0])
    deliver_all()
    assert not Alert.objects.filter(cause="call_exhausted").exists()
    answer(asks(row)[1], NO_BED)
    deliver_all()
    alert = Alert.objects.get(cause="call_exhausted")
    assert (alert.subject_kind, alert.subject_id) == ("callout", row.pk)
    watch_alerts(SYSTEM, now=now())
    assert Alert.objects.get(pk=alert.pk).state == "raised"
    (found,) = [one for one in open_alerts(DISPATCHER) if one.id == alert.pk]
    assert found.url == f"/call-outs/{row.pk}/"
    answer(asks(row)[0], YES, step=1)
    watch_alerts(SYSTEM, now=now())
    assert Alert.objects.get(pk=alert.pk).state == "resolved"


def test_nobody_takes_an_exercise_for_the_real_thing() -> None:
    row = asked("010", request=approved(is_exercise=True))
    (message,) = Message.objects.filter(about_kind="callout", about_id=row.pk)
    assert message.values["number"] == f"ОҚУ-ЖАТТЫҒУ/УЧЕНИЯ/EXERCISE {row.number}"
