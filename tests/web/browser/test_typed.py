"""What is typed outlives a lost session, a reload and another language, for who typed it."""

import pytest
from playwright.sync_api import Page, Route, expect
from tests.web.browser.conftest import BOARD, FIXED, Open

pytestmark = pytest.mark.browser

NAME = "#id_name"
AS_VIEWER = """document.addEventListener("readystatechange", () => {
  if (document.body) document.body.dataset.qanatViewer = sessionStorage.getItem("viewer") ?? "7";
})"""


def signed_in(tab: Page) -> None:
    tab.add_init_script(AS_VIEWER)


def become(tab: Page, viewer: str) -> None:
    tab.evaluate("viewer => sessionStorage.setItem('viewer', viewer)", viewer)


def test_what_is_typed_stands_there_again_after_a_reload(open_page: Open) -> None:
    tab = open_page(before=signed_in)
    tab.locator(NAME).fill("Ann Example")
    tab.reload()
    expect(tab.locator(NAME)).to_have_value("Ann Example")
    expect(tab.get_by_text("What you typed before is here again.")).to_be_visible()


def test_a_session_that_ended_is_named_and_takes_nothing_away(open_page: Open) -> None:
    tab = open_page(before=signed_in)

    def refuse(route: Route) -> None:
        route.fulfill(status=401)

    tab.route("**/kit/draft/", refuse)
    tab.locator(NAME).fill("Ann Example")
    state = tab.locator("[data-qanat-draft-state]")
    expect(state).to_contain_text("Your session has ended.")
    expect(state.get_by_role("link", name="Sign in")).to_be_visible()
    become(tab, "")
    tab.reload()
    expect(tab.locator(NAME)).not_to_have_value("Ann Example")
    become(tab, "7")
    tab.reload()
    expect(tab.locator(NAME)).to_have_value("Ann Example")


def test_what_an_ended_session_took_is_offered_where_its_form_is_not(open_page: Open) -> None:
    tab = open_page(before=signed_in)
    tab.locator(NAME).fill("Ann Example")
    become(tab, "")
    tab.reload()
    become(tab, "7")
    tab.goto(BOARD)
    offered = tab.locator("[data-qanat-aside]").get_by_role("button", name="Ann Example").first
    expect(offered).to_be_visible()
    offered.click()
    expect(tab.locator(NAME)).to_have_value("Ann Example")
    expect(tab.locator("[data-qanat-aside]")).to_be_hidden()


def test_what_an_ended_session_took_is_thrown_away_by_a_second_press(open_page: Open) -> None:
    tab = open_page(before=signed_in)
    tab.locator(NAME).fill("Ann Example")
    become(tab, "")
    tab.reload()
    become(tab, "7")
    tab.goto(BOARD)
    thrower = tab.locator("[data-qanat-aside] button.quiet")
    thrower.click()
    thrower.click()
    expect(tab.locator("[data-qanat-aside]")).to_be_hidden()
    tab.goto(FIXED)
    expect(tab.locator(NAME)).not_to_have_value("Ann Example")


def test_nobody_else_is_given_what_somebody_typed(open_page: Open) -> None:
    tab = open_page(before=signed_in)
    tab.locator(NAME).fill("Ann Example")
    become(tab, "8")
    tab.reload()
    expect(tab.locator(NAME)).not_to_have_value("Ann Example")
    become(tab, "7")
    tab.reload()
    expect(tab.locator(NAME)).not_to_have_value("Ann Example")
