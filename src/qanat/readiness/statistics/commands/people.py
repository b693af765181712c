"""The persons of a journal, found or registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from qanat.foundation.actors import Actor
from qanat.readiness.statistics.models import Meaning
from qanat.readiness.statistics.rules.journal.people import Patient
from qanat.readiness.statistics.rules.journal.records import JournalRecord
from qanat.registry.patients.commands import IdentifierDraft, PatientDraft, ensure_patients
from qanat.registry.patients.states import IdentifierKind, Sex, Source
from qanat.response.dispatch.commands.history import Provenance

Keys = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A patient in a row; equal keys are of one person.

    The key begins with ``?`` where only request and place tell who he is.
    """

    key: str
    patient: Patient


@dataclass(frozen=True, slots=True)
class Persons:
    """Who stands in each row, and the keys of persons of whom nothing else tells who they are."""

    of_rows: list[tuple[int, ...]]
    fresh: Keys


def mentions_of(record: JournalRecord, request: str) -> tuple[Mention, ...]:
    """Return the patients of a row; ``request`` is the key of its request."""
    return tuple(
        Mention(_key(request, seat, patient), patient)
        for seat, patient in enumerate(record.patients)
    )


def ensure_persons(
    actor: Actor, rows: Sequence[Sequence[Mention]], known: Keys, source: Provenance
) -> Persons:
    """Find or register everybody whom the rows name.

    Persons of whom nothing tells who they are, are told by request and place, in this file
    and in earlier ones of the journal.
    """
    found = {key: pk for (meaning, key), pk in known.items() if meaning == Meaning.PERSON}
    asked = {one.key: one.patient for row in rows for one in row if one.key not in found}
    drafts = [_draft(patient, source) for patient in asked.values()]
    ids = ensure_patients(actor, rows=drafts, now=source.now) if drafts else []
    found |= dict(zip(asked, ids, strict=True))
    fresh = {(Meaning.PERSON.value, key): found[key] for key in asked if key.startswith("?")}
    return Persons([tuple(found[one.key] for one in row) for row in rows], fresh)


def _key(request: str, seat: int, patient: Patient) -> str:
    if patient.iin or patient.document or (patient.born_on and patient.name_key):
        return f"={patient.name}|{patient.iin}|{patient.born_on}|{patient.document}|{patient.sex}"
    who = f"{request}|{patient.name_key or seat}"
    return f"?{blake2b(who.encode(), digest_size=24).hexdigest()}"


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
