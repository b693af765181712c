"""The score card of an operator, and the records behind each of its figures."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period, period_before
from qanat.foundation.refusals import NotFound, Text
from qanat.registry.fleet.queries.serviceability import FitTime
from qanat.registry.terminology.queries import reason_names
from qanat.response.dispatch.states import MissionState
from qanat.response.operators.forms import ScoreForm
from qanat.response.operators.pages.invoices import one_page_of_invoices
from qanat.response.operators.pages.tables import invoice_table
from qanat.response.operators.pages.words import hours
from qanat.response.operators.parameters import ASSUMED, OFF_BLOCKS_NORM, SMALL_NUMBER
from qanat.response.operators.permissions import SEE
from qanat.response.operators.queries.fleet import own_operators
from qanat.response.operators.queries.invoices import InvoicesWanted
from qanat.response.operators.queries.score import Card, Counted, Figure, card
from qanat.response.operators.rules.score import Share
from qanat.web import figures as web
from qanat.web.marks import chip, moment
from qanat.web.paging import Page, one_page
from qanat.web.reply import check_asked, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import duration, number, percent

CARD: Final = "operators/score.html"
RECORDS: Final = "operators/score_records.html"
BY_TIME: Final = frozenset({Figure.SERVICEABLE, Figure.HOURS})
GOOD: Final = frozenset({Figure.ANSWERED, Figure.OFF_BLOCKS, Figure.SERVICEABLE})
"""Of these more is better; of the others less is."""


def labels() -> dict[Figure, Text]:
    """Return what the figures are called."""
    return {
        Figure.ANSWERED: _("Answered in time"),
        Figure.REFUSED: _("Refused"),
        Figure.OFF_BLOCKS: _("Off blocks in time"),
        Figure.ABORTED: _("Aborted"),
        Figure.SERVICEABLE: _("Aircraft serviceable"),
        Figure.HOURS: _("Flown of planned hours"),
        Figure.DIFFERENCES: _("Differences in invoices"),
    }


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the score card of an operator over some days, beside the days before."""
    actor = actor_of(request)
    actor.need(SEE)
    form = _form(actor, request)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        typed, now = form.cleaned_data, timezone.now()
        period = Period(typed["first"], typed["last"])
        base = Period(*period_before(period.first, period.last))
        this = card(actor, typed["operator"], period, now)
        before = card(actor, typed["operator"], base, now)
        context |= {
            "period": period,
            "base": base,
            "figures": [_tile(f, this, before, typed) for f in Figure],
            "refusals": _refusals(this),
            "norm": parameter(OFF_BLOCKS_NORM, on=now),
            "source": ASSUMED,
        }
    return page(request, CARD, context, fragment="score")


def _form(actor: Actor, request: HttpRequest) -> ScoreForm:
    operators = own_operators(actor)
    today = timezone.localdate()
    usual = {
        "operator": str(operators[0][0]) if operators else "",
        "first": today.replace(day=1).strftime("%d.%m.%Y"),
        "last": today.strftime("%d.%m.%Y"),
    }
    return ScoreForm(usual | request.GET.dict(), operators=operators)


def _tile(figure: Figure, this: Card, before: Card, typed: dict[str, Any]) -> web.Figure:
    share, base = this.shares[figure], before.shares[figure]
    small = parameter(SMALL_NUMBER, on=timezone.now()).number
    is_small = figure not in BY_TIME and share.is_small(small)
    return web.Figure(
        label=labels()[figure],
        value=_value(figure, share),
        note=_of(figure, share),
        growth=_growth(figure, share, base),
        url=_records_url(figure, typed),
        aside=_("a small number") if is_small else "",
        unverified_source=ASSUMED if figure is Figure.OFF_BLOCKS else "",
    )


def _value(figure: Figure, share: Share) -> str:
    return number(share.part) if figure is Figure.DIFFERENCES else percent(share.percent)


def _of(figure: Figure, share: Share) -> str:
    if figure in BY_TIME:
        parts = hours(share.part // 60), hours(share.whole // 60)
        return _("%(part)s of %(whole)s h") % {"part": parts[0], "whole": parts[1]}
    if figure is Figure.DIFFERENCES:
        return _("in %(lines)s lines") % {"lines": number(share.whole)}
    return _("%(part)s of %(whole)s") % {
        "part": number(share.part),
        "whole": number(share.whole),
    }


def _growth(figure: Figure, share: Share, base: Share) -> str:
    if figure is Figure.DIFFERENCES:
        more = float(share.part - base.part) if base.whole else None
        told = number(more, signed=True) if more is not None else ""
    else:
        points = share.growth(base)
        told = ""
        if points is not None:
            told = _("%(points)s points") % {"points": number(points, 1, signed=True)}
    return told


def _records_url(figure: Figure, typed: dict[str, Any]) -> str:
    first: date = typed["first"]
    last: date = typed["last"]
    asked = {
        "operator": typed["operator"],
        "first": f"{first:%d.%m.%Y}",
        "last": f"{last:%d.%m.%Y}",
    }
    return f"{reverse('operators:score_records', args=(figure.value,))}?{urlencode(asked)}"


def _refusals(this: Card) -> Table:
    names = reason_names()
    return Table(
        columns=(Column("reason", _("Reason")), Column("count", _("Refusals"), numeric=True)),
        rows=tuple(
            Row((names.get(reason, reason), number(count)))
            for reason, count in this.refusals.items()
        ),
        empty=_("Nothing was refused"),
        caption=_("Refusals by reason"),
    )


@require_GET
def records(request: HttpRequest, name: str) -> HttpResponse:
    """Show the records which a figure counts."""
    actor = actor_of(request)
    actor.need(SEE)
    form = _form(actor, request)
    if name not in list(Figure):
        raise NotFound
    check_asked(form)
    figure, typed = Figure(name), form.cleaned_data
    period = Period(typed["first"], typed["last"])
    rows, table = _behind(request, actor, figure, typed["operator"], period)
    context = {
        "title": labels()[figure],
        "period": period,
        "rows": rows,
        "table": table,
        "back": f"{reverse('operators:score')}?{request.GET.urlencode()}",
    }
    return page(request, RECORDS, context, fragment="records")


def _behind(
    request: HttpRequest, actor: Actor, figure: Figure, operator_id: int, period: Period
) -> tuple[Page[Any], Table]:
    rows: Page[Any]
    if figure is Figure.DIFFERENCES:
        wanted = InvoicesWanted(operator_id, ended_within=period)
        rows = one_page_of_invoices(request, actor, wanted)
        return rows, invoice_table(rows.items, with_operator=False)
    this = card(actor, operator_id, period, timezone.now())
    if figure is Figure.SERVICEABLE:
        rows = one_page(request, this.aircraft)
        return rows, _aircraft(rows.items)
    found = sorted(this.missions[figure], key=lambda one: (one.is_part, one.mission.id))
    rows = one_page(request, found)
    return rows, _missions(figure, rows.items)


def _missions(figure: Figure, rows: Sequence[Counted]) -> Table:
    is_good = figure in GOOD
    is_hours = figure is Figure.HOURS
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            Column("tail", pgettext("column", "Aircraft"), whole=True),
            Column("given", pgettext("task", "Given"), whole=True),
            Column("due", _("Planned") if is_hours else _("Due"), whole=True),
            Column("at", _("Flown") if is_hours else _("Happened"), whole=True),
            Column("state", _("State")),
            Column("part", _("Counts")),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.mission.number,
                    one.mission.tail,
                    moment(one.mission.created_at, "short"),
                    duration(one.planned_s) if is_hours else moment(one.due_at, "short"),
                    duration(one.mission.flown_s) if is_hours else moment(one.at, "short"),
                    str(MissionState(one.mission.state).label),
                    "" if is_hours else _mark(one, is_good=is_good),
                ),
                url=reverse("dispatch:mission", args=(one.mission.id,)),
            )
            for one in rows
        ),
        empty=_("No records"),
    )


def _mark(one: Counted, *, is_good: bool) -> str:
    label = pgettext("share", "yes") if one.is_part else pgettext("share", "no")
    return chip(label, "" if one.is_part == is_good else "warn")


def _aircraft(rows: Sequence[FitTime]) -> Table:
    return Table(
        columns=(
            Column("tail", pgettext("column", "Aircraft"), whole=True),
            Column("known", _("State known for"), numeric=True),
            Column("fit", _("Serviceable for"), numeric=True),
            Column("share", _("Share"), numeric=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.tail,
                    hours(one.known_s // 60),
                    hours(one.fit_s // 60),
                    percent(Share(one.fit_s, one.known_s).percent),
                ),
                url=reverse("fleet:aircraft", args=(one.aircraft_id,)),
            )
            for one in rows
        ),
        empty=_("No aircraft"),
    )
