"""The report of any period, the records behind it, and its files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.alphabets import place_order
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period, percent_of, usual_periods
from qanat.foundation.refusals import NotFound
from qanat.readiness.statistics.forms import PlaceForm, ReportForm
from qanat.readiness.statistics.pages.splitting import grown, split_tables
from qanat.readiness.statistics.permissions import EXPORT, IMPORT, READ
from qanat.readiness.statistics.queries import files
from qanat.readiness.statistics.queries.counting import Question, Report, ask, report
from qanat.readiness.statistics.queries.drilling import (
    Drill,
    RecordRow,
    count_record_rows,
    record_rows,
)
from qanat.readiness.statistics.queries.families import STILL
from qanat.readiness.statistics.queries.labels import FIGURES, WHAT, key_names
from qanat.readiness.statistics.queries.waiting import rows_left_out
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure
from qanat.registry.places.queries import region_names
from qanat.web import wording
from qanat.web.figures import Figure as Tile
from qanat.web.paging import Behind, one_page
from qanat.web.reply import CSV, UNPROCESSABLE, XLSX, check_asked, download, page
from qanat.web.tables import Column, Row, Table

REPORT: Final = "statistics/report.html"
RECORDS: Final = "statistics/records.html"
GROUPS: Final[tuple[tuple[str, tuple[Figure, ...]], ...]] = (
    ("requests", (
        Figure.REQUESTS, Figure.REQUESTS_NOT_FLOWN, Figure.EVACUATION_REQUESTS, Figure.EVACUATIONS,
    )),
    ("flights", (
        Figure.FLIGHTS, Figure.FLIGHTS_WITH_SERVICES, Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE,
        Figure.ORGAN_MISSIONS, Figure.FLIGHTS_REGIONAL, Figure.FLIGHTS_ASTANA,
        Figure.FLIGHTS_ALMATY, Figure.FLIGHTS_INTERNATIONAL, Figure.FLIGHTS_INTERREGIONAL,
    )),
    ("services", (
        Figure.SERVICES, Figure.TRANSPORT_SERVICES, Figure.ONSITE_CONSULTATIONS,
        Figure.OPERATIONS, Figure.REMOTE_CONSULTATIONS,
    )),
    ("patients", (Figure.PATIENTS, Figure.PATIENTS_TRANSPORTED)),
    ("road", (Figure.ROAD_TRIPS, Figure.ROAD_SERVICES, Figure.ROAD_PATIENTS)),
)  # fmt: skip
SHARES: Final = {
    **dict.fromkeys(
        (Figure.FLIGHTS_REGIONAL, Figure.FLIGHTS_ASTANA, Figure.FLIGHTS_ALMATY,
         Figure.FLIGHTS_INTERNATIONAL, Figure.FLIGHTS_INTERREGIONAL), Figure.FLIGHTS),
    **dict.fromkeys(
        (Figure.TRANSPORT_SERVICES, Figure.ONSITE_CONSULTATIONS, Figure.OPERATIONS,
         Figure.REMOTE_CONSULTATIONS), Figure.SERVICES),
    Figure.REQUESTS_NOT_FLOWN: Figure.REQUESTS,
}  # fmt: skip
"""Figures shown with their share of another."""
STILL_WORDS: Final = {
    Figure.REQUESTS_NOT_FLOWN: gettext_lazy("not decided yet"),
    Figure.FLIGHTS_WITHOUT_MEDICAL_SERVICE: gettext_lazy("still under way"),
}
Group = tuple[str, list[Tile]]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the report of a period."""
    actor = actor_of(request)
    actor.need(READ)
    form = form_of(request, actor, ReportForm)
    if not form.is_valid():
        return page(request, REPORT, _frame(actor, form), status=UNPROCESSABLE)
    told = report(actor, question_of(form))
    words = words_of(form)
    context = {
        **_frame(actor, form),
        "report": told,
        "groups": _groups(told, words, _still(actor, told)),
        "split": split_tables(
            told,
            _labelled(),
            lambda figure, key: records_url(words, figure, key),
        ),
        "files": _file_links(words) if actor.may(EXPORT) else [],
        "left_out": rows_left_out(actor) if actor.may(IMPORT) else {},
    }
    return page(request, REPORT, context, fragment="report")


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """List the records behind a figure."""
    actor = actor_of(request)
    actor.need(READ)
    form = form_of(request, actor, ReportForm)
    drill = _drill(request, form)
    rows = one_page(
        request,
        Behind(
            lambda: count_record_rows(actor, drill),
            lambda first, count: record_rows(actor, drill, first=first, count=count),
        ),
    )
    context = {
        "figure": FIGURES[drill.figure],
        "still": STILL_WORDS[drill.figure] if drill.is_still else "",
        "period": drill.period,
        "region": region_names().get(drill.region, drill.region),
        "key": key_names(drill.by, [drill.key])[drill.key] if drill.by else "",
        "rows": rows,
        "table": records_table(actor, rows.items),
        "back": f"{reverse('statistics:report')}?{urlencode(words_of(form))}",
    }
    return page(request, RECORDS, context, fragment="records")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the report of a period as a file."""
    actor = actor_of(request)
    actor.need(READ)
    actor.need(EXPORT)
    form = form_of(request, actor, ReportForm)
    if form_of_file not in WRITERS:
        raise NotFound
    check_asked(form)
    told = report(actor, question_of(form))
    kind, write = WRITERS[form_of_file]
    period = told.question.period
    return download(write(told), kind, f"qanat-{period.first}-{period.last}.{form_of_file}")


WRITERS: Final[Mapping[str, tuple[str, Callable[[Report], str | bytes]]]] = {
    "xlsx": (XLSX, files.report_xlsx),
    "csv": (CSV, files.report_csv),
    "json": ("application/json", lambda told: files.json_text(files.report_json(told))),
}


Asks = TypeVar("Asks", bound=PlaceForm)


def form_of(request: HttpRequest, actor: Actor, kind: type[Asks]) -> Asks:
    """Return a form of a report, with the regions the person may ask for."""
    names = region_names()
    scope = actor.scope_of(READ)
    own = names if scope.nation else {code: names.get(code, code) for code in scope.regions}
    regions = sorted(own.items(), key=lambda item: place_order(item[1]))
    today = national_day(timezone.now())
    given = {"first": today.replace(month=1, day=1).isoformat(), "last": today.isoformat()}
    return kind({**given, **request.GET.dict()}, regions=regions)


def question_of(form: ReportForm) -> Question:
    """Return what a valid form asks."""
    typed = form.cleaned_data
    by = (typed["by"],) if typed["by"] else ()
    return ask((typed["first"], typed["last"]), region=typed["region"], base=form.base(), by=by)


def words_of(form: PlaceForm) -> dict[str, str]:
    """Return the report as words of an address."""
    typed = form.cleaned_data
    words = {"first": typed["first"].isoformat(), "last": typed["last"].isoformat()}
    return words | {name: typed[name] for name in ("region", "compare", "by") if typed.get(name)}


def _frame(actor: Actor, form: ReportForm) -> dict[str, object]:
    return {
        "form": form,
        "presets": presets_of(reverse("statistics:report")),
        "can_import": actor.may(IMPORT),
    }


@dataclass(frozen=True, slots=True)
class Preset:
    """A period offered by its name."""

    label: str
    url: str


def presets_of(address: str) -> list[Preset]:
    """Return the periods offered by their names."""
    labels = {
        "this_month": pgettext("period", "This month"),
        "last_month": pgettext("period", "Last month"),
        "this_year": pgettext("period", "This year"),
        "last_year": pgettext("period", "Last year"),
    }
    days = usual_periods(national_day(timezone.now()))
    return [
        Preset(label, f"{address}?first={first}&last={last}&compare=year")
        for label, (first, last) in ((labels[name], days[name]) for name in labels)
    ]


def records_url(words: Mapping[str, str], figure: Figure, key: str = "") -> str:
    """Return the address of the records behind a figure."""
    asked = {**words, "figure": figure.value, **({"key": key} if key else {})}
    return f"{reverse('statistics:records')}?{urlencode(asked)}"


def _still(actor: Actor, told: Report) -> dict[Figure, int]:
    """Return how many of the things behind a figure may still leave it."""
    asked = told.question
    return {
        figure: count_record_rows(actor, Drill(figure, asked.period, asked.region, is_still=True))
        for figure in STILL
    }


def _still_words(figure: Figure, count: int) -> str:
    if not count:
        return ""
    if figure is Figure.REQUESTS_NOT_FLOWN:
        words = ngettext(
            "of them %(count)s not decided yet", "of them %(count)s not decided yet", count
        )
    else:
        words = ngettext(
            "of them %(count)s still under way", "of them %(count)s still under way", count
        )
    return words % {"count": wording.number(count)}


def _labelled() -> list[tuple[str, tuple[Figure, ...]]]:
    labels = {
        "requests": _("Requests"),
        "flights": _("Flights"),
        "services": _("Services of medical aviation"),
        "patients": _("Patients"),
        "road": _("Sanitary vehicles"),
    }
    return [(labels[name], figures) for name, figures in GROUPS]


def _groups(told: Report, words: Mapping[str, str], still: Mapping[Figure, int]) -> list[Group]:
    return [
        (label, [_tile(told, one, words, still.get(one, 0)) for one in row])
        for label, row in _labelled()
    ]


def _tile(told: Report, figure: Figure, words: Mapping[str, str], still: int) -> Tile:
    value = told.counts[figure.value]
    whole = SHARES.get(figure)
    return Tile(
        label=FIGURES[figure],
        value=wording.number(value),
        note=_share(value, told.counts[whole], whole) if whole else "",
        growth=grown(told.growth.get(figure.value)),
        url=records_url(words, figure) if value else "",
        aside=_still_words(figure, still),
        aside_url=records_url({**words, "still": "1"}, figure),
    )


def _share(part: int, whole: int, figure: Figure) -> str:
    share = wording.percent(percent_of(part, whole)) if whole else wording.DASH
    return _("%(share)s of all: %(whole)s") % {"share": share, "whole": FIGURES[figure]}


def _file_links(words: Mapping[str, str]) -> list[tuple[str, str]]:
    query = urlencode(words)
    return [
        (name.upper(), f"{reverse('statistics:file', args=(name,))}?{query}") for name in WRITERS
    ]


def _drill(request: HttpRequest, form: ReportForm) -> Drill:
    try:
        figure = Figure(request.GET.get("figure", ""))
    except ValueError:
        raise NotFound from None
    check_asked(form)
    typed = form.cleaned_data
    key = request.GET.get("key", "")[:200]
    by = Dimension(typed["by"]) if typed["by"] and key else None
    is_still = bool(request.GET.get("still")) and figure in STILL
    return Drill(figure, Period(typed["first"], typed["last"]), typed["region"], by, key, is_still)


def records_table(actor: Actor, rows: tuple[RecordRow, ...]) -> Table:
    """Return records as a table; each leads to its page, if the person may see it."""
    regions = region_names()
    nosologies = key_names(Dimension.NOSOLOGY, {row.nosology for row in rows})
    columns = (
        Column("number", _("Number"), whole=True),
        Column("at", _("Time"), whole=True),
        Column("region", _("Region")),
        Column("nosology", _("Nosology")),
        Column("what", _("What")),
        Column("vehicle", _("Aircraft or vehicle"), whole=True),
        Column("patient", _("Patient"), whole=True),
    )
    lines = [
        Row(
            (
                row.number,
                wording.moment(row.at),
                regions.get(row.region, row.country),
                nosologies.get(row.nosology, ""),
                str(WHAT.get(row.what, row.what)),
                row.vehicle,
                row.patient_number,
            ),
            url=_address(actor, row),
        )
        for row in rows
    ]
    return Table(columns, tuple(lines), _("Nothing in this period"))


def _address(actor: Actor, row: RecordRow) -> str:
    """Return the page of a record, if the person may see such pages."""
    if not actor.may("dispatch.see"):
        return ""
    name, pk = ("mission", row.mission_id) if row.mission_id else ("request", row.request_id)
    try:
        return reverse(f"dispatch:{name}", args=(pk,)) if pk else ""
    except NoReverseMatch:
        return ""
