"""The flights behind a figure of hours and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from qanat.readiness.costs.pages.words import hours, money
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
from qanat.web.reply import download, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number, whole_tenge

RECORDS: Final = "costs/records.html"
LONGEST_KEY: Final = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """Which flights a page is asked for, in words, and where one comes from."""

    wanted: Wanted
    title: str
    about: str
    back: str
    back_label: str


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """List the flights behind a figure."""
    actor = actor_of(request)
    asked = _asked(request, actor)
    total = told(asked.wanted).total
    rows = one_page(
        request,
        Behind(
            lambda: total.flights,
            lambda first, count: flights(asked.wanted, first=first, count=count),
        ),
    )
    context = {
        "asked": asked,
        "period": asked.wanted.period,
        "tiles": _tiles(total),
        "rows": rows,
        "table": _table(actor, rows.items),
        "files": file_links("costs:records_file", _query(request)) if actor.may(EXPORT) else [],
    }
    return page(request, RECORDS, context, fragment="records")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the flights behind a figure as a file."""
    actor = actor_of(request)
    asked = _asked(request, actor)
    actor.need(EXPORT)
    if form_of_file not in KINDS:
        raise NotFound
    total = told(asked.wanted).total
    rows = flights(asked.wanted, first=0, count=total.flights)
    sheets = [(_("Flights"), list(files.flight_lines(rows, operator_names())))]
    content = files.WRITERS[form_of_file](sheets)
    return download(content, KINDS[form_of_file], f"qanat-flights.{form_of_file}")


def _query(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.GET.dict().items() if name != "page"}


def _asked(request: HttpRequest, actor: Actor) -> Asked:
    reach = reach_of(actor, READ)
    form = form_of(request, actor, reach)
    part = request.GET.get("part", Part.ALL.value)
    if not form.is_valid() or part not in list(Part):
        raise NotFound
    key = request.GET.get("key", "")
    if len(key) > LONGEST_KEY:
        raise NotFound
    by = By(form.cleaned_data["by"]) if key else None
    known = "" if key == NOTHING else key
    name = key_names(by, [known])[known] if by else ""
    about = f"{LABELS[by]}: {name}" if by else ""
    words = words_of(form)
    back, label = f"{reverse('costs:costs')}?{urlencode(words)}", _("Contracts and cost")
    title = str(_titles()[Part(part)])
    if "contract" in request.GET:
        actor.need(SEE_CONTRACTS)
        row = contract_row(actor, whole_number(request.GET["contract"]) or 0)
        wanted = Wanted(reach=reach, contract_ids=(row.id,), part=Part(part), by=by, key=key)
        about = " · ".join(filter(None, (row.number, local(row.operator_name), about)))
        return Asked(wanted, title, about, reverse("costs:contract", args=(row.id,)), row.number)
    wanted = Wanted(reach=reach, period=period_of(form), part=Part(part), by=by, key=key)
    return Asked(wanted, title, about, back, label)


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
        Figure(
            _("Positioning"),
            whole_tenge(total.empty_tiyn),
            note=_("%(hours)s h") % {"hours": hours(total.empty_s)},
        ),
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
                cells=(
                    row.number,
                    moment(row.took_off_at),
                    operators.get(str(row.operator_id), ""),
                    row.tail,
                    _type(row),
                    hours(row.spent.flown_s),
                    hours(row.spent.empty_s),
                    chip(_("not known"), "warn") if row.spent.unknown else money(row.spent),
                    whole_tenge(row.spent.empty_tiyn),
                ),
                url=reverse("dispatch:mission", args=(row.id,)) if may_see else "",
            )
            for row in rows
        ),
        empty=_("Nothing in this period"),
    )


def _type(row: FlightRow) -> str:
    return f"{row.type_name} · {_('Exercise')}" if row.is_exercise else row.type_name
