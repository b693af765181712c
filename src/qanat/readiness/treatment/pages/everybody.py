"""Treatment abroad in figures for everybody: without an account, small numbers hidden."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qanat.foundation.access.sign_in.views import public
from qanat.foundation.days import national_day
from qanat.foundation.refusals import NotFound
from qanat.readiness.treatment.queries.labels import DIMENSIONS, FIGURES, GROWN, key_names
from qanat.readiness.treatment.queries.publishing import (
    ALL,
    DECIDED,
    OUTCOMES,
    TABLES,
    Cell,
    Published,
    published,
    published_years,
)
from qanat.readiness.treatment.rules.figures import ADULT, CHILD, Dimension, Figure
from qanat.web import wording
from qanat.web.figures import Figure as Tile
from qanat.web.forms import whole_number
from qanat.web.reply import page
from qanat.web.tables import Column, Row, Table

PAGE: Final = "treatment/public.html"
PAIR: Final = 3
"""Parts of the name of a cell of country and age."""
MILLION_TIYN: Final = 100_000_000


@public
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show a year that is over."""
    today = national_day(timezone.now())
    years = published_years(today)
    asked = request.GET.get("year", "")
    year = (whole_number(asked) or 0) if asked else (years[0] if years else 0)
    context: dict[str, object] = {
        "years": years,
        "year": year,
        "this_year": str(today.year),
        "next_year": str(today.year + 1),
    }
    if asked and year not in years:
        raise NotFound
    if years:
        context |= _told(published(year, today))
    return page(request, PAGE, context)


def _told(told: Published) -> dict[str, object]:
    return {
        "told": told,
        "tiles": _tiles(told),
        "tables": [(DIMENSIONS[one], _table(told, one)) for one in TABLES if told.keys.get(one)],
        "hidden": hidden_mark(told.least),
    }


def hidden_mark(least: int) -> str:
    """Draw the sign of a number which is hidden."""
    words = _("hidden: fewer than %(least)s, or beside such a number") % {"least": least}
    return format_html('<abbr title="{}">•</abbr>', words)


def _number(told: Published, cell: Cell) -> str:
    count = told.cells.get(cell, 0)
    return hidden_mark(told.least) if count is None else wording.number(count)


def _tiles(told: Published) -> list[Tile]:
    cells: Mapping[Cell, object] = {
        DECIDED: FIGURES[Figure.DECIDED],
        ALL: FIGURES[Figure.HELPED],
        (Figure.ABROAD.value,): FIGURES[Figure.ABROAD],
        (Dimension.COUNTRY.value, "KZ"): FIGURES[Figure.SPECIALIST],
        (CHILD,): FIGURES[Figure.CHILDREN],
        **{(one.value,): FIGURES[one] for one in OUTCOMES},
    }
    tiles = [
        Tile(label=str(label), value=_number(told, cell))
        for cell, label in cells.items()
        if told.is_whole or cell in (ALL, DECIDED)
    ]
    if told.cost_tiyn is not None:
        tiles.append(Tile(label=FIGURES[Figure.COST], value=_millions(told.cost_tiyn)))
        tiles.append(Tile(label=_("Mean cost of treatment"), value=_millions(told.mean_tiyn or 0)))
    if told.lasted is not None:
        days = _("%(days)s days") % {"days": wording.number(told.lasted.median)}
        tiles.append(Tile(label=_("Half of the cases were decided within"), value=days))
    return tiles


def _millions(tiyn: int) -> str:
    return _("%(millions)s million tenge") % {
        "millions": wording.number(round(tiyn / MILLION_TIYN))
    }


def _table(told: Published, by: Dimension) -> Table:
    """Return one table; countries tell children from adults, diseases say what a case cost."""
    names = key_names(by, told.keys[by])
    columns = [Column("key", DIMENSIONS[by]), Column("n", _("Cases"), numeric=True)]
    tells_age = by is Dimension.COUNTRY and any(len(cell) == PAIR for cell in told.cells)
    if tells_age:
        columns += [Column(one, GROWN[one], numeric=True) for one in (CHILD, ADULT)]
    if by is Dimension.DIAGNOSIS:
        columns.append(Column("mean", _("Mean cost of treatment"), numeric=True))
    rows = tuple(
        Row(
            (names[key], _number(told, (by.value, key)), *_more(told, by, key, tells_age=tells_age))
        )
        for key in told.keys[by]
    )
    total = _number(told, ALL)
    grown = [_number(told, (one,)) for one in (CHILD, ADULT)] if tells_age else []
    foot = Row((_("Total"), total, *grown, *([""] if by is Dimension.DIAGNOSIS else [])))
    return Table(tuple(columns), rows, _("Nothing in this period"), foot=foot)


def _more(told: Published, by: Dimension, key: str, *, tells_age: bool) -> list[str]:
    if tells_age:
        return [_number(told, (by.value, key, one)) for one in (CHILD, ADULT)]
    if by is Dimension.DIAGNOSIS:
        return [_millions(told.means[key]) if key in told.means else wording.DASH]
    return []
