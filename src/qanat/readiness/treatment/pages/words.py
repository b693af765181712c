"""Tables and charts of the figures of treatment abroad."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qanat.care.abroad.states import CaseState, Decision
from qanat.foundation.days import national_day
from qanat.foundation.refusals import Text
from qanat.readiness.treatment.pages.asking import records_url
from qanat.readiness.treatment.queries.counting import Report, Split, known_keys
from qanat.readiness.treatment.queries.drilling import CaseLine, Lasted
from qanat.readiness.treatment.queries.labels import DIMENSIONS, FIGURES, STEPS, key_names
from qanat.readiness.treatment.rules.figures import MONEY, Counts, Dimension, Figure
from qanat.web import wording
from qanat.web.charts import Bar, Chart, bars
from qanat.web.tables import Column, Row, Table

BRIEF: Final = (
    Figure.REGISTERED, Figure.DECIDED, Figure.HELPED, Figure.AT_HOME, Figure.REFUSED,
    Figure.CHILDREN, Figure.TREATED, Figure.COST,
)  # fmt: skip
FIGURES_OF_HELPED: Final = frozenset({Figure.HELPED, Figure.CHILDREN, Figure.TREATED, Figure.COST})
"""What only those who are helped have can split: others have no country and no result."""
OF_HELPED: Final = frozenset({Dimension.COUNTRY, Dimension.RESULT})
WITH_SHARES: Final = frozenset({Dimension.AGE, Dimension.SEX, Dimension.REGION})
CONFIDENCE: Final = 1.96
REASONS: Final[Mapping[str, Text]] = {
    "self_arranged": gettext_lazy("arranged on one's own"),
    "not_citizen": gettext_lazy("not a citizen"),
    "not_listed": gettext_lazy("in no category, or not in the list"),
    "available_at_home": gettext_lazy("given at home"),
    "no_benefit": gettext_lazy("would not help"),
    "not_transportable": gettext_lazy("can't travel"),
}


def split_table(by: Dimension, told: Report, words: Mapping[str, str]) -> Table:
    """Return the figures of each key, each leading to its cases, the whole below."""
    split = told.by[by.value]
    names = key_names(by, split)
    figures = [one for one in BRIEF if by not in OF_HELPED or one in FIGURES_OF_HELPED]
    shares = by in WITH_SHARES
    columns = [
        Column("key", DIMENSIONS[by]),
        *(Column(one.value, FIGURES[one], numeric=True) for one in figures),
        Column("mean", _("Mean cost of treatment"), numeric=True),
    ]
    if shares:
        columns.insert(4, Column("share", _("Share helped, 95 %"), numeric=True))
    order = sorted(split, key=lambda key: (-split[key][Figure.HELPED], names[key]))
    order = sorted(split) if by is Dimension.AGE else order

    def cells(counts: Counts, key: str = "") -> list[str]:
        row = [_cell(one, counts, words, by, key) for one in figures]
        if shares:
            row.insert(3, _helped_share(counts))
        return [*row, _mean(counts)]

    rows = [Row((names[key], *cells(split[key], key))) for key in order]
    foot = Row((_("Total"), *cells(told.counts)))
    return Table(tuple(columns), tuple(rows), _("Nothing in this period"), foot=foot, is_wide=True)


def _cell(figure: Figure, counts: Counts, words: Mapping[str, str], by: Dimension, key: str) -> str:
    count = counts[figure.value]
    shown = _millions(count) if figure in MONEY else wording.number(count)
    if not count or not key:
        return shown
    return format_html('<a href="{}">{}</a>', records_url(words, figure, by, key), shown)


def _millions(tiyn: int) -> str:
    return wording.whole_tenge(tiyn) if tiyn else wording.DASH


def _mean(counts: Counts) -> str:
    priced = counts[Figure.PRICED]
    return wording.whole_tenge(counts[Figure.COST] // priced if priced else None)


def _helped_share(counts: Counts) -> str:
    """Write which share of the decided cases is helped, with Wilson's interval of 95 %."""
    decided, helped = counts[Figure.DECIDED], counts[Figure.HELPED]
    if not decided:
        return wording.DASH
    low, high = wilson(helped, decided)
    ends = f"{wording.number(low * 100)}–{wording.number(high * 100)}"
    return f"{wording.percent(helped * 100 / decided, 0)} ({ends})"


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return Wilson's interval of a share.

    Source:
        docs/sources.md#small-cells
    """
    share, square = part / whole, CONFIDENCE**2
    middle = share + square / (2 * whole)
    reach = CONFIDENCE * sqrt(share * (1 - share) / whole + square / (4 * whole**2))
    scale = 1 + square / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def steps_table(lasted: Sequence[Lasted]) -> Table:
    """Return how long the steps took."""
    columns = (
        Column("step", _("Step")),
        Column("cases", _("Cases"), numeric=True),
        Column("median", _("Half within, days"), numeric=True),
        Column("ninth", _("Nine of ten within, days"), numeric=True),
    )
    rows = tuple(
        Row(
            (
                str(STEPS[one.step]),
                wording.number(one.cases),
                wording.number(one.median, 1),
                wording.number(one.ninth, 1),
            )
        )
        for one in lasted
    )
    return Table(columns, rows, _("Nothing in this period"))


def countries_chart(told: Report, words: Mapping[str, str]) -> Chart | None:
    """Draw where patients were treated."""
    split = told.by[Dimension.COUNTRY]
    found = known_keys(split, Figure.HELPED)
    names = key_names(Dimension.COUNTRY, found)
    order = sorted(found, key=lambda key: (-found[key], names[key]))
    rows = [
        Bar(names[key], found[key], records_url(words, Figure.HELPED, Dimension.COUNTRY, key))
        for key in order
    ]
    return bars(_("Sent abroad, by country"), rows, unit=_("Cases")) if rows else None


def month_chart(months: Split, words: Mapping[str, str]) -> Chart:
    """Draw the decided cases by month."""
    rows = [
        Bar(
            f"{key[5:]}.{key[:4]}",
            counts[Figure.DECIDED],
            records_url(words, Figure.DECIDED, Dimension.MONTH, key),
        )
        for key, counts in months.items()
    ]
    return bars(_("Cases decided, by month"), rows, unit=_("Cases"))


def cases_table(rows: Sequence[CaseLine], *, sees_cases: bool) -> Table:
    """Return cases as a table; each leads to its page, if the person may see it."""
    regions = key_names(Dimension.REGION, {row.region for row in rows})
    countries = key_names(Dimension.COUNTRY, {row.country for row in rows})
    methods = key_names(Dimension.METHOD, {row.method for row in rows})
    columns = (
        Column("number", _("Number"), whole=True),
        Column("registered", _("Registered on"), whole=True),
        Column("region", _("Region")),
        Column("age", pgettext("dimension", "Age"), numeric=True),
        Column("icd10", pgettext("column", "ICD-10"), whole=True),
        Column("method", _("Disease of the list")),
        Column("decision", _("Decision")),
        Column("state", _("State")),
        Column("country", _("Country of treatment")),
        Column("cost", _("Cost of treatment"), numeric=True),
    )
    lines = [
        Row(
            (
                row.number,
                wording.day(national_day(row.registered_at)),
                regions[row.region],
                wording.number(row.years),
                row.icd10,
                methods[row.method],
                str(Decision(row.decision).label) if row.decision else "",
                str(CaseState(row.state).label),
                countries[row.country] if row.country else "",
                wording.whole_tenge(row.cost_tiyn or None),
            ),
            url=reverse("abroad:case", args=(row.id,)) if sees_cases else "",
        )
        for row in rows
    ]
    return Table(columns, tuple(lines), _("Nothing in this period"))
