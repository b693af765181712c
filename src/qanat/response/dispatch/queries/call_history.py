"""What happened with an ambulance call, as the audit tells it: every crew with its times."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import EntryRow, history
from qanat.foundation.refusals import Text
from qanat.registry import finding
from qanat.registry.fleet.queries.ambulances import call_signs
from qanat.registry.places.queries import region_rows
from qanat.registry.terminology.queries import reason_names
from qanat.response.dispatch.models.calls import Category
from qanat.response.dispatch.states import CALL

TABLE: Final = "dispatch_call"
CREW_TIMES: Final[dict[str, Text]] = {
    "notified_at": _("Crew notified"),
    "en_route_at": _("On the way"),
}

COLUMNS: Final[dict[str, Text]] = {
    "category": _("Category"),
    "region": _("Region"),
    "settlement_id": _("Settlement"),
    "address": _("Address"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "is_place_unknown": _("The place is not known yet: the caller will say"),
    "reason": _("What happened"),
    "caller_phone": _("Caller's telephone"),
}
TAKEN: Final = pgettext_lazy("history", "Call taken")
CORRECTED: Final = pgettext_lazy("history", "Corrected")


@dataclass(frozen=True, slots=True)
class CallLine:
    """Something that was done with a call.

    Attributes:
        crew: which was sent or taken back.
        stamps: the times of a crew that was taken back, which the call no longer shows.
        changes: what was corrected, as (what, before, after); words are empty for the telephone.
    """

    at: datetime
    by: str
    what: Text
    crew: str
    stamps: tuple[tuple[Text, datetime], ...]
    changes: tuple[tuple[Text, str, str], ...]
    reason: str
    note: str


def call_history(call_id: int) -> list[CallLine]:
    """Return what was done with a call which the viewer may see, oldest first."""
    entries = [e for e in history(TABLE, call_id) if e.changes]
    names = names_of({e.actor_id for e in entries if e.actor_id is not None})
    crews = call_signs(SYSTEM, {crew for e in entries if (crew := _crew(e))})
    reasons = reason_names() if any(e.reason for e in entries) else {}
    return [_line(e, names, crews, reasons) for e in entries]


def _line(
    entry: EntryRow,
    names: Mapping[int | None, str],
    crews: Mapping[int, str],
    reasons: Mapping[str, str],
) -> CallLine:
    return CallLine(
        at=entry.at,
        by=names.get(entry.actor_id, ""),
        what=_what(entry),
        crew=crews.get(_crew(entry), ""),
        stamps=_lost_times(entry),
        changes=() if entry.move or entry.action == "I" else tuple(_corrected(entry)),
        reason=reasons.get(entry.reason, entry.reason),
        note=entry.note,
    )


def _what(entry: EntryRow) -> Text:
    if entry.move:
        return CALL.past(entry.move)
    return TAKEN if entry.action == "I" else CORRECTED


def _corrected(entry: EntryRow) -> Iterator[tuple[Text, str, str]]:
    for column, label in COLUMNS.items():
        if isinstance(found := entry.changes.get(column), list):
            before, after = (WORDS.get(column, _plain)(value) for value in found)
            yield label, before, after


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _kept_back(value: Any) -> str:  # noqa: ARG001 (a word instead of it)
    return ""


def _category(value: Any) -> str:
    return str(Category(value).label)


def _region(value: Any) -> str:
    return next((r.name for r in region_rows() if r.code == value), str(value))


def _settlement(value: Any) -> str:
    found = finding.settlement(str(value)) if value else None
    return found.label if found else _plain(value)


def _yes_or_no(value: Any) -> str:
    return str(pgettext("answer", "Yes") if value else pgettext("answer", "No"))


WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "category": _category,
    "region": _region,
    "settlement_id": _settlement,
    "is_place_unknown": _yes_or_no,
    "caller_phone": _kept_back,
}


def _crew(entry: EntryRow) -> int:
    """Return the crew which a move brought or took away; 0 if it did neither."""
    before, after = _change(entry, "ambulance_id")
    return int(after or before or 0)


def _lost_times(entry: EntryRow) -> tuple[tuple[Text, datetime], ...]:
    changes = ((label, *_change(entry, column)) for column, label in CREW_TIMES.items())
    return tuple(
        (label, datetime.fromisoformat(before))
        for label, before, after in changes
        if before and not after
    )


def _change(entry: EntryRow, column: str) -> tuple[Any, Any]:
    found = entry.changes.get(column)
    return (found[0], found[1]) if entry.move and isinstance(found, list) else (None, None)
