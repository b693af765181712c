"""Checks of the exact planner: is it ready, and does what it keeps equal the records."""

import json
import time
import urllib.request
from collections.abc import Iterable
from typing import Any, Final

from qanat.engine.compiled import is_whole
from qanat.ops import home
from qanat.ops.checks.findings import Finding, failure, ok, warning
from qanat.ops.occupancy import serving_port

ASKED: Final = 12
"""How often it is asked: each web process answers for itself alone."""
PAUSE_S: Final = 0.02
TIMEOUT_S: Final = 3


def check_planner() -> Finding:
    """Ask the web processes that serve this folder about their planners."""
    port = serving_port(home.data_folder())
    if port is None:
        kept = "its compiled code is kept" if is_whole() else "it is compiled at the next start"
        return ok("planner", f"nothing serves this folder now; {kept}")
    try:
        return judge_planners(_planners(port))
    except (OSError, ValueError, KeyError):
        return warning(
            "planner", f"the pages do not answer at port {port} of this machine",
            "Run `qanat doctor` where `qanat serve` listens on the loopback address.",
        )  # fmt: skip


def judge_planners(planners: Iterable[dict[str, Any]]) -> Finding:
    """Judge what web processes say of their planners."""
    told = list(planners)
    if differing := sorted({name for one in told for name in one["differing"]}):
        return failure(
            "planner",
            f"what was kept differed from the records: {', '.join(differing)}",
            "It was built anew; report this with the log of the web processes.",
        )
    if not all(one["is_warm"] for one in told):
        return warning("planner", "the planner is being made ready", "Look again in a minute.")
    followed, rebuilt = (sum(one[key] for one in told) for key in ("followed", "rebuilt"))
    return ok(
        "planner",
        f"ready in {len(told)} web processes, {followed} changes followed, read anew {rebuilt} "
        f"times; compared with the records: {max(one['checked_at'] for one in told) or 'not yet'}",
    )


def _planners(port: int) -> Iterable[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for _ in range(ASKED):
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/health")
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310 (our own address)
            told = json.load(answer)
        found[told["process"]] = told["planner"]
        time.sleep(PAUSE_S)
    return found.values()
