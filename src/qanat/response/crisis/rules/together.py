"""Who goes where, when many wait: the choice among everybody's plans that costs least together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.assignment import assign
from qanat.engine.assignment import check as check_assignment
from qanat.engine.selection import Way, select
from qanat.engine.selection import check as check_selection

MINUTE: Final = 60.0
ROUNDING_MIN: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Weights:
    """What a minute counts.

    Attributes:
        of_urgency: what a minute until care counts, by urgency.
        late_min: minutes added where care begins after the clinical window.
        left_out_min: minutes counted for whoever gets no plan.
    """

    of_urgency: Mapping[int, float]
    late_min: float
    left_out_min: float


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan as it counts here.

    Attributes:
        units: the vehicles it needs.
        care_s: seconds until definitive care, or until a team is with the patient.
        is_late: care begins after the clinical window.
    """

    units: frozenset[str]
    care_s: float
    is_late: bool


@dataclass(frozen=True, slots=True)
class Together:
    """The choice for all, and its proof.

    Attributes:
        places: of each request the place of the chosen offer, None if it gets none.
        total: weighted minutes of all.
        bound: no choice among these plans comes below it, in the same unit.
        by_duals: the bound is proven by prices anybody can add up; else by the solver's search.
        in_turn: the places if each in turn took the best offer that is left.
        one_by_one: what these cost.
    """

    places: Mapping[int, int | None]
    total: float
    bound: float
    by_duals: bool
    in_turn: Mapping[int, int | None]
    one_by_one: float

    @property
    def is_proven(self) -> bool:
        """Tell whether no choice is better, but for rounding."""
        return self.total - self.bound <= ROUNDING_MIN

    @property
    def saved(self) -> float:
        """What choosing together saves against one after the other."""
        return max(0.0, self.one_by_one - self.total)


def choose_together(
    offers: Mapping[int, Sequence[Offer]], urgency: Mapping[int, int], weights: Weights
) -> Together:
    """Give each request one of its plans, no vehicle twice, at the least weighted time together.

    Args:
        offers: of each request, in the order of need, its plans, best first.
        urgency: of each request.
        weights: what a minute counts.

    Source:
        docs/sources.md#assignment, docs/sources.md#set-partitioning
    """
    costs = {
        one: [_cost(offer, weights.of_urgency[urgency[one]], weights) for offer in found]
        for one, found in offers.items()
    }
    out = {one: weights.left_out_min * weights.of_urgency[urgency[one]] for one in offers}
    singles = all(len(offer.units) == 1 for found in offers.values() for offer in found)
    places, bound, by_duals = (_assigned if singles else _selected)(offers, costs, out)
    total = _total(places, costs, out)
    in_turn = _in_turn(offers, costs)
    one_by_one = _total(in_turn, costs, out)
    return Together(places, total, min(bound, total), by_duals, in_turn, one_by_one)


def _cost(offer: Offer, weight: float, weights: Weights) -> float:
    return weight * (offer.care_s / MINUTE + (weights.late_min if offer.is_late else 0.0))


def _total(
    places: Mapping[int, int | None],
    costs: Mapping[int, Sequence[float]],
    out: Mapping[int, float],
) -> float:
    return sum(out[one] if n is None else costs[one][n] for one, n in places.items())


def _in_turn(
    offers: Mapping[int, Sequence[Offer]], costs: Mapping[int, Sequence[float]]
) -> dict[int, int | None]:
    """Return what each would take in turn: the best plan whose vehicles are left."""
    taken: set[str] = set()
    places: dict[int, int | None] = {}
    for one, found in offers.items():
        left = (n for n, offer in enumerate(found) if not offer.units & taken)
        place = min(left, key=costs[one].__getitem__, default=None)
        taken |= found[place].units if place is not None else set()
        places[one] = place
    return places


def _assigned(
    offers: Mapping[int, Sequence[Offer]],
    costs: Mapping[int, Sequence[float]],
    out: Mapping[int, float],
) -> tuple[dict[int, int | None], float, bool]:
    """Choose where every plan needs a single vehicle: an assignment, proven by its duals."""
    units = sorted({unit for found in offers.values() for o in found for unit in o.units})
    column = {unit: n for n, unit in enumerate(units)}
    matrix: Floats = np.full((len(offers), len(units)), np.inf)
    place_of: dict[tuple[int, int], int] = {}
    for row, (one, found) in enumerate(offers.items()):
        for n, offer in enumerate(found):
            (unit,) = offer.units
            if costs[one][n] < matrix[row, column[unit]]:
                matrix[row, column[unit]] = costs[one][n]
                place_of[row, column[unit]] = n
    answer = assign(matrix, unserved_costs=np.array([out[one] for one in offers]))
    check_assignment(matrix, answer)
    bound = float(answer.row_duals.sum() + answer.column_duals.sum())
    places = {one: place_of.get((row, int(answer.columns[row]))) for row, one in enumerate(offers)}
    return places, bound, True


def _selected(
    offers: Mapping[int, Sequence[Offer]],
    costs: Mapping[int, Sequence[float]],
    out: Mapping[int, float],
) -> tuple[dict[int, int | None], float, bool]:
    """Choose where plans need several vehicles: a set partition."""
    named = [(one, n) for one, found in offers.items() for n in range(len(found))]
    ways = [Way(frozenset({one}), offers[one][n].units, costs[one][n]) for one, n in named]
    answer = select(ways, out)
    check_selection(ways, out, answer)
    places: dict[int, int | None] = dict.fromkeys(offers)
    places |= {named[n][0]: named[n][1] for n in answer.chosen}
    return places, answer.bound, answer.is_proven_by_duals
