"""How long the cheapest assignment takes, beside others that find the same.

All answer the same matrices in the same run, by turns; times are CPU time of the thread, the
least of several turns. Every answer is proven by its duals before it counts. What a peer needs
besides (its own input) is not counted against it. Peers that are not installed are reported as
missing: ``pyvroom`` is none of ours.

Run ``python -m benchmarks.assignment`` (or with ``--full``); every line is JSON.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import scipy
from scipy.optimize import linear_sum_assignment

from qanat.engine.arrays import Floats
from qanat.engine.assignment import ENGINE_VERSION, Assignment, assign, check

ROWS: Final = 200
COLUMNS: Final = 3_000
LAYOUTS: Final = ("spread", "one_cluster", "ten_clusters", "masked")
BARS: Final = {"spread": 5.0, "one_cluster": 6.0}
"""How many times faster than scipy it is to be."""
TURNS: Final = 7
UNFIT: Final = 1e6
"""What scipy is told of pairs that do not fit, since it refuses rows without a pair."""
VROOM_SIZE: Final = (20, 300)
"""What the router of vehicles is asked when there is little time; the full size takes minutes."""


def costs(layout: str, rows: int, columns: int, seed: int) -> Floats:
    """Return weighted distances between requests and units.

    Args:
        layout: spread over the map, in one spot, in ten spots, or spread and two thirds unfit.
        rows: how many requests.
        columns: how many units.
        seed: of the chance.
    """
    chance = np.random.Generator(np.random.PCG64(seed))
    units = chance.random((columns, 2))
    spots = {"one_cluster": 1, "ten_clusters": 10}.get(layout, rows)
    centres = chance.random((spots, 2))[chance.integers(0, spots, rows)]
    scenes = centres + chance.normal(0, 0.01, (rows, 2))
    away = scenes[:, None] - units[None]
    found: Floats = chance.uniform(0.1, 1, (rows, 1)) * np.hypot(away[..., 0], away[..., 1])
    if layout == "masked":
        found[chance.random(found.shape) < 2 / 3] = np.inf
        found[:2] = np.inf
    return np.ascontiguousarray(found)


def by_scipy(asked: Floats) -> float:
    """Return the least cost of the pairs that fit."""
    rows, columns = linear_sum_assignment(asked)
    pairs = asked[rows, columns]
    return float(pairs[pairs < UNFIT].sum())


def greedily(matrix: Floats) -> float:
    """Return the cost if each request in turn takes the cheapest unit that is left."""
    left, total = matrix.copy(), 0.0
    for line in left:
        best = int(np.argmin(line))
        if np.isfinite(line[best]):
            total += line[best]
            left[:, best] = np.inf
    return total


def least_cpu_s(ways: list[Callable[[], object]], turns: int = TURNS) -> list[float]:
    """Return the least CPU time of each way, tried by turns."""
    best = [float("inf")] * len(ways)
    for _ in range(turns):
        for number, way in enumerate(ways):
            start = time.thread_time()
            way()
            best[number] = min(best[number], time.thread_time() - start)
    return best


def measure(layout: str, seeds: range) -> dict[str, Any]:
    """Time one layout over several seeds; the middle seed counts."""
    ratios, ours, theirs, passes, gaps, seen = [], [], [], [], [], []
    for seed in seeds:
        matrix = costs(layout, ROWS, COLUMNS, seed)
        answer: Assignment = assign(matrix)
        check(matrix, answer)
        asked = np.where(np.isfinite(matrix), matrix, UNFIT)
        if abs(answer.cost - by_scipy(asked)) > 1e-6:
            raise AssertionError(f"{layout} {seed}: not what scipy finds")
        mine, peer, once = least_cpu_s(
            [
                partial(assign, matrix),
                partial(linear_sum_assignment, asked),
                partial(matrix.min, axis=1),
            ]
        )
        ours.append(mine * 1e3)
        theirs.append(peer * 1e3)
        ratios.append(peer / mine)
        passes.append(mine / once)
        gaps.append(greedily(matrix) / answer.cost - 1)
        seen.append(answer.columns_seen)
    bar = BARS.get(layout)
    ratio = float(np.median(ratios))
    return {
        "id": "assignment",
        "params": {"layout": layout, "rows": ROWS, "columns": COLUMNS, "seeds": len(seeds)},
        "engine": ENGINE_VERSION,
        "value": round(float(np.median(ours)), 3),
        "unit": "ms",
        "peer": "scipy.optimize.linear_sum_assignment",
        "peer_version": scipy.__version__,
        "peer_value": round(float(np.median(theirs)), 3),
        "ratio": round(ratio, 2),
        "bar": bar,
        "is_met": None if bar is None else ratio >= bar,
        "matrix_passes": round(float(np.median(passes)), 2),
        "greedy_gap": round(float(np.median(gaps)), 4),
        "columns_seen": int(np.median(seen)),
        "certified": True,
    }


def against_vroom(rows: int, columns: int) -> dict[str, Any]:
    """Ask the router of vehicles for the same; say so if it is not there."""
    line: dict[str, Any] = {"id": "assignment", "peer": "pyvroom"}
    if find_spec("vroom") is None:
        return line | {"missing": True}
    vroom = import_module("vroom")
    matrix = np.round(costs("spread", rows, columns, 0) * 100_000)
    size = rows + columns
    square = np.zeros((size, size), dtype=np.uint32)
    square[:columns, columns:] = matrix.T
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=square)
    for number in range(columns):
        problem.add_vehicle(vroom.Vehicle(number, start=number, max_tasks=1))
    for number in range(rows):
        problem.add_job(vroom.Job(number, location=columns + number))
    start = time.perf_counter()
    solution = problem.solve(exploration_level=1, nb_threads=1)
    peer_s = time.perf_counter() - start
    (mine_s,) = least_cpu_s([partial(assign, matrix)])
    answer = assign(matrix)
    return line | {
        "params": {"layout": "spread", "rows": rows, "columns": columns, "seed": 0},
        "value": round(mine_s * 1e3, 3),
        "unit": "ms",
        "peer_version": version("pyvroom"),
        "peer_value": round(peer_s * 1e3, 1),
        "ratio": round(peer_s / mine_s),
        "peer_gap": round(solution.summary.cost / answer.cost - 1, 4),
    }


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    block = np.ones(4_000_000)
    (read_s,) = least_cpu_s([block.sum])
    return {
        "id": "machine",
        "cpu": platform.processor() or platform.machine(),
        "read_GBps": round(block.nbytes / read_s / 1e9, 1),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def main() -> int:
    """Measure; fail if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more seeds, and pyvroom in full")
    options, _others = parser.parse_known_args()
    lines = [measure(layout, range(20 if options.full else 3)) for layout in LAYOUTS]
    try:
        lines.append(against_vroom(*((ROWS, COLUMNS) if options.full else VROOM_SIZE)))
    except PackageNotFoundError:
        lines.append({"id": "assignment", "peer": "pyvroom", "missing": True})
    for line in (*lines, machine()):
        print(json.dumps(line))
    return int(any(line.get("is_met") is False for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
