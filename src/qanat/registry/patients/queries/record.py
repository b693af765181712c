"""Everything about one patient, with numbers masked, and what happened to the record."""

from dataclasses import dataclass
from datetime import date, datetime

from qanat.foundation.access.queries.glass import openings_of
from qanat.foundation.access.records import not_found
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import history
from qanat.foundation.texts import LocalText
from qanat.registry.patients.models import (
    GLASS,
    Alias,
    Identifier,
    IdentifierReveal,
    Merge,
    Patient,
    PatientLink,
)
from qanat.registry.patients.queries.rows import PatientRow, row_of, rows_of


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """That a number is on record; the number itself stays sealed."""

    id: int
    kind: str
    country: str
    status: str
    expires_on: date | None
    record_id: int


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """One patient. What was merged into the record is shown with it."""

    row: PatientRow
    version: int
    weight_g: int | None
    birth_order: int | None
    citizenship: str
    citizenship_name: LocalText
    settlement_id: int | None
    settlement_name: LocalText
    source: str
    created_at: datetime
    mother: PatientRow | None
    children: tuple[PatientRow, ...]
    same_person: tuple[PatientRow, ...]
    other_names: tuple[str, ...]
    identifiers: tuple[IdentifierRow, ...]


def patient_record(actor: Actor, patient_id: int) -> PatientRecord:
    """Return one patient.

    Raises:
        NotFound: if there is none or the actor may not see him.
    """
    seen = Patient.objects.visible_to(actor)
    found = seen.filter(pk=patient_id).select_related(
        "region", "settlement", "citizenship", "mother__region"
    )
    if (patient := found.first()) is None:
        raise not_found(actor, GLASS, patient_id)
    others = Patient.objects.filter(resolved=patient.resolved_id).exclude(pk=patient.pk)
    children = seen.filter(mother__resolved=patient.resolved_id).select_related("region")
    return PatientRecord(
        row=row_of(patient),
        version=patient.version,
        weight_g=patient.weight_g,
        birth_order=patient.birth_order,
        citizenship=patient.citizenship_id or "",
        citizenship_name=patient.citizenship.name if patient.citizenship else {},
        settlement_id=patient.settlement_id,
        settlement_name=patient.settlement.name if patient.settlement else {},
        source=patient.source,
        created_at=patient.created_at,
        mother=row_of(patient.mother) if patient.mother else None,
        children=tuple(rows_of(children.order_by("birth_on", "birth_order", "id"))),
        same_person=tuple(rows_of(others.select_related("region").order_by("id"))),
        other_names=_other_names(patient),
        identifiers=_identifiers(patient),
    )


def _other_names(patient: Patient) -> tuple[str, ...]:
    aliases = Alias.objects.filter(patient__resolved=patient.resolved_id).order_by("id")
    names = dict.fromkeys(aliases.values_list("name", flat=True))
    return tuple(name for name in names if name != patient.name)


def _identifiers(patient: Patient) -> tuple[IdentifierRow, ...]:
    rows = Identifier.objects.in_force().filter(patient__resolved=patient.resolved_id)
    return tuple(
        IdentifierRow(r.pk, r.kind, r.country, r.status, r.expires_on, r.patient_id)
        for r in rows.order_by("kind", "id").defer("sealed", "digest")
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a record.

    Attributes:
        what: "registered", "changed", "merged", "received", "unmerged", "number_added",
            "number_retired", "shown" or "linked".
        about: names of changed fields, the other record's number, a kind of number, a reason.
    """

    at: datetime
    what: str
    by: int | None
    about: tuple[str, ...] = ()
    why: str = ""


def patient_history(actor: Actor, patient_id: int) -> list[Happening]:
    """Return what happened to a record, newest first.

    Raises:
        NotFound: if there is none or the actor may not see it.
    """
    if not Patient.objects.visible_to(actor).filter(pk=patient_id).exists():
        raise not_found(actor, GLASS, patient_id)
    happenings = [
        *_changes(patient_id),
        *_merges(patient_id),
        *_numbers(patient_id),
        *_shown(patient_id),
        *_links(patient_id),
        *_opened(patient_id),
    ]
    return sorted(happenings, key=lambda h: h.at, reverse=True)


_SILENT = frozenset({"version", "resolved_id", "merged_into_id"})


def _changes(patient_id: int) -> list[Happening]:
    found = []
    for entry in history("patients_patient", patient_id):
        if entry.action == "I":
            found.append(Happening(entry.at, "registered", entry.actor_id))
        elif fields := tuple(sorted(set(entry.changes) - _SILENT)):
            found.append(Happening(entry.at, "changed", entry.actor_id, fields, entry.note))
    return found


def _merges(patient_id: int) -> list[Happening]:
    found = []
    as_either = Merge.objects.filter(patient=patient_id) | Merge.objects.filter(survivor=patient_id)
    for merge in as_either.select_related("patient", "survivor"):
        is_loser = merge.patient_id == patient_id
        other = (merge.survivor if is_loser else merge.patient).number
        what = "merged" if is_loser else "received"
        found.append(Happening(merge.made_at, what, merge.made_by, (other,), merge.reason))
        if merge.undone_at is not None:
            found.append(
                Happening(merge.undone_at, "unmerged", merge.undone_by, (other,), merge.undo_reason)
            )
    return found


def _numbers(patient_id: int) -> list[Happening]:
    found = []
    for r in Identifier.objects.filter(patient=patient_id).defer("sealed", "digest"):
        found.append(Happening(r.added_at, "number_added", None, (r.kind,)))
        if r.retired_at is not None:
            found.append(Happening(r.retired_at, "number_retired", None, (r.kind,)))
    return found


def _shown(patient_id: int) -> list[Happening]:
    rows = IdentifierReveal.objects.filter(patient__resolved__same_person=patient_id)
    return [Happening(r.shown_at, "shown", r.shown_to, (), r.why) for r in rows]


def _links(patient_id: int) -> list[Happening]:
    rows = PatientLink.objects.filter(patient=patient_id)
    return [Happening(r.made_at, "linked", None, (r.purpose, str(r.purpose_id))) for r in rows]


def _opened(patient_id: int) -> list[Happening]:
    return [
        Happening(one.opened_at, "opened", one.account_id, (), " · ".join(filter(None, one.why)))
        for one in openings_of(GLASS, patient_id)
    ]
