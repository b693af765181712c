"""Who may bring the patient to an aircraft; compiled.

Source:
    docs/sources.md#exact-k-best
"""

from typing import NamedTuple

import numpy as np

from qanat.engine.arrays import Ints
from qanat.engine.compiled import inner, lent
from qanat.engine.kbest._best import DOMINATED, Best, is_led, leave_out, most_surpassing
from qanat.engine.kbest._fit import Fit
from qanat.engine.kbest._tables import charge_at, order_of, rearrange
from qanat.engine.kbest.tables import Ask, Rows


class Leads(NamedTuple):
    """Ambulances which may bring the patient, in the order of their charge.

    Attributes:
        unit: rows in the fitting ambulances.
        soonest_s: first contact of all.
        key: least charge of all.
        rate: least rate of all.
    """

    unit: Ints
    soonest_s: float
    key: float
    rate: float


@inner
def leads_of(best: Best, ask: Ask, fit: Fit, row: Rows) -> Leads:
    """Return who may bring the patient to an aircraft.

    Those are dropped which more than K others surpass in contact, charge, rate and duty alike.
    """
    soonest_s, key, rate = np.inf, np.inf, np.inf
    for i in range(len(fit.id)):
        if fit.id[i] < ask.leads_from:
            continue
        soonest_s = min(soonest_s, fit.contact_s[i])
        key, rate = min(key, fit.key[i]), min(rate, fit.rate[i])
    kept = np.empty(len(fit.id), dtype=np.int64)
    count = 0
    least_s = ask.road_load_s + ask.air_load_s + ask.air_unload_s - ask.onset_s
    for i in range(len(fit.id)):
        if fit.id[i] < ask.leads_from:
            continue
        bound = fit.key[i] + charge_at(ask.care[-1], fit.contact_s[i] + least_s)
        if ask.base + 2.0 * ask.hand_over + bound < best.charges[-1]:
            kept[count] = i
            count += 1
        else:
            leave_out(best, best.charges[-1])
    keys = np.empty(count)
    for c in range(count):
        keys[c] = fit.key[kept[c]]
    rearrange(kept, 0, order_of(keys, 0, count))
    kept = kept[:count]
    return Leads(_unsurpassed(best, fit, kept, row), soonest_s, key, rate)


@inner
def _unsurpassed(best: Best, fit: Fit, kept: Ints, row: Rows) -> Ints:
    most = len(best.charges) + 1 if is_led(best, row) else most_surpassing(best)
    count = 0
    for i in kept:
        surpassed = 0
        for c in range(count):
            j = kept[c]
            if (
                fit.contact_s[j] <= fit.contact_s[i]
                and fit.rate[j] <= fit.rate[i]
                and fit.duty_s[j] >= fit.duty_s[i]
            ):
                surpassed += 1
                if surpassed == most:
                    break
        if surpassed == most:
            best.proof[DOMINATED] += 1.0
        else:
            kept[count] = i
            count += 1
    return kept[:count]


@lent
def brought_between_s(ask: Ask, fit: Fit, leads: Leads, drive_s: float) -> tuple[float, float]:
    """Return when the patient can be at a place so far from the scene at the earliest.

    And until when any of those who can bring him there may stay with him.
    """
    soonest_s, until_s = np.inf, -np.inf
    for i in leads.unit:
        there_s = fit.contact_s[i] + ask.road_load_s + drive_s
        if there_s + ask.air_load_s <= fit.duty_s[i]:
            soonest_s, until_s = min(soonest_s, there_s), max(until_s, fit.duty_s[i])
    return soonest_s, until_s
