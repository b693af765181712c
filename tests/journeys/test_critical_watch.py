"""One journey with a real browser: from the bed to the request for an aircraft."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of
from tests.response.dispatch.builders import facility_id

from qanat.care.critical.commands.drafts import FindingsDraft, Found
from qanat.care.critical.commands.reporting import record_findings
from qanat.care.critical.models import Watch
from qanat.foundation.actors import SYSTEM
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.dispatch.models import Request

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium"]


def included(ward: Page) -> Watch:
    """Include a patient by hand and enter the first findings."""
    ward.goto("/critical/")
    ward.keyboard.press("n")
    ward.wait_for_url("**/critical/new/")
    ward.get_by_label("Patient's name").fill("Ахметов Ерлан")
    ward.get_by_label("Age, if the date is not known").fill("61")
    ward.get_by_label("Bed", exact=True).fill("3")
    ward.get_by_label("Diagnosis").fill("Stroke with oedema of the brain")
    ward.get_by_label("Grave").check()
    ward.get_by_label("Profile").select_option("neuro")
    ward.get_by_role("button", name="Include in the watch").click()
    ward.wait_for_url("**/findings/")
    ward.get_by_label("Respiratory rate").fill("18")
    ward.get_by_label("SpO₂").fill("96")
    ward.get_by_label("Heart rate").fill("82")
    ward.get_by_role("button", name="Record").click()
    ward.get_by_text("Findings recorded.").wait_for()
    return Watch.objects.get()


def gets_worse(watch: Watch) -> None:
    """Report findings which are worse, as a hospital's system does."""
    later = timezone.now()
    found = Found(respiratory_rate=30, spo2=86, heart_rate=140)
    record_findings(
        SYSTEM, watch_id=watch.pk, draft=FindingsDraft(at=later, found=found), now=later
    )
    watch_alerts(SYSTEM, now=later)


def test_a_critical_patient_is_included_seen_gets_worse_and_is_moved(
    chromium: Browser, live_server: LiveServer
) -> None:
    people, talgar = Accounts(), str(facility_id())
    roles = (("bedside", talgar), ("specialist", "neurology"), ("dispatcher", ""))
    accounts = [people.account(role, value) for role, value in roles]
    ward, doctor, centre = (tab_of(chromium, live_server, one) for one in accounts)
    watch = included(ward)

    doctor.goto("/critical/rounds/")
    doctor.get_by_role("button", name="Take the round").click()
    doctor.get_by_label("Conclusion", exact=True).fill("Osmotherapy; look again in the evening.")
    doctor.get_by_role("button", name="Conclude the round").click()
    doctor.get_by_text("Conclusion recorded.").wait_for()

    gets_worse(watch)
    doctor.goto("/alerts/")
    doctor.locator("#alerts").get_by_text("A critical patient is worse").wait_for()
    centre.goto("/alerts/")
    centre.locator("#alerts").get_by_text("No open alerts").wait_for()
    ward.goto(f"/critical/{watch.pk}/")
    ward.keyboard.press("m")
    ward.get_by_role("button", name="Register the request").click()
    ward.wait_for_url("**/requests/*/")
    centre.goto(f"/requests/{Request.objects.get().pk}/")
    centre.get_by_role("link", name=watch.number, exact=True).click()
    centre.get_by_text("The patient is to be moved.").wait_for()
