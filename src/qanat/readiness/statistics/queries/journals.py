"""Journals that were taken in, and what a new file has to be compared with."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from qanat.foundation.bulk import among, among_ids
from qanat.readiness.statistics.models import Journal, JournalKey, JournalRow, Meaning
from qanat.readiness.statistics.rules.journal.reading import ReadJournal
from qanat.readiness.statistics.rules.journal.settling import Known
from qanat.readiness.statistics.rules.journal.sky import Flight, FlightKey
from qanat.readiness.statistics.rules.journal.vocabulary import Level, Route
from qanat.readiness.statistics.states import RowState
from qanat.response.dispatch.queries.history import (
    KnownMission,
    flights_between,
    missions_of_ids,
)

_MARGIN: Final = timedelta(days=31)
_HOUR_S: Final = 3600
ROUTES: Final = {
    Route.WITHIN_REGION: "within",
    Route.INTERREGIONAL: "interregional",
    Route.INTERNATIONAL: "international",
}
_ROUTES_BACK: Final = {stored: route for route, stored in ROUTES.items()}


def find_journal_of(read: ReadJournal) -> str:
    """Return the journal to which rows of a file belong already, "" if none is known."""
    pairs = [(row.row_no, row.content) for row in read.rows if row.row_no is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.name FROM statistics_journalrow r"
            " JOIN unnest(%s::bigint[], %s::text[]) AS q(row_no, content)"
            " ON r.content = q.content AND r.row_no = q.row_no"
            " JOIN statistics_journal j ON j.id = r.journal_id"
            " GROUP BY j.name ORDER BY count(*) DESC, j.name LIMIT 1",
            ([number for number, _ in pairs], [content for _, content in pairs]),
        )
        found = cursor.fetchone()
    return found[0] if found else ""


def known_of(name: str, read: ReadJournal) -> Known:
    """Return what is on record that the rows of a file have to be compared with."""
    journal = Journal.objects.filter(name=name).first()
    pk = journal.pk if journal else 0
    contents = {row.content for row in read.rows}
    accepted = JournalRow.objects.filter(state=RowState.ACCEPTED)
    numbers = {row.row_no for row in read.rows if row.row_no is not None}
    own = accepted.filter(journal_id=pk, row_no__in=among_ids(numbers)).values_list(
        "row_no", "content"
    )
    others = accepted.filter(content__in=among(contents)).exclude(journal_id=pk)
    flights = _flights(pk)
    return Known(
        content={number: content for number, content in own if number is not None},
        elsewhere=frozenset(others.values_list("content", flat=True)),
        flights=flights,
        sky=_sky(read),
    )


def _flights(journal_id: int) -> dict[FlightKey, Flight]:
    keys = JournalKey.objects.filter(journal_id=journal_id, meaning=Meaning.FLIGHT)
    targets = dict(keys.values_list("key", "target_id"))
    missions = missions_of_ids(set(targets.values()))
    found: dict[FlightKey, Flight] = {}
    for key, target in targets.items():
        number, _, year = key.rpartition("|")
        if (flight := _flight(missions[target])) is not None:
            found[number, int(year)] = flight
    return found


def _sky(read: ReadJournal) -> tuple[Flight, ...]:
    times = _flown_times(read)
    if not times:
        return ()
    missions = flights_between(min(times) - _MARGIN, max(times) + _MARGIN)
    return tuple(flight for mission in missions if (flight := _flight(mission)) is not None)


def _flown_times(read: ReadJournal) -> Sequence[datetime]:
    records = (row.record for row in read.rows if row.record is not None)
    return [record.departed_at for record in records if record.departed_at and record.flight_no]


def _flight(mission: KnownMission) -> Flight | None:
    if mission.took_off_at is None:
        return None
    return Flight(
        number=mission.number,
        departed_at=mission.took_off_at,
        landed_at=mission.landed_at,
        aircraft=mission.tail,
        level=Level(mission.level) if mission.level else None,
        route=_ROUTES_BACK.get(mission.route),
        said_by=mission.number,
        hours=mission.flown_s / _HOUR_S if mission.flown_s is not None else None,
    )
