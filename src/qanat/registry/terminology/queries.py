"""Reads of terminology: lists to choose from, names of codes, nosology groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db import connection
from django.db.models import Q

from qanat.foundation.access.places import Place
from qanat.foundation.evidence import is_verified
from qanat.foundation.kept import kept
from qanat.foundation.texts import LocalText, local, search_key
from qanat.registry.icd import icd_code
from qanat.registry.terminology import rules
from qanat.registry.terminology.models import Code, NosologyRule

SHORTEST: Final = 3
"""Fewer letters than this are looked up from the beginning of a name only."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One entry of a coded list.

    ``text`` is the name in the active language.
    """

    system: str
    code: str
    text: str
    display: LocalText
    needs_note: bool
    is_active: bool
    is_verified: bool


@kept(seconds=5)
def code_rows(system: str) -> tuple[CodeRow, ...]:
    """Return the entries of a list which may be chosen today, in their order."""
    return tuple(_row(code) for code in Code.objects.offered(system))


def choices(system: str) -> list[tuple[str, str]]:
    """Return a list as (code, name) pairs for a form, in the active language."""
    return [(row.code, row.text) for row in code_rows(system)]


def profile_places() -> list[Place]:
    """Return the medical specialties as values of a scope."""
    return [Place(row.code, row.display) for row in code_rows("specialty")]


def reason_rows(reasons: str) -> tuple[CodeRow, ...]:
    """Return a reason list by its short name, such as ``decline`` or ``break_glass``."""
    return code_rows(f"reason.{reasons}")


def reason_choices(reasons: str) -> list[tuple[str, str]]:
    """Return a reason list to choose from, by its short name, with an empty first line."""
    return [("", "–"), *((row.code, row.text) for row in reason_rows(reasons))]


def is_reason(reasons: str, code: str) -> bool:
    """Tell whether a reason is offered in a list, by the short name of the list."""
    return Code.objects.offered(f"reason.{reasons}").filter(code=code).exists()


@kept(seconds=5, has_words=False)
def offered_codes(system: str) -> frozenset[str]:
    """Return the codes of a list which may be chosen today, as of some seconds ago."""
    return frozenset(Code.objects.offered(system).values_list("code", flat=True))


@kept(seconds=5)
def names_of(system: str) -> Mapping[str, str]:
    """Return every code of a list with its name in the active language, old codes included.

    As of some seconds ago.
    """
    codes = Code.objects.filter(system=system).order_by("edition", "position", "code")
    return MappingProxyType({code.code: local(code.display) for code in codes})


@kept(seconds=5)
def reason_names() -> Mapping[str, str]:
    """Return every reason of every list with its name in the active language, by its code.

    A code that stands in several lists means the same in each. As of some seconds ago.
    """
    codes = Code.objects.filter(system__startswith="reason.").order_by("edition", "system", "code")
    return MappingProxyType({code.code: local(code.display) for code in codes})


@kept(seconds=5)
def find_code(system: str, code: str) -> CodeRow | None:
    """Return one entry by its code, also when it is no longer offered; as of some seconds ago."""
    if "\x00" in code:
        return None
    found = Code.objects.filter(system=system, code=code).order_by("-edition", "id").first()
    return _row(found) if found else None


def find_by_name(system: str, text: str) -> CodeRow | None:
    """Return the entry which is called so in any language or journal, whatever the script."""
    return names_index(system).get(search_key(text))


def names_index(system: str) -> Mapping[str, CodeRow]:
    """Return every folded name and alias of a list with its entry, for reading journals."""
    index: dict[str, CodeRow] = {}
    for code in Code.objects.filter(system=system).order_by("-position", "-code", "edition"):
        row = _row(code)
        for name in (*code.display.values(), *code.aliases, code.code):
            index[search_key(name)] = row
    return index


def search_codes(system: str, text: str, limit: int = 20) -> list[CodeRow]:
    """Find entries by a code or a piece of a name in any language, with typing mistakes."""
    key = search_key(text)
    if not key:
        return []
    typed = "".join(ch for ch in text if ch.isalnum() or ch in ".,-_")
    by_code = Q(code__istartswith=icd_code(typed)) | Q(code__istartswith=typed)
    found = list(
        Code.objects.filter(by_code, system=system, is_active=True).order_by("code", "id")[:limit]
    )
    if len(found) < limit and len(key) >= SHORTEST:
        known = {code.pk for code in found}
        ids = [pk for pk in _ids_by_name(system, key, limit) if pk not in known]
        named = Code.objects.in_bulk(ids)
        found += [named[pk] for pk in ids][: limit - len(found)]
    return [_row(code) for code in found]


@kept(seconds=5, has_words=False)
def nosology_rules(on: date) -> tuple[rules.NosologyRule, ...]:
    """Return the nosology rules which hold on a day."""
    found = NosologyRule.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return tuple(
        rules.NosologyRule(
            rule.group,
            rule.position,
            rule.icd_from,
            rule.icd_to,
            rule.age_from_years,
            rule.age_to_years,
            rule.valid_from,
            rule.valid_to,
        )
        for rule in found.order_by("position", "id")
    )


@kept(seconds=5, has_words=False)
def nosology_of(icd10: str, age_years: float | None, on: date) -> str:
    """Return the nosology group of a diagnosis by the rules of a day.

    For many diagnoses fetch :func:`nosology_rules` once and use :func:`nosology_by`.
    """
    return nosology_by(icd10, age_years, nosology_rules(on))


def nosology_by(icd10: str, age_years: float | None, by: tuple[rules.NosologyRule, ...]) -> str:
    """Return the nosology group of a diagnosis by rules that were fetched before."""
    return rules.nosology_of(icd10, age_years, by)


def _ids_by_name(system: str, key: str, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM terminology_code WHERE system = %s AND is_active AND %s <%% search_key"
            " ORDER BY round(word_similarity(%s, search_key)::numeric, 2) DESC, code, id LIMIT %s",
            (system, key, key, limit),
        )
        return [pk for (pk,) in cursor.fetchall()]


def _row(code: Code) -> CodeRow:
    return CodeRow(
        code.system,
        code.code,
        local(code.display),
        code.display,
        code.needs_note,
        code.is_active,
        is_verified(code.evidence),
    )
