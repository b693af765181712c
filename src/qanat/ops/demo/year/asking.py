"""Who asks for an aircraft, from where, with what, and whither he is to go."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from qanat.engine.geodesy import great_circle_m
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.calendar import Calendar
from qanat.ops.demo.year.world import ALMATY, ASTANA, HOME, Case, Hospital, World

NOT_NEXT_DOOR_M: Final = 40_000.0
ELSEWHERE: Final = 0.09
"""Share of patients whom a region's own aircraft fly to another region."""
FROM_THE_CENTRE: Final = 0.55
"""Share of patients flown to Astana or Almaty who lie in a hospital of their region's centre."""
WEIGHTS: Final = {
    "astana": cases.TO_ASTANA,
    "almaty": cases.TO_ALMATY,
    "regional": cases.REGIONAL,
}
"""From which regions aircraft of each level are asked for."""
READY_MIN: Final = {1: (40, 230, 80), 2: (90, 700, 220), 3: (300, 1680, 840)}
"""Minutes from the call until the aircraft may leave, by urgency: least, most, most often."""
WAITS: Final = {1: timedelta(hours=3), 2: timedelta(hours=8), 3: timedelta(hours=36)}
"""So long an aircraft is waited for, by urgency: for daylight, better weather, a free crew."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it comes in: with what, from where, whither and when."""

    case: Case
    sender: Hospital
    receiver: Hospital
    at: datetime
    ready_at: datetime
    decided_min: int
    country: str = HOME

    @property
    def gone_at(self) -> datetime:
        """After this nobody waits for an aircraft any more: the patient goes by road or stays."""
        return self.ready_at + WAITS[min(self.case["urgency"], 3)]


@dataclass(slots=True)
class Asking:
    """Draws calls."""

    world: World
    calendar: Calendar
    chance: random.Random

    def region(self, level: str) -> str:
        """Draw the region from which an aircraft of a level is asked for."""
        return cases.draw(self.chance, WEIGHTS[level])

    def ask(self, level: str, region: str, until: date, need: str = "transport") -> Asked:
        """Draw a call from a region for an aircraft of a level, not after a day."""
        while True:
            case = cases.draw_case(self.chance, self.world, need)
            sender, receiver = self._pair(level, region, case)
            if sender and receiver and _m(sender, receiver) > NOT_NEXT_DOOR_M:
                at = self.calendar.flying_moment(region, until=until)
                return self.at(case, sender, receiver, at)

    def at(self, case: Case, sender: Hospital, receiver: Hospital, at: datetime) -> Asked:
        """Return a call at a moment, with the times of its decision and of readiness."""
        ready_min = self.chance.triangular(*READY_MIN[min(case["urgency"], 3)])
        ready_at = at + timedelta(minutes=int(ready_min))
        return Asked(case, sender, receiver, at, ready_at, self.chance.randint(5, 34))

    def _pair(self, level: str, region: str, case: Case) -> tuple[Hospital | None, Hospital | None]:
        senders = self.world.senders.get(region, [])
        here = cases.receivers(self.world, case, region)
        if level == "regional":
            sender = self._any(senders)
            if sender and self.chance.random() < ELSEWHERE:
                return sender, self._elsewhere(case, sender)
            return sender, self._any(here)
        city = ASTANA if level == "astana" else ALMATY
        lies_in = here if self.chance.random() < FROM_THE_CENTRE else senders
        return self._any(lies_in), self._centre(city, case)

    def _elsewhere(self, case: Case, sender: Hospital) -> Hospital | None:
        """Return the nearest hospital of another region that takes a case."""
        types = {*cases.RECEIVERS[case["nosology"]], "national"}
        others = [h for h in self.world.hospitals if h.region != sender.region and h.type in types]
        return min(others, key=lambda h: (_m(h, sender), h.id), default=None)

    def _centre(self, city: str, case: Case) -> Hospital | None:
        found = cases.centres(self.world, city)
        wanted = (*cases.RECEIVERS[case["nosology"]], "national")
        return self._any([h for h in found if h.type in wanted] or found)

    def _any(self, hospitals: list[Hospital]) -> Hospital | None:
        return self.chance.choice(hospitals) if hospitals else None


def _m(one: Hospital, other: Hospital) -> float:
    return great_circle_m(one.spot.at, other.spot.at)
