"""The dispatcher's console at national size: the server time of each of its fragments.

The data is that of ``benchmarks.pages``, with a position of every ambulance and aircraft. Times
are of the server alone: the test client, in this process, warm, the median of five. What needs a
browser is measured by ``benchmarks.console_browser``.

``python -m benchmarks.console [DIVISOR]`` prints JSON lines.
"""

import os
import sys
import time
from collections.abc import Iterator
from statistics import quantiles
from typing import Any, Final

from benchmarks import _house
from benchmarks.pages import cpu_s, measured, national, viewer

BAR_MS: Final = 50.0
KMH_60: Final = 16.7
MANY: Final = 80
"""Requests of which the pane of plans is asked for."""


def see_everything() -> int:
    """Report a position of every vehicle; return how many there are."""
    from django.utils import timezone

    from qanat.foundation.actors import SYSTEM
    from qanat.registry.fleet.queries.aircraft import aircraft_choices
    from qanat.registry.fleet.queries.ambulances import ambulance_points
    from qanat.response.tracking.commands import FixDraft, report_positions

    now = timezone.now()
    vans = [("ambulance", row.id, row.lon, row.lat) for row in ambulance_points()]
    craft = [
        ("aircraft", pk, 66.0 + n / 5, 48.0) for n, (pk, _) in enumerate(aircraft_choices(SYSTEM))
    ]
    fixes = [
        FixDraft(
            kind=kind, vehicle_id=pk, at=now, lon=lon, lat=lat, speed_mps=KMH_60, course_deg=90
        )
        for kind, pk, lon, lat in (*vans, *craft)
    ]
    report_positions(SYSTEM, fixes=fixes, source="bench", now=now)
    return len(fixes)


def fragments() -> Iterator[tuple[str, str]]:
    """Return each fragment with its address."""
    from django.utils import timezone

    from qanat.response.dispatch.models import Mission, Request

    now_ms = int(timezone.now().timestamp() * 1000)
    waiting = Request.objects.filter(state="approved").latest("id").pk
    yield "queue", "/console/queue/"
    yield "queue, to plan", "/console/queue/?view=to_plan"
    yield "chosen request", f"/console/chosen/?req={waiting}"
    yield "chosen mission", f"/console/chosen/?mission={Mission.objects.latest('id').pk}"
    yield "missions", "/missions/"
    yield "aircraft by hour", "/timeline/"
    yield "ambulances by hour", "/timeline/?of=ambulance"
    yield "intake", "/requests/new/"
    yield "map, what stands", "/map/points.json"
    yield "map, all vehicles", "/map/moving.json"
    yield "map, nothing moved", f"/map/moving.json?after={now_ms + 1000}"
    yield "plans", f"/requests/{waiting}/plans/"
    yield "incidents of 112", "/hand-ins/now/"
    yield "telephone", "/ringing/now/"
    yield "alerts", "/alerts/strip/"
    yield "lines above every page", "/strips/"
    yield "coordinator's cases", "/coordinator/cases/"
    yield "coordinator's case", f"/coordinator/case/?req={waiting}"
    yield "moves", "/coverage/moves/"
    yield "the whole console", f"/console/?req={waiting}"


def hand_everything_in() -> int:
    """Have every ambulance call be handed in by 112, those which wait taken by nobody."""
    from qanat.foundation.access.models import Account
    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.bulk import backfilling, copy_rows, take_ids
    from qanat.foundation.commands import intention
    from qanat.foundation.secrets import encrypt
    from qanat.response.dispatch.models import Call
    from qanat.response.reception.models import HandIn

    sender = Account.objects.latest("id").pk
    calls = list(Call.objects.order_by("called_at").values_list("pk", "called_at"))
    ids = take_ids(HandIn, len(calls))
    sealed = encrypt("{}")
    rows = (
        {
            "id": pk,
            "sender_id": sender,
            "reference": f"112-{pk}",
            "revision": 1,
            "call_id": call_id,
            "reported_at": at,
            "received_at": at,
            "sealed": sealed,
            "digest": b"-",
        }
        for pk, (call_id, at) in zip(ids, calls, strict=True)
    )
    with intention(SYSTEM, "benchmark.hand_in"), backfilling():
        return copy_rows(HandIn, rows)


def pane_of_many(client: Any) -> dict[str, object]:
    """Ask for the pane of plans of many requests, once to warm up and once for the time."""
    from qanat.response.dispatch.models import Request

    waiting = Request.objects.filter(state="approved").order_by("-id")
    numbers = list(waiting.values_list("pk", flat=True)[:MANY])
    ms: list[float] = []
    cpu_ms: list[float] = []
    both = 0.0
    for _round in range(2):
        ms, cpu_ms, both = [], [], -cpu_s()
        for number in numbers:
            begun, spent = time.perf_counter(), time.process_time()
            client.get(f"/requests/{number}/plans/")
            ms.append((time.perf_counter() - begun) * 1000)
            cpu_ms.append((time.process_time() - spent) * 1000)
        both += cpu_s()
    database_ms = (both * 1000 - sum(cpu_ms)) / len(numbers)
    told: dict[str, object] = {"fragment": f"plans of {len(numbers)} requests"}
    for name, values in (("ms", ms), ("python_cpu_ms", cpu_ms)):
        cuts = quantiles(values, n=100)
        told |= {f"{name}_p50": round(cuts[49], 1), f"{name}_p95": round(cuts[94], 1)}
    return told | {"database_cpu_ms_mean": round(database_ms, 1)}


def run() -> None:
    """Fill, measure, tell."""
    with national():
        headers = {"hx-request": "true"}
        client = viewer("dispatcher", **headers)
        coordinator = viewer("coordinator", "KZ-19", **headers)
        vehicles, incidents = see_everything(), hand_everything_in()
        for name, address in fragments():
            who = coordinator if address.startswith("/coordinator/") else client
            one = measured(who, name, address)
            _house.tell(
                bench="console",
                fragment=one.name,
                ms=one.ms,
                cpu_ms=one.cpu_ms,
                queries=one.queries,
                status=one.status,
                vehicles=vehicles,
                incidents=incidents,
                bar_ms=BAR_MS,
                load=round(os.getloadavg()[0], 1),
            )
        many = pane_of_many(client)
        load = round(os.getloadavg()[0], 1)
        _house.tell(bench="console", **many, bar_ms=BAR_MS, load=load)


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.console", run)


if __name__ == "__main__":
    sys.exit(main())
