"""How a patient's findings went: small lines, drawn on the server, on paper as on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.refusals import Text
from qanat.response.dispatch.queries.request_details import AssessmentRow

WIDTH: Final = 180.0
HEIGHT: Final = 32.0
EDGE: Final = 3.0
Read = Callable[[AssessmentRow], float | None]


@dataclass(frozen=True, slots=True)
class Trend:
    """One finding over time.

    Attributes:
        points: of the line, as SVG writes them; "" with fewer than two values.
        last: where its end stands.
        cells: values by assessment, in their order; None where it was not measured.
    """

    label: Text
    unit: Text
    points: str
    last: tuple[float, float]
    least: float
    most: float
    cells: dict[int, float]


def _gcs(a: AssessmentRow) -> float | None:
    parts = (a.gcs_eye, a.gcs_verbal, a.gcs_motor)
    known = [part for part in parts if part is not None]
    return float(sum(known)) if len(known) == len(parts) else None


def _news(a: AssessmentRow) -> float | None:
    total = a.scores.get("news2", {}).get("total")
    return float(total) if total is not None else None


ROWS: Final[tuple[tuple[Text, Text, Read], ...]] = (
    (_("Heart rate"), _("/min"), lambda a: a.heart_rate),
    (_("Systolic pressure"), _("mmHg"), lambda a: a.systolic),
    (_("Diastolic pressure"), _("mmHg"), lambda a: a.diastolic),
    (_("SpO₂"), "%", lambda a: a.spo2),
    (_("Respiratory rate"), _("/min"), lambda a: a.respiratory_rate),
    (_("Temperature"), "°C", lambda a: a.temperature_c),
    (_("GCS"), "", _gcs),
    ("NEWS2", "", _news),
)


def trends(rows: Sequence[AssessmentRow]) -> tuple[Trend, ...]:
    """Return the lines of all findings that were measured at all."""
    found = []
    for label, unit, read in ROWS:
        values = [(a.id, a.at, value) for a in rows if (value := read(a)) is not None]
        if values:
            found.append(_trend(label, unit, values, (rows[0].at, rows[-1].at)))
    return tuple(found)


def is_measured(row: AssessmentRow) -> bool:
    """Tell whether one of these findings was measured."""
    return any(read(row) is not None for _label, _unit, read in ROWS)


def _trend(
    label: Text,
    unit: Text,
    values: Sequence[tuple[int, datetime, float]],
    span: tuple[datetime, datetime],
) -> Trend:
    least, most = min(v for _id, _at, v in values), max(v for _id, _at, v in values)
    places = [place((at, value), span, (least, most)) for _id, at, value in values]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places) if len(places) > 1 else ""
    cells = {pk: value for pk, _at, value in values}
    return Trend(label, unit, points, places[-1], least, most, cells)


def place(
    point: tuple[datetime, float], span: tuple[datetime, datetime], bounds: tuple[float, float]
) -> tuple[float, float]:
    """Return where a value stands; what does not change runs through the middle."""
    (at, value), (start, end), (low, high) = point, span, bounds
    long = (end - start).total_seconds()
    share = (at - start).total_seconds() / long if long > 0 else 1.0
    rise = (value - low) / (high - low) if high > low else 0.5
    x = EDGE + share * (WIDTH - 2 * EDGE)
    return round(x, 1), round(HEIGHT - EDGE - rise * (HEIGHT - 2 * EDGE), 1)
