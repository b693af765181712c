"""The K best plans found so far, compiled.

A plan is a row: family, first ambulance, aircraft, stop before the patient, place of pick-up,
whether it refuels there, stop after it, place of landing, second ambulance, hospital, and the
ambulance and hospital which treated first. ``NOBODY`` stands for what a plan has not.
"""

from typing import Final, NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import compiled, inner
from qanat.engine.kbest.tables import NOBODY, Rows

WIDTH: Final = 12
BOUND: Final = 0
EXAMINED: Final = 1
DOMINATED: Final = 2


class Best(NamedTuple):
    """The best plans so far, cheapest first.

    Attributes:
        charges: of each, infinite where there is none yet, shape ``(K,)``.
        slots: row of each plan.
        rows: plans in any order, shape ``(K, WIDTH)``.
        proof: lowest charge of what was left out, plans examined, choices dominated.
    """

    charges: Floats
    slots: Ints
    rows: Rows
    proof: Floats


@compiled
def new_best(count: int) -> Best:
    """Return room for so many plans."""
    proof = np.zeros(4)
    proof[BOUND] = np.inf
    return Best(
        np.full(count, np.inf),
        np.arange(count),
        np.full((count, WIDTH), NOBODY, dtype=np.int32),
        proof,
    )


@inner
def leave_out(best: Best, bound: float) -> None:
    """Note that everything from a bound on was left out."""
    best.proof[BOUND] = min(best.proof[BOUND], bound)


@inner
def offer(best: Best, charge: float, row: Rows) -> None:
    """Keep a plan if it is among the best; of equal ones the first stays."""
    charges = best.charges
    last = len(charges) - 1
    best.proof[EXAMINED] += 1.0
    if charge >= charges[last]:
        best.proof[BOUND] = min(best.proof[BOUND], charge)
        return
    best.proof[BOUND] = min(best.proof[BOUND], charges[last])
    slot = best.slots[last]
    at = last
    while at > 0 and charges[at - 1] > charge:
        charges[at] = charges[at - 1]
        best.slots[at] = best.slots[at - 1]
        at -= 1
    charges[at] = charge
    best.slots[at] = slot
    for column in range(WIDTH):
        best.rows[slot, column] = row[column]
