"""The cases behind a figure, those another act would decide otherwise, the register as a file."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.care.abroad.permissions import SEE
from qanat.care.abroad.queries.comparing import differing_ids
from qanat.care.abroad.queries.rights import get_act
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotFound
from qanat.foundation.texts import local
from qanat.readiness.treatment.forms import ReportForm
from qanat.readiness.treatment.pages.asking import form_of, period_of, words_of
from qanat.readiness.treatment.pages.words import cases_table
from qanat.readiness.treatment.permissions import EXPORT, READ
from qanat.readiness.treatment.queries.counting import regions_of
from qanat.readiness.treatment.queries.drilling import Drill, case_lines, count_cases, lines_by_id
from qanat.readiness.treatment.queries.files import register_xlsx
from qanat.readiness.treatment.queries.labels import FIGURES, key_names
from qanat.readiness.treatment.rules.figures import Dimension, Figure
from qanat.registry.places.queries import region_names
from qanat.web.paging import Behind, one_page
from qanat.web.reply import XLSX, check_asked, download, page

RECORDS: Final = "treatment/records.html"


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """List the cases behind a figure."""
    actor, form = _asked(request)
    drill = _drill(request, actor, form)
    rows = one_page(
        request,
        Behind(
            lambda: count_cases(drill),
            lambda first, count: case_lines(drill, first=first, count=count),
        ),
    )
    context = {
        "title": FIGURES[Figure(str(drill.figure))],
        "about": key_names(drill.by, [drill.key])[drill.key] if drill.by else "",
        **_frame(form),
        "rows": rows,
        "table": cases_table(rows.items, sees_cases=actor.may(SEE)),
    }
    return page(request, RECORDS, context, fragment="records")


@require_GET
def differing(request: HttpRequest) -> HttpResponse:
    """List the cases which another act would decide otherwise."""
    actor, form = _asked(request)
    act = get_act(request.GET.get("act", ""))
    period = period_of(form)
    ids = differing_ids(period, regions_of(actor, form.cleaned_data["region"]), act.code)
    rows = one_page(
        request,
        Behind(lambda: len(ids), lambda first, count: lines_by_id(ids[first : first + count])),
    )
    context = {
        "title": _("Another order would say otherwise"),
        "about": local(act.title),
        **_frame(form),
        "rows": rows,
        "table": cases_table(rows.items, sees_cases=actor.may(SEE)),
    }
    return page(request, RECORDS, context, fragment="records")


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Give the register of a period as a spreadsheet: every case registered or decided in it."""
    actor, form = _asked(request)
    actor.need(EXPORT)
    period = period_of(form)
    regions = regions_of(actor, form.cleaned_data["region"])
    rows = case_lines(Drill(None, period, regions))
    name = f"qanat-abroad-register-{period.first}-{period.last}.xlsx"
    return download(register_xlsx(rows), XLSX, name)


def _asked(request: HttpRequest) -> tuple[Actor, ReportForm]:
    actor = actor_of(request)
    actor.need(READ)
    form = form_of(request, actor)
    check_asked(form)
    return actor, form


def _drill(request: HttpRequest, actor: Actor, form: ReportForm) -> Drill:
    try:
        figure = Figure(request.GET.get("figure", ""))
        by = Dimension(request.GET["by"]) if "by" in request.GET else None
    except ValueError:
        raise NotFound from None
    regions = regions_of(actor, form.cleaned_data["region"])
    key = request.GET.get("key", "")[:200]
    return Drill(figure, period_of(form), regions, by, key)


def _frame(form: ReportForm) -> dict[str, object]:
    region = form.cleaned_data["region"]
    return {
        "period": period_of(form),
        "region": region_names().get(region, region),
        "back": f"{reverse('treatment:report')}?{urlencode(words_of(form))}",
    }
