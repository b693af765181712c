"""How many rows of a journal become records a second, and how long counting them takes.

A random journal with everything that real ones have (several forms of dates, repeated and bad
rows) is read, compared, stored with audit and counted; then it comes again, which stores nothing.

``python -m benchmarks.journal_import [ROWS]`` prints JSON lines.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks import _house

ROWS: Final = 100_000
ROWS_PER_REQUEST: Final = 1.7
BAR_S: Final = 60.0


def main() -> int:
    """Run in a data folder of its own."""
    return _house.alone("benchmarks.journal_import", run)


def run() -> None:
    """Take a journal in twice and count it."""
    rows = next((int(word) for word in sys.argv[1:] if word.isdigit()), ROWS)
    from qanat.ops import home

    home.set_up()
    with home.ensure_database(), tempfile.TemporaryDirectory() as folder:
        path = _journal(Path(folder), rows)
        _house.tell(bench="journal", step="first", bar_s=BAR_S, **_timed(lambda: _take(path)))
        _house.tell(bench="journal", step="again", **_timed(lambda: _take(path)))
        _house.tell(bench="journal", step="report", **_timed(_count))


def _journal(folder: Path, rows: int) -> Path:
    from tests.readiness.statistics.journals import make_journal

    path = folder / "journal.csv"
    path.write_text(make_journal(1, round(rows / ROWS_PER_REQUEST)).text(), encoding="utf-8-sig")
    return path


def _take(path: Path) -> dict[str, object]:
    from django.utils import timezone

    from qanat.foundation.actors import SYSTEM
    from qanat.readiness.statistics.commands import FileWish, take_file

    return {**take_file(SYSTEM, wish=FileWish(path=path), now=timezone.now()).counts}


def _count() -> dict[str, object]:
    from qanat.foundation.actors import SYSTEM
    from qanat.readiness.statistics.queries.counting import ask, report

    counts = report(SYSTEM, ask((date(2025, 1, 1), date(2025, 12, 31)))).counts
    return {"requests": counts["requests"], "services": counts["services"]}


def _timed(act: Callable[[], dict[str, object]]) -> dict[str, object]:
    began, cpu = time.monotonic(), _cpu_s()
    told = act()
    wall = time.monotonic() - began
    rows = told.get("rows")
    rate = round(rows / wall) if isinstance(rows, int) else None
    return {
        **told,
        "seconds": round(wall, 2),
        "cpu_s": round(_cpu_s() - cpu, 2),
        "rows_per_s": rate,
        "load": round(os.getloadavg()[0], 1),
    }


def _cpu_s() -> float:
    """Return the CPU time of this process and of its database."""
    from qanat.ops import home
    from qanat.ops.clusters import cluster_of

    noted = cluster_of(home.data_folder()).data / "postmaster.pid"
    return time.process_time() + _house.cpu_s(int(noted.read_text().split("\n", 1)[0]))


if __name__ == "__main__":
    sys.exit(main())
