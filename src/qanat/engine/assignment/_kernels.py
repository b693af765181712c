"""Compiled loops of the assignment: row reduction, shortest augmenting paths, cheap columns."""

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import compiled

NOBODY = -1
"""Who has a column that nobody has, and the column of a row which is left unserved."""
LANES = 64
"""Parts of a row whose least costs are looked for side by side."""


@compiled
def solve(cost: Floats, unserved: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the column of each row, and the duals of rows and columns; see ``assign``.

    A row's dual is infinite if it must not be left out and can't be served; it is not a number or
    minus infinity if a cost of the row is.
    """
    rows, columns = cost.shape
    column_of = np.full(rows, NOBODY, np.int64)
    row_of = np.full(columns, NOBODY, np.int64)
    u = np.zeros(rows)
    v = np.zeros(columns)
    waiting = np.arange(rows)
    left = _reduce_rows(cost, unserved, v, column_of, row_of, waiting)
    if left == NOBODY:
        u[:] = np.nan
        return column_of, u, v
    for i in range(rows):
        j = column_of[i]
        u[i] = unserved[i] if j == NOBODY else cost[i, j] - v[j]
    for k in range(left):
        u[waiting[k]] = 0.0
    if not np.isfinite(u).all():
        return column_of, u, v
    _augment(cost, unserved, u, v, column_of, row_of, waiting[:left])
    return column_of, u, v


@compiled
def _reduce_rows(
    cost: Floats, unserved: Floats, v: Floats, column_of: Ints, row_of: Ints, waiting: Ints
) -> int:
    """Let each row bid for its cheapest column; return how many rows are left, first in waiting.

    If a cost is not a number, nobody is left: ``NOBODY`` is returned.

    A column keeps its price as long as nobody wants it: unassigned columns stay at zero. A crowd
    would bid for ever: whoever comes after ``most`` bids waits.
    """
    left, bids, most = 0, 0, 3 * cost.shape[0]
    least, second_least = np.empty(LANES), np.empty(LANES)
    for start in range(cost.shape[0]):
        i = start
        while i != NOBODY:
            bids += 1
            first, second, j = _two_cheapest(cost[i], v, least, second_least)
            if np.isnan(first) or first == -np.inf:
                return NOBODY
            if bids <= most and unserved[i] <= first:
                break
            second = min(second, unserved[i])
            is_tie = first == second
            if is_tie and row_of[j] != NOBODY:
                j = _another(cost[i], v, first, j)
            if bids > most or (is_tie and row_of[j] != NOBODY):
                waiting[left] = i
                left += 1
                break
            v[j] -= second - first
            loser = row_of[j]
            row_of[j] = i
            column_of[i] = j
            if loser != NOBODY:
                column_of[loser] = NOBODY
            i = loser
    return left


@compiled
def _two_cheapest(
    line: Floats, v: Floats, least: Floats, second: Floats
) -> tuple[float, float, int]:
    """Return the least and second least of a row's costs less prices, and where the least is.

    They are not numbers if a cost is not one.
    Columns are looked at by lanes side by side, without a branch, for the sake of wide registers.
    """
    whole, is_odd = line.size // LANES * LANES, False
    least[:] = np.inf
    second[:] = np.inf
    for k in range(0, whole, LANES):
        for lane in range(LANES):
            h, a = line[k + lane] - v[k + lane], least[lane]
            is_odd |= np.isnan(h)
            other = max(h, a)
            least[lane] = min(a, h)
            second[lane] = min(second[lane], other)
    for j in range(whole, line.size):
        h, lane = line[j] - v[j], j - whole
        is_odd |= np.isnan(h)
        second[lane] = min(second[lane], max(h, least[lane]))
        least[lane] = min(h, least[lane])
    if is_odd:
        return np.nan, np.nan, 0
    best = np.argmin(least)
    first = least[best]
    least[best] = second[best]
    next_one = _least(least)
    for j in range(best, line.size, LANES):
        if line[j] - v[j] == first:
            return first, next_one, j
    return first, next_one, 0


@compiled
def _another(line: Floats, v: Floats, least: float, but: int) -> int:
    """Return another column which costs just as little, the same one if there is none."""
    for j in range(line.size):
        if j != but and line[j] - v[j] == least:
            return j
    return but


@compiled
def _augment(  # noqa: C901, PLR0915 (one search; its state is passed to nobody)
    cost: Floats,
    unserved: Floats,
    u: Floats,
    v: Floats,
    column_of: Ints,
    row_of: Ints,
    waiting: Ints,
) -> None:
    """Serve each waiting row along the shortest augmenting path, or leave one row unserved."""
    rows, columns = cost.shape
    shortest = np.empty(columns)
    open_at = np.empty(columns)
    came_by = np.empty(columns, np.int64)
    seen_rows = np.empty(rows + 1, np.int64)
    seen_columns = np.empty(columns, np.int64)
    reached_at = np.empty(rows + 1)
    for row in waiting:
        shortest[:] = np.inf
        open_at[:] = np.inf
        i, least, seen = row, 0.0, 0
        leaver, leave_at = NOBODY, np.inf
        sink = NOBODY
        while sink == NOBODY:
            seen_rows[seen] = i
            reached_at[seen] = least
            if least + unserved[i] - u[i] < leave_at:
                leaver, leave_at = i, least + unserved[i] - u[i]
            nearest = _relax(cost[i], v, least - u[i], shortest, open_at, came_by, i)
            if nearest == NOBODY or leave_at <= shortest[nearest]:
                least = leave_at
                break
            least = shortest[nearest]
            if row_of[nearest] == NOBODY:
                sink = nearest
                continue
            seen_columns[seen] = nearest
            seen += 1
            i = row_of[nearest]
            shortest[nearest] = -np.inf
            open_at[nearest] = np.inf
        if least == np.inf:
            u[row] = np.inf
            return
        for k in range(seen + 1):
            u[seen_rows[k]] += least - reached_at[k]
        for k in range(seen):
            v[seen_columns[k]] -= least - reached_at[k + 1]
        _flip(row, leaver, sink, came_by, column_of, row_of)


@compiled
def _relax(
    line: Floats, v: Floats, base: float, shortest: Floats, open_at: Floats, came_by: Ints, row: int
) -> int:
    """Shorten the ways to all columns by those over a row; return the nearest open column.

    Columns that are done stand at minus infinity in ``shortest``, so that nothing shortens them,
    and at infinity in ``open_at``, so that nobody chooses them. Written without branches, and
    with four running minima, for the sake of wide registers.
    """
    for j in range(line.size):
        way = base + (line[j] - v[j])
        is_better = way < shortest[j]
        shortest[j] = way if is_better else shortest[j]
        open_at[j] = way if is_better else open_at[j]
        came_by[j] = row if is_better else came_by[j]
    least = _least(open_at)
    if least == np.inf:
        return NOBODY
    for j in range(line.size):
        if open_at[j] == least:
            return j
    return NOBODY


@compiled
def _least(values: Floats) -> float:
    a = b = c = d = np.inf
    whole = values.size & ~3
    for j in range(0, whole, 4):
        a = min(a, values[j])
        b = min(b, values[j + 1])
        c = min(c, values[j + 2])
        d = min(d, values[j + 3])
    for j in range(whole, values.size):
        a = min(a, values[j])
    return min(a, b, c, d)


@compiled
def _flip(row: int, leaver: int, sink: int, came_by: Ints, column_of: Ints, row_of: Ints) -> None:
    """Hand the columns on along the path which ended at a free column, or at a row that leaves."""
    j = sink
    if sink == NOBODY:
        j = column_of[leaver]
        column_of[leaver] = NOBODY
        if leaver == row:
            return
    while True:
        i = came_by[j]
        row_of[j] = i
        before = column_of[i]
        column_of[i] = j
        if i == row:
            return
        j = before


@compiled
def finite_bounds(cost: Floats) -> tuple[float, float]:
    """Return the least and the greatest finite cost, zero if there is none."""
    low, high = np.inf, -np.inf
    for line in cost:
        for value in line:
            if value < np.inf:
                low, high = min(low, value), max(high, value)
    return (low, high) if low < np.inf else (0.0, 0.0)


@compiled
def needed_columns(cost: Floats, best: Ints) -> Bools:
    """Return columns among which every row finds its ``rows + 1`` cheapest, and some more.

    One of these nobody has, and its dual is zero: what is left out costs no less, so that duals of
    the columns that are kept prove the answer for all. Rows with the same cheapest column, which
    is told by ``best``, look alike: what the first of them needs bounds what the others need.
    """
    rows, columns = cost.shape
    needed = np.zeros(columns, np.bool_)
    pattern_of = np.full(columns, NOBODY, np.int64)
    patterns = np.empty((rows, rows + 1), np.int64)
    many = 0
    for i in range(rows):
        line = cost[i]
        if pattern_of[best[i]] == NOBODY:
            patterns[many] = np.argsort(line)[: rows + 1]
            pattern_of[best[i]] = many
            many += 1
        limit = -np.inf
        for j in patterns[pattern_of[best[i]]]:
            limit = max(limit, line[j])
        for j in range(columns):
            if line[j] <= limit and line[j] < np.inf:
                needed[j] = True
    return needed
