"""Why an aircraft has no plan: what keeps it lifted, and put back one after another."""

import math
from dataclasses import replace
from typing import Final

import numpy as np
from msgspec import structs

from qanat.engine.kbest.lifted import first_kept
from qanat.engine.kbest.model import Aircraft
from qanat.engine.kbest.screening import (
    shut_ends,
    why_not_carry,
    why_not_land,
)
from qanat.engine.kbest.search import Family, Way, find_best
from qanat.engine.kbest.snapshot import Snapshot, with_aircraft, with_fleet
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import Code, LegKind, Reason

FAR_M: Final = 1e8
"""Farther than anything on earth."""
FLIGHTS: Final = (
    *(LegKind.FLY_EMPTY, LegKind.FLY_WITH_COMPANION),
    *(LegKind.FLY_WITH_PATIENT, LegKind.FLY_WITH_TEAM),
)


class OneAircraft:
    """An aircraft alone: what it can do, and what keeps it.

    Args:
        snapshot: the nation.
        question: the request, of which only plans by air are wanted.
        number: of the aircraft.
    """

    def __init__(self, snapshot: Snapshot, question: Question, number: int) -> None:
        ready_s = np.full_like(snapshot.craft.ready_s, math.inf)
        ready_s[number] = snapshot.craft.ready_s[number]
        self.alone = replace(snapshot, craft=snapshot.craft._replace(ready_s=ready_s))
        self.question, self.ask, self.number = question, question.ask, number
        self.plane = snapshot.nation.aircraft[number]

    def why(self, kth: float) -> Reason:
        """Return why it is not used in an answer whose last plan has a charge."""
        best = self._best(self.plane)
        if best is None:
            unfit = next(why_not_carry(self.plane, self.alone, self.ask), None)
            return unfit or self._busy(math.inf) or self._kept()
        return self._busy(kth) or later(self.alone, self.question, best)

    def _busy(self, below: float) -> Reason | None:
        """Return until when it is promised, if it would be used were it not."""
        if self.plane.ready_s <= self.ask.now_s:
            return None
        free = self._best(structs.replace(self.plane, ready_s=self.ask.now_s))
        if free is None or free.charge >= below:
            return None
        return Reason(Code.BUSY_UNTIL, {"until_s": self.plane.ready_s})

    def _best(self, plane: Aircraft) -> Way | None:
        alone = self.alone if plane is self.plane else with_aircraft(self.alone, plane)
        return next(iter(find_best(alone, self.asked(plane), 1).ways), None)

    def asked(self, plane: Aircraft) -> Question:
        """Return the question; who flies any distance needs no fuel afterwards."""
        must = self.ask.must_reach_fuel and plane.range_m < FAR_M
        return replace(self.question, ask=self.ask._replace(must_reach_fuel=must))

    def _kept(self) -> Reason:
        """Return the first thing that keeps it from every plan."""
        lifted = lifted_of(self.alone)
        free = self.plane
        for _, fields in lifted:
            free = structs.replace(free, **fields)
        way = self._best(free)
        if way is None:
            return first_kept(with_aircraft(self.alone, free), self.asked(free))
        for code, fields in lifted:
            kept = structs.replace(free, **{name: getattr(self.plane, name) for name in fields})
            left = self._best(kept)
            if left is None:
                return self.told(code, free, way)
            free, way = kept, left
        raise AssertionError("an aircraft without a plan is kept by something")

    def told(self, code: Code, free: Aircraft, way: Way) -> Reason:
        """Return what keeps it from the best plan it has without that."""
        alone = with_fleet(self.alone, {self.number: free})
        if code is Code.OUT_OF_RANGE:
            return Reason(code, self._ranges(alone, way))
        told = Teller(alone, self.question).tell(way)
        if code is Code.DUTY_ENDS:
            needed_s = told.legs[-1].ready_s
            if way.meeter is None:
                handling = alone.nation.handling
                is_team = way.family is Family.SPECIALIST
                unload_s = handling.team_unload_s if is_team else handling.air_unload_s
                needed_s = told.legs[-1].arrive_s + unload_s
            ends_s = self.plane.duty_ends_s
            return Reason(code, {"ends_s": ends_s or 0.0, "needed_s": needed_s})
        places = {place.id: place for place in alone.nation.places}
        names = [leg.end for leg in told.legs] + [leg.start for leg in told.legs]
        sites = [places[name] for name in names if name in places]
        if code is Code.RUNWAY_TOO_SHORT:
            return next(filter(None, (why_not_land(self.plane, site) for site in sites)))
        kind = int(self.alone.craft.kind[self.number])
        flown = [leg for leg in told.legs if leg.unit == self.plane.id]
        shut = [name for leg in flown for name in shut_ends(self.alone, self.ask, kind, leg)]
        return Reason(code, {"place": shut[0]} if shut else {})

    def _ranges(self, alone: Snapshot, way: Way) -> dict[str, float]:
        """Return its range, and what the plan needs without a stop; nothing if no fuel is there."""
        craft, ways, around = alone.craft, alone.ways, self.question.around
        flown_m = 0.0
        for leg in Teller(alone, self.question).tell(way).legs:
            if leg.unit == self.plane.id and leg.kind in FLIGHTS:
                extra_s = float(craft.extra_s[self.number])
                flown_s = max(0.0, leg.arrive_s - leg.depart_s - extra_s)
                flown_m += flown_s * self.plane.speed_mps
        if self.ask.must_reach_fuel:
            fuels = np.flatnonzero(ways.fuels[self.number])
            if way.drop is not None:
                after_m = float(ways.escape_m[self.number, way.drop])
            elif way.family is Family.SPECIALIST:
                after_m = float(around.place_m[fuels].min(initial=math.inf))
            else:
                after_m = float(ways.pad_m[fuels, way.hospital or 0].min(initial=math.inf))
            flown_m += after_m
        tank_m = self.plane.range_m if self.plane.tank_m is None else self.plane.tank_m
        range_m = min(tank_m, self.plane.range_m)
        needed = {"needed_m": flown_m} if math.isfinite(flown_m) else {}
        return {"range_m": range_m, **needed}


Lifted = tuple[tuple[Code, dict[str, object]], ...]


def lifted_of(snapshot: Snapshot) -> Lifted:
    """Return what may keep an aircraft, in the order in which it is asked, and its lifting."""
    return (
        (Code.RUNWAY_TOO_SHORT, {"runway_m": 0.0, "surfaces": tuple(snapshot.words.surfaces)}),
        (Code.WEATHER_INSTRUMENTS, {"flies_instruments": True}),
        (Code.OUT_OF_RANGE, {"range_m": FAR_M, "tank_m": None}),
        (Code.NO_NIGHT_LANDING, {"flies_night": True}),
        (Code.DUTY_ENDS, {"duty_ends_s": None}),
    )


def later(snapshot: Snapshot, question: Question, way: Way) -> Reason:
    """Return that a plan is possible, but behind those of the answer."""
    care_s = Teller(snapshot, question).tell(way).care_s
    return Reason(Code.LATER_THAN_SHOWN, {"care_s": care_s, "charge": way.charge})
