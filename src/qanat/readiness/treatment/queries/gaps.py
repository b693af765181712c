"""Which method that is missing at home causes which spending, and when building it pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from qanat.care.abroad.queries.home import HomeOffer, offered_at_home
from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import ParameterRow, parameter
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.treatment.parameters import TECHNOLOGIES
from qanat.readiness.treatment.permissions import READ
from qanat.readiness.treatment.queries.facts import FACTS, params_of
from qanat.readiness.treatment.rules.payback import Payback, Technology, payback

MILLION_TIYN: Final = 100_000_000
DAYS_PER_YEAR: Final = 365.2425


@dataclass(frozen=True, slots=True)
class Gap:
    """A method for which patients are sent.

    Attributes:
        cases: sent abroad in the period; ``cases_a_year`` as many a year.
        spent_mln: what they cost with their journeys; ``mean_mln`` one whose cost is known.
        homes: where hospitals of the country say that they are able to do it.
    """

    method: str
    cases: int
    cases_a_year: float
    priced: int
    spent_mln: float
    mean_mln: float | None
    technology: Technology | None
    payback: Payback | None
    homes: tuple[HomeOffer, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """All methods, the costliest first, and the assumptions about them."""

    rows: tuple[Gap, ...]
    assumed: ParameterRow
    years: float


def gaps(actor: Actor, period: Period) -> Gaps:
    """Return the methods for which patients were sent abroad in a period.

    Raises:
        NotAllowed: if the person does not read these figures for the nation.
    """
    if not actor.scope_of(READ).nation:
        raise NotAllowed(permission=READ)
    assumed = parameter(TECHNOLOGIES, on=period.last)
    known = {str(row["method"]): _technology(row) for row in assumed.rows}
    years = ((period.last - period.first).days + 1) / DAYS_PER_YEAR
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FACTS} SELECT by_method, count(*), count(*) FILTER (WHERE cost > 0),"  # noqa: S608 (ours)
            " coalesce(sum(cost + journey) FILTER (WHERE cost > 0), 0)::bigint"
            " FROM facts WHERE is_decided AND decision = 'abroad' GROUP BY by_method",
            params_of(period, None),
        )
        found = cursor.fetchall()
    rows = [_gap(row, known, years, period) for row in found]
    rows.sort(key=lambda row: (-row.spent_mln, row.method))
    return Gaps(tuple(rows), assumed, years)


def _gap(
    row: tuple[str, int, int, int], known: dict[str, Technology], years: float, period: Period
) -> Gap:
    method, cases, priced, tiyn = row
    technology = known.get(method)
    mean = tiyn / priced / MILLION_TIYN if priced else None
    told = None
    if technology is not None and mean is not None:
        told = payback(cases / years, mean, technology)
    return Gap(
        method=method,
        cases=cases,
        cases_a_year=cases / years,
        priced=priced,
        spent_mln=tiyn / MILLION_TIYN,
        mean_mln=mean,
        technology=technology,
        payback=told,
        homes=offered_at_home(method, period.last),
    )


def _technology(row: Mapping[str, object]) -> Technology:
    names = ("capital_mln", "yearly_mln", "case_mln", "share_percent", "life_years")
    return Technology(**{name: float(str(row[name])) for name in names})
