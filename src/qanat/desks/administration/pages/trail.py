"""The audit trail: who changed what, when, from what to what, and why."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.desks.administration.forms import TrailForm
from qanat.foundation.access.permissions import READ_AUDIT
from qanat.foundation.access.queries import names_of, trail
from qanat.foundation.access.session import actor_of
from qanat.foundation.audit.queries import EntryRow, entry_row
from qanat.foundation.audit.trail import Change, Wanted, changes_of, table_name
from qanat.foundation.texts import LANGUAGES, local
from qanat.web import wording
from qanat.web.paging import key_page
from qanat.web.reply import page

TEMPLATE = "administration/trail.html"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A column as it is read: from what to what."""

    column: str
    old: str
    new: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A change of a record as it is read."""

    at: datetime
    who: str
    what: str
    record: str
    table: str
    row_id: str
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
    read = [entry_row(r) for r in rows.items]
    names = dict(names_of(entry.actor_id for entry in read))
    context = {
        "form": form,
        "page": rows,
        "entries": [_shown(entry, names[entry.actor_id]) for entry in read],
    }
    return page(request, TEMPLATE, context)


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _end(day: date | None) -> datetime | None:
    return _start(day + timedelta(days=1)) if day and day < date.max else None


def _shown(entry: EntryRow, who: str) -> ShownEntry:
    actions = {
        "I": pgettext("audit", "added"),
        "U": pgettext("audit", "changed"),
        "D": pgettext("audit", "removed"),
    }
    return ShownEntry(
        at=entry.at,
        who=who,
        what=entry.move or entry.command,
        record=table_name(entry.table),
        table=entry.table,
        row_id=entry.row_id,
        action=actions.get(entry.action, entry.action),
        why=" · ".join(part for part in (entry.reason, entry.note) if part),
        changes=tuple(_change(change) for change in changes_of(entry)),
    )


def _change(change: Change) -> ShownChange:
    return ShownChange(
        column=change.column.removesuffix("_id").replace("_", " "),
        old=written(change.old),
        new=written(change.new),
        is_sealed=change.is_sealed,
    )


def written(value: object) -> str:
    """Write a stored value as it is read."""
    match value:
        case bool():
            text = pgettext("answer", "Yes") if value else pgettext("answer", "No")
        case datetime():
            text = wording.moment(value)
        case dict() if value and set(value) <= set(LANGUAGES):
            text = local(value)
        case list():
            text = ", ".join(str(one) for one in value)
        case _:
            text = "" if value is None or value == {} else str(value)
    return _short(text) or wording.DASH


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else _("%(text)s…") % {"text": text[:LONGEST]}
