"""Behaviour on top of pages: dialogs, keys, menus, search while typing, drafts, refusals."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from tests.web.browser.conftest import Open

pytestmark = pytest.mark.browser


def active(tab: Page) -> Locator:
    return tab.locator(":focus")


def test_the_theme_changes_at_once_and_stays(open_page: Open) -> None:
    tab = open_page(scheme="light")
    tab.locator('summary[aria-label="Light or dark"]').click()
    with tab.expect_response("**/theme/"):
        tab.get_by_role("button", name="Dark").click()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 20, 23)"
    tab.reload()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 20, 23)"


def test_a_question_opens_in_a_dialog_and_gives_the_focus_back(open_page: Open) -> None:
    tab = open_page()
    link = tab.locator('a[href="/kit/confirm/"]').first
    link.click()
    dialog = tab.locator("#dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading")).to_have_text("Decline request 2026-1184?")
    expect(active(tab)).to_have_attribute("name", "reason")
    dialog.get_by_role("link", name="Back").click()
    expect(dialog).to_be_hidden()
    expect(active(tab)).to_have_attribute("href", "/kit/confirm/")


def test_a_wrong_answer_stays_in_the_dialog_and_a_right_one_leads_on(open_page: Open) -> None:
    tab = open_page()
    tab.locator('a[href="/kit/confirm/"]').first.click()
    dialog = tab.locator("#dialog")
    dialog.locator("form").evaluate("form => { form.noValidate = true }")
    dialog.get_by_role("button", name="Decline").click()
    expect(dialog.locator(".errors")).to_contain_text("required")
    dialog.get_by_label("Reason").select_option("weather")
    dialog.get_by_role("button", name="Decline").click()
    tab.wait_for_url("**/kit/")
    expect(tab.locator("#notices")).to_contain_text("Declined")


def test_lists_are_walked_with_j_and_k_whatever_the_layout(open_page: Open) -> None:
    tab = open_page()
    expect(tab.locator("[data-qanat-show-keys], footer").first).to_be_visible()
    tab.keyboard.press("j")
    expect(active(tab)).to_have_attribute("href", "?req=1")
    tab.keyboard.press("j")
    expect(active(tab)).to_have_attribute("href", "?req=2")
    tab.keyboard.press("k")
    expect(active(tab)).to_have_attribute("href", "?req=1")
    tab.evaluate(
        """document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key: "о", code: "KeyJ", bubbles: true}))"""
    )
    expect(active(tab)).to_have_attribute("href", "?req=2")


def test_shortcuts_are_off_in_fields_and_can_be_switched_off(open_page: Open) -> None:
    tab = open_page()
    name = tab.locator("#id_name")
    name.click()
    tab.keyboard.type("di?")
    expect(name).to_have_value("di?")
    expect(tab.locator("#dialog")).to_be_hidden()
    tab.keyboard.press("Escape")
    tab.keyboard.press("?")
    keys = tab.locator("#keys")
    expect(keys).to_contain_text("Next and previous in a list")
    keys.get_by_label("Single-key shortcuts").uncheck()
    keys.get_by_role("button", name="Close").click()
    tab.reload()
    tab.keyboard.press("d")
    tab.wait_for_timeout(300)
    expect(tab.locator("#dialog")).to_be_hidden()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(open_page: Open) -> None:
    tab = open_page()
    summary = tab.locator('summary[aria-label^="Language"]')
    summary.click()
    expect(tab.get_by_role("button", name="Русский")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("button", name="Русский")).to_be_hidden()
    expect(active(tab)).to_have_attribute("aria-label", re.compile("^Language"))


def test_a_record_is_found_while_one_types(open_page: Open) -> None:
    tab = open_page()
    field = tab.locator("#id_town")
    field.fill("се")
    offers = tab.locator("#id_town_list [role=option]")
    expect(offers).to_have_count(2)
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Сергеевка")
    expect(tab.locator('input[name="town"]')).to_have_value("2")
    field.press_sequentially("x")
    expect(tab.locator('input[name="town"]')).to_have_value("")


def test_enter_takes_what_is_offered_before_it_sends_the_form(open_page: Open) -> None:
    tab = open_page()
    posted: list[str] = []

    def hear(request: Request) -> None:
        if request.method == "POST" and "draft" not in request.url:
            posted.append(request.url)

    tab.on("request", hear)
    field, chosen = tab.locator("#id_town"), tab.locator('input[name="town"]')
    field.press_sequentially("се")
    field.press("Enter")  # asked at once: two are offered, the first is shown and not yet taken
    marked = tab.locator("#id_town_list [role=option][aria-selected=true]")
    expect(marked).to_have_count(1)
    expect(chosen).to_have_value("")
    field.fill("серг")
    field.press("Enter")  # the only one
    expect(field).to_have_value("Сергеевка")
    expect(chosen).to_have_value("2")
    assert posted == []


def test_drafts_are_kept_on_the_server_and_nothing_in_the_browser(open_page: Open) -> None:
    tab = open_page()
    with tab.expect_request("**/kit/draft/") as sent:
        tab.locator("#id_name").fill("Ann Example")
    assert "Ann+Example" in (sent.value.post_data or "")
    expect(tab.locator("[data-qanat-draft-state]")).to_contain_text("draft kept at")
    kept = tab.evaluate("[...Object.values(localStorage), ...Object.values(sessionStorage)]")
    assert kept == ["/kit/?fixed=1"]  # where htmx stands, and nothing of what was typed


def test_what_was_said_of_a_file_goes_when_another_is_chosen(open_page: Open) -> None:
    tab = open_page()
    file = tab.locator("#form input[type=file]")
    file.set_input_files(
        {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 999}
    )
    tab.locator("#form button[type=submit]").last.click()
    said = tab.locator("#form .field.wrong:has(input[type=file])")
    expect(said.locator(".errors")).to_be_visible()
    file.set_input_files({"name": "small.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    expect(said).to_have_count(0)
    expect(tab.locator("#form .field:has(input[type=file]) .errors")).to_have_count(0)


def test_a_refusal_is_shown_above_the_page_and_the_page_stays(open_page: Open) -> None:
    tab = open_page()
    tab.evaluate("htmx.ajax('GET', '/kit/refusal/409/', {target: '#queue'})")
    expect(tab.locator("#notices")).to_contain_text("Somebody was faster")
    expect(tab.locator("#queue .row")).to_have_count(6)


def test_a_part_drawn_anew_keeps_quiet_about_fields_that_scripts_have_sized(
    open_page: Open,
) -> None:
    tab = open_page()
    tab.evaluate(
        """() => { const field = '<textarea id="typed"></textarea>';
        const part = (more) => `<div id="part">${field}${more}</div>`;
        document.querySelector("main").insertAdjacentHTML("beforeend", part(""));
        const typed = document.getElementById("typed");
        typed.style.height = "9rem"; typed.style.height = "";
        htmx.swap("#part", part("<b>anew</b>"), { swapStyle: "outerHTML" }); }"""
    )
    expect(tab.locator("#part b")).to_have_text("anew")
