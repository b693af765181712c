"""A journey with a real browser: an analyst looks from what was printed to the records behind."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of
from tests.journeys.shift import load_registry
from tests.readiness.statistics.reading import EXAMPLE
from tests.readiness.statistics.taking import take_in

from qanat.foundation.actors import SYSTEM
from qanat.readiness.ledger.commands import load_ledger

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]

YEAR = "first=2025-01-01&last=2025-12-31"


def leads_to_records(tab: Page, figure: str) -> None:
    """Follow a number to its records, and come back."""
    tab.locator(f"main a[href*='figure={figure}']").first.click()
    tab.wait_for_url("**/reports/records/**")
    expect(tab.locator("main table tbody tr").first).to_be_visible()
    tab.go_back()


def corrects_a_figure(tab: Page) -> None:
    """Find a figure which differs, look at it and correct its quote."""
    tab.goto("/ledger/")
    tab.get_by_label("Status").select_option("differs")
    tab.wait_for_url("**status=differs**")
    expect(tab.locator("#figures tbody .chip").first).to_contain_text("Differs")
    tab.get_by_role("link", name="Patients helped").click()
    leads_to_records(tab, "patients")
    tab.get_by_role("link", name="Correct").click()
    tab.get_by_label("Quote").fill("helped 6 255 patients")
    tab.get_by_role("button", name="Save").click()
    expect(tab.locator("[aria-invalid=true]")).to_have_count(1)  # why it is corrected
    tab.get_by_label("Why it is corrected").fill("as printed")
    tab.get_by_role("button", name="Save").click()
    tab.get_by_text("The old version stays on record.").wait_for()
    expect(tab.locator("main")).to_contain_text("helped 6 255 patients")


def reads_the_report(tab: Page, folder: Path) -> None:
    """Read the report of the nation, follow a number, take the document along."""
    tab.goto(f"/nation/?{YEAR}")
    expect(tab.locator("#report svg").first).to_be_visible()
    leads_to_records(tab, "flights")
    with tab.expect_download() as taken:
        tab.get_by_role("link", name="DOCX").click()
    taken.value.save_as(folder / "report.docx")
    assert (folder / "report.docx").read_bytes().startswith(b"PK")
    tab.get_by_label("From", exact=True).fill("01.01.2019")
    tab.get_by_label("To", exact=True).fill("31.01.2019")
    tab.get_by_role("button", name="Show").click()
    tab.get_by_text("Nothing in this period").wait_for()


def holds_the_figures(tab: Page) -> None:
    """See what holds, and look at records in which something is missing."""
    tab.goto(f"/reports/checks/?{YEAR}")
    expect(tab.locator("#checks .chip").first).to_have_text("Holds")
    tab.locator("#checks a[href*='check=']").first.click()
    tab.wait_for_url("**/reports/checks/records/**")
    expect(tab.locator("main table tbody tr").first).to_be_visible()


def test_an_analyst_looks_from_printed_figures_to_the_records_behind_them(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    load_registry()
    load_ledger(SYSTEM)
    take_in(EXAMPLE)
    tab = tab_of(chromium, live_server, Accounts().account("analyst"))
    corrects_a_figure(tab)
    reads_the_report(tab, tmp_path)
    holds_the_figures(tab)
