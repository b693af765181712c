"""How long a request takes from HTTP to 20 exact plans as JSON, in a nation kept by one worker.

The embedded database holds 3,000 ambulances, 60 aircraft, 120 landing places and 2,000 hospitals:
the demonstration's, and copies of them elsewhere. One web process, one client that asks for one
request after another (``POST /api/v1/plans`` with its id); every answer is read to its end.

``python -m benchmarks.plan_http [ANSWERS]`` prints JSON lines: the answers, how long reading the
nation anew takes, and how long one changed vehicle does.
"""

import json
import random
import sys
import time
import urllib.request
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any, Final

from benchmarks import _house

ANSWERS: Final = 400
WANTED_MS: Final = 50
WANTED: Final = {"ambulances": 3_000, "aircraft": 60, "places": 120, "hospitals": 2_000}
REQUESTS: Final = 60
PLANS: Final = 20
ROUNDS: Final = 7
PATIENCE_S: Final = 300.0


def fill(seed: int = 1) -> None:
    """Have a nation of the wanted size, and requests to be planned; a fleet is there already."""
    from django.db import connection
    from django.utils import timezone

    from benchmarks._national import Size
    from benchmarks._national import fill as requests
    from qanat.foundation.actors import SYSTEM
    from qanat.foundation.commands import intention
    from qanat.registry.fleet.commands.demo import load_demo_fleet

    load_demo_fleet(SYSTEM, seed=seed, now=timezone.now())
    with intention(SYSTEM, "benchmark.fill"), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [1 / (1 + seed)])
        for statement in COPIES.split(";"):
            cursor.execute(statement, WANTED)
    requests(Size(REQUESTS, 10, 1_000, REQUESTS, 10), seed)


COPIES: Final = """
INSERT INTO fleet_ambulance
  (call_sign, kind, region_id, base_id, settlement_id, facility_id, is_serviceable, stated_at, note,
   is_synthetic)
SELECT 'BENCH-' || row_number() OVER (), a.kind, s.region_id, NULL, s.id, NULL, true, a.stated_at,
  '', true
FROM fleet_ambulance a, LATERAL (
  SELECT id, region_id FROM places_settlement WHERE a.id > 0 ORDER BY random() LIMIT 1) s
WHERE a.settlement_id IS NOT NULL
LIMIT greatest(0, %(ambulances)s - (
  SELECT count(*) FROM fleet_ambulance WHERE settlement_id IS NOT NULL OR base_id IS NOT NULL));

INSERT INTO facilities_facility
  (code, name, type, level, is_inpatient, region_id, settlement_id, lon, lat, position_evidence,
   beds_stated, beds_evidence, phone, is_phone_synthetic, note, evidence, source, search_key)
SELECT 'BENCH-' || n, f.name, f.type, f.level, true, f.region_id, f.settlement_id,
  f.lon + random() - 0.5, f.lat + random() - 0.5, f.position_evidence, f.beds_stated,
  f.beds_evidence, '', true, f.note, f.evidence, f.source, f.search_key
FROM generate_series(1, greatest(0, %(hospitals)s - (
  SELECT count(*) FROM facilities_facility WHERE is_inpatient AND closed_on IS NULL))) n
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS count
  FROM facilities_facility WHERE is_inpatient AND closed_on IS NULL) f
ON f.place = 1 + n %% f.count;

INSERT INTO facilities_capability (facility_id, code, level, since, evidence, source)
SELECT b.id, c.code, c.level, c.since, c.evidence, c.source FROM facilities_facility b
JOIN facilities_facility f ON f.name = b.name AND f.code NOT LIKE 'BENCH-%%'
JOIN facilities_capability c ON c.facility_id = f.id AND c.until IS NULL
WHERE b.code LIKE 'BENCH-%%' ON CONFLICT DO NOTHING;

INSERT INTO places_pad (code, name, region_id, lon, lat, surface, is_lit, evidence, source)
SELECT 'BENCH-' || n, s.name, s.region_id, s.lon, s.lat, 'paved', n %% 2 = 0, 'assumption',
  'made up'
FROM generate_series(1, greatest(0, %(places)s - (SELECT count(*) FROM places_pad) - (
  SELECT count(*) FROM places_airfield
  WHERE country_id = 'KZ' AND is_in_use IS DISTINCT FROM false))) n
JOIN (SELECT *, row_number() OVER (ORDER BY random()) AS place FROM places_settlement) s
  ON s.place = n;

INSERT INTO fleet_aircraft (tail, type_id, operator_id, note, is_synthetic)
SELECT 'BENCH-' || row_number() OVER (), type_id, operator_id, '', true FROM fleet_aircraft
WHERE type_id IS NOT NULL AND operator_id IS NOT NULL
LIMIT greatest(0, %(aircraft)s - (SELECT count(*) FROM fleet_aircraft));

INSERT INTO fleet_basing (aircraft_id, base_id, during)
SELECT a.id, b.base_id, b.during FROM fleet_aircraft a, LATERAL (
  SELECT base_id, during FROM fleet_basing WHERE a.id > 0 ORDER BY random() LIMIT 1) b
WHERE a.tail LIKE 'BENCH-%%';

INSERT INTO fleet_serviceability (aircraft_id, status, since, reason, note, stated_by, stated_at)
SELECT id, 'serviceable', now(), '', '', 0, now() FROM fleet_aircraft WHERE tail LIKE 'BENCH-%%'
"""
"""Copies of what is there, elsewhere by chance, up to the wanted numbers."""


def run() -> None:
    """Measure in a house of its own."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    answers = numbers[0] if numbers else ANSWERS
    with _house.house(workers=1):
        from qanat.response.dispatch.models import Request

        if not Request.objects.exists():
            fill()
        _wait_until_warm()
        key = {"Authorization": f"Bearer {_house.key_of('dispatcher', name='plans')}"}
        key |= {"Content-Type": "application/json"}
        ids = list(Request.objects.order_by("id").values_list("pk", flat=True))
        random.Random(7).shuffle(ids)  # noqa: S311 (to be repeatable, not secret)
        asked = [
            _house.http(
                "POST", "/api/v1/plans", key, json.dumps({"request": pk, "count": PLANS}).encode()
            )
            for pk in ids
        ]
        size = kept()
        _house.load(lambda n: asked[n % len(asked)], 2.0, first=0, clients=1)
        result = _house.Load()
        while len(result.times_s) < answers:
            first = len(result.times_s)
            result.add(_house.load(lambda n: asked[n % len(asked)], 1.0, first=first, clients=1))
    figures = result.figures() | {"wanted_p99_ms": WANTED_MS, "plans": PLANS, "workers": 1}
    _house.tell(bench="plan_http.answer", **figures, **size)


def kept() -> dict[str, Any]:
    """Tell how long this process takes to read the nation, and to follow one change; its size."""
    from qanat.engine.kbest.search import warm
    from qanat.engine.kbest.snapshot import with_aircraft, with_ambulance, with_hospital, with_place
    from qanat.response.dispatch.suggest.exact import KEEPER

    warm()
    now = datetime.now(UTC)
    read_ms, snapshot = [], KEEPER.current(now).snapshot
    for _ in range(ROUNDS):
        KEEPER.forget()
        begun = time.thread_time()
        KEEPER.current(now)
        read_ms.append((time.thread_time() - begun) * 1000)
    nation = snapshot.nation
    steps: dict[str, Any] = {
        "ambulance": lambda: with_ambulance(snapshot, nation.ambulances[0]),
        "aircraft": lambda: with_aircraft(snapshot, nation.aircraft[0]),
        "hospital": lambda: with_hospital(snapshot, nation.hospitals[0]),
        "place": lambda: with_place(snapshot, nation.places[0]),
    }
    size = {field: len(getattr(nation, field)) for field in WANTED}
    steps_ms = {f"{name}_ms": round(_usual_ms(step), 3) for name, step in steps.items()}
    _house.tell(
        bench="plan_http.snapshot", cpu_ms=round(min(read_ms), 1), wanted_ms=200,
        bytes=snapshot.nbytes, **steps_ms,
        wanted_step_ms=1, **size,
    )  # fmt: skip
    return size


def _usual_ms(step: Any) -> float:
    times = []
    for _ in range(10 * ROUNDS):
        begun = time.thread_time()
        step()
        times.append((time.thread_time() - begun) * 1000)
    return quantiles(times, n=2)[0]


def _wait_until_warm() -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with urllib.request.urlopen(f"http://{_house.HOST}:{_house.PORT}/health") as answer:
            if json.load(answer)["planner"]["is_warm"]:
                return
        time.sleep(0.2)
    raise TimeoutError("the planner did not become ready")


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.plan_http", run)


if __name__ == "__main__":
    sys.exit(main())
