"""The money of the year: what is free, promised and spent, with everything behind it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from qanat.care.funding.commands.budget import Grant, amend_appropriation, appropriate, close_year
from qanat.care.funding.forms import AmendForm, GrantForm, ReasonForm
from qanat.care.funding.pages.words import (
    place_word,
    purpose_word,
    rate_number,
    state_mark,
    tabs,
    with_synthetic,
)
from qanat.care.funding.permissions import BUDGET, COMMIT, SEE
from qanat.care.funding.queries.entries import EntryRow, count_entries, count_unpaid, year_entries
from qanat.care.funding.queries.years import (
    PurposeRow,
    YearRow,
    current_year,
    purpose_rows,
    year_row,
    year_rows,
)
from qanat.care.funding.states import HELD, OUTSIDE, YEAR, Bucket, EntryKind, YearState
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.changing import asked, typed_of
from qanat.web import wording
from qanat.web.charts import Stack, stacked
from qanat.web.figures import Figure, Tab
from qanat.web.forms import whole_number
from qanat.web.marks import day
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Question, Values, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import in_currency, number, percent, tenge, whole_tenge

PAGE: Final = "funding/budget.html"
ENTRIES: Final = "funding/entries.html"
MILLION: Final = 100_000_000
BOTH = ["GET", "POST"]


@require_GET
def budget(request: HttpRequest) -> HttpResponse:
    """Show the money of a year, of the current one unless another is asked for."""
    actor = actor_of(request)
    actor.need(SEE)
    rows = year_rows(actor)
    wanted = whole_number(request.GET.get("year", ""))
    row = next((one for one in rows if one.id == wanted), None)
    row = row or current_year(actor, timezone.localdate()) or next(iter(rows), None)
    context: dict[str, Any] = {
        "tabs": tabs("budget"),
        "years": [_year_tab(one, row) for one in rows],
        "year": row,
        "can_budget": actor.may(BUDGET),
        "can_commit": actor.may(COMMIT),
    }
    if row is not None:
        context |= _of_year(actor, row)
    return page(request, PAGE, context, fragment="budget")


def _of_year(actor: Actor, row: YearRow) -> dict[str, Any]:
    purposes = purpose_rows(actor, row.id)
    mark = state_mark(YearState(row.state))
    return {
        "state": with_synthetic(mark, is_synthetic=row.is_synthetic),
        "figures": _figures(row, count_unpaid(actor)),
        "chart": stacked(
            _("The year's money, millions of tenge"),
            [one.label for one in Bucket],
            [
                Stack(
                    str(row.year),
                    tuple(row.buckets[one.value] / MILLION for one in Bucket),
                    entries_url(row.id),
                )
            ],
            decimals=1,
        ),
        "purposes": _purpose_table(row, purposes),
        "live": sum(one.live for one in purposes),
        "moves": [arrow for arrow in YEAR.open_moves(row.state) if actor.may(arrow.needs)],
    }


def _year_tab(one: YearRow, shown: YearRow | None) -> Tab:
    address = f"{reverse('funding:budget')}?year={one.id}"
    label = f"{one.year} · {one.programme}"
    return Tab(label, address, current=shown is not None and one.id == shown.id)


def entries_url(year_id: int, place: str = "") -> str:
    """Return the address of the entries of a year which touch a place."""
    here = reverse("funding:entries", args=(year_id,))
    return f"{here}?place={place}" if place else here


def _figures(row: YearRow, unpaid: int) -> list[Figure]:
    whole = row.amount_tiyn or 1
    tiles = [
        Figure(
            _("Appropriated"),
            whole_tenge(row.amount_tiyn),
            note=row.order,
            url=entries_url(row.id, OUTSIDE),
        )
    ]
    for one in Bucket:
        tiyn = row.buckets[one.value]
        held = f"{reverse('funding:obligations')}?year={row.id}&bucket={one.value}"
        tiles.append(
            Figure(
                one.label,
                whole_tenge(tiyn),
                note=percent(100 * tiyn / whole),
                url=held if one in HELD else entries_url(row.id, one.value),
                tone="warn" if one == Bucket.FREE and tiyn * 20 < whole else "",
            )
        )
    if row.is_open and unpaid:
        tiles.append(Figure(_("Invoices to pay"), number(unpaid), url=reverse("funding:invoices")))
    return tiles


def _purpose_table(row: YearRow, purposes: Sequence[PurposeRow]) -> Table:
    here = reverse("funding:obligations")
    return Table(
        columns=(
            Column("purpose", _("Purpose")),
            Column("count", _("Obligations"), numeric=True),
            Column("live", _("Not closed"), numeric=True),
            *(Column(one.value, one.label, numeric=True) for one in HELD),
        ),
        rows=tuple(
            Row(
                (
                    purpose_word(one.purpose),
                    number(one.count),
                    number(one.live),
                    *(whole_tenge(one.sums[f"{bucket.value}_tiyn"]) for bucket in HELD),
                ),
                url=f"{here}?year={row.id}&purpose={one.purpose}",
            )
            for one in purposes
        ),
        empty=_("Nothing is put aside yet"),
        empty_hint=_("Money is put aside when the commission has decided."),
        caption=_("By purpose"),
    )


@require_http_methods(BOTH)
def new_year(request: HttpRequest) -> HttpResponse:
    """Enter the money of a year."""
    actor = actor_of(request)
    actor.need(BUDGET)
    form = GrantForm(typed_of(request))
    question = Question(_("Enter the money of a year"), label=pgettext("button", "Enter it"))

    def run(typed: Values) -> None:
        grant = Grant(
            programme=typed["programme"],
            year=typed["year"],
            amount_tiyn=typed["amount"],
            order=typed["order"],
            on=typed["on"],
        )
        appropriate(actor, grant=grant, now=timezone.now())

    return asked(request, form, run, question, to=("funding:budget",), message=_("Entered."))


@require_http_methods(BOTH)
def amend(request: HttpRequest, year_id: int) -> HttpResponse:
    """Make the money of a year more or less."""
    actor = actor_of(request)
    actor.need(BUDGET)
    row = year_row(actor, year_id)
    form = AmendForm(typed_of(request), initial={"amount": row.amount_tiyn})
    about = f"{row.year} · {row.programme} · {tenge(row.amount_tiyn)}"
    question = Question(_("Amend the money of the year"), about, pgettext("button", "Amend"))

    def run(typed: Values) -> None:
        amend_appropriation(
            actor,
            appropriation_id=year_id,
            amount_tiyn=typed["amount"],
            order=typed["order"],
            on=typed["on"],
            now=timezone.now(),
        )

    return asked(request, form, run, question, to=("funding:budget",), message=_("Amended."))


@require_http_methods(BOTH)
def year_move(request: HttpRequest, year_id: int, name: str) -> HttpResponse:
    """Close a year."""
    arrow = next((one for one in YEAR.moves if one.name == name), None)
    if arrow is None:
        raise NotFound
    actor = actor_of(request)
    actor.need(arrow.needs)
    row = year_row(actor, year_id)
    form = ReasonForm(typed_of(request), reason_list=arrow.reasons)
    live = sum(one.live for one in purpose_rows(actor, year_id))
    details = _(
        "%(year)s: %(count)s obligations are not closed; %(free)s are free and lapse. A closed year"
        " is not opened again."
    ) % {"year": row.year, "count": number(live), "free": tenge(row.buckets[Bucket.FREE])}
    question = Question(arrow.label, details=details, label=arrow.label, danger=True)

    def run(typed: Values) -> None:
        close_year(actor, appropriation_id=year_id, note=typed["note"])

    return asked(request, form, run, question, to=("funding:budget",))


@require_GET
def entries(request: HttpRequest, year_id: int) -> HttpResponse:
    """Show the entries of a year, all or those which touch a place."""
    actor = actor_of(request)
    actor.need(SEE)
    row = year_row(actor, year_id)
    place = request.GET.get("place", "")
    place = place if place in {OUTSIDE, *Bucket.values} else ""
    rows = one_page(
        request,
        Behind(
            lambda: count_entries(actor, year_id, place),
            lambda first, count: year_entries(actor, year_id, place, first=first, count=count),
        ),
    )
    chips = [
        Tab(label, entries_url(year_id, one), current=one == place)
        for one, label in [
            ("", pgettext("entries", "All")),
            (OUTSIDE, _("Appropriated")),
            *((bucket.value, str(bucket.label)) for bucket in Bucket),
        ]
    ]
    context = {"year": row, "places": chips, "rows": rows, "table": entry_table(rows.items)}
    return page(request, ENTRIES, context, fragment="entries")


def entry_table(
    rows: Sequence[EntryRow],
    reasons: Mapping[str, str] | None = None,
    *,
    with_obligation: bool = True,
) -> Table:
    """Return entries as a table: why, how much, from where to where, by which document."""
    return Table(
        columns=(
            Column("on", pgettext("entry", "Day"), whole=True),
            Column("kind", pgettext("entry", "What")),
            Column("amount", _("Amount"), numeric=True),
            Column("road", _("From → to")),
            Column("currency", _("In its currency"), numeric=True),
            *([Column("obligation", _("Obligation"), whole=True)] if with_obligation else []),
            Column("document", _("Document")),
            Column("by", pgettext("entry", "Who")),
        ),
        rows=tuple(
            Row(
                (
                    day(one.on),
                    _kind(one, reasons or {}),
                    tenge(one.amount_tiyn),
                    f"{place_word(one.source)} → {place_word(one.target)}",
                    _price(one),
                    *([_obligation(one)] if with_obligation else []),
                    one.document,
                    one.by,
                )
            )
            for one in rows
        ),
        empty=_("No entries"),
        caption=_("Entries"),
    )


def _kind(one: EntryRow, reasons: Mapping[str, str]) -> SafeString | str:
    label = str(EntryKind(one.kind).label)
    if not one.reason:
        return label
    told = reasons.get(one.reason, one.reason)
    return format_html('{}<br><span class="meta">{}</span>', label, told)


def _price(one: EntryRow) -> SafeString | str:
    if not one.currency or one.currency == "KZT" or one.rate is None:
        return in_currency(one.amount_minor, one.currency)
    rate = _("at %(rate)s of %(day)s") % {
        "rate": rate_number(one.rate),
        "day": wording.day(one.rate_on),
    }
    return format_html(
        '{}<br><span class="meta">{}</span>', in_currency(one.amount_minor, one.currency), rate
    )


def _obligation(one: EntryRow) -> SafeString | str:
    if one.obligation_id is None:
        return ""
    address = reverse("funding:obligation", args=(one.obligation_id,))
    return format_html('<a href="{}">{}</a>', address, one.obligation_number)
