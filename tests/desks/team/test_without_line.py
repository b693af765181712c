"""The tablet in the air: the line is cut, the battery dies, nothing is lost and nothing doubled."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.desks.team.conftest import Tablet, own_mission
from tests.desks.team.line import Line
from tests.foundation.access.builders import Accounts
from tests.journeys.browsing import pages_on_paper
from tests.response.dispatch.builders import (
    NOW,
    approved,
    facility_id,
    fresh,
    legs,
    mission,
    stamp,
)

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.clinical import Vitals, assess_request
from qanat.response.dispatch.commands.stamps import stamp_mission
from qanat.response.dispatch.models import Assessment, DrugGiven, Mission, Stamp

pytestmark = pytest.mark.browser
expect.set_options(timeout=60_000)
Make = Callable[[], Tablet]
TIMES = (
    Kind.WEATHER_CHECKED, Kind.UNIT_NOTIFIED, Kind.OFF_BLOCKS, Kind.TAKE_OFF, Kind.LANDING,
    Kind.ARRIVED_AT_PATIENT, Kind.PATIENT_LOADED,
)  # fmt: skip
MANY = int(os.environ.get("QANAT_TABLET_ENTRIES", "30"))
SENT_WITHIN_MS = max(60_000, 3_000 * MANY)


def address(row: Mission) -> str:
    return f"/team/missions/{row.pk}/"


def opened(tablet: Tablet, row: Mission) -> Page:
    """Open the mission and wait until it stands without a line."""
    page = tablet.context.pages[-1]
    page.goto(address(row))
    expect(page.locator("#team[data-team-ready]")).to_be_attached()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()  # under the worker
    expect(page.locator("#team[data-team-ready]")).to_be_attached()
    return page


def press(page: Page, label: str) -> None:
    page.locator(".team-steps button:enabled", has_text=label).first.click()


def write_note(page: Page, text: str) -> None:
    page.evaluate("location.hash = '#condition'")
    more = page.locator('[data-team-more="note"]')
    if more.get_attribute("open") is None:
        more.locator("summary").click()
    more.locator("textarea").fill(text)
    more.get_by_role("button", name="Save").click()
    expect(more).not_to_have_attribute("open", "")


def write_drug(page: Page, drug: str) -> None:
    page.evaluate("location.hash = '#condition'")
    more = page.locator('[data-team-more="drug"]')
    more.locator("summary").click()
    more.locator("[name=drug]").fill(drug)
    more.locator("[name=dose]").fill("1")
    for chosen in ("unit", "route"):
        expect(more.locator(f"[name={chosen}]")).to_have_value("")
        expect(more.locator(f"[name={chosen}]")).to_have_attribute("required", "")
    more.locator("[name=unit]").select_option("mg")
    more.locator("[name=route]").select_option("iv")
    more.get_by_role("button", name="Save").click()
    expect(more).not_to_have_attribute("open", "")


def waiting(page: Page, count: int) -> None:
    team = page.locator("#team")
    expect(team).to_have_attribute("data-team-waiting", str(count), timeout=SENT_WITHIN_MS)


def back(page: Page) -> None:
    """Let the device notice that the line is back."""
    page.evaluate("dispatchEvent(new Event('online'))")


def said(field: Locator) -> str:
    """Return what the page says is wrong with a field, in its own words."""
    told: str = field.evaluate("e => e.validationMessage")
    return told


def notes(row: Mission) -> list[str]:
    found = Assessment.objects.filter(request__in=row.requests.all()).order_by("id")
    return [one.note for one in found]


def stamps(row: Mission) -> list[str]:
    return list(Stamp.objects.filter(mission=row).order_by("id").values_list("kind", flat=True))


def test_what_is_written_without_a_line_survives_the_battery_and_is_stored_once_in_order(  # noqa: PLR0915 (one journey)
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account = accounts.account("team", "KZ-47")
    row = own_mission(account)
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet, row)
    line.cut()
    tablet.context.set_offline(True)
    press(page, "Weather checked")
    write_note(page, "first")
    waiting(page, 2)
    page.reload()
    waiting(page, 2)
    expect(page.locator(".team-top")).to_contain_text("Ишемический инсульт")
    expect(page.locator("[data-team-who]").first).to_have_text(account.full_name)
    expect(page.locator("[data-team-zone]")).to_contain_text("UTC")
    page.locator("[data-qanat-theme]").locator("xpath=..").locator("summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html[data-theme=dark]")).to_be_attached()
    write_note(page, "second")
    waiting(page, 3)
    tablet.die()
    page = tablet.start()
    page.goto("/")
    page.get_by_role("link", name="Go on with the mission kept on this device").click()
    waiting(page, 3)
    assert address(row) in page.url
    page.evaluate("location.hash = '#times'")
    expect(page.locator(".team-steps .waiting")).to_contain_text("not yet sent")
    write_note(page, "third")
    write_drug(page, "Adrenaline")
    waiting(page, 5)
    page.goto(f"{address(row)}sheet/")
    expect(page.locator("[data-team-sheet-waiting]")).to_contain_text("third")
    expect(page.locator("[data-team-sheet-waiting]")).to_contain_text("Adrenaline")
    assert notes(row) == []
    line.mend()
    page.goto(address(row))
    page.wait_for_url("**/sign-in/**")  # the session died with the battery
    tablet.sign_in(account)
    page.goto(address(row))
    waiting(page, 0)
    assert notes(row) == ["first", "second", "third"]
    assert DrugGiven.objects.filter(mission=row).values_list("drug", "unit", "route").get() == (
        "Adrenaline",
        "mg",
        "iv",
    )
    assert stamps(row) == [Kind.WEATHER_CHECKED.value]
    stamp = Stamp.objects.get(mission=row)
    assert (stamp.recorded_at - stamp.at).total_seconds() > 1


def test_a_cut_line_moves_no_button_and_what_would_be_refused_is_told_at_once(  # noqa: PLR0915 (one journey)
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account = accounts.account("team", "KZ-47")
    from_here = approved(sending_facility_id=facility_id("010"))
    other = mission(from_here, crew=(), legs=legs(NOW + timedelta(hours=12)))
    row = own_mission(account)
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet, row)
    expect(page.locator("[data-team-own]")).to_contain_text("on this device")
    status = page.locator('[data-team-strip="line"]')
    expect(status).to_contain_text("Everything is sent.")
    steps = page.locator(".team-steps")
    before = steps.bounding_box()
    line.cut()
    tablet.context.set_offline(True)
    expect(status).to_contain_text("No connection")
    expect(page.locator("[data-qanat-live]")).to_be_hidden()
    assert steps.bounding_box() == before
    page.evaluate("location.hash = '#condition'")
    more = page.locator('[data-team-more="condition"]')
    more.locator("summary").click()
    more.get_by_role("button", name="Save").click()
    expect(more.locator("input[name=respiratory_rate]:invalid")).to_be_visible()
    more.locator("input[name=heart_rate]").fill("120")
    more.locator("input[name=temperature_c]").fill("hot")
    more.get_by_role("button", name="Save").click()
    expect(more.locator("input[name=temperature_c]:invalid")).to_be_visible()
    waiting(page, 0)
    temperature, rate = (more.locator(f"input[name={n}]") for n in ("temperature_c", "heart_rate"))
    temperature.fill("366")
    rate.fill("1200")
    more.get_by_role("button", name="Save").click()
    assert said(temperature) == "From 15 to 45."
    assert said(rate) == "From 0 to 350."
    strip, wrong = status.bounding_box(), more.locator("input:invalid").first.bounding_box()
    assert strip is not None
    assert wrong is not None
    assert wrong["y"] >= strip["y"] + strip["height"]
    waiting(page, 0)
    temperature.fill("36,6")
    rate.fill("120")
    more.get_by_role("button", name="Save").click()
    waiting(page, 1)
    page.locator('[data-team-more="drug"] summary').click()
    drug = page.locator('[data-team-more="drug"]')
    drug.locator("[name=dose]").fill("0")
    drug.get_by_role("button", name="Save").click()
    assert said(drug.locator("[name=drug]")) == "Fill this in."
    assert said(drug.locator("[name=dose]")) == "At least 0.001."
    page.set_viewport_size({"width": 1024, "height": 500})
    page.evaluate("scrollTo(0, 900)")
    head = page.locator(".top").bounding_box()
    line_of = status.bounding_box()
    assert head is not None
    assert line_of is not None
    assert line_of["y"] >= head["y"] + head["height"] - 1
    page.locator('[data-team-more="note"] summary').click()
    note = page.locator('[data-team-more="note"]')
    note.locator("textarea").fill("a" * 2001)
    note.get_by_role("button", name="Save").click()
    expect(note.locator("textarea:invalid")).to_be_visible()
    waiting(page, 1)
    page.goto(address(other))
    expect(page.locator('[data-team-strip="elsewhere"]')).to_contain_text("1")
    page.locator('[data-team-strip="elsewhere"] a').click()
    waiting(page, 1)
    assert address(row) in page.url
    page.evaluate("location.hash = '#handover'")
    page.locator("#handover form button[type=submit]").click()
    assert said(page.locator("#handover [name=receiver]")) == "Fill this in."


def test_the_sheet_is_one_page_of_a4_with_what_is_not_sent_too(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account = accounts.account("team", "KZ-47")
    row = own_mission(account)
    request = row.requests.get()
    for number in range(8):
        at = NOW + timedelta(minutes=10 * number)
        assess_request(
            SYSTEM,
            request_id=request.pk,
            patient_id=None,
            vitals=Vitals(heart_rate=80 + number, systolic=120, diastolic=70, spo2=95,
                          respiratory_rate=16, temperature_c=36.6, consciousness="A"),
            at=at,
            now=at,
            note="Норадреналин 0,1 мкг/кг/мин, инфузия продолжена без изменений",
        )  # fmt: skip
    for number, kind in enumerate(TIMES):
        stamp(row, kind, 20 * number)
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet, row)
    line.cut()
    for number in range(4):
        write_note(page, f"Не отправлено {number}")
    page.goto(f"{address(row)}sheet/")
    expect(page.locator("[data-team-unsent] li")).to_have_count(4)
    assert pages_on_paper(page) == 1


def test_two_tabs_send_once_after_signing_in_again_and_both_versions_of_a_time_are_shown(  # noqa: PLR0915 (one journey)
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account = accounts.account("team", "KZ-47")
    row = own_mission(account)
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet, row)
    second = tablet.context.new_page()
    second.goto(address(row))
    expect(second.locator("#team[data-team-ready]")).to_be_attached()
    line.cut()
    press(page, "Weather checked")
    for text in ("one", "two"):
        write_note(page, text)
    waiting(second, 3)
    theirs = fresh(row.requests.get()).received_at
    stamp_mission(SYSTEM, mission_id=row.pk, kind="air.weather_checked", at=theirs, now=theirs)
    tablet.forget_session()
    line.mend()
    back(page)
    expect(page.locator('[data-team-strip="sign-in"]')).to_be_visible()
    expect(page.locator('[data-team-strip="line"]')).to_have_text("Not yet sent: 3")
    waiting(page, 3)
    tablet.sign_in(account)
    back(page)
    back(second)
    for one in (page, second):
        waiting(one, 0)
        expect(one.locator("body[data-team-down]")).to_have_count(0)
        expect(one.locator("#team")).to_have_attribute("data-team-refused", "1")
    assert notes(row) == ["one", "two"]
    page.locator('[data-team-strip="refused"] a').click()
    expect(page.locator(".team-versions")).to_contain_text("What stands now")
    page.get_by_role("button", name="Correct it to mine").click()
    form = page.locator('[data-team-more="correction"] form')
    form.locator("select[name=reason]").select_option(index=1)
    form.get_by_role("button", name="Correct").click()
    expect(page.locator("#team")).to_have_attribute("data-team-refused", "0")
    waiting(page, 0)
    mine = row.stamps.valid().get()
    assert mine.corrects is not None
    assert mine.at > theirs
    press(page, "Landing")
    expect(page.locator("#team")).to_have_attribute("data-team-refused", "1")
    stamp_mission(SYSTEM, mission_id=row.pk, kind="air.take_off", at=theirs, now=mine.at)
    page.evaluate("location.hash = '#waiting'")
    page.locator(".team-entry").get_by_role("button", name="Send").click()
    expect(page.locator("#team")).to_have_attribute("data-team-refused", "0")
    waiting(page, 0)
    assert row.stamps.filter(kind="air.landing").count() == 1


def test_somebody_else_on_the_device_neither_reads_nor_sends_what_was_written(
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account, other = accounts.account("team", "KZ-47"), accounts.account("team", "KZ-19")
    row = own_mission(account)
    tablet = make_tablet()
    tablet.sign_in(account)
    page = opened(tablet, row)
    line.cut()
    write_note(page, "mine alone")
    waiting(page, 1)
    line.mend()
    tablet.forget_session()
    tablet.sign_in(other)
    page.goto("/team/")
    expect(page.locator("body")).not_to_contain_text("mine alone")
    assert _keys(page) == 0
    line.cut()
    page.goto(address(row))
    expect(page.locator('[data-team-strip="others"]')).to_contain_text("sealed")
    expect(page.locator("body")).not_to_contain_text("mine alone")
    assert notes(row) == []
    line.mend()
    tablet.forget_session()
    tablet.sign_in(account)
    page.goto(address(row))
    expect(page.locator("#team[data-team-ready]")).to_be_attached()
    waiting(page, 0)
    assert notes(row) == ["mine alone"]
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    assert _keys(page) == 0


def _keys(page: Page) -> int:
    """Return how many keys are on the device."""
    found: int = page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("qanat-kept");
          request.onsuccess = () => {
            const all = request.result.transaction("keys").objectStore("keys").count();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
    )
    return found


def test_a_device_with_a_wrong_clock_loses_and_doubles_nothing_with_the_line_cut_at_random(  # noqa: PLR0915 (one journey)
    make_tablet: Make, line: Line, accounts: Accounts
) -> None:
    account = accounts.account("team", "KZ-47")
    row = own_mission(account)
    tablet = make_tablet()
    tablet.context.add_init_script(
        "const real = Date.now, ahead = () => Number(localStorage.ahead ?? 3600000);"
        "Date.now = () => real() + ahead();"
    )
    tablet.sign_in(account)
    page = opened(tablet, row)
    expect(page.locator('[data-team-strip="clock"]')).to_contain_text("1\u00a0h\u00a00\u00a0min")
    line.loses = 0.3
    written = [f"note {number}" for number in range(MANY)]
    for number, text in enumerate(written):
        if number % 9 == 4:
            line.cut()
        if number % 3 == 1:
            line.mend()
            back(page)
        write_note(page, text)
    line.loses = 0
    line.mend()
    back(page)
    waiting(page, 0)
    assert line.lost > MANY / 20
    assert notes(row) == written
    found = Assessment.objects.filter(request__in=row.requests.all())
    assert all(0 <= (one.recorded_at - one.at).total_seconds() < 300 for one in found)
    line.cut()
    write_note(page, "before the clock was set right")
    page.evaluate("localStorage.ahead = 0")
    line.mend()
    back(page)
    expect(page.locator("#team")).to_have_attribute("data-team-refused", "1")
    page.evaluate("location.hash = '#waiting'")
    expect(page.locator(".team-reason")).to_contain_text("The clock was changed")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#team")).to_have_attribute("data-team-refused", "0")
    waiting(page, 0)
    assert notes(row) == [*written, "before the clock was set right"]
