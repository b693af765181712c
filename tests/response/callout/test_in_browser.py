"""The dispatcher asks three hospitals; one accepts by its link, the others see it closed."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts, signed_in
from tests.response.callout.builders import asks, contact, link_to, state_of
from tests.response.dispatch.builders import approved, fresh

from qanat.foundation.actors import SYSTEM
from qanat.registry.workforce.commands import Of
from qanat.registry.workforce.states import Rung
from qanat.response.callout.models import Callout
from qanat.response.dispatch.suggest.receivers import receivers_for

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser]

PHONE: ViewportSize = {"width": 390, "height": 844}
WAIT_MS = 10_000


@pytest.fixture
def chromium(
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Browser]:
    """Run the browser of this machine as long as the test, within its database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    with sync_playwright() as driver:
        connections.close_all()  # those which another test left beside its loop
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def desk(browser: Browser, address: str) -> Page:
    """Return the dispatcher's tab."""
    account = Accounts().account("dispatcher")
    cookie = signed_in(account).cookies[django_settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=address, locale="en")
    context.set_default_timeout(WAIT_MS)
    context.add_cookies(
        [
            {"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": address},
            {"name": "qanat_language", "value": "en", "url": address},
        ]
    )
    return context.new_page()


def telephone(browser: Browser, address: str) -> Page:
    """Return a tab on a telephone at night, of somebody who has not signed in."""
    context = browser.new_context(
        base_url=address, locale="en", viewport=PHONE, color_scheme="dark", has_touch=True
    )
    context.set_default_timeout(WAIT_MS)
    return context.new_page()


def test_three_hospitals_are_asked_and_the_first_yes_closes_the_others(
    chromium: Browser, live_server: LiveServer
) -> None:
    request = approved()
    offered = receivers_for(SYSTEM, request.pk, timezone.now())[:3]
    for number, row in enumerate(offered):
        contact(Of(facility_id=row.id), Rung.DUTY, number)
    tab = desk(chromium, live_server.url)
    tab.goto(f"/requests/{request.pk}/")
    tab.get_by_role("link", name="Ask hospitals").click()
    for row in offered:
        tab.get_by_label(row.name, exact=False).first.check()
    tab.get_by_role("button", name="Call now").click()
    tab.wait_for_url("**/call-outs/*/")
    called = Callout.objects.get()
    assert [ask.facility_id for ask in asks(called)] == [row.id for row in offered]

    first, second = telephone(chromium, live_server.url), telephone(chromium, live_server.url)
    first.goto(link_to(asks(called)[1]))
    yes = first.get_by_role("button", name="Yes, we take the patient")
    box = yes.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]  # in reach without scrolling
    assert box["height"] >= 56
    assert first.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    yes.tap()
    first.get_by_text("You said yes").wait_for()
    second.goto(link_to(asks(called)[0]))
    second.get_by_text("You are not needed any more.").wait_for()
    assert second.get_by_role("button", name="Yes").count() == 0

    tab.goto(f"/requests/{request.pk}/")
    assert tab.get_by_text("Receiving hospital: Said yes").first.is_visible()
    assert state_of(called) == "confirmed"
    assert fresh(request).accepting_facility_id == offered[1].id
