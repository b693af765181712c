"""Find patients by any fragment of a name, a whole number, a date of birth."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from qanat.foundation.access.permissions import BREAK_GLASS
from qanat.foundation.actors import Actor
from qanat.foundation.secrets import blind_index
from qanat.foundation.texts import search_key
from qanat.registry.patients.models import Identifier, Patient
from qanat.registry.patients.queries.rows import PatientRow, rows_of
from qanat.registry.patients.rules import SearchTerms, plain_phone, read_search
from qanat.registry.patients.states import IdentifierKind

PAGE_ROWS: Final = 50
FRAGMENT_FROM: Final = 3
"""Letters from which a fragment may stand inside a word; shorter ones begin a word."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search.

    Attributes:
        has_more: whether there is a next page; all hits are never counted.
        asked: whether the line asked for anything at all.
    """

    rows: tuple[PatientRow, ...]
    page: int
    has_more: bool
    asked: bool


def search_patients(actor: Actor, text: str, *, page: int = 1) -> Found:
    """Find patients whom the actor may see, by whatever was typed, the newest record first.

    Names match in any script and order of words; an IIN, a document, a phone or a record's
    number must be whole; a date or year of birth narrows.
    """
    terms = read_search(text)
    found = Patient.objects.visible_to(actor).select_related("region")
    if not terms:
        return Found((), 1, has_more=False, asked=False)
    start = (max(page, 1) - 1) * PAGE_ROWS
    rows = _matching(found, terms).order_by("-id")[start : start + PAGE_ROWS + 1]
    cut = rows_of(rows)
    return Found(tuple(cut[:PAGE_ROWS]), max(page, 1), has_more=len(cut) > PAGE_ROWS, asked=True)


def closed_patient(actor: Actor, text: str) -> int | None:
    """Return the record which a whole number names and only break-the-glass opens to the actor.

    A telephone names nobody, and neither does a name: only a record's own number, an IIN or the
    number of a document does.
    """
    terms = read_search(text)
    if not actor.may(BREAK_GLASS) or not (terms.record or terms.numbers):
        return None
    found = _matching(Patient.objects.all(), terms)
    for number in terms.numbers:
        found = found.filter(pk__in=_holders(number).filter(identifies=True))
    resolved_id = found.order_by("id").values_list("resolved_id", flat=True).first()
    if resolved_id is None or Patient.objects.visible_to(actor).filter(pk=resolved_id).exists():
        return None
    return resolved_id


def _matching(found: QuerySet[Patient], terms: SearchTerms) -> QuerySet[Patient]:
    for key in (key for word in terms.words for key in search_key(word).split()):
        piece = key if len(key) >= FRAGMENT_FROM else f" {key}"
        found = found.filter(search_key__contains=piece)
    if terms.words and not any(search_key(word) for word in terms.words):
        return found.none()
    for number in terms.numbers:
        found = found.filter(pk__in=_holders(number))
    if terms.birth_on is not None:
        found = found.filter(birth_on=terms.birth_on)
    if terms.birth_year is not None:
        found = found.filter(birth_on__year=terms.birth_year)
    if terms.record:
        found = found.filter(number=terms.record)
    return found


def _holders(number: str) -> QuerySet[Identifier, int]:
    """Return the ids of patients with a number of whatever kind."""
    phone, _is_possible = plain_phone(number)
    digests = [
        blind_index(kind, phone if kind == IdentifierKind.PHONE else number)
        for kind in IdentifierKind.values
    ]
    holders = Identifier.objects.in_force().filter(Q(digest__in=digests))
    return holders.values_list("patient_id", flat=True)


def find_number(actor: Actor, number: str) -> int | None:
    """Return the record with a human number which the actor may see, ``None`` if there is none."""
    found = Patient.objects.visible_to(actor).filter(number=number.strip().upper())
    return found.values_list("pk", flat=True).first()


def namesake_ids(actor: Actor, name: str) -> list[int]:
    """Return patients whom the actor may see and who are called the same, in any script.

    An empty name is nobody's. The newest records come first, as many as a list can use.
    """
    key = " ".join(part for word in name.split() if (part := search_key(word)))
    if not key:
        return []
    found = Patient.objects.visible_to(actor).filter(name_key=key)
    return list(found.order_by("-id").values_list("pk", flat=True)[:PAGE_ROWS])
