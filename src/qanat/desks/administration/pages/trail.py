"""The audit trail: who changed what, when, from what to what, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.desks.administration.command_words import command_name
from qanat.desks.administration.forms import TrailForm
from qanat.desks.administration.record_kinds import record_name
from qanat.desks.administration.record_values import ACCOUNTS, ValueBook, names_of_numbers
from qanat.desks.administration.record_words import column_name
from qanat.foundation.access.permissions import READ_AUDIT
from qanat.foundation.access.queries import names_of, trail
from qanat.foundation.access.session import actor_of
from qanat.foundation.audit.queries import EntryRow, entry_row
from qanat.foundation.audit.trail import Change, Wanted, changes_of
from qanat.foundation.guards import LIFECYCLES
from qanat.web import wording
from qanat.web.paging import key_page
from qanat.web.reply import page

TEMPLATE = "administration/trail.html"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A column as it is read: from what to what.

    Attributes:
        name: how the column is called; empty of a technical one.
    """

    column: str
    name: str
    old: str
    new: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A change of a record as it is read.

    Attributes:
        move: what was done, in words, if the record moved along its lifecycle.
    """

    at: datetime
    who: str
    move: str
    command: str
    record: str
    table: str
    row_id: str
    kind: str
    action: str
    why: str
    changes: tuple[ShownChange, ...]


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Look through the audit trail."""
    actor = actor_of(request)
    actor.need(READ_AUDIT)
    form = TrailForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted(
        table=given.get("table", ""),
        row_id=given.get("row", ""),
        since=_start(given.get("since")),
        until=_end(given.get("until")),
    )
    found = trail(actor, wanted, person=given.get("person", ""))
    rows = key_page(request, found, keys=("-id",))
    read = [(entry, changes_of(entry)) for entry in map(entry_row, rows.items)]
    values = ((c.column, v) for _entry, changes in read for c in changes for v in (c.old, c.new))
    book = ValueBook(names_of(_people(read)), names_of_numbers(values))
    context = {"form": form, "page": rows, "entries": [_shown(*one, book) for one in read]}
    return page(request, TEMPLATE, context)


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _end(day: date | None) -> datetime | None:
    return _start(day + timedelta(days=1)) if day and day < date.max else None


def _people(read: Iterable[tuple[EntryRow, list[Change]]]) -> set[int | None]:
    """Return the accounts which are named on the page."""
    named: set[int | None] = {None}
    for entry, changes in read:
        values = (v for c in changes if c.column in ACCOUNTS for v in (c.old, c.new))
        named |= {entry.actor_id, *(v for v in values if isinstance(v, int))}
    return named


def _shown(entry: EntryRow, changes: list[Change], book: ValueBook) -> ShownEntry:
    actions = {
        "I": pgettext("audit", "added"),
        "U": pgettext("audit", "changed"),
        "D": pgettext("audit", "removed"),
    }
    cycle = LIFECYCLES.get(entry.table)
    return ShownEntry(
        at=entry.at,
        who=book.people[entry.actor_id],
        move=str(cycle.past(entry.move)) if cycle and entry.move else entry.move,
        command=command_name(entry.command),
        record=record_name(entry.table),
        table=entry.table,
        row_id=entry.row_id,
        kind=entry.action,
        action=actions.get(entry.action, entry.action),
        why=" · ".join(part for part in (book.reason(entry.reason), entry.note) if part),
        changes=tuple(_change(entry.table, change, book) for change in changes),
    )


def _change(table: str, change: Change, book: ValueBook) -> ShownChange:
    return ShownChange(
        column=change.column,
        name=column_name(table, change.column),
        old=_short(book.read(table, change.column, change.old)),
        new=_short(book.read(table, change.column, change.new)),
        is_sealed=change.is_sealed,
    )


def _short(text: str) -> str:
    short = text if len(text) <= LONGEST else _("%(text)s…") % {"text": text[:LONGEST]}
    return short or wording.DASH
