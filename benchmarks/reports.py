"""How long reports, cost and the ledger take over two years, and the lists of 5,000 watched.

The demonstration's years are loaded (about 30,000 missions, orders and services, as published of
the nation), the worker's months counted, then the pages are asked for as in ``pages``: the server
alone, warm, the median of five, with the CPU time of the page and its database process. The same
with nothing kept tells what counting from the records costs.

``python -m benchmarks.reports`` prints JSON lines.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from benchmarks import _house
from benchmarks.pages import measured, tell, viewer

BAR_MS: Final = 100.0
WATCHED: Final = 5_000
YEAR: Final = "first=2025-01-01&last=2025-12-31"
Pages = tuple[tuple[str, str], ...]
REPORTS: Final[Pages] = (
    ("report of a year", f"/reports/?{YEAR}"),
    ("report, compared", f"/reports/?{YEAR}&compare=year"),
    ("report by region, compared", f"/reports/?{YEAR}&compare=year&by=region"),
    ("report by month, compared", f"/reports/?{YEAR}&compare=year&by=month"),
    ("report of a region", f"/reports/?{YEAR}&compare=year&region=KZ-61"),
    ("report of crooked days", "/reports/?first=2025-02-10&last=2025-11-20"),
    ("national report of a year", f"/nation/?{YEAR}&compare=year"),
    ("national report as a PDF", f"/nation/file/pdf/?{YEAR}&compare=year"),
    ("what must hold, a year", f"/reports/checks/?{YEAR}"),
    ("ledger", "/ledger/"),
)
REGIONS: Final = ("KZ-10", "KZ-11", "KZ-15", "KZ-19", "KZ-61", "KZ-62", "KZ-71", "KZ-75")
OF_REGIONS: Final[Pages] = (
    *(one for one in REPORTS if one[0].startswith("report") and one[0] != "report of a region"),
    ("what must hold, a year", f"/reports/checks/?{YEAR}"),
)
COSTS: Final = tuple(
    (f"cost by {by}", f"/costs/?{YEAR}&by={by}")
    for by in ("operator", "region", "month", "mission", "patient")
)
WATCHES: Final = (
    ("critical patients", "/critical/"),
    ("rounds", "/critical/rounds/"),
    ("rounds on paper", "/critical/rounds/paper/"),
)


def watch_many() -> None:
    """Have as many patients watched as asked, each like one of the demonstration's."""
    from django.db import connection

    from qanat.care.critical.models import Watch
    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.bulk import backfilling, copy_rows, take_ids
    from qanat.foundation.commands import intention
    from qanat.registry.patients.models import Patient

    models: list[dict[str, Any]] = list(
        Watch.objects.filter(state="watched", round_taken_by=None).order_by("id").values()  # type: ignore[arg-type] # rows by their columns
    )
    missing = WATCHED - Watch.objects.open().count()
    if missing <= 0:
        return
    watched = Watch.objects.values("patient_id")
    free = Patient.objects.exclude(pk__in=watched).order_by("id")
    people = list(free.values_list("pk", flat=True)[:missing])
    chance = random.Random(1)  # noqa: S311 (to be repeatable, not secret)
    with intention(SYSTEM, "benchmark.watch"), backfilling():
        copy_rows(Watch, _watches(models, take_ids(Watch, len(people)), people, chance))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _watches(
    models: list[dict[str, Any]], ids: list[int], people: list[int], chance: random.Random
) -> Iterator[dict[str, Any]]:
    for number, (pk, patient) in enumerate(zip(ids, people, strict=True)):
        like = models[number % len(models)]
        later = timedelta(minutes=chance.randrange(600))
        yield {
            **like,
            "id": pk,
            "number": f"W-{pk}",
            "bed": str(pk),
            "patient_id": patient,
            "round_due_at": like["round_due_at"] + later,
        }


def told(name: str, pages: Pages, client: Any) -> None:
    """Measure pages and tell."""
    for page, address in pages:
        tell(name, measured(client, page, address), BAR_MS)


def run() -> None:
    """Load, count, measure, tell."""
    from qanat.ops import collector, home

    load = ["demo", "--year", "--load-only", "--data", os.environ["QANAT_HOME"]]
    subprocess.run([sys.executable, "-m", "qanat.ops.cli", *load], check=True)
    home.set_up()
    with home.ensure_database():
        from django.utils import timezone

        from qanat.readiness.statistics.commands.keeping import keep_months
        from qanat.readiness.statistics.models import KeptCounts, KeptHorizon

        watch_many()
        collector.settle()
        analyst = viewer("analyst")
        KeptCounts.objects.all().delete()
        KeptHorizon.objects.all().delete()
        told("reports.from_records", REPORTS, analyst)
        begun, count = time.perf_counter(), 0
        while more := keep_months(timezone.now()):
            count += more
        _house.tell(
            bench="reports.keep", months=count, seconds=round(time.perf_counter() - begun, 1)
        )
        told("reports", REPORTS, analyst)
        told("reports.of_regions", OF_REGIONS, viewer("region_analyst", *REGIONS))
        told("reports.costs", COSTS, analyst)
        told("reports.watched", WATCHES, viewer("specialist", "intensive_care"))


def main() -> int:
    """Load the years into a data folder, then measure in a process of its own."""
    return _house.alone("benchmarks.reports", run)


if __name__ == "__main__":
    sys.exit(main())
