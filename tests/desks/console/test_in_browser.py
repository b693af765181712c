"""The console in a real browser: by keyboard alone, without a map, and without barriers."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.foundation.access.builders import Accounts, signed_in
from tests.journeys.shift import load_registry
from tests.response.dispatch.builders import aircraft_ids
from tests.response.dispatch.builders import request as request_here

from qanat.foundation.actors import SYSTEM
from qanat.foundation.kept import forget
from qanat.response.commitments.commands import Purpose, Want, commit
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.states import MissionState
from qanat.response.tracking.commands import FixDraft, report_positions

pytestmark = pytest.mark.browser

WAIT_MS = 20_000
expect.set_options(timeout=WAIT_MS)
GRAVE = {"serious", "critical"}


@pytest.fixture
def tab(
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    """Open the console as a dispatcher of a shift that begins now."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    load_registry()
    client = signed_in(Accounts().account("dispatcher"))
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    with sync_playwright() as driver:
        connections.close_all()  # those which another test left beside its loop
        browser = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            base_url=live_server.url, locale="en", viewport={"width": 1366, "height": 768}
        )
        context.set_default_timeout(WAIT_MS)
        cookies = {django_settings.SESSION_COOKIE_NAME: session, "qanat_language": "en"}
        for name, value in cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.goto("/console/")
        expect(page.locator("#console-lane .card")).to_be_visible()
        yield page
        context.close()
        browser.close()


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def pick(tab: Page, text: str) -> None:
    tab.keyboard.type(text)
    expect(tab.locator("#drawer [role=option]:visible").first).to_be_visible()
    press(tab, "ArrowDown", "Enter")


def taken_by_keyboard(tab: Page) -> Request:
    """Take a request without touching the pointer; its plans are shown at the end."""
    typed_by_keyboard(tab)
    expect(tab.locator("#plans-pane form[method=post]")).to_be_visible()
    return Request.objects.get()


def typed_by_keyboard(tab: Page) -> None:
    press(tab, "n")
    expect(tab.locator("#drawer input[name=sending_facility_text]")).to_be_focused()
    pick(tab, "Урдж")
    press(tab, "Tab", "Tab")
    tab.keyboard.type("Ischaemic stroke")
    press(tab, "Tab")
    pick(tab, "I63.4")
    press(tab, "Enter")


def test_from_a_new_request_to_a_committed_plan_and_back_by_keyboard_alone(tab: Page) -> None:
    row = taken_by_keyboard(tab)
    assert tab.url.endswith(f"/console/?req={row.pk}")
    chosen = tab.locator(f".list [data-qanat-point='request:{row.pk}']")
    expect(chosen).to_have_attribute("aria-current", "true")
    judgement = Judgement(decision="ground", reason="weather")
    now = timezone.now()
    review_request(SYSTEM, request_id=row.pk, version=None, judgement=judgement, now=now)
    press(tab, "r")
    commit = tab.locator("#plans-pane .plan-line[open] .commit")
    expect(commit).to_be_visible()
    press(tab, "1", "a")  # the number of a plan that is open does not close it
    expect(commit).to_be_focused()
    assert "Commit" in commit.inner_text()
    assert not Mission.objects.exists()
    press(tab, "Enter")
    undo = tab.locator("#console-detail button[data-qanat-key=z]")
    expect(undo).to_be_visible()
    assert Mission.objects.get().requests.get() == row
    the_lanes_of_time_share_the_choice(tab, row)
    press(tab, "z")
    expect(tab.locator("#plans-pane form[method=post]")).to_be_visible()
    expect(tab.locator("#notices")).not_to_contain_text("Mission committed")
    assert Mission.objects.get().state == MissionState.CANCELLED
    assert grave_barriers(tab) == []
    all_stays_without_a_map(tab, row)


def the_lanes_of_time_share_the_choice(tab: Page, row: Request) -> None:
    press(tab, "u")
    promised = tab.locator("#console-lane svg a.chosen")
    expect(promised.first).to_be_visible()
    promised.first.click()
    expect(tab).to_have_url(re.compile(rf"/console/\?mission={Mission.objects.get().pk}$"))
    expect(tab.locator("#console-detail[data-choice^='mission=']")).to_be_visible()
    tab.go_back()
    pane = tab.locator(f"#console-detail[data-choice='req={row.pk}']")
    expect(pane.locator("button[data-qanat-key=z]")).to_be_visible()


def all_stays_without_a_map(tab: Page, row: Request) -> None:
    press(tab, "v")
    expect(tab.locator("qanat-map")).to_be_hidden()
    expect(tab.locator(f".list [data-qanat-point='request:{row.pk}']")).to_be_visible()
    press(tab, "t")
    expect(tab.locator("#console-lane #hours")).to_be_visible()
    assert grave_barriers(tab) == []
    press(tab, "Control+k")
    tab.keyboard.type(row.number)
    expect(tab.locator("#palette [role=option]").first).to_contain_text(row.number)
    the_keyboard_goes_to_what_may_be_the_same(tab, row)


def the_keyboard_goes_to_what_may_be_the_same(tab: Page, row: Request) -> None:
    tab.goto("/console/")
    expect(tab.locator("#console-lane .card")).to_be_visible()
    press(tab, "n")  # nothing of what was registered stands there again
    expect(tab.locator("#drawer [name=diagnosis]")).to_have_value("")
    press(tab, "Escape")
    typed_by_keyboard(tab)
    expect(tab.locator("#drawer .duplicates")).to_be_focused()
    press(tab, "Tab", "Tab")
    expect(tab.locator("#drawer button[name=is_checked]")).to_be_focused()
    press(tab, "Enter")
    expect(tab.locator("#drawer .duplicates")).to_have_count(0)
    assert Request.objects.exclude(pk=row.pk).count() == 1


def grave_barriers(tab: Page) -> list[str]:
    """Return what an accessibility scan finds to be serious, once no pane fades for its answer."""
    expect(tab.locator(".pane[aria-busy=true], #console-lane[aria-busy=true]")).to_have_count(0)
    found = Axe().run(tab).response["violations"]
    return [v["nodes"][0]["failureSummary"] for v in found if v["impact"] in GRAVE]


def test_a_closed_drawer_gives_back_what_was_typed_a_moment_before(tab: Page) -> None:
    name, birth = (tab.locator(f"#drawer [name={field}]") for field in ("name", "birth_on"))
    press(tab, "n")
    name.fill("Омарова Айгүл")
    with tab.expect_response("**/draft/"):
        press(tab, "Escape")
    press(tab, "n")
    expect(name).to_have_value("Омарова Айгүл")
    name.fill("Омарова Айгүл Сериккызы")
    birth.fill("31.02.1990")
    press(tab, "Enter")
    expect(tab.locator("#drawer .wrong [name=birth_on]")).to_be_visible()
    with tab.expect_response("**/draft/"):
        press(tab, "Escape")
    press(tab, "n")
    expect(name).to_have_value("Омарова Айгүл Сериккызы")
    expect(birth).to_have_value("31.02.1990")


def test_a_key_pressed_while_the_drawer_closes_is_not_lost(tab: Page) -> None:
    field = tab.locator("#drawer input[name=sending_facility_text]")
    press(tab, "n")
    expect(field).to_be_focused()
    field.evaluate(
        """field => {
            field.closest("dialog").close();
            const key = { key: "n", code: "KeyN", bubbles: true };
            field.dispatchEvent(new KeyboardEvent("keydown", key));
        }"""
    )
    expect(field).to_be_focused()
    expect(tab.locator("#drawer")).to_have_attribute("open", "")


def test_moves_advised_are_laid_upon_the_map_and_listed_by_keyboard(tab: Page) -> None:
    now = timezone.now()
    wants = [
        Want(ResourceKind.AIRCRAFT, pk, f"UP-{pk}", now, now + timedelta(hours=3))
        for pk in aircraft_ids()[:20]
    ]
    commit(SYSTEM, wants=wants, purpose=Purpose("mission", 1, "F-1"))
    forget()
    layer = tab.get_by_role("button", name="Advised moves")
    expect(layer).to_have_attribute("aria-pressed", "false")
    press(tab, "l")
    expect(layer).to_have_attribute("aria-pressed", "true")
    expect(tab.locator("[data-map-layer-count]")).to_have_text(re.compile("[1-9]"))
    press(tab, "v", "m")
    expect(layer).to_be_hidden()
    line = tab.locator("#moves .row").first
    expect(line).to_be_visible()
    line.get_by_role("link").focus()
    press(tab, "Enter")
    expect(tab.locator("#console-detail h2")).to_contain_text(line.get_by_role("link").inner_text())
    press(tab, "v")
    expect(layer).to_have_attribute("aria-pressed", "true")


def test_what_was_chosen_before_never_stands_for_what_did_not_come(tab: Page) -> None:
    before, after = (request_here() for _ in range(2))
    tab.goto(f"/console/?req={before.pk}")
    pane = tab.locator("#console-detail")
    expect(pane).to_contain_text(before.number)
    expect(tab.locator("#console-lane .card")).to_be_visible()
    tab.context.set_offline(True)
    tab.locator(f".list [data-qanat-point='request:{after.pk}'] a.what").click()
    press(tab, "t")
    lane = tab.locator("#console-lane")
    for place in (pane, lane):
        expect(place).to_have_text(re.compile("^This could not be loaded"))
    expect(tab.locator("#notices")).to_be_empty()
    tab.context.set_offline(False)
    for place in (pane, lane):
        place.get_by_role("button", name="Try again").click()
    expect(pane).to_contain_text(after.number)
    expect(lane.locator(".card")).to_be_visible()


def test_plans_which_are_awaited_or_do_not_come_say_so_and_offer_paper(tab: Page) -> None:
    row = request_here()
    tab.route("**/plans/", lambda route: route.abort())
    tab.goto(f"/console/?req={row.pk}")
    pane = tab.locator("#plans-pane")
    expect(pane).to_contain_text("No plans could be worked out now")
    expect(pane.locator("[data-qanat-coming]")).to_be_hidden()
    expect(pane.get_by_role("link", name="Mission order")).to_be_visible()


def test_what_is_found_for_other_words_never_stands_under_new_ones(tab: Page) -> None:
    row = request_here()
    tab.goto("/console/")
    press(tab, "Control+k")
    option = tab.locator("#palette [role=option]", has_text=row.number)
    told = tab.locator("[data-palette-told]")
    tab.keyboard.type(row.number)
    expect(option).to_be_visible()
    tab.route("**/search/", lambda route: route.abort())
    tab.keyboard.type("zz")
    expect(option).to_have_count(0)
    expect(told).to_have_text("This could not be loaded: nothing of it is shown.")
    tab.unroute("**/search/")
    tab.keyboard.type("z")
    expect(told).to_have_text("Nothing was found")


def test_without_a_line_a_new_request_is_typed_all_the_same_and_sent_later(tab: Page) -> None:
    empty = tab.locator("a[data-qanat-ahead]").first.get_attribute("data-qanat-ahead")
    with tab.expect_response("**/typed-key/") as key, tab.expect_response(f"**{empty}") as ahead:
        tab.reload()
    key.value.finished()
    ahead.value.finished()
    hospital = tab.locator("#drawer [name=sending_facility_text]")
    waiting = tab.locator("[data-qanat-aside] button", has_not_text="×")
    tab.context.set_offline(True)
    for place in ("Урджар", "Балхаш"):
        press(tab, "n")
        hospital.fill(place)
        tab.locator("#drawer button.primary[type=submit]").click()
        tab.get_by_role("button", name="Put aside and begin another").click()
        expect(tab.locator("#drawer")).to_be_hidden()
    expect(waiting).to_have_count(2)
    tab.context.set_offline(False)
    expect(tab.locator("#notices .ok")).to_contain_text("Урджар")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("not taken: look at it again")  # two hospitals are called so
    waiting.click()
    expect(hospital).to_have_value("Балхаш")
    expect(waiting).to_have_count(0)
    tab.locator("#drawer [data-qanat-close]").first.click()
    expect(waiting).to_have_count(1)
    tab.locator("[data-qanat-aside] button", has_text="×").click()
    tab.get_by_role("button", name="Throw away?").click()
    expect(tab.locator("[data-qanat-aside]")).to_be_hidden()


def test_a_map_moved_away_from_all_vehicles_says_so_and_shows_them_again(tab: Page) -> None:
    now, craft = timezone.now(), aircraft_ids()[0]
    seen = FixDraft(kind="aircraft", vehicle_id=craft, at=now, lon=71.0, lat=51.0)
    report_positions(SYSTEM, fixes=[seen], source="test", now=now)
    tab.goto("/console/")
    box = tab.locator("qanat-map[data-ready] canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    unseen = tab.locator(".map-unseen")
    for _ in range(3):
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.mouse.move(x + box["width"] / 2 - 5, y, steps=4)
        tab.mouse.up()
    expect(unseen).to_contain_text("No vehicle is in view")
    unseen.get_by_role("button").click()
    expect(unseen).to_have_count(0)
    tab.wait_for_timeout(1_500)  # asked again every second
    expect(unseen).to_have_count(0)
