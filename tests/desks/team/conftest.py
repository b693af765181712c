"""A mission with its team, a line to the server which can be cut, and tablets."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connections
from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.desks.team.line import Line
from tests.foundation.access.builders import Accounts, signed_in
from tests.response.dispatch.builders import NOW, approved, facility_id, mission

from qanat.foundation.access.models import Account
from qanat.foundation.actors import SYSTEM
from qanat.ops.demo.team import place_team
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.models import Mission, Request

WAIT_MS = 20_000
SIZE: ViewportSize = {"width": 820, "height": 1180}


def own_mission(account: Account, *others: Request) -> Mission:
    """Return a mission with which an account travels, accepted by its operator."""
    row = mission(approved(sending_facility_id=facility_id("010")), *others, crew=())
    assert place_team(account.pk, "KZ-47", NOW) == row.pk
    accept_mission(SYSTEM, mission_id=row.pk)
    return Mission.objects.get(pk=row.pk)


class Tablet:
    """A device with a profile that outlives its browser."""

    def __init__(self, driver: Playwright, profile: Path, line: Line) -> None:
        self.driver, self.profile, self.line = driver, profile, line
        self.context: BrowserContext
        self.start()

    def start(self) -> Page:
        """Start the browser."""
        self.context = self.driver.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=shutil.which("chromium") or "/usr/bin/chromium",
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            base_url=self.line.url,
            locale="en-GB",
            viewport=SIZE,
        )
        self.context.set_default_timeout(WAIT_MS)
        return self.context.new_page()

    def die(self) -> None:
        """Lose the battery: every process of the browser ends at once."""
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = found.read_bytes()
            except OSError:
                continue
            if str(self.profile).encode() in command and b"chromium" in command:
                os.kill(int(found.parent.name), signal.SIGKILL)
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def sign_in(self, account: Account) -> None:
        """Sign somebody in."""
        name = django_settings.SESSION_COOKIE_NAME
        value = signed_in(account).cookies[name].value
        self.context.add_cookies([{"name": name, "value": value, "url": self.line.url}])

    def forget_session(self) -> None:
        """Let the session end."""
        self.context.clear_cookies()


@pytest.fixture
def line(
    world: None,
    transactional_db: None,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Line]:
    """Open a line to the server of a world."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the driver runs a loop beside the test
    settings.ALLOWED_HOSTS = ["*"]
    parts = urlsplit(live_server.url)
    made = Line(parts.hostname or "", parts.port or 0)
    yield made
    made.cut()


@pytest.fixture
def make_tablet(line: Line, tmp_path: Path) -> Iterator[Callable[[], Tablet]]:
    """Make tablets."""
    made: list[Tablet] = []
    with sync_playwright() as driver:
        connections.close_all()  # those which another test left beside its loop

        def make() -> Tablet:
            made.append(Tablet(driver, tmp_path / f"profile{len(made)}", line))
            return made[-1]

        yield make
        for one in made:
            try:
                one.context.close()
            except Exception:  # noqa: BLE001 (its battery died)
                one.die()


@pytest.fixture
def accounts() -> Accounts:
    """Make accounts."""
    return Accounts()
