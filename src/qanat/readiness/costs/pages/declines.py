"""The register of declines."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.queries.accounts import names_of as account_names
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import SYSTEM_ID, Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period, percent_of
from qanat.foundation.refusals import NotFound
from qanat.foundation.tabular.writing import Line
from qanat.readiness.costs.forms import DeclinesForm
from qanat.readiness.costs.pages.asking import KINDS as FILES
from qanat.readiness.costs.pages.asking import file_links, presets, this_year
from qanat.readiness.costs.parameters import ASSUMED, FOLLOWED_WITHIN
from qanat.readiness.costs.permissions import DECLINES, EXPORT
from qanat.readiness.costs.queries.declines import (
    Asked,
    DeclineRow,
    Kind,
    Summary,
    decline_rows,
    summary,
)
from qanat.readiness.costs.queries.files import WRITERS
from qanat.readiness.costs.queries.naming import operator_names
from qanat.readiness.costs.queries.reach import reach_of
from qanat.readiness.costs.queries.words import AFTERS, KINDS, VITALS
from qanat.registry.patients.permissions import SEE as SEE_PATIENTS
from qanat.registry.places.queries import region_names
from qanat.registry.terminology.queries import names_of, reason_names
from qanat.response.dispatch.permissions import SEE
from qanat.web.figures import Figure
from qanat.web.marks import chip, moment, urgency
from qanat.web.paging import Behind, one_page
from qanat.web.reply import UNPROCESSABLE, download, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import DASH, duration, number, percent
from qanat.web.wording import moment as moment_text

REGISTER: Final = "costs/declines.html"
NAMES: Final = ("kind", "reason", "after", "nosology")


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List what was declined, by whom, why, and what came next."""
    actor = actor_of(request)
    reach = reach_of(actor, DECLINES)
    form = _form(request)
    context: dict[str, object] = {"form": form, "presets": presets("costs:declines")}
    if not form.is_valid():
        return page(request, REGISTER, context, fragment="declines", status=UNPROCESSABLE)
    asked = _asked(actor, form)
    found = summary(asked)
    words = _words(form)
    rows = one_page(
        request,
        Behind(
            lambda: found.total, lambda first, count: decline_rows(asked, first=first, count=count)
        ),
    )
    context |= {
        "period": asked.period,
        "tiles": _tiles(found, words),
        "reasons": _reasons(found, words),
        "rows": rows,
        "table": _table(actor, rows.items),
        "days": number(asked.days),
        "source": ASSUMED,
        "sees_outcomes": not reach.is_of_operators,
        "files": file_links("costs:declines_file", words) if actor.may(EXPORT) else [],
    }
    return page(request, REGISTER, context, fragment="declines")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the register as a file."""
    actor = actor_of(request)
    reach_of(actor, DECLINES)
    actor.need(EXPORT)
    form = _form(request)
    if form_of_file not in FILES or not form.is_valid():
        raise NotFound
    asked = _asked(actor, form)
    rows = decline_rows(asked, first=0, count=summary(asked).total)
    period = asked.period
    lines = [_heads(), *_lines(actor, rows)]
    content = WRITERS[form_of_file]([(_("Declined"), lines)])
    name = f"qanat-declined-{period.first}-{period.last}.{form_of_file}"
    return download(content, FILES[form_of_file], name)


def _form(request: HttpRequest) -> DeclinesForm:
    return DeclinesForm(
        {**this_year(), **request.GET.dict()},
        reasons=sorted(reason_names().items(), key=lambda item: item[1]),
        nosologies=list(names_of("nosology").items()),
    )


def _asked(actor: Actor, form: DeclinesForm) -> Asked:
    typed = form.cleaned_data
    return Asked(
        reach=reach_of(actor, DECLINES),
        period=Period(typed["first"], typed["last"]),
        days=parameter(FOLLOWED_WITHIN, on=timezone.now()).number,
        **{name: typed[name] for name in NAMES},
    )


def _words(form: DeclinesForm) -> dict[str, str]:
    typed = form.cleaned_data
    days = {"first": typed["first"].isoformat(), "last": typed["last"].isoformat()}
    return days | {name: typed[name] for name in NAMES if typed[name]}


def _url(words: dict[str, str], **more: str) -> str:
    return f"{reverse('costs:declines')}?{urlencode({**words, **more})}"


def _tiles(found: Summary, words: dict[str, str]) -> list[Figure]:
    return [
        Figure(_("Declined"), number(found.total)),
        Figure(
            _("Declined more than once"),
            number(found.again),
            note=_share(found.again, found.total),
            tone="warn" if found.again else "",
        ),
        Figure(
            _("Reply took, in the middle case"),
            duration(found.median_s) if found.median_s is not None else DASH,
        ),
        *(
            Figure(
                AFTERS[after],
                number(count),
                note=_share(count, found.total),
                url=_url(words, after=after.value),
            )
            for after, count in found.afters
        ),
    ]


def _share(part: int, whole: int) -> str:
    return percent(percent_of(part, whole)) if whole else DASH


def _reasons(found: Summary, words: dict[str, str]) -> Table:
    names = reason_names()
    return Table(
        columns=(
            Column("reason", _("Reason")),
            Column("kind", _("Who declined")),
            Column("count", _("Declined"), numeric=True),
            Column("share", _("Share"), numeric=True),
        ),
        rows=tuple(
            Row(
                (
                    names.get(reason, reason),
                    str(KINDS[kind]),
                    number(count),
                    _share(count, found.total),
                ),
                url=_url(words, kind=kind, reason=reason),
            )
            for kind, reason, count in found.reasons
        ),
        empty=_("Nothing was declined in this period"),
        caption=_("Reasons"),
    )


def _who(row: DeclineRow, operators: dict[str, str], people: dict[int | None, str]) -> str:
    if row.kind is Kind.AIRLINE:
        return operators.get(str(row.operator_id), "")
    known = "" if row.by_id == SYSTEM_ID else people.get(row.by_id)
    return known or _("the physician on duty")


def _vital(row: DeclineRow, *, sees_patients: bool) -> str:
    """Tell what is known of the patient: how it ended only to who may see patients."""
    if sees_patients or row.vital in {"", "unknown"}:
        return str(VITALS[row.vital])
    return str(VITALS["known"])


def _table(actor: Actor, rows: Sequence[DeclineRow]) -> Table:
    names, regions, nosologies = reason_names(), region_names(), names_of("nosology")
    operators, people = operator_names(), dict(account_names([row.by_id for row in rows]))
    may_see, sees_patients = actor.may(SEE), actor.may(SEE_PATIENTS)
    return Table(
        columns=(
            Column("number", _("Number"), whole=True),
            Column("at", _("Time"), whole=True),
            Column("who", _("Who declined")),
            Column("reason", _("Reason")),
            Column("after", _("What came next")),
            Column("reply", _("Reply took"), numeric=True),
            Column("region", _("Region")),
            Column("what", _("Nosology")),
            Column("urgency", _("Urgency")),
            Column("vital", _("Outcome")),
        ),
        rows=tuple(
            Row(
                cells=(
                    row.request_number,
                    moment(row.at),
                    _who(row, operators, people),
                    names.get(row.reason, row.reason),
                    _after(row),
                    duration(row.reply_s),
                    regions.get(row.region, ""),
                    nosologies.get(row.nosology, row.nosology),
                    urgency(row.urgency, size="small"),
                    _vital(row, sees_patients=sees_patients),
                ),
                url=reverse("dispatch:request", args=(row.request_id,)) if may_see else "",
            )
            for row in rows
        ),
        empty=_("Nothing was declined in this period"),
        is_wide=True,
    )


def _after(row: DeclineRow) -> str:
    told = str(AFTERS[row.after])
    if row.times < 2:  # noqa: PLR2004 (once is no repetition)
        return told
    times = ngettext("declined %(count)s time", "declined %(count)s times", row.times)
    return format_html("{} {}", told, chip(times % {"count": number(row.times)}, "warn"))


def _heads() -> Line:
    return [
        _("Number"), _("Time"), _("Who declined"), _("Reason"), _("Reply took, min"),
        _("Region"), _("Nosology"), _("Urgency"), _("What came next"), _("Declined, times"),
        _("Outcome"),
    ]  # fmt: skip


def _lines(actor: Actor, rows: Sequence[DeclineRow]) -> list[Line]:
    names, regions, nosologies = reason_names(), region_names(), names_of("nosology")
    operators, people = operator_names(), dict(account_names([row.by_id for row in rows]))
    sees_patients = actor.may(SEE_PATIENTS)
    return [
        [
            row.request_number,
            moment_text(row.at),
            _who(row, operators, people),
            names.get(row.reason, row.reason),
            round(row.reply_s / 60),
            regions.get(row.region, ""),
            nosologies.get(row.nosology, row.nosology),
            row.urgency,
            str(AFTERS[row.after]),
            row.times,
            _vital(row, sees_patients=sees_patients),
        ]
        for row in rows
    ]
