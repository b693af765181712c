"""When aircraft can be at places for somebody who is fetched there; compiled."""

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.compiled import compiled
from qanat.engine.kbest._tables import landing_s
from qanat.engine.kbest.tables import NOBODY, Craft, Sites, Ways


@compiled
def landed(craft: Craft, sites: Sites, ways: Ways, now_s: float) -> Floats:
    """Return when each aircraft can be at each place without a stop, infinite if it can't be."""
    always = np.array([[-np.inf, np.inf]])
    start_m = ways.start_m
    there_s = np.full_like(start_m, np.inf)
    for a in range(len(craft.ready_s)):
        ready_s, stands, kind = max(craft.ready_s[a], now_s), craft.stands[a], craft.kind[a]
        off = always if stands == NOBODY else sites.off[kind, stands]
        for p in range(len(sites.runway_m)):
            if p == stands:
                there_s[a, p] = ready_s
            elif ways.may[a, p] and start_m[a, p] <= craft.tank_m[a]:
                fly_s = craft.extra_s[a] + start_m[a, p] / craft.speed_mps[a]
                there_s[a, p] = landing_s(off, sites.land[kind, p], ready_s, fly_s)
    return there_s
