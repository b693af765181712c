"""Write down what happens: calls answered by flights, requests, services."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from qanat.foundation.days import national_day
from qanat.ops.demo.year import cases
from qanat.ops.demo.year.asking import Asked, Asking
from qanat.ops.demo.year.calendar import Calendar
from qanat.ops.demo.year.diary import Diary
from qanat.ops.demo.year.flying import Journey, Sky, Stop
from qanat.ops.demo.year.people import People
from qanat.ops.demo.year.values import Flight, Request, Service, Year
from qanat.ops.demo.year.world import Craft, World

LOADING: Final = timedelta(minutes=55)
HANDING_OVER: Final = timedelta(minutes=50)
HANDED_OVER_AFTER: Final = timedelta(minutes=30)
CLOSED_AFTER: Final = timedelta(hours=3)
WAIT_ON: Final = 0.08
"""Share of patients for whom nothing but a late aircraft is left."""
TRIES: Final = 60
"""So often a region is tried before another."""
Way = Callable[[Asked], tuple[Stop, ...]]


@dataclass(slots=True)
class Logbook:
    """A year being written."""

    world: World
    calendar: Calendar
    chance: random.Random
    year: Year = field(default_factory=Year)
    people: People = field(init=False)
    sky: Sky = field(init=False)
    asking: Asking = field(init=False)

    def __post_init__(self) -> None:
        """Begin with empty diaries."""
        self.people = People(self.chance)
        self.sky = Sky(self.world, self.calendar, Diary(), self.chance)
        self.asking = Asking(self.world, self.calendar, self.chance)

    def until(self, days: int) -> date:
        """Return the day so many days before the last one."""
        return self.calendar.last - timedelta(days=days)

    def draw(
        self, level: str, ways: Sequence[Way], *, need: str = "transport", spare: int = 3
    ) -> tuple[Asked, Journey]:
        """Draw a call that an aircraft of a level can answer in every way; fly the first way."""
        region, tries = self.asking.region(level), 0
        while True:
            asked = self.asking.ask(level, region, self.until(spare), need)
            crafts = self.sky.crafts(level, region)
            first, *others = [self.send(crafts, way(asked), asked.ready_at) for way in ways]
            if first and None not in others and self.is_waited_for(asked, first):
                return asked, first
            tries += 1
            if tries % TRIES == 0:
                region = self.asking.region(level)

    def send(
        self, crafts: Sequence[Craft], stops: Sequence[Stop], ready_at: datetime
    ) -> Journey | None:
        """Return the journey of an aircraft, None if none ends within the year."""
        found = self.sky.send(crafts, stops, ready_at)
        return found if found and national_day(found.until) <= self.calendar.last else None

    def is_waited_for(self, asked: Asked, journey: Journey) -> bool:
        """Tell whether somebody waits until an aircraft comes; of the others a few do as well."""
        is_soon = journey.legs[0].departs_at <= asked.gone_at
        return is_soon or self.chance.random() < WAIT_ON

    def person(self, asked: Asked) -> int:
        """Make the patient of a call."""
        return self.people.add(asked.case, asked.sender.region, national_day(asked.at))

    def request(
        self,
        asked: Asked,
        people: tuple[int, ...],
        end: datetime,
        *,
        need: str = "transport",
        decision: str = "fly_patient",
        reason: str = "",
        organ: str = "",
    ) -> int:
        """Write down a request with which it is over at the end; return its place."""
        self.year.requests.append(
            Request(
                need=need,
                received_at=asked.at,
                closed_at=end + CLOSED_AFTER,
                case=asked.case,
                people=people,
                sender=asked.sender,
                receiver=asked.receiver,
                country=asked.country,
                channel=cases.draw(self.chance, cases.CHANNELS),
                decision=decision,
                reason=reason,
                organ=organ,
                minutes_to_decide=asked.decided_min,
            )
        )
        return len(self.year.requests) - 1

    def flight(
        self,
        journey: Journey,
        requests: tuple[int, ...],
        services: tuple[Service, ...],
        *,
        specialty: str = "",
        aborted: str = "",
    ) -> None:
        """Write down a flight and keep its aircraft busy."""
        self.sky.book(journey)
        self.year.flights.append(
            Flight(
                craft=journey.craft,
                team=journey.team,
                legs=journey.legs,
                requests=requests,
                services=services,
                planned_at=journey.legs[0].departs_at
                - timedelta(minutes=self.chance.randint(32, 48)),
                until=journey.until,
                specialty=specialty,
                aborted=aborted,
            )
        )

    def transport(self, request: int, asked: Asked, journey: Journey) -> None:
        """Write down the flight which brings the patient of a request to his hospital."""
        row = self.year.requests[request]
        self.year.requests[request] = replace(
            row, closed_at=max(row.closed_at, journey.until + CLOSED_AFTER)
        )
        at = arrival(journey, "with_patient") + HANDED_OVER_AFTER
        service = Service(request, "transport", at, row.people, asked.receiver)
        self.flight(journey, (request,), (service,))


def carry(asked: Asked) -> tuple[Stop, ...]:
    """Return the way of a patient from where he lies to where he is helped."""
    return (
        Stop("to_patient", asked.sender.spot, LOADING),
        Stop("with_patient", asked.receiver.spot, HANDING_OVER),
    )


def arrival(journey: Journey, kind: str) -> datetime:
    """Return when the last leg of a kind ends."""
    return next(leg.arrives_at for leg in reversed(journey.legs) if leg.kind == kind)
