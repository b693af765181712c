"""How long the pages take at national size, and how many queries each asks.

10,000 requests (most with mission and services), 100,000 ambulance calls and 250,000 patients are
stored first. Times are of the server alone: the test client, in this process, warm, the median of
five. ``cpu_ms`` is the CPU time of the page and of its database process: what the page takes where
nobody else works; the load of the machine is told beside it.

``python -m benchmarks.pages [DIVISOR]`` prints JSON lines; with a divisor the data is so many
times smaller.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from benchmarks import _house

BAR_MS: Final = 100.0
TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What one page took."""

    name: str
    address: str
    status: int
    ms: float
    cpu_ms: float
    queries: int
    slowest_query: str = ""
    slowest_query_ms: float = 0.0


def addresses() -> Iterator[tuple[str, str] | tuple[str, str, str]]:
    """Return each page with its address, for records that exist, and with what is looked for."""
    yield from LISTS
    from qanat.registry.patients.models import Patient
    from qanat.response.dispatch.models import Call, Mission, Request

    waiting = Request.objects.filter(state="approved").latest("id").pk
    flown = Mission.objects.latest("id")
    over = flown.requests.get().pk
    yield "request", f"/requests/{over}/"
    yield "request open", f"/requests/{waiting}/"
    yield "request edit", f"/requests/{over}/edit/"
    yield "plans", f"/requests/{waiting}/plans/"
    for kind in ("aircraft", "hospital", "place", "ambulance"):
        yield f"left out of plans, {kind}", f"/requests/{waiting}/plans/left-out/?of={kind}"
    yield "mission", f"/missions/{flown.pk}/"
    yield "call", f"/calls/{Call.objects.latest('id').pk}/"
    patient = Patient.objects.latest("id").pk
    yield "patient", f"/patients/{patient}/"
    yield "patient history", f"/patients/{patient}/history/"
    yield "aircraft", f"/fleet/{flown.aircraft_id}/"
    yield "operator", f"/fleet/operators/{flown.operator_id}/"


LISTS: Final[tuple[tuple[str, str] | tuple[str, str, str], ...]] = (
    ("start", "/"),
    ("queue", "/requests/"),
    ("queue over", "/requests/?view=over"),
    ("queue over, a late page", "/requests/?view=over&page=150"),
    ("queue, a word", "/requests/?view=over&text=инсульт"),
    ("queue, a region", "/requests/?view=over&region=KZ-19"),
    ("intake", "/requests/new/"),
    ("missions", "/missions/"),
    ("missions over", "/missions/?view=over"),
    ("missions, a number", "/missions/?view=over&text=F-KZ-19"),
    ("calls", "/calls/"),
    ("calls over", "/calls/?view=over"),
    ("calls over, a late page", "/calls/?view=over&page=150"),
    ("patients", "/patients/"),
    ("patients, a common name", "/patients/", "Ахметов"),
    ("patients, two fragments", "/patients/", "ахмет ерл"),
    ("patients, no such name", "/patients/", "Щщщ"),
    ("patients, a year", "/patients/", "1964"),
    ("patients, duplicates", "/patients/duplicates/"),
    ("search, a name", "/search/", "Ахметов"),
    ("search, a place", "/search/", "Семей"),
    ("search, a number", "/search/", "N-KZ-19"),
    ("fleet", "/fleet/"),
    ("ambulances", "/fleet/ambulances/"),
    ("modules", "/fleet/modules/"),
    ("consultations", "/consultations/"),
    ("report, this year", "/reports/"),
    ("report, a region", "/reports/?region=KZ-19"),
    ("records of the report", "/reports/records/?figure=services"),
)


class Asked:
    """Counts and times the queries of a block."""

    def __init__(self) -> None:
        self.count = 0
        self.slowest = ""
        self.slowest_ms = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        """Run a query, and note it."""
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            took_ms = (time.perf_counter() - begun) * 1000
            if took_ms > self.slowest_ms:
                self.slowest, self.slowest_ms = sql, took_ms


def measured(
    client: Any, name: str, address: str, text: str = "", *, times: int = TIMES
) -> Measured:
    """Ask for a page: to warm up, to count queries with nothing kept, then for the time."""
    from django.db import connection

    from qanat.foundation import kept

    def ask() -> Any:
        return client.post(address, {"text": text}) if text else client.get(address)

    ask()
    asked = Asked()
    kept.forget()
    with connection.execute_wrapper(asked):
        status = ask().status_code
    took_ms = []
    cpu = cpu_s()
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        took_ms.append((time.perf_counter() - begun) * 1000)
    spent_ms = (cpu_s() - cpu) * 1000 / times
    return Measured(
        name=name,
        address=address,
        status=status,
        ms=round(median(took_ms), 1),
        cpu_ms=round(spent_ms, 1),
        queries=asked.count,
        slowest_query=asked.slowest,
        slowest_query_ms=round(asked.slowest_ms, 1),
    )


def cpu_s() -> float:
    """Return the CPU time of this process and of the database process which serves it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return time.process_time() + _house.cpu_s(backend)


def viewer(role: str, *values: str, **headers: str) -> Any:
    """Return a client in which somebody with a role is signed in; for what, if not the nation."""
    from django.test import Client

    from qanat.foundation.access.commands import AccountDetails, create_account, grant_role
    from qanat.foundation.access.models import Account
    from qanat.foundation.actors import SYSTEM

    details = AccountDetails(user_name=f"{role}{time.time_ns()}", full_name="Bench")
    made = create_account(SYSTEM, details=details)
    for value in values or ("",):
        grant_role(SYSTEM, account_id=made.account_id, role=role, value=value, reason="bench")
    account = Account.objects.get(pk=made.account_id)
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    client = Client(headers={"host": "localhost", **headers})
    backend = "qanat.foundation.access.sign_in.backends.PasswordBackend"
    client.force_login(account, backend=backend)
    return client


def all_pages(times: int = TIMES) -> Iterator[Measured]:
    """Measure every page as the first of some roles to whom it is open."""
    dispatcher, analyst = viewer("dispatcher"), viewer("analyst")
    for asked in addresses():
        one = measured(dispatcher, *asked, times=times)
        yield one if one.status == 200 else measured(analyst, *asked, times=times)


@contextmanager
def national() -> Iterator[None]:
    """Run a block on data of national size, in a process as settled as that of the web."""
    from django.utils import timezone

    from qanat.ops import collector, home

    divisor = next((int(w) for w in sys.argv[1:] if w.isdigit()), 1)
    home.set_up()
    with home.ensure_database():
        from benchmarks._national import NATIONAL, fill
        from qanat.foundation.actors import SYSTEM
        from qanat.registry.fleet.commands.demo import load_demo_fleet
        from qanat.response.dispatch.models import Request

        if not Request.objects.exists():
            load_demo_fleet(SYSTEM, seed=1, now=timezone.now())
            begun = time.perf_counter()
            fill(NATIONAL.part(divisor))
            _house.tell(bench="pages.fill", seconds=round(time.perf_counter() - begun, 1))
        collector.settle()  # as in a web process
        yield


def tell(bench: str, one: Measured, bar_ms: float) -> None:
    """Tell how a page was measured, beside what is wanted of it."""
    _house.tell(
        bench=bench,
        page=one.name,
        ms=one.ms,
        cpu_ms=one.cpu_ms,
        queries=one.queries,
        status=one.status,
        bar_ms=bar_ms,
        load=round(os.getloadavg()[0], 1),
    )


def run() -> None:
    """Fill, measure, tell."""
    with national():
        for one in all_pages():
            tell("pages", one, BAR_MS)


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.pages", run)


if __name__ == "__main__":
    sys.exit(main())
