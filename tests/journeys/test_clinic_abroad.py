"""One journey with a real browser: a clinic abroad answers, treats, reports and bills."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.care.abroad.builders import (
    WORKING_BODY,
    admit,
    clinic,
    contract_with,
    heard,
    planned,
    quote,
    rate,
)
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of
from tests.response.dispatch.builders import NOW

from qanat.care.abroad.commands.journeys import begin_journey
from qanat.care.abroad.commands.offers import ask_clinic, quote_offer
from qanat.care.abroad.models import Case, Offer, Stay
from qanat.care.funding.models import Invoice

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]


def answer(page: Page, name: str, chosen: str = "", **typed: str) -> None:
    """Say something in its dialog."""
    page.get_by_role("link", name=name, exact=True).click()
    dialog = page.locator("dialog[open]")
    for label, value in typed.items():
        dialog.get_by_label(label.replace("_", " ")).first.fill(value)
    if chosen:
        dialog.get_by_label(chosen).check()
    dialog.get_by_role("button", name=name).click()
    dialog.wait_for(state="hidden")


def brought_there(case: Case, offer: Offer) -> None:
    """Have the others offer too, the commission decide, the contract signed, the patient come."""
    for name in ("Klinik 1", "Klinik 2"):
        asked = ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=clinic(name), now=NOW)
        quote_offer(WORKING_BODY, offer_id=asked, quote=quote(), now=NOW)
    contract_with(case, offer)
    begin_journey(WORKING_BODY, journey_id=planned(case), on=NOW.date(), now=NOW)
    admit(case)


def test_a_clinic_abroad_offers_treats_reports_and_bills(
    chromium: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.QANAT_HOME = tmp_path
    rate()
    own = clinic("Klinik 0")
    case = heard()
    ask_clinic(WORKING_BODY, case_id=case.pk, clinic_id=own, now=NOW)
    page = tab_of(chromium, live_server, Accounts().account("foreign_clinic", str(own)))
    page.goto("/abroad/clinic/")
    page.get_by_role("link", name="Рубцовый стеноз гортани").click()
    expect(page.get_by_text("Стеноз третьей степени")).to_be_visible()
    answer(page, "Make an offer", Price="20 500")
    expect(page.locator(".chip", has_text="Quoted")).to_be_visible()
    expect(page.get_by_role("link", name="Make an offer")).to_have_count(0)
    expect(page.get_by_text("Ахметов")).to_have_count(0)

    brought_there(case, Offer.objects.get(case=case, clinic=own))
    page.goto("/abroad/clinic/")
    page.get_by_role("link", name="Ахметов").click()
    day = f"{NOW:%d.%m.%Y}"
    answer(
        page, "Send an invoice",
        Number_of_the_invoice="R-17", Amount="19 000", Service_from=day, Service_until=day,
    )  # fmt: skip
    expect(page.get_by_text("R-17")).to_be_visible()
    answer(
        page,
        "Treatment is over",
        "Improved",
        Day=day,
        Report_of_the_clinic="Discharged in good condition.",
    )
    expect(page.get_by_text("Discharged in good condition.")).to_be_visible()
    assert Invoice.objects.get().amount_minor == 1_900_000
    assert Stay.objects.get().result == "improved"
