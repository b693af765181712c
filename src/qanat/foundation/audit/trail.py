"""Look through the audit: what was changed, by whom, when, from what to what."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.audit.queries import EntryRow

Entries: TypeAlias = QuerySet[AuditEntry]
SEALED: Final = "\\x"
"""How PostgreSQL writes bytes: encrypted values, digests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are looked for; what is not given does not matter.

    Attributes:
        actor_ids: whose changes; empty means nobody's.
        without_actor: only changes made past the commands.
    """

    table: str = ""
    row_id: str = ""
    actor_ids: frozenset[int] | None = None
    without_actor: bool = False
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One column: from what to what. What was inserted has no old value, what was deleted no new.

    Attributes:
        is_sealed: the values are encrypted; only that they changed is known.
    """

    column: str
    old: object
    new: object
    is_sealed: bool = False


def entries(wanted: Wanted) -> Entries:
    """Return the entries which are looked for, in no order yet."""
    found = Q()
    if wanted.table:
        found &= Q(table_name=wanted.table)
    if wanted.row_id:
        found &= Q(row_id=wanted.row_id)
    if wanted.actor_ids is not None:
        found &= Q(actor_id__in=wanted.actor_ids)
    if wanted.without_actor:
        found &= Q(actor_id=None)
    if wanted.since is not None:
        found &= Q(at__gte=wanted.since)
    if wanted.until is not None:
        found &= Q(at__lt=wanted.until)
    return AuditEntry.objects.filter(found)


def changes_of(entry: EntryRow) -> list[Change]:
    """Return what an entry changed, column by column, with the words of its choices."""
    if entry.action == "U":
        pairs = [(c, *_pair(v)) for c, v in entry.changes.items()]
    elif entry.action == "D":
        pairs = [(c, v, None) for c, v in entry.changes.items()]
    else:
        pairs = [(c, None, v) for c, v in entry.changes.items() if v not in (None, "", [], {})]
    words = _choices().get(entry.table, {})
    return [_change(words.get(column, {}), column, old, new) for column, old, new in pairs]


def _pair(value: object) -> tuple[object, object]:
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (None, value)  # noqa: PLR2004 (a pair)


def _change(words: dict[str, object], column: str, old: object, new: object) -> Change:
    is_sealed = any(isinstance(v, str) and v.startswith(SEALED) for v in (old, new))
    if is_sealed:
        return Change(column, None, None, is_sealed=True)
    return Change(column, _value(words, old), _value(words, new))


def _value(words: dict[str, object], value: object) -> object:
    """Return a value as one reads it: a choice's words, a moment, else as it is."""
    if not isinstance(value, bool) and str(value) in words:
        return words[str(value)]
    if not isinstance(value, str):
        return value
    is_moment = len(value) > 18 and value[4:5] == "-" and value[10:11] == "T"  # noqa: PLR2004 (2026-01-01T00:00:00)
    return (parse_datetime(value) or value) if is_moment else value


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


@cache
def _choices() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the words of every column with choices, by table and column."""
    return {
        table: {
            str(field.column): {str(value): label for value, label in field.flatchoices}
            for field in model._meta.concrete_fields
            if field.choices
        }
        for table, model in _models().items()
    }
