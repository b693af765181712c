"""Accepted rows become requests, missions, services and consultation orders."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qanat.care.telemedicine.commands import (
    PastOrder,
    store_past_consultations,
    store_past_orders,
)
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import copy_rows, take_ids
from qanat.readiness.statistics.commands.drafts import (
    SERVICE_KINDS,
    moment_of_service,
    past_mission,
    past_request,
)
from qanat.readiness.statistics.commands.people import Keys, ensure_persons, person_keys
from qanat.readiness.statistics.models import JournalKey, Meaning
from qanat.readiness.statistics.rules.journal.keys import (
    flight_key_of,
    order_key,
    request_key,
    trip_key,
)
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.settling import SettledRow
from qanat.readiness.statistics.rules.journal.vocabulary import RequestKind, ServiceKind
from qanat.registry.fleet.commands import ensure_aircraft, ensure_operators
from qanat.registry.terminology.queries import names_index
from qanat.response.dispatch.commands.history import (
    PastService,
    Provenance,
    add_past_patients,
    serve_requests,
    store_past_missions,
    store_past_requests,
    store_past_services,
)
from qanat.response.dispatch.queries.history import missions_numbered, requests_numbered

Links = dict[str, int | None]
_NO_LINKS: Mapping[str, int | None] = {
    "request_id": None,
    "order_id": None,
    "mission_id": None,
    "service_id": None,
    "remote_service_id": None,
}


@dataclass(slots=True)
class Stored:
    """The records made of each row, by row number."""

    by_number: dict[int, Links] = field(default_factory=dict)

    def links(self, row: SettledRow) -> Mapping[str, int | None]:
        """Return the records made of a row; none for one that was not accepted."""
        return self.by_number[row.record.row_no] if row.record is not None else _NO_LINKS


@dataclass(slots=True)
class _Work:
    """One journal on its way into the records; ``links`` and ``people`` go by place."""

    actor: Actor
    journal_id: int
    source: Provenance
    records: list[JournalRecord]
    known: Keys
    fresh: Keys = field(default_factory=dict)
    people: list[tuple[int, ...]] = field(default_factory=list)
    links: list[Links] = field(default_factory=list)

    def find(self, meaning: Meaning, key: str) -> int | None:
        """Return the record which a number means."""
        return self.known.get((meaning.value, key)) or self.fresh.get((meaning.value, key))

    def remember(self, meaning: Meaning, keys: Iterable[str], ids: Iterable[int]) -> None:
        """Remember which records numbers mean."""
        self.fresh.update({(meaning.value, key): pk for key, pk in zip(keys, ids, strict=True)})

    def grouped(
        self, meaning: Meaning, key_of: Callable[[JournalRecord], str]
    ) -> dict[str, list[JournalRecord]]:
        """Return the rows of each number which means nothing yet."""
        groups: dict[str, list[JournalRecord]] = {}
        for record in self.records:
            if (key := key_of(record)) and self.find(meaning, key) is None:
                groups.setdefault(key, []).append(record)
        return groups


def store_records(
    actor: Actor, *, journal_id: int, rows: Sequence[SettledRow], source: Provenance
) -> Stored:
    """Make records of accepted rows; part of :func:`import_journal`."""
    records = sorted(
        (row.record for row in rows if row.record is not None), key=lambda record: record.row_no
    )
    known = _known_keys(journal_id, _keys_of(records))
    work = _Work(actor, journal_id, source, records, known)
    work.links = [dict(_NO_LINKS) for _ in records]
    persons = ensure_persons(actor, records, work.known, source)
    work.people, work.fresh = persons.of_rows, persons.fresh
    _store_requests(work)
    _store_missions(work)
    _join(work)
    _store_services(work)
    _store_orders(work)
    _keep_keys(journal_id, work.fresh)
    return Stored({record.row_no: links for record, links in zip(records, work.links, strict=True)})


def _keys_of(records: Sequence[JournalRecord]) -> set[str]:
    keys = {key_of(r) for r in records for key_of in (request_key, flight_key_of, trip_key)}
    return keys | set(person_keys(records))


def _known_keys(journal_id: int, keys: Iterable[str]) -> Keys:
    found = JournalKey.objects.filter(journal_id=journal_id, key__in=list(keys))
    return {
        (meaning, key): pk for meaning, key, pk in found.values_list("meaning", "key", "target_id")
    }


def _keep_keys(journal_id: int, fresh: Keys) -> None:
    ids = take_ids(JournalKey, len(fresh))
    copy_rows(
        JournalKey,
        (
            {
                "id": pk,
                "journal_id": journal_id,
                "meaning": meaning,
                "key": key,
                "target_id": target,
            }
            for pk, ((meaning, key), target) in zip(ids, fresh.items(), strict=True)
        ),
    )


def _asked(record: JournalRecord) -> str:
    """Return the key of the request of a row; orders are no requests."""
    return "" if record.request_kind == RequestKind.CONSULTATION else request_key(record)


def _store_requests(work: _Work) -> None:
    groups = work.grouped(Meaning.REQUEST, _asked)
    known = requests_numbered({rows[0].request_no for rows in groups.values()})
    for key, rows in list(groups.items()):
        same = known.get(rows[0].request_no)
        is_by_road = rows[0].request_kind == RequestKind.ROAD
        if same and same.received_at == rows[0].received_at and same.is_by_road == is_by_road:
            work.remember(Meaning.REQUEST, [key], [same.id])
            del groups[key]
    index = names_index("reason.decline")
    reasons = {name: row.code for name, row in index.items()}
    drafts = [past_request(rows, reasons) for rows in groups.values()]
    ids = store_past_requests(work.actor, rows=drafts, source=work.source)
    work.remember(Meaning.REQUEST, groups, ids)
    people: dict[int, list[int]] = {}
    for record, links, patients in zip(work.records, work.links, work.people, strict=True):
        if key := _asked(record):
            links["request_id"] = request = work.find(Meaning.REQUEST, key)
            people.setdefault(request or 0, []).extend(patients)
    add_past_patients(work.actor, people={pk: ids for pk, ids in people.items() if ids})


def _store_missions(work: _Work) -> None:
    flights = work.grouped(Meaning.FLIGHT, flight_key_of)
    trips = work.grouped(Meaning.TRIP, trip_key)
    first = {**flights, **trips}
    known = missions_numbered({_number(rows) for rows in first.values()})
    for meaning, groups in ((Meaning.FLIGHT, flights), (Meaning.TRIP, trips)):
        for key, rows in list(groups.items()):
            same = known.get(_number(rows))
            left = next((row.departed_at for row in rows if row.departed_at), None)
            if same and left and same.took_off_at == left and same.mode == _mode(meaning):
                work.remember(meaning, [key], [same.id])
                del groups[key]
        _make_missions(work, meaning, groups)


def _number(rows: Sequence[JournalRecord]) -> str:
    return rows[0].flight_no or rows[0].trip_no


def _mode(meaning: Meaning) -> str:
    return "air" if meaning is Meaning.FLIGHT else "road"


def _make_missions(
    work: _Work, meaning: Meaning, groups: Mapping[str, Sequence[JournalRecord]]
) -> None:
    is_air = meaning is Meaning.FLIGHT
    flown = [row for rows in groups.values() for row in rows] if is_air else []
    tails = {row.aircraft: row.operator for row in reversed(flown) if row.aircraft}
    aircraft = ensure_aircraft(work.actor, tails=tails) if tails else {}
    names = {row.operator for row in flown if row.operator}
    operators = ensure_operators(work.actor, names=names) if names else {}
    drafts = []
    for rows in groups.values():
        tail = next((row.aircraft for row in rows if row.aircraft), "")
        operator = next((row.operator for row in rows if row.operator), "")
        drafts.append(past_mission(rows, aircraft.get(tail), operators.get(operator)))
    ids = store_past_missions(work.actor, rows=drafts, source=work.source)
    work.remember(meaning, groups, ids)


def _join(work: _Work) -> None:
    """Say which missions served which requests."""
    pairs = set()
    for record, links in zip(work.records, work.links, strict=True):
        is_road = record.request_kind == RequestKind.ROAD
        key = trip_key(record) if is_road else flight_key_of(record)
        if key:
            links["mission_id"] = work.find(Meaning.TRIP if is_road else Meaning.FLIGHT, key)
            pairs.add((links["mission_id"] or 0, links["request_id"] or 0))
    serve_requests(work.actor, pairs=pairs)


def _store_services(work: _Work) -> None:
    given = [
        (links, record, patients)
        for record, links, patients in zip(work.records, work.links, work.people, strict=True)
        if record.service in SERVICE_KINDS
    ]
    drafts = [
        PastService(
            mission_id=links["mission_id"] or 0,
            request_id=links["request_id"] or 0,
            kind=SERVICE_KINDS[record.service] if record.service else "",
            performed_at=moment_of_service(record),
            performed_by=record.crew,
            to_name=record.receiving_facility,
            organ=record.organ,
            patient_ids=patients,
        )
        for links, record, patients in given
    ]
    ids = store_past_services(work.actor, rows=drafts, source=work.source)
    for (links, _, _), pk in zip(given, ids, strict=True):
        links["service_id"] = pk


def _store_orders(work: _Work) -> None:
    groups: dict[str, list[tuple[JournalRecord, Links, tuple[int, ...]]]] = {}
    for record, links, patients in zip(work.records, work.links, work.people, strict=True):
        is_remote = record.service == ServiceKind.REMOTE_CONSULTATION
        if is_remote or record.request_kind == RequestKind.CONSULTATION:
            key = order_key(record, patients)
            groups.setdefault(key, []).append((record, links, patients))
    work.known |= _known_keys(work.journal_id, groups)
    fresh = {key: rows for key, rows in groups.items() if work.find(Meaning.ORDER, key) is None}
    drafts = [_past_order(rows, work.source) for rows in fresh.values()]
    work.remember(Meaning.ORDER, fresh, store_past_orders(work.actor, rows=drafts))
    given = []
    for key, rows in groups.items():
        for record, links, _ in rows:
            links["order_id"] = work.find(Meaning.ORDER, key)
            if record.service is not None:
                given.append((links, record))
    asked = [(links["order_id"] or 0, moment_of_service(record)) for links, record in given]
    ids = store_past_consultations(work.actor, rows=asked, now=work.source.now)
    for (links, _), pk in zip(given, ids, strict=True):
        links["remote_service_id"] = pk


def _past_order(
    rows: Sequence[tuple[JournalRecord, Links, tuple[int, ...]]], source: Provenance
) -> PastOrder:
    record, links, patients = rows[0]
    done = [one.performed_at for one, _, _ in rows if one.performed_at]
    return PastOrder(
        number=record.request_no,
        ordered_at=record.received_at,
        nosology=record.nosology.value,
        concluded_at=max(done, default=None),
        region=record.region,
        request_id=links["request_id"],
        sending_name=record.sending_facility,
        diagnosis=record.diagnosis,
        icd10=record.icd10,
        patient_ids=patients,
        is_synthetic=source.is_synthetic,
    )
