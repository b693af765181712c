"""What is missing at home: which method causes which spending abroad, and when building it pays."""

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.readiness.treatment.forms import YearsForm
from qanat.readiness.treatment.pages.asking import records_url
from qanat.readiness.treatment.permissions import READ
from qanat.readiness.treatment.queries.gaps import Gap, gaps
from qanat.readiness.treatment.queries.labels import method_names
from qanat.readiness.treatment.rules.figures import Dimension, Figure
from qanat.web import wording
from qanat.web.reply import UNPROCESSABLE, page

GAPS: Final = "treatment/gaps.html"
YEARS: Final = 4
"""So many years before this one are looked at, where nothing else is asked."""


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the methods for which patients were sent, the costliest first, and the arithmetic."""
    actor = actor_of(request)
    actor.need(READ)
    today = national_day(timezone.now())
    since = today.replace(year=today.year - YEARS, month=1, day=1)
    given = {"first": since.isoformat(), "last": today.isoformat()}
    form = YearsForm({**given, **request.GET.dict()})
    if not form.is_valid():
        return page(request, GAPS, {"form": form}, fragment="gaps", status=UNPROCESSABLE)
    period = Period(form.cleaned_data["first"], form.cleaned_data["last"])
    found = gaps(actor, period)
    context = {
        "form": form,
        "period": period,
        "gaps": [_told(one, period) for one in found.rows],
        "is_verified": found.assumed.verified,
        "source": wording.source(found.assumed.source),
        "holds_from": found.assumed.valid_from if found.assumed.valid_from > OLDEST else None,
    }
    return page(request, GAPS, context, fragment="gaps")


OLDEST: Final = date(1901, 1, 1)
"""Before it lies what holds since ever."""


def _told(gap: Gap, period: Period) -> dict[str, object]:
    """Return a gap in words, with each step of the arithmetic."""
    words = {"first": str(period.first), "last": str(period.last)}
    return {
        "name": method_names().get(gap.method, gap.method),
        "cases": wording.number(gap.cases),
        "url": records_url(words, Figure.ABROAD, Dimension.METHOD, gap.method),
        "a_year": wording.number(gap.cases_a_year, 1),
        "spent": _millions(gap.spent_mln),
        "mean": _millions(gap.mean_mln),
        "homes": gap.homes,
        "verdict": _verdict(gap),
        "pays": gap.payback is not None and gap.payback.pays,
        "lines": _arithmetic(gap),
    }


def _millions(millions: float | None) -> str:
    if millions is None:
        return wording.DASH
    return _("%(millions)s million tenge") % {"millions": wording.number(millions, 1)}


def _verdict(gap: Gap) -> str:
    """Say in a sentence whether it would pay; nothing where nobody said what it takes."""
    found = gap.payback
    if found is None:
        return _("Not known: the cost of none of the cases is on record, or what it would take.")
    if found.pays and found.years is not None:
        return _("Would pay for itself in %(years)s years.") % {
            "years": wording.number(found.years, 1)
        }
    if found.needed is None:
        return _("Would not pay: a case at home costs no less.")
    return _("Would pay from %(cases)s cases a year on.") % {
        "cases": wording.number(found.needed, 1)
    }


def _arithmetic(gap: Gap) -> list[tuple[str, str]]:
    """Return the steps, each with its numbers, so that everybody can do them again."""
    found, takes = gap.payback, gap.technology
    if found is None or takes is None or gap.mean_mln is None:
        return []

    def n(value: float) -> str:
        return wording.number(value, 1)

    stay = f"{n(gap.cases_a_year)} × {n(takes.share_percent)} % = {n(found.stay)}"
    gain = gap.mean_mln - takes.case_mln
    saved = f"{n(found.stay)} × ({n(gap.mean_mln)} − {n(takes.case_mln)}) − {n(takes.yearly_mln)}"
    fixed = takes.capital_mln / takes.life_years + takes.yearly_mln
    told = f"{n(takes.capital_mln)} / {n(takes.life_years)} + {n(takes.yearly_mln)} = {n(fixed)}"
    lines = [
        (_("Cases a year which could stay"), stay),
        (_("Saved in a year, million tenge"), f"{saved} = {n(found.saved_mln)}"),
        (_("Fixed cost of a year, million tenge"), told),
    ]
    if found.years is not None:
        told = f"{n(takes.capital_mln)} / {n(found.saved_mln)} = {n(found.years)}"
        lines.append((_("Years until it has paid"), told))
    if found.needed is not None:
        told = f"{n(fixed)} / {n(gain)} / {n(takes.share_percent)} % = {n(found.needed)}"
        lines.append((_("Cases a year from which it pays within its life"), told))
    return lines
