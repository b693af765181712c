"""Counting accepted rows one by one: slow and plain, so that the fast way can be checked.

Every figure is a set of distinct things with a date and with the keys it has in each dimension;
a count is the number of things in a period, and of one key if asked.

Source:
    docs/sources.md#counting
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from qanat.readiness.statistics.rules.counting.figures import NO_COUNTS, Counts, Dimension, Figure
from qanat.readiness.statistics.rules.counting.periods import Period, national_month
from qanat.readiness.statistics.rules.journal.cells import number_key
from qanat.readiness.statistics.rules.journal.dates import NATIONAL
from qanat.readiness.statistics.rules.journal.people import Sighting, same_persons
from qanat.readiness.statistics.rules.journal.places import HOME
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.vocabulary import (
    Level,
    RequestKind,
    Route,
    ServiceKind,
)

Key = Hashable
Keys = Mapping[Dimension, frozenset[str]]
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
    """One thing that a figure counts."""

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
        things = [one for one in things if region in one.keys[Dimension.REGION]]
    split: dict[str, dict[str, Counts]] = {}
    for dimension in by:
        names = sorted({key for one in things for key in one.keys[dimension]})
        split[dimension.value] = {
            name: _counts(one for one in things if name in one.keys[dimension]) for name in names
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
        if record.service is not None:
            flight.services.append(record)


def _keys(books: _Books, requests: Iterable[Key], flights: Iterable[Key], at: datetime) -> Keys:
    """Return the keys of a thing: places by its requests, aircraft by its flights."""
    asked = [books.requests[key].first for key in dict.fromkeys(requests)]
    flown = [books.flights[key] for key in dict.fromkeys(flights)]
    return {
        Dimension.REGION: _set(one.region for one in asked),
        Dimension.NOSOLOGY: _set(one.nosology.value for one in asked),
        Dimension.MONTH: frozenset({national_month(at)}),
        Dimension.AIRCRAFT: _set(one.first.aircraft for one in flown),
        Dimension.OPERATOR: _set(one.first.operator for one in flown),
        Dimension.COUNTRY: _set(one.country or HOME for one in asked),
        Dimension.ORGAN: _set(row.organ for one in flown for row in one.services),
    }


def _set(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value for value in values if value)


def _of_requests(books: _Books) -> Iterable[Counted]:
    for key, request in books.requests.items():
        row = request.first
        if row.request_kind != RequestKind.AVIATION:
            continue
        keys = _keys(books, [key], request.flights, row.received_at)
        yield Counted(Figure.REQUESTS, key, row.received_at, keys)
        if not request.flights:
            yield Counted(Figure.REQUESTS_NOT_FLOWN, key, row.received_at, keys)
        if row.country:
            yield Counted(Figure.EVACUATION_REQUESTS, key, row.received_at, keys)
            if request.flights:
                yield Counted(Figure.EVACUATIONS, key, row.received_at, keys)


def _of_flights(books: _Books) -> Iterable[Counted]:
    for key, flight in books.flights.items():
        at = flight.first.departed_at
        if at is None:
            continue
        keys = _keys(books, flight.requests, [key], at)
        served = bool(flight.services)
        figures = {
            Figure.FLIGHTS: True,
            Figure.FLIGHTS_WITH_SERVICES: served,
            Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE: not served,
            _BY_LEVEL[flight.level or Level.REGIONAL]: True,
            Figure.FLIGHTS_INTERREGIONAL: flight.route == Route.INTERREGIONAL,
            Figure.ORGAN_MISSIONS: any(row.service in _OF_ORGANS for row in flight.services),
        }
        yield from (Counted(figure, key, at, keys) for figure, yes in figures.items() if yes)


def _of_services(books: _Books) -> Iterable[Counted]:
    for row in books.services:
        figure = _BY_KIND.get(row.service) if row.service else None
        if figure is None or row.performed_at is None:
            continue
        flight = flight_key_of(row)
        flights = [] if flight is None else [flight]
        keys = _keys(books, [request_key(row)], flights, row.performed_at)
        yield Counted(figure, row.row_no, row.performed_at, keys)
        yield Counted(Figure.SERVICES, row.row_no, row.performed_at, keys)
        for person in books.persons.get(id(row), ()):
            yield Counted(Figure.PATIENTS, person, row.performed_at, keys)
            if row.service == ServiceKind.TRANSPORT:
                pair = (person, flight)
                yield Counted(Figure.PATIENTS_TRANSPORTED, pair, row.performed_at, keys)


def _of_road(books: _Books) -> Iterable[Counted]:
    for key, rows in books.trips.items():
        left = rows[0].departed_at
        if left is None:
            continue
        keys = _keys(books, map(request_key, rows), [], left)
        yield Counted(Figure.ROAD_TRIPS, key, left, keys)
        for row in rows:
            if row.service is None:
                continue
            keys = _keys(books, [request_key(row)], [], left)
            yield Counted(Figure.ROAD_SERVICES, row.row_no, left, keys)
            for person in books.persons.get(id(row), ()):
                pair = (person, row.row_no)
                yield Counted(Figure.ROAD_PATIENTS, pair, left, keys)
