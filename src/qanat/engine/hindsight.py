"""What a past day could have cost at best, had everything been known beforehand.

Each request is served by one unit or left out; a unit serves one at a time. Since later requests
are known, this is a bound no dispatcher could beat, and a yardstick for what was done.

Source:
    docs/sources.md#coverage
"""

from dataclasses import dataclass

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.selection import Selection, Way, select


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The best a day could have been, and its proof.

    Attributes:
        units: unit of each request, -1 for who is left out.
        cost: of all, those left out included.
        proof: of it.
    """

    units: tuple[int, ...]
    cost: float
    proof: Selection[int]


def best_in_hindsight(
    cost: Floats, leaves_s: Floats, free_s: Floats, left_out_cost: float
) -> Hindsight:
    """Return the cheapest way to serve the requests of a past day.

    Args:
        cost: of each request by each unit, infinite where it could not, shape
            ``(requests, units)``.
        leaves_s: when the unit is taken for the request, same shape.
        free_s: when it is free again, later than that, same shape.
        left_out_cost: of a request nobody serves.

    Raises:
        ValueError: if shapes do not fit, or a unit is free before it leaves.
    """
    if not cost.shape == leaves_s.shape == free_s.shape:
        raise ValueError(f"shapes do not fit: {cost.shape}, {leaves_s.shape}, {free_s.shape}")
    fits = np.isfinite(cost)
    if (free_s[fits] <= leaves_s[fits]).any():
        raise ValueError("a unit is free before it leaves")
    pairs = [(int(i), int(j)) for i, j in np.argwhere(fits)]
    ways = [
        Way(frozenset({i}), _turns(i, j, leaves_s, free_s, fits), float(cost[i, j]))
        for i, j in pairs
    ]
    proof = select(ways, dict.fromkeys(range(len(cost)), left_out_cost))
    units: Ints = np.full(len(cost), -1)
    for n in proof.chosen:
        units[pairs[n][0]] = pairs[n][1]
    return Hindsight(tuple(int(unit) for unit in units), proof.cost, proof)


def _turns(
    i: int, j: int, leaves_s: Floats, free_s: Floats, fits: Bools
) -> frozenset[tuple[int, int]]:
    """Return the departures of the unit that fall into this one's time, this one's own included.

    Two of its times overlap exactly if the later departure falls into the earlier time.
    """
    starts = leaves_s[:, j]
    during = fits[:, j] & (starts >= leaves_s[i, j]) & (starts < free_s[i, j])
    return frozenset((j, int(k)) for k in np.flatnonzero(during))
