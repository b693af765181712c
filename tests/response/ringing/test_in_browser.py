"""A telephone rings while the dispatcher works: who it is comes up, and one press goes on."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import WAIT_MS, chromium, tab_of
from tests.journeys.shift import load_registry
from tests.response.dispatch.builders import request

from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.models import Request
from qanat.response.ringing.commands import Ringing, ring

__all__ = ["chromium"]

pytestmark = pytest.mark.browser
STRIP = ".live-strip[hx-get='/ringing/now/']"


def test_a_ring_comes_up_on_the_console_and_goes_on_with_its_request_or_begins_one(
    chromium: Browser,
    live_server: LiveServer,
) -> None:
    expect.set_options(timeout=WAIT_MS)
    load_registry()
    row = request(caller_phone="8 701 555 01 42", diagnosis="Stroke of the caller")
    account = Accounts().account("dispatcher")
    tab = tab_of(chromium, live_server, account)
    tab.goto("/console/")
    expect(tab.locator("#console-queue .row")).to_have_count(1)
    told = Ringing(
        reference="c-1", rang_at=timezone.now(), number="+77015550142", account=account.user_name
    )
    ring(SYSTEM, ringing=told, now=timezone.now())
    heard(tab)
    expect(tab.locator(STRIP)).to_contain_text("1 request of this number")
    tab.keyboard.press("y")
    expect(tab.locator("#drawer a.button.primary")).to_be_focused()  # Enter begins a request
    tab.locator("#drawer a.what", has_text="Stroke of the caller").click()
    expect(tab.locator("#console-detail h2").first).to_contain_text("Stroke of the caller")
    assert tab.url.endswith(f"req={row.pk}")
    begins_with_a_typed_number(tab)


def heard(tab: Page) -> None:
    """Do what the stream of events does where a worker runs: the part fetches itself."""
    tab.evaluate("strip => htmx.trigger(strip, 'qanat:refresh')", STRIP)


def begins_with_a_typed_number(tab: Page) -> None:
    """Type a number nobody knows, and begin a request with it."""
    tab.goto("/console/")
    tab.keyboard.press("o")
    field = tab.locator("#drawer input[name=number]")
    expect(field).to_be_focused()
    tab.keyboard.type("8 702 000 11 22")
    tab.keyboard.press("Enter")
    expect(tab.locator("#drawer")).to_contain_text("Nothing is known of this number")
    tab.locator("#drawer a.button.primary").click()
    expect(tab.locator("#drawer input[name=caller_phone]")).to_have_value("+7 702 000 1122")
    assert "702" not in tab.url
    assert Request.objects.count() == 1
