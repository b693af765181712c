"""Figures and the register as files: money in tenge, exact; nothing in them names a person."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qanat.care.abroad.queries.rights import get_act
from qanat.care.abroad.states import CaseState, Decision
from qanat.foundation.days import national_day
from qanat.foundation.tabular.writing import Dated, Line, csv_text, xlsx_bytes
from qanat.readiness.treatment.queries.counting import Report
from qanat.readiness.treatment.queries.drilling import CaseLine, Lasted
from qanat.readiness.treatment.queries.labels import DIMENSIONS, FIGURES, STEPS, key_names
from qanat.readiness.treatment.rules.figures import MONEY, Counts, Dimension, Figure
from qanat.web import wording
from qanat.web.wording import TIYN_PER_TENGE

Json = dict[str, object]
FORMATS: Final = ("text", "json", "csv", "xlsx")


def key_of(figure: Figure) -> str:
    """Return the key of a figure in files: money is in tenge there."""
    return figure.value.replace("_tiyn", "_tenge")


def value_of(figure: Figure, counts: Counts) -> int | float:
    """Return a figure as files say it."""
    count = counts[figure.value]
    if figure not in MONEY:
        return count
    return count // TIYN_PER_TENGE if count % TIYN_PER_TENGE == 0 else count / TIYN_PER_TENGE


def mean_tenge(counts: Counts) -> float | None:
    """Return the mean cost of a case whose cost is known."""
    priced = counts[Figure.PRICED]
    return round(counts[Figure.COST] / priced / TIYN_PER_TENGE, 2) if priced else None


def report_json(told: Report, lasted: Sequence[Lasted]) -> Json:
    """Return figures by their keys; regions and countries by ISO code."""
    return {
        "from": told.period.first.isoformat(),
        "to": told.period.last.isoformat(),
        "region": told.region or None,
        **_values(told.counts),
        "days": {
            one.step: {"cases": one.cases, "median": one.median, "p90": one.ninth} for one in lasted
        },
        "by": {
            name: {key: _values(counts) for key, counts in split.items()}
            for name, split in told.by.items()
        },
    }


def _values(counts: Counts) -> Json:
    found: Json = {key_of(one): value_of(one, counts) for one in Figure}
    return {**found, "mean_cost_tenge": mean_tenge(counts)}


def heads() -> list[str]:
    """Return the names of the figures, in their order."""
    money = _("%(figure)s, tenge")
    names = [
        money % {"figure": FIGURES[one]} if one in MONEY else str(FIGURES[one]) for one in Figure
    ]
    return [*names, _("Mean cost of treatment, tenge")]


def _line(counts: Counts) -> list[str | int | float | None]:
    return [*(value_of(one, counts) for one in Figure), mean_tenge(counts)]


def report_sheets(told: Report, lasted: Sequence[Lasted]) -> Iterator[tuple[str, list[Line]]]:
    """Return the whole and each split as named tables."""
    days = f"{told.period.first} … {told.period.last}"
    whole = zip(heads(), _line(told.counts), strict=True)
    yield _("Report"), [[_("Figure"), days], *([name, value] for name, value in whole)]
    yield pgettext("figures", "Time"), _step_lines(lasted)
    for name, split in told.by.items():
        dimension = Dimension(name)
        names = key_names(dimension, split)
        head: Line = [_("Key"), _("Name"), *heads()]
        lines: list[Line] = [[key, names[key], *_line(counts)] for key, counts in split.items()]
        yield str(DIMENSIONS[dimension]), [head, *lines]


def _step_lines(lasted: Sequence[Lasted]) -> list[Line]:
    head: Line = [
        _("Step"), _("Cases"), _("Half within, days"), _("Nine of ten within, days"),
    ]  # fmt: skip
    return [
        head,
        *([str(STEPS[x.step]), x.cases, _short(x.median), _short(x.ninth)] for x in lasted),
    ]


def _short(days: float | None) -> float | None:
    return None if days is None else round(days, 2)


def report_csv(told: Report, lasted: Sequence[Lasted]) -> str:
    """Return the report as one table: a line for the whole and for each key."""
    head: Line = [_("Part"), _("Key"), _("Name"), *heads()]
    days = f"{told.period.first} … {told.period.last}"
    lines: list[Line] = [head, [_("Period"), days, "", *_line(told.counts)]]
    for name, split in told.by.items():
        dimension = Dimension(name)
        names = key_names(dimension, split)
        label = str(DIMENSIONS[dimension])
        lines += [[label, key, names[key], *_line(counts)] for key, counts in split.items()]
    return csv_text([*lines, [], *_step_lines(lasted)])


def report_text(told: Report, lasted: Sequence[Lasted]) -> str:
    """Return a report to be read at a terminal."""
    lines = [f"{told.period.first} … {told.period.last}", ""]
    whole = [(str(FIGURES[one]), _written(one, told.counts)) for one in Figure]
    whole.append((_("Mean cost of treatment"), _mean(told.counts)))
    lines += _pairs(whole)
    for name, split in told.by.items():
        dimension = Dimension(name)
        names = key_names(dimension, split)
        lines += ["", str(DIMENSIONS[dimension])]
        lines += _pairs(
            [(names[key], _brief(counts)) for key, counts in split.items()],
        )
    lines += ["", pgettext("figures", "Time")]
    lines += _pairs([(str(STEPS[one.step]), _days(one)) for one in lasted])
    return "\n".join(lines) + "\n"


def _written(figure: Figure, counts: Counts) -> str:
    count = counts[figure.value]
    return wording.whole_tenge(count) if figure in MONEY else wording.number(count)


def _mean(counts: Counts) -> str:
    priced = counts[Figure.PRICED]
    return wording.whole_tenge(counts[Figure.COST] // priced if priced else None)


def _brief(counts: Counts) -> str:
    values = (counts[one.value] for one in (Figure.REGISTERED, Figure.DECIDED, Figure.HELPED))
    return "  ".join(f"{wording.number(value):>8}" for value in values) + f"  {_mean(counts)}"


def _days(one: Lasted) -> str:
    told = {
        "half": wording.number(one.median, 1),
        "ninth": wording.number(one.ninth, 1),
        "cases": wording.number(one.cases),
    }
    return _("half within %(half)s days, nine of ten within %(ninth)s (%(cases)s cases)") % told


def _pairs(lines: Sequence[tuple[str, str]]) -> list[str]:
    widest = max((len(name) for name, _value in lines), default=0)
    return [f"  {name:<{widest}}  {value}" for name, value in lines]


def report_xlsx(told: Report, lasted: Sequence[Lasted]) -> bytes:
    """Return the report as a spreadsheet."""
    return xlsx_bytes(report_sheets(told, lasted))


def json_text(told: Report, lasted: Sequence[Lasted]) -> str:
    """Write JSON to be read by people too."""
    return json.dumps(report_json(told, lasted), ensure_ascii=False, indent=1) + "\n"


Writer = Callable[[Report, Sequence[Lasted]], str | bytes]
WRITERS: Final[Mapping[str, Writer]] = {
    "xlsx": report_xlsx,
    "csv": report_csv,
    "json": json_text,
    "text": report_text,
}


def register_xlsx(rows: Sequence[CaseLine]) -> bytes:
    """Return the register of a period: a line for each case, without persons."""
    names = {one: key_names(one, {_key(one, row) for row in rows}) for one in _NAMED}
    return xlsx_bytes(
        [(_("Register of cases"), [_register_head(), *(_register(r, names) for r in rows)])]
    )


_NAMED: Final = (Dimension.REGION, Dimension.METHOD, Dimension.SEX, Dimension.COUNTRY)


def _key(dimension: Dimension, row: CaseLine) -> str:
    return {
        Dimension.REGION: row.region,
        Dimension.METHOD: row.method,
        Dimension.SEX: row.sex,
    }.get(dimension, row.country)


def _register_head() -> Line:
    return [
        _("Number"),
        _("Registered on"),
        _("Region"),
        _("Years of age"),
        pgettext("dimension", "Sex"),
        pgettext("column", "ICD-10"),
        _("Disease of the list"),
        _("Decided on"),
        _("Decision"),
        _("State"),
        _("Country of treatment"),
        _("Clinic"),
        _("Cost of treatment, tenge"),
        _("Journeys and escorts, tenge"),
        _("Order"),
    ]


def _register(row: CaseLine, names: Mapping[Dimension, Mapping[str, str]]) -> Dated:
    region, method, sex, country = (names[one].get(_key(one, row), "") for one in _NAMED)
    return [
        row.number,
        national_day(row.registered_at),
        region,
        row.years,
        sex,
        row.icd10,
        method,
        national_day(row.decided_at) if row.decided_at else None,
        str(Decision(row.decision).label) if row.decision else "",
        str(CaseState(row.state).label),
        country if row.country else "",
        row.clinic,
        row.cost_tiyn / TIYN_PER_TENGE,
        row.journey_tiyn / TIYN_PER_TENGE,
        get_act(row.act).number,
    ]
