"""A past day in hindsight: what its flights could have been at best, had all been known.

Every flight of the day with an urgent patient, team or organ is a request which can be served from
its decision on. Each aircraft stands at its base, serves one after the other and returns between
them. In that model the flights as they were assigned stand beside the best assignment there is;
both leave out weather, crews, equipment and what was planned besides, so that the difference is a
yardstick, no verdict.

Source:
    docs/sources.md#coverage
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from qanat.engine.arrays import Bools, Floats
from qanat.engine.geodesy import great_circles_m
from qanat.engine.hindsight import Turn, best_in_hindsight, timed
from qanat.engine.planning.problem import Aircraft, AircraftKind, Parameters
from qanat.foundation.actors import Actor
from qanat.foundation.days import start_of
from qanat.response.dispatch.queries.journeys import Journey, journeys
from qanat.response.dispatch.suggest import places, units
from qanat.response.dispatch.suggest.needs import Equipment
from qanat.response.dispatch.suggest.wanting import parameters_of

NOBODY_S: Final = 86_400.0
"""What leaving a patient out costs: a day's waiting."""
NEAR_M: Final = 15_000.0
"""So near an airfield a flight began or ended at it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A flight of the day.

    Attributes:
        journey: as it was flown.
        recorded_s: from decision to care handed over, as stamped; ``None`` if it was not.
        flown_s: from decision to landing as assigned, in the model; ``None`` where by the model
            its aircraft could not have flown it: such a flight is not compared.
        best_s: the same in the best assignment; ``None`` if that leaves it out.
        best_tail: the aircraft in that.
    """

    journey: Journey
    recorded_s: float | None
    flown_s: float | None
    best_s: float | None
    best_tail: str

    @property
    def is_other(self) -> bool:
        """Tell whether another aircraft would have been better."""
        return self.best_tail not in {"", self.journey.tail}


@dataclass(frozen=True, slots=True)
class Day:
    """A day in hindsight.

    Attributes:
        planned: flights of planned requests alone, which nobody waits for.
        aircraft: which could be flown that day.
        most: flights of one aircraft which were looked at in every order.
        is_proven: whether no assignment is better in the model.
    """

    on: date
    lines: tuple[Line, ...]
    planned: int
    aircraft: int
    most: int
    is_proven: bool

    @property
    def unexplained(self) -> int:
        """How many flights the model can't explain, and does not compare."""
        return sum(line.flown_s is None for line in self.lines)

    @property
    def both(self) -> list[tuple[float, float]]:
        """Seconds as assigned and at best, of the flights which have both."""
        pairs = ((line.flown_s, line.best_s) for line in self.lines)
        return [(flown, best) for flown, best in pairs if flown is not None and best is not None]

    @property
    def flown_s(self) -> float:
        """All together as assigned."""
        return sum(flown for flown, _best in self.both)

    @property
    def best_s(self) -> float:
        """All together at best."""
        return sum(best for _flown, best in self.both)


def hindsight(actor: Actor, on: date) -> Day:
    """Return a past day in hindsight, of the flights which the actor may see."""
    start = start_of(on)
    known = journeys(actor, start, start_of(on + timedelta(days=1)))
    urgent = [one for one in known if not one.is_planned]
    planned = len(known) - len(urgent)
    found, _bases, rows = units.aircraft(start, Equipment(0))
    craft = [one for one in found if one.is_serviceable]
    if not urgent or not craft:
        return Day(on, (), planned, len(craft), 0, is_proven=True)
    ready_s = np.array([(one.decided_at - start).total_seconds() for one in urgent])
    bases = (rows[one.id].base for one in craft)
    homes = np.array([(base.lon, base.lat) for base in bases if base is not None])
    serve_s, back_s = _times(urgent, craft, homes, start)
    flown = {t.request: t for t in _as_assigned(urgent, craft, ready_s, serve_s, back_s)}
    compared = sorted(flown)
    asked = (ready_s[compared], serve_s[compared], back_s[compared])
    best = best_in_hindsight(*asked, NOBODY_S)
    turns = {compared[turn.request]: turn for turn in best.turns}

    def lasted_s(turn: Turn | None, n: int) -> float | None:
        return None if turn is None else turn.done_s - float(ready_s[n])

    lines = tuple(
        Line(
            journey=one,
            recorded_s=_recorded_s(one),
            flown_s=lasted_s(flown.get(n), n),
            best_s=lasted_s(turns.get(n), n),
            best_tail=rows[craft[turns[n].unit].id].tail if n in turns else "",
        )
        for n, one in enumerate(urgent)
    )
    return Day(on, lines, planned, len(craft), best.most, is_proven=best.proof.is_proven)


def _recorded_s(one: Journey) -> float | None:
    if one.delivered_at is None:
        return None
    return (one.delivered_at - one.decided_at).total_seconds()


def _as_assigned(
    urgent: Sequence[Journey],
    craft: Sequence[Aircraft],
    ready_s: Floats,
    serve_s: Floats,
    back_s: Floats,
) -> Iterator[Turn]:
    """Yield the flights with the aircraft that flew them, in the order they were flown."""
    numbers = {one.id: n for n, one in enumerate(craft)}
    orders = defaultdict[int, list[int]](list)
    for n, one in enumerate(urgent):
        if (unit := numbers.get(f"aircraft:{one.aircraft_id}")) is not None:
            orders[unit].append(n)
    for unit, order in orders.items():
        possible = tuple(n for n in order if np.isfinite(serve_s[n, unit]))
        yield from timed(possible, unit, ready_s, serve_s, back_s)


def _times(
    urgent: Sequence[Journey], craft: Sequence[Aircraft], homes: Floats, start: datetime
) -> tuple[Floats, Floats]:
    """Return how long each aircraft takes to deliver, and then to be back, seconds."""
    figures = parameters_of(start, None)
    starts, ends = (np.array([getattr(one, at) for one in urgent]) for at in ("start", "end"))
    to_m, home_m = great_circles_m(starts, homes), great_circles_m(ends, homes)
    with_m = np.array(
        [great_circles_m(s[None, :], e[None, :])[0, 0] for s, e in zip(starts, ends, strict=True)]
    )[:, None]
    still = 1.0 - figures.headwind_share
    mps = np.array([one.speed_mps * still for one in craft])
    extra_s = np.array([one.block_extra_s for one in craft])
    ready_s = np.array([one.start_up_day_s for one in craft])
    reach_m = np.array([_reach_m(one, figures) for one in craft])
    can = _lands(starts, craft, start) & _lands(ends, craft, start)
    can &= (to_m <= reach_m) & (with_m <= reach_m) & (home_m <= reach_m)
    serve_s = ready_s + _fly_s(to_m, mps, extra_s) + figures.air_load_s
    serve_s = serve_s + _fly_s(with_m, mps, extra_s)
    back_s = figures.air_unload_s + _fly_s(home_m, mps, extra_s) + figures.refuel_s
    return np.where(can, serve_s, np.inf), np.where(can, back_s, 0.0)


def _fly_s(metres: Floats, mps: Floats, extra_s: Floats) -> Floats:
    flown: Floats = np.where(metres > 0, extra_s + metres / mps, 0.0)
    return flown


def _reach_m(one: Aircraft, figures: Parameters) -> float:
    is_rotor = one.kind is AircraftKind.ROTOR
    reserve_m = figures.rotor_reserve_m if is_rotor else figures.wing_reserve_m
    return max(0.0, one.range_m - reserve_m) * (1.0 - figures.headwind_share)


def _lands(spots: Floats, craft: Sequence[Aircraft], at: datetime) -> Bools:
    """Return where each aircraft could have landed: aeroplanes at airfields long enough."""
    fields = places.landing(at)
    strips = [(f.at.lon, f.at.lat, np.inf if f.runway_m is None else f.runway_m) for f in fields]
    known = np.array(strips).reshape(-1, 3)
    is_near = great_circles_m(spots, known[:, :2]) <= NEAR_M
    longest_m = np.where(is_near, known[:, 2], 0.0).max(axis=1, initial=0.0)
    need_m = np.array([one.runway_need_m for one in craft])
    lands: Bools = (need_m == 0) | (longest_m[:, None] >= need_m)
    return lands
