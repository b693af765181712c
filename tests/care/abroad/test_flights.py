"""The ways out and home by a medical flight: the airport, the mission, the fare."""

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
)
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import DISPATCHER, NOW, decide
from tests.response.dispatch.world import world  # noqa: F401

from qanat.care.abroad.commands.journeys import begin_journey, change_journey, end_journey
from qanat.care.abroad.commands.treating import end_treatment
from qanat.care.abroad.models import Extension, Journey
from qanat.care.abroad.queries.belonging import name_in_case
from qanat.care.abroad.queries.carried import carried_of
from qanat.care.funding.queries.obligations import live_purposes
from qanat.foundation.actors import SYSTEM
from qanat.registry.places.queries import find_airfield
from qanat.response.dispatch.commands.amending import set_airport_abroad
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.suggest import propose
from qanat.response.dispatch.suggest.exact import KEEPER

pytestmark = pytest.mark.usefixtures("world", "db")
TODAY = NOW.date()
FLIGHT = {"means": "flight", "risk": "high"}


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
    begin_journey(WORKING_BODY, journey_id=pk, on=TODAY, now=NOW)
    until = TODAY + 20 * DAY
    end_journey(WORKING_BODY, journey_id=pk, on=TODAY, until=until, now=NOW)
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
