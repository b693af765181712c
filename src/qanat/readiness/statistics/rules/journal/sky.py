"""Flights of a journal: one number is one flight, one aircraft is in one place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from qanat.foundation.days import NATIONAL
from qanat.foundation.tabular.cells import number_key
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.vocabulary import Level, Route

FlightKey = tuple[str, int]
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Flight:
    """A flight as its first row, or the live record, has it."""

    number: str
    departed_at: datetime
    landed_at: datetime | None = None
    aircraft: str = ""
    operator: str = ""
    level: Level | None = None
    route: Route | None = None
    said_by: str = ""
    hours: float | None = None

    @property
    def back_at(self) -> datetime:
        """When the aircraft is free again; an unknown landing is judged by flight hours."""
        back = self.landed_at or self.departed_at + timedelta(hours=self.hours or 0)
        return min(max(back, self.departed_at + _SHORTEST), self.departed_at + _LONGEST)


def flight_key(number: str, at: datetime) -> FlightKey:
    """Return what tells a flight within a journal: its number, which may restart every year."""
    return number_key(number), at.astimezone(NATIONAL).year


def flight_of(record: JournalRecord) -> Flight | None:
    """Return the flight a row speaks of, if it took off."""
    if not record.flight_no or record.departed_at is None:
        return None
    return Flight(
        number=record.flight_no,
        departed_at=record.departed_at,
        landed_at=record.landed_at,
        aircraft=record.aircraft,
        operator=record.operator,
        level=record.level,
        route=record.route,
        said_by=str(record.row_no),
        hours=record.flight_hours,
    )


class Sky:
    """Which aircraft is away when; days are the drawers in which flights are looked up."""

    def __init__(self, flights: Iterable[Flight]) -> None:
        self._drawers: dict[tuple[str, date], list[Flight]] = defaultdict(list)
        for flight in flights:
            self.add(flight)

    def add(self, flight: Flight) -> None:
        """Remember a flight."""
        if flight.aircraft:
            for drawer in _drawers(flight):
                self._drawers[drawer].append(flight)

    def clash(self, flight: Flight) -> Flight | None:
        """Find another flight of the same aircraft at the same time."""
        if not flight.aircraft:
            return None
        for drawer in _drawers(flight):
            for other in self._drawers.get(drawer, ()):
                if _overlap(flight, other) and not _same(flight, other):
                    return other
        return None


def _drawers(flight: Flight) -> Iterator[tuple[str, date]]:
    tail = number_key(flight.aircraft)
    day, last = flight.departed_at.astimezone(UTC).date(), flight.back_at.astimezone(UTC).date()
    while day <= last:
        yield tail, day
        day += timedelta(days=1)


def _overlap(one: Flight, other: Flight) -> bool:
    return one.departed_at < other.back_at and other.departed_at < one.back_at


def _same(one: Flight, other: Flight) -> bool:
    """Tell whether two journals, or a journal and the live records, mean one flight."""
    return (
        number_key(one.number) == number_key(other.number) and one.departed_at == other.departed_at
    )
