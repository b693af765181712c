"""The ledger of published figures: the list, one figure, files."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.foundation.texts import local
from qanat.readiness.ledger.forms import LedgerFilter
from qanat.readiness.ledger.permissions import ENTER, READ
from qanat.readiness.ledger.queries import files, sources
from qanat.readiness.ledger.queries.figures import (
    FigureRow,
    figure_rows,
    history_rows,
    publication_rows,
)
from qanat.readiness.ledger.queries.standing import Asked, Held, Term, held_figures, hold
from qanat.readiness.ledger.queries.words import (
    arithmetic_words,
    computed_words,
    count_words,
    definition_words,
    line_words,
    measured_words,
    period_words,
    printed_words,
    source_words,
    standing_words,
)
from qanat.readiness.ledger.states import MODULES, Arithmetic, Standing
from qanat.readiness.statistics.permissions import EXPORT
from qanat.web import wording
from qanat.web.figures import Figure as Tile
from qanat.web.marks import chip
from qanat.web.paging import one_page
from qanat.web.reply import CSV, UNPROCESSABLE, XLSX, download, page
from qanat.web.tables import Column, Row, Table

LEDGER: Final = "ledger/figures.html"
FIGURE: Final = "ledger/figure.html"
TONES: Final[Mapping[str, str]] = {
    Standing.CONFIRMED: "ok",
    Standing.DIFFERS: "warn",
    Arithmetic.HOLDS: "ok",
    Arithmetic.BROKEN: "breach",
}
COUNTED: Final = (Standing.CONFIRMED, Standing.DIFFERS, Standing.NO_RECORDS, Standing.NO_COUNT,
                  Standing.CLAIM)  # fmt: skip
WRITERS: Final[Mapping[str, tuple[str, Callable[[Sequence[Held]], str | bytes]]]] = {
    "xlsx": (XLSX, files.ledger_xlsx),
    "csv": (CSV, files.ledger_csv),
    "json": ("application/json", files.ledger_json),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the published figures and how they hold."""
    actor = reader_of(request)
    form = _filter(request, actor)
    held = held_figures(actor)
    found = [one for one in held if _asked(form).takes(one)]
    rows = one_page(request, found)
    query = {name: str(value) for name, value in form.cleaned_data.items() if value}
    context = {
        "form": form,
        "tiles": _tiles(held),
        "rows": rows,
        "table": _table(rows.items),
        "files": _file_links(query) if actor.may(EXPORT) else [],
        "can_enter": actor.may(ENTER),
        "is_empty": not held,
    }
    status = 200 if form.is_valid() else UNPROCESSABLE
    return page(request, LEDGER, context, fragment="figures", status=status)


@require_GET
def show(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Show one figure: its quote, how it holds with all arithmetic, and its history."""
    actor = reader_of(request)
    history = history_rows(actor, figure_id)
    if not history:
        raise NotFound
    row = history[0]
    (held,) = hold(actor, [row], figure_rows(actor))
    context = {
        "row": row,
        "held": held,
        "label": local(row.label),
        "note": local(row.note),
        "source": source_words(row),
        "printed": printed_words(row),
        "computed": computed_words(held),
        "definition": definition_words(row),
        "measured": measured_words(held),
        "module": MODULES.get(row.module, row.module),
        "period": period_words(row.spans.period),
        "base": period_words(row.spans.base),
        "standing": chip(standing_words(held), TONES.get(held.standing, "")),
        "arithmetic": chip(held.arithmetic.label, TONES.get(held.arithmetic, "")),
        "lines": [line_words(line) for line in held.worked.lines],
        "terms": _terms_table(held),
        "history": _history_table(history),
        "can_enter": actor.may(ENTER) and not row.is_withdrawn,
    }
    return page(request, FIGURE, context)


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the listed figures as a file."""
    actor = reader_of(request)
    actor.need(EXPORT)
    if form_of_file not in WRITERS:
        raise NotFound
    form = _filter(request, actor)
    found = [one for one in held_figures(actor) if _asked(form).takes(one)]
    kind, write = WRITERS[form_of_file]
    return download(write(found), kind, f"qanat-ledger.{form_of_file}")


def reader_of(request: HttpRequest) -> Actor:
    """Return who reads the ledger.

    Raises:
        NotAllowed: if he may not, or not for the nation.
    """
    actor = actor_of(request)
    actor.need(READ)
    if not actor.scope_of(READ).nation:
        raise NotAllowed(permission=READ)
    return actor


def _filter(request: HttpRequest, actor: Actor) -> LedgerFilter:
    sources = [(row.id, local(row.title)) for row in publication_rows(actor)]
    form = LedgerFilter(request.GET, sources=sources)
    form.full_clean()
    return form


def _asked(form: LedgerFilter) -> Asked:
    typed = form.cleaned_data
    return Asked(typed.get("source") or 0, typed.get("status", ""), typed.get("module", ""))


def _tiles(held: Sequence[Held]) -> list[Tile]:
    counts = Counter(one.standing for one in held)
    address = reverse("ledger:figures")
    tiles = [
        Tile(
            label=standing.label,
            value=wording.number(counts[standing]),
            url=f"{address}?status={standing}" if counts[standing] else "",
        )
        for standing in COUNTED
    ]
    broken = sum(one.arithmetic == Arithmetic.BROKEN for one in held)
    return [
        *tiles,
        Tile(
            label=_("Arithmetic of the publication does not hold"),
            value=wording.number(broken),
            url=f"{address}?status={Arithmetic.BROKEN}" if broken else "",
            tone="warn" if broken else "",
        ),
    ]


def _table(rows: Sequence[Held]) -> Table:
    columns = (
        Column("figure", _("Figure")),
        Column("printed", _("Printed"), numeric=True),
        Column("computed", _("By the records")),
        Column("status", _("Status")),
        Column("arithmetic", _("Arithmetic of the publication")),
    )
    lines = tuple(_line(held) for held in rows)
    return Table(columns, lines, _("Nothing matches"), caption=_("Ledger of published figures"))


def _line(held: Held) -> Row:
    row = held.row
    about = " · ".join(filter(None, (source_words(row), period_words(row.spans.period))))
    figure = format_html(
        '<a href="{}">{}</a><small>«{}»</small><small>{}</small>',
        reverse("ledger:figure", args=(row.id,)),
        local(row.label),
        row.quote,
        about,
    )
    return Row(
        (
            figure,
            printed_words(row),
            _computed_cell(held),
            chip(standing_words(held), TONES.get(held.standing, "")),
            _arithmetic_cell(held),
        )
    )


def _computed_cell(held: Held) -> str:
    words = computed_words(held)
    if not held.terms:
        return words
    first = held.terms[0]
    shown = words if first.key else format_html('<a href="{}">{}</a>', records_url(first), words)
    if len(held.terms) == 1:
        return shown
    return shown if first.key else format_html("{}<small>{}</small>", shown, measured_words(held))


def _arithmetic_cell(held: Held) -> str:
    if held.arithmetic == Arithmetic.NONE:
        return ""
    mark = chip(held.arithmetic.label, TONES[held.arithmetic])
    return format_html("{}<small>{}</small>", mark, arithmetic_words(held))


def records_url(term: Term) -> str:
    """Return the address of the records behind a count."""
    return sources.records_url(term.figure, term.period, term.by, term.key)


def _terms_table(held: Held) -> Table:
    measure = held.row.measure
    names: dict[str, str] = {}
    if measure and measure.by:
        names = sources.key_names(measure.figure, measure.by, [t.key for t in held.terms])
    rows = tuple(
        Row(
            (
                format_html('<a href="{}">{}</a>', records_url(term), _term_name(term, names)),
                period_words(term.period),
                count_words(term),
            )
        )
        for term in held.terms
    )
    columns = (
        Column("what", _("What is counted")),
        Column("period", _("Period")),
        Column("count", _("By the records"), numeric=True),
    )
    return Table(columns, rows, _("Nothing is counted for this figure."))


def _term_name(term: Term, names: Mapping[str, str]) -> str:
    name = str(sources.FIGURES[term.figure])
    return f"{name}: {names[term.key]}" if term.key else name


def _history_table(history: Sequence[FigureRow]) -> Table:
    columns = (
        Column("version", _("Version"), numeric=True),
        Column("at", _("Time"), whole=True),
        Column("by", _("By whom")),
        Column("printed", _("Printed"), numeric=True),
        Column("quote", _("Quote")),
        Column("reason", _("Reason")),
    )
    rows = tuple(
        Row(
            (
                str(row.version),
                wording.moment(row.entered_at),
                row.by or _("Qanat"),
                _("withdrawn") if row.is_withdrawn else printed_words(row),
                row.quote,
                wording.source(row.reason),
            )
        )
        for row in history
    )
    return Table(columns, rows, "")


def _file_links(query: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = urlencode(query)
    return [(name.upper(), f"{reverse('ledger:file', args=(name,))}?{asked}") for name in WRITERS]
