"""Take pictures of the screens of a running demonstration.

    python -m tools.pictures http://127.0.0.1:8000 --to /tmp/pictures
    python -m tools.pictures http://127.0.0.1:8000 --to docs/pictures/screens --small

Every screen in every language, by day and by night, on a desk, on a large desk and on a tablet;
options narrow that down. ``--small`` takes the few which stand in docs/screens.md, as WebP.
Debian's chromium is needed. All that is shown is synthetic.
"""

import argparse
import itertools
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from benchmarks import _browser
from PIL import Image
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as NotInTime

SIZES: Final = {"desk": (1366, 768), "large": (1920, 1080), "tablet": (820, 1180)}
LANGUAGES: Final = ("kk", "ru", "en", "uz", "uz-cyrl")
NIGHTS: Final = {"day": "light", "night": "dark"}
SETTLED_MS: Final = 900
TRIED: Final = 6
QUALITY: Final = 80
PATIENCE_MS: Final = 6_000


CHOSEN: Final = ".console:has(qanat-map[data-ready]) .detail .vitals"


@dataclass(frozen=True)
class Screen:
    """A screen: who sees it, where it is, and which link of that page leads on to it.

    Attributes:
        then: links of which the first one is followed that leads to what is wanted, "" to stay.
        ready: is shown on the page that is wanted.
    """

    name: str
    user: str
    address: str
    then: str = ""
    ready: str = "main"


SCREENS: Final = (
    Screen("console", "dispatcher", "/console/", ".console .list a.what", CHOSEN),
    Screen("alerts", "dispatcher", "/alerts/"),
    Screen("following", "dispatcher", "/following/"),
    Screen("flight", "dispatcher", "/following/", "main table a[href^='/following/']"),
    Screen("call-outs", "dispatcher", "/call-outs/"),
    Screen("shift", "dispatcher", "/shift/"),
    Screen("crisis", "dispatcher", "/crisis/", "main a[href^='/crisis/']:not([href*=new])"),
    Screen(
        "answer",
        "dispatcher",
        "/messages/tray/",
        "main a[href*='/answer/']:not([href*=messages])",
        ".answer .huge",
    ),
    Screen("team", "team", "/team/", ready="#team[data-team-ready]"),
    Screen("operator", "airline", "/operator/"),
    Screen("coordinator", "chief", "/coordinator/", "#cases a.what", ".ways.whole .way"),
    Screen("asked", "hospital", "/asked/", ready=".question"),
)
SMALL: Final = (
    ("console", "ru", "day", "desk"),
    ("console", "kk", "night", "large"),
    ("alerts", "ru", "day", "desk"),
    ("following", "en", "night", "desk"),
    ("call-outs", "ru", "day", "desk"),
    ("shift", "kk", "day", "desk"),
    ("crisis", "ru", "day", "desk"),
    ("answer", "kk", "night", "tablet"),
    ("team", "ru", "night", "tablet"),
    ("operator", "uz", "day", "desk"),
    ("coordinator", "en", "day", "desk"),
    ("asked", "uz-cyrl", "night", "desk"),
)
"""What stands in the documentation: each screen once, languages and lights in turn."""


def main(words: Sequence[str]) -> int:
    """Take the pictures; tell where each one is."""
    wanted = _options(words)
    wanted.to.mkdir(parents=True, exist_ok=True)
    shots = SMALL if wanted.small else _all(wanted)
    with _browser.chromium() as browser:
        for user, group in itertools.groupby(sorted(shots, key=_user), key=_user):
            _take(browser, wanted, user, list(group))
    return 0


Shot = tuple[str, str, str, str]


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.pictures", description="Take pictures.")
    parser.add_argument("address")
    parser.add_argument("--to", type=Path, default=Path("build/pictures"))
    parser.add_argument("--small", action="store_true", help="those of the documentation")
    parser.add_argument("--screen", action="append", choices=[one.name for one in SCREENS])
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--light", action="append", choices=NIGHTS)
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--whole", action="store_true", help="the whole length of each page")
    return parser.parse_args(words)


def _all(wanted: argparse.Namespace) -> Iterator[Shot]:
    screens = wanted.screen or [one.name for one in SCREENS]
    yield from itertools.product(
        screens, wanted.language or LANGUAGES, wanted.light or NIGHTS, wanted.size or SIZES
    )


def _screen(name: str) -> Screen:
    return next(one for one in SCREENS if one.name == name)


def _user(shot: Shot) -> str:
    return _screen(shot[0]).user


def _take(browser: Browser, wanted: argparse.Namespace, user: str, shots: list[Shot]) -> None:
    context = browser.new_context(base_url=wanted.address)
    tab = _browser.signed_in(context, user)
    for shot in shots:
        name, language, light, size = shot
        width, height = SIZES[size]
        tab.set_viewport_size({"width": width, "height": height})
        tab.emulate_media(color_scheme=NIGHTS[light])
        _browser.read(tab, language)
        path = wanted.to / f"{'-'.join(shot)}.{'webp' if wanted.small else 'png'}"
        if _open(tab, _screen(name)):
            taken = tab.screenshot(full_page=wanted.whole)
            with Image.open(BytesIO(taken)) as picture:
                picture.save(path, quality=QUALITY, method=6)
            sys.stdout.write(f"{path}\n")
        else:
            sys.stdout.write(f"{path}: nothing to show\n")
    context.close()


def _open(tab: Page, screen: Screen) -> bool:
    """Open a screen; tell whether it was there."""
    tab.goto(screen.address)
    for number in range(min(tab.locator(screen.then).count(), TRIED) if screen.then else 0):
        tab.locator(screen.then).nth(number).click()
        with suppress(NotInTime):
            tab.wait_for_selector(screen.ready, timeout=PATIENCE_MS)
            tab.wait_for_timeout(SETTLED_MS)
            return True
        tab.goto(screen.address)
    if screen.then:
        return False
    tab.wait_for_selector(screen.ready)
    tab.wait_for_timeout(SETTLED_MS)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
