"""How long the coverage of a nation and the worth of each unit take, beside plain numpy.

Both answer the same in the same run, by turns; times are CPU time of the thread, the least of
several turns. Run ``python -m benchmarks.coverage``; every line is JSON.
"""

import json
from functools import partial

import numpy as np

from benchmarks.assignment import least_cpu_s, machine
from qanat.engine.arrays import Floats
from qanat.engine.coverage import best_moves, losses, survival_losses

UNITS, PLACES, BASES, BUSY = 3_000, 351, 351, 0.3


def plain_survival_losses(survival: Floats, demand: Floats, busy: float) -> Floats:
    """Return the losses by arrays: every place's units sorted, and sums from behind."""
    order = np.argsort(-survival, axis=0)
    best = np.take_along_axis(survival, order, axis=0)
    turns = (1 - busy) * busy ** np.arange(len(best))[:, None]
    move_up = np.zeros_like(best)
    move_up[1:] = (turns[:-1] - turns[1:]) * best[1:]
    behind = np.cumsum(move_up[::-1], axis=0)[::-1] - move_up
    lost = np.zeros_like(best)
    np.put_along_axis(lost, order, turns * best - behind, axis=0)
    return np.asarray(lost @ demand)


def main() -> int:
    """Measure."""
    chance = np.random.Generator(np.random.PCG64(1))
    away = np.hypot(*(chance.random((UNITS, 1, 2)) - chance.random((1, PLACES, 2))).T).T
    reach, demand = away < 0.12, chance.random(PLACES) * 1_000
    survival = np.where(away < 0.25, np.exp(-8 * away), 0.0)
    from_bases = chance.random((BASES, PLACES)) < 0.05
    ours = partial(survival_losses, survival, demand, BUSY)
    plain = partial(plain_survival_losses, survival, demand, BUSY)
    if not np.allclose(ours(), plain()):
        raise AssertionError("not what numpy finds")
    mine, peer = least_cpu_s([ours, plain])
    line = {
        "id": "coverage.survival_losses",
        "params": {"units": UNITS, "places": PLACES},
        "value": round(mine * 1e3, 3),
        "unit": "ms",
        "peer": "numpy",
        "peer_version": np.__version__,
        "peer_value": round(peer * 1e3, 3),
        "ratio": round(peer / mine, 2),
    }
    print(json.dumps(line))
    for name, way in (
        ("losses", partial(losses, reach, demand, BUSY)),
        ("best_moves", partial(best_moves, reach, from_bases, demand, BUSY)),
    ):
        (spent,) = least_cpu_s([way], 5)
        params = {"units": UNITS, "places": PLACES, "bases": BASES}
        figures = {"id": f"coverage.{name}", "value": round(spent * 1e3, 2), "unit": "ms"}
        print(json.dumps(figures | {"params": params}))
    print(json.dumps(machine()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
