"""Small cells of published tables: hidden so that nobody can compute them from what is shown.

Tables which share totals are one system of sums. A cell with fewer than ``least`` cases is hidden;
then further cells, until every hidden one may still be any of at least ``least`` values for
somebody who knows all that is shown, and that a hidden cell is not empty (empty ones are shown).

Source:
    docs/sources.md#small-cells
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import highspy

Cell = TypeVar("Cell", bound=Hashable)
NEAR: Final = 1e-6
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sum:
    """A printed total and the cells which make it up, by their places."""

    total: int
    parts: tuple[int, ...]


def hide(
    counts: Mapping[Cell, int],
    sums: Iterable[tuple[Cell, Sequence[Cell]]],
    shown: Iterable[Cell],
    least: int,
    *,
    hidden: Iterable[Cell] = (),
) -> frozenset[Cell] | None:
    """Return the cells to hide, or ``None`` where these tables can't be printed at all.

    Args:
        counts: every cell that is to be printed, totals too.
        sums: which cell is the sum of which others.
        shown: cells which are printed elsewhere in any case.
        least: the smallest count that is printed.
        hidden: cells which are hidden in any case.
    """
    cells = list(counts)
    place = {cell: at for at, cell in enumerate(cells)}
    system = tuple(Sum(place[t], tuple(place[p] for p in parts)) for t, parts in sums)
    fixed = frozenset(place[cell] for cell in shown)
    before = frozenset(place[cell] for cell in hidden)
    found = _hide(tuple(counts.values()), system, fixed, before, least)
    return None if found is None else frozenset(cells[at] for at in found)


@lru_cache(maxsize=256)
def _hide(
    values: tuple[int, ...],
    sums: tuple[Sum, ...],
    fixed: frozenset[int],
    before: frozenset[int],
    least: int,
) -> frozenset[int] | None:
    hidden = {at for at, value in enumerate(values) if 0 < value < least} | before
    fixed |= _rigid(values, sums, fixed, least)
    if hidden & fixed:
        return None
    while (weak := _weakest(values, sums, hidden, least)) is not None:
        more = _neighbour(values, sums, hidden | fixed, weak)
        if more is None:
            return None
        hidden.add(more)
    return frozenset(hidden)


def _rigid(
    values: Sequence[int], sums: Sequence[Sum], fixed: frozenset[int], least: int
) -> frozenset[int]:
    """Return the cells which could be told even if everything else were hidden too."""
    every = {at for at, value in enumerate(values) if value} - fixed
    found = bounds(values, sums, every)
    return frozenset(at for at, (low, high) in found.items() if high - low < least - 1 - NEAR)


def _weakest(
    values: Sequence[int], sums: Sequence[Sum], hidden: set[int], least: int
) -> int | None:
    """Return the hidden cell which can be told best, if any can be told too well."""
    found = bounds(values, sums, hidden)
    widths = {at: high - low for at, (low, high) in found.items()}
    weak = min(widths, key=lambda at: (widths[at], values[at], at), default=None)
    return None if weak is None or widths[weak] > least - 1 - NEAR else weak


def _neighbour(
    values: Sequence[int], sums: Sequence[Sum], taken: set[int] | frozenset[int], weak: int
) -> int | None:
    """Return a cell to hide beside one: as near as there is one, rather no total, the smallest."""
    totals = {one.total for one in sums}
    near, before = {weak}, set[int]()
    while near > before:
        before = near
        near = near | {at for one in sums if near & _all(one) for at in _all(one)}
        free = [at for at in near if at not in taken and values[at] > 0]
        if free:
            return min(free, key=lambda at: (at in totals, values[at], at))
    return None


def bounds(values: Sequence[int], sums: Sequence[Sum], hidden: Iterable[int]) -> dict[int, Range]:
    """Return between which values each hidden cell lies for who knows all others."""
    found: dict[int, Range] = {}
    for cells, touching in _parts(sums, set(hidden)):
        found |= _alone(values, cells, touching) or _solved(values, cells, touching)
    return found


def _parts(sums: Sequence[Sum], hidden: set[int]) -> list[tuple[list[int], list[Sum]]]:
    """Cut the hidden cells into parts which no sum joins."""
    parts = []
    left = set(hidden)
    while left:
        cells, touching = {min(left)}, []
        grown = True
        while grown:
            touching = [one for one in sums if cells & _all(one)]
            more = {at for one in touching for at in _all(one)} & hidden
            grown, cells = more > cells, more | cells
        left -= cells
        parts.append((sorted(cells), touching))
    return parts


def _alone(values: Sequence[int], cells: list[int], sums: list[Sum]) -> dict[int, Range] | None:
    """Return the ranges where one sum alone, with its total shown, joins the cells."""
    if len(sums) != 1 or sums[0].total in cells:
        return None
    if len(cells) == 1:
        return {cells[0]: (values[cells[0]], values[cells[0]])}
    spread = sum(values[at] for at in cells) - len(cells)
    return dict.fromkeys(cells, (1, 1 + spread))


def _solved(values: Sequence[int], cells: list[int], sums: list[Sum]) -> dict[int, Range]:
    """Return the ranges by linear programmes: the least and the most each cell may be.

    One model serves all of them: only what is sought changes, so that each begins where the one
    before ended.
    """
    model = highspy.Highs()  # type: ignore[no-untyped-call] # it has no types
    for name, value in (("output_flag", False), ("presolve", "off")):
        model.setOptionValue(name, value)
    place = {at: column for column, at in enumerate(cells)}
    for _at in cells:
        model.addVar(1.0, highspy.kHighsInf)
    for one in sums:
        signs, rest = Counter[int](), 0
        for at, sign in (*((at, 1) for at in one.parts), (one.total, -1)):
            if at in place:
                signs[place[at]] += sign
            else:
                rest -= sign * values[at]
        model.addRow(rest, rest, len(signs), list(signs), [float(n) for n in signs.values()])
    found = {}
    for at, column in place.items():
        model.changeColCost(column, 1.0)
        low = _extreme(model, highspy.ObjSense.kMinimize)
        found[at] = (low, _extreme(model, highspy.ObjSense.kMaximize))
        model.changeColCost(column, 0.0)
    return found


def _extreme(model: highspy.Highs, sense: highspy.ObjSense) -> float:
    """Return the least or the most of what is sought; what has no end is endless."""
    model.changeObjectiveSense(sense)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return math.inf
    return float(model.getInfo().objective_function_value)


def _all(one: Sum) -> set[int]:
    return {one.total, *one.parts}
