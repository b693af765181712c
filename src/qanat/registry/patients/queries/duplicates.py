"""Records which are probably of one person."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.patients.models import Identifier, Patient
from qanat.registry.patients.queries.rows import PatientRow, patients_by_id, row_of
from qanat.registry.patients.states import BirthPrecision, IdentifierKind


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record which is probably of the same person.

    Attributes:
        why: "iin", "document" or "name", the surest sign there is.
    """

    row: PatientRow
    why: str


def possible_duplicates(actor: Actor, patient_id: int) -> list[Duplicate]:
    """Return records that look like the same person: same IIN, document, or name and birth.

    Raises:
        NotFound: if there is no such patient or the actor may not see him.
    """
    seen = Patient.objects.visible_to(actor)
    patient = seen.filter(pk=patient_id).first()
    if patient is None:
        raise NotFound
    others = seen.standing().exclude(resolved=patient.resolved_id).select_related("region")
    found: dict[int, Duplicate] = {}
    for why, alike in (
        ("iin", _sharing(others, patient, Q(kind=IdentifierKind.IIN))),
        ("document", _sharing(others, patient, ~Q(kind=IdentifierKind.IIN))),
        ("name", _namesakes(others, patient)),
    ):
        for other in alike.order_by("id"):
            found.setdefault(other.pk, Duplicate(row_of(other), why))
    return list(found.values())


def _sharing(others: QuerySet[Patient], patient: Patient, kind: Q) -> QuerySet[Patient]:
    own = Identifier.objects.in_force().filter(kind, patient__resolved=patient.resolved_id)
    own = own.exclude(kind=IdentifierKind.PHONE)
    same = Identifier.objects.in_force().filter(
        Exists(
            own.filter(
                digest=OuterRef("digest"), kind=OuterRef("kind"), country=OuterRef("country")
            )
        )
    )
    return others.filter(pk__in=same.values("patient__resolved_id"))


def _namesakes(others: QuerySet[Patient], patient: Patient) -> QuerySet[Patient]:
    if not patient.name_key or patient.birth_precision != BirthPrecision.DAY:
        return others.none()
    return others.filter(
        name_key=patient.name_key,
        birth_on=patient.birth_on,
        birth_precision=BirthPrecision.DAY,
    )


PAGE_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records which carry the same number; ``kind`` says which."""

    newer: PatientRow
    older: PatientRow
    kind: str


def duplicate_pairs(actor: Actor, *, page: int = 1) -> tuple[list[Pair], bool]:
    """Return pairs of standing records with one number, newest first, and whether more follow.

    The work list of who cleans up. Namesakes are suggested with each record only.
    """
    same_number = Identifier.objects.in_force().filter(
        kind=OuterRef("kind"), country=OuterRef("country"), digest=OuterRef("digest")
    )
    owner = same_number.filter(identifies=True).exclude(
        patient__resolved=OuterRef("patient__resolved")
    )
    start = (max(page, 1) - 1) * PAGE_ROWS
    second = (
        Identifier.objects.in_force()
        .filter(identifies=False, patient__in=Patient.objects.visible_to(actor).standing())
        .exclude(kind=IdentifierKind.PHONE)
        .annotate(older=Subquery(owner.values("patient__resolved_id")[:1]))
        .exclude(older=None)
        .order_by("-id")
        .values_list("patient_id", "older", "kind")[start : start + PAGE_ROWS + 1]
    )
    found = list(second)
    seen = patients_by_id(actor, {pk for new, old, _ in found for pk in (new, old)})
    pairs = [
        Pair(seen[new], seen[old], kind)
        for new, old, kind in found[:PAGE_ROWS]
        if new in seen and old in seen
    ]
    return pairs, len(found) > PAGE_ROWS
