"""One journey with real browsers: a case from the hospital to the agenda of the commission."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.care.abroad.builders import clinic, commission, opined, rate
from tests.foundation.access.builders import Accounts
from tests.foundation.documents.builders import pdf
from tests.journeys.abroad import judged
from tests.journeys.browsing import chromium, tab_of
from tests.response.dispatch.builders import facility_id

from qanat.care.abroad.models import Case

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]


def begun(hospital: Page) -> Case:
    """Begin a case by hand."""
    hospital.goto("/abroad/cases/new/")
    hospital.get_by_label("Patient's name").fill("Ахметов Ерлан")
    hospital.get_by_label("Date of birth").fill("01.01.1985")
    hospital.get_by_label("Diagnosis").fill("Stenosis of the larynx")
    hospital.get_by_label("Disease of the list").select_option("larynx")
    hospital.get_by_label("Treatment which is needed").fill("Reconstruction")
    hospital.get_by_label("Summary for experts").fill("Third degree, two operations failed.")
    hospital.get_by_role("button", name="Begin the case").click()
    hospital.get_by_text("The case is begun.").wait_for()
    return Case.objects.get()


def hand_in(page: Page, case: Case, kind: str, file: Path) -> None:
    """Hand a paper in."""
    page.goto(f"/abroad/cases/{case.pk}/papers/?kind={kind}")
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Valid until").fill("01.01.2031")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("Paper handed in.").wait_for()


def step(page: Page, case: Case, name: str, sure: str = "") -> None:
    """Take a step of a case in its dialog."""
    page.goto(f"/abroad/cases/{case.pk}/")
    page.get_by_role("link", name=name, exact=True).click()
    page.locator("dialog").get_by_role("button", name=sure or name).click()
    page.locator("dialog[open]").wait_for(state="hidden")


def is_in_sight(what: Locator, *, of: Locator) -> bool:
    """Return whether all of something is seen without scrolling sideways, on a tablet too."""
    what.page.set_viewport_size({"width": 1024, "height": 768})
    inner, outer = what.bounding_box(), of.bounding_box()
    assert inner is not None
    assert outer is not None
    return inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def examined(fund: Page, case: Case) -> None:
    """Have experts say and clinics asked, one of which offers."""
    rate()
    commission()
    for _expert in range(2):
        opined(case)
    for known in [clinic("Charité"), clinic("Acıbadem", "TR"), clinic("Fortis", "IN")]:
        fund.goto(f"/abroad/cases/{case.pk}/clinic/")
        fund.get_by_label("Clinic").select_option(str(known))
        fund.get_by_role("button", name="Ask a clinic").click()
        fund.wait_for_url(f"**/abroad/cases/{case.pk}/")
    offer = fund.get_by_role("link", name="Offer", exact=True).first
    assert is_in_sight(offer, of=fund.get_by_role("region", name="Offers of clinics"))
    offer.click()
    fund.get_by_label("Price").fill("20 500")
    fund.locator("dialog").get_by_role("button", name="Enter the offer").click()
    fund.get_by_text("20 500,00").or_(fund.get_by_text("20,500.00")).wait_for()


def test_a_case_is_prepared_petitioned_examined_and_put_on_the_agenda(
    chromium: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.QANAT_HOME = tmp_path
    people, file = Accounts(), tmp_path / "paper.pdf"
    roles = (
        ("referring", str(facility_id())), ("health_department", "KZ-19"), ("working_body", ""),
    )  # fmt: skip
    accounts = [people.account(role, value) for role, value in roles]
    hospital, department, fund = (tab_of(chromium, live_server, one) for one in accounts)
    case = begun(hospital)
    for pages, kind in enumerate(("extract", "conclusion", "identity", "petition"), 1):
        file.write_bytes(pdf(pages))
        hand_in(department if kind == "petition" else hospital, case, kind, file)
    step(hospital, case, "Hand in to the department")
    step(department, case, "Send to the working body")

    judged(fund, case)
    step(fund, case, "The papers are complete")
    examined(fund, case)
    fund.goto(f"/abroad/cases/{case.pk}/put_on_agenda/")
    fund.get_by_label("Note").fill("A rare operation")
    fund.get_by_role("button", name="Put on the agenda").click()
    fund.locator(".chip").get_by_text("On the commission's agenda").wait_for()
