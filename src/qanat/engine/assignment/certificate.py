"""The proof of an assignment, checked without the solver that made it.

If every pair costs at least the sum of the duals of its row and column, and no column has a
positive dual, then no assignment costs less than all duals together. An assignment which costs
just that is the cheapest. Two passes over the matrix show it.
"""

from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.assignment.assigning import Assignment

ROUNDING: Final = 1e-9
"""How far sums may be off, as a share of the greatest number in them."""


class ProofError(ValueError):
    """An answer is not what it says."""


def check(cost: Floats, answer: Assignment) -> float:
    """Prove that an assignment is possible and the cheapest.

    Returns:
        What it could cost at most above the least, in the unit of the costs: rounding alone.

    Raises:
        ProofError: if a column is given twice, a pair does not fit, or the duals do not prove it.
    """
    rows, columns = cost.shape
    given = answer.columns
    served = np.flatnonzero(given >= 0)
    if given.shape != (rows,) or given.max(initial=-1) >= columns or given.min(initial=0) < -1:
        raise ProofError("rows and columns do not fit the costs")
    if len(np.unique(given[served])) < len(served):
        raise ProofError("a column is given twice")
    pairs = cost[served, given[served]]
    if not np.isfinite(pairs).all():
        raise ProofError("a row has a column that does not fit it")
    u, v, unserved = answer.row_duals, answer.column_duals, answer.unserved_costs
    finite = cost[np.isfinite(cost)]
    scale = max(1.0, np.abs(finite).max(initial=0.0), np.abs(u).max(initial=0.0))
    off = ROUNDING * scale
    if (v > off).any() or (u > unserved + off).any():
        raise ProofError("a column has a positive dual, or a row more than its being left out")
    if rows and columns and (u[:, None] + v[None, :] > cost + off).any():
        raise ProofError("a pair is cheaper than its duals")
    total = pairs.sum() + unserved[given < 0].sum()
    gap = float(total - u.sum() - v.sum())
    if abs(gap) > off * max(1, rows) or abs(pairs.sum() - answer.cost) > off * max(1, rows):
        raise ProofError(f"the cost is not the sum of the duals: {gap}")
    return gap
