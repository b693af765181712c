"""Accepted rows become requests, missions, services and consultation orders."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from qanat.care.telemedicine.commands import (
    PastConsultation,
    PastOrder,
    store_past_consultations,
    store_past_orders,
)
from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among, store_rows
from qanat.readiness.statistics.commands.drafts import (
    SERVICE_KINDS,
    moment_of_service,
    past_mission,
    past_request,
)
from qanat.readiness.statistics.commands.people import (
    Keys,
    Mention,
    ensure_persons,
    mentions_of,
)
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
MODES: Final = {Meaning.FLIGHT: "air", Meaning.TRIP: "road"}
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
class _Entry:
    """A row on its way into the records; ``request`` and ``vehicle`` are keys of its numbers."""

    record: JournalRecord
    request: str
    vehicle: str
    mentions: tuple[Mention, ...]
    patients: tuple[int, ...] = ()
    links: Links = field(default_factory=lambda: dict(_NO_LINKS))

    @property
    def is_order(self) -> bool:
        """Tell whether the row is of a consultation order, which is no request."""
        return self.record.request_kind == RequestKind.CONSULTATION

    @property
    def meaning(self) -> Meaning:
        """What the number of the vehicle stands for."""
        is_road = self.record.request_kind == RequestKind.ROAD
        return Meaning.TRIP if is_road else Meaning.FLIGHT


def _entry(record: JournalRecord) -> _Entry:
    request = request_key(record)
    vehicle = trip_key(record) or flight_key_of(record)
    return _Entry(record, request, vehicle, mentions_of(record, request))


@dataclass(slots=True)
class _Work:
    """One journal on its way into the records."""

    actor: Actor
    journal_id: int
    source: Provenance
    entries: list[_Entry]
    known: Keys
    fresh: Keys = field(default_factory=dict)

    def find(self, meaning: Meaning, key: str) -> int | None:
        """Return the record which a number means."""
        return self.known.get((meaning.value, key)) or self.fresh.get((meaning.value, key))

    def remember(self, meaning: Meaning, keys: Iterable[str], ids: Iterable[int]) -> None:
        """Remember which records numbers mean."""
        self.fresh.update({(meaning.value, key): pk for key, pk in zip(keys, ids, strict=True)})


def store_records(
    actor: Actor, *, journal_id: int, rows: Sequence[SettledRow], source: Provenance
) -> Stored:
    """Make records of accepted rows; part of :func:`import_journal`."""
    records = [row.record for row in rows if row.record is not None]
    entries = [_entry(record) for record in sorted(records, key=lambda record: record.row_no)]
    work = _Work(actor, journal_id, source, entries, _known_keys(journal_id, _keys_of(entries)))
    persons = ensure_persons(actor, [one.mentions for one in entries], work.known, source)
    for one, patients in zip(entries, persons.of_rows, strict=True):
        one.patients = patients
    work.fresh |= persons.fresh
    _store_requests(work)
    _store_missions(work)
    _join(work)
    _store_services(work)
    _store_orders(work)
    _keep_keys(journal_id, work.fresh)
    return Stored({one.record.row_no: one.links for one in entries})


def _keys_of(entries: Sequence[_Entry]) -> set[str]:
    keys = {key for one in entries for key in (one.request, one.vehicle) if key}
    return keys | {m.key for one in entries for m in one.mentions if m.key.startswith("?")}


def _known_keys(journal_id: int, keys: Collection[str]) -> Keys:
    found = JournalKey.objects.filter(journal_id=journal_id, key__in=among(keys))
    return {
        (meaning, key): pk for meaning, key, pk in found.values_list("meaning", "key", "target_id")
    }


def _keep_keys(journal_id: int, fresh: Keys) -> None:
    store_rows(
        JournalKey,
        [
            {"journal_id": journal_id, "meaning": meaning, "key": key, "target_id": target}
            for (meaning, key), target in fresh.items()
        ],
    )


def _store_requests(work: _Work) -> None:
    asked = [one for one in work.entries if not one.is_order]
    groups = _new_groups(work, asked, lambda one: (Meaning.REQUEST, one.request))[Meaning.REQUEST]
    known = requests_numbered({rows[0].request_no for rows in groups.values()})
    for key, rows in list(groups.items()):
        same = known.get(rows[0].request_no)
        is_by_road = rows[0].request_kind == RequestKind.ROAD
        if same and same.received_at == rows[0].received_at and same.is_by_road == is_by_road:
            work.remember(Meaning.REQUEST, [key], [same.id])
            del groups[key]
    reasons = {name: row.code for name, row in names_index("reason.decline").items()}
    drafts = [past_request(rows, reasons) for rows in groups.values()]
    ids = store_past_requests(work.actor, rows=drafts, source=work.source)
    work.remember(Meaning.REQUEST, groups, ids)
    people: dict[int, list[int]] = {}
    for one in asked:
        one.links["request_id"] = request = work.find(Meaning.REQUEST, one.request)
        people.setdefault(request or 0, []).extend(one.patients)
    add_past_patients(work.actor, people={pk: who for pk, who in people.items() if who})


def _new_groups(
    work: _Work, entries: Iterable[_Entry], key_of: Callable[[_Entry], tuple[Meaning, str]]
) -> dict[Meaning, dict[str, list[JournalRecord]]]:
    """Return the rows of each number which means nothing yet."""
    groups: dict[Meaning, dict[str, list[JournalRecord]]] = {one: {} for one in Meaning}
    for entry in entries:
        meaning, key = key_of(entry)
        if work.find(meaning, key) is None:
            groups[meaning].setdefault(key, []).append(entry.record)
    return groups


def _store_missions(work: _Work) -> None:
    moved = [one for one in work.entries if one.vehicle]
    groups = _new_groups(work, moved, lambda one: (one.meaning, one.vehicle))
    numbers = {_number(rows) for found in groups.values() for rows in found.values()}
    known = missions_numbered(numbers)
    for meaning in (Meaning.FLIGHT, Meaning.TRIP):
        for key, rows in list(groups[meaning].items()):
            same = known.get(_number(rows))
            left = next((row.departed_at for row in rows if row.departed_at), None)
            if same and left and same.took_off_at == left and same.mode == MODES[meaning]:
                work.remember(meaning, [key], [same.id])
                del groups[meaning][key]
        _make_missions(work, meaning, groups[meaning])


def _number(rows: Sequence[JournalRecord]) -> str:
    return rows[0].flight_no or rows[0].trip_no


def _make_missions(
    work: _Work, meaning: Meaning, groups: Mapping[str, Sequence[JournalRecord]]
) -> None:
    flown = [row for rows in groups.values() for row in rows] if meaning is Meaning.FLIGHT else []
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
    moved = [one for one in work.entries if one.vehicle]
    for one in moved:
        one.links["mission_id"] = work.find(one.meaning, one.vehicle)
    pairs = {(one.links["mission_id"] or 0, one.links["request_id"] or 0) for one in moved}
    serve_requests(work.actor, pairs=pairs)


def _store_services(work: _Work) -> None:
    given = [one for one in work.entries if one.record.service in SERVICE_KINDS]
    drafts = [
        PastService(
            mission_id=one.links["mission_id"] or 0,
            request_id=one.links["request_id"] or 0,
            kind=SERVICE_KINDS[one.record.service] if one.record.service else "",
            performed_at=moment_of_service(one.record),
            performed_by=one.record.crew,
            to_name=one.record.receiving_facility,
            organ=one.record.organ,
            patient_ids=one.patients,
        )
        for one in given
    ]
    ids = store_past_services(work.actor, rows=drafts, source=work.source)
    for one, pk in zip(given, ids, strict=True):
        one.links["service_id"] = pk


def _store_orders(work: _Work) -> None:
    groups: dict[str, list[_Entry]] = {}
    for one in work.entries:
        if one.is_order or one.record.service == ServiceKind.REMOTE_CONSULTATION:
            groups.setdefault(order_key(one.request, one.patients), []).append(one)
    work.known |= _known_keys(work.journal_id, groups)
    fresh = {key: rows for key, rows in groups.items() if work.find(Meaning.ORDER, key) is None}
    drafts = [_past_order(rows, work.source) for rows in fresh.values()]
    work.remember(Meaning.ORDER, fresh, store_past_orders(work.actor, rows=drafts))
    for key, rows in groups.items():
        for one in rows:
            one.links["order_id"] = work.find(Meaning.ORDER, key)
    given = [one for rows in groups.values() for one in rows if one.record.service is not None]
    asked = [
        PastConsultation(
            order_id=one.links["order_id"] or 0, performed_at=moment_of_service(one.record)
        )
        for one in given
    ]
    ids = store_past_consultations(work.actor, rows=asked, now=work.source.now)
    for one, pk in zip(given, ids, strict=True):
        one.links["remote_service_id"] = pk


def _past_order(rows: Sequence[_Entry], source: Provenance) -> PastOrder:
    first, record = rows[0], rows[0].record
    done = [one.record.performed_at for one in rows if one.record.performed_at]
    return PastOrder(
        number=record.request_no,
        ordered_at=record.received_at,
        nosology=record.nosology.value,
        concluded_at=max(done, default=None),
        region=record.region,
        request_id=first.links["request_id"],
        sending_name=record.sending_facility,
        diagnosis=record.diagnosis,
        icd10=record.icd10,
        patient_ids=first.patients,
        is_synthetic=source.is_synthetic,
    )
