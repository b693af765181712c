"""A hospital is asked for a bed: who answers for it sees whom it would take, and answers."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.foundation.access.builders import Accounts
from tests.response.callout.builders import (
    answer,
    asked,
    asks,
    chain_of,
    happened,
    link_to,
    now,
    state_of,
    states,
    told,
)
from tests.response.dispatch.browsing import Browse, browser, cost, typed_moment
from tests.response.dispatch.builders import DISPATCHER, NOBODY, approved, facility_id, fresh

from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.response.callout.commands import (
    Answer,
    FromWhen,
    NotNeeded,
    Outcome,
    answer_for_hospital,
    note_answer,
    take_offer,
    withdraw_callout,
)
from qanat.response.callout.models import Ask, Callout
from qanat.response.callout.states import How, Said
from qanat.response.dispatch.models import RequestLog

pytestmark = pytest.mark.usefixtures("world", "db")

YES = Answer(said=Said.YES, how=How.PAGE)
FULL = Answer(said=Said.NO, how=How.PAGE, reason="no_free_bed")


def coordinator(browse: Browse, code: str = "010") -> Client:
    return browse("hospital", str(facility_id(code)))


def speaker(people: Accounts, code: str = "010") -> Actor:
    return actor_of_account(people.account("hospital", str(facility_id(code))).pk)


def offer(hours: float) -> Answer:
    return Answer(said=Said.OFFER, how=How.PAGE, ready_at=now() + timedelta(hours=hours))


def text_of(client: Client, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200
    return found.content.decode()


@pytest.mark.loud
def test_the_coordinator_sees_whom_his_hospital_would_take_and_no_name(browse: Browse) -> None:
    row = asked(request=approved(name="Ахметов Ерлан"))
    mine = coordinator(browse)
    text = text_of(mine, "/asked/")
    for shown in (row.number, "61 years", "Diseases of the circulatory system", "Emergency"):
        assert shown in text
    assert "not planned yet" in text
    assert "Ахметов" not in text
    assert "Your hospital is asked to take a patient" in text_of(mine, "/requests/")
    assert mine.get(f"/requests/{row.request_id}/").status_code == 404


def test_another_hospital_sees_nothing_of_it_and_can_not_answer(browse: Browse) -> None:
    row = asked()
    other = coordinator(browse, "076")
    assert row.number not in text_of(other, "/asked/")
    first = asks(row)[0]
    assert other.get(f"/asked/{first.pk}/").status_code == 404
    assert other.post(f"/asked/{first.pk}/", {"said": "yes"}).status_code == 404
    assert states(row) == ["waiting"] * 3


@pytest.mark.parametrize("role", ["bedside", "dispatcher", "fleet_manager"])
def test_who_answers_for_no_hospital_has_no_such_page(browse: Browse, role: str) -> None:
    value = str(facility_id("010")) if role == "bedside" else ""
    assert browse(role, value).get("/asked/").status_code == 403


@pytest.mark.loud
def test_a_yes_on_the_page_takes_the_patient_and_opens_the_request(browse: Browse) -> None:
    request = approved()
    row = asked(request=request)
    mine, first = coordinator(browse), asks(row)[0]
    done = mine.post(f"/asked/{first.pk}/", {"said": "yes"})
    assert done.status_code == 303
    assert state_of(row) == "confirmed"
    assert states(row) == ["accepted", "not_needed", "not_needed"]
    assert fresh(request).accepting_facility_id == first.facility_id
    assert chain_of(first).state == "answered"
    assert "Your hospital takes the patient" in text_of(mine, f"/asked/{first.pk}/")
    assert mine.get(f"/requests/{row.request_id}/").status_code == 200
    assert "Your hospital is asked" not in text_of(mine, "/requests/")
    again = mine.post(f"/asked/{first.pk}/", {"said": "yes"})
    assert again.status_code == 303
    assert [what for what, _ in happened(row)].count("yes") == 1


def test_a_no_needs_a_reason_of_the_list_and_may_be_changed(people: Accounts) -> None:
    row = asked()
    first = asks(row)[0]
    page = browser(people.account("hospital", str(facility_id("010"))))
    refused = page.post(f"/asked/{first.pk}/", {"said": "no"})
    assert refused.status_code == 422
    assert states(row)[0] == "waiting"
    assert answer_for_hospital(speaker(people), ask_id=first.pk, answer=FULL, now=now()) == "taken"
    assert states(row)[0] == "declined"
    again = answer_for_hospital(speaker(people), ask_id=first.pk, answer=FULL, now=now())
    assert again is Outcome.REPEATED
    assert "Your hospital said no" in text_of(page, "/asked/?view=past")
    answer_for_hospital(speaker(people), ask_id=first.pk, answer=YES, now=now())
    assert states(row) == ["accepted", "not_needed", "not_needed"]


def test_who_comes_too_late_is_told_and_it_is_kept(browse: Browse) -> None:
    row = asked()
    first, second, _third = asks(row)
    answer(second)
    mine = coordinator(browse)
    assert mine.post(f"/asked/{first.pk}/", {"said": "yes"}).status_code == 303
    assert "You are not needed any more" in text_of(mine, f"/asked/{first.pk}/")
    assert "too_late" in [what for what, _ in happened(row)]
    assert states(row) == ["not_needed", "accepted", "not_needed"]


def test_a_later_time_is_an_offer_which_the_dispatcher_takes(
    people: Accounts, browse: Browse
) -> None:
    request = approved()
    row = asked("010", request=request)
    first = asks(row)[0]
    answer_for_hospital(speaker(people), ask_id=first.pk, answer=offer(2), now=now())
    assert states(row) == ["offered"]
    assert state_of(row) == "exhausted"
    assert chain_of(first).state == "stopped"
    assert fresh(request).accepting_facility_id is None
    desk = browse("dispatcher")
    shown = text_of(desk, f"/call-outs/{row.pk}/")
    assert "No hospital takes the patient at once." in shown
    assert "Take this offer" in shown
    assert desk.post(f"/call-outs/asks/{first.pk}/take/", {}).status_code == 303
    assert states(row) == ["accepted"]
    assert state_of(row) == "confirmed"
    assert told(row)[-1] == "callout.offer_taken"
    taken = fresh(request)
    assert taken.accepting_facility_id == first.facility_id
    assert taken.accepts_from == Ask.objects.get(pk=first.pk).ready_at
    log = RequestLog.objects.filter(request=request, kind="facility").latest("id")
    assert "only from" in log.text
    with pytest.raises(NotNeeded):
        take_offer(DISPATCHER, ask_id=first.pk, now=now())


def test_an_offer_ends_with_the_yes_of_another_hospital(people: Accounts) -> None:
    row = asked()
    first, second, _third = asks(row)
    answer_for_hospital(speaker(people), ask_id=first.pk, answer=offer(2), now=now())
    assert state_of(row) == "waiting"
    answer(second)
    assert states(row) == ["not_needed", "accepted", "not_needed"]


def test_an_offer_may_be_bettered_and_called_off(people: Accounts) -> None:
    row = asked()
    first = asks(row)[0]
    for hours in (3, 1):
        answer_for_hospital(speaker(people), ask_id=first.pk, answer=offer(hours), now=now())
    ready = Ask.objects.get(pk=first.pk).ready_at
    assert ready is not None
    assert ready < now() + timedelta(hours=2)
    withdraw_callout(DISPATCHER, callout_id=row.pk, reason="plan_changed", now=now())
    assert states(row) == ["not_needed"] * 3


def test_an_offer_names_a_time_to_come_and_is_a_hospitals(people: Accounts) -> None:
    row = asked()
    first = asks(row)[0]
    for wrong in (offer(-1), Answer(said=Said.OFFER, how=How.PAGE)):
        with pytest.raises(FromWhen):
            answer_for_hospital(speaker(people), ask_id=first.pk, answer=wrong, now=now())
    typed = Answer(said=Said.OFFER, how=How.PHONE, ready_at=now() + timedelta(hours=1))
    note_answer(DISPATCHER, ask_id=first.pk, answer=typed, who="Physician", at=now(), now=now())
    assert states(row)[0] == "offered"


def test_the_page_behind_the_link_takes_a_later_time_too() -> None:
    row = asked()
    link, client = link_to(asks(row)[0]), Client(headers={"Accept-Language": "en"})
    assert client.post(link, {"said": "offer", "ready_at": ""}).status_code == 422
    typed = typed_moment(now() + timedelta(hours=2))
    assert client.post(link, {"said": "offer", "ready_at": typed}).status_code == 303
    assert states(row)[0] == "offered"
    assert "You offered to take the patient from" in client.get(link).content.decode()


def test_nobody_answers_without_the_permission_and_no_stranger_takes_an_offer() -> None:
    first = asks(asked())[0]
    with pytest.raises(NotAllowed):
        answer_for_hospital(NOBODY, ask_id=first.pk, answer=YES, now=now())
    with pytest.raises(NotAllowed):
        answer_for_hospital(DISPATCHER, ask_id=first.pk, answer=YES, now=now())
    with pytest.raises(NotAllowed):
        take_offer(NOBODY, ask_id=first.pk, now=now())


def test_an_answer_for_what_is_not_there_is_not_found(people: Accounts) -> None:
    with pytest.raises(NotFound):
        answer_for_hospital(speaker(people), ask_id=0, answer=YES, now=now())


def test_ten_questions_cost_as_many_queries_as_one(browse: Browse) -> None:
    mine = coordinator(browse)
    asked("010")
    cost(mine, "/asked/")
    one = cost(mine, "/asked/")
    for _ in range(4):
        asked("010", request=approved())
    assert Callout.objects.count() == 5
    assert cost(mine, "/asked/") == one
