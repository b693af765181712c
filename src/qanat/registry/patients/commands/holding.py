"""Who holds a number already, and whether he may be the one who is described."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from qanat.foundation.days import national_day
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.registry.patients.commands.preparing import Prepared, prepare
from qanat.registry.patients.models import Alias, Identifier, Patient
from qanat.registry.patients.rules import Description, fits
from qanat.registry.patients.states import BirthPrecision, IdentifierKind, IinStatus


@dataclass(frozen=True, slots=True)
class Holder:
    """A person on record under a number.

    Attributes:
        id: the record which stands for him.
        fits: whether what is said now may be said of him.
    """

    id: int
    fits: bool


def holders_of(draft: PatientDraft, now: datetime) -> list[Holder]:
    """Return who is on record under the IIN told, else under a document told; oldest first."""
    today = national_day(now)
    return holders(prepare(draft, today), today)


def holders(one: Prepared, today: date) -> list[Holder]:
    """Return who is on record under the numbers of somebody prepared; oldest record first."""
    is_iin = one.identity.iin is not None
    wanted = [
        n.digest for n in one.numbers if n.can_identify and (n.kind == IdentifierKind.IIN) == is_iin
    ]
    if not wanted:
        return []
    found = Identifier.objects.in_force().filter(digest__in=wanted)
    ids = sorted(set(found.values_list("patient__resolved_id", flat=True)))
    known = _descriptions(ids)
    told = _told(one)
    is_sure = not is_iin or one.iin_status == IinStatus.VALID
    return [Holder(pk, fits(told, known[pk], is_sure=is_sure, today=today)) for pk in ids]


def _told(one: Prepared) -> Description:
    """Return what was said; what was only read from the number proves nothing about it."""
    draft = one.draft
    is_exact = draft.birth_precision in ("", BirthPrecision.DAY)
    return Description(
        names=(one.name_key,) if one.name_key else (),
        sex=draft.sex,
        birth_on=draft.birth_on if is_exact else None,
        age=draft.age_years,
    )


def _descriptions(ids: list[int]) -> dict[int, list[Description]]:
    if not ids:
        return {}
    names: defaultdict[int, list[str]] = defaultdict(list)
    for pk, key in Alias.objects.filter(patient__resolved__in=ids).values_list("patient", "key"):
        names[pk].append(key)
    known: defaultdict[int, list[Description]] = defaultdict(list)
    for record in Patient.objects.filter(resolved__in=ids).order_by("pk"):
        is_exact = record.birth_precision == BirthPrecision.DAY
        known[record.resolved_id].append(
            Description(
                names=tuple(filter(None, (record.name_key, *names[record.pk]))),
                sex=record.sex,
                birth_on=record.birth_on if is_exact else None,
            )
        )
    return known
