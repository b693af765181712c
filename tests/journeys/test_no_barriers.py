"""The pages of a shift have no barrier an accessibility scan calls serious, by day or by night."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of
from tests.journeys.records import Records, of_a_shift
from tests.journeys.shift import Shift, committed, load_registry, took, went
from tests.response.callout.builders import asks, link_to

from qanat.response.callout.models import Callout

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]

GRAVE = {"serious", "critical"}
FLY = {"decision": "fly_patient"}
SHEETS = ("/shift/paper/", "/shift/paper/hand-over/", "/shift/pack/")


def pages(records: Records) -> Iterator[str]:
    """Yield the pages of the shift, with the records that stand in their addresses."""
    one = {name: ids[0] for name, ids in records.items() if name.endswith("_id")}
    yield f"/console/?req={one['request_id']}"
    yield f"/team/missions/{one['mission_id']}/"
    yield "/operator/"
    yield f"/coordinator/?req={one['request_id']}"
    yield "/asked/"
    yield "/call-outs/"
    yield f"/call-outs/{one['callout_id']}/"
    yield link_to(asks(Callout.objects.get(pk=str(one["callout_id"])))[0])
    yield "/alerts/"
    yield "/following/"
    yield f"/following/{one['mission_id']}/"
    yield "/shift/"
    yield from SHEETS
    yield f"/requests/{one['request_id']}/plans/"
    yield "/weather/"
    yield "/beds/"
    yield "/transfers/"
    yield "/coverage/"
    yield "/places/closures/"
    yield "/places/closures/new/road/"
    yield "/crisis/"
    yield f"/crisis/{one['incident_id']}/"
    yield f"/crisis/casualties/{one['casualty_id']}/"


def a_shift() -> Records:
    """Return the ids of a shift with a flight, a call-out, an alert and casualties."""
    load_registry()
    people = Shift()
    row = took(people)
    went(people.of("chief_physician").post(f"/requests/{row.pk}/review/", FLY))
    mission = committed(people, row)
    went(people.of("dispatcher").post(f"/missions/{mission.pk}/stamp/", {"now": "air.take_off"}))
    found = of_a_shift(row, mission, timezone.now())
    return {**found, "request_id": [row.pk], "mission_id": [mission.pk]}


def settled(tab: Page) -> None:
    """Wait until nothing on the page is being fetched."""
    tab.wait_for_load_state("load")
    tab.wait_for_timeout(300)
    tab.wait_for_function("!document.querySelector('.htmx-request')")


def grave(tab: Page, rules: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return what a scan finds to be serious, by all rules or by some."""
    found = Axe().run(tab, options={"runOnly": list(rules)} if rules else None)
    return [
        (v["id"], v["nodes"][0]["failureSummary"])
        for v in found.response["violations"]
        if v["impact"] in GRAVE
    ]


def test_no_page_of_a_shift_has_a_serious_barrier_by_day_or_by_night(
    chromium: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.QANAT_ROLES = "tests.journeys.roles.ROLES"
    records = a_shift()
    account = Accounts().account("everything", name="everything")
    tab = tab_of(chromium, live_server, account)
    barriers = {}
    for address in pages(records):
        tab.emulate_media(color_scheme="light")
        answer = tab.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        settled(tab)
        barriers[address, "day"] = grave(tab)
        tab.emulate_media(color_scheme="dark")
        tab.wait_for_timeout(200)
        barriers[address, "night"] = grave(tab, ("color-contrast",))
    assert {page: found for page, found in barriers.items() if found} == {}
