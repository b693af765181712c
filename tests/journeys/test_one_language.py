"""Whoever reads Kazakh or Russian meets no English and no code on any page."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.utils.translation.trans_real import translation
from pytest_django import Settings
from tests.foundation.access.builders import BACKEND, Accounts
from tests.journeys.roles import EVERYTHING
from tests.journeys.shift import Browser, Shift, shift, text_of, worked_through

from qanat.config.roles import ROLES as OURS
from qanat.foundation.access_types import Role, ScopeKind
from qanat.web.languages import COOKIE

__all__ = ["shift"]
pytestmark = [pytest.mark.usefixtures("shift", "db"), pytest.mark.timeout(300)]

ROLES = (*OURS, Role("everything", "Всё", ScopeKind.NATION, EVERYTHING))
SILENT = frozenset({"code", "script", "style", "svg", "template"})
EMPTY = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
)
SPOKEN = ("aria-label", "title", "placeholder", "alt")
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z]+_[a-z_]+\b")
NOT_OURS = re.compile(r"/kit/|/api/|/static/|\.(csv|xlsx|json|txt)|/sign-out/")
EACH, MOST = 2, 150


class Words(HTMLParser):
    """The texts of a page and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.inside: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and (address := given.get("href")):
            self.links.append(address)
        self.texts += [text for name in SPOKEN if (text := given.get(name))]
        if tag not in EMPTY:
            is_foreign = tag != "html" and "lang" in given
            self.inside.append((tag, tag in SILENT or is_foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(silent for _tag, silent in self.inside):
            self.texts.append(" ".join(data.split()))


def english(language: str) -> set[str]:
    """Return our texts which are said otherwise in a language."""
    catalogue = vars(translation(language))["_catalog"]
    found = {
        str(key if isinstance(key, str) else key[0]).rpartition("\x04")[2]: text
        for key, text in catalogue.items()
    }
    return {key for key, text in found.items() if re.search("[A-Za-z]{3}", key) and text != key}


def pages(browser: Browser) -> Iterator[tuple[str, Words]]:
    """Follow links from the start, at most so many of each shape."""
    waiting, known, shapes = ["/"], {"/"}, Counter[str]()
    while waiting and shapes.total() < MOST:
        address = waiting.pop(0)
        shape = re.sub(r"=[^&]*|\d+|[A-Z]{2}-\w+|(?<=/)[a-z_]+\.[a-z_0-9]+", "", address)
        if shapes[shape] == EACH:
            continue
        shapes[shape] += 1
        answer = browser.get(address, follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        words = Words(text_of(answer))
        yield address, words
        new = [link.partition("#")[0] for link in words.links]
        fresh = [a for a in new if a.startswith("/") and a not in known and not NOT_OURS.search(a)]
        waiting += dict.fromkeys(fresh)
        known.update(fresh)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_page_says_anything_in_english_or_in_code(settings: Settings, language: str) -> None:
    worked_through(Shift())
    settings.QANAT_ROLES = f"{__name__}.ROLES"
    browser = Browser()
    browser.force_login(Accounts().account("everything", name="everything"), backend=BACKEND)
    browser.cookies[COOKIE] = language
    foreign = english(language)
    seen = dict(pages(browser))
    odd = {
        (address, text)
        for address, words in seen.items()
        for text in words.texts
        if text in foreign or CODE.search(text)
    }
    assert len(seen) > 40
    assert not odd
