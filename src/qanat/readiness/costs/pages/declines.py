"""The register of declines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from qanat.foundation.parameters.queries import ParameterRow, parameter
from qanat.foundation.refusals import NotFound
from qanat.foundation.tabular.writing import Line
from qanat.readiness.costs.forms import DeclinesForm
from qanat.readiness.costs.pages.asking import KINDS as FILES
from qanat.readiness.costs.pages.asking import file_links, period_of, presets, this_year, words_of
from qanat.readiness.costs.pages.words import share
from qanat.readiness.costs.parameters import FOLLOWED_WITHIN
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
from qanat.readiness.costs.queries.reach import Reach, reach_of
from qanat.readiness.costs.queries.words import AFTERS, KINDS, VITALS
from qanat.registry.facilities.queries import facility_names
from qanat.registry.patients.permissions import SEE as SEE_PATIENTS
from qanat.registry.places.queries import region_names
from qanat.registry.terminology.queries import names_of, reason_names, reason_rows
from qanat.response.dispatch.permissions import CONDITION, SEE
from qanat.web.figures import Figure
from qanat.web.marks import chip, moment, urgency
from qanat.web.paging import Behind, one_page
from qanat.web.reply import UNPROCESSABLE, check_asked, download, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import DASH, duration, number
from qanat.web.wording import moment as moment_text

REGISTER: Final = "costs/declines.html"
NAMES: Final = ("kind", "reason", "after", "nosology")
OF_ILLNESS: Final = frozenset({"after", "nosology", "vital"})
"""What an airline is not told: what its patients had, and what became of them."""
REASONS: Final = ("decline", "operator_refusal", "callout_decline")
"""The lists of reasons from which physicians, airlines and hospitals choose."""


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List what was declined, by whom, why, and what came next."""
    actor = actor_of(request)
    reach = reach_of(actor, DECLINES)
    form = _form(request, actor)
    context: dict[str, object] = {"form": form, "presets": presets("costs:declines")}
    if not form.is_valid():
        return page(request, REGISTER, context, fragment="declines", status=UNPROCESSABLE)
    norm = _followed_within()
    asked = _asked(reach, form, norm)
    found = summary(asked)
    words = words_of(form)
    rows = one_page(
        request,
        Behind(
            lambda: found.total, lambda first, count: decline_rows(asked, first=first, count=count)
        ),
    )
    context |= {
        "period": asked.period,
        "tiles": _tiles(found, words, reads=actor.may(CONDITION)),
        "reasons": _reasons(found, words),
        "rows": rows,
        "table": _table(actor, rows.items),
        "days": number(asked.days),
        "norm": norm,
        "sees_outcomes": not reach.is_of_operators and actor.may(CONDITION),
        "reads": actor.may(CONDITION),
        "files": file_links("costs:declines_file", words) if actor.may(EXPORT) else [],
    }
    return page(request, REGISTER, context, fragment="declines")


@require_GET
def as_file(request: HttpRequest, form_of_file: str) -> HttpResponse:
    """Give the register as a file."""
    actor = actor_of(request)
    reach = reach_of(actor, DECLINES)
    actor.need(EXPORT)
    form = _form(request, actor)
    if form_of_file not in FILES:
        raise NotFound
    check_asked(form)
    asked = _asked(reach, form, _followed_within())
    rows = decline_rows(asked, first=0, count=summary(asked).total)
    period = asked.period
    content = WRITERS[form_of_file]([(_("Declined"), _lines(actor, rows))])
    name = f"qanat-declined-{period.first}-{period.last}.{form_of_file}"
    return download(content, FILES[form_of_file], name)


def _form(request: HttpRequest, actor: Actor) -> DeclinesForm:
    every, asked = reason_names(), request.GET.get("reason", "")
    offered = {row.code for one in REASONS for row in reason_rows(one)} | {asked}
    reasons = {code: name for code, name in every.items() if code in offered}
    form = DeclinesForm(
        {**this_year(), **request.GET.dict()},
        reasons=sorted(reasons.items(), key=lambda item: item[1]),
        nosologies=list(names_of("nosology").items()),
    )
    shown = _shown(actor, list(form.fields))
    form.fields = {name: form.fields[name] for name in shown}
    return form


def _followed_within() -> ParameterRow:
    return parameter(FOLLOWED_WITHIN, on=timezone.now())


def _asked(reach: Reach, form: DeclinesForm, norm: ParameterRow) -> Asked:
    typed = form.cleaned_data
    return Asked(
        reach=reach,
        period=period_of(form),
        days=norm.number,
        **{name: typed.get(name, "") for name in NAMES},
    )


def _url(words: dict[str, str], **more: str) -> str:
    return f"{reverse('costs:declines')}?{urlencode({**words, **more})}"


def _tiles(found: Summary, words: dict[str, str], *, reads: bool) -> list[Figure]:
    return [
        Figure(_("Declined"), number(found.total)),
        Figure(
            _("Declined more than once"),
            number(found.again),
            note=share(found.again, found.total),
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
                note=share(count, found.total),
                url=_url(words, after=after.value),
            )
            for after, count in (found.afters if reads else ())
        ),
    ]


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
                    share(count, found.total),
                ),
                url=_url(words, kind=kind, reason=reason),
            )
            for kind, reason, count in found.reasons
        ),
        empty=_("Nothing was declined in this period"),
        caption=_("Reasons"),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A decline in words, the same on the page and in the file."""

    row: DeclineRow
    who: str
    reason: str
    region: str
    nosology: str
    vital: str


def _told(actor: Actor, rows: Sequence[DeclineRow]) -> list[_Told]:
    names, regions, nosologies = reason_names(), region_names(), names_of("nosology")
    operators, people = operator_names(), account_names([row.by_id for row in rows])
    hospitals = facility_names(row.facility_id for row in rows if row.facility_id is not None)
    sees_patients = actor.may(SEE_PATIENTS)
    return [
        _Told(
            row,
            _who(row, operators, people, hospitals),
            names.get(row.reason, row.reason),
            regions.get(row.region, ""),
            nosologies.get(row.nosology, row.nosology),
            _vital(row, sees_patients=sees_patients),
        )
        for row in rows
    ]


def _who(
    row: DeclineRow,
    operators: Mapping[str, str],
    people: Mapping[int | None, str],
    hospitals: Mapping[int, str],
) -> str:
    if row.facility_id is not None:
        return hospitals.get(row.facility_id, "")
    if row.kind is Kind.AIRLINE:
        return operators.get(str(row.operator_id), "")
    known = "" if row.by_id == SYSTEM_ID else people.get(row.by_id)
    return known or _("the physician on duty")


def _vital(row: DeclineRow, *, sees_patients: bool) -> str:
    """Tell what is known of the patient: how it ended only to who may see patients."""
    if sees_patients or row.vital in {"", "unknown"}:
        return str(VITALS[row.vital])
    return str(VITALS["known"])


def _shown(actor: Actor, keys: Sequence[str]) -> list[str]:
    """Return the columns which somebody reads, of those of a page or file."""
    return [key for key in keys if key not in OF_ILLNESS or actor.may(CONDITION)]


def _table(actor: Actor, rows: Sequence[DeclineRow]) -> Table:
    may_see = actor.may(SEE)
    columns = {
        "number": Column("number", _("Number"), whole=True),
        "at": Column("at", _("Time"), whole=True),
        "who": Column("who", _("Who declined")),
        "reason": Column("reason", _("Reason")),
        "after": Column("after", _("What came next")),
        "reply": Column("reply", _("Reply took"), numeric=True),
        "region": Column("region", _("Region")),
        "nosology": Column("what", _("Nosology")),
        "urgency": Column("urgency", _("Urgency")),
        "vital": Column("vital", _("Outcome")),
    }
    shown = _shown(actor, list(columns))
    return Table(
        columns=tuple(columns[key] for key in shown),
        rows=tuple(
            Row(
                cells=tuple(cells[key] for key in shown),
                url=reverse("dispatch:request", args=(one.row.request_id,)) if may_see else "",
            )
            for one in _told(actor, rows)
            for cells in (_cells(one),)
        ),
        empty=_("Nothing was declined in this period"),
        is_wide=True,
    )


def _cells(one: _Told) -> dict[str, str]:
    return {
        "number": one.row.request_number,
        "at": moment(one.row.at),
        "who": one.who,
        "reason": one.reason,
        "after": _after(one.row),
        "reply": duration(one.row.reply_s),
        "region": one.region,
        "nosology": one.nosology,
        "urgency": urgency(one.row.urgency, size="small"),
        "vital": one.vital,
    }


def _after(row: DeclineRow) -> str:
    told = str(AFTERS[row.after])
    if row.times <= 1:
        return told
    times = ngettext("declined %(count)s time", "declined %(count)s times", row.times)
    return format_html("{} {}", told, chip(times % {"count": number(row.times)}, "warn"))


def _lines(actor: Actor, rows: Sequence[DeclineRow]) -> list[Line]:
    """Return the register for a file, its heads in front."""
    heads: Mapping[str, str | int] = {
        "number": _("Number"),
        "at": _("Time"),
        "who": _("Who declined"),
        "reason": _("Reason"),
        "reply": _("Reply took, min"),
        "region": _("Region"),
        "nosology": _("Nosology"),
        "urgency": _("Urgency"),
        "after": _("What came next"),
        "times": _("Declined, times"),
        "vital": _("Outcome"),
    }
    shown = _shown(actor, list(heads))
    values: list[Mapping[str, str | int]] = [
        {
            **_cells(one),
            "at": moment_text(one.row.at),
            "reply": round(one.row.reply_s / 60),
            "urgency": one.row.urgency,
            "after": str(AFTERS[one.row.after]),
            "times": one.row.times,
        }
        for one in _told(actor, rows)
    ]
    return [[line[key] for key in shown] for line in (heads, *values)]
