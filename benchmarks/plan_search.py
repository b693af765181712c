"""The exact K best plans at the size of a nation, beside searches of peers; every line is JSON.

Times are CPU time of the thread, the least of several turns. Run ``python -m
benchmarks.plan_search`` (under a minute) or with ``--full``. Seeds are fixed: the nation 1, the
requests 7. What a peer can't answer, or is not there, is said.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
from msgspec.structs import replace

from benchmarks._nation import POLICY, Maker, Size
from qanat.engine.kbest.changes import what_if
from qanat.engine.kbest.curves import Curve
from qanat.engine.kbest.legs import Timeline
from qanat.engine.kbest.model import Request
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.question import question_of
from qanat.engine.kbest.reasons import why_not
from qanat.engine.kbest.search import ENGINE_VERSION, Answer, Each, find_best
from qanat.engine.kbest.snapshot import (
    Snapshot,
    build,
    with_aircraft,
    with_ambulance,
    with_hospital,
    with_place,
)
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller

COUNT = 20
PLAIN = 6


def say(name: str, value: float | None, unit: str, **more: object) -> None:
    """Print a figure; ``None`` is one which is missing."""
    machine = {
        "cpu": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "copy_gb_s": BANDWIDTH,
    }
    line = {
        "id": f"plan_search.{name}",
        "value": None if value is None else round(value, 4),
        "unit": unit,
    }
    print(json.dumps({**line, "engine": ENGINE_VERSION, **more, "machine": machine}), flush=True)


def bandwidth() -> float:
    """Return how many GB this core copies in a second."""
    source = np.ones(8_000_000)
    target = np.empty_like(source)
    took_s = least_s(5, lambda: np.copyto(target, source))
    return round(2 * source.nbytes / took_s / 1e9, 1)


def least_s(turns: int, way: Callable[[], object]) -> float:
    """Return the least CPU time of several turns."""
    best = float("inf")
    for _ in range(turns):
        start = time.thread_time()
        way()
        best = min(best, time.thread_time() - start)
    return best


def ready(size: Size, count: int) -> tuple[Snapshot, list[Request]]:
    """Return a nation as arrays, and requests in it."""
    maker = Maker(size)
    return build(maker.nation()), maker.requests(count)


def searches_ms(
    snapshot: Snapshot, questions: list[Question], turns: int, count: int
) -> list[float]:
    """Return the least time of every search."""
    return [
        1_000 * least_s(turns, partial(find_best, snapshot, question, count))
        for question in questions
    ]


def nation(turns: int, count: int) -> float:
    """Measure the whole nation; return the median."""
    size = Size()
    snapshot, requests = ready(size, count)
    questions = [question_of(snapshot, request, POLICY) for request in requests]
    answers = [find_best(snapshot, question, COUNT) for question in questions]
    assert all(answer.certificate.is_proved for answer in answers)
    times = searches_ms(snapshot, questions, turns, COUNT)
    common = {
        "params": {**size.__dict__, "K": COUNT, "families": "G D R"},
        "seed": [1, 7],
        "n": count,
        "turns": turns,
    }
    for share, bar in ((50, 0.6), (95, None), (99, 2.5), (100, None)):
        value = float(np.percentile(times, share))
        say(f"search.p{share}", value, "ms cpu", **common, bar=bar)
    best = Counter(answer.ways[0].family.name for answer in answers if answer.ways)
    every = Counter(way.family.name for answer in answers for way in answer.ways)
    examined = [answer.certificate.examined for answer in answers]
    say("examined.p50", float(np.percentile(examined, 50)), "plans", **common)
    say("answers", len(answers), "answers", best_family=best, families=every)
    asking = [1_000 * least_s(turns, partial(question_of, snapshot, r, POLICY)) for r in requests]
    say("question.p50", float(np.percentile(asking, 50)), "ms cpu", **common)
    for plans in (1, 5, 100):
        some = searches_ms(snapshot, questions[::4], turns, plans)
        for share in (50, 99):
            say(
                f"search.k{plans}.p{share}",
                float(np.percentile(some, share)),
                "ms cpu",
                n=len(some),
            )
    some = [
        1_000 * least_s(turns, partial(find_best, snapshot, question, COUNT, each=Each.UNIT))
        for question in questions[::2]
    ]
    shares("best_of_each", some, each="unit and family")
    first = [replace(request, treatment=("c1",)) for request in requests[::2]]
    families(snapshot, first, "with_treated_first", families="G D R T")
    for name, seats in (("with_teams", 2), ("with_teams_of_one", 1)):
        teams = [
            replace(request, may_treat_on_site=True, consult_s=0.0, team_size=seats)
            for request in requests[::2]
        ]
        families(snapshot, teams, name, families="G D R S V")
    all_in = [replace(request, may_treat_on_site=True, consult_s=0.0) for request in first]
    families(snapshot, all_in, "all_families", families="G D R T S V", bars=(5, 15))
    explained(snapshot, questions[::10])
    ground(snapshot, requests[::10], times[::10], questions[::10])
    return float(np.percentile(times, 50))


def shares(
    name: str, times: list[float], bars: tuple[float | None, ...] = (None, None), **more: object
) -> None:
    """Print the median of some times and the 99th of a hundred."""
    for share, bar in zip((50, 99), bars, strict=True):
        value = float(np.percentile(times, share))
        say(f"{name}.p{share}", value, "ms cpu", n=len(times), **more, bar=bar)


def families(
    snapshot: Snapshot,
    requests: list[Request],
    name: str,
    *,
    families: str,
    bars: tuple[float | None, ...] = (None, None),
) -> None:
    """Measure requests which more families of plans serve."""
    asked = [question_of(snapshot, request, POLICY) for request in requests]
    shares(name, searches_ms(snapshot, asked, 2, COUNT), bars, families=families)


def explained(snapshot: Snapshot, questions: list[Question]) -> None:
    """Measure what is told of the best plans of each unit."""
    answers = [find_best(snapshot, question, COUNT, each=Each.UNIT) for question in questions]
    pairs = list(zip(questions, answers, strict=True))
    told = [1_000 * least_s(2, partial(timelines, snapshot, *pair)) for pair in pairs]
    shares("timelines", told, plans=COUNT)
    reasons = [1_000 * least_s(2, partial(why_not, snapshot, *pair)) for pair in pairs]
    shares("reasons", reasons, of="all aircraft, 20 ambulances, 20 hospitals")
    changes = [1_000 * least_s(2, partial(what_if, snapshot, *pair)) for pair in pairs]
    shares("changes", changes, of="13 constraints")


def timelines(snapshot: Snapshot, question: Question, answer: Answer) -> list[Timeline]:
    """Tell every plan."""
    teller = Teller(snapshot, question)
    return [teller.tell(way) for way in answer.ways]


def ground(
    snapshot: Snapshot, requests: list[Request], ours_ms: list[float], questions: list[Question]
) -> None:
    """Measure every ambulance with every hospital on arrays: one family of three."""
    theirs = []
    for request, question in zip(requests, questions, strict=True):
        theirs.append(1_000 * least_s(2, partial(exhaustive, snapshot, question, request)))
        answer = find_best(snapshot, question, COUNT)
        by_road = [way.charge for way in answer.ways if way.family.name == "GROUND"]
        every = exhaustive(snapshot, question, request)[: len(by_road)]
        assert np.allclose(by_road, every, rtol=0, atol=1e-9)
    value, peer = float(np.percentile(ours_ms, 50)), float(np.percentile(theirs, 50))
    say(
        "against.numpy",
        value,
        "ms cpu",
        peer="numpy, every ambulance with every hospital, ground only",
        peer_version=np.__version__,
        peer_value=round(peer, 3),
        ratio=round(peer / value, 1),
        bar=">= 50",
        n=len(theirs),
    )


def exhaustive(snapshot: Snapshot, question: Question, request: Request) -> np.ndarray:
    """Return the charges of the best ground plans, from all pairs."""
    ask, around, units, wards = question.ask, question.around, snapshot.units, snapshot.wards
    fits = ((units.kit & ask.kit) == ask.kit) & np.isfinite(units.ready_s)
    takes = (wards.capabilities & ask.capabilities) == ask.capabilities
    takes &= wards.beds[:, ask.bed] >= ask.stretchers
    contact_s = np.maximum(units.ready_s, ask.now_s)[fits] + around.unit_s[fits]
    key = interpolated(ask.first, contact_s - ask.onset_s)
    key += ask.cost * units.rate[fits] * around.unit_s[fits]
    drive_s = around.ward_s[takes]
    done_s = contact_s[:, None] + ask.road_load_s + drive_s + ask.road_unload_s
    care = curve_of(request).level(0)
    charge = (1 - POLICY.contact_share) * (
        1 - interpolated(care, done_s + wards.door_s[takes] - ask.onset_s)
    )
    charge += key[:, None] + ask.cost * units.rate[fits][:, None] * drive_s + ask.hand_over
    charge[done_s > units.duty_s[fits][:, None]] = np.inf
    count = min(COUNT, charge.size)
    return np.sort(np.partition(charge.ravel(), count - 1)[:count])


def curve_of(request: Request) -> Curve:
    """Return the curve of definitive care."""
    return CURVES[request.care_curve]


def interpolated(table: np.ndarray, since_s: np.ndarray) -> np.ndarray:
    """Return a table between its minutes."""
    between: np.ndarray = np.interp(since_s / 60, np.arange(len(table)), table)
    return between


def growth(turns: int, count: int, steps: int) -> None:
    """Measure all four sets doubled several times, up to the nation or beyond."""
    medians = []
    for step in range(steps):
        size = Size().times(2.0 ** (step - 3))
        snapshot, requests = ready(size, count)
        questions = [question_of(snapshot, request, POLICY) for request in requests]
        find_best(snapshot, questions[0], COUNT)
        times = searches_ms(snapshot, questions, turns, COUNT)
        medians.append(float(np.percentile(times, 50)))
        say(
            f"size.{size.ambulances}",
            medians[-1],
            "ms cpu",
            p99=round(float(np.percentile(times, 99)), 3),
            params=size.__dict__,
            n=count,
        )
    mean = (medians[-1] / medians[0]) ** (1 / (steps - 1))
    say("growth", mean, "times per doubling", bar="<= 3.2", doublings=steps - 1)


def snapshots(turns: int) -> None:
    """Measure building a snapshot and following one change."""
    made = Maker(Size()).nation()
    snapshot = build(made)
    say("build", 1_000 * least_s(turns, lambda: build(made)), "ms cpu", bar=200)
    unit, ward = made.ambulances[17], made.hospitals[3]
    moved = type(unit)(id=unit.id, lon=unit.lon + 0.1, lat=unit.lat, rate=unit.rate)
    fuller = type(ward)(
        **{f: getattr(ward, f) for f in ward.__struct_fields__} | {"beds": {"icu": 0}}
    )
    changes: dict[str, Callable[[], Snapshot]] = {
        "ambulance": lambda: with_ambulance(snapshot, moved),
        "aircraft": lambda: with_aircraft(snapshot, made.aircraft[5]),
        "hospital": lambda: with_hospital(snapshot, fuller),
        "place": lambda: with_place(snapshot, made.places[7]),
    }
    for name, change in changes.items():
        say(f"change.{name}", 1_000 * least_s(turns, change), "ms cpu", bar=1)
    say("memory.state", snapshot.nbytes / 1e6, "MB", bar=10)


COLD = """
import sys, time
start = time.time()
from qanat.engine.kbest.search import plan, warm
from qanat.engine.kbest.snapshot import build
warm()
print(time.time() - start)
import msgspec
from qanat.engine.kbest.model import Nation, Policy, Request
nation, requests = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[Nation, list[Request]])
snapshot = build(nation)
for request in requests:
    plan(snapshot, request, Policy(cost=3e-6), 20)
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(most.split()[1]) / 1e3)
"""


def cold() -> None:
    """Measure a fresh process: until all is ready to answer, and its memory after 50 answers."""
    maker = Maker(Size())
    told = msgspec.json.encode((maker.nation(), maker.requests(50)))
    words = [sys.executable, "-c", COLD]
    subprocess.run(words, capture_output=True, input=told, check=True)  # what is not compiled yet
    found = subprocess.run(words, capture_output=True, input=told, check=True)
    start_s, memory_mb = map(float, found.stdout.split())
    say("cold", start_s, "s wall, compiled before", bar=2)
    say("memory.process", memory_mb, "MB", bar=300)


def plain(ours_ms: float) -> None:
    """Measure the same search as plain Python, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.plan_search", "--plain"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    found = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    peer = float(found.stdout)
    say(
        "against.python",
        ours_ms,
        "ms cpu",
        peer="the same functions as plain Python, same requests, one turn",
        peer_version=platform.python_version(),
        peer_value=round(peer, 1),
        ratio=round(peer / ours_ms, 1),
        bar=">= 120",
        n=PLAIN,
    )


def first_ms(turns: int) -> float:
    """Return the median time of the first requests."""
    snapshot, requests = ready(Size(), 400)
    questions = [question_of(snapshot, request, POLICY) for request in requests[:PLAIN]]
    return float(np.median(searches_ms(snapshot, questions, turns, COUNT)))


def routed(ours_ms: float) -> None:
    """Measure a router of vehicles with one patient and one hospital: by road alone."""
    if importlib.util.find_spec("vroom") is None:
        say("against.pyvroom", None, "missing", peer="pyvroom", status="not installed")
        return
    vroom = importlib.import_module("vroom")
    snapshot, requests = ready(Size(), 1)
    around = question_of(snapshot, requests[0], POLICY).around
    units = len(around.unit_s) - 1
    scene, ward = units, units + 1
    seconds = np.zeros((units + 2, units + 2), dtype=np.uint32)
    seconds[:units, scene] = around.unit_s[:units]
    seconds[scene, ward] = around.ward_s.min()
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=seconds)
    for unit in range(units):
        problem.add_vehicle(vroom.Vehicle(unit, start=unit, end=ward, max_tasks=1))
    problem.add_job(vroom.Job(0, location=scene))
    start = time.process_time()
    problem.solve(exploration_level=1, nb_threads=1)
    peer = 1_000 * (time.process_time() - start)
    say(
        "against.pyvroom",
        ours_ms,
        "ms cpu",
        peer="pyvroom, one patient and a given hospital, every ambulance, one turn",
        peer_version=importlib.metadata.version("pyvroom"),
        peer_value=round(peer, 1),
        ratio=round(peer / ours_ms),
        bar=">= 5000",
        n=1,
    )


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more turns, two more doublings")
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    options, _ = parser.parse_known_args()
    if options.plain:
        print(first_ms(1))
        return
    turns = 5
    nation(turns, 400 if options.full else 200)
    snapshots(turns)
    growth(turns, 100 if options.full else 40, 6 if options.full else 4)
    cold()
    ours_ms = first_ms(turns)
    plain(ours_ms)
    routed(ours_ms)
    say("against.sql", None, "elsewhere", peer="PostgreSQL", status="benchmarks.plan_sql")


BANDWIDTH = bandwidth()

if __name__ == "__main__":
    main()
