"""Reports as files: JSON, CSV, a spreadsheet, plain text."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from django.utils.translation import gettext as _

from qanat.foundation.periods import Period
from qanat.foundation.tabular.writing import Line, csv_text, xlsx_bytes
from qanat.readiness.statistics.queries.counting import Report
from qanat.readiness.statistics.queries.families import UNKNOWN
from qanat.readiness.statistics.queries.labels import DIMENSIONS, FIGURES, file_keys, key_names
from qanat.readiness.statistics.rules.counting.figures import Counts, Dimension, Figure
from qanat.web import wording

Json = dict[str, object]
FORMATS: Final = ("json", "csv", "xlsx", "text")


def report_json(told: Report, left_out: Counts | None = None) -> Json:
    """Return a report with the keys of the figures; regions by ISO code."""
    question = told.question
    data: Json = {
        **_days(question.period),
        "region": question.region or None,
        **told.counts,
        **(left_out or {}),
    }
    if question.base and told.base_counts is not None:
        data["compare"] = {**_days(question.base), **told.base_counts}
        data["growth"] = {key: asdict(value) for key, value in told.growth.items()}
    if told.by:
        data["by"] = _splits(told)
    return data


def _days(period: Period) -> Json:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _splits(told: Report) -> Json:
    by: dict[str, dict[str, Any]] = {}
    for name, keys in told.by.items():
        named = file_keys(Dimension(name), keys)
        by[name] = {named[key]: counts for key, counts in keys.items()}
        if name == Dimension.REGION and UNKNOWN in keys:
            # Readers take the keys of this part for codes of regions.
            by["region_not_known"] = by[name].pop(UNKNOWN)
        if name == Dimension.NOSOLOGY:
            by["nosology_requests"] = {
                named[key]: counts["requests"] for key, counts in keys.items() if counts["requests"]
            }
    return {**by}


def report_lines(told: Report) -> Iterator[Line]:
    """Return a report as one table: a line for the period, its base, growth, and each key."""
    yield [_("Part"), _("Key"), _("Name"), *(str(FIGURES[figure]) for figure in Figure)]
    question = told.question
    yield [*_head(_("Period"), question.period), *_values(told.counts)]
    if question.base and told.base_counts is not None:
        yield [*_head(_("Compared with"), question.base), *_values(told.base_counts)]
        growth = [told.growth[figure.value] for figure in Figure]
        yield [_("Growth"), "", "", *(one.absolute for one in growth)]
        yield [_("Growth, %"), "", "", *(one.percent for one in growth)]
    for name, keys in told.by.items():
        dimension = Dimension(name)
        names, called = key_names(dimension, keys), file_keys(dimension, keys)
        for key, counts in keys.items():
            yield [str(DIMENSIONS[dimension]), called[key], names[key], *_values(counts)]


def _head(part: str, period: Period) -> Line:
    return [part, f"{period.first} … {period.last}", ""]


def _values(counts: Counts) -> Iterable[int]:
    return (counts[figure.value] for figure in Figure)


def report_csv(told: Report) -> str:
    """Return a report as CSV."""
    return csv_text(report_lines(told))


def report_xlsx(told: Report) -> bytes:
    """Return a report as a spreadsheet: figures down, parts of the report on sheets."""
    return xlsx_bytes(_sheets(told))


def _sheets(told: Report) -> Iterator[tuple[str, list[Line]]]:
    yield _("Report"), _totals(told)
    for name, keys in told.by.items():
        dimension = Dimension(name)
        names, called = key_names(dimension, keys), file_keys(dimension, keys)
        head: Line = [_("Key"), _("Name"), *(str(FIGURES[figure]) for figure in Figure)]
        lines: list[Line] = [
            [called[key], names[key], *_values(counts)] for key, counts in keys.items()
        ]
        yield str(DIMENSIONS[dimension]), [head, *lines]


def _totals(told: Report) -> list[Line]:
    """Return figures as lines, with base and growth beside them."""
    question = told.question
    head: Line = [_("Figure"), f"{question.period.first} … {question.period.last}"]
    if question.base and told.base_counts is not None:
        head += [f"{question.base.first} … {question.base.last}", _("Growth"), _("Growth, %")]
    lines: list[Line] = [head]
    for figure in Figure:
        line: Line = [str(FIGURES[figure]), told.counts[figure.value]]
        if told.base_counts is not None:
            growth = told.growth[figure.value]
            line += [told.base_counts[figure.value], growth.absolute, growth.percent]
        lines.append(line)
    return lines


def report_text(told: Report) -> str:
    """Return a report to be read at a terminal."""
    lines = [[_written(cell) for cell in line] for line in _totals(told)]
    for name, keys in told.by.items():
        dimension = Dimension(name)
        names = key_names(dimension, keys)
        lines += [[""], [str(DIMENSIONS[dimension]), *map(str, _brief_labels())]]
        lines += [
            [names[key], *(_written(counts[figure.value]) for figure in _BRIEF)]
            for key, counts in keys.items()
        ]
        lines.append([_("Total"), *(_written(told.counts[figure.value]) for figure in _BRIEF)])
    return _aligned(lines)


_BRIEF: Final = (
    Figure.REQUESTS, Figure.FLIGHTS, Figure.SERVICES, Figure.PATIENTS, Figure.ROAD_TRIPS,
)  # fmt: skip


def _brief_labels() -> Iterator[str]:
    return (str(FIGURES[figure]) for figure in _BRIEF)


def _written(cell: str | float | None) -> str:
    if isinstance(cell, str):
        return cell
    places = 1 if isinstance(cell, float) else 0
    return wording.number(cell, places)


def _aligned(lines: list[list[str]]) -> str:
    widest = max(len(line[0]) for line in lines)
    told = []
    for line in lines:
        first, *rest = line
        told.append(first.ljust(widest) + "".join(f"  {cell:>12}" for cell in rest))
    return "\n".join(line.rstrip() for line in told) + "\n"


def json_text(data: Json) -> str:
    """Write JSON to be read by people too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
