"""What everybody may read of a year that is over: small cells are hidden, and can't be computed.

Only whole years which are over: of days one chooses oneself two tables could be subtracted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from qanat.foundation.days import NATIONAL
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotFound
from qanat.readiness.treatment.parameters import LEAST_CELL
from qanat.readiness.treatment.queries.counting import Report, counted
from qanat.readiness.treatment.queries.drilling import Lasted, steps
from qanat.readiness.treatment.rules.figures import (
    ADULT,
    AGES,
    CHILD,
    HOME,
    OF_AGE,
    UNKNOWN,
    Counts,
    Dimension,
    Figure,
    age_key,
)
from qanat.readiness.treatment.rules.suppression import hide

Cell = tuple[str, ...]
Sums = list[tuple[Cell, Sequence[Cell]]]
TABLES: Final = (
    Dimension.COUNTRY, Dimension.DIAGNOSIS, Dimension.AGE, Dimension.SEX, Dimension.REGION,
)  # fmt: skip
ALL: Final[Cell] = ("all",)
DECIDED: Final[Cell] = ("decided",)
OUTCOMES: Final = (Figure.AT_HOME, Figure.REFUSED, Figure.DEFERRED)
DAYS_OF: Final = "decided"


@dataclass(frozen=True, slots=True)
class Published:
    """A year as everybody may read it.

    Attributes:
        least: the smallest number that is printed.
        cells: what is printed; ``None`` stands where a number is hidden.
        keys: the keys of each table, the largest first.
        is_whole: whether tables are printed at all.
        mean_tiyn: what a case cost on average; of groups with enough cases too.
    """

    year: int
    least: int
    cells: Mapping[Cell, int | None]
    keys: Mapping[Dimension, tuple[str, ...]]
    is_whole: bool
    cost_tiyn: int | None
    mean_tiyn: int | None
    means: Mapping[str, int]
    lasted: Lasted | None


def published_years(today: date) -> list[int]:
    """Return the years which are over and of which there is something to say, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT date_part('year', decided_at AT TIME ZONE %s)::int AS year"
            " FROM abroad_case WHERE decided_at IS NOT NULL ORDER BY year DESC",
            [NATIONAL.key],
        )
        return [year for (year,) in cursor.fetchall() if year < today.year]


def published(year: int, today: date) -> Published:
    """Return a year for everybody.

    Raises:
        NotFound: if it is not over.
    """
    if not 2000 <= year < today.year:  # noqa: PLR2004 (before there was a list)
        raise NotFound
    period = Period(date(year, 1, 1), date(year, 12, 31))
    told = counted(period, None)
    lasted = next(one for one in steps(period, None) if one.step == DAYS_OF)
    least = round(parameter(LEAST_CELL, on=period.last).number)
    return printed(year, told, least, lasted)


def printed(year: int, told: Report, least: int, lasted: Lasted | None = None) -> Published:
    """Return what may be printed of a report."""
    counts: Mapping[Cell, int]
    counts, sums = system_of(told)
    hidden = hide(counts, sums, (ALL, DECIDED), least)
    if hidden is not None:
        counts, hidden = _with_pairs(told, counts, sums, hidden, least)
    cells: dict[Cell, int | None] = {
        cell: None if hidden is not None and cell in hidden else count
        for cell, count in counts.items()
    }
    helped, is_whole = told.counts[Figure.HELPED], hidden is not None
    if not is_whole:
        enough = {cell: counts[cell] for cell in (ALL, DECIDED)}
        cells = {cell: n if n == 0 or n >= least else None for cell, n in enough.items()}
    is_enough = helped >= least and told.counts[Figure.PRICED] >= least
    return Published(
        year=year,
        least=least,
        cells=cells,
        keys={one: _keys(one, told.by[one.value], cells) for one in TABLES} if is_whole else {},
        is_whole=is_whole,
        cost_tiyn=told.counts[Figure.COST] if is_enough else None,
        mean_tiyn=_mean(told.counts) if is_enough else None,
        means=_means(told, cells, least) if is_whole and is_enough else {},
        lasted=lasted if lasted is not None and lasted.cases >= least else None,
    )


def system_of(told: Report) -> tuple[dict[Cell, int], Sums]:
    """Return every cell of the tables with its count, and which are the sums of which."""
    counts: dict[Cell, int] = {ALL: told.counts[Figure.HELPED]}
    counts[DECIDED] = told.counts[Figure.DECIDED]
    sums: Sums = []
    for figure in OUTCOMES:
        counts[figure.value,] = told.counts[figure]
    sums.append((DECIDED, [ALL, *((figure.value,) for figure in OUTCOMES)]))
    for dimension in TABLES:
        found = _helped(told.by[dimension.value])
        keys: dict[Cell, int] = {(dimension.value, key): n for key, n in found.items()}
        counts |= keys
        sums.append((ALL, list(keys)))
    counts[Figure.ABROAD.value,] = told.counts[Figure.ABROAD]
    countries = [cell for cell in counts if cell[0] == Dimension.COUNTRY]
    away = [cell for cell in countries if cell[1] != HOME]
    sums.append(((Figure.ABROAD.value,), away))
    for grown in (CHILD, ADULT):
        counts[grown,] = told.grown.get(grown, {}).get(Figure.HELPED, 0)
        bands = [(Dimension.AGE.value, key) for key in _bands(grown)]
        sums.append(((grown,), [cell for cell in bands if cell in counts]))
    sums.append((ALL, [(CHILD,), (ADULT,)]))
    return counts, sums


def _with_pairs(
    told: Report, counts: Mapping[Cell, int], sums: Sums, hidden: frozenset[Cell], least: int
) -> tuple[Mapping[Cell, int], frozenset[Cell]]:
    """Add children and adults of each country, where no other number has to be hidden for them."""
    countries = [cell for cell in counts if cell[0] == Dimension.COUNTRY]
    pairs: dict[Cell, int] = {
        (*cell, grown): told.pairs.get((cell[1], grown), {}).get(Figure.HELPED, 0)
        for cell in countries
        for grown in (CHILD, ADULT)
    }
    more: Sums = [(cell, [(*cell, CHILD), (*cell, ADULT)]) for cell in countries]
    more += [((grown,), [(*cell, grown) for cell in countries]) for grown in (CHILD, ADULT)]
    every = {**counts, **pairs}
    shown = [cell for cell in counts if cell not in hidden]
    found = hide(every, [*sums, *more], shown, least, hidden=hidden)
    return (counts, hidden) if found is None else (every, found)


def _bands(grown: str) -> list[str]:
    """Return the keys of the ages of children, or of adults and of those whose age is not known."""
    found = [age_key(first) for first, _last in AGES if (first < OF_AGE) is (grown == CHILD)]
    return found if grown == CHILD else [*found, UNKNOWN]


def _helped(split: Mapping[str, Counts]) -> dict[str, int]:
    return {key: counts[Figure.HELPED] for key, counts in split.items() if counts[Figure.HELPED]}


def _keys(
    by: Dimension, split: Mapping[str, Counts], cells: Mapping[Cell, int | None]
) -> tuple[str, ...]:
    """Return the rows of a table: those which are hidden last, in an order that tells nothing."""
    found = _helped(split)
    if by is Dimension.AGE:
        return tuple(sorted(found))
    return tuple(sorted(found, key=lambda key: (-(cells[by.value, key] or 0), key)))


def _mean(counts: Counts) -> int:
    return counts[Figure.COST] // max(1, counts[Figure.PRICED])


def _means(told: Report, cells: Mapping[Cell, int | None], least: int) -> dict[str, int]:
    """Return the mean cost of the groups which are printed.

    What all cost is printed too: what these groups leave of it is that of enough cases, or of none.
    """
    split = told.by[Dimension.DIAGNOSIS.value]
    shown = [
        key
        for key, counts in split.items()
        if counts[Figure.PRICED] >= least and cells.get((Dimension.DIAGNOSIS.value, key))
    ]
    shown.sort(key=lambda key: (-split[key][Figure.PRICED], key))
    rest = told.counts[Figure.PRICED] - sum(split[key][Figure.PRICED] for key in shown)
    while shown and 0 < rest < least:
        rest += split[shown.pop()][Figure.PRICED]
    return {key: _mean(split[key]) for key in shown}
