"""How well a nation is covered by the units which are free, and what one of them is worth.

A place is worth its demand. The first unit that reaches it in time is free with some chance; the
second counts for when the first is busy, and so on. What a unit adds is what would be lost
without it; where it should stand is where it adds most.

Source:
    docs/sources.md#coverage
"""

from dataclasses import dataclass

import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.compiled import compiled


@dataclass(frozen=True, slots=True)
class Move:
    """Where a unit would add most.

    Attributes:
        unit: number of the unit.
        base: number of the best place for it, the first among equals.
        here: what it adds where it stands.
        there: what it would add there.
    """

    unit: int
    base: int
    here: float
    there: float

    @property
    def gain(self) -> float:
        """What moving adds."""
        return self.there - self.here


def covered(reach: Bools, demand: Floats, busy: float) -> float:
    """Return the demand that is expected to be reached in time (MEXCLP).

    Args:
        reach: whether each unit reaches each place in time, shape ``(units, places)``.
        demand: of each place, zero or more, shape ``(places,)``.
        busy: the chance that a unit is busy, at least 0 and below 1.

    Raises:
        ValueError: if shapes do not fit, or a value is out of bounds.
    """
    _check(reach, demand, busy)
    return float(demand @ (1 - busy ** reach.sum(axis=0)))


def losses(reach: Bools, demand: Floats, busy: float) -> Floats:
    """Return what would be lost without each unit alone, shape ``(units,)``; see ``covered``."""
    _check(reach, demand, busy)
    counts = reach.sum(axis=0)
    return np.asarray(reach @ (demand * (1 - busy) * busy ** np.maximum(counts - 1, 0)))


def survival_losses(survival: Floats, demand: Floats, busy: float) -> Floats:
    """Return the expected survivors lost without each unit alone (MSLP).

    Args:
        survival: chance to survive if a unit goes to a place, shape ``(units, places)``.
        demand: of each place, zero or more, shape ``(places,)``.
        busy: the chance that a unit is busy, at least 0 and below 1.

    Raises:
        ValueError: if shapes do not fit, or a value is out of bounds.
    """
    if not ((survival >= 0) & (survival <= 1)).all():
        raise ValueError("a chance is not between 0 and 1")
    _check(survival, demand, busy)
    return np.asarray(_survival_losses(np.ascontiguousarray(survival.T), demand, busy))


def best_moves(reach: Bools, from_bases: Bools, demand: Floats, busy: float) -> list[Move]:
    """Return for every unit where it alone would add most, while all others stay (DMEXCLP).

    Args:
        reach: from where the units stand, shape ``(units, places)``.
        from_bases: from where they could stand, shape ``(bases, places)``.
        demand: of each place, shape ``(places,)``.
        busy: the chance that a unit is busy, at least 0 and below 1.

    Raises:
        ValueError: if shapes do not fit, there is no base, or a value is out of bounds.
    """
    _check(reach, demand, busy)
    _check(from_bases, demand, busy)
    if not len(from_bases):
        raise ValueError("there is no base to move to")
    here = losses(reach, demand, busy)
    counts = reach.sum(axis=0)
    weight = demand * (1 - busy)
    others = weight * busy**counts
    all_but = weight * busy ** np.maximum(counts - 1, 0) - others
    base_worth = from_bases.astype(np.float64) @ others
    extra = reach.astype(np.float64) * all_but
    worth = base_worth[None, :] + extra @ from_bases.T.astype(np.float64)
    best = worth.argmax(axis=1)
    return [
        Move(unit, int(base), float(here[unit]), float(worth[unit, base]))
        for unit, base in enumerate(best)
    ]


def _check(reach: Bools | Floats, demand: Floats, busy: float) -> None:
    if reach.ndim != 2 or demand.shape != reach.shape[1:]:  # noqa: PLR2004 (units, places)
        raise ValueError(f"shapes do not fit: {reach.shape}, {demand.shape}")
    if not (np.isfinite(demand).all() and (demand >= 0).all()):
        raise ValueError("a demand is not a number of at least zero")
    if not 0 <= busy < 1:
        raise ValueError(f"not a chance of being busy: {busy}")


@compiled
def _survival_losses(survival: Floats, demand: Floats, busy: float) -> Floats:
    """Return the losses from a table with a row for each place.

    Without the unit of rank r all behind it move up by one: what they gain stands in ``behind``.
    """
    places, units = survival.shape
    lost = np.zeros(units)
    for j in range(places):
        useful = np.flatnonzero(survival[j] > 0)
        order = useful[np.argsort(-survival[j][useful])]
        behind = 0.0
        for rank in range(order.size - 1, -1, -1):
            chance = survival[j, order[rank]]
            turn = (1 - busy) * busy**rank
            lost[order[rank]] += demand[j] * (turn * chance - behind)
            if rank > 0:
                behind += (1 - busy) * (busy ** (rank - 1) - busy**rank) * chance
    return lost
