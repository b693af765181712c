"""How published figures hold: counted from the records now, never stored.

All figures of a page are counted together: each family of records once for each period.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qanat.foundation.actors import Actor
from qanat.foundation.periods import Period
from qanat.readiness.ledger.queries.figures import FigureRow, figure_rows, values_of
from qanat.readiness.ledger.queries.sources import Split, counts_by, scale_of
from qanat.readiness.ledger.rules.arithmetic import BadStepError, Printed, Worked, rounded, work_out
from qanat.readiness.ledger.rules.measures import Measure, Wanted, largest, outcome, wanted_by
from qanat.readiness.ledger.states import Arithmetic, Kind, Relation, Standing, Unit
from qanat.readiness.statistics.queries.families import UNKNOWN

HOME = "KZ"
Counted = Mapping[tuple[Period, str], Split]


@dataclass(frozen=True, slots=True)
class Term:
    """A number which was counted, and where its records are."""

    figure: str
    period: Period
    count: int
    by: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A published figure with how it holds.

    Attributes:
        exact: what the records come to, before rounding; None if nothing could be counted.
        computed: the same, rounded as the figure was printed.
        difference: computed less printed, where the figure is exact and differs.
        terms: the counts it is made of, in the order of the arithmetic.
        keys: the keys which are the largest, where that is said.
    """

    row: FigureRow
    standing: Standing
    arithmetic: Arithmetic
    worked: Worked
    exact: Fraction | None = None
    computed: Decimal | None = None
    difference: Decimal | None = None
    terms: tuple[Term, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are to be listed; empty: all."""

    source: int = 0
    standing: str = ""
    module: str = ""

    def takes(self, held: Held) -> bool:
        """Tell whether a figure is to be listed."""
        row = held.row
        return (
            self.source in (0, row.publication.id)
            and self.module in ("", row.module)
            and self.standing in ("", held.standing, held.arithmetic)
        )


def held_figures(actor: Actor) -> list[Held]:
    """Return every figure of the ledger with how it holds.

    Raises:
        NotAllowed: if the person reads no statistics.
    """
    rows = figure_rows(actor)
    return hold(actor, rows, rows)


def hold(actor: Actor, rows: Sequence[FigureRow], among: Sequence[FigureRow]) -> list[Held]:
    """Tell how some figures hold; their arithmetic is worked out among all that are on record."""
    counted = _counted(actor, rows)
    values = {one: values_of(among, one) for one in {row.publication.id for row in rows}}
    return [_held(row, counted, values[row.publication.id]) for row in rows]


def _counted(actor: Actor, rows: Iterable[FigureRow]) -> Counted:
    """Count all that is wanted, each family of records once for a period and a dimension."""
    asked: defaultdict[Period, defaultdict[str, set[str]]]
    asked = defaultdict(lambda: defaultdict(set))
    for row in rows:
        for one in _wanted(row):
            asked[one.period][one.by].add(one.figure)
    return {
        (period, by): split
        for period, figures in asked.items()
        for by, split in counts_by(actor, period, figures).items()
    }


def _wanted(row: FigureRow) -> tuple[Wanted, ...]:
    return wanted_by(row.measure, row.spans) if row.measure else ()


def _held(row: FigureRow, counted: Counted, values: Mapping[str, Decimal]) -> Held:
    worked = _worked(row, values)
    arithmetic = {
        None: Arithmetic.NONE, True: Arithmetic.HOLDS, False: Arithmetic.BROKEN
    }[worked.holds]  # fmt: skip
    plain = Held(row, _uncounted(row), arithmetic, worked)
    wanted = _wanted(row)
    if row.measure is None or not wanted:
        return plain
    splits = [counted[one.period, one.by] for one in wanted]
    if not all(_has_records(s, one) for s, one in zip(splits, wanted, strict=True)):
        return Held(row, Standing.NO_RECORDS, arithmetic, worked)
    if row.measure.kind == Kind.LEADING:
        return _leading(plain, row.measure, wanted[0], splits[0])
    return _numbered(plain, row.measure, wanted, splits)


def _worked(row: FigureRow, values: Mapping[str, Decimal]) -> Worked:
    try:
        return work_out(row.steps, values, printed_of(row))
    except BadStepError:
        return Worked()


def printed_of(row: FigureRow) -> Printed | None:
    """Return a figure as it is printed; None where it is words."""
    if row.value is None:
        return None
    return Printed(row.value, row.decimals, row.relation == Relation.MORE)


def _uncounted(row: FigureRow) -> Standing:
    is_claim = row.unit in {Unit.TEXT, Unit.DAYS} and row.measure is None
    return Standing.CLAIM if is_claim else Standing.NO_COUNT


def _has_records(found: Split, wanted: Wanted) -> bool:
    """Tell whether there are records of the kind a figure counts, if none in the figure itself."""
    return any(wanted.figure in counts for counts in found.values())


def _counts(found: Split, figure: str) -> dict[str, int]:
    """Return the counts of the keys that are known: home is not abroad, "unknown" is no key."""
    return {
        key: counts[figure]
        for key, counts in found.items()
        if counts.get(figure) and key not in {UNKNOWN, HOME, ""}
    }


def _leading(plain: Held, measure: Measure, wanted: Wanted, found: Split) -> Held:
    counts = _counts(found, measure.figure)
    keys = largest(counts, len(measure.keys))
    terms = tuple(Term(measure.figure, wanted.period, counts[key], measure.by, key) for key in keys)
    is_so = set(keys) == set(measure.keys)
    standing = Standing.CONFIRMED if is_so else Standing.DIFFERS
    return Held(plain.row, standing, plain.arithmetic, plain.worked, terms=terms, keys=keys)


def _numbered(
    plain: Held, measure: Measure, wanted: Sequence[Wanted], splits: Sequence[Split]
) -> Held:
    key = measure.keys[0] if measure.keys else ""
    if measure.kind == Kind.KEYS:
        counts = _counts(splits[0], measure.figure)
        terms = tuple(
            Term(measure.figure, wanted[0].period, n, measure.by, key)
            for key, n in sorted(counts.items())
        )
        exact: Fraction | None = Fraction(len(counts))
    else:
        terms = tuple(
            Term(one.figure, one.period, found.get(key, {}).get(one.figure, 0), one.by, key)
            for one, found in zip(wanted, splits, strict=True)
        )
        exact = outcome(measure, terms[0].count, terms[-1].count)
        exact = exact / scale_of(measure.figure) if exact is not None else None
    printed = printed_of(plain.row)
    if exact is None or printed is None:
        return Held(plain.row, Standing.NO_RECORDS, plain.arithmetic, plain.worked, terms=terms)
    computed = rounded(exact, printed.places)
    agrees = printed.agrees(exact)
    return Held(
        plain.row,
        Standing.CONFIRMED if agrees else Standing.DIFFERS,
        plain.arithmetic,
        plain.worked,
        exact,
        computed,
        None if agrees else computed - printed.value,
        terms,
    )
