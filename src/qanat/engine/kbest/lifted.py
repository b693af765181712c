"""What keeps everybody from a plan: all is lifted, and put back one thing after another."""

import math
from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.kbest.screening import fit_vans, fit_wards, why_shut
from qanat.engine.kbest.search import Way, find_best
from qanat.engine.kbest.snapshot import Snapshot, landing_ways
from qanat.engine.kbest.tables import NOBODY, Ask, Question, Wards
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import Code, Reason

ORDER: Final = (
    Code.COMPANION_MISSING,
    Code.CLOSED,
    Code.AMBULANCE_DUTY_ENDS,
    Code.MISSES_WINDOW,
    Code.NO_PAD_AT_HOSPITAL,
    Code.NO_LANDING_AT_SCENE,
)


def first_kept(snapshot: Snapshot, question: Question) -> Reason:
    """Return the first thing that leaves a question without a plan."""
    if not fit_wards(snapshot, question.ask).any() and not question.team_size:
        return Reason(Code.NO_HOSPITAL, {})
    way = _best(snapshot, question, ORDER)
    if way is None:
        vans = int(np.count_nonzero(fit_vans(snapshot, question)))
        many = Code.NO_LANDING_PLACE if question.ask.only_air else Code.NO_COMBINATION
        return Reason((Code.NO_AMBULANCE, Code.NO_SECOND_AMBULANCE, many)[min(vans, 2)], {})
    for number, code in enumerate(ORDER):
        left = _best(snapshot, question, ORDER[number + 1 :])
        if left is None:
            return _told(snapshot, question, code, way)
        way = left
    raise AssertionError("a question without a plan lacks something")


def _best(snapshot: Snapshot, question: Question, lifted: Collection[Code]) -> Way | None:
    return next(iter(find_best(*lift(snapshot, question, lifted), 1).ways), None)


def lift(
    snapshot: Snapshot, question: Question, lifted: Collection[Code]
) -> tuple[Snapshot, Question]:
    """Return the same without some of what keeps people from plans."""
    ask, wards, units, sites = question.ask, snapshot.wards, snapshot.units, snapshot.sites
    if Code.AMBULANCE_DUTY_ENDS in lifted:
        units = units._replace(duty_s=np.full_like(units.duty_s, math.inf))
    if Code.COMPANION_MISSING in lifted:
        ask = ask._replace(skills=0)
    if Code.MISSES_WINDOW in lifted:
        ask = ask._replace(deadline_s=math.inf)
    if Code.CLOSED in lifted:
        every = np.ones(len(sites.runway_m), dtype=bool)
        sites = sites._replace(land=_always(sites.land, every), off=_always(sites.off, every))
        wards = _with_pads(snapshot, wards.has_pad)
        ask = _landed(ask) if ask.can_land else ask
    if Code.NO_PAD_AT_HOSPITAL in lifted:
        without = replace(snapshot, wards=wards)
        wards = _with_pads(without, ~wards.has_pad)
        wards = wards._replace(has_pad=np.ones_like(wards.has_pad))
    if Code.NO_LANDING_AT_SCENE in lifted and not ask.can_land:
        ask = _landed(ask)._replace(can_land=True)
    ways = snapshot.ways
    if Code.CLOSED in lifted:
        ways = landing_ways(ways, snapshot.craft, sites)
    changed = replace(snapshot, units=units, sites=sites, wards=wards, ways=ways)
    return changed, replace(question, ask=ask)


def _with_pads(snapshot: Snapshot, which: Bools) -> Wards:
    wards = snapshot.wards
    return wards._replace(land=_always(wards.land, which), off=_always(wards.off, which))


def _landed(ask: Ask) -> Ask:
    """Return a request beside which helicopters may always land."""
    every = np.ones(1, dtype=bool)
    land, off = _always(ask.land[:, None], every), _always(ask.off[:, None], every)
    return ask._replace(land=land[:, 0].copy(), off=off[:, 0].copy())


def _always(spans: Floats, which: Bools) -> Floats:
    """Return windows which never close at some places."""
    always = spans.copy()
    always[:, which, 0] = (-math.inf, math.inf)
    always[:, which, 1:] = (math.inf, -math.inf)
    return always


def _told(snapshot: Snapshot, question: Question, code: Code, way: Way) -> Reason:
    if code is Code.CLOSED:
        return _closed(snapshot, way)
    if code is Code.MISSES_WINDOW:
        care_s = Teller(snapshot, question).tell(way).care_s
        return Reason(code, {"by_s": care_s - question.ask.deadline_s})
    return Reason(code, {})


def _closed(snapshot: Snapshot, way: Way) -> Reason:
    """Return the first place on a way which is closed or has no weather to fly."""
    stands = NOBODY if way.aircraft is None else int(snapshot.craft.stands[way.aircraft])
    numbers = (stands if stands != NOBODY else None, way.before, way.pick, way.after, way.drop)
    for number in numbers:
        if number is not None and (
            reason := why_shut(snapshot.nation.places[number], snapshot, number)
        ):
            return reason
    return Reason(Code.CLOSED, {})
