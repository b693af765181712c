"""The emergency plan of a flight on paper: one sheet, taken along where no screen is."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import WAIT_MS, chromium, pages_on_paper, tab_of
from tests.journeys.shift import load_registry
from tests.response.following.test_following import aloft

__all__ = ["chromium"]

pytestmark = pytest.mark.browser


def test_the_emergency_plan_is_one_sheet_of_paper_with_lines_to_sign_and_no_fields(
    chromium: Browser, live_server: LiveServer
) -> None:
    expect.set_options(timeout=WAIT_MS)
    load_registry()
    row = aloft(40)
    tab = tab_of(chromium, live_server, Accounts().account("dispatcher"), "ru")
    tab.goto(f"/following/{row.pk}/")
    expect(tab.locator(".plan-step input[name=note]").first).to_be_visible()
    assert pages_on_paper(tab) == 1
    tab.emulate_media(media="print")
    expect(tab.locator(".plan-step .sign").first).to_be_visible()
    expect(tab.locator(".plan-step input[name=note]:visible")).to_have_count(0)
