"""The condition of a case's patients over time, as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qanat.desks.coordinator.marks import score_text
from qanat.response.dispatch.queries.request_details import AssessmentRow, RequestDetails
from qanat.response.dispatch.queries.trends import (
    Trend,
    came_late,
    is_measured,
    is_seen,
    trends,
)

SHOWN: Final = 5
"""So many assessments stand beside the line; the line goes through all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One assessment.

    Attributes:
        news2: the score; "" where it is not valid or nothing was measured.
        level: of the score.
        is_late: written down after a newer one was.
    """

    row: AssessmentRow
    news2: str
    level: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """How one patient's findings went.

    Attributes:
        of: name; "" where a request is for one patient.
        left_out: how many older assessments have no column.
        seen: the newest one which says what no line shows: consciousness, oxygen, support.
        noted: the newest one with a note.
    """

    of: str
    columns: tuple[Column, ...]
    left_out: int
    trends: tuple[Trend, ...]
    seen: AssessmentRow | None
    noted: AssessmentRow | None


def charts_of(details: RequestDetails) -> list[Chart]:
    """Return a chart for each patient of whom something was measured, seen or noted."""
    names = {p.patient_id: p.name or p.number or f"№ {n}" for n, p in enumerate(details.people, 1)}
    late = came_late(details.assessments)
    by_patient: dict[int | None, list[AssessmentRow]] = {}
    for row in reversed(details.assessments):
        if is_measured(row) or is_seen(row) or row.note:
            by_patient.setdefault(row.patient_id, []).append(row)
    is_one = len(details.people) <= 1
    return [
        _chart("" if is_one or pk is None else names.get(pk, ""), rows, late)
        for pk, rows in by_patient.items()
    ]


def _chart(of: str, rows: Sequence[AssessmentRow], late: frozenset[int]) -> Chart:
    measured = [row for row in rows if is_measured(row)]
    return Chart(
        of,
        tuple(_column(row, late) for row in measured[-SHOWN:]),
        max(0, len(measured) - SHOWN),
        trends(measured),
        next((row for row in reversed(rows) if is_seen(row)), None),
        next((row for row in reversed(rows) if row.note), None),
    )


def _column(row: AssessmentRow, late: frozenset[int]) -> Column:
    score = row.scores.get("news2", {})
    return Column(row, score_text(score), str(score.get("level", "")), row.id in late)
