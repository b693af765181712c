"""The gallery in a real browser, served without any database: the kit needs none."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

HARMLESS = re.compile(
    "GPU stall|GL Driver|Failed to load resource|Response Status Error Code"
    "|Service Worker registration blocked"
)
SIZES = {"desk": (1366, 768), "tablet": (820, 1180), "phone": (390, 844)}
COOKIES = "django.contrib.messages.storage.cookie.CookieStorage"
FIXED = "/kit/?fixed=1"
BOARD = "/kit/board/?fixed=1"
Open = Callable[..., Page]


class Quiet(WSGIRequestHandler):
    """Answers without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        pass


@pytest.fixture(scope="module")
def kit_address() -> Iterator[str]:
    """Serve the gallery without any database: the kit needs none."""
    with override_settings(DEBUG=True, ALLOWED_HOSTS=["*"], MESSAGE_STORAGE=COOKIES):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Drive the browser of this machine; its loop ends with this module, before databases."""
    path = shutil.which("chromium")
    assert path, "Debian's chromium is needed"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*sandbox, "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, kit_address: str) -> Iterator[Open]:
    """Open a page of the gallery in a tab of its own, and complain of words on its console."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not HARMLESS.search(message.text):
            said.append(message.text)

    def go(
        path: str = FIXED,
        *,
        size: str = "desk",
        scheme: str = "light",
        scripts: bool = True,
        before: Callable[[Page], None] | None = None,
    ) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=kit_address,
            locale="en",
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            has_touch=size != "desk",
            service_workers="block",
        )
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.on("console", hear)
        tab.on("pageerror", lambda error: said.append(str(error)))
        if before:
            before(tab)
        tab.goto(path)
        return tab

    yield go
    for context in contexts:
        context.close()
    assert said == []
