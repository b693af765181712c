"""Find for each line of an invoice what was flown, by the aircraft and the time.

No line and no flight is used twice, and the order of the file does not matter: of all pairs
that are possible the nearest in time is taken first.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.foundation.tabular.cells import number_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A line as far as matching and comparing need it; ``kind`` "" where it is not told."""

    id: int
    tail: str
    off_at: datetime
    on_at: datetime | None
    minutes: int
    kind: str
    amount_tiyn: int

    @property
    def lands_at(self) -> datetime:
        """When it landed, as told or by the flown time."""
        return self.on_at or self.off_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flown:
    """A flight of ours from take-off to landing.

    Attributes:
        hour_tiyn: the contract's price of an hour of its kind, None if there is none.
        is_billed: another invoice has it already.
        is_due: it left within the days of the invoice.
    """

    mission_id: int
    tail: str
    off_at: datetime
    on_at: datetime
    seconds: int
    kind: str
    hour_tiyn: int | None
    is_billed: bool = False
    is_due: bool = True


@dataclass(frozen=True, slots=True)
class Matched:
    """Which line bills which flights.

    Attributes:
        pairs: line -> consecutive flights of one mission.
        twice: lines whose flights another line has, of this invoice or another.
        unknown: lines for which nothing was flown.
        unbilled: flights which no line bills.
    """

    pairs: Mapping[int, tuple[Flown, ...]]
    twice: frozenset[int]
    unknown: frozenset[int]
    unbilled: tuple[Flown, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A line and the flights it may mean; the order is that of being taken."""

    line: Billed
    span: tuple[Flown, ...]
    gap_s: float

    @property
    def order(self) -> tuple[object, ...]:
        line, first, last = self.line, self.span[0], self.span[-1]
        said = (line.off_at, line.lands_at, line.minutes, line.amount_tiyn, line.kind)
        return (self.gap_s, *said, first.off_at, first.mission_id, last.off_at, line.id)


def tail_key(tail: str) -> str:
    """Fold a registration: case, spaces, dashes and letters that look alike do not matter."""
    return number_key(tail).replace("-", "")


def match(lines: Sequence[Billed], flown: Iterable[Flown], within: timedelta) -> Matched:
    """Match lines with flights.

    Args:
        lines: of one invoice.
        flown: flights of its airline, those of other invoices marked.
        within: by how much the departures may differ.
    """
    ours = list(flown)
    candidates = list(_candidates(lines, ours, within))
    pairs: dict[int, tuple[Flown, ...]] = {}
    used = {_key(one) for one in ours if one.is_billed}
    for pair in sorted(candidates, key=lambda one: one.order):
        keys = {_key(one) for one in pair.span}
        if pair.line.id in pairs or keys & used:
            continue
        pairs[pair.line.id] = pair.span
        used |= keys
    possible = {pair.line.id for pair in candidates}
    lonely = {line.id for line in lines} - pairs.keys()
    return Matched(
        pairs=pairs,
        twice=frozenset(lonely & possible),
        unknown=frozenset(lonely - possible),
        unbilled=tuple(
            sorted((one for one in ours if one.is_due and _key(one) not in used), key=_key)
        ),
    )


def _key(one: Flown) -> tuple[datetime, int]:
    return one.off_at, one.mission_id


def _candidates(
    lines: Sequence[Billed], flown: Sequence[Flown], within: timedelta
) -> Iterator[_Pair]:
    by_tail: defaultdict[str, list[Flown]] = defaultdict(list)
    following: dict[tuple[datetime, int], list[Flown]] = {}
    missions: defaultdict[int, list[Flown]] = defaultdict(list)
    for one in sorted(flown, key=_key):
        by_tail[tail_key(one.tail)].append(one)
        missions[one.mission_id].append(one)
    for own in missions.values():
        for at, one in enumerate(own):
            following[_key(one)] = own[at:]
    offs = {tail: [one.off_at for one in own] for tail, own in by_tail.items()}
    for line in lines:
        tail = tail_key(line.tail)
        if tail not in offs:
            continue
        low = bisect_left(offs[tail], line.off_at - within)
        high = bisect_right(offs[tail], line.off_at + within)
        for one in by_tail[tail][low:high]:
            yield from _spans(line, following[_key(one)])


def _spans(line: Billed, flights: Sequence[Flown]) -> Iterator[_Pair]:
    """Return the flights of a mission from one on, and the shorter runs of them."""
    start_s = abs((flights[0].off_at - line.off_at).total_seconds())
    for count in range(1, len(flights) + 1):
        end_s = abs((flights[count - 1].on_at - line.lands_at).total_seconds())
        yield _Pair(line, tuple(flights[:count]), start_s + end_s)
