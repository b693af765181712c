"""Journeys with a real browser: returned, urgent, refused, appealed, put off, handed in anew."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.care.abroad.builders import decided as decided_case
from tests.care.abroad.builders import fresh, offered, on_agenda, registered, reserved
from tests.foundation.access.builders import Accounts
from tests.foundation.documents.builders import pdf
from tests.journeys.abroad import LATER, Desks, at, desks, judged, stands
from tests.journeys.browsing import Told, ask, chromium, do, press
from tests.journeys.commissions import decided, established, heard, planned, votes
from tests.journeys.test_treatment_abroad import examined

from qanat.care.abroad.models import Case
from qanat.care.abroad.states import MATTER
from qanat.care.commission.commands.written import end_written_votes
from qanat.care.commission.models import Item
from qanat.care.funding.queries.obligations import live_purposes
from qanat.foundation.outbox.delivery import deliver_all

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
__all__ = ["chromium", "desks"]

GROUND = "The treatment is available in Kazakhstan"


def test_a_case_returned_for_papers_goes_on_to_the_agenda_and_so_does_its_clock(
    desks: Desks, settings: Settings, tmp_path: Path
) -> None:
    settings.QANAT_HOME = tmp_path
    case = registered()
    hospital, body = desks("referring"), desks("working_body")
    told: Told = {"Examinations are missing": True, "Note": "No biopsy"}
    do(body, "Ask for missing papers", told, at=at(case))
    expect(body.locator(".page-head")).to_contain_text("clock stopped")
    hospital.goto(at(case))
    hospital.get_by_text("No biopsy").first.wait_for()
    (tmp_path / "paper.pdf").write_bytes(pdf(7))
    hospital.goto(f"{at(case)}papers/?kind=extract")
    hospital.get_by_label("File").set_input_files(tmp_path / "paper.pdf")
    hospital.get_by_label("Valid until").fill(LATER)
    press(hospital, "Hand in")
    do(hospital, "Hand in again", at=at(case))
    stands(body, case, "Papers are checked")
    assert body.get_by_text("clock stopped").count() == 0
    later, before = fresh(case.pk).decide_by, case.decide_by
    assert later is not None
    assert before is not None
    assert later > before
    judged(body, case)
    do(body, "The papers are complete", at=at(case))
    examined(body, case)
    do(body, "Put on the agenda", {"Note": "A rare operation"}, at=at(case))
    stands(hospital, case, "On the commission's agenda")


def test_a_refusal_waits_for_the_hearing_and_is_appealed_against(desks: Desks) -> None:
    seated = established(Accounts(), MATTER)
    case = on_agenda()
    hospital, body = desks("referring"), desks("working_body")
    secretary, *voters = (desks(one) for one in seated)
    address = f"/commission/matters/{Item.objects.get().pk}/"
    heard(secretary, planned(secretary), address)
    for voter in voters:
        votes(voter, address, "Refused", GROUND)
    chair = voters[0]
    chair.goto(f"{address}decide/")
    chair.get_by_role("link", name="Record the hearing").click()
    chair.get_by_label("By video or telephone").check()
    press(chair, "Record")
    decided(chair, address)
    deliver_all()
    stands(hospital, case, "Decided")
    hospital.get_by_text(GROUND).first.wait_for()
    do(hospital, "Appeal", {"Why the applicant appeals": "Nobody does it here."})
    do(body, "Put on the agenda", at=at(case))
    stands(body, case, "On the commission's agenda")
    secretary.goto("/commission/")
    secretary.get_by_role("link", name="Matters without a sitting").click()
    secretary.get_by_text(case.number).first.wait_for()


def test_who_can_not_wait_is_decided_about_in_a_written_vote(desks: Desks) -> None:
    seated = established(Accounts(), MATTER)
    case = offered()
    body = desks("working_body")
    secretary, *voters = (desks(one) for one in seated)
    do(body, "Urgent lane", {"Why it can't wait": "It grows."}, at=at(case))
    do(body, "Put on the agenda")
    address = f"/commission/matters/{Item.objects.get().pk}/"
    here = planned(secretary, hours=24)
    secretary.goto(here)
    with secretary.expect_event("load"):
        secretary.keyboard.press("o")
    secretary.goto(address)
    expect(secretary.locator(".page-head")).to_contain_text("Urgent")
    press(secretary, "Hear the matter")
    press(secretary, "Have votes cast")
    secretary.get_by_text("When the time is over the votes are counted").wait_for()
    for voter in voters:
        votes(voter, address)
    end_written_votes(timezone.now() + timedelta(hours=24))
    deliver_all()
    stands(body, case, "Decided")


def test_what_is_put_off_is_handed_in_anew(desks: Desks) -> None:
    case = decided_case("defer")
    hospital = desks("referring")
    do(hospital, "Hand in anew", at=at(case))
    stands(hospital, case, "Papers are checked")


@pytest.mark.parametrize("make", [registered, on_agenda, reserved])
def test_who_changes_his_mind_withdraws_with_a_reason_and_nothing_stays_open(
    desks: Desks, make: Callable[[], Case]
) -> None:
    case = make()
    hospital, body, finance = (desks(role) for role in ("referring", "working_body", "finance"))
    dialog = ask(open_at(hospital, case), "Withdraw the case")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator(".errors")).to_contain_text("required")
    dialog.get_by_label("Treatment is not needed any more").check()
    with hospital.expect_event("load"):
        dialog.locator("[type=submit]").click()
    deliver_all()
    stands(body, case, "Withdrawn")
    expect(body.get_by_text("Treatment is not needed any more").first).to_be_visible()
    assert body.get_by_role("link", name="Withdraw the case").count() == 0
    assert not Item.objects.undecided().filter(matter=case.matter).exists()
    assert not live_purposes(case.matter)
    finance.goto("/abroad/money/")
    assert finance.get_by_text(case.number).count() == 0


def open_at(tab: Page, case: Case) -> Page:
    """Open the page of a case."""
    tab.goto(at(case))
    return tab
