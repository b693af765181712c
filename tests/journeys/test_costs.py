"""Journeys with a real browser: from a cost to its flights, and a need that others declined."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of
from tests.readiness.costs.past import make_past
from tests.response.dispatch.builders import approved, mission

from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.missions import refuse_mission

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]
YEAR = "first=2025-01-01&last=2025-12-31"


def follows_a_cost(tab: Page, folder: Path) -> None:
    """Split by operator, follow a figure to its flights, take them along."""
    tab.goto(f"/costs/?{YEAR}")
    tab.get_by_label("Split by").select_option("operator")
    expect(tab.locator("#contracts tbody tr").first).to_be_visible()
    cell = tab.locator("#split tbody tr").first.locator("td.num a").first
    flights = cell.inner_text()
    cell.click()
    tab.wait_for_url("**/costs/records/**")
    expect(tab.locator("main h2").first).to_contain_text(f"{flights} flight")
    with tab.expect_download() as taken:
        tab.get_by_role("link", name="CSV").click()
    taken.value.save_as(folder / "flights.csv")
    rows = (folder / "flights.csv").read_text("utf-8-sig").strip().splitlines()
    assert len(rows) == 2 + int(flights)  # a heading and the names of the columns


def test_an_analyst_follows_a_cost_and_a_dispatcher_learns_who_refused(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    make_past(1)
    row = approved()
    refuse_mission(SYSTEM, mission_id=mission(row).pk, reason="weather", now=timezone.now())
    follows_a_cost(
        tab_of(chromium, live_server, Accounts().account("analyst", name="analyst")), tmp_path
    )
    tab = tab_of(chromium, live_server, Accounts().account("dispatcher", name="dispatcher"))
    for address in (
        f"/requests/{row.pk}/",
        f"/requests/{row.pk}/plans/",
        f"/console/?req={row.pk}",
    ):
        tab.goto(address)
        told = tab.locator(".declined").first
        expect(told).to_contain_text("Declined once within 24 h")
        expect(told).to_contain_text("Weather")
