"""A night at an airline's desk, in a real browser: accept, refuse, bill, settle."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts, signed_in
from tests.journeys.browsing import too_wide_for_paper
from tests.response.dispatch.builders import flown, mission
from tests.response.operators.builders import largest_fleet, legs_of, line, text

from qanat.response.dispatch.models import Mission
from qanat.response.operators.models import Answer, Difference

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser]
WAIT_MS = 10_000


@pytest.fixture
def tab(
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """Open a tab; the browser and its driver live as long as the test, within the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    with sync_playwright() as driver:
        connections.close_all()  # those which another test left beside its loop
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url, locale="en")
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()
        context.close()
        browser.close()


def sign_in(tab: Page, address: str, operator_id: int | None) -> None:
    client = signed_in(Accounts().account("operator", str(operator_id)))
    name = django_settings.SESSION_COOKIE_NAME
    cookies = {name: client.cookies[name].value, "qanat_language": "en"}
    tab.context.add_cookies([{"name": k, "value": v, "url": address} for k, v in cookies.items()])


def test_a_night_at_the_desk(tab: Page, live_server: LiveServer, tmp_path: Path) -> None:
    first, second, third = (mission(aircraft_id=pk) for pk in largest_fleet()[:3])
    empty, full = legs_of(flown(third))
    file = tmp_path / "invoice.csv"
    file.write_text(text([line(empty), line(full, minutes=100)]), encoding="cp1251")
    sign_in(tab, live_server.url, first.operator_id)
    answer(tab, first, second)
    bill(tab, file)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("accepted", "refused")
    assert sorted(Answer.objects.values_list("is_accepted", flat=True)) == [False, True]
    assert Difference.objects.get().state == "struck"
    invoice = reverse("operators:invoice", args=(Difference.objects.get().invoice_id,))
    pages = (reverse("operator:desk"), reverse("operators:invoices"), invoice)
    for language, _name in django_settings.LANGUAGES:
        tab.context.add_cookies(
            [{"name": "qanat_language", "value": language, "url": live_server.url}]
        )
        for address in pages:
            tab.goto(address)
            assert too_wide_for_paper(tab) == 0, (language, address)


def answer(tab: Page, accepted: Mission, refused: Mission) -> None:
    tab.goto(reverse("operator:desk"))
    dialog = tab.get_by_role("dialog")
    tab.locator(f'a[href="{reverse("operators:accept", args=(accepted.pk,))}"]').click()
    dialog.get_by_label("Captain").fill("Captain of the night")
    dialog.get_by_role("button", name="Accept").click()
    tab.locator("#tasks").get_by_text("Captain of the night").wait_for()
    tab.locator(f'a[href="{reverse("operators:refuse", args=(refused.pk,))}"]').click()
    dialog.get_by_label("Reason").select_option("technical")
    dialog.get_by_role("button", name="Refuse").click()
    tab.get_by_text("Nothing waits for an answer").wait_for()


def bill(tab: Page, file: Path) -> None:
    tab.goto(reverse("operators:take"))
    tab.get_by_label("Number of the invoice").fill("NIGHT-1")
    tab.get_by_label("From", exact=True).fill("01.11.2026")
    tab.get_by_label("To", exact=True).fill("30.11.2026")
    tab.get_by_label("File of the invoice").set_input_files(file)
    tab.get_by_role("button", name="Look only").click()
    tab.locator("#looked").get_by_text("Hours differ").wait_for()
    tab.get_by_role("button", name="Take in").click()
    tab.get_by_role("heading", name="NIGHT-1").wait_for()
    tab.get_by_role("link", name="Agree to the centre's record").click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_label("Reason").select_option("wrong_time")
    dialog.get_by_role("button", name="Agree to the centre's record").click()
    tab.get_by_text("Paid by our record").first.wait_for()
