"""All who wait are given their ways at once: a part by keys, while a colleague was slower."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import WAIT_MS, chromium, tab_of
from tests.journeys.shift import load_registry
from tests.response.crisis.builders import crowd

from qanat.response.dispatch.models import Mission, MissionRequest

pytestmark = pytest.mark.browser
__all__ = ["chromium"]

GRAVE = {"serious", "critical"}


def test_one_commits_a_part_by_keys_and_a_slower_colleague_reads_why_he_can_not(
    chromium: Browser, live_server: LiveServer
) -> None:
    expect.set_options(timeout=WAIT_MS)
    load_registry()
    rows, people = crowd(3), Accounts()
    tab, other = (
        tab_of(chromium, live_server, people.account("dispatcher", name=name))
        for name in ("quick", "slow")
    )
    for one in (tab, other):
        one.goto("/console/")
        one.get_by_role("link", name="Assign all").click()
        expect(one.get_by_text("3 of 3", exact=True)).to_be_visible()
        expect(one.get_by_role("checkbox", name="commit")).to_have_count(3)
    leaves_one_out_by_keys(tab, rows[2].number)
    expect(tab.get_by_text("2 missions are committed.")).to_be_visible()
    expect(tab.get_by_role("checkbox", name="commit")).to_have_count(1)
    served = set(MissionRequest.objects.values_list("request_id", flat=True))
    assert served == {rows[0].pk, rows[1].pk}

    other.get_by_role("button", name="Commit those marked").click()
    told = other.get_by_text("Nothing was committed")
    made = Mission.objects.get(requests=rows[0]).number
    expect(told).to_contain_text(f"“{rows[0].number}” already has mission “{made}”")
    assert Mission.objects.count() == 2
    expect(other.get_by_text("1 of 1", exact=True)).to_be_visible()
    other.get_by_role("button", name="Commit those marked").click()
    expect(other.get_by_text("1 mission is committed.")).to_be_visible()
    expect(other.get_by_text("Nobody waits for a plan")).to_be_visible()
    assert Mission.objects.count() == 3


def leaves_one_out_by_keys(tab: Page, number: str) -> None:
    """Take the mark from one request and send the others, by keyboard alone."""
    found = Axe().run(tab).response["violations"]
    assert not [one["id"] for one in found if one["impact"] in GRAVE]
    tab.get_by_role("button", name="Commit those marked").focus()
    mark = tab.get_by_role("listitem").filter(has_text=number).get_by_role("checkbox")
    for _ in range(12):
        if mark.evaluate("mark => mark === document.activeElement"):
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    expect(mark).not_to_be_checked()
    tab.keyboard.press("Enter")
