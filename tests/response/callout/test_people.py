"""Crews, airlines and specialists: one after the other, yes, no, later, by telephone."""

from datetime import datetime, timedelta

import pytest
from tests.response.callout.builders import (
    ILL,
    YES,
    answer,
    asks,
    chain_of,
    crewed,
    happened,
    later,
    message_to,
    now,
    of_kind,
    pass_time,
    state_of,
    states,
    told,
)
from tests.response.dispatch.builders import (
    DISPATCHER,
    actor_as,
    aircraft_ids,
    draft,
    legs,
    request,
)

from qanat.foundation.access.commands import AccountDetails, create_account
from qanat.foundation.access.states import AccountKind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.messages.models import Message
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotAllowed
from qanat.registry.workforce.commands import (
    DutyDraft,
    PersonDraft,
    QualificationDraft,
    enrol_person,
    start_duty,
)
from qanat.response.callout.commands import (
    Answer,
    AnsweredBefore,
    HowMuchLater,
    NobodyStandsIn,
    NobodyToCall,
    NotFree,
    NotNeeded,
    NotNow,
    OverMeanwhile,
    call_next,
    call_out_airline,
    call_out_crew,
    call_out_for_order,
    call_out_specialist,
    note_answer,
    overtake_order,
    take_into_crew,
    tell_later,
)
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.queries.chains import OrderToCall, crew_draft
from qanat.response.callout.queries.standing import exhausted_callouts
from qanat.response.callout.states import How, Kind, Said
from qanat.response.commitments.commands import Purpose, Want, commit
from qanat.response.commitments.queries import commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.missions import cancel_mission, replan_mission
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.commands.postponing import postpone
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Mission

pytestmark = pytest.mark.usefixtures("world", "db")


def person(name: str, phone: str = "+77000000099") -> int:
    details = PersonDraft(name=name, region="KZ-75", phone=phone)
    trained = QualificationDraft(profession="physician", valid_from=now().date())
    return enrol_person(SYSTEM, person=details, qualification=trained)


def called_crew(row: Mission) -> Callout:
    return Callout.objects.get(pk=call_out_crew(DISPATCHER, mission_id=row.pk, now=now()))


def test_a_crew_is_confirmed_when_everybody_has_said_yes() -> None:
    row = crewed(CrewDraft(name="A", role="physician"), CrewDraft(name="B", role="feldsher"))
    called = called_crew(row)
    first, second = asks(called)
    answer(first)
    assert state_of(called) == "waiting"
    answer(second)
    assert state_of(called) == "confirmed"


def test_a_no_calls_the_next_and_the_last_no_tells_the_dispatcher_at_once() -> None:
    on_duty = duty(person("Duty physician"))
    row = crewed(CrewDraft(name="Duty physician", role="physician", person_id=on_duty))
    called = called_crew(row)
    (ask,) = asks(called)
    assert list(ask.people.order_by("position").values_list("name", "rung")) == [
        ("Duty physician", "duty"),
        ("head 31", "head"),
    ]
    answer(ask, ILL)
    assert chain_of(ask).step == 1
    deliver_all()
    assert happened(called) == [("started", ""), ("no", "Duty physician")]
    answer(ask, ILL, step=1)
    assert (state_of(called), states(called)) == ("exhausted", ["declined"])
    assert told(called)[-1] == "callout.nobody_left"
    again = called_crew(row)
    assert again.pk != called.pk
    assert Callout.objects.get(pk=called.pk).end_reason == "called_anew"


def test_who_says_yes_in_place_of_a_member_is_taken_into_the_crew_and_the_member_is_free() -> None:
    first, second = two_on_duty()
    row = crewed(CrewDraft(name="First", role="physician", person_id=first))
    (ask,) = asks(called_crew(row))
    with pytest.raises(NobodyStandsIn):
        take_into_crew(DISPATCHER, ask_id=ask.pk, now=now())
    answer(ask, ILL)
    answer(ask, step=1)
    with pytest.raises(NotAllowed):
        take_into_crew(actor_as("coordinator"), ask_id=ask.pk, now=now())
    take_into_crew(DISPATCHER, ask_id=ask.pk, now=now())
    assert list(row.crew.values_list("person", "name")) == [(second, "Second")]
    promised = [
        c.resource_id
        for c in commitments_of("mission", row.pk)
        if c.resource_kind == ResourceKind.PERSON
    ]
    assert promised == [second]
    with pytest.raises(NobodyStandsIn):
        take_into_crew(DISPATCHER, ask_id=ask.pk, now=now())
    assert crew_draft(SYSTEM, row.pk).asks == ()


def test_who_is_promised_elsewhere_meanwhile_is_not_taken_into_the_crew() -> None:
    first, second = two_on_duty()
    row = crewed(CrewDraft(name="First", role="physician", person_id=first))
    (ask,) = asks(called_crew(row))
    answer(ask, ILL)
    answer(ask, step=1)
    want = Want(ResourceKind.PERSON, second, "Second", *span(row))
    commit(SYSTEM, wants=[want], purpose=Purpose("call", 1, "C-1"))
    with pytest.raises(NotFree):
        take_into_crew(DISPATCHER, ask_id=ask.pk, now=now())
    assert list(row.crew.values_list("name", flat=True)) == ["First"]


def test_who_has_said_yes_is_told_that_the_mission_leaves_later_and_is_not_called_anew() -> None:
    row = crewed()
    called = called_crew(row)
    (ask,) = asks(called)
    answer(ask)
    start, _end = span(row)
    assert postpone(row, start + timedelta(minutes=40))
    tell_later(SYSTEM, mission_id=row.pk, now=now())
    assert told(called)[-1] == "callout.leaves_later"
    called.refresh_from_db()
    assert called.facts["departs_at"] == (start + timedelta(minutes=40)).isoformat()
    assert (state_of(called), states(called)) == ("confirmed", ["accepted"])


def two_on_duty() -> tuple[int, int]:
    craft = aircraft_ids()[0]
    return duty(person("First"), craft), duty(person("Second", "+77000000098"), craft)


def span(row: Mission) -> tuple[datetime, datetime]:
    start, end = row.planned_departure_at, row.planned_end_at
    assert start is not None
    assert end is not None
    return start, end


def test_who_has_said_yes_or_is_being_called_is_not_called_anew_for_a_colleagues_no() -> None:
    row = crewed(*(CrewDraft(name=name, role="physician") for name in "ABC"))
    called = called_crew(row)
    first, second, third = asks(called)
    answer(first)
    answer(second, ILL)
    assert state_of(called) == "exhausted"
    again = called_crew(row)
    assert [(a.title, a.state) for a in asks(again)] == [
        ("A", "accepted"),
        ("C", "waiting"),
        ("B", "waiting"),
    ]
    assert [a.pk for a in asks(again)][:2] == [first.pk, third.pk]
    assert states(called) == ["declined"]
    assert told(again) == ["dispatch.crew_called"]
    answer(third)
    answer(asks(again)[2])
    assert state_of(again) == "confirmed"
    replan_mission(DISPATCHER, mission_id=row.pk, version=None, draft=draft(), now=now())
    deliver_all()
    assert told(again).count("callout.called_off") == 3


def test_a_no_heard_by_telephone_calls_the_next_too() -> None:
    on_duty = duty(person("Duty physician"))
    row = crewed(CrewDraft(name="Duty physician", role="physician", person_id=on_duty))
    called = called_crew(row)
    (ask,) = asks(called)
    no = Answer(said=Said.NO, how=How.PHONE, reason="ill")
    for who in ("Wife of the physician", "Head"):
        assert state_of(called) == "waiting"
        note_answer(DISPATCHER, ask_id=ask.pk, answer=no, who=who, at=now(), now=now())
        deliver_all()
    assert (state_of(called), states(called)) == ("exhausted", ["declined"])
    assert [what for what, _ in happened(called)] == ["started", "no", "no", "exhausted"]


def duty(person_id: int, aircraft_id: int | None = None) -> int:
    start = legs()[0].departure_at - timedelta(hours=1)
    draft = DutyDraft(
        person_id=person_id,
        role="physician",
        region="KZ-75",
        start=start,
        end=start + timedelta(hours=10),
        aircraft_id=aircraft_id,
    )
    start_duty(SYSTEM, duty=draft)
    return person_id


def test_who_answers_later_is_waited_for_but_not_without_end() -> None:
    called = called_crew(crewed())
    (ask,) = asks(called)
    with pytest.raises(HowMuchLater):
        answer(ask, Answer(said=Said.LATER, how=How.LINK, minutes=7))
    before = now()
    answer(ask, Answer(said=Said.LATER, how=How.LINK, minutes=10))
    due = chain_of(ask).step_due_at
    assert timedelta(minutes=10) <= due - before < timedelta(minutes=11)
    for _again in range(3):
        answer(ask, Answer(said=Said.LATER, how=How.LINK, minutes=30))
    due = chain_of(ask).step_due_at
    assert due - before < timedelta(minutes=46)
    assert answer(ask) == "taken"


def test_who_was_passed_over_moves_nobody_elses_clock() -> None:
    on_duty = duty(person("Duty physician"))
    called = called_crew(crewed(CrewDraft(name="Duty", role="physician", person_id=on_duty)))
    (ask,) = asks(called)
    pass_time(ask)
    before = chain_of(ask)
    assert before.step == 1
    assert answer(ask, Answer(said=Said.LATER, how=How.LINK, minutes=30)) == "taken"
    assert chain_of(ask).step_due_at == before.step_due_at
    assert "later" not in [what for what, _ in happened(called)]


def test_the_dispatcher_writes_down_what_he_heard_by_telephone() -> None:
    called = called_crew(crewed())
    (ask,) = asks(called)
    yes = Answer(said=Said.YES, how=How.PHONE)
    for at in (now() - timedelta(hours=2), later(300)):
        with pytest.raises(AnsweredBefore):
            note_answer(DISPATCHER, ask_id=ask.pk, answer=yes, who="A", at=at, now=now())
    at = now()
    note_answer(DISPATCHER, ask_id=ask.pk, answer=yes, who="Aida", at=at, words="tired", now=now())
    ask.refresh_from_db()
    assert (ask.state, ask.answered_by, ask.how, ask.answered_at) == (
        "accepted",
        "Aida",
        "phone",
        at,
    )
    line = called.story.get(what="yes")
    assert (line.who, line.by_id, line.note) == ("Aida", DISPATCHER.id, "tired")
    assert chain_of(ask).state == "answered"
    with pytest.raises(NotNeeded):
        note_answer(DISPATCHER, ask_id=ask.pk, answer=yes, who="B", at=now(), now=now())
    with pytest.raises(NotNeeded):
        call_next(DISPATCHER, ask_id=ask.pk, now=now())


def test_the_next_can_be_called_without_waiting_for_the_clock() -> None:
    row = crewed()
    called = Callout.objects.get(pk=call_out_airline(DISPATCHER, mission_id=row.pk, now=now()))
    (ask,) = asks(called)
    call_next(DISPATCHER, ask_id=ask.pk, now=now())
    assert chain_of(ask).step == 1
    call_next(DISPATCHER, ask_id=ask.pk, now=now())
    assert states(called) == ["silent"]
    assert state_of(called) == "exhausted"
    with pytest.raises(OverMeanwhile):
        call_next(DISPATCHER, ask_id=ask.pk, now=now())


def test_an_airlines_no_is_its_last_word_and_refuses_no_mission() -> None:
    row = crewed()
    called = Callout.objects.get(pk=call_out_airline(DISPATCHER, mission_id=row.pk, now=now()))
    answer(asks(called)[0], Answer(said=Said.NO, how=How.LINK, reason="technical"))
    assert (state_of(called), states(called)) == ("exhausted", ["declined"])
    row.refresh_from_db()
    assert row.state == "planned"


def test_airline_and_crew_are_called_by_themselves_and_once() -> None:
    row = crewed()
    deliver_all()
    assert [c.mission_id for c in of_kind(Kind.AIRLINE)] == [row.pk]
    assert of_kind(Kind.CREW) == []
    accept_mission(SYSTEM, mission_id=row.pk)
    deliver_all()
    deliver_all()
    (crew,) = of_kind(Kind.CREW)
    assert crew.started_by == 0
    answer(asks(crew)[0])
    assert state_of(crew) == "confirmed"


def test_without_a_number_nobody_is_called_by_itself_and_the_dispatcher_sees_why() -> None:
    row = crewed()
    row.operator.dutycontact_set.update(until_at=now())  # type: ignore[union-attr]
    accept_mission(SYSTEM, mission_id=row.pk)
    deliver_all()
    assert of_kind(Kind.CREW) == []
    called = called_crew(row)
    assert (state_of(called), states(called)) == ("exhausted", ["silent"])


def test_a_new_plan_closes_the_calls_of_the_old_one_and_tells_who_had_confirmed() -> None:
    row = crewed()
    crew = called_crew(row)
    airline = Callout.objects.get(pk=call_out_airline(DISPATCHER, mission_id=row.pk, now=now()))
    answer(asks(crew)[0])
    replan_mission(DISPATCHER, mission_id=row.pk, version=None, draft=draft(), now=now())
    deliver_all()
    assert state_of(crew) == state_of(airline) == "overtaken"
    assert told(crew)[-1] == told(airline)[-1] == "callout.called_off"
    assert Callout.objects.get(pk=crew.pk).end_reason == "replanned"
    assert chain_of(asks(airline)[0]).state == "stopped"
    assert answer(asks(crew)[0]) == "late"


def test_a_cancelled_mission_tells_whom_it_had_called() -> None:
    row = crewed()
    crew = called_crew(row)
    answer(asks(crew)[0])
    cancel_mission(SYSTEM, mission_id=row.pk, reason="weather", now=now())
    deliver_all()
    deliver_all()
    assert Callout.objects.get(pk=crew.pk).end_reason == "mission_ended"
    assert told(crew).count("callout.called_off") == 1
    with pytest.raises(NotNow):
        call_out_crew(DISPATCHER, mission_id=row.pk, now=now())


def test_who_confirmed_is_left_in_peace_when_the_mission_leaves() -> None:
    row = crewed()
    crew = called_crew(row)
    answer(asks(crew)[0])
    airline = Callout.objects.get(pk=call_out_airline(DISPATCHER, mission_id=row.pk, now=now()))
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp_mission(SYSTEM, mission_id=row.pk, kind="air.take_off", at=now(), now=now())
    deliver_all()
    assert state_of(crew) == "confirmed"
    assert Callout.objects.get(pk=airline.pk).end_reason == "operator_answered"
    assert "callout.called_off" not in told(airline)


def test_an_airline_that_accepts_on_its_desk_is_called_no_longer() -> None:
    row = crewed()
    called = Callout.objects.get(pk=call_out_airline(DISPATCHER, mission_id=row.pk, now=now()))
    (ask,) = asks(called)
    for _step in range(2):
        call_next(DISPATCHER, ask_id=ask.pk, now=now())
    assert state_of(called) == "exhausted"
    accept_mission(SYSTEM, mission_id=row.pk)
    deliver_all()
    assert Callout.objects.get(pk=called.pk).end_reason == "operator_answered"
    assert exhausted_callouts([called.pk]) == frozenset()


def test_the_specialist_on_call_is_followed_by_the_coordinator() -> None:
    neurologist = person("Neurologist", "+77000000041")
    coordinator = person("Coordinator", "+77000000042")
    for person_id, role, specialty in (
        (neurologist, "specialist", "neurosurgery"),
        (coordinator, "coordinator", ""),
    ):
        start_duty(
            SYSTEM,
            duty=DutyDraft(
                person_id=person_id,
                role=role,
                specialty=specialty,
                region="KZ-19",
                start=now() - timedelta(hours=1),
                end=now() + timedelta(hours=5),
            ),
        )
    row = request(specialty="neurosurgery")
    made = call_out_specialist(DISPATCHER, request_id=row.pk, now=now())
    (ask,) = asks(Callout.objects.get(pk=made))
    assert [p.name for p in ask.people.order_by("position")] == ["Neurologist", "Coordinator"]
    order = OrderToCall(
        id=5, number="T-5", region="KZ-19", specialty="neurosurgery", urgency=1, request_id=row.pk
    )
    other = Callout.objects.get(pk=call_out_for_order(DISPATCHER, order=order, now=now()))
    assert other.subject == "order:5"
    overtake_order(SYSTEM, order_id=5, now=now())
    assert Callout.objects.get(pk=other.pk).end_reason == "order_taken"
    assert told(other)[-1] == "callout.not_needed"
    with pytest.raises(NobodyToCall):
        call_out_specialist(DISPATCHER, request_id=request(name="B").pk, now=now())


def test_who_has_an_account_answers_on_his_own_page_too() -> None:
    account = create_account(
        SYSTEM,
        details=AccountDetails(user_name="aida", full_name="Aida", language="en"),
        kind=AccountKind.PERSON,
    ).account_id
    details = PersonDraft(name="Aida", region="KZ-75", account_id=account)
    trained = QualificationDraft(profession="physician", valid_from=now().date())
    aida = duty(enrol_person(SYSTEM, person=details, qualification=trained))
    called = called_crew(crewed(CrewDraft(name="Aida", role="physician", person_id=aida)))
    (ask,) = asks(called)
    assert Message.objects.get(pk=message_to(ask)).account_id == account
    assert answer(ask, YES) == "taken"
    pass_time(ask)
    assert Ask.objects.get(pk=ask.pk).state == "accepted"
