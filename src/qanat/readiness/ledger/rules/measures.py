"""How a published figure is counted from the records: figures, periods, and what comes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from qanat.foundation.periods import Period


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted.

    Attributes:
        kind: count, share, growth, mean, keys or leading.
        figure: key of the figure.
        whole: of a share: the figure it is a share of; of a mean: what it is divided by.
        by: of keys and leading: the dimension; of a count or mean: that of its one key.
        keys: of leading: the keys which are said to be the largest; of a count or mean: its key.
    """

    kind: str
    figure: str
    whole: str = ""
    by: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spans:
    """The period of a figure and the one it is compared with."""

    period: Period | None
    base: Period | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that has to be counted: in a period, perhaps by a dimension."""

    figure: str
    period: Period
    by: str = ""


def read_measure(raw: Mapping[str, Any]) -> Measure | None:
    """Return a measure as it is stored; None where nothing is counted."""
    if not raw.get("kind"):
        return None
    plain = {name: str(raw.get(name, "")) for name in ("kind", "figure", "whole", "by")}
    return Measure(**plain, keys=tuple(raw.get("keys", ())))


def plain_measure(measure: Measure | None) -> dict[str, Any]:
    """Return a measure as it is stored."""
    if measure is None:
        return {}
    told = {"kind": measure.kind, "figure": measure.figure, "whole": measure.whole}
    told |= {"by": measure.by}
    found: dict[str, Any] = {name: value for name, value in told.items() if value}
    return {**found, "keys": list(measure.keys)} if measure.keys else found


def wanted_by(measure: Measure, spans: Spans) -> tuple[Wanted, ...]:
    """Return what has to be counted, the main figure first; nothing without a period."""
    if spans.period is None or (measure.kind == "growth" and spans.base is None):
        return ()
    if measure.kind in {"keys", "leading"}:
        return (Wanted(measure.figure, spans.period, measure.by),)
    by = measure.by if measure.keys and measure.kind in {"count", "mean"} else ""
    first = Wanted(measure.figure, spans.period, by)
    if measure.kind in {"share", "mean"}:
        return first, Wanted(measure.whole, spans.period, by)
    if measure.kind == "growth" and spans.base is not None:
        return first, Wanted(measure.figure, spans.base)
    return (first,)


def outcome(measure: Measure, first: int, second: int) -> Fraction | None:
    """Return what the counts come to; None where a share or growth has nothing to start from."""
    if measure.kind == "share":
        return Fraction(first * 100, second) if second else None
    if measure.kind == "mean":
        return Fraction(first, second) if second else None
    if measure.kind == "growth":
        return Fraction((first - second) * 100, second) if second else None
    return Fraction(first)


def largest(counts: Mapping[str, int], among: int) -> tuple[str, ...]:
    """Return the keys with the largest counts, all those which share the last place included."""
    known = sorted((n for n in counts.values() if n), reverse=True)
    if len(known) < among:
        return ()
    least = known[among - 1]
    return tuple(sorted((k for k, n in counts.items() if n >= least), key=lambda k: -counts[k]))
