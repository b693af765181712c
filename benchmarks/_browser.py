"""A browser at a running demonstration: started, signed in, on the processor alone."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PASSWORD: Final = "qanat-demo"  # noqa: S105 (of the demonstration)
WAIT_MS: Final = 60_000


@contextmanager
def chromium(*words: str) -> Iterator[Any]:
    """Start Debian's browser; what it draws the processor draws."""
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*sandbox, "--disable-gpu", *words]
        )
        yield browser
        browser.close()


def signed_in(context: Any, user: str, language: str = "ru") -> Any:
    """Sign in as somebody of the demonstration who reads a language; return the tab."""
    tab = context.new_page()
    tab.set_default_timeout(WAIT_MS)
    tab.goto("/")
    tab.fill("input[name=login]", user)
    tab.fill("input[name=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("input[name=code]")
    found = re.search(r"\b(\d{6})\b", tab.inner_text("body"))
    assert found is not None, "the page of the second factor shows no code"
    tab.fill("input[name=code]", found[1])
    tab.keyboard.press("Enter")
    tab.wait_for_selector("input[name=code]", state="detached")
    read(tab, language)
    return tab


def read(tab: Any, language: str) -> None:
    """Read another language from the next page on."""
    origin = tab.evaluate("location.origin")
    tab.context.add_cookies([{"name": "qanat_language", "value": language, "url": origin}])
