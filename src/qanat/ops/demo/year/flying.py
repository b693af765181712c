"""Send aircraft: by their speed, their range and their runways, each to one thing at a time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.geodesy import great_circle_m
from qanat.foundation.days import NATIONAL, national_day
from qanat.ops.demo.year.calendar import Calendar, in_daylight
from qanat.ops.demo.year.diary import Diary
from qanat.ops.demo.year.values import Leg
from qanat.ops.demo.year.world import ALMATY, ASTANA, Craft, Spot, World

WEIGHTS: Final = {
    "pc-12ng": 5, "king-air-b200": 4, "king-air-b350": 4, "yak-40": 2, "crj-200": 1, "an-28": 3,
    "l-410uvp-e": 3, "an-2": 1, "an-24": 1, "challenger-604": 0,
}  # fmt: skip
"""How often a type is taken where it can fly; helicopters stand at most bases."""
HELICOPTER_WEIGHT: Final = 6
HELPERS: Final = {"KZ-61": ("KZ-79",), "KZ-19": ("KZ-33",)}
"""Whose aircraft help where there is most to do."""
SAME_PLACE_M: Final = 3_000.0
FIELD_WITHIN_M: Final = 150_000.0
"""So far patients are driven to an aeroplane."""
RESERVE: Final = 0.9
"""Share of its range that an aircraft flies without fuel."""
PATIENCE: Final = timedelta(minutes=90)
TURN_ROUND: Final = timedelta(minutes=45)
SHIFT_H: Final = 12
FIRST_SHIFT_AT: Final = 8
TEAMS: Final = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an aircraft goes, what it is flown for, and how long it stays."""

    kind: str
    spot: Spot
    stay: timedelta


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey of an aircraft with the time at which everybody is free again."""

    craft: Craft
    legs: tuple[Leg, ...]
    until: datetime

    @property
    def team(self) -> int:
        """Return which of the aircraft's teams is on duty at its start."""
        return team_on(self.legs[0].departs_at)


@dataclass(slots=True)
class Sky:
    """The aircraft of a world and what they are busy with."""

    world: World
    calendar: Calendar
    diary: Diary
    chance: random.Random

    def crafts(self, level: str, region: str, stretchers: int = 1) -> list[Craft]:
        """Return the aircraft of a level that serve a region, in the order in which to try."""
        homes = {
            "astana": {ASTANA},
            "almaty": {ALMATY},
            "regional": {region, *HELPERS.get(region, ())},
        }[level]
        fit = [
            craft
            for craft in self.world.fleet
            if craft.base.region in homes and craft.stretchers >= stretchers and _weight(craft)
        ]
        return sorted(fit, key=lambda craft: self.chance.random() ** (1 / _weight(craft)))[::-1]

    def send(
        self, crafts: Sequence[Craft], stops: Sequence[Stop], ready_at: datetime
    ) -> Journey | None:
        """Send the first aircraft that can fly soon, else the soonest; None if none can at all."""
        best: Journey | None = None
        for craft in crafts:
            found = self._journey(craft, stops, ready_at)
            if found is None:
                continue
            if best is None or found.legs[0].departs_at < best.legs[0].departs_at:
                best = found
            if best.legs[0].departs_at - ready_at <= PATIENCE:
                break
        return best

    def book(self, journey: Journey) -> None:
        """Make the aircraft busy with a journey."""
        self.diary.book(journey.craft.id, journey.legs[0].departs_at, journey.until)

    def _journey(self, craft: Craft, stops: Sequence[Stop], ready_at: datetime) -> Journey | None:
        stands = [self._stand(craft, stop) for stop in stops]
        known = [stand for stand in stands if stand is not None]
        if len(known) < len(stands):
            return None
        legs = legs_of(craft, known, ready_at)
        if (known[-1].kind, known[-1].spot) not in {(leg.kind, leg.end) for leg in legs}:
            return None  # both ends are served by one airfield
        if any(_m(leg) > RESERVE * craft.range_m for leg in legs):
            return None
        lasting = legs[-1].arrives_at - legs[0].departs_at + TURN_ROUND
        start = self._start(craft, legs, lasting, ready_at)
        moved = legs_of(craft, known, start)
        return Journey(craft, moved, moved[-1].arrives_at + TURN_ROUND)

    def _start(
        self, craft: Craft, legs: Sequence[Leg], lasting: timedelta, start: datetime
    ) -> datetime:
        regions = {leg.end.region for leg in legs}
        while True:
            wanted = self.diary.first_free(craft.id, start, lasting)
            if craft.is_helicopter:
                wanted = in_daylight(wanted, lasting)
            while any((region, national_day(wanted)) in self.calendar.storms for region in regions):
                wanted = _next_morning(wanted)
            if wanted == start:
                return start
            start = wanted

    def _stand(self, craft: Craft, stop: Stop) -> Stop | None:
        """Return where an aircraft stands for a stop: helicopters beside the hospital."""
        if craft.is_helicopter or stop.spot.country != "KZ":
            return stop
        near = self.world.field_near(stop.spot.at, craft.strip_m, FIELD_WITHIN_M)
        return replace(stop, spot=near.spot) if near else None


def legs_of(craft: Craft, stops: Sequence[Stop], start: datetime) -> tuple[Leg, ...]:
    """Return the legs of a journey from the base over the stops and back, in whole minutes."""
    legs: list[Leg] = []
    here, at = craft.base, start
    for stop in (*stops, Stop("return", craft.base, timedelta())):
        if great_circle_m(here.at, stop.spot.at) > SAME_PLACE_M:
            arrives_at = at + timedelta(seconds=craft.flight_s(here.at, stop.spot.at))
            legs.append(Leg(stop.kind, here, stop.spot, at, arrives_at))
            here, at = stop.spot, arrives_at
        at += stop.stay if legs else timedelta()
    return tuple(legs)


def team_on(at: datetime) -> int:
    """Return which of the teams is on duty at a moment: they change every twelve hours."""
    here = at.astimezone(NATIONAL)
    hours = here.toordinal() * 24 + here.hour - FIRST_SHIFT_AT
    return hours // SHIFT_H % TEAMS


def _weight(craft: Craft) -> int:
    return HELICOPTER_WEIGHT if craft.is_helicopter else WEIGHTS.get(craft.type, 1)


def _m(leg: Leg) -> float:
    return great_circle_m(leg.start.at, leg.end.at)


def _next_morning(at: datetime) -> datetime:
    here = at.astimezone(NATIONAL) + timedelta(days=1)
    return here.replace(hour=9, minute=here.minute).astimezone(at.tzinfo)
