"""One contract: its terms, how its hours go, by month and by aircraft type."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from qanat.foundation.access.session import actor_of
from qanat.foundation.days import national_day
from qanat.foundation.money import HOUR_S
from qanat.foundation.periods import Period, months_of
from qanat.readiness.costs.pages.asking import records_url
from qanat.readiness.costs.pages.words import (
    hours,
    money,
    pace,
    positioning,
    positioning_hours,
    split_table,
    unknown_tile,
)
from qanat.readiness.costs.permissions import READ
from qanat.readiness.costs.queries.contracts import Account, account
from qanat.readiness.costs.queries.naming import LABELS, key_names
from qanat.readiness.costs.queries.reach import reach_of
from qanat.readiness.costs.queries.spending import By, Line, Part, Wanted, told
from qanat.readiness.nation.queries.wording import short_months
from qanat.web.charts import Chart, Norm, Series, line
from qanat.web.figures import Figure
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import number, percent, whole_tenge

CONTRACT: Final = "costs/contract.html"


@require_GET
def show(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract with all that was flown and paid under it."""
    actor, now = actor_of(request), timezone.now()
    reach = reach_of(actor, READ)
    one = account(actor, contract_id, now)
    found = told(Wanted(reach=reach, contract_ids=(contract_id,)), By.MONTH, By.TYPE)
    context = {
        "one": one,
        "contract": one.contract,
        "tiles": _tiles(one),
        "pace": pace(one),
        "chart": _chart(one, found.lines[By.MONTH]),
        "rates": _rates(one),
        "splits": [(LABELS[by], _split(one, by, lines)) for by, lines in found.lines.items()],
    }
    return page(request, CONTRACT, context, fragment="contract")


def _words(one: Account) -> Mapping[str, str]:
    return {"contract": str(one.contract.id)}


def _tiles(one: Account) -> list[Figure]:
    outlook, words = one.use.outlook, _words(one)
    ahead = "" if one.is_over or outlook.forecast_s is None else hours(outlook.forecast_s)
    return [
        Figure(_("Bought, h"), number(one.contract.hours_bought, 1)),
        Figure(
            _("Flown, h"),
            hours(outlook.flown_s),
            note=_("to its end at this pace: %(hours)s") % {"hours": ahead} if ahead else "",
            url=records_url(words),
        ),
        Figure(
            _("Left, h"),
            hours(outlook.left_s),
            note=percent(outlook.left_percent),
            tone="warn" if one.use.is_short and not one.is_over else "",
        ),
        Figure(_("Cost"), money(one.spent) if one.spent.flights else "", url=records_url(words)),
        Figure(
            _("Positioning, cost"),
            positioning(one.spent)[1],
            note=positioning_hours(one.spent),
            url=records_url(words, part=Part.EMPTY),
        ),
        unknown_tile(one.spent, records_url(words, part=Part.UNKNOWN)),
    ]


def _chart(one: Account, lines: Sequence[Line]) -> Chart:
    """Draw the hours as they were used up, beside an even pace and what was bought."""
    contract = one.contract
    period = Period(contract.valid_from, contract.valid_to)
    flown = {at.key: at.spent.flown_s / HOUR_S for at in lines}
    today = f"{national_day(timezone.now()):%Y-%m}"
    months = months_of(period)
    bought, days = float(contract.hours_bought), (period.last - period.first).days + 1
    used = accumulate(flown.get(name, 0.0) for name, _month in months)
    so_far = tuple(
        total if name <= today else None for total, (name, _month) in zip(used, months, strict=True)
    )
    even = tuple(bought * ((month.last - period.first).days + 1) / days for _name, month in months)
    return line(
        _("Hours flown since the beginning"),
        short_months([name for name, _month in months]),
        [Series(pgettext("hours", "flown"), so_far), Series(pgettext("hours", "even pace"), even)],
        unit=pgettext("unit", "h"),
        norm=Norm(pgettext("hours", "bought"), bought),
    )


def _rates(one: Account) -> Table:
    return Table(
        columns=(
            Column("type", pgettext("costs", "Aircraft type")),
            Column("hour", _("An hour"), numeric=True),
            Column("positioning", _("An hour of positioning"), numeric=True),
        ),
        rows=tuple(
            Row(
                (
                    rate.type_name,
                    whole_tenge(rate.hour_tiyn),
                    whole_tenge(rate.positioning_hour_tiyn),
                )
            )
            for rate in one.contract.rates
        ),
        empty=_("No price is on record: the cost of its flights is not known."),
        caption=_("Prices"),
    )


def _split(one: Account, by: By, lines: Sequence[Line]) -> Table:
    names = key_names(by, [at.key for at in lines])
    words = {**_words(one), "by": by.value}
    return split_table(
        by, lines, names, one.spent, lambda key, part: records_url(words, key=key, part=part)
    )
