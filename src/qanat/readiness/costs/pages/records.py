"""The flights behind a figure of hours and cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.readiness.costs.pages.asking import KINDS, file_links, form_of, period_of, words_of
from qanat.readiness.costs.pages.words import hours, money, positioning, positioning_hours
from qanat.readiness.costs.permissions import EXPORT, READ
from qanat.readiness.costs.queries import files
from qanat.readiness.costs.queries.naming import LABELS, key_names, operator_names
from qanat.readiness.costs.queries.reach import reach_of
from qanat.readiness.costs.queries.spending import (
    NOTHING,
    By,
    FlightRow,
    Part,
    Spent,
    Wanted,
    flights,
    told,
)
from qanat.registry.fleet.permissions import SEE_CONTRACTS
from qanat.registry.fleet.queries import contract_row
from qanat.response.dispatch.permissions import SEE
from qanat.web.figures import Figure
from qanat.web.forms import whole_number
from qanat.web.marks import chip, moment
from qanat.web.paging import Behind, one_page
from qanat.web.reply import check_asked, download, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number

RECORDS: Final = "costs/records.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which flights a page is asked for, in words, and where one comes from."""

    wanted: Wanted
    total: Spent
    title: str
    about: str
    back: str
    back_label: str


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """List the flights behind a figure."""
    actor = actor_of(request)
    asked = _asked(request, actor)
    rows = one_page(
        request,
        Behind(
            lambda: asked.total.flights,
            lambda first, count: flights(asked.wanted, first=first, count=count),
        ),
    )
    context = {
        "asked": asked,
        "period": asked.wanted.period,
        "tiles": _tiles(asked.total),
        "rows": rows,
        "table": _table(actor, rows.items),
        "files": file_links("costs:records_file", _query(request)) if actor.may(EXPORT) else [],
    }
    return page(request, RECORDS, context, fragment="records")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the flights behind a figure as a file."""
    actor = actor_of(request)
    actor.need(EXPORT)
    asked = _asked(request, actor)
    if form_of_file not in KINDS:
        raise NotFound
    rows = flights(asked.wanted, first=0, count=asked.total.flights)
    sheets = [(_("Flights"), list(files.flight_lines(rows, operator_names())))]
    content = files.WRITERS[form_of_file](sheets)
    return download(content, KINDS[form_of_file], f"qanat-flights.{form_of_file}")


def _query(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.GET.dict().items() if name != "page"}


def _asked(request: HttpRequest, actor: Actor) -> Asked:
    reach = reach_of(actor, READ)
    form = form_of(request, actor, reach)
    part, key = request.GET.get("part", Part.ALL.value), request.GET.get("key", "")
    check_asked(form)
    if part not in list(Part):
        raise NotFound
    by = By(form.cleaned_data["by"]) if key else None
    wanted = Wanted(reach=reach, part=Part(part), by=by, key=key)
    if "contract" in request.GET:
        actor.need(SEE_CONTRACTS)
        row = contract_row(actor, whole_number(request.GET["contract"]) or 0)
        wanted = replace(wanted, contract_ids=(row.id,))
        of = f"{row.number} · {local(row.operator_name)}"
        back, label = reverse("costs:contract", args=(row.id,)), row.number
    else:
        wanted = replace(wanted, period=period_of(form))
        of = ""
        back = f"{reverse('costs:costs')}?{urlencode(words_of(form))}"
        label = _("Contracts and cost")
    total = told(wanted).total
    about = " · ".join(filter(None, (of, _key_words(wanted, total))))
    return Asked(wanted, total, _titles()[wanted.part], about, back, label)


def _key_words(wanted: Wanted, total: Spent) -> str:
    """Name the key that is asked for.

    Raises:
        NotFound: if no flight of it is open to the reader, who then learns no name either.
    """
    if wanted.by is None:
        return ""
    if not total.flights:
        raise NotFound
    key = "" if wanted.key == NOTHING else wanted.key
    return f"{LABELS[wanted.by]}: {key_names(wanted.by, [key])[key]}"


def _titles() -> dict[Part, str]:
    return {
        Part.ALL: _("Flights"),
        Part.EMPTY: _("Flights with positioning"),
        Part.UNKNOWN: _("Flights without a known cost"),
        Part.OVER: _("Flights beyond the hours bought"),
    }


def _tiles(total: Spent) -> list[Figure]:
    return [
        Figure(_("Flights"), number(total.flights)),
        Figure(_("Flown"), hours(total.flown_s), unit=pgettext("unit", "h")),
        Figure(_("Cost"), money(total)),
        Figure(_("Positioning"), positioning(total)[1], note=positioning_hours(total)),
    ]


def _table(actor: Actor, rows: Sequence[FlightRow]) -> Table:
    operators, may_see = operator_names(), actor.may(SEE)
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            Column("at", _("Take-off"), whole=True),
            Column("operator", _("Operator")),
            Column("tail", pgettext("column", "Aircraft"), whole=True),
            Column("type", pgettext("costs", "Aircraft type"), whole=True),
            Column("hours", pgettext("costs", "Hours"), numeric=True),
            Column("empty", _("Positioning, h"), numeric=True),
            Column("cost", _("Cost"), numeric=True),
            Column("empty_cost", _("Positioning, cost"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=_cells(row, operators.get(str(row.operator_id), "")),
                url=reverse("dispatch:mission", args=(row.id,)) if may_see else "",
            )
            for row in rows
        ),
        empty=_("Nothing in this period"),
        is_wide=True,
    )


def _cells(row: FlightRow, operator: str) -> tuple[str, ...]:
    empty_hours, empty_cost = positioning(row.spent)
    return (
        row.number,
        moment(row.took_off_at),
        operator,
        row.tail,
        _type(row),
        hours(row.spent.flown_s),
        empty_hours,
        money(row.spent) if row.spent.is_known else chip(_("not known"), "warn"),
        empty_cost,
    )


def _type(row: FlightRow) -> str:
    return f"{row.type_name} · {_('Exercise')}" if row.is_exercise else row.type_name
