"""What kind of period some days are: a month, a quarter, a year, or just days."""

from dataclasses import dataclass

from qanat.foundation.periods import Period

MONTHS_A_QUARTER = 3
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A period told as people say it.

    Attributes:
        months: 1 a month, 3 a quarter, 12 a year, 0 anything else.
    """

    months: int
    year: int
    month: int

    @property
    def quarter(self) -> int:
        """The number of the quarter in which it begins."""
        return (self.month - 1) // MONTHS_A_QUARTER + 1


def span_of(period: Period) -> Span:
    """Tell whether a period is a whole month, quarter or year."""
    first, last = period.first, period.last
    is_whole = period.is_of_whole_months and first.year == last.year
    months = last.month - first.month + 1 if is_whole else 0
    is_quarter = months == MONTHS_A_QUARTER and first.month % MONTHS_A_QUARTER == 1
    is_named = months in {1, MONTHS_A_YEAR} or is_quarter
    return Span(months if is_named else 0, first.year, first.month)
