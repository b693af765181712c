"""Two journeys with a real browser: a hand-over, and casualties entered by keys alone."""

import time

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import chromium, tab_of

from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.commands import load_parameters
from qanat.registry.places.commands import load_places
from qanat.response.crisis.models import Casualty, Incident
from qanat.response.shifts.models import HandOver, Shift

pytestmark = pytest.mark.browser
__all__ = ["chromium"]


def declared(tab: Page) -> Locator:
    """Declare an exercise on its page; return the field of its casualties."""
    tab.get_by_label("Coordinates").fill("43.3, 77.24")
    tab.get_by_label("This is an exercise").check()
    tab.get_by_role("button", name="Declare", exact=True).click()
    lines = tab.get_by_label("Casualties, one a line")
    expect(lines).to_be_focused()
    return lines


def slowly(route: Route) -> None:
    """Let a request take its time."""
    time.sleep(0.7)
    route.continue_()


def lost(route: Route) -> None:
    """Let a request arrive, and its answer get lost."""
    route.fetch()
    route.abort()


def test_a_shift_is_handed_over_by_one_and_taken_over_by_another(
    chromium: Browser, live_server: LiveServer
) -> None:
    load_parameters(SYSTEM)
    people = Accounts()
    dispatcher, chief = people.account("dispatcher"), people.account("chief_physician")
    tab, other = (tab_of(chromium, live_server, one) for one in (dispatcher, chief))
    tab.goto("/shift/")
    tab.get_by_role("button", name="Open the shift").click()
    tab.get_by_label("What is to be noted").fill("Reserve aircraft at eight")
    tab.get_by_label("Kind").select_option("pass_on")
    tab.get_by_role("button", name="Note it").click()
    tab.get_by_text("Reserve aircraft at eight").first.wait_for()
    tab.wait_for_load_state()
    tab.keyboard.press("o")
    tab.wait_for_url("**/hand-over/")
    tab.get_by_text("Notes for the next shift").wait_for()
    tab.get_by_label("Remarks").fill("All quiet")
    tab.get_by_role("button", name="Sign and hand over").click()
    tab.get_by_text("Handed over, not taken over yet").wait_for()
    assert tab.get_by_role("link", name="Take the shift over").count() == 0
    other.goto("/shift/")
    other.get_by_role("link", name="Take the shift over").click()
    other.get_by_text("All quiet").wait_for()
    other.get_by_text("Reserve aircraft at eight").wait_for()
    other.get_by_role("button", name="Sign and take over").click()
    other.get_by_text("Taken over. Your shift is at work.").wait_for()
    signed = HandOver.objects.get()
    first = Shift.objects.get(state="taken_over")
    assert (first.handed_over_by, first.taken_over_by) == (dispatcher.pk, chief.pk)
    assert (signed.by_id, signed.remarks) == (dispatcher.pk, "All quiet")


def test_who_enters_casualties_waits_for_no_answer(
    chromium: Browser, live_server: LiveServer
) -> None:
    """The next are typed meanwhile and go next; what no answer came to is entered once."""
    load_parameters(SYSTEM)
    load_places(SYSTEM)
    tab = tab_of(chromium, live_server, Accounts().account("dispatcher"))
    tab.goto("/crisis/new/")
    lines = declared(tab)
    tab.route("**/enter/", slowly)
    tab.keyboard.type("113")
    tab.keyboard.press("Enter")
    tab.keyboard.type("213")
    tab.keyboard.press("Enter")
    tab.keyboard.type("32")
    expect(tab.get_by_text("Entered: tag 2.")).to_be_visible()
    expect(lines).to_be_focused()
    tab.keyboard.type("4")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Entered: tag 3.")).to_be_visible()
    tab.unroute("**/enter/")
    tab.route("**/enter/", lost, times=1)
    tab.keyboard.type("111")
    tab.keyboard.press("Enter")
    expect(lines).to_have_value("111")
    tab.keyboard.press("Shift+Enter")
    tab.keyboard.type("112")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Entered: tags 4, 5.")).to_be_visible()
    expect(lines).to_have_value("")
    assert list(Casualty.objects.order_by("id").values_list("category", "age")) == [
        ("red", "adult"),
        ("yellow", "adult"),
        ("green", "old"),
        ("red", "infant"),
        ("red", "child"),
    ]


def test_casualties_are_entered_by_keys_alone(chromium: Browser, live_server: LiveServer) -> None:
    load_parameters(SYSTEM)
    load_places(SYSTEM)
    tab = tab_of(chromium, live_server, Accounts().account("dispatcher"))
    tab.goto("/crisis/")
    tab.keyboard.press("n")
    tab.wait_for_url("**/crisis/new/")
    declared(tab)
    tab.get_by_text("Nobody is entered yet.").wait_for()
    for number, keys in enumerate(("113", "213", "0"), start=1):
        tab.keyboard.type(keys)
        tab.keyboard.press("Enter")
        tab.get_by_text(f"Entered: tag {number}.").wait_for()
    assert list(Casualty.objects.order_by("id").values_list("category", "sex", "age")) == [
        ("red", "male", "adult"),
        ("yellow", "male", "adult"),
        ("black", "unknown", "unknown"),
    ]
    tab.keyboard.type("119")
    tab.keyboard.press("Enter")
    tab.get_by_text("Line 1: these keys are not known").wait_for()
    tab.keyboard.press("Backspace")  # who types on, types on after what was refused
    tab.keyboard.type("4")
    tab.keyboard.press("Enter")
    tab.get_by_text("Entered: tag 4.").wait_for()
    assert Casualty.objects.latest("id").age == "old"
    tab.goto("/shift/")
    expect(tab.locator(".strip.alarm.exercise")).to_be_visible()
    assert Incident.objects.get().is_exercise
