"""When each kind of crew may land at a place and take off: spans of seconds."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from qanat.engine.arrays import Floats
from qanat.engine.kbest.model import Pad, Place, Span
from qanat.engine.kbest.tables import INSTRUMENTS, KINDS, NIGHT

Spans = tuple[Span, ...]
ALWAYS: Final[Spans] = ((-math.inf, math.inf),)


def meet(ours: Spans, theirs: Spans) -> Spans:
    """Return when both allow it."""
    if ours == ALWAYS:
        return theirs
    if theirs == ALWAYS:
        return ours
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in ours for b in theirs)
    return tuple(sorted(span for span in both if span[0] <= span[1]))


def landings(site: Place | Pad, day: Spans) -> tuple[tuple[Spans, ...], tuple[Spans, ...]]:
    """Return when each kind of crew may land at a site, and when it may take off.

    Crews which fly by night land by night where there is light, and take off anywhere; others
    need daylight for both. Weather for instruments lets only crews in which fly by them.
    """
    hours = ALWAYS if site.open_s is None else tuple(sorted(site.open_s))
    by_day = meet(hours, day)
    land: list[Spans] = []
    off: list[Spans] = []
    for kind in range(KINDS):
        sees = site.sky == "go" or (site.sky == "instruments" and kind & INSTRUMENTS)
        at_night = bool(kind & NIGHT)
        land.append((hours if at_night and site.is_lit else by_day) if sees else ())
        off.append((hours if at_night else by_day) if sees else ())
    return tuple(land), tuple(off)


def packed(rows: Sequence[tuple[Spans, ...]], width: int) -> Floats:
    """Return spans by kind and site, padded by empty ones, shape ``(KINDS, sites, width, 2)``."""
    table = np.empty((KINDS, len(rows), width, 2))
    table[..., 0], table[..., 1] = np.inf, -np.inf
    for number, kinds in enumerate(rows):
        for kind, spans in enumerate(kinds):
            for column, span in enumerate(spans):
                table[kind, number, column] = span
    return table


def width_of(rows: Sequence[tuple[Spans, ...]]) -> int:
    """Return how many spans the widest site has, one at least."""
    return max((len(spans) for kinds in rows for spans in kinds), default=1) or 1


def joined(tables: Sequence[Floats]) -> Floats:
    """Return packed spans of several kinds of sites as one table."""
    width = max(table.shape[2] for table in tables)
    sites = sum(table.shape[1] for table in tables)
    whole, begin = packed([((),) * KINDS] * sites, width), 0
    for table in tables:
        end = begin + table.shape[1]
        whole[:, begin:end, : table.shape[2]] = table
        begin = end
    return whole
