"""The persons of a journal, found or registered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from qanat.foundation.actors import Actor
from qanat.readiness.statistics.models import Meaning
from qanat.readiness.statistics.rules.journal.keys import request_key
from qanat.readiness.statistics.rules.journal.people import Patient
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.registry.patients.commands import IdentifierDraft, PatientDraft, ensure_patients
from qanat.registry.patients.states import IdentifierKind, Sex, Source
from qanat.response.dispatch.commands.history import Provenance

Keys = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Persons:
    """Who stands in each row, and the keys of persons without papers."""

    of_rows: list[tuple[int, ...]]
    fresh: Keys


def ensure_persons(
    actor: Actor, records: Sequence[JournalRecord], known: Keys, source: Provenance
) -> Persons:
    """Find or register everybody whom the rows name.

    Persons of whom nothing tells who they are, are told by request and place, in this file
    and in earlier ones of the journal.
    """
    mentions = [
        (record, seat, patient)
        for record in records
        for seat, patient in enumerate(record.patients)
    ]
    names = [_key(record, seat, patient) for record, seat, patient in mentions]
    asked = {
        name: patient
        for name, (_, _, patient) in zip(names, mentions, strict=True)
        if (Meaning.PERSON.value, name) not in known
    }
    drafts = [_draft(patient, source) for patient in asked.values()]
    ids = ensure_patients(actor, rows=drafts, now=source.now) if drafts else []
    found = dict(zip(asked, ids, strict=True))
    fresh = {(Meaning.PERSON.value, name): pk for name, pk in found.items() if name.startswith("?")}
    given = iter([known.get((Meaning.PERSON.value, n)) or found[n] for n in names])
    return Persons([tuple(_take(given, len(record.patients))) for record in records], fresh)


def _take(ids: Iterator[int], count: int) -> Iterator[int]:
    for _ in range(count):
        yield next(ids)


def _key(record: JournalRecord, seat: int, patient: Patient) -> str:
    """Return a key that equal persons share; with ``?`` where only the request tells them."""
    has_name = patient.name_key and patient.born_on
    if patient.iin or patient.document or has_name:
        return f"={patient.name}|{patient.iin}|{patient.born_on}|{patient.document}|{patient.sex}"
    who = f"{request_key(record)}|{patient.name_key or seat}"
    return f"?{blake2b(who.encode(), digest_size=24).hexdigest()}"


def person_keys(records: Sequence[JournalRecord]) -> list[str]:
    """Return the keys of persons of whom nothing tells who they are."""
    keys = (_key(r, seat, patient) for r in records for seat, patient in enumerate(r.patients))
    return sorted({key for key in keys if key.startswith("?")})


def _draft(patient: Patient, source: Provenance) -> PatientDraft:
    document = IdentifierDraft(kind=IdentifierKind.PASSPORT, value=patient.document)
    return PatientDraft(
        name="" if patient.is_unknown else patient.name,
        sex=patient.sex.value if patient.sex else Sex.UNKNOWN,
        birth_on=patient.born_on,
        iin=patient.iin,
        documents=(document,) if patient.document else (),
        is_unknown=patient.is_unknown,
        source=Source.JOURNAL,
        is_synthetic=source.is_synthetic,
    )
