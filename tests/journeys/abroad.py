"""Desks of treatment abroad in real browsers, each with a tab."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import tab_of
from tests.response.dispatch.builders import NOW, facility_id

from qanat.care.abroad.models import Case, Paper
from qanat.foundation.access.models import Account

Desks = Callable[[str | Account], Page]
DAY = f"{NOW:%d.%m.%Y}"
"""Of the decision, and of what follows it."""
LATER = f"01.01.{NOW.year + 5}"
SCOPES: dict[str, Callable[[], str]] = {
    "referring": lambda: str(facility_id()),
    "health_department": lambda: "KZ-19",
}


@pytest.fixture
def desks(world: None, chromium: Browser, live_server: LiveServer) -> Desks:
    """Return what opens a tab of an account, or of somebody with a role."""
    people = Accounts(count(100))

    def open_tab(who: str | Account) -> Page:
        if isinstance(who, Account):
            return tab_of(chromium, live_server, who)
        value = SCOPES[who]() if who in SCOPES else ""
        return tab_of(chromium, live_server, people.account(who, value))

    return open_tab


def at(case: Case) -> str:
    """Return the address of a case."""
    return f"/abroad/cases/{case.pk}/"


def judged(body: Page, case: Case) -> None:
    """Accept the newest version of each paper of a case."""
    newest = {one.kind: one.pk for one in Paper.objects.filter(case=case).order_by("id")}
    for pk in newest.values():
        body.goto(f"/abroad/papers/{pk}/judge/")
        body.get_by_label("It is as it should be").check()
        body.get_by_role("button", name="Confirm").click()
        body.wait_for_url(f"**{at(case)}")


def stands(tab: Page, case: Case, state: str) -> None:
    """See on the case's page where it stands."""
    tab.goto(at(case))
    expect(tab.locator(".page-head .chip").first).to_have_text(state)
