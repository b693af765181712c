"""The K best plans found so far, or the best plan of each of K keys; compiled.

A plan is a row: family, first ambulance, aircraft, stop before the patient, place of pick-up,
whether it refuels there, stop after it, place of landing, second ambulance, hospital, and the
ambulance and hospital which treated first; last the specialist fetched on the way, where by air,
and whether the aircraft was fuelled meanwhile. ``NOBODY`` stands for what a plan has not. A team is
moved like a patient, from its hospital, which stands last, and without an ambulance before it.

Where the best of each key is asked for, a plan matters only below the best one known of its own
key. What is looked at now is aimed at, so that the search cuts at that charge where it knows the
key already, and at the K-th charge where it does not.
"""

from typing import Final, NamedTuple

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.compiled import compiled, lent
from qanat.engine.kbest.tables import NOBODY, Rows

WIDTH: Final = 15
BOUND: Final = 0
EXAMINED: Final = 1
DOMINATED: Final = 2

EVERY: Final = 0
UNIT: Final = 1
LEAD: Final = 2
AIRCRAFT: Final = 3

TREATED: Final = 3
SPECIALIST: Final = 4
REMOTE: Final = 5
FAMILIES: Final = 6
NO_KEY: Final = -1


class Best(NamedTuple):
    """The best plans so far, cheapest first.

    Attributes:
        charges: of each, infinite where there is none yet, shape ``(K,)``.
        slots: row of each plan.
        rows: plans in any order, shape ``(K, WIDTH)``.
        proof: lowest charge of what was left out, plans examined, choices dominated.
        limit: charge from which on nothing of what is aimed at matters, shape ``(1,)``.
        each: what makes a key: ``EVERY`` plan is its own, or the family and a unit.
        vans: how many ambulances there are, which keys are numbered by.
        keys: of each row, and last the one aimed at, shape ``(K + 1,)``.
        held: lowest charge known of each key.
    """

    charges: Floats
    slots: Ints
    rows: Rows
    proof: Floats
    limit: Floats
    each: int
    vans: int
    keys: Ints
    held: Floats


@compiled
def new_best(count: int, each: int, vans: int, craft: int, limit: float) -> Best:
    """Return room for so many plans below a charge."""
    proof = np.zeros(4)
    proof[BOUND] = np.inf
    keys = 1 if each == EVERY else FAMILIES * (1 + vans + craft)
    return Best(
        np.full(count, limit),
        np.arange(count),
        np.full((count, WIDTH), NOBODY, dtype=np.int32),
        proof,
        np.full(1, limit),
        each,
        vans,
        np.full(count + 1, NO_KEY),
        np.full(keys, np.inf),
    )


@compiled
def raise_limit(best: Best, limit: float) -> None:
    """Make room up to another charge; what was found stays."""
    for at in range(len(best.charges)):
        if best.keys[best.slots[at]] == NO_KEY:
            best.charges[at] = limit
    best.proof[BOUND] = np.inf
    best.limit[0] = limit


@lent
def key_of(best: Best, row: Rows) -> int:
    """Return the key of a plan."""
    family = row[0]
    if row[11] != NOBODY:
        family = SPECIALIST if row[10] == NOBODY else TREATED
    lead = row[1] if row[10] == NOBODY else row[10]
    craft = NOBODY if row[2] == NOBODY else best.vans + row[2]
    unit = craft
    if best.each == LEAD or (best.each == UNIT and craft == NOBODY):
        unit = craft if lead == NOBODY else lead
    return int(family * (len(best.held) // FAMILIES) + 1 + unit)


def held_of_treated(best: Best, van: int) -> float:
    """Return the lowest charge of plans in which an ambulance brings to a first hospital."""
    return float(best.held[TREATED * (len(best.held) // FAMILIES) + 1 + van])


def held_of_craft(best: Best, family: int) -> Floats:
    """Return the lowest charge known of each aircraft in plans of a family."""
    held: Floats = best.held.reshape(FAMILIES, -1)[family, 1 + best.vans :]
    return held


def held_of_vans(best: Best, family: int) -> Floats:
    """Return the lowest charge known of each ambulance alone in plans of a family, or of all."""
    held: Floats = best.held.reshape(FAMILIES, -1)[family]
    return held[:1] if best.each == AIRCRAFT else held[1 : 1 + best.vans]


@lent
def limit_of(best: Best, row: Rows) -> float:
    """Return the charge from which on no plan of the family and units of a row matters."""
    limit = float(best.charges[-1])
    return limit if best.each == EVERY else min(limit, best.held[key_of(best, row)])


@lent
def aim(best: Best, row: Rows) -> None:
    """Look at plans of the family and units of a row, those of its key only."""
    if best.each != EVERY:
        key = key_of(best, row)
        best.keys[-1] = key
        best.limit[0] = min(best.charges[-1], best.held[key])


@lent
def aim_at_all(best: Best) -> None:
    """Look at plans of any key."""
    best.keys[-1] = NO_KEY
    best.limit[0] = best.charges[-1]


@lent
def is_led(best: Best, row: Rows) -> bool:
    """Tell whether the ambulance which brings the patient to an aircraft makes the key."""
    return best.each == LEAD and row[10] == NOBODY


@lent
def most_surpassing(best: Best) -> int:
    """Return how many must surpass a choice that makes no key for none of its plans to matter.

    Of every plan one more than are wanted, since one of them may have another part in the plan;
    of each key one and that one.
    """
    return len(best.charges) + 1 if best.each == EVERY else 2


@lent
def leave_out(best: Best, bound: float) -> None:
    """Note that everything from a bound on was left out.

    Below the K-th charge only what another plan of its own key surpasses is left out.
    """
    if best.each == EVERY or bound >= best.charges[-1]:
        best.proof[BOUND] = min(best.proof[BOUND], bound)


@lent
def offer(best: Best, charge: float, row: Rows) -> None:
    """Keep a plan if it is among the best; of equal ones the first stays."""
    charges = best.charges
    last = len(charges) - 1
    best.proof[EXAMINED] += 1.0
    if charge >= charges[last]:
        best.proof[BOUND] = min(best.proof[BOUND], charge)
        return
    key, at = 0, last
    if best.each != EVERY:
        key = key_of(best, row)
        if charge >= best.held[key]:
            return
        at = _place_of(best, key)
        best.held[key] = charge
    if at == last:
        best.proof[BOUND] = min(best.proof[BOUND], charges[last])
    slot = best.slots[at]
    while at > 0 and charges[at - 1] > charge:
        charges[at] = charges[at - 1]
        best.slots[at] = best.slots[at - 1]
        at -= 1
    charges[at] = charge
    best.slots[at] = slot
    best.keys[slot] = key
    for column in range(WIDTH):
        best.rows[slot, column] = row[column]
    best.limit[0] = charges[last]
    if best.keys[-1] != NO_KEY:
        best.limit[0] = min(charges[last], best.held[best.keys[-1]])


@compiled
def put(best: Best, charge: float, family: int) -> None:
    """Offer a plan in which nobody moves."""
    row = np.full(WIDTH, NOBODY, dtype=np.int32)
    row[0] = family
    aim_at_all(best)
    offer(best, charge, row)


@lent
def _place_of(best: Best, key: int) -> int:
    """Return where the plan of a key stands, the last place if it is not among the best."""
    last = len(best.charges) - 1
    for at in range(last):
        if best.keys[best.slots[at]] == key:
            return at
    return last
