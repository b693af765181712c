"""The physician-coordinator's desk in a real browser, by keyboard alone."""

from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import WAIT_MS, chromium, tab_of
from tests.journeys.shift import load_registry
from tests.response.dispatch.builders import fresh, request

from qanat.care.telemedicine.models import ConsultationOrder
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.states import RequestState

__all__ = ["chromium"]

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}


def test_by_keyboard_a_specialist_is_asked_and_another_case_is_decided(
    chromium: Browser,
    live_server: LiveServer,
) -> None:
    expect.set_options(timeout=WAIT_MS)
    load_registry()
    now = timezone.now()
    one, two = (_waiting(name, now) for name in ("Stroke of one", "Stroke of two"))
    tab = tab_of(chromium, live_server, Accounts().account("coordinator", "KZ-19"))
    tab.goto("/coordinator/")
    expect(tab.locator("#cases .row")).to_have_count(2)
    asks_first(tab, one)
    decides(tab, two)


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def asks_first(tab: Page, row: Request) -> None:
    """Choose the first case, and ask a specialist with one press."""
    press(tab, "j", "Enter")
    expect(tab.locator("#case-known h2")).to_have_text(row.diagnosis)
    press(tab, "c")
    assert not ConsultationOrder.objects.exists()
    press(tab, "Enter")
    expect(tab.locator("#case-remote")).to_contain_text("Ordered")
    expect(tab.locator("#cases .row")).to_have_count(1)
    assert ConsultationOrder.objects.get().request_id == row.pk


def decides(tab: Page, row: Request) -> None:
    """Decide on the case that is left, while another was faster."""
    press(tab, "j", "Enter")
    expect(tab.locator("#case-known h2")).to_have_text(row.diagnosis)
    expect(tab.locator("#case-decision input[name=decision]").first).to_be_visible()
    found = Axe().run(tab).response["violations"]
    assert [v["id"] for v in found if v["impact"] in GRAVE] == []
    press(tab, "d", "ArrowDown", "ArrowUp")
    _decided_by_another(row)
    press(tab, "Enter")
    refused = tab.locator("#case-decision .errors, #case-decision [role=alert]").first
    expect(refused).to_contain_text("was changed by Qanat at ")
    expect(tab.locator("#case-decision .details")).to_contain_text("Send by road")
    checked = tab.locator("#case-decision input[name=decision]:checked")
    expect(checked).to_have_value("fly_patient")
    tab.locator("#case-decision button[type=submit]").press("Enter")
    expect(tab.locator("#case-reviews p").first).to_contain_text("Fly the patient")
    assert fresh(row).state == RequestState.APPROVED


def _waiting(diagnosis: str, now: datetime) -> Request:
    row = request(diagnosis=diagnosis)
    Request.objects.filter(pk=row.pk).update(registered_at=now)
    return row


def _decided_by_another(row: Request) -> None:
    judgement = Judgement(decision="ground", reason="weather")
    review_request(SYSTEM, request_id=row.pk, version=None, judgement=judgement, now=timezone.now())
