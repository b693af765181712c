"""Counting accepted rows one by one: slow and plain, so that the fast way can be checked.

Every figure is a set of distinct things; each stands in a list once for every request and flight
it has to do with, with its date and with their keys in each dimension. A count is the number of
distinct things in a period, and of one region or key if asked.

Source:
    docs/sources.md#counting
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Final

from qanat.foundation.days import NATIONAL
from qanat.foundation.periods import Period, national_month
from qanat.foundation.tabular.cells import number_key
from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure
from qanat.readiness.statistics.rules.journal.persons import Sighting, same_persons
from qanat.readiness.statistics.rules.journal.places import HOME
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.vocabulary import (
    Level,
    RequestKind,
    Route,
    ServiceKind,
)

Key = int | tuple[object, ...]
Keys = Mapping[Dimension, str]
_BY_KIND: Final = {
    ServiceKind.TRANSPORT: Figure.TRANSPORT_SERVICES,
    ServiceKind.ONSITE_CONSULTATION: Figure.ONSITE_CONSULTATIONS,
    ServiceKind.OPERATION: Figure.OPERATIONS,
    ServiceKind.REMOTE_CONSULTATION: Figure.REMOTE_CONSULTATIONS,
}
_BY_LEVEL: Final = {
    Level.ASTANA: Figure.FLIGHTS_ASTANA,
    Level.ALMATY: Figure.FLIGHTS_ALMATY,
    Level.INTERNATIONAL: Figure.FLIGHTS_INTERNATIONAL,
    Level.REGIONAL: Figure.FLIGHTS_REGIONAL,
}
_OF_ORGANS: Final = frozenset({ServiceKind.ORGAN_TRANSPORT, ServiceKind.TRANSPLANT_TEAM})


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that a figure counts, with the keys of one request and flight of it."""

    figure: Figure
    thing: Key
    at: datetime
    keys: Keys


@dataclass(slots=True)
class _Request:
    first: JournalRecord
    flights: list[Key] = field(default_factory=list)


@dataclass(slots=True)
class _Flight:
    first: JournalRecord
    level: Level | None = None
    route: Route | None = None
    requests: list[Key] = field(default_factory=list)
    services: list[JournalRecord] = field(default_factory=list)


@dataclass(slots=True)
class _Books:
    """Rows put together into requests, flights and road trips."""

    requests: dict[Key, _Request] = field(default_factory=dict)
    flights: dict[Key, _Flight] = field(default_factory=dict)
    trips: dict[Key, list[JournalRecord]] = field(default_factory=lambda: defaultdict(list))
    services: list[JournalRecord] = field(default_factory=list)
    persons: dict[int, list[int]] = field(default_factory=dict)


def count_records(
    records: Iterable[JournalRecord],
    period: Period,
    *,
    region: str = "",
    by: Iterable[Dimension] = (),
) -> tuple[Counts, dict[str, dict[str, Counts]]]:
    """Count accepted rows of a journal.

    Args:
        records: all accepted rows, also those outside of the period.
        period: days of national time.
        region: only what belongs to this region, if given.
        by: dimensions to split the figures by.

    Returns:
        The counts, and for each dimension the counts of each of its keys.
    """
    things = [one for one in counted(records) if period.covers(one.at)]
    if region:
        things = [one for one in things if one.keys[Dimension.REGION] == region]
    split: dict[str, dict[str, Counts]] = {}
    for dimension in by:
        names = sorted({one.keys[dimension] for one in things} - {""})
        split[dimension.value] = {
            name: _counts(one for one in things if one.keys[dimension] == name) for name in names
        }
    return _counts(things), split


def _counts(things: Iterable[Counted]) -> Counts:
    sets: dict[Figure, set[Key]] = defaultdict(set)
    for one in things:
        sets[one.figure].add(one.thing)
    return {figure.value: len(sets[figure]) for figure in Figure} if sets else dict(NO_COUNTS)


def counted(records: Iterable[JournalRecord]) -> list[Counted]:
    """List everything that any figure counts."""
    books = _books(sorted(records, key=lambda record: record.row_no))
    return [*_of_requests(books), *_of_flights(books), *_of_services(books), *_of_road(books)]


def request_key(record: JournalRecord) -> Key:
    """Return what tells a request: its kind and number, which may restart every year."""
    year = record.received_at.astimezone(NATIONAL).year
    return record.request_kind, number_key(record.request_no), year


def flight_key_of(record: JournalRecord) -> Key | None:
    """Return what tells the flight of a row, if it has one that took off."""
    if not record.flight_no or record.departed_at is None:
        return None
    return number_key(record.flight_no), record.departed_at.astimezone(NATIONAL).year


def _books(records: list[JournalRecord]) -> _Books:
    books = _Books()
    sightings: list[Sighting] = []
    owners: list[int] = []
    for record in records:
        _enter(books, record)
        for seat, patient in enumerate(record.patients):
            sightings.append(Sighting(patient, request_key(record), seat))
            owners.append(id(record))
    for owner, person in zip(owners, same_persons(sightings), strict=True):
        books.persons.setdefault(owner, []).append(person)
    return books


def _enter(books: _Books, record: JournalRecord) -> None:
    request = request_key(record)
    opened = books.requests.setdefault(request, _Request(record))
    if record.request_kind == RequestKind.ROAD:
        if record.trip_no and record.departed_at is not None:
            year = record.departed_at.astimezone(NATIONAL).year
            books.trips[number_key(record.trip_no), year].append(record)
        return
    if record.service is not None:
        books.services.append(record)
    if (key := flight_key_of(record)) is not None:
        flight = books.flights.setdefault(key, _Flight(record))
        flight.level = flight.level or record.level
        flight.route = flight.route or record.route
        flight.requests.append(request)
        opened.flights.append(key)
        if record.service not in {None, ServiceKind.REMOTE_CONSULTATION}:
            flight.services.append(record)


def _keys(
    books: _Books, at: datetime, requests: Iterable[Key], flights: Iterable[Key] = ()
) -> Iterator[Keys]:
    """Yield the keys a thing has by each of its requests, flights and organs."""
    asked = [books.requests[key].first for key in dict.fromkeys(requests)]
    flown: list[_Flight | None] = [books.flights[key] for key in dict.fromkeys(flights)]
    for row, flight in product(asked, flown or [None]):
        organs = {one.organ for one in flight.services} if flight else set()
        for organ in organs or {""}:
            yield {
                Dimension.REGION: row.region,
                Dimension.NOSOLOGY: row.nosology.value,
                Dimension.MONTH: national_month(at),
                Dimension.AIRCRAFT: flight.first.aircraft if flight else "",
                Dimension.OPERATOR: flight.first.operator if flight else "",
                Dimension.COUNTRY: row.country or HOME,
                Dimension.ORGAN: organ,
            }


def _of_requests(books: _Books) -> Iterator[Counted]:
    for key, request in books.requests.items():
        row, at = request.first, request.first.received_at
        if row.request_kind != RequestKind.AVIATION:
            continue
        flown = bool(request.flights)
        figures = {
            Figure.REQUESTS: True,
            Figure.REQUESTS_NOT_FLOWN: not flown,
            Figure.EVACUATION_REQUESTS: bool(row.country),
            Figure.EVACUATIONS: bool(row.country) and flown,
        }
        for keys in _keys(books, at, [key], request.flights):
            yield from (Counted(figure, key, at, keys) for figure, yes in figures.items() if yes)


def _of_flights(books: _Books) -> Iterator[Counted]:
    for key, flight in books.flights.items():
        at = flight.first.departed_at
        if at is None:
            continue
        served = bool(flight.services)
        figures = {
            Figure.FLIGHTS: True,
            Figure.FLIGHTS_WITH_SERVICES: served,
            Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE: not served,
            _BY_LEVEL[flight.level or Level.REGIONAL]: True,
            Figure.FLIGHTS_INTERREGIONAL: flight.route == Route.INTERREGIONAL,
            Figure.ORGAN_MISSIONS: any(row.service in _OF_ORGANS for row in flight.services),
        }
        for keys in _keys(books, at, flight.requests, [key]):
            yield from (Counted(figure, key, at, keys) for figure, yes in figures.items() if yes)


def _of_services(books: _Books) -> Iterator[Counted]:
    for row in books.services:
        figure = _BY_KIND.get(row.service) if row.service else None
        at = row.performed_at
        if figure is None or at is None:
            continue
        is_remote = row.service == ServiceKind.REMOTE_CONSULTATION
        flight = None if is_remote else flight_key_of(row)
        for keys in _keys(books, at, [request_key(row)], [flight] if flight else []):
            yield Counted(figure, row.row_no, at, keys)
            yield Counted(Figure.SERVICES, row.row_no, at, keys)
            for person in books.persons.get(id(row), ()):
                yield Counted(Figure.PATIENTS, person, at, keys)
                if row.service == ServiceKind.TRANSPORT:
                    yield Counted(Figure.PATIENTS_TRANSPORTED, (person, flight), at, keys)


def _of_road(books: _Books) -> Iterator[Counted]:
    for trip, rows in books.trips.items():
        left = rows[0].departed_at
        if left is None:
            continue
        for row in rows:
            for keys in _keys(books, left, [request_key(row)]):
                yield Counted(Figure.ROAD_TRIPS, trip, left, keys)
                if row.service is not None:
                    yield Counted(Figure.ROAD_SERVICES, row.row_no, left, keys)
                for person in books.persons.get(id(row), ()) if row.service else ():
                    yield Counted(Figure.ROAD_PATIENTS, (person, row.row_no), left, keys)
