"""The figures of treatment abroad of any period, for the ministry and the regions, and as files."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.care.abroad.queries.comparing import compared
from qanat.care.abroad.queries.rights import get_act
from qanat.foundation.access.session import actor_of
from qanat.foundation.periods import percent_of
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.readiness.treatment.pages.asking import form_of, period_of, records_url, words_of, years
from qanat.readiness.treatment.pages.words import (
    REASONS,
    countries_chart,
    month_chart,
    split_table,
    steps_table,
)
from qanat.readiness.treatment.permissions import EXPORT, READ
from qanat.readiness.treatment.queries import files
from qanat.readiness.treatment.queries.counting import Report, regions_of, report
from qanat.readiness.treatment.queries.drilling import steps
from qanat.readiness.treatment.queries.facts import Regions
from qanat.readiness.treatment.queries.labels import DIMENSIONS, FIGURES
from qanat.readiness.treatment.rules.figures import MONEY, Dimension, Figure
from qanat.web import wording
from qanat.web.figures import Figure as Tile
from qanat.web.reply import CSV, UNPROCESSABLE, XLSX, check_asked, download, page

REPORT: Final = "treatment/report.html"
KINDS: Final = {"xlsx": XLSX, "csv": CSV, "json": "application/json"}
ROWS: Final[tuple[tuple[Figure, ...], ...]] = (
    (Figure.REGISTERED, Figure.URGENT, Figure.DECIDED, Figure.IN_TIME, Figure.APPEALED),
    (Figure.ABROAD, Figure.SPECIALIST, Figure.AT_HOME, Figure.REFUSED, Figure.DEFERRED),
    (Figure.HELPED, Figure.PERSONS, Figure.CHILDREN, Figure.TREATED, Figure.DIED),
)
SHARES: Final = {
    Figure.URGENT: Figure.REGISTERED,
    **dict.fromkeys(
        (Figure.IN_TIME, Figure.APPEALED, Figure.ABROAD, Figure.SPECIALIST, Figure.AT_HOME,
         Figure.REFUSED, Figure.DEFERRED, Figure.HELPED), Figure.DECIDED),
    **dict.fromkeys((Figure.CHILDREN, Figure.TREATED, Figure.DIED), Figure.HELPED),
}  # fmt: skip
"""Figures shown with their share of another."""


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period."""
    actor = actor_of(request)
    actor.need(READ)
    form = form_of(request, actor)
    context: dict[str, object] = {"form": form, "years": years()}
    if not form.is_valid():
        return page(request, REPORT, context, fragment="report", status=UNPROCESSABLE)
    period, words = period_of(form), words_of(form)
    told = report(actor, period, form.cleaned_data["region"])
    regions = regions_of(actor, told.region)
    months = told.by[Dimension.MONTH]
    context |= {
        "period": period,
        "rows": [[_tile(told, one, words) for one in row] for row in ROWS],
        "money": _money(told, words),
        "steps": steps_table(steps(period, regions)),
        "countries": countries_chart(told, words),
        "months": month_chart(months, words) if len(months) > 1 else None,
        "splits": [
            (DIMENSIONS[one], split_table(one, told, words))
            for one in Dimension
            if one is not Dimension.MONTH and told.by[one.value]
        ],
        "acts": _acts(told, regions, words),
        "files": _files(words) if actor.may(EXPORT) else [],
        "register": _register(words) if actor.may(EXPORT) else "",
        "is_national": actor.scope_of(READ).nation,
    }
    return page(request, REPORT, context, fragment="report")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the figures of a period as a file."""
    actor = actor_of(request)
    actor.need(READ)
    actor.need(EXPORT)
    form = form_of(request, actor)
    if form_of_file not in KINDS:
        raise NotFound
    check_asked(form)
    period = period_of(form)
    told = report(actor, period, form.cleaned_data["region"])
    lasted = steps(period, regions_of(actor, told.region))
    name = f"qanat-abroad-{period.first}-{period.last}.{form_of_file}"
    return download(files.WRITERS[form_of_file](told, lasted), KINDS[form_of_file], name)


def _tile(told: Report, figure: Figure, words: Mapping[str, str]) -> Tile:
    value = told.counts[figure.value]
    whole = SHARES.get(figure)
    return Tile(
        label=FIGURES[figure],
        value=wording.number(value),
        note=_share(value, told.counts[whole.value]) if whole else "",
        url=records_url(words, figure) if value else "",
    )


def _share(part: int, whole: int) -> str:
    return wording.percent(percent_of(part, whole)) if whole else ""


def _money(told: Report, words: Mapping[str, str]) -> list[Tile]:
    priced = told.counts[Figure.PRICED]
    cost = told.counts[Figure.COST]
    mean = Tile(
        label=_("Mean cost of treatment"),
        value=wording.whole_tenge(cost // priced if priced else None),
        note=_("%(cases)s cases whose cost is known") % {"cases": wording.number(priced)},
        url=records_url(words, Figure.PRICED) if priced else "",
    )
    totals = [
        Tile(
            label=FIGURES[one],
            value=wording.whole_tenge(told.counts[one.value]),
            url=records_url(words, one) if told.counts[one.value] else "",
        )
        for one in sorted(MONEY)
    ]
    return [*totals, mean]


def _acts(
    told: Report, regions: Regions, words: Mapping[str, str]
) -> Sequence[tuple[str, str, str, list[tuple[str, str]]]]:
    """Return how many decisions each other act would have made otherwise, and why."""
    return [
        (
            local(get_act(one.act).title),
            _("%(differing)s of %(cases)s")
            % {
                "differing": wording.number(one.differing),
                "cases": wording.number(one.cases),
            },
            f"{reverse('treatment:differing')}?{urlencode({**words, 'act': one.act})}"
            if one.differing
            else "",
            [(str(REASONS[why]), wording.number(n)) for why, n in one.reasons.items()],
        )
        for one in compared(told.period, regions)
    ]


def _files(words: Mapping[str, str]) -> list[tuple[str, str]]:
    query = urlencode(words)
    return [(one.upper(), f"{reverse('treatment:file', args=(one,))}?{query}") for one in KINDS]


def _register(words: Mapping[str, str]) -> str:
    return f"{reverse('treatment:register')}?{urlencode(words)}"
