"""Pages load quietly, fit every screen, tell the time, and draw the map with or without WebGL."""

import re

import pytest
from playwright.sync_api import Browser, expect
from tests.web.browser.conftest import BOARD, FIXED, SIZES, Open

from qanat.web.languages import COOKIE

pytestmark = pytest.mark.browser

KEPT = """async (language) => {
  const spoken = async () => (await caches.match("/offline/"))?.headers.get("Content-Language");
  while ((await spoken()) !== language) await new Promise((go) => setTimeout(go, 100));
}"""
BLIND = """
  const own = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith("webgl") ? null : own.call(this, kind, ...rest);
  };
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [FIXED, BOARD, "/offline/"])
def test_pages_load_without_a_word_on_the_console(open_page: Open, path: str, scheme: str) -> None:
    tab = open_page(path, scheme=scheme)
    expect(tab.locator("h1")).to_have_count(1)
    tab.wait_for_timeout(500)


def test_without_a_line_the_page_speaks_the_language_that_was_read_last(
    chromium: Browser, kit_address: str
) -> None:
    context = chromium.new_context(base_url=kit_address, locale="en")
    tab = context.new_page()
    for language in ("en", "kk"):
        context.add_cookies([{"name": COOKIE, "value": language, "url": kit_address}])
        tab.goto(FIXED)
        tab.evaluate(KEPT, language)
    context.set_offline(offline=True)
    tab.goto(BOARD)
    expect(tab.locator("html")).to_have_attribute("lang", "kk")
    expect(tab.locator("h1")).to_have_text("Байланыс жоқ")
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [FIXED, BOARD, "/kit/confirm/", "/kit/refusal/409/"])
def test_no_page_is_wider_than_its_screen(open_page: Open, path: str, size: str) -> None:
    tab = open_page(path, size=size)
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_one_touches_is_large_enough(open_page: Open) -> None:
    tab = open_page(size="tablet")
    small = tab.evaluate(
        """() => [...document.querySelectorAll(
          "button, .button, input, select, textarea, summary, .chips a, .tabs a, .nav a")]
        .filter(e => e.checkVisibility() && !["checkbox", "radio", "hidden"].includes(e.type))
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""
    )
    assert small == []


def test_clocks_and_ages_tick_by_the_time_of_the_server(open_page: Open) -> None:
    tab = open_page()
    fresh = tab.locator(".age.fresh > span").first
    before = fresh.inner_text()
    expect(fresh).not_to_have_text(before)
    expect(tab.locator(".clock.late").first).to_contain_text("late by")
    expect(tab.locator("[data-qanat-wall]")).to_have_text("14:37")


def test_a_value_grows_stale_before_ones_eyes(open_page: Open) -> None:
    tab = open_page(before=lambda t: t.clock.install())
    fresh = tab.locator(".age.fresh").first.element_handle()
    assert fresh is not None
    tab.clock.run_for(90_000)
    assert "stale" in (fresh.get_attribute("class") or "")
    tab.clock.run_for(180_000)
    assert "not used" in fresh.inner_text()


def test_the_map_draws_itself(open_page: Open) -> None:
    tab = open_page(BOARD)
    expect(tab.locator("qanat-map")).to_have_attribute(
        "data-ready", re.compile("gl|canvas"), timeout=20_000
    )
    expect(tab.locator("qanat-map canvas")).to_be_visible()


def test_without_webgl_the_map_is_a_canvas_which_one_can_click(open_page: Open) -> None:
    tab = open_page(BOARD, before=lambda t: t.add_init_script(BLIND))
    expect(tab.locator("qanat-map")).to_have_attribute("data-ready", "canvas")
    expect(tab.get_by_text("Drawn simply: no graphics hardware")).to_be_visible()
    drawn = tab.evaluate(
        """() => { const c = document.querySelector("qanat-map canvas"), g = c.getContext("2d");
        return new Set(g.getImageData(0, 0, c.width, c.height).data).size }"""
    )
    assert drawn > 20
    found = tab.evaluate(
        """() => { const map = document.querySelector("qanat-map"), found = new Set();
        map.addEventListener("qanat:point", (e) => e.detail && found.add(e.detail.id));
        const canvas = map.querySelector("canvas"), box = canvas.getBoundingClientRect();
        for (let x = box.left; x < box.right; x += 4) for (let y = box.top; y < box.bottom; y += 4)
          canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y }));
        return [...found] }"""
    )
    assert 2 in found
    assert 8 not in found  # the place from which the request comes, below it


def test_what_is_chosen_while_the_map_is_hidden_is_in_sight_when_it_is_shown(
    open_page: Open,
) -> None:
    tab = open_page(BOARD, before=lambda t: t.add_init_script(BLIND))
    expect(tab.locator("qanat-map")).to_have_attribute("data-ready", "canvas")
    tab.evaluate(
        """async () => { const map = document.querySelector("qanat-map");
        const canvas = map.querySelector("canvas"), next = () => new Promise(requestAnimationFrame);
        const frames = async () => { await next(); await next(); };
        map.style.display = "none"; await frames();
        map.dataset.focus = "2";
        canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -100 }));
        canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
        await frames(); map.style.display = ""; await frames(); }"""
    )
    drawn = tab.evaluate(
        """() => { const c = document.querySelector("qanat-map canvas"), g = c.getContext("2d");
        return new Set(g.getImageData(0, 0, c.width, c.height).data).size }"""
    )
    assert drawn > 20  # and the page has said nothing on the console
