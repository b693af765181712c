"""Eight hours of a shift within minutes, to see whether the memory of console or server grows.

``QANAT_HOME=var/demo python -m benchmarks soak http://127.0.0.1:8000`` on the machine of a running
demonstration. Sixty times as fast as the clock, 120 ambulances report every half minute of the
story through the API, a line is written into a request's log every two minutes and a time of a
mission is corrected every ten; a dispatcher's console in Chromium is worked with by keyboard and
measured after forced garbage collection. ``QANAT_SOAK_HOURS`` names other hours. Prints JSON
lines: the samples, and how far the floors of the last two quarters of the run lie apart.
"""

import math
import os
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from statistics import linear_regression
from threading import Event, Thread
from typing import Any, Final

from benchmarks import _browser, _house

HOURS: Final = float(os.environ.get("QANAT_SOAK_HOURS", "8"))
FASTER: Final = 60
REPORT_S: Final = 30
"""Of the story, between two reports of a vehicle."""
VEHICLES: Final = 120
LOG_EVERY: Final = 4
CORRECT_EVERY: Final = 20
SAMPLE_S: Final = 15.0
SPEED_MPS: Final = 16.0
RADIUS_DEG: Final = 0.25
MOST_GROWTH: Final = 0.05
FEWEST: Final = 8
"""Samples, of which a quarter has a floor."""
LANES: Final = ("b", "t", "u")
PARTS: Final = {"--interface wsgi": "web", "--interface asgi": "events", "ops.worker": "worker"}


class Story(Thread):
    """What happens meanwhile: vehicles report, logs are written, times are corrected."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.ended = address, Event()
        self.batches = self.logs = self.corrections = self.refused = 0

    def run(self) -> None:
        """Send a batch every half second until the hours are over."""
        from django.utils import timezone

        from qanat.ops.demo.feed import Sender, new_key
        from qanat.registry.fleet.queries.ambulances import ambulance_points

        sender = Sender(self.address, new_key(timezone.now()))
        sender.begin()
        homes = ambulance_points()[:VEHICLES]
        for number in range(int(HOURS * 3600 / REPORT_S)):
            due = time.monotonic() + REPORT_S / FASTER
            now = timezone.now()
            sender.send([_fix(home, number, now) for home in homes])
            self.batches += 1
            if number % LOG_EVERY == 0:
                self._write(number, now)
            if number % CORRECT_EVERY == 0:
                self._correct(now)
            time.sleep(max(0.0, due - time.monotonic()))
        self.ended.set()

    def _write(self, number: int, now: datetime) -> None:
        from qanat.foundation.actors import SYSTEM
        from qanat.foundation.refusals import Refusal
        from qanat.response.dispatch.commands.intake import write_log
        from qanat.response.dispatch.models import Request

        ids = Request.objects.filter(is_synthetic=True).waiting().order_by("id")
        known = list(ids.values_list("pk", flat=True)[:40])
        try:
            request_id = known[number // LOG_EVERY % len(known)]
            text = f"Замер {number}"
            write_log(SYSTEM, request_id=request_id, kind="note", text=text, at=now, now=now)
            self.logs += 1
        except Refusal:
            self.refused += 1

    def _correct(self, now: datetime) -> None:
        from qanat.foundation.actors import SYSTEM
        from qanat.foundation.refusals import Refusal
        from qanat.response.dispatch.commands.stamps import correct_stamp
        from qanat.response.dispatch.models import Stamp

        last = Stamp.objects.filter(stamp=None).order_by("-at", "-id").first()
        if last is None or last.at is None:
            return
        at = last.at + timedelta(seconds=1)
        try:
            correct_stamp(SYSTEM, stamp_id=last.pk, at=at, reason="mistyped", now=now)
            self.corrections += 1
        except Refusal:
            self.refused += 1


def _fix(home: Any, number: int, now: datetime) -> Any:
    """Return where an ambulance is which drives in circles around its base."""
    from qanat.response.tracking.commands import FixDraft

    angle = number * REPORT_S * SPEED_MPS / (RADIUS_DEG * 111_320) + home.id
    return FixDraft(
        kind="ambulance",
        vehicle_id=home.id,
        at=now,
        lon=home.lon + RADIUS_DEG * math.cos(angle),
        lat=home.lat + RADIUS_DEG * math.sin(angle),
        speed_mps=SPEED_MPS,
        course_deg=math.degrees(-angle) % 360,
    )


def resident_mb(home: str) -> dict[str, float]:
    """Return the memory of the server's processes, by part."""
    found: dict[str, float] = {}
    ours = f"QANAT_HOME={home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            part = next((name for sign, name in PARTS.items() if sign in words), "")
            if part and ours in (folder / "environ").read_bytes().split(b"\0"):
                size = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                found[part] = round(found.get(part, 0) + size / 1e6, 1)
    return found


def sample(tools: Any, home: str) -> dict[str, float]:
    """Measure the page after garbage collection, and the server."""
    for _ in range(2):
        tools.send("HeapProfiler.collectGarbage")
    heap = tools.send("Runtime.getHeapUsage")["usedSize"]
    counted = tools.send("Memory.getDOMCounters")
    figures = {"heap_mb": round(heap / 1e6, 2), "nodes": counted["nodes"]}
    figures["listeners"] = counted["jsEventListeners"]
    return figures | {f"{part}_mb": size for part, size in resident_mb(home).items()}


def work(tab: Any, turn: int) -> None:
    """Work with the console as a dispatcher does: choose, look into a lane, begin a request."""
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    if turn % 3 == 0:
        tab.keyboard.press(LANES[turn // 3 % len(LANES)])
    if turn % 5 == 0:
        tab.keyboard.press("n")
        with suppress(Exception):
            tab.locator("#drawer form.intake").wait_for(
                timeout=3_000
            )  # a handle would hold the form
        tab.keyboard.press("Escape")
        tab.keyboard.press("Escape")
    if turn % 20 == 19:
        tab.keyboard.press("Home")


def rest(tab: Any) -> None:
    """Bring the console to the same rest before each sample: the first request, the missions."""
    for key in ("Escape", "Escape", LANES[0], "Home", "Enter"):
        tab.keyboard.press(key)
    tab.wait_for_timeout(2000)


def watched(address: str, home: str) -> list[dict[str, float]]:
    """Watch the console while the story is told."""
    story, samples = Story(address), []
    with _browser.chromium() as browser:
        context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
        tab = _browser.signed_in(context, "dispatcher")
        tab.goto("/console/")
        tab.wait_for_selector("qanat-map[data-ready]", timeout=60_000)
        tools = context.new_cdp_session(tab)
        story.start()
        turn, due = 0, time.monotonic()
        while story.is_alive():
            work(tab, turn)
            turn += 1
            if time.monotonic() >= due:
                due += SAMPLE_S
                rest(tab)
                hours = round(story.batches * REPORT_S / 3600, 2)
                samples.append({"hours": hours, **sample(tools, home)})
                _house.tell(bench="soak", **samples[-1])
            tab.wait_for_timeout(1000)
    _house.tell(
        bench="soak.story", is_whole=story.ended.is_set(), batches=story.batches, logs=story.logs,
        corrections=story.corrections, refused=story.refused, turns=turn,
    )  # fmt: skip
    return samples


def judge(samples: list[dict[str, float]]) -> bool:
    """Tell how the floor of each figure went in the second half; tell whether none grew.

    The floor is the least of a quarter: what is left when neither drawer nor long list is open.
    A process that was missing from a sample was started anew: nothing is known of its growth.
    """
    if len(samples) < FEWEST:
        _house.tell(bench="soak.verdict", hours=HOURS, skipped="too short to judge")
        return False
    half = samples[len(samples) // 2 :]
    third, fourth = half[: len(half) // 2], half[len(half) // 2 :]
    growth = []
    for name in sorted({name for one in samples for name in one} - {"hours"}):
        if any(name not in one for one in samples):
            _house.tell(bench="soak.growth", of=name, skipped="its process was not always there")
            growth.append(math.inf)
        else:
            before, after = (min(one[name] for one in part) for part in (third, fourth))
            growth.append(after / before - 1)
            slope = linear_regression([s["hours"] for s in half], [s[name] for s in half]).slope
            _house.tell(
                bench="soak.growth", of=name, first=samples[0][name], third_quarter=before,
                last_quarter=after, share=round(growth[-1], 4), slope_an_hour=round(slope, 3),
                bar=MOST_GROWTH,
            )  # fmt: skip
    is_steady = max(growth) <= MOST_GROWTH
    _house.tell(bench="soak.verdict", hours=HOURS, is_steady=is_steady, load=os.getloadavg()[0])
    return is_steady


def main() -> int:
    """Watch the demonstration whose address is on the command line; without one nothing is done."""
    address = next((word for word in sys.argv[1:] if word.startswith("http")), "")
    home = os.environ.get("QANAT_HOME", "")
    if not address or not home:
        _house.tell(bench="soak", skipped="name QANAT_HOME and the address of a demonstration")
        return 0
    os.environ["QANAT_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qanat.config.settings")
    from qanat.ops import home as house

    house.set_up()
    with house.ensure_database(migrated=False, may_begin=False):
        samples = watched(address, str(Path(home).resolve()))
    return 0 if judge(samples) else 1


if __name__ == "__main__":
    sys.exit(main())
