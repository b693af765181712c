"""What statistics count of a shift: the same figures by the same words, between two moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.counting import Question, report
from qanat.readiness.statistics.queries.drilling import Drill, count_record_rows, record_rows
from qanat.readiness.statistics.queries.labels import FIGURES
from qanat.readiness.statistics.rules.counting.figures import Figure
from qanat.response.shifts.figures import Behind, Counted

SHOWN: Final = (
    Figure.REQUESTS,
    Figure.REQUESTS_NOT_FLOWN,
    Figure.EVACUATION_REQUESTS,
    Figure.FLIGHTS,
    Figure.SERVICES,
    Figure.TRANSPORT_SERVICES,
    Figure.ONSITE_CONSULTATIONS,
    Figure.OPERATIONS,
    Figure.REMOTE_CONSULTATIONS,
    Figure.PATIENTS,
    Figure.ROAD_TRIPS,
)


@dataclass(frozen=True, slots=True)
class Span(Period):
    """A time from one moment to another, counted as a period of days is."""

    start: datetime
    end: datetime

    @property
    def starts_at(self) -> datetime:
        """The first instant."""
        return self.start.astimezone(UTC)

    @property
    def ends_before(self) -> datetime:
        """The first instant after it."""
        return self.end.astimezone(UTC)


def span(start: datetime, end: datetime) -> Span:
    """Return the time between two moments."""
    first: date = national_day(start)
    return Span(first, max(first, national_day(end)), start, end)


class ShiftCounter:
    """Counts shifts as reports are counted."""

    def figures(self, start: datetime, end: datetime) -> list[Counted]:
        """Return the figures of a shift."""
        counts = report(SYSTEM, Question(span(start, end))).counts
        return [Counted(one.value, FIGURES[one], counts[one]) for one in SHOWN]

    def records(
        self, code: str, start: datetime, end: datetime, *, first: int, count: int
    ) -> tuple[list[Behind], int]:
        """Return some records behind a figure, and how many there are."""
        drill = Drill(Figure(code), span(start, end))
        rows = record_rows(SYSTEM, drill, first=first, count=count)
        found = [
            Behind(row.number, row.at, row.vehicle, row.request_id, row.mission_id) for row in rows
        ]
        return found, count_record_rows(SYSTEM, drill)
