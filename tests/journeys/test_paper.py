"""What is printed before anything fails: each sheet is one page of A4, in every language."""

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, pages_on_paper, tab_of

from qanat.foundation.actors import SYSTEM
from qanat.response.crisis.commands.incidents import IncidentDraft, declare_incident

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser]
__all__ = ["chromium"]

SHEETS = 6


def test_every_blank_sheet_is_one_page_of_a4_in_every_language_whatever_stands_above_the_pages(
    chromium: Browser, live_server: LiveServer
) -> None:
    now = timezone.now()
    for _ in range(3):
        draft = IncidentDraft(kind="road", happened_at=now, place="Km 20", lon=76.9, lat=43.2)
        declare_incident(SYSTEM, draft=draft, now=now)
    account = Accounts().account("dispatcher")
    told = {}
    for language, _name in django_settings.LANGUAGES:
        tab = tab_of(chromium, live_server, account, language)
        tab.goto("/shift/paper/")
        links = tab.locator(".rows a.what").all()
        addresses = [link.get_attribute("href") or "" for link in links]
        assert len(addresses) == SHEETS
        for address in addresses:
            tab.goto(address)
            told[language, address] = pages_on_paper(tab)
        tab.context.close()
    assert {place: pages for place, pages in told.items() if pages != 1} == {}
