"""Parameters: list, history, a new version, a confirmation, an end."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from qanat.desks.administration.forms import tried
from qanat.desks.administration.parameter_forms import (
    ParameterSearchForm,
    VersionForm,
)
from qanat.desks.administration.parameter_words import Names, code_names, in_words
from qanat.desks.administration.record_words import column_name
from qanat.foundation.access.places import PlaceBook, places_within
from qanat.foundation.access.queries import names_of
from qanat.foundation.access.session import actor_of
from qanat.foundation.access_types import ScopeKind
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.parameters.commands import (
    set_parameter,
)
from qanat.foundation.parameters.permissions import CHANGE, READ, VERIFY
from qanat.foundation.parameters.queries import (
    ParameterRow,
    current_rows,
    find_parameter,
    history,
    waiting_keys,
)
from qanat.foundation.parameters.rules import Scalar
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local, search_key
from qanat.web import marks, wording
from qanat.web.paging import one_page
from qanat.web.reply import again, done, page
from qanat.web.tables import Column, Row, Table

LIST: Final = "administration/parameters.html"
CARD: Final = "administration/parameters_card.html"
FORM: Final = "administration/parameters_form.html"
LONGEST_SHOWN: Final = 60
WAITS: Final = _("a new version waits for confirmation")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version as it is shown."""

    row: ParameterRow
    shown: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """Of a table its rows."""
    text: str
    """Of a text its words."""
    source: str
    note: str
    place: str
    stage: str
    """now | later | past | waiting | replaced"""
    entered_by: str
    verified_by: str
    may_verify: bool
    may_set_aside: bool
    may_end: bool
    source_link: str


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """List and search the parameters in force today."""
    actor, today = actor_of(request), present_day()
    rows = current_rows(actor, today)
    form = ParameterSearchForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    waiting = waiting_keys(actor)
    found = _matching(rows, given.get("text", ""), given.get("state", ""), waiting)
    shown = one_page(request, found)
    unverified = sum(not row.verified for row in rows)
    words = ngettext(
        "%(count)s value is not confirmed yet.", "%(count)s values are not confirmed yet.",
        unverified,
    )  # fmt: skip
    context = {
        "form": form,
        "page": shown,
        "table": _table(shown.items, PlaceBook(), waiting),
        "unverified": words % {"count": wording.number(unverified)} if unverified else "",
    }
    return page(request, LIST, context, fragment="parameters")


@require_GET
def parameter_card(request: HttpRequest, key: str) -> HttpResponse:
    """Show one parameter with all its versions."""
    actor, today = actor_of(request), present_day()
    head = _head(actor, key, today)
    versions = history(actor, key) or [head]
    names = names_of(one for row in versions for one in (row.entered_by, row.verified_by))
    book = PlaceBook()
    context = {
        "head": head,
        "unit": _unit(head),
        "versions": [_line(actor, row, today, names, book) for row in versions],
        "may_change": bool(_scopes(actor)),
    }
    return page(request, CARD, context, fragment="versions")


@require_http_methods(["GET", "POST"])
def new_version(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a version that holds from a day."""
    actor, today = actor_of(request), present_day()
    actor.need(CHANGE)
    head = _head(actor, key, today)
    form = VersionForm(
        request.POST if request.method == "POST" else None,
        row=head,
        scopes=_scopes(actor),
        initial={"valid_from": today, "evidence": head.evidence},
    )
    if form.is_bound and form.is_valid():
        scope = form.cleaned_data["scope"]
        tried(form, lambda: set_parameter(actor, key=key, scope=scope, version=form.version()))
        if not form.errors:
            message = _("Saved. It waits until somebody else confirms it.")
            return done(request, to="administration:parameter", args=(key,), message=message)
    back = reverse("administration:parameter", args=(key,))
    context = {"form": form, "head": head, "back": back}
    return again(request, FORM, context) if form.is_bound else page(request, FORM, context)


def shown_value(row: ParameterRow) -> str:
    """Return a value in one short line."""
    if isinstance(row.value, str):
        text = in_words(row.value, code_names(row))
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    if isinstance(row.value, int | float):
        return f"{_number(row.value)} {_unit(row)}".strip()
    count = len(row.value)
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": count}


def _head(actor: Actor, key: str, today: date) -> ParameterRow:
    """Return the parameter as it stands today in the nation, or its newest version."""
    actor.need(READ)
    row = find_parameter(key, today) or next(iter(history(actor, key)), None)
    if row is None:
        raise NotFound
    return row


def version_row(actor: Actor, key: str, parameter_id: int) -> ParameterRow:
    """Return a version which counts or waits.

    Raises:
        NotFound: if there is none, or it was set aside.
    """
    for row in history(actor, key):
        if row.id == parameter_id and row.replaced_at is None:
            return row
    raise NotFound


def _scopes(actor: Actor) -> list[tuple[str, str]]:
    """Return the parts of the country for which an actor may enter values."""
    reach = actor.scope_of(CHANGE)
    regions = [(p.value, local(p.name)) for p in places_within(ScopeKind.REGION, reach)]
    nation = [("", str(_("the whole country")))] if reach.nation else []
    return nation + sorted(regions, key=lambda pair: pair[1])


def present_day() -> date:
    """Return the day in national time."""
    return national_day(timezone.now())


def _matching(
    rows: Iterable[ParameterRow], text: str, state: str, waiting: Collection[str]
) -> list[ParameterRow]:
    wanted = search_key(text)
    return [
        row
        for row in rows
        if state in ("", "waiting" if row.key in waiting else "", _state(row))
        and (not wanted or wanted in search_key(f"{row.label} {row.key}") or text in row.key)
    ]


def _state(row: ParameterRow) -> str:
    return "verified" if row.verified else "unverified"


def _table(rows: Iterable[ParameterRow], book: PlaceBook, waiting: Collection[str]) -> Table:
    return Table(
        columns=(
            Column("name", pgettext_lazy("parameter", "Name")),
            Column("value", pgettext_lazy("parameter", "Value"), numeric=True),
            Column("place", _("Where"), whole=True),
            Column("since", _("Since"), whole=True),
            Column("source", _("Source")),
            Column("state", _("State"), whole=True),
        ),
        rows=tuple(_table_row(row, book, is_waiting=row.key in waiting) for row in rows),
        empty=_("No such parameter."),
        caption=_("Parameters"),
    )


def _table_row(row: ParameterRow, book: PlaceBook, *, is_waiting: bool) -> Row:
    name = format_html('{}<br><code class="meta">{}</code>', row.label, row.key)
    return Row(
        cells=(
            name,
            shown_value(row),
            _place(row, book),
            marks.day(row.valid_from),
            wording.source(row.source),
            format_html(
                "{} {}",
                marks.chip(_("confirmed"), "ok", "check")
                if row.verified
                else marks.unverified(row.source),
                marks.chip(WAITS, "warn", "clock") if is_waiting else "",
            ),
        ),
        url=reverse("administration:parameter", args=(row.key,)),
    )


def _line(
    actor: Actor, row: ParameterRow, today: date, people: Mapping[int | None, str], book: PlaceBook
) -> VersionLine:
    may = _may(actor, row)
    is_now = row.valid_from <= today and (row.valid_to is None or today < row.valid_to)
    stage = "later" if row.valid_from > today else "now" if is_now else "past"
    if row.replaced_at is not None or row.is_waiting:
        stage = "waiting" if row.is_waiting else "replaced"
    names = code_names(row)
    columns, cells = _cells(row, names)
    return VersionLine(
        row=row,
        shown=shown_value(row),
        columns=columns,
        cells=cells,
        text=in_words(row.value, names) if isinstance(row.value, str) else "",
        source=wording.source(row.source),
        note=wording.source(row.note),
        place=_place(row, book),
        stage=stage,
        entered_by=people[row.entered_by],
        verified_by=people[row.verified_by] if row.verified_by is not None else "",
        may_verify=may
        and actor.may(VERIFY)
        and not row.verified
        and row.entered_by != actor.id
        and stage != "past",
        may_set_aside=may and actor.may(CHANGE) and row.is_waiting,
        may_end=may
        and actor.may(CHANGE)
        and bool(row.scope)
        and row.verified
        and row.valid_to is None,
        source_link=row.source_url if row.source_url.startswith(("http://", "https://")) else "",
    )


def _may(actor: Actor, row: ParameterRow) -> bool:
    """Tell whether anything can be done with a version by this actor."""
    if not row.id or row.replaced_at is not None:
        return False
    reach = actor.scope_of(CHANGE) | actor.scope_of(VERIFY)
    return reach.nation or row.scope in reach.regions


def _cells(row: ParameterRow, names: Names) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if isinstance(row.value, dict):
        return (), tuple((_cell(name, names), _cell(v, names)) for name, v in row.value.items())
    if isinstance(row.value, list):
        columns = tuple(row.value[0])
        heads = tuple(column_name("", c) or c for c in columns)
        return heads, tuple(tuple(_cell(line[c], names) for c in columns) for line in row.value)
    return (), ()


def _cell(value: Scalar, names: Names) -> str:
    if value is None:
        return wording.DASH
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    return _number(value) if isinstance(value, int | float) else str(names.get(value, value))


def _number(value: float) -> str:
    """Write a number with as many places as it has."""
    places = 0 if float(value).is_integer() else len(f"{value:.8f}".rstrip("0").partition(".")[2])
    return wording.number(value, places)


def _unit(row: ParameterRow) -> str:
    return wording.unit(row.unit)


def _place(row: ParameterRow, book: PlaceBook) -> str:
    return book.name(ScopeKind.REGION, row.scope) if row.scope else str(_("the whole country"))
