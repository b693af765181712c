"""What a snapshot holds of distances and least times; compiled."""

import numpy as np

from qanat.engine.arrays import Bools, Floats, Ints
from qanat.engine.compiled import compiled, inner

MOST_BITS = 62


@compiled
def escapes_m(apart_m: Floats, fuels: Bools) -> Floats:
    """Return how far the nearest fuel is from each place, for each aircraft."""
    away_m = np.full(fuels.shape, np.inf)
    for a in range(fuels.shape[0]):
        for q in range(fuels.shape[1]):
            if fuels[a, q]:
                for p in range(fuels.shape[1]):
                    away_m[a, p] = min(away_m[a, p], apart_m[p, q])
    return away_m


@compiled
def floors_of(way_s: Floats, capabilities: Ints, beds: Ints, may: Bools, rows: int) -> Floats:
    """Return the least way from each place, by kind of bed and capability.

    Args:
        way_s: from each place to care at each hospital.
        capabilities: of each hospital.
        beds: free ones, by hospital and kind.
        may: whether a hospital counts at all.
        rows: capabilities and one.
    """
    places, wards, kinds = way_s.shape[0], len(capabilities), beds.shape[1]
    least = np.full((kinds, rows, places), np.inf)
    for h in range(wards):
        if not may[h]:
            continue
        for b in range(kinds):
            if beds[h, b] > 0:
                _lower(least, way_s, capabilities[h], b, h)
    return least


@inner
def _lower(least: Floats, way_s: Floats, capabilities: int, b: int, h: int) -> None:
    for row in range(least.shape[1]):
        if row == 0 or (capabilities >> (row - 1)) & 1:
            for p in range(least.shape[2]):
                least[b, row, p] = min(least[b, row, p], way_s[p, h])


@compiled
def refloor(
    least: Floats, way_s: Floats, capabilities: Ints, beds: Ints, may: Bools, h: int
) -> None:
    """Mend the least ways after a hospital changed in anything but where it lies.

    A way which it had may be stale only where it was the least; that is found by its value.
    """
    for b in range(least.shape[0]):
        for row in range(least.shape[1]):
            is_in = may[h] and beds[h, b] > 0
            is_in = is_in and (row == 0 or (capabilities[h] >> (row - 1)) & 1 == 1)
            for p in range(least.shape[2]):
                if is_in:
                    least[b, row, p] = min(least[b, row, p], way_s[p, h])
                elif least[b, row, p] == way_s[p, h]:
                    least[b, row, p] = _least(way_s, capabilities, beds, may, (b, row, p))


@inner
def _least(
    way_s: Floats, capabilities: Ints, beds: Ints, may: Bools, at: tuple[int, int, int]
) -> float:
    b, row, p = at
    least = np.inf
    for h in range(len(capabilities)):
        if may[h] and beds[h, b] > 0 and (row == 0 or (capabilities[h] >> (row - 1)) & 1 == 1):
            least = min(least, way_s[p, h])
    return least
