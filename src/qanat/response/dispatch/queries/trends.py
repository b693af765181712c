"""How a patient's findings went over time, with what is odd or came late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.engine.scores.plausible import BOUNDS, oddities
from qanat.foundation.refusals import Text
from qanat.response.dispatch.queries.request_details import AssessmentRow
from qanat.response.dispatch.states.findings import FINDINGS
from qanat.web.charts.spark import Spark, spark

Read = Callable[[AssessmentRow], float | None]


@dataclass(frozen=True, slots=True)
class Trend:
    """One finding over time.

    Attributes:
        cells: values by assessment; what was not measured is missing.
        odd: assessments whose value people hardly ever have.
    """

    label: Text
    unit: Text
    spark: Spark
    cells: dict[int, float]
    odd: frozenset[int]


def _gcs(a: AssessmentRow) -> float | None:
    parts = (a.gcs_eye, a.gcs_verbal, a.gcs_motor)
    known = [part for part in parts if part is not None]
    return float(sum(known)) if len(known) == len(parts) else None


def _news(a: AssessmentRow) -> float | None:
    total = a.scores.get("news2", {}).get("total")
    return float(total) if total is not None else None


ROWS: Final[tuple[tuple[str, Text, Text, Read], ...]] = (
    ("heart_rate", FINDINGS["heart_rate"], _("/min"), lambda a: a.heart_rate),
    ("systolic", FINDINGS["systolic"], _("mmHg"), lambda a: a.systolic),
    ("diastolic", FINDINGS["diastolic"], _("mmHg"), lambda a: a.diastolic),
    ("spo2", FINDINGS["spo2"], "%", lambda a: a.spo2),
    ("respiratory_rate", FINDINGS["respiratory_rate"], _("/min"), lambda a: a.respiratory_rate),
    ("temperature_c", FINDINGS["temperature_c"], "°C", lambda a: a.temperature_c),
    ("gcs", _("GCS"), "", _gcs),
    ("news2", "NEWS2", "", _news),
)


def trends(rows: Sequence[AssessmentRow]) -> tuple[Trend, ...]:
    """Return the lines of all findings that were measured at all; rows go by their time."""
    odd = {a.id: _odd(a) for a in rows}
    found = []
    for name, label, unit, read in ROWS:
        values = [(a.id, a.at, value) for a in rows if (value := read(a)) is not None]
        if values:
            strange = frozenset(pk for pk, _at, _v in values if name in odd[pk])
            found.append(_trend(label, unit, values, (rows[0].at, rows[-1].at), strange))
    return tuple(found)


def is_measured(row: AssessmentRow) -> bool:
    """Tell whether one of these findings was measured."""
    return any(read(row) is not None for _name, _label, _unit, read in ROWS)


def is_seen(row: AssessmentRow) -> bool:
    """Tell whether it says what no line shows: consciousness, oxygen, support."""
    return bool(row.consciousness or row.support or row.is_on_oxygen or row.fio2)


def came_late(rows: Sequence[AssessmentRow]) -> frozenset[int]:
    """Return the assessments written down after a newer one was: they change what was seen.

    Args:
        rows: of one request; an id grows with the writing down.
    """
    late, least = set(), float("inf")
    for row in sorted(rows, key=lambda row: (row.at, row.id), reverse=True):
        if row.id > least:
            late.add(row.id)
        least = min(least, row.id)
    return frozenset(late)


def _odd(row: AssessmentRow) -> frozenset[str]:
    return frozenset(oddities({name: getattr(row, name) for name in BOUNDS}))


def _trend(
    label: Text,
    unit: Text,
    values: Sequence[tuple[int, datetime, float]],
    span: tuple[datetime, datetime],
    odd: frozenset[int],
) -> Trend:
    drawn = spark([(at, v) for _pk, at, v in values], span, [pk in odd for pk, _at, _v in values])
    return Trend(label, unit, drawn, {pk: value for pk, _at, value in values}, odd)
