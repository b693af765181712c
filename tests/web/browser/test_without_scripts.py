"""Without JavaScript, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.web.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_without_javascript_questions_forms_and_language_work(open_page: Open) -> None:
    tab = open_page(scripts=False)
    tab.locator('a[href="/kit/confirm/"]').first.click()
    tab.wait_for_url("**/kit/confirm/")
    tab.get_by_label("Reason").select_option("weather")
    tab.get_by_role("button", name="Decline").click()
    tab.wait_for_url("**/kit/")
    expect(tab.locator("#notices")).to_contain_text("Declined")
    tab.locator('summary[aria-label^="Language"]').click()
    tab.get_by_role("button", name="Русский").click()
    expect(tab.locator("html")).to_have_attribute("lang", "ru")


def test_without_javascript_the_server_asks_which_is_meant(open_page: Open) -> None:
    tab = open_page(scripts=False)
    tab.locator("#id_name").fill("Ann")
    tab.locator("#id_town").fill("Се")
    tab.locator("#id_seen_at").fill("2026-01-05T14:30")
    tab.get_by_text("Тяжёлое", exact=True).click()
    tab.locator("#form button[type=submit]").click()
    tab.get_by_label("Сергеевка").check()
    expect(tab.locator("#id_name")).to_have_value("Ann")
    tab.locator("#form button[type=submit]").click()
    expect(tab.locator("#notices")).to_contain_text("Saved")


def test_paper_is_black_on_white_even_at_night(open_page: Open) -> None:
    tab = open_page(scheme="dark")
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    expect(tab.locator("header.top")).to_be_hidden()
    expect(tab.locator(".print-head")).to_be_visible()
    assert tab.pdf(format="A4")[:5] == b"%PDF-"


def test_every_sheet_of_paper_says_that_data_is_made_up(open_page: Open, settings: Any) -> None:
    settings.QANAT_BANNER = "synthetic"
    tab = open_page()
    tab.emulate_media(media="print")
    mark = tab.locator("aside.strip.synthetic")
    expect(mark).to_be_visible()
    expect(mark).to_have_css("position", "fixed")  # on paper that is: on each sheet
    expect(tab.locator("body")).to_have_css("box-decoration-break", "clone")  # and over nothing
