"""Live events in a real browser: what they concern is fetched, nothing moves under the pointer."""

import json
import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Route, expect
from tests.web.browser.conftest import FIXED, Open

pytestmark = pytest.mark.browser

EVENT_STREAM = {"Content-Type": "text/event-stream"}
BEAT = "event: heartbeat\nid: 4\ndata: {}\n\n"


@dataclass
class Stream:
    """A stream that answers when the test says so."""

    waiting: list[Route] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def join(self, tab: Page) -> None:
        """Let the page hear events, as it would for somebody who is signed in."""
        tab.route(re.compile(r"/kit/\?fixed"), self._add_address)
        tab.route("**/events?*", self._listen)

    def _add_address(self, route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("<body", '<body data-qanat-events="/events"', 1)
        route.fulfill(response=answer, body=body)

    def _listen(self, route: Route) -> None:
        self.asked.append(route.request.url)
        self.waiting.append(route)

    def say(self, *news: dict[str, object], tab: Page) -> None:
        """Send a heartbeat and news to the listener who waits; the browser then listens again."""
        while not self.waiting:
            tab.wait_for_timeout(50)
        lines = (f"id: {n}\ndata: {json.dumps(one)}\n\n" for n, one in enumerate(news, 5))
        body = "retry: 100\n\n" + BEAT + "".join(lines)
        self.waiting.pop().fulfill(body=body, headers=EVENT_STREAM)

    def break_off(self, tab: Page) -> None:
        """Refuse the listener, as a proxy does while a server starts again."""
        while not self.waiting:
            tab.wait_for_timeout(50)
        self.waiting.pop().fulfill(status=503)


def request_news(number: int) -> dict[str, object]:
    return {"kind": "dispatch.request_received.1", "request_id": number}


def test_news_fetches_what_it_concerns_once_for_a_burst(open_page: Open) -> None:
    stream = Stream()
    tab = open_page(FIXED, before=stream.join)
    with tab.expect_response(lambda r: r.request.headers.get("hx-request") == "true") as answer:
        stream.say(request_news(1), request_news(2), tab=tab)
    assert answer.value.url.endswith("/kit/")
    assert "topics=dispatch." in stream.asked[0]
    expect(tab.locator("#queue .row")).to_have_count(6)


def test_news_of_something_else_fetches_nothing(open_page: Open) -> None:
    stream = Stream()
    tab = open_page(FIXED, before=stream.join)
    asked: list[str] = []
    tab.on("request", lambda r: asked.append(r.url) if r.headers.get("hx-request") else None)
    stream.say({"kind": "fleet.aircraft_changed.1", "aircraft_id": 3}, tab=tab)
    tab.wait_for_timeout(600)
    assert asked == []


def test_a_stream_that_broke_is_resumed_after_the_last_event_heard(open_page: Open) -> None:
    stream = Stream()
    tab = open_page(FIXED, before=stream.join)
    tab.locator("#queue").hover()
    stream.say(request_news(1), request_news(2), tab=tab)
    expect(tab.locator("[data-qanat-pending]")).to_have_text("2 new")
    stream.break_off(tab)
    while "after=6" not in stream.asked[-1]:
        tab.wait_for_timeout(50)


def test_a_queue_does_not_move_under_the_pointer(open_page: Open) -> None:
    stream = Stream()
    tab = open_page(FIXED, before=stream.join)
    asked: list[str] = []
    tab.on("request", lambda r: asked.append(r.url) if r.headers.get("hx-request") else None)
    tab.locator("#queue .row").nth(3).hover()
    stream.say(*(request_news(n) for n in (1, 2, 3)), tab=tab)
    expect(tab.locator("[data-qanat-pending]")).to_have_text("3 new")
    assert asked == []
    tab.mouse.move(5, 5)
    expect(tab.locator("[data-qanat-pending]")).to_have_count(0)
    assert len(asked) == 1


def test_silence_of_the_stream_is_said_and_taken_back(open_page: Open) -> None:
    stream = Stream()

    def prepare(tab: Page) -> None:
        tab.clock.install()
        stream.join(tab)

    tab = open_page(FIXED, before=prepare)
    strip = tab.locator("[data-qanat-stream-down]")
    expect(strip).to_be_hidden()
    tab.clock.run_for(8_000)
    expect(strip).to_be_hidden()
    tab.clock.run_for(4_000)
    expect(strip).to_be_visible()
    expect(strip).to_contain_text("No connection")
    stream.say(tab=tab)
    expect(strip).to_be_hidden()


def test_a_line_that_tells_of_news_is_shown_when_such_news_comes(open_page: Open) -> None:
    stream = Stream()
    tab = open_page(FIXED, before=stream.join)
    tab.evaluate(
        "document.getElementById('main').insertAdjacentHTML('beforeend',"
        " '<p id=other data-qanat-tell=fleet. hidden>A</p>"
        "<p id=told data-qanat-tell=dispatch.request hidden>B</p>')"
    )
    stream.say(request_news(7), tab=tab)
    expect(tab.locator("#told")).to_be_visible()
    expect(tab.locator("#other")).to_be_hidden()


def test_what_grew_old_fetches_itself_again_but_never_under_a_hand(open_page: Open) -> None:
    stream = Stream()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="")

    def prepare(tab: Page) -> None:
        tab.clock.install()
        stream.join(tab)
        tab.route("**/renewed/", answer)

    tab = open_page(FIXED, before=prepare)
    tab.evaluate(
        "document.getElementById('main').insertAdjacentHTML('beforeend',"
        " `<div id=old data-qanat-renew hx-get=/renewed/ hx-trigger=qanat:renew hx-swap=none>"
        "<p data-qanat-tell=dispatch.request hidden>B</p><button id=hand>C</button></div>`);"
        "htmx.process(document.getElementById('old'))"
    )
    tab.clock.run_for(20_000)
    assert asked == [], "nothing has changed"
    stream.say(request_news(7), tab=tab)
    expect(tab.locator("#old p")).to_be_visible()
    tab.locator("#hand").hover()
    tab.clock.run_for(20_000)
    assert asked == [], "the pointer rests on it"
    tab.mouse.move(5, 5)
    with tab.expect_response("**/renewed/"):
        tab.clock.run_for(3_000)
    tab.clock.run_for(10_000)
    assert len(asked) == 1, "not again at once"
    tab.locator("#hand").click()
    tab.mouse.move(5, 5)
    tab.evaluate("document.activeElement.blur()")
    tab.clock.run_for(60_000)
    assert len(asked) == 1, "somebody uses it"


def with_a_pane(open_page: Open, html: str) -> tuple[Page, Stream, list[Route], list[str]]:
    """Return a page with a pane, its stream, what is sent from the pane and how often it is read.

    What is sent to ``/losing/`` waits for its answer.
    """
    stream, sent, asked = Stream(), list[Route](), list[str]()

    def renew(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<div id=pane>as it is now</div>")

    def hold(route: Route) -> None:
        sent.append(route)

    def prepare(tab: Page) -> None:
        stream.join(tab)
        tab.route("**/losing/", hold)
        tab.route("**/pane/", renew)

    tab = open_page(FIXED, before=prepare)
    tab.evaluate(
        "html => { document.getElementById('main').insertAdjacentHTML('beforeend', html);"
        " htmx.process(document.getElementById('pane')); }",
        html,
    )
    return tab, stream, sent, asked


def test_a_pane_waits_for_the_answer_to_what_is_sent_from_it(open_page: Open) -> None:
    tab, stream, sent, asked = with_a_pane(
        open_page,
        "<div id=pane data-qanat-refresh=dispatch. hx-get=/pane/ hx-trigger=qanat:refresh"
        " hx-swap=outerHTML><form method=post hx-post=/losing/ hx-target=#pane><button>Send"
        "</button></form></div>",
    )
    tab.locator("#pane button").click()
    stream.say(request_news(7), tab=tab)
    tab.wait_for_timeout(900)
    assert asked == []
    refusal = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"}
    sent.pop().fulfill(status=409, body="<p>Taken by another</p>", headers=refusal)
    expect(tab.locator("#notices")).to_contain_text("Taken by another")
    expect(tab.locator("#pane")).to_have_text("as it is now")


def test_a_refusal_stays_until_somebody_looks_at_it_whatever_the_news(open_page: Open) -> None:
    tab, stream, sent, asked = with_a_pane(
        open_page,
        "<input id=elsewhere><div id=pane data-qanat-hold data-qanat-refresh=dispatch."
        " hx-get=/pane/ hx-trigger=qanat:refresh hx-swap=outerHTML><form method=post"
        " hx-post=/losing/ hx-swap=outerHTML><button>Send</button></form></div>",
    )
    tab.locator("#elsewhere").focus()
    tab.evaluate("document.querySelector('#pane button').click()")
    stream.say(request_news(7), tab=tab)
    tab.wait_for_timeout(900)
    sent.pop().fulfill(body="<p data-qanat-focus tabindex=-1>Taken by another</p>")
    expect(tab.locator("#pane [data-qanat-pending]")).to_have_text("1 new")
    expect(tab.locator("#pane")).to_contain_text("Taken by another")
    assert asked == []
    tab.locator("#pane [data-qanat-pending]").click()
    expect(tab.locator("#pane")).to_have_text("as it is now")


def test_a_part_which_did_not_come_is_asked_for_again_by_itself(open_page: Open) -> None:
    asked = list[str]()

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= 2:
            route.fulfill(status=502, body="no gateway")
        else:
            route.fulfill(body="<div id=pane>as it is now</div>")

    def prepare(tab: Page) -> None:
        tab.clock.install()
        tab.route("**/pane/", answer)

    tab = open_page(FIXED, before=prepare)
    tab.evaluate(
        "window.askedAt = [];"
        "document.addEventListener('htmx:beforeRequest', () => askedAt.push(Date.now()));"
        "document.getElementById('main').insertAdjacentHTML('beforeend',"
        " `<div id=pane hx-get=/pane/ hx-trigger='load, qanat:again' hx-swap=outerHTML>…</div>`);"
        "htmx.process(document.getElementById('pane'))"
    )
    for _second in range(300):
        if len(asked) > 2:
            break
        tab.clock.run_for(1_000)
    expect(tab.locator("#pane")).to_have_text("as it is now")
    first, second, third = tab.evaluate("askedAt")
    assert second - first >= 3_000
    assert third - second >= 6_000, "after pauses which grow"
