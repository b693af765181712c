"""The exact planner beside the database: every ambulance with every hospital by a cross join.

PostgreSQL is given distances ready made, so that it computes charges alone. It is asked for the
best plans by road and must find, to the ninth decimal, what our search finds in a nation without
aircraft. The search with aircraft, of which a cross join knows nothing, stands beside it. Times
are CPU time of our thread and of the database's one process for the connection, the least of
several turns.

``python -m benchmarks.plan_sql`` prints JSON lines.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from benchmarks import _house
from benchmarks._nation import POLICY, Maker, Size
from benchmarks.plan_search import COUNT, curve_of, say, searches_ms
from qanat.engine.kbest.model import Request
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.search import find_best
from qanat.engine.kbest.snapshot import Snapshot, build
from qanat.engine.kbest.tables import NOBODY, Question

REQUESTS: Final = 400
EVERY: Final = 25
TURNS: Final = 7
NEAR: Final = 1e-9
TABLES: Final = """
CREATE TEMPORARY TABLE van (
    id int, kit bigint, ready_s float8, duty_s float8, rate float8, away_s float8);
CREATE TEMPORARY TABLE ward (
    id int, able bigint, beds int, door_s float8, drive_s float8);
"""
CHARGE: Final = """
WITH reached AS (
    SELECT *, greatest(ready_s, %(now)s) + away_s AS contact_s,
        least((greatest(ready_s, %(now)s) + away_s - %(onset)s) / 60, %(last)s) AS contact_min
    FROM van WHERE kit & %(kit)s = %(kit)s
), brought AS MATERIALIZED (
    SELECT id, rate, duty_s, contact_s, %(hand_over)s + %(cost)s * rate * away_s
        + (%(first)s::float8[])[floor(contact_min)::int4 + 1]
        + (contact_min - floor(contact_min))
        * (%(first_rise)s::float8[])[floor(contact_min)::int4 + 1] AS key
    FROM reached
), able AS (
    SELECT id, drive_s, door_s FROM ward WHERE able & %(able)s = %(able)s AND beds >= %(patients)s
), pair AS (
    SELECT brought.id AS van, able.id AS ward, key + %(cost)s * rate * drive_s AS key,
        least((contact_s + %(handled)s + drive_s + door_s - %(onset)s) / 60, %(last)s) AS care_min
    FROM brought CROSS JOIN able WHERE contact_s + %(handled)s + drive_s <= duty_s
)
SELECT key + (%(care)s::float8[])[floor(care_min)::int4 + 1]
    + (care_min - floor(care_min)) * (%(care_rise)s::float8[])[floor(care_min)::int4 + 1] AS charge,
    van, ward
FROM pair ORDER BY 1 LIMIT %(count)s
"""
"""What an ambulance costs until contact is reckoned once, and stands ready for every hospital."""


def run() -> None:
    """Measure both sides by turns."""
    from qanat.ops import home

    home.set_up()
    with home.ensure_database():
        from django.db import connection

        maker = Maker(Size())
        nation, requests = maker.nation(), maker.requests(REQUESTS)[::EVERY]
        snapshot, by_road = build(nation), build(replace(nation, aircraft=()))
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT version(), pg_backend_pid()")
            version, pid = cursor.fetchone()
            road, whole, theirs = [], [], []
            for request in requests:
                question = question_of(by_road, request, POLICY)
                store(cursor, by_road, question)
                ask = partial(asked, cursor, question, request)
                check(by_road, question, ask())
                road += searches_ms(by_road, [question], TURNS, COUNT)
                whole += searches_ms(
                    snapshot, [question_of(snapshot, request, POLICY)], TURNS, COUNT
                )
                theirs.append(min(spent_ms(pid, ask) for _turn in range(TURNS)))
    peer = float(np.median(theirs))
    for name, ours, bar in (("sql", road, ">= 150"), ("sql.with_aircraft", whole, None)):
        value = float(np.median(ours))
        say(
            f"against.{name}",
            value,
            "ms cpu",
            peer="PostgreSQL cross join, by road alone, distances given",
            peer_version=version.split(",")[0],
            peer_value=round(peer, 1),
            ratio=round(peer / value, 1),
            bar=bar,
            n=len(ours),
        )


def store(cursor: Any, snapshot: Snapshot, question: Question) -> None:
    """Give the database the nation as this request sees it; not measured."""
    units, wards, around, ask = snapshot.units, snapshot.wards, question.around, question.ask
    cursor.execute("TRUNCATE van, ward")
    few = slice(0, -1)  # the last is the own car of a team
    columns = (units.kit, units.ready_s, units.duty_s, units.rate, around.unit_s)
    vans = [column[few] for column in columns]
    beds = wards.beds[:, ask.bed].copy()
    if ask.facility != NOBODY:
        beds[ask.facility] = 0
    hospitals = (wards.capabilities, beds * wards.is_accepting, wards.door_s, around.ward_s)
    for table, told in (("van", vans), ("ward", hospitals)):
        with cursor.copy(f"COPY {table} FROM STDIN") as rows:
            for number, row in enumerate(zip(*(one.tolist() for one in told), strict=True)):
                rows.write_row((number, *row))
    cursor.execute("ANALYZE van; ANALYZE ward")


def asked(cursor: Any, question: Question, request: Request) -> list[float]:
    """Return the charges of the best ground plans, as the database finds them."""
    ask = question.ask
    care = (1 - POLICY.contact_share) * (1 - curve_of(request).level(0))
    given = {
        "first": ask.first.tolist(),
        "care": care.tolist(),
        "first_rise": np.diff(ask.first, append=ask.first[-1]).tolist(),
        "care_rise": np.diff(care, append=care[-1]).tolist(),
        "last": len(care) - 1,
        "now": ask.now_s,
        "onset": ask.onset_s,
        "kit": ask.kit,
        "able": ask.capabilities,
        "patients": ask.stretchers,
        "handled": ask.road_load_s + ask.road_unload_s,
        "cost": ask.cost,
        "hand_over": ask.hand_over,
        "count": COUNT,
    }
    cursor.execute(CHARGE, given)
    return [charge for charge, _van, _ward in cursor.fetchall()]


def check(snapshot: Snapshot, question: Question, theirs: list[float]) -> None:
    """See that both find the same plans."""
    ours = [way.charge for way in find_best(snapshot, question, COUNT).ways]
    if len(ours) != len(theirs) or not np.allclose(ours, theirs, rtol=0, atol=NEAR):
        raise AssertionError("not what the database finds")


def spent_ms(pid: int, way: Callable[[], object]) -> float:
    """Return the CPU time which a process takes meanwhile, by the clock of the kernel."""
    begun = _cpu_ns(pid)
    way()
    return (_cpu_ns(pid) - begun) / 1e6


def _cpu_ns(pid: int) -> int:
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0])


def main() -> int:
    """Run in a process and data folder of its own."""
    return _house.alone("benchmarks.plan_sql", run)


if __name__ == "__main__":
    sys.exit(main())
