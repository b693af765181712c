"""Hours and cost as files: money in tenge, time in hours, both exact."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.foundation.days import national_day
from qanat.foundation.money import HOUR_S
from qanat.foundation.periods import Period
from qanat.foundation.tabular.writing import Line, csv_text, xlsx_bytes
from qanat.foundation.texts import local
from qanat.readiness.costs.queries.contracts import Account
from qanat.readiness.costs.queries.naming import LABELS, key_names
from qanat.readiness.costs.queries.reach import Reach
from qanat.readiness.costs.queries.spending import LONG, By, FlightRow, Spent, Wanted, told
from qanat.web.wording import TIYN_PER_TENGE

Sheet = tuple[str, list[Line]]


def _csv(sheets: Iterable[Sheet]) -> str:
    """Put the sheets below each other, each with its heading."""
    told: list[Line] = []
    for name, lines in sheets:
        told += [[name], *lines, []]
    return csv_text(told)


WRITERS: Final[Mapping[str, Callable[[Iterable[Sheet]], str | bytes]]] = {
    "xlsx": xlsx_bytes,
    "csv": _csv,
}


def sheets(
    reach: Reach, period: Period, splits: Sequence[By], accounts: Sequence[Account]
) -> list[Sheet]:
    """Return the whole, the contracts and every short split of a period."""
    days = f"{period.first} … {period.last}"
    short = [by for by in splits if by not in LONG]
    found = told(Wanted(reach=reach, period=period), *short)
    made: list[Sheet] = [(_("Total"), [[days, *_heads()], [_("Total"), *_values(found.total)]])]
    if accounts:
        made.append((_("Contracts"), list(_contract_lines(accounts))))
    for by, lines in found.lines.items():
        names = key_names(by, [one.key for one in lines])
        label = str(LABELS[by])
        rows: list[Line] = [[names[one.key], *_values(one.spent)] for one in lines]
        made.append((label, [[label, *_heads()], *rows]))
    return made


def _heads() -> list[str]:
    return [
        _("Flights"),
        pgettext("costs", "Hours"),
        _("Positioning, h"),
        _("Cost, tenge"),
        _("Positioning, tenge"),
        _("Beyond the hours bought, tenge"),
        _("Flights without a known cost"),
        _("Hours without a known cost"),
    ]


def _values(one: Spent) -> list[int | float]:
    return [
        one.flights,
        _hours(one.flown_s),
        _hours(one.empty_s),
        one.tiyn / TIYN_PER_TENGE,
        one.empty_tiyn / TIYN_PER_TENGE,
        one.over_tiyn / TIYN_PER_TENGE,
        one.unknown,
        _hours(one.unknown_s),
    ]


def _hours(seconds: int) -> float:
    return round(seconds / HOUR_S, 6)


def _contract_lines(accounts: Sequence[Account]) -> Iterator[Line]:
    yield [
        pgettext("costs", "Contract"),
        _("Operator"),
        pgettext("period", "From"),
        pgettext("period", "To"),
        _("Bought, h"),
        _("Flown, h"),
        _("Left, h"),
        _("Runs out on"),
        _("Cost, tenge"),
    ]
    for one in accounts:
        contract, outlook = one.contract, one.use.outlook
        ends = one.used_up_on or outlook.runs_out_on
        yield [
            contract.number,
            local(contract.operator_name),
            contract.valid_from.isoformat(),
            contract.valid_to.isoformat(),
            float(contract.hours_bought),
            _hours(outlook.flown_s),
            _hours(outlook.left_s),
            ends.isoformat() if ends else "",
            one.spent.tiyn / TIYN_PER_TENGE,
        ]


def flight_lines(rows: Sequence[FlightRow], operators: Mapping[str, str]) -> Iterator[Line]:
    """Return flights as one table; what is not known of a cost stays empty."""
    yield [
        _("Number"),
        _("Take-off"),
        _("Operator"),
        pgettext("column", "Aircraft"),
        pgettext("costs", "Aircraft type"),
        pgettext("costs", "Hours"),
        _("Positioning, h"),
        _("Cost, tenge"),
        _("Positioning, tenge"),
    ]
    for row in rows:
        one, is_known = row.spent, row.spent.is_known
        yield [
            row.number,
            national_day(row.took_off_at).isoformat(),
            operators.get(str(row.operator_id), ""),
            row.tail,
            row.type_name,
            _hours(one.flown_s),
            _hours(one.empty_s) if is_known else None,
            one.tiyn / TIYN_PER_TENGE if is_known else None,
            one.empty_tiyn / TIYN_PER_TENGE if is_known else None,
        ]
