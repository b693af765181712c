"""A real browser on the live server, and tabs of people who are signed in."""

import re
import shutil
from collections.abc import Iterator, Mapping

import pytest
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import signed_in

from qanat.foundation.access.models import Account

WAIT_MS = 20_000


@pytest.fixture
def chromium(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    """Start a browser; it lives as long as the test, within the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    with sync_playwright() as driver:
        connections.close_all()  # those which another test left beside its loop
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def tab_of(
    browser: Browser, live_server: LiveServer, account: Account, language: str = "en"
) -> Page:
    """Open a tab in which an account is signed in and reads a language."""
    client = signed_in(account)
    context = browser.new_context(base_url=live_server.url, locale="en")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    cookies["qanat_language"] = language
    context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    context.set_default_timeout(WAIT_MS)
    return context.new_page()


Told = Mapping[str, str | bool]
"""What is typed or chosen under a label; True ticks it."""


def fill(form: Locator, told: Told) -> None:
    """Fill fields of a form by their labels."""
    for label, value in told.items():
        field = form.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+optional)?\s*$"))
        if isinstance(value, bool):
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def press(tab: Page, name: str) -> None:
    """Press a button, and wait for the page which follows."""
    with tab.expect_event("load"):
        tab.get_by_role("button", name=name, exact=True).click()


def ask(tab: Page, name: str) -> Locator:
    """Ask for something on the page where one is; return the dialog."""
    tab.get_by_role("link", name=name, exact=True).first.click()
    return tab.locator("dialog[open]")


def do(tab: Page, name: str, told: Told | None = None, *, at: str = "") -> None:
    """Ask for something, fill its dialog in, and be sure: on a page, or where one is."""
    if at:
        tab.goto(at)
    dialog = ask(tab, name)
    fill(dialog, told or {})
    with tab.expect_event("load"):
        dialog.locator("[type=submit]").click()


def pages_on_paper(tab: Page) -> int:
    """Return how many sheets of paper a page takes when it is printed."""
    printed = tab.pdf(prefer_css_page_size=True, format="A4")
    return len(re.findall(rb"/Type\s*/Page\b", printed))


PAPER_PX = 703
"""The width of A4 between its margins of 12 mm."""


def too_wide_for_paper(tab: Page) -> int:
    """Return by how much a page is wider than A4 when it is printed: the browser shrinks it."""
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": PAPER_PX, "height": 1000})
    wider: int = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    tab.emulate_media(media="null")
    return wider
