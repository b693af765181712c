"""What the numbers of a journal stand for: one request, one flight, one trip."""

from collections.abc import Collection
from datetime import datetime
from hashlib import blake2b
from typing import Final

from qanat.foundation.days import NATIONAL
from qanat.foundation.tabular.cells import number_key
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.readiness.statistics.rules.journal.vocabulary import RequestKind

_LONGEST: Final = 40


def _numbered(number: str, at: datetime) -> str:
    """Return a number with its year of national time: numbers may restart every year."""
    plain = number_key(number)
    short = plain if len(plain) <= _LONGEST else blake2b(plain.encode(), digest_size=16).hexdigest()
    return f"{short}|{at.astimezone(NATIONAL).year}"


def request_key(record: JournalRecord) -> str:
    """Return what tells the request or order of a row, with its kind."""
    return f"{record.request_kind}:{_numbered(record.request_no, record.received_at)}"


def flight_key_of(record: JournalRecord) -> str:
    """Return what tells the flight of a row; nothing if it has none."""
    if not record.flight_no:
        return ""
    return _numbered(record.flight_no, record.departed_at or record.received_at)


def trip_key(record: JournalRecord) -> str:
    """Return what tells the road trip of a row; nothing if it has none."""
    is_road = record.request_kind == RequestKind.ROAD
    if not is_road or not record.trip_no or record.departed_at is None:
        return ""
    return _numbered(record.trip_no, record.departed_at)


def order_key(request: str, patient_ids: Collection[int]) -> str:
    """Return what tells a consultation order: the key of its number and its patients.

    Journals put consultations of several patients under one number, but a patient is counted
    by his own consultations.
    """
    people = ",".join(map(str, sorted(set(patient_ids))))
    return f"{request}#{blake2b(people.encode(), digest_size=16).hexdigest()}"
