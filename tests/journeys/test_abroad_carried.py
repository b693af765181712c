"""Journeys with a real browser: how decisions are carried out, each by those whose part it is."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.care.abroad.builders import admitted, contracted, decided, fund, somebody
from tests.journeys.abroad import DAY, LATER, Desks, at, desks, stands
from tests.journeys.browsing import Told, ask, chromium, do
from tests.response.dispatch.builders import NOW, decide, mission

from qanat.care.abroad.commands.extending import take_agreement
from qanat.care.abroad.models import Case
from qanat.care.abroad.parameters import FOLLOW_UP_EARLY
from qanat.care.abroad.states import MONTHS
from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM
from qanat.foundation.evidence import Evidence
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.parameters.commands import NewVersion, set_parameter
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Mission, Request

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium", "desks"]

READY: Told = {
    "Planned for": DAY,
    "Passport valid until": LATER,
    "Fit to fly, certified until": LATER,
}
VISA: Told = {"Visa": "Not needed"}
TICKETS: Told = {**READY, **VISA, "With tickets": True, "Risk of the transport": "Low"}
FLIGHT: Told = {
    **READY,
    "By a medical flight": True,
    "Risk of the transport": "High: by a medical flight only",
}
CONFIRMED = "exact_time_unknown"
IMPROVED: Told = {"Day": DAY, "Improved": True, "Report of the clinic": "Operated."}


def money(finance: Page, case: Case, purpose: str) -> str:
    """Return the address of the money of a case for a purpose."""
    finance.goto(f"/abroad/money/{case.pk}/")
    found = finance.locator("#money a.what", has_text=purpose).first.get_attribute("href")
    assert found
    return found


def way_paid(finance: Page, case: Case, purpose: str) -> None:
    """Commit the money of a way by a contract with a carrier."""
    told: Told = {
        "Number of the contract": f"T-{purpose}",
        "Signed on": DAY,
        "Currency": "KZT",
        "Amount in its currency": "900 000",
        "Or who else is paid": "Carrier",
    }
    do(finance, "Enter the contract", told, at=money(finance, case, purpose))


def treatment_paid(finance: Page, second: Page, case: Case) -> None:
    """Take the invoice in and accept it: who accepted does not pay, somebody else does."""
    bill: Told = {
        "Number of the invoice": "R-7",
        "Amount in the contract's currency": "20 000",
        "Service from": DAY,
        "Service until": DAY,
        "Received on": DAY,
    }
    here = money(finance, case, "Treatment abroad")
    do(finance, "Take an invoice in", bill, at=here)
    do(finance, "Accept")
    paid: Told = {"Day": DAY, "Number of the payment": "PP-1"}
    expect(finance.get_by_text("You accepted this invoice: somebody else pays it.")).to_be_visible()
    expect(finance.get_by_role("link", name="Pay", exact=True)).to_have_count(0)
    do(second, "Pay", paid, at=here)
    do(second, "Close the obligation")
    deliver_all()


def stamped(flight: Mission, *kinds: Kind) -> None:
    """Stamp times of a mission now, as its crew does."""
    if flight.state == "planned":
        accept_mission(SYSTEM, mission_id=flight.pk)
    for kind in kinds:
        now = timezone.now()
        stamp_mission(
            SYSTEM, mission_id=flight.pk, kind=kind.value, at=now, now=now, confirm=CONFIRMED
        )
    flight.refresh_from_db()


def too_early(hospital: Page) -> None:
    """See that nobody is followed up on the day of his return, and is told from when on."""
    dialog = ask(hospital, "Enter the follow-up")
    dialog.get_by_label("Improved").check()
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_text("Too early: this follow-up can be entered for")).to_be_visible()
    expect(dialog.get_by_label("Improved")).to_be_checked()
    hospital.reload()


def taken_early() -> None:
    """Let follow-ups be taken a year before their day."""
    version = NewVersion(
        value=366, valid_from=NOW.date(), source="test", evidence=Evidence.ASSUMPTION
    )
    set_parameter(SYSTEM, key=FOLLOW_UP_EARLY, version=version)


def test_a_patient_is_sent_treated_paid_for_flown_home_and_followed_for_a_year(
    desks: Desks,
) -> None:
    case = decided()
    fund()
    roles = ("referring", "working_body", "finance", "finance")
    hospital, body, finance, second = (desks(role) for role in roles)
    do(body, "Choose the clinic", at=at(case))
    do(finance, "Put money aside", {"For the journey": "900 000"}, at=f"/abroad/money/{case.pk}/")
    do(finance, "Enter the contract", {"Number of the contract": "C-1", "Signed on": DAY})
    do(body, "Plan the journey to the clinic", TICKETS, at=at(case))
    body.get_by_text("Money for the journey is not committed by a contract.").wait_for()
    way_paid(finance, case, "Journey")
    do(body, "Has departed", {"Day": DAY}, at=at(case))
    do(body, "Has arrived", {"Day": DAY, "Treatment is planned until": LATER})
    do(body, "Treatment is over", IMPROVED)
    treatment_paid(finance, second, case)
    do(body, "Plan the journey home", FLIGHT, at=at(case))
    home = Request.objects.get()
    assert home.need == "evacuation"
    decide(home, "fly_patient")
    stamped(mission(home), Kind.PATIENT_LOADED, Kind.TAKE_OFF, Kind.LANDING, Kind.CARE_TRANSFERRED)
    do(body, "Has departed", at=at(case))
    do(body, "Has arrived")
    hospital.goto(at(case))
    too_early(hospital)
    taken_early()
    for _month in MONTHS:
        do(hospital, "Enter the follow-up", {"Improved": True})
    do(finance, "Close the obligation", at=money(finance, case, "Journey"))
    do(body, "Close the case", at=at(case))
    stands(hospital, case, "Closed")


def test_a_patient_is_flown_to_the_clinic_by_a_mission_of_dispatch_and_treated_there(
    desks: Desks,
) -> None:
    case = contracted()
    body, dispatcher = desks("working_body"), desks("dispatcher")
    do(body, "Plan the journey to the clinic", {**FLIGHT, **VISA}, at=at(case))
    asked = Request.objects.get()
    decide(asked, "fly_patient")
    dispatcher.goto(f"/requests/{asked.pk}/plans/")
    dispatcher.get_by_role("link", name="Airport abroad").click()
    dispatcher.get_by_role("combobox", name="Airport abroad").fill("IST")
    dispatcher.get_by_role("option").first.click()
    with dispatcher.expect_event("load"):
        dispatcher.locator("form:has([role=combobox]) [type=submit]").last.click()
    dispatcher.goto(f"/requests/{asked.pk}/plans/")
    with dispatcher.expect_event("load"):
        dispatcher.get_by_role("button", name="Commit").first.click()
    flight = Mission.objects.get()
    expect(dispatcher.get_by_text("Istanbul Airport").first).to_be_visible()
    body.goto(at(case))
    expect(body.get_by_text(flight.number)).to_contain_text("Waiting for the operator")
    expect(body.get_by_text("has not taken the patient on board yet")).to_be_visible()
    stamped(flight, Kind.PATIENT_LOADED)
    do(body, "Has departed", at=at(case))
    expect(body.get_by_text("has not handed the patient over yet")).to_be_visible()
    stamped(flight, Kind.TAKE_OFF, Kind.LANDING, Kind.CARE_TRANSFERRED)
    body.goto(at(case))
    expect(body.get_by_text(flight.number)).to_contain_text("Handed over")
    do(body, "Has arrived", {"Treatment is planned until": LATER})
    stands(body, case, "In treatment")


def test_at_home_a_decision_is_carried_out_with_and_without_a_foreign_specialist(
    desks: Desks,
) -> None:
    at_home = decided("home")
    invited = contracted(decision="specialist", who=somebody(name="Иной Пациент", iin=""))
    hospital, body = desks("referring"), desks("working_body")
    for case in (at_home, invited):
        begun: Told = {"Day": DAY, "Treatment is planned until": LATER}
        do(body, "Treatment at home begins", begun, at=at(case))
        do(body, "Treatment is over", IMPROVED)
        taken_early()
        do(hospital, "Enter the follow-up", {"Recovered": True}, at=at(case))
        stands(hospital, case, "Followed up")


def test_who_dies_abroad_after_a_complication_is_brought_home(desks: Desks) -> None:
    case = admitted()
    body, finance = desks("working_body"), desks("finance")
    asked: Told = {
        "Complication": True,
        "What has happened": "An infection.",
        "Days more": "10",
        "More, in the contract's currency": "1 000",
    }
    do(body, "A complication, or a longer stay", asked, at=at(case))
    body.get_by_text("Before the commission").wait_for()
    take_agreement(SYSTEM, case_id=case.pk, outcome="more", decision="2/1", now=timezone.now())
    do(finance, "Grant", at=f"/abroad/money/{case.pk}/")
    do(body, "Died in treatment", {"Day": DAY, "Report of the clinic": "Sepsis."}, at=at(case))
    aside: Told = {"Purpose": "Repatriation", "Amount": "900 000"}
    do(finance, "Put more aside", aside, at=f"/abroad/money/{case.pk}/")
    way_paid(finance, case, "Repatriation")
    do(
        body,
        "Plan to bring the deceased home",
        {"Planned for": DAY, "With tickets": True},
        at=at(case),
    )
    do(body, "Has departed", {"Day": DAY})
    do(body, "Has arrived", {"Day": DAY})
    stands(body, case, "The patient died")
    assert body.get_by_role("link", name="Plan to bring the deceased home").count() == 0
