"""The ways out and home by a medical flight: the airport, the mission, the fare."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.care.abroad.builders import (
    DAY,
    WORKING_BODY,
    admitted,
    child,
    contracted,
    fresh,
    journey,
    planned,
    reserved,
    ward,
)
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import (
    DISPATCHER,
    NOW,
    decide,
    flown,
    mission,
    request,
    stamp,
)

from qanat.care.abroad.commands.journeys import (
    FlightSaysOtherwise,
    NotAboard,
    NotHandedOver,
    TreatedLater,
    begin_journey,
    cancel_journey,
    change_journey,
    end_journey,
    turn_back_journey,
)
from qanat.care.abroad.commands.preparing import note_death
from qanat.care.abroad.commands.treating import end_treatment
from qanat.care.abroad.models import Extension, Journey
from qanat.care.abroad.queries.belonging import name_in_case
from qanat.care.abroad.queries.carried import carried_of
from qanat.care.abroad.queries.journeys import known_before
from qanat.care.funding.queries.obligations import live_purposes
from qanat.foundation.actors import SYSTEM
from qanat.registry.places.queries import find_airfield
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.dispatch.commands.amending import set_airport_abroad
from qanat.response.dispatch.commands.missions import abort_mission
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Mission, MissionRequest, Request
from qanat.response.dispatch.queries.journeys import Carriage, carriages
from qanat.response.dispatch.suggest import propose
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.web import wording

pytestmark = pytest.mark.usefixtures("world", "db")
TODAY = NOW.date()
FLIGHT: dict[str, Any] = {"means": "flight", "risk": "high"}


def named(row: Request, code: str = "EDDB") -> Any:
    """Name the airport of a request, and return it."""
    field = find_airfield(code)
    assert field is not None
    set_airport_abroad(SYSTEM, request_id=row.pk, airfield_id=field.id, now=NOW)
    return field


def test_a_way_which_becomes_a_medical_flight_gives_the_fare_back_and_no_more() -> None:
    case = reserved(who=child())
    pk = planned(case, escorts=1)
    assert set(live_purposes(case.matter)) == {"treatment", "travel", "escort"}
    for _again in range(2):
        draft = journey(**FLIGHT, escorts=1)
        change_journey(WORKING_BODY, journey_id=pk, draft=draft, now=NOW)
        assert set(live_purposes(case.matter)) == {"treatment", "escort"}


@pytest.mark.parametrize(
    ("reason", "why"), [("no_visa", "by_sender"), ("other_way", "other_transport")]
)
def test_a_cancelled_journey_takes_back_the_flight_which_was_asked_for(
    reason: str, why: str
) -> None:
    pk = planned(contracted(), **FLIGHT)
    cancel_journey(WORKING_BODY, journey_id=pk, reason=reason, now=NOW)
    asked = Request.objects.get()
    assert (asked.state, asked.decision_reason) == ("withdrawn", why)


def test_a_way_by_tickets_takes_back_the_flight_and_one_by_air_again_asks_anew() -> None:
    pk = planned(contracted(), **FLIGHT)
    for draft in (journey(), journey(), journey(**FLIGHT)):
        change_journey(WORKING_BODY, journey_id=pk, draft=draft, now=NOW)
    states = Request.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "registered"]


def test_a_death_cancels_the_journey_which_was_only_planned_and_its_flight() -> None:
    case = contracted()
    pk = planned(case, **FLIGHT)
    note_death(ward(), case_id=case.pk, now=NOW)
    assert Journey.objects.get(pk=pk).state == "cancelled"
    asked = Request.objects.get()
    assert (asked.state, asked.decision_reason) == ("withdrawn", "died")


def test_a_flight_which_a_mission_serves_is_its_dispatchers_to_end_and_its_log_says_so() -> None:
    pk = planned(contracted(), **FLIGHT)
    asked = Request.objects.get()
    named(asked)
    decide(asked, "fly_patient")
    mission(asked)
    cancel_journey(WORKING_BODY, journey_id=pk, reason="patient_ill", now=NOW)
    assert Request.objects.get().state == "tasked"
    assert asked.log.filter(text__contains="flight is not needed").exists()


def test_a_fare_under_contract_stays_bought() -> None:
    case = contracted()
    planned(case, **FLIGHT)
    assert "travel" in live_purposes(case.matter)


def test_the_airport_is_named_once_for_the_way_out_and_known_for_the_way_home() -> None:
    case = contracted()
    pk = planned(case, **FLIGHT)
    out = Request.objects.get()
    assert out.receiving_airfield_id is None
    field = named(out)
    decide(out, "fly_patient")
    flown(mission(out))
    begin_journey(WORKING_BODY, journey_id=pk, now=NOW)
    until = TODAY + 20 * DAY
    end_journey(WORKING_BODY, journey_id=pk, until=until, now=NOW)
    end_treatment(WORKING_BODY, case_id=case.pk, on=TODAY, result="improved", report="-", now=NOW)
    planned(fresh(case.pk), "back", **FLIGHT)
    home = Request.objects.latest("id")
    where = (home.need, home.country_id, home.lon, home.lat)
    assert where == ("evacuation", "DE", field.lon, field.lat)
    assert home.sending_name == "Klinik 0, Berlin"


def test_a_later_patient_of_the_clinic_is_flown_to_the_airport_of_the_one_before() -> None:
    planned(contracted(), **FLIGHT)
    field = named(Request.objects.get())
    planned(contracted(who=child()), **FLIGHT)
    assert Request.objects.latest("id").receiving_airfield_id == field.id


def test_the_case_sees_the_mission_of_its_flight() -> None:
    KEEPER.forget()
    case = contracted()
    planned(case, **FLIGHT)
    out = Request.objects.get()
    named(out)
    decide(out, "fly_patient")
    best = next(p for p in propose(DISPATCHER, out.pk, NOW).proposals if p.plan.units)
    commit_plan(DISPATCHER, request_id=out.pk, key=best.key, proposed_at=NOW, now=NOW)
    [row] = carried_of(WORKING_BODY, case.pk, NOW).journeys
    assert row.flight is not None
    assert (row.flight.state, row.flight.requests) == ("planned", (out.number,))
    KEEPER.forget()


def fund() -> Client:
    """Return the browser of the working body."""
    return browser(Accounts().account("working_body"))


def act(name: str, pk: int) -> str:
    return reverse("abroad:do", args=(name, pk))


def test_the_dialog_of_a_journey_says_all_that_is_wrong_at_once() -> None:
    case = contracted()
    bad = {"means": "tickets", "planned_on": str(TODAY - 9 * DAY), "escorts": "3", "visa": "free"}
    answer = fund().post(act("plan_out", case.pk), bad)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "before the decision" in told
    assert "The budget pays for" in told
    assert not Journey.objects.exists()


def test_the_dialog_of_a_longer_stay_says_all_that_is_wrong_at_once() -> None:
    case = admitted()
    sent = {"why": "", "text": f"{name_in_case(case.pk)} needs more", "days": "", "amount": ""}
    answer = fund().post(act("ask_more", case.pk), sent)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Take out:" in told
    assert "Say how many days more" in told
    assert not Extension.objects.exists()


def test_the_dialog_of_a_contract_names_its_currency() -> None:
    case = reserved()
    shown = browser(Accounts().account("finance")).get(act("contract", case.pk))
    assert "EUR" in shown.content.decode()


def flying(*, until: int) -> tuple[int, Mission]:
    """Return a journey by a medical flight, and its mission after its first stamps."""
    pk = planned(contracted(), **FLIGHT)
    asked = Request.objects.get()
    decide(asked, "fly_patient")
    return pk, flown(mission(asked), until=until)


def shown(desk: Client, case_id: int) -> str:
    return desk.get(reverse("abroad:case", args=(case_id,))).content.decode()


def test_by_a_medical_flight_one_departs_and_arrives_when_the_mission_says_so() -> None:
    pk, flight = flying(until=3)
    desk, row = fund(), Journey.objects.get()
    leave, land = act("depart", pk), act("arrive", pk)
    assert "has not taken the patient on board yet" in shown(desk, row.case_id)
    with pytest.raises(NotAboard):
        begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    stamp(flight, "air.patient_loaded", 98)
    assert leave in shown(desk, row.case_id)
    with pytest.raises(FlightSaysOtherwise):
        begin_journey(WORKING_BODY, journey_id=pk, on=TODAY + DAY, now=NOW + DAY)
    assert 'name="on"' not in desk.get(leave).content.decode()
    assert desk.post(leave).status_code == 303
    page = shown(desk, row.case_id)
    assert "has not handed the patient over yet" in page
    assert land not in page
    until = TODAY + 20 * DAY
    with pytest.raises(NotHandedOver):
        end_journey(WORKING_BODY, journey_id=pk, until=until, now=NOW)
    stamp(flight, "eTimes.12", 170)
    assert "Handed over:" in desk.get(land).content.decode()
    assert desk.post(land, {"until": f"{until:%d.%m.%Y}"}).status_code == 303
    row.refresh_from_db()
    assert (row.departed_on, row.arrived_on, row.state) == (TODAY, TODAY, "arrived")


def test_a_patient_boards_the_first_mission_and_arrives_with_the_newest_that_left() -> None:
    _pk, first = flying(until=8)
    asked = Request.objects.get()
    boarded, given = (NOW + timedelta(minutes=one) for one in (98, 170))
    assert carriages([asked.pk])[asked.pk] == Carriage(boarded, given)
    second = Mission.objects.create(
        number="M-2", mode="air", aircraft=first.aircraft, created_at=NOW, state="planned"
    )
    MissionRequest.objects.create(mission=second, request=asked)
    assert carriages([asked.pk])[asked.pk] == Carriage(boarded, None)


def fallen(case_id: int, at: int) -> list[tuple[str, int]]:
    """Watch some minutes later; return what is open about a medical flight of a case."""
    watch_alerts(SYSTEM, now=NOW + timedelta(minutes=at))
    found = Alert.objects.open().filter(cause="flight_fallen", subject_id=case_id)
    return list(found.values_list("subject_kind", "urgency"))


def test_an_aborted_flight_is_told_to_who_carries_the_case_until_the_journey_goes_on() -> None:
    pk, flight = flying(until=3)
    case_id = Journey.objects.get().case_id
    stamp(flight, "air.patient_loaded", 98)
    begin_journey(WORKING_BODY, journey_id=pk, now=NOW)
    assert fallen(case_id, 99) == []
    late = NOW + timedelta(minutes=100)
    abort_mission(DISPATCHER, mission_id=flight.pk, reason="weather", now=late)
    assert fallen(case_id, 101) == [("abroad_case", 1)]
    assert "flight_fallen" in {row.cause for row in open_alerts(WORKING_BODY)}
    assert "flight_fallen" not in {row.cause for row in open_alerts(DISPATCHER)}
    told, desk = f"Mission {flight.number} was aborted", fund()
    assert told in shown(desk, case_id)
    turn_back_journey(WORKING_BODY, journey_id=pk, on=TODAY, reason="other", note="-", now=late)
    assert fallen(case_id, 102) == []
    assert told not in shown(desk, case_id)


def test_while_another_mission_flies_nobody_is_alerted_to_the_one_which_was_aborted() -> None:
    _pk, flight = flying(until=3)
    case_id = Journey.objects.get().case_id
    late = NOW + timedelta(minutes=100)
    abort_mission(DISPATCHER, mission_id=flight.pk, reason="weather", now=late)
    assert fallen(case_id, 101) == [("abroad_case", 2)]
    mission(Request.objects.get())
    assert fallen(case_id, 102) == []


def test_a_flight_which_is_declined_is_told_until_the_journey_is_changed() -> None:
    pk = planned(contracted(), **FLIGHT)
    case_id = Journey.objects.get().case_id
    decide(Request.objects.get(), "decline", reason="not_transportable")
    assert fallen(case_id, 1) == [("abroad_case", 2)]
    assert "does not fly this journey" in shown(fund(), case_id)
    change_journey(WORKING_BODY, journey_id=pk, draft=journey(), now=NOW)
    assert fallen(case_id, 2) == []


def test_nobody_goes_home_before_his_treatment_ended() -> None:
    case = admitted()
    end = TODAY + 3 * DAY
    later = NOW + 9 * DAY
    end_treatment(WORKING_BODY, case_id=case.pk, on=end, result="improved", report="-", now=later)
    early = {"means": "tickets", "planned_on": str(end - DAY), "escorts": "0", "days": "0"}
    answer = fund().post(act("plan_back", case.pk), early)
    assert answer.status_code == 422
    assert f"before the end of the treatment: {wording.day(end)}" in answer.content.decode()
    pk = planned(fresh(case.pk), "back", planned_on=end)
    with pytest.raises(TreatedLater):
        begin_journey(WORKING_BODY, journey_id=pk, on=end - DAY, now=later)
    begin_journey(WORKING_BODY, journey_id=pk, on=end, now=later)
    assert fresh(case.pk).state == "returning"


def test_who_shares_a_flight_has_not_boarded_when_the_other_has() -> None:
    planned(contracted(), **FLIGHT)
    own, other = Request.objects.get(), request(name="Иной Пациент")
    for row in (own, other):
        decide(row, "fly_patient")
    flight = mission(own, other)
    flown(flight, until=3)
    at = NOW + timedelta(minutes=98)
    loaded: dict[str, Any] = {
        "kind": "air.patient_loaded",
        "at": at,
        "now": at,
        "request_id": other.pk,
    }
    stamp_mission(DISPATCHER, mission_id=flight.pk, **loaded)
    found = carriages([own.pk, other.pk])
    assert (found[own.pk], found[other.pk]) == (Carriage(), Carriage(boarded_at=at))


def test_the_way_home_begins_with_who_came_along_and_the_passport_of_the_way_out() -> None:
    case = contracted(who=child())
    known: dict[str, Any] = {"escorts": 1, "passport_until": TODAY + 77 * DAY}
    pk = planned(case, **known)
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    end_journey(WORKING_BODY, journey_id=pk, on=TODAY, until=TODAY, now=NOW)
    end_treatment(WORKING_BODY, case_id=case.pk, on=TODAY, result="improved", report="-", now=NOW)
    begun = known_before(case.pk, "back")
    assert (begun["escorts"], begun["passport_until"]) == (1, TODAY + 77 * DAY)
    form = fund().get(act("plan_back", case.pk)).content.decode()
    assert f'value="{TODAY + 77 * DAY:%d.%m.%Y}"' in form
    assert known_before(case.pk, "repatriation")["escorts"] == 1
    Journey.objects.update(needs_care=True)
    assert known_before(case.pk, "repatriation")["escorts"] == 0
    assert known_before(contracted().pk, "out") == {}


def test_a_flight_of_a_later_day_is_planned_and_its_day_is_told_to_the_flight_centre() -> None:
    case = contracted(urgency=1)
    pk = planned(case, **FLIGHT, planned_on=TODAY + 3 * DAY, note="Own oxygen.")
    asked = Request.objects.get()
    later = journey(**FLIGHT, planned_on=TODAY + 4 * DAY, note="Own oxygen.")
    for _again in range(2):
        change_journey(WORKING_BODY, journey_id=pk, draft=later, now=NOW)
    told = asked.log.order_by("id").values_list("kind", "text")
    days = [wording.day(TODAY + days * DAY) for days in (3, 4)]
    assert asked.urgency == 3
    assert list(told) == [("note", f"Planned for {day}. Own oxygen.") for day in days]


def test_a_flight_of_today_is_urgent_as_a_flight_and_no_emergency() -> None:
    planned(contracted(urgency=1), **FLIGHT)
    assert Request.objects.get().urgency == 2
