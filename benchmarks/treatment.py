"""How long the pages of treatment abroad take at ten thousand cases (wanted: under 100 ms).

Fills an installation of its own with synthetic cases in all states, then asks each page as who
works on it does, in this process: server time alone, no network.

``python -m benchmarks.treatment [CASES] [ROUNDS]`` prints JSON lines.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from benchmarks import _house
from benchmarks.page_creates import session_of

if TYPE_CHECKING:
    from django.test import Client

CASES: Final = 10_000
ROUNDS: Final = 9
OK: Final = 200
LIVES: Final = {
    "draft": 3, "submitted": 4, "completeness": 12, "returned": 8, "eligibility": 5,
    "opinions": 8, "offers": 8, "agenda": 4, "decided": 20, "closed": 23, "withdrawn": 5,
}  # fmt: skip
"""States, and how many of a hundred cases stand there."""
UNREGISTERED: Final = ("draft", "submitted")
DECIDED: Final = ("decided", "closed")
VIEWS: Final = ("mine", "late", "examined", "decided", "over", "all")


def run() -> None:
    """Fill and measure."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    cases, rounds = (*numbers, *(CASES, ROUNDS)[len(numbers) :])[:2]
    with _house.house():
        from django.test import Client

        from qanat.care.abroad.models import Case

        if Case.objects.count() < cases:
            fill(cases)
        newest = Case.objects.filter(state="completeness").latest("id").pk
        pages = [f"/abroad/cases/?view={view}" for view in VIEWS]
        pages += ["/abroad/cases/?view=all&text=стеноз", "/abroad/cases/?view=all&page=40"]
        client = Client()
        client.cookies["qanat_session"] = session_of("working_body")
        days = "first=2024-01-01&last=2026-12-31"
        pages += [
            f"/reports/abroad/?{days}",
            f"/reports/abroad/records/?{days}&figure=sent_abroad&by=region&key=KZ-19",
            "/reports/abroad/gaps/?first=2024-01-01&last=2026-12-31",
            "/abroad/figures/?year=2025",
        ]
        for page in (*pages, f"/abroad/cases/{newest}/"):
            _house.tell(bench="treatment", page=page, **asked(client, page, rounds))


def asked(client: "Client", page: str, rounds: int) -> dict[str, float]:
    """Return how long a page takes, in milliseconds; the first time does not count."""
    times = []
    for _round in range(rounds + 1):
        began = time.perf_counter()
        answer = client.get(page, headers={"host": "localhost"})
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != OK:
            raise RuntimeError(f"{page}: {answer.status_code}")
    return {"median_ms": round(median(times[1:]), 1), "slowest_ms": round(max(times[1:]), 1)}


def fill(cases: int) -> None:
    """Make cases in bulk: guards and audit hold, only the way through the states is not walked."""
    from django.utils import timezone

    from qanat.care.abroad.models import Case
    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.bulk import backfilling, store_rows
    from qanat.foundation.commands import intention
    from qanat.registry.facilities.queries import Filter, facility_rows
    from qanat.registry.patients.commands.drafts import PatientDraft
    from qanat.registry.patients.commands.registering import ensure_patients

    now, chance = timezone.now(), random.Random(7)  # noqa: S311 (to be repeatable)
    hospitals = facility_rows(Filter(is_inpatient=True), limit=40)
    people = [
        PatientDraft(name=f"Больной {n} Синтетический", birth_on=date(1960 + n % 60, 1 + n % 12, 3))
        for n in range(cases)
    ]
    patients = ensure_patients(SYSTEM, rows=people, now=now)
    rows = list(_cases(chance, patients, [(h.id, h.region_code) for h in hospitals], now))
    with intention(SYSTEM, "fill"), backfilling():
        store_rows(Case, rows)


def _cases(
    chance: random.Random, patients: list[int], places: list[tuple[int, str]], now: datetime
) -> Iterator[dict[str, Any]]:
    for number, patient in enumerate(patients):
        state = chance.choices(list(LIVES), list(LIVES.values()))[0]
        facility, region = chance.choice(places)
        since = now - timedelta(days=chance.uniform(0.1, 700 if state in DECIDED else 20))
        is_registered = state not in (*UNREGISTERED, "withdrawn")
        yield {
            "number": f"TA-{region}/2026/B{number:06d}",
            "code": f"B{number:09d}",
            "matter": uuid4(),
            "state": state,
            "state_at": since,
            "due_at": since + timedelta(days=14) if state not in DECIDED else None,
            "decide_by": since + timedelta(days=30) if is_registered else None,
            "registered_at": since if is_registered else None,
            "act": "dsm-45" if is_registered else "",
            "patient_id": patient,
            "facility_id": facility,
            "region_id": region,
            "diagnosis": chance.choice(("Стеноз гортани", "Апластическая анемия", "АВМ")),
            "treatment": "Операция",
            "summary": "Синтетическое дело.",
            "urgency": chance.randint(1, 3),
            "priority": chance.randint(1, 5),
            "decision": chance.choice(("abroad", "refuse")) if state in DECIDED else "",
            "decided_at": since if state in DECIDED else None,
            "made_at": since,
            "made_by": 0,
            "is_synthetic": True,
        }


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.treatment", run)


if __name__ == "__main__":
    sys.exit(main())
