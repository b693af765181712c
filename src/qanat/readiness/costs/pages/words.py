"""Cells, tiles and tables of hours and cost."""

from collections.abc import Callable, Sequence
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from qanat.foundation.money import HOUR_S
from qanat.foundation.periods import Period, months_of, percent_of
from qanat.foundation.texts import local
from qanat.readiness.costs.queries.contracts import Account
from qanat.readiness.costs.queries.naming import LABELS
from qanat.readiness.costs.queries.spending import LONG, By, Line, Part, Spent
from qanat.readiness.nation.queries.wording import short_months
from qanat.web.charts import Chart, Stack, stacked
from qanat.web.figures import Figure
from qanat.web.marks import chip
from qanat.web.tables import Column, Row, Table
from qanat.web.wording import DASH, day, number, percent, whole_tenge

MILLION_TENGE: Final = 100_000_000
"""In tiyn."""
Link = Callable[[str, Part], str]


def hours(seconds: int) -> str:
    """Write a length of time in hours."""
    return number(seconds / HOUR_S, 1)


def share(part: int, whole: int) -> str:
    """Write a share, a dash of nothing."""
    return percent(percent_of(part, whole)) if whole else DASH


def money(spent: Spent) -> str:
    """Write a cost; a dash where nothing of it is known."""
    return whole_tenge(spent.tiyn) if spent.is_known else DASH


def positioning(spent: Spent) -> tuple[str, str]:
    """Write hours and cost of positioning; dashes where nothing of them is known."""
    return (hours(spent.empty_s), whole_tenge(spent.empty_tiyn)) if spent.is_known else (DASH, DASH)


def positioning_hours(spent: Spent) -> str:
    """Write the hours of positioning as a note to its cost, nothing where they are not known."""
    return _("%(hours)s h") % {"hours": hours(spent.empty_s)} if spent.is_known else ""


def tiles(spent: Spent, link: Callable[[Part], str]) -> list[Figure]:
    """Return the figures of a period."""
    known_s = spent.flown_s - spent.unknown_s
    return [
        Figure(
            _("Flown"),
            hours(spent.flown_s),
            unit=pgettext("unit", "h"),
            note=_flights(spent.flights),
            url=link(Part.ALL),
        ),
        Figure(_("Cost"), money(spent), url=link(Part.ALL), note=_per_hour(spent, known_s)),
        Figure(
            _("Positioning, of the hours"),
            share(spent.empty_s, known_s),
            note=positioning_hours(spent),
            url=link(Part.EMPTY),
        ),
        Figure(
            _("Positioning, of the cost"),
            share(spent.empty_tiyn, spent.tiyn),
            note=whole_tenge(spent.empty_tiyn) if spent.is_known else "",
            url=link(Part.EMPTY),
        ),
        Figure(
            _("Beyond the hours bought"),
            whole_tenge(spent.over_tiyn),
            url=link(Part.OVER) if spent.over_tiyn else "",
            tone="warn" if spent.over_tiyn else "",
        ),
        unknown_tile(spent, link(Part.UNKNOWN)),
    ]


def unknown_tile(spent: Spent, url: str) -> Figure:
    """Return how many flights have a cost that is not known, with their hours."""
    note = ngettext("flight, %(hours)s h", "flights, %(hours)s h", spent.unknown)
    return Figure(
        _("Cost not known"),
        number(spent.unknown),
        note=note % {"hours": hours(spent.unknown_s)},
        url=url if spent.unknown else "",
        tone="warn" if spent.unknown else "",
    )


def _flights(count: int) -> str:
    words = ngettext("%(count)s flight", "%(count)s flights", count)
    return words % {"count": number(count)}


def _per_hour(spent: Spent, known_s: int) -> str:
    if not known_s:
        return ""
    return _("%(money)s an hour") % {"money": whole_tenge(spent.tiyn * HOUR_S // known_s)}


def split_table(
    by: By, lines: Sequence[Line], names: dict[str, str], total: Spent, link: Link
) -> Table:
    """Return hours and cost of each key, with the whole below.

    Of a long split the names alone lead to the flights: so many links would cost much.
    """
    is_long = by in LONG
    columns = (
        Column("key", LABELS[by], whole=is_long),
        Column("flights", _("Flights"), numeric=True),
        Column("hours", pgettext("costs", "Hours"), numeric=True),
        Column("empty", _("Positioning, h"), numeric=True),
        Column("empty_share", _("of the hours"), numeric=True),
        Column("cost", _("Cost"), numeric=True),
        Column("empty_cost", _("Positioning, cost"), numeric=True),
        Column("empty_cost_share", _("of the cost"), numeric=True),
        Column("unknown", _("Flights without a known cost"), numeric=True),
    )
    rows = tuple(
        Row(
            (names[one.key], *(_plain(one.spent) if is_long else _cells(one.spent, one.key, link))),
            url=link(one.key, Part.ALL),
        )
        for one in lines
    )
    foot = Row((_("Total"), *_plain(total)))
    return Table(
        columns, rows, _("Nothing in this period"), caption=LABELS[by], foot=foot, is_wide=True
    )


def _plain(spent: Spent) -> tuple[str, ...]:
    known_s = spent.flown_s - spent.unknown_s
    empty_hours, empty_cost = positioning(spent)
    return (
        number(spent.flights),
        hours(spent.flown_s),
        empty_hours,
        share(spent.empty_s, known_s),
        money(spent),
        empty_cost,
        share(spent.empty_tiyn, spent.tiyn),
        number(spent.unknown),
    )


def _cells(spent: Spent, key: str, link: Link) -> tuple[str, ...]:
    urls = {Part.ALL: link(key, Part.ALL)}
    if spent.empty_s:
        urls[Part.EMPTY] = link(key, Part.EMPTY)
    if spent.unknown:
        urls[Part.UNKNOWN] = link(key, Part.UNKNOWN)
    return tuple(
        format_html('<a href="{}">{}</a>', urls[part], cell) if part in urls else cell
        for cell, part in zip(_plain(spent), _PARTS, strict=True)
    )


_PARTS: Final = (
    Part.ALL, Part.ALL, Part.EMPTY, Part.EMPTY, Part.ALL, Part.EMPTY, Part.EMPTY, Part.UNKNOWN,
)  # fmt: skip
"""Which flights stand behind each column."""


def month_chart(lines: Sequence[Line], period: Period) -> Chart:
    """Draw the cost of each month, positioning apart, in millions of tenge.

    From the first month with a flight to the last: those between them without any, too; of a
    month in which the cost of no flight is known there is none to draw.
    """
    spent = {one.key: one.spent for one in lines}
    months = [name for name, _days in months_of(period) if min(spent) <= name <= max(spent)]
    told = zip(short_months(months), months, strict=True)
    rows = [Stack(label, _millions(spent.get(name, Spent()))) for label, name in told]
    parts = (pgettext("cost", "Flight"), pgettext("cost", "Positioning"))
    return stacked(_("Cost by month, million tenge"), parts, rows, decimals=1)


def _millions(spent: Spent) -> tuple[float, ...]:
    if spent.flights and not spent.is_known:
        return ()
    return (spent.tiyn - spent.empty_tiyn) / MILLION_TENGE, spent.empty_tiyn / MILLION_TENGE


def contracts_table(accounts: Sequence[Account], *, with_operator: bool) -> Table:
    """Return contracts with their hours, their pace and what was paid."""
    columns = [
        Column("number", pgettext("costs", "Contract"), whole=True),
        Column("operator", _("Operator")),
        Column("until", _("Valid until"), whole=True),
        Column("bought", _("Bought, h"), numeric=True),
        Column("flown", _("Flown, h"), numeric=True),
        Column("left", _("Left, h"), numeric=True),
        Column("left_share", _("Left"), numeric=True),
        Column("pace", _("At the pace so far")),
        Column("cost", _("Cost"), numeric=True),
    ]
    rows = [_contract_row(one) for one in accounts]
    if not with_operator:
        del columns[1]
        rows = [Row((r.cells[0], *r.cells[2:]), url=r.url, tone=r.tone) for r in rows]
    return Table(
        tuple(columns),
        tuple(rows),
        _("No contract in this period"),
        caption=_("Contracts"),
        is_wide=True,
    )


def _contract_row(one: Account) -> Row:
    contract, outlook = one.contract, one.use.outlook
    cells = (
        contract.number,
        local(contract.operator_name),
        day(contract.valid_to),
        number(contract.hours_bought, 1),
        hours(outlook.flown_s),
        hours(outlook.left_s),
        percent(outlook.left_percent),
        pace(one),
        money(one.spent) if one.spent.flights else whole_tenge(0),
    )
    return Row(cells, url=reverse("costs:contract", args=(contract.id,)))


def pace(one: Account) -> str:
    """Tell how the hours of a contract do: used up, running out, lasting."""
    outlook = one.use.outlook
    if one.used_up_on is not None:
        return chip(
            pgettext("contract", "used up on %(day)s") % {"day": day(one.used_up_on)}, "breach"
        )
    if outlook.runs_out_on is not None:
        return chip(
            pgettext("contract", "runs out on %(day)s") % {"day": day(outlook.runs_out_on)}, "warn"
        )
    if outlook.forecast_s is None:
        return pgettext("contract", "not begun")
    spare = outlook.bought_s - outlook.forecast_s
    if one.is_over:
        return _("over; %(hours)s h were left") % {"hours": hours(spare)}
    return _("lasts; %(hours)s h will be left") % {"hours": hours(spare)}


def contracts_chart(accounts: Sequence[Account]) -> Chart:
    """Draw of each contract what was flown and what is left."""
    rows = [
        Stack(
            one.contract.number,
            (
                one.use.outlook.flown_s / HOUR_S,
                max(0, one.use.outlook.left_s) / HOUR_S,
            ),
            url=reverse("costs:contract", args=(one.contract.id,)),
        )
        for one in accounts
    ]
    parts = (pgettext("hours", "flown"), pgettext("hours", "left"))
    return stacked(_("Hours of the contracts"), parts, rows)
