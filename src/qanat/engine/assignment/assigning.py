"""The cheapest assignment of rows to columns: exact, and with the duals that prove it.

Rows bid for their cheapest column first; the few which nothing is left for follow along shortest
augmenting paths. Where many rows crowd around the same columns, as after a disaster, most columns
can't matter: each row needs to see no more of its cheapest columns than there are rows, since the
others take at most all but one of them.

Source:
    docs/sources.md#assignment
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats, Ints
from qanat.engine.assignment import _kernels

ENGINE_VERSION: Final = "assignment-1.0"
SAMPLE: Final = 16
"""Rows which are asked whether they crowd around the same columns."""
MOST_NEEDED: Final = 0.5
"""Share of the columns which the reduction may leave; with more it costs more than it saves."""


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """The cheapest assignment and its proof.

    Attributes:
        columns: column of each row, -1 if the row is left unserved.
        cost: sum over the rows that are served.
        unserved_costs: what leaving each row unserved counts; infinite where it never came up.
        row_duals: at most the cost of the row in any column, less the dual of that column.
        column_duals: zero or less; zero for columns nobody has.
        columns_seen: how many columns were looked at after the reduction.
    """

    columns: Ints
    cost: float
    unserved_costs: Floats
    row_duals: Floats
    column_duals: Floats
    columns_seen: int

    @property
    def unserved(self) -> tuple[int, ...]:
        """The rows which got no column."""
        return tuple(int(row) for row in np.flatnonzero(self.columns < 0))


def assign(cost: Floats, *, unserved_costs: Floats | None = None) -> Assignment:
    """Give each row a column of its own so that the costs add up to as little as possible.

    Args:
        cost: of each row in each column, infinite where they do not fit, shape ``(rows, columns)``.
        unserved_costs: what leaving a row out counts, shape ``(rows,)``; without it as many rows
            are served as possible, and these as cheaply as possible.

    Raises:
        ValueError: if a cost is not a number or minus infinity, or shapes do not fit.

    Source:
        docs/sources.md#assignment
    """
    matrix = np.ascontiguousarray(cost, dtype=np.float64)
    if matrix.ndim != 2:  # noqa: PLR2004 (rows and columns)
        raise ValueError(f"not a matrix of costs: {matrix.ndim} dimensions")
    unserved = _given(unserved_costs, matrix) if unserved_costs is not None else _never(matrix)
    chosen = _needed(matrix)
    seen = matrix if chosen is None else np.ascontiguousarray(matrix[:, chosen])
    columns, u, v = _kernels.solve(seen, unserved)
    if np.isposinf(u).any():
        unserved = _dear(matrix)
        columns, u, v = _kernels.solve(seen, unserved)
    if not np.isfinite(u).all():
        raise ValueError("a cost is not a number or minus infinity")
    if chosen is not None:
        has_column = columns >= 0
        columns[has_column] = chosen[columns[has_column]]
        small, v = v, np.zeros(matrix.shape[1])
        v[chosen] = small
    served = np.flatnonzero(columns >= 0)
    return Assignment(
        columns=columns,
        cost=float(matrix[served, columns[served]].sum()),
        unserved_costs=unserved,
        row_duals=u,
        column_duals=v,
        columns_seen=matrix.shape[1] if chosen is None else len(chosen),
    )


def _given(costs: Floats, matrix: Floats) -> Floats:
    """Return what leaving each row out counts.

    Raises:
        ValueError: if it does not fit.
    """
    values = np.ascontiguousarray(costs, dtype=np.float64)
    if values.shape != matrix.shape[:1] or not np.isfinite(values).all():
        raise ValueError(f"costs of leaving rows out do not fit: {values.shape}")
    return values


def _never(matrix: Floats) -> Floats:
    """Return that no row is left out at any price: tried first, since most often all fit."""
    return np.full(len(matrix), np.inf) if len(matrix) <= matrix.shape[1] else _dear(matrix)


def _dear(matrix: Floats) -> Floats:
    """Return a price of leaving a row out which is more than any detour could save."""
    low, high = _kernels.finite_bounds(matrix)
    return np.full(len(matrix), high + min(matrix.shape) * (high - low) + max(1.0, abs(high)))


def _needed(matrix: Floats) -> Ints | None:
    """Return the columns that can matter, None if looking at all of them is quicker."""
    rows, columns = matrix.shape
    if not 1 < rows < columns * MOST_NEEDED:
        return None
    sample = matrix[:: max(1, rows // SAMPLE)].argmin(axis=1)
    if 2 * len(set(sample.tolist())) > len(sample):
        return None
    if not matrix.min() > -np.inf:
        return None
    needed = np.flatnonzero(_kernels.needed_columns(matrix, matrix.argmin(axis=1)))
    return needed if len(needed) <= columns * MOST_NEEDED else None
