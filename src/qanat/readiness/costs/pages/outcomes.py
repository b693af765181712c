"""What became of the declined, beside those who were flown."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotAllowed, Text
from qanat.readiness.costs.forms import OutcomesForm
from qanat.readiness.costs.pages.asking import period_of, presets, this_year
from qanat.readiness.costs.parameters import SMALLEST_CELL
from qanat.readiness.costs.permissions import DECLINES
from qanat.readiness.costs.queries.outcomes import Known, Point, Way, Ways, outcomes
from qanat.readiness.costs.queries.reach import reach_of
from qanat.readiness.costs.queries.words import WAYS
from qanat.readiness.costs.rules.shares import too_small, wilson
from qanat.registry.patients.permissions import SEE as SEE_PATIENTS
from qanat.registry.terminology.queries import names_of
from qanat.response.dispatch.queries.words import Urgency
from qanat.web.reply import UNPROCESSABLE, page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import DASH, number, percent

OUTCOMES: Final = "costs/outcomes.html"
Lines = Mapping[str, Ways]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show deaths among the declined beside those among the flown, by nosology and urgency."""
    actor = actor_of(request)
    reach = reach_of(actor, DECLINES)
    if reach.is_of_operators:
        raise NotAllowed(permission=DECLINES)
    form = OutcomesForm({**this_year(), "point": Point.MONTH.value, **request.GET.dict()})
    context: dict[str, object] = {"form": form, "presets": presets("costs:outcomes")}
    if not form.is_valid():
        return page(request, OUTCOMES, context, fragment="outcomes", status=UNPROCESSABLE)
    period = period_of(form)
    found = outcomes(reach, period, Point(form.cleaned_data["point"]))
    norm = parameter(SMALLEST_CELL, on=timezone.now())
    least = 0 if actor.may(SEE_PATIENTS) else int(norm.number)
    urgencies = {str(code): str(label) for code, label in Urgency.choices}
    context |= {
        "period": period,
        "least": number(least) if least else "",
        "norm": norm,
        "tables": [
            _table(_("All"), {"": found.total}, {}, least),
            _table(_("Nosology"), found.nosologies, names_of("nosology"), least),
            _table(_("Urgency"), found.urgencies, urgencies, least),
        ],
        "is_empty": not found.total,
    }
    return page(request, OUTCOMES, context, fragment="outcomes")


def _table(label: Text, lines: Lines, names: Mapping[str, str], least: int) -> tuple[Text, Table]:
    """Return a table of the ways; a first column names the keys, where there are names."""
    hidden = _hidden(lines, least)
    table = Table(
        columns=(
            *((Column("key", label),) if names else ()),
            Column("way", _("Way")),
            Column("patients", _("Patients"), numeric=True),
            Column("known", _("Outcome known"), numeric=True),
            Column("died", pgettext("outcome", "Died"), numeric=True),
            Column("share", _("Share of the known (95 %)"), numeric=True),
        ),
        rows=tuple(
            Row(
                (
                    *((names.get(key, key),) if names else ()),
                    str(WAYS[way]),
                    *_cells(known, is_told=(key, way) not in hidden),
                )
            )
            for key, ways in lines.items()
            for way in Way
            if (known := _of(ways, way)).patients
        ),
        empty=_("Nothing in this period"),
        caption=label,
    )
    return label, table


def _hidden(lines: Lines, least: int) -> frozenset[tuple[str, Way]]:
    """Return the cells which are too small to be told; each way has a sum of its own."""
    keys = list(lines)
    return frozenset(
        (keys[place], way)
        for way in Way
        for place in too_small([_of(lines[key], way).patients for key in keys], least)
    )


def _of(ways: Ways, way: Way) -> Known:
    return ways.get(way, Known())


def _cells(known: Known, *, is_told: bool) -> tuple[str, ...]:
    if not is_told:
        return (pgettext("outcome", "few"), DASH, DASH, DASH)
    return (number(known.patients), number(known.known), number(known.died), _share(known))


def _share(known: Known) -> str:
    found = wilson(known.died, known.known)
    if found is None:
        return DASH
    low, high = number(100 * found.low, 1), percent(100 * found.high)
    return f"{percent(100 * found.share)} ({low}–{high})"
