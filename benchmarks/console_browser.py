"""The console in a real browser on the processor alone: keystrokes, frames, news to pixels.

``python -m benchmarks.console_browser http://127.0.0.1:8000`` against a running demonstration; its
registry and shift stay, twenty requests are added. Debian's chromium is needed. Prints JSON lines:

* ``keystrokes``: on 20 vignettes, keys pressed besides free text (the diagnosis) from the queue
  until plans are shown; and how many went wrong;
* ``frames``: frames a second for ten seconds with 3,000 vehicles which all report each second, on
  the canvas (what a browser without graphics hardware gets) and through WebGL in software;
* ``pixels``: from the commit of a change until the queue of another dispatcher shows it.
"""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks import _browser, _house

VIGNETTES: Final = Path("src/qanat/ops/demo/vignettes.json")
HOSPITALS: Final = (
    "Аягоз", "Урджар", "Зайсан", "Балхаш", "Сатпаев", "Кульсары", "Жанаозен", "Аральск", "Шу",
    "Талгар", "Сарканд", "Риддер", "Степногорск", "Макинск", "Рудный", "Аркалык", "Хромтау",
    "Аксай", "Кентау", "Сарыагаш",
)  # fmt: skip
LETTERS: Final = 5
OFFERS: Final = "[data-qanat-pick]:focus-within"
SECONDS: Final = 10
VEHICLES: Final = 3000
TIMES: Final = 20
SCRIPT: Final = Path(__file__).with_name("console_browser.js")


def signed_in(browser: Any, base: str, user: str) -> Any:
    """Sign in as somebody of the demonstration who looks at the console."""
    context = browser.new_context(
        base_url=base, viewport={"width": 1600, "height": 900}, bypass_csp=True
    )
    context.add_init_script(path=SCRIPT)
    tab = _browser.signed_in(context, user)
    tab.set_default_timeout(8_000)
    return tab


class Keys:
    """Presses keys and counts them."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.count = tab, 0

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.tab.keyboard.press(key)
            self.count += 1

    def pick(self, text: str) -> bool:
        """Type into a search field and take the first offer; tell whether there is one."""
        self.tab.keyboard.type(text)
        self.count += len(text)
        self.tab.wait_for_selector(f"{OFFERS} :is([role=option], .none):visible")
        is_found = bool(self.tab.query_selector(f"{OFFERS} [role=option]"))
        if is_found:
            self.press("ArrowDown", "Enter")
        return is_found


def take(tab: Any, vignette: dict[str, Any], hospital: str) -> int:
    """Take one request from the queue until its plans are shown; return the keys it took."""
    tab.goto("/console/")
    tab.wait_for_selector("#console-lane .card, #console-lane .empty")
    keys = Keys(tab)
    keys.press("n")
    tab.wait_for_selector("#drawer form.intake")
    tab.wait_for_function("document.activeElement.name === 'sending_facility_text'")
    if keys.pick(hospital[:LETTERS]):
        keys.press("Tab", "Tab")
    else:  # not in the registry: its settlement is
        keys.press("Control+a", "Delete", "Tab")
        keys.pick(hospital[:LETTERS])
        keys.press("Tab")
    tab.keyboard.type(vignette["diagnosis"])  # free text
    keys.press("Tab")
    keys.pick(vignette["icd10"])
    keys.press("Tab", *["ArrowRight"] * (vignette["urgency"] - 1), "Enter")
    shown = "#plans-pane :is(.plan-line, .notice):visible"
    tab.wait_for_selector(f"#drawer .duplicates, {shown}")
    if tab.query_selector("#drawer .duplicates"):
        for _ in range(12):
            keys.press("Tab")
            if tab.evaluate("document.activeElement.name") == "is_checked":
                break
        keys.press("Enter")
    tab.wait_for_selector(shown)
    return keys.count


def keystrokes(tab: Any) -> None:
    """Take twenty requests by keyboard."""
    told = json.loads(VIGNETTES.read_text(encoding="utf-8"))[: len(HOSPITALS)]
    counts, errors = [], []
    for vignette, hospital in zip(told, HOSPITALS, strict=True):
        try:
            counts.append(take(tab, vignette, hospital))
        except Exception as error:  # noqa: BLE001 (every failure of a walk is counted)
            errors.append(f"{hospital}: {str(error).splitlines()[0]}")
    _house.tell(
        bench="console.keystrokes", vignettes=len(told), errors=len(errors), said=errors[:3],
        most=max(counts, default=0), median=median(counts or [0]), bar=40,
    )  # fmt: skip


def frames(tab: Any, engine: str) -> None:
    """Count the frames of a map on which everything moves."""
    tab.goto(f"/console/?map={engine}&vehicles={VEHICLES}")
    tab.wait_for_selector("qanat-map[data-ready]", timeout=60_000)
    tab.wait_for_timeout(3000)
    found = tab.evaluate("measure.frames", SECONDS)
    _house.tell(
        bench="console.frames", engine=tab.get_attribute("qanat-map", "data-ready"),
        vehicles=VEHICLES, fps=round(found["fps"], 1), p95_frame_ms=round(found["p95_ms"]), bar=20,
        load=round(os.getloadavg()[0], 1),
    )  # fmt: skip


def pixels(tab: Any, other: Any) -> None:
    """Change a request as one dispatcher and wait until another one's queue shows it."""
    tab.goto("/console/")
    tab.wait_for_selector("[data-qanat-live]:not([hidden])")
    tab.mouse.move(800, 300)
    tab.evaluate("measure.watch()")
    other.goto("/console/")
    row = other.get_attribute(".list .row", "data-qanat-point")
    address = f"/requests/{row.partition(':')[2]}/log/"
    token = other.get_attribute("input[name=csrfmiddlewaretoken]", "value")
    moment = f"{datetime.now(ZoneInfo('Asia/Almaty')):%d.%m.%Y %H:%M}"
    took = []
    for n in range(TIMES):
        tab.evaluate("measure.seenAt = 0")
        form = {"csrfmiddlewaretoken": token, "kind": "note", "text": f"Замер {n}", "at": moment}
        at = time.time()
        answer = other.request.post(address, form=form, headers={"Referer": other.url})
        assert answer.ok, answer.status
        tab.wait_for_function("measure.seenAt > 0", timeout=10_000)
        took.append(tab.evaluate("measure.seenAt") - at * 1000)
        tab.wait_for_timeout(400)
    _house.tell(
        bench="console.pixels", times=TIMES, p50_ms=round(median(took)),
        p95_ms=round(quantiles(took, n=20)[-1]), bar_ms=1000, load=round(os.getloadavg()[0], 1),
    )  # fmt: skip


def main() -> int:
    """Measure what the address on the command line serves; without one there is nothing to do."""
    base = next((word for word in sys.argv[1:] if word.startswith("http")), "")
    if not base:
        _house.tell(bench="console_browser", skipped="name the address of a running demonstration")
        return 0
    with _browser.chromium() as browser:
        tab = signed_in(browser, base, "dispatcher")
        keystrokes(tab)
        pixels(tab, signed_in(browser, base, "chief"))
        for engine in ("canvas", "gl"):
            frames(tab, engine)
    return 0


if __name__ == "__main__":
    sys.exit(main())
