"""A dispatcher's way with a real browser: an alert is heard of, owned and closed."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings as ours
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts, signed_in

from qanat.foundation.actors import SYSTEM
from qanat.registry.terminology.commands import load_terminology
from qanat.response.alerts.commands.watching import raise_alert
from qanat.response.alerts.models import Alert
from qanat.response.alerts.rules import Condition

pytestmark = pytest.mark.browser

WAIT_MS = 10_000


@pytest.fixture
def tab(
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    people: Accounts,
) -> Iterator[Page]:
    """Open a tab in which a dispatcher is signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    load_terminology(SYSTEM)
    key = signed_in(people.account("dispatcher")).cookies[ours.SESSION_COOKIE_NAME].value
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    with sync_playwright() as driver:
        connections.close_all()
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url, locale="en")
        context.set_default_timeout(WAIT_MS)
        cookies = ((ours.SESSION_COOKIE_NAME, key), ("qanat_language", "en"))
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies]
        )
        yield context.new_page()
        context.close()
        browser.close()


def raised(number: int) -> None:
    condition = Condition(
        cause="call_exhausted",
        subject_kind="call_out",
        subject_id=number,
        urgency=1,
        onset_at=timezone.now(),
        region="KZ-19",
        values={"number": f"R-{number}"},
    )
    raise_alert(SYSTEM, condition=condition, now=timezone.now())


def test_a_dispatcher_switches_sound_on_hears_of_an_alert_owns_it_and_closes_it(
    tab: Page,
) -> None:
    raised(1)
    tab.goto("/alerts/")
    sound = tab.get_by_role("button", name="Sound of new alerts")
    assert sound.get_attribute("aria-pressed") == "false"
    sound.click()
    assert sound.get_attribute("aria-pressed") == "true"
    raised(2)
    tab.evaluate("htmx.trigger('#alerts', 'qanat:refresh')")
    tab.get_by_text("New alert", exact=True).wait_for()
    tab.get_by_role("button", name="Acknowledge R-2").click()
    tab.get_by_role("button", name="Acknowledge R-2").wait_for(state="detached")
    assert Alert.objects.get(subject_id=2).state == "acknowledged"
    tab.get_by_role("link", name="Close R-2").click()
    tab.get_by_label("Reason").select_option("wrong_data")
    tab.get_by_role("button", name="Close the alert").click()
    tab.get_by_role("link", name="Close R-2").wait_for(state="detached")
    assert Alert.objects.get(subject_id=2).end_reason == "wrong_data"
    tab.reload()
    assert sound.get_attribute("aria-pressed") == "true"
    assert tab.get_by_role("button", name="Acknowledge R-1").is_visible()
