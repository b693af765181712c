"""What the console showed last can be read without a line, by who saw it, with its age."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.desks.team.conftest import Tablet, accounts, line, make_tablet
from tests.desks.team.line import Line
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.builders import NOW, request

from qanat.foundation.access.commands import open_glass
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.access.states import GlassReason
from qanat.foundation.actors import SYSTEM
from qanat.registry.patients.commands import PatientDraft, register_patient

__all__ = ["accounts", "line", "make_tablet"]
pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)
Make = Callable[[], Tablet]

PAGES = """(then) => new Promise((told) => {
  const asked = indexedDB.open("qanat-kept");
  asked.onsuccess = () => {
    const pages = asked.result.transaction("pages", "readwrite").objectStore("pages");
    pages.getAll().onsuccess = ({ target }) => {
      const found = then(target.result, pages);
      asked.result.close();
      told(found);
    };
  };
})"""
TEXTS = f"() => ({PAGES})((all) => all.map((one) => new TextDecoder().decode(one.sealed)).join(''))"
OLDER = (
    f"(ms) => ({PAGES})((all, pages) => {{"
    " for (const one of all) pages.put({ ...one, at: one.at - ms }); })"
)
IDLE_MS = 8 * 3_600_000
SETTLED_MS = 5_000
"""A page is kept two seconds after it stands still."""
STRANGER = PatientDraft(name="Somebody of another region", region="KZ-75")


def opened(tablet: Tablet, address: str = "/console/") -> Page:
    """Open a page and wait until it is kept."""
    page = tablet.context.pages[-1]
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    expect(page.locator(f"html[data-qanat-picture-kept='{address}']")).to_be_attached()
    return page


def test_the_console_reopened_without_a_line_shows_what_stood_there_and_its_age(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    row = request(diagnosis="Stroke of the evening")
    tablet = make_tablet()
    tablet.sign_in(accounts.account("dispatcher"))
    page = opened(tablet)
    assert "Stroke" not in page.evaluate(TEXTS)
    line.cut()
    tablet.context.close()
    page = tablet.start()
    page.goto("/console/")
    queue = page.locator("[data-qanat-picture-here] .list")
    expect(queue).to_contain_text("Stroke of the evening")
    expect(page.locator("[data-qanat-picture-age]")).to_contain_text("ago")
    expect(page.locator(f"[href='/requests/{row.pk}/']")).to_have_count(0)
    expect(page.locator("[data-qanat-picture-here] :is(form, button)")).to_have_count(0)
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(
        page.locator(".console[data-console] .list form, .console .map-part").first
    ).to_be_attached()
    expect(page.locator(".picture-head")).to_have_count(0)


def test_the_console_keeps_the_pack_and_beds_for_work_on_paper_though_nobody_opened_them(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    tablet = make_tablet()
    tablet.sign_in(accounts.account("dispatcher"))
    page = opened(tablet)
    expect(page.locator("html[data-qanat-picture-kept='/timeline/']")).to_be_attached()
    line.cut()
    page.goto("/alerts/")
    named = page.locator(".no-picture a")
    expect(named.first).to_be_visible()
    assert {link.get_attribute("href") for link in named.all()} == {
        "/console/",
        "/shift/pack/",
        "/beds/",
        "/map/",
        "/timeline/",
    }
    named.and_(page.locator("[href='/shift/pack/']")).click()
    expect(page.locator("[data-qanat-picture-here] .pack")).to_be_visible()


def test_pictures_go_with_the_session_and_with_whoever_signs_in_next(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    request(diagnosis="Stroke of the evening")
    tablet = make_tablet()
    account = accounts.account("dispatcher")
    tablet.sign_in(account)
    page = opened(tablet)
    page.evaluate(OLDER, IDLE_MS)
    line.cut()
    page.goto("/console/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator("[data-qanat-pictures]:visible")).to_have_count(0)
    line.mend()
    page = opened(tablet)
    tablet.sign_in(accounts.account("coordinator", "KZ-10"))
    page.goto("/requests/")
    line.cut()
    page.goto("/console/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    assert "Stroke" not in page.content()


def test_while_something_is_open_in_an_emergency_nothing_is_kept(
    make_tablet: Make, accounts: Accounts
) -> None:
    person = register_patient(SYSTEM, draft=STRANGER, now=NOW)
    account = accounts.account("coordinator", "KZ-10")
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet, "/requests/")
    actor = actor_of_account(account.pk)
    open_glass(actor, kind="patient", record_id=person.id, reason=GlassReason.LIFE)
    page.goto("/missions/")
    expect(page.locator("[data-qanat-emergency]")).to_be_visible()
    page.wait_for_timeout(SETTLED_MS)
    kept = page.evaluate(f"() => ({PAGES})((all) => all.map((one) => one.about))")
    assert [about.rpartition(":")[2] for about in kept] == ["/requests/"]


def test_of_another_choice_the_picture_shows_the_queue_alone(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    row, other = request(diagnosis="Stroke of the evening"), request(diagnosis="Burns")
    tablet = make_tablet()
    tablet.sign_in(accounts.account("dispatcher"))
    page = opened(tablet, f"/console/?req={row.pk}")
    line.cut()
    page.reload()
    expect(page.locator(".picture #console-detail")).to_contain_text("Stroke of the evening")
    page.goto(f"/console/?req={other.pk}")
    expect(page.locator(".picture .list")).to_contain_text("Burns")
    expect(page.locator(".picture #console-detail")).to_have_count(0)


def test_while_the_system_behind_the_proxy_is_away_the_picture_stands_too(
    make_tablet: Make, accounts: Accounts
) -> None:
    request(diagnosis="Stroke of the evening")
    tablet = make_tablet()
    tablet.sign_in(accounts.account("dispatcher"))
    page = opened(tablet)
    tablet.context.route("**/console/", lambda route: route.fulfill(status=503, body="away"))
    page.reload()
    expect(page.locator("[data-qanat-picture-here] .list")).to_contain_text("Stroke of the evening")
