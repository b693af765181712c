"""What holds between the figures of a period, and what is wrong with the records behind them."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import NotFound, Text
from qanat.readiness.statistics.forms import PlaceForm
from qanat.readiness.statistics.pages.report import (
    form_of,
    presets_of,
    records_table,
    records_url,
    words_of,
)
from qanat.readiness.statistics.permissions import READ
from qanat.readiness.statistics.queries.counting import Question, ask
from qanat.readiness.statistics.queries.faults import PROBES, Fault
from qanat.readiness.statistics.queries.identities import Checked, Part, identities
from qanat.readiness.statistics.queries.labels import DIMENSIONS, FIGURES, key_names
from qanat.readiness.statistics.queries.outliers import Compared, compared_groups
from qanat.readiness.statistics.queries.probes import Found, probe_counts, probe_rows
from qanat.readiness.statistics.rules.counting.figures import Figure
from qanat.registry.places.queries import region_names
from qanat.web import wording
from qanat.web.marks import chip
from qanat.web.paging import Behind, one_page
from qanat.web.reply import UNPROCESSABLE, check_asked, page
from qanat.web.tables import Column, Row, Table

CHECKS: Final = "statistics/checks.html"
RECORDS: Final = "statistics/check_records.html"
FAULTS: Final[Mapping[Fault, Text]] = {
    Fault.BROKEN: pgettext_lazy("records", "Break what must hold"),
    Fault.MISSING: pgettext_lazy("records", "Something is missing"),
    Fault.IMPOSSIBLE: pgettext_lazy("records", "Something is impossible"),
    Fault.LATE: pgettext_lazy("records", "Entered late"),
}
Words = Mapping[str, str]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Hold the figures of a period against each other, and look for faults in the records."""
    actor = actor_of(request)
    actor.need(READ)
    form = form_of(request, actor, PlaceForm)
    context = {"form": form, "presets": presets_of(reverse("statistics:checks"))}
    if not form.is_valid():
        return page(request, CHECKS, context, status=UNPROCESSABLE)
    asked, words = _asked(form), words_of(form)
    counts = probe_counts(actor, asked.period, asked.region)
    found = identities(actor, asked, dict(FIGURES))
    context |= {
        "period": asked.period,
        "is_empty": not any(one.whole.count for one in found),
        "identities": _identities(found, counts, words),
        "broken": sum(not one.holds for one in found),
        "faults": [
            (label, _faults(fault, counts, words)) for fault, label in FAULTS.items()
        ],
        "compared": [
            (DIMENSIONS[one.by], _compared(one))
            for one in compared_groups(actor, asked.period, asked.region)
        ],
    }  # fmt: skip
    return page(request, CHECKS, context, fragment="checks")


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """List the records in which something is wrong."""
    actor = actor_of(request)
    actor.need(READ)
    form = form_of(request, actor, PlaceForm)
    code = request.GET.get("check", "")
    if code not in PROBES:
        raise NotFound
    check_asked(form)
    asked = _asked(form)
    drill = Found(code, asked.period, asked.region)
    rows = one_page(
        request,
        Behind(
            lambda: probe_counts(actor, asked.period, asked.region)[code],
            lambda first, count: probe_rows(actor, drill, first=first, count=count),
        ),
    )
    context = {
        "label": PROBES[code].label,
        "period": asked.period,
        "region": region_names().get(asked.region, asked.region),
        "rows": rows,
        "table": records_table(actor, rows.items),
        "back": f"{reverse('statistics:checks')}?{urlencode(words_of(form))}",
    }
    return page(request, RECORDS, context, fragment="records")


def _asked(form: PlaceForm) -> Question:
    typed = form.cleaned_data
    return ask((typed["first"], typed["last"]), region=typed["region"])


def _identities(found: Sequence[Checked], counts: Mapping[str, int], words: Words) -> Table:
    columns = (
        Column("what", _("What must hold")),
        Column("sum", _("Arithmetic")),
        Column("holds", pgettext("arithmetic", "Whether it holds")),
        Column("records", _("Records to look at")),
    )
    rows = tuple(
        Row((str(one.label), _sum(one, words), _mark(one), _probe_cell(one.probe, counts, words)),
            tone="" if one.holds else "breach")
        for one in found
    )  # fmt: skip
    return Table(columns, rows, "", caption=_("What must hold"))


def _mark(one: Checked) -> SafeString:
    if one.holds:
        return chip(pgettext("arithmetic", "Holds"), "ok")
    difference = wording.number(one.total - one.whole.count, signed=True)
    return chip(_("Differs by %(difference)s") % {"difference": difference}, "breach")


def _sum(one: Checked, words: Words) -> SafeString:
    parts = format_html_join(" + ", "{}", ((_number(part, words),) for part in one.parts))
    names = " + ".join(str(part.label) for part in one.parts)
    return format_html(
        "{} {} {}<small>{} {} {}</small>",
        parts, one.relation, _number(one.whole, words), names, one.relation, one.whole.label,
    )  # fmt: skip


def _number(part: Part, words: Words) -> str:
    text = wording.number(part.count)
    if part.figure is None or not part.count:
        return text
    return format_html('<a href="{}">{}</a>', records_url(words, part.figure), text)


def _probe_cell(code: str, counts: Mapping[str, int], words: Words) -> str:
    count = counts.get(code, 0)
    if not count:
        return ""
    return format_html(
        '<a href="{}">{}</a><small>{}</small>',
        _found_url(words, code), wording.number(count), PROBES[code].label,
    )  # fmt: skip


def _found_url(words: Words, code: str) -> str:
    return f"{reverse('statistics:check_records')}?{urlencode({**words, 'check': code})}"


def _faults(fault: Fault, counts: Mapping[str, int], words: Words) -> Table:
    rows = tuple(
        Row((str(probe.label), wording.number(counts[code])),
            url=_found_url(words, code) if counts[code] else "",
            tone="warn" if counts[code] else "")
        for code, probe in PROBES.items()
        if probe.fault == fault
    )  # fmt: skip
    columns = (Column("what", FAULTS[fault]), Column("count", _("Records"), numeric=True))
    return Table(columns, rows, "", caption=FAULTS[fault])


def _compared(one: Compared) -> Table:
    names = key_names(one.by, [row.key for row in one.rows])
    columns = (
        Column("key", DIMENSIONS[one.by]),
        Column("flights", FIGURES[Figure.FLIGHTS], numeric=True),
        Column("median", _("Half of them took off within"), numeric=True),
        Column("mark", _("Remark")),
    )
    rows = tuple(
        Row((names[row.key], wording.number(row.flights), wording.duration(row.median_s),
             _remark(is_outside=row.is_outside, is_small=row.is_small)),
            tone="warn" if row.is_outside else "")
        for row in one.rows
    )  # fmt: skip
    return Table(columns, rows, _("Nothing in this period"), caption=DIMENSIONS[one.by])


def _remark(*, is_outside: bool, is_small: bool) -> str:
    if is_small:
        return _("too few to compare")
    return chip(_("stands out"), "warn") if is_outside else ""
