"""A request typed without a line is kept when the tab is closed, and stored once later."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.desks.team.conftest import Tablet, accounts, line, make_tablet
from tests.desks.team.line import Line
from tests.foundation.access.builders import Accounts

from qanat.response.dispatch.models import Request

__all__ = ["accounts", "line", "make_tablet"]
pytestmark = pytest.mark.browser
Make = Callable[[], Tablet]


def opened(tablet: Tablet) -> Page:
    page = tablet.context.pages[-1]
    with page.expect_response("**/typed-key/") as given:
        page.goto("/requests/new/")
    given.value.finished()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    expect(page.locator("[name=key]")).not_to_have_value("")
    return page


def register(page: Page, words: str) -> None:
    page.locator("[name=diagnosis]").fill(words)
    page.locator("[name=region]").select_option("KZ-10")
    page.locator("#intake button.primary[type=submit]").click()


def stored() -> list[str]:
    return list(Request.objects.order_by("id").values_list("diagnosis", flat=True))


def test_requests_typed_without_a_line_outlive_the_tab_and_are_stored_once(  # noqa: PLR0915 (one journey)
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account = accounts.account("dispatcher")
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet)
    before = stored()
    line.cut()
    for words in ("Stroke of the evening", "Burns"):
        register(page, words)
        page.get_by_role("button", name="Put aside and begin another").click()
        expect(page.locator("[data-qanat-aside] button", has_text=words)).to_be_visible()
    page.locator("[name=diagnosis]").fill("Half a wo")
    expect(page.locator("[data-qanat-draft-state]")).to_contain_text("kept on this device")
    tablet.die()
    page = tablet.start()
    page.goto("/")
    expect(page.locator("[data-qanat-typed-here]")).to_contain_text("3")
    assert "Burns" not in page.content()
    line.mend()
    tablet.sign_in(accounts.account("coordinator", "KZ-10"))
    page.goto("/requests/")
    expect(page.locator("[data-qanat-aside]")).to_be_hidden()
    tablet.sign_in(account)
    page.goto("/requests/")
    expect(page.locator(".notice.ok")).to_have_count(2)
    waiting = page.locator("[data-qanat-aside] button", has_text="Half a wo")
    expect(waiting).to_be_visible()
    assert stored() == [*before, "Stroke of the evening", "Burns"]
    waiting.click()
    expect(page.locator("[name=diagnosis]")).to_have_value("Half a wo")
    register(page, "Half a word")
    page.wait_for_url(re.compile(r"/requests/\d+/$"))
    expect(page.locator("[data-qanat-aside]")).to_be_hidden()
    assert stored() == [*before, "Stroke of the evening", "Burns", "Half a word"]


def test_a_request_whose_answer_was_lost_is_not_stored_a_second_time(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    tablet = make_tablet()
    tablet.sign_in(accounts.account("dispatcher"))
    page = opened(tablet)
    before = stored()
    line.loses = 1.0
    register(page, "Stroke of the evening")
    aside = page.get_by_role("button", name="Put aside and begin another")
    expect(aside).to_be_visible()
    assert stored() == [*before, "Stroke of the evening"]
    aside.click()
    expect(page.locator("[data-qanat-aside]")).to_be_visible()
    line.loses = 0.0
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".notice.ok a")).to_be_visible()
    expect(page.locator("[data-qanat-aside]")).to_be_hidden()
    assert stored() == [*before, "Stroke of the evening"]
