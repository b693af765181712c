"""What an invoice and our record differ in, exact to the tiyn.

What was billed is what we have for the same flights, plus what differs, plus what differs too
little to be asked about: nothing is lost and nothing is told twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.money import cost_tiyn
from qanat.response.operators.rules.matching import Billed, Flown, Matched
from qanat.response.operators.rules.reading import whole_minutes
from qanat.response.operators.states import DifferenceKind, FlightKind

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Tolerances:
    """By how much an invoice may differ without being asked about."""

    minutes: float
    tiyn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference.

    Attributes:
        claim_tiyn: what is billed more than our record holds, by this difference alone.
    """

    kind: str
    line_id: int | None
    mission_id: int | None
    tail: str
    off_at: datetime
    theirs_min: int | None
    ours_min: int | None
    billed_tiyn: int
    ours_tiyn: int
    claim_tiyn: int


@dataclass(frozen=True, slots=True)
class Compared:
    """An invoice held against our record; money of the lines which were matched."""

    findings: tuple[Finding, ...]
    ours_tiyn: int
    tolerated_tiyn: int


def price_of(flights: Iterable[Flown]) -> int:
    """Return what flights cost by their contract; without a price nothing."""
    return sum(cost_tiyn(one.seconds, one.hour_tiyn or 0) for one in flights)


def as_ours(minutes: int, flights: Sequence[Flown]) -> int:
    """Return what a time costs at our prices, shared among flights as they lasted."""
    left, total = minutes * MINUTE_S, sum(one.seconds for one in flights)
    amount = 0
    for one in flights[:-1]:
        share = minutes * MINUTE_S * one.seconds // total if total else 0
        amount += cost_tiyn(share, one.hour_tiyn or 0)
        left -= share
    return amount + cost_tiyn(left, flights[-1].hour_tiyn or 0)


def compare(lines: Sequence[Billed], matched: Matched, allowed: Tolerances) -> Compared:
    """Return the differences of an invoice, by time."""
    findings: list[Finding] = []
    ours = tolerated = 0
    for line in lines:
        if flights := matched.pairs.get(line.id):
            found, small = _pair(line, flights, allowed)
            findings += found
            tolerated += small
            ours += price_of(flights)
        else:
            findings.append(_alone(line, is_twice=line.id in matched.twice))
    findings += _unbilled(matched.unbilled)
    findings.sort(key=lambda f: (f.off_at, f.tail, f.kind, f.line_id or 0, f.mission_id or 0))
    return Compared(tuple(findings), ours, tolerated)


def _pair(line: Billed, flights: Sequence[Flown], allowed: Tolerances) -> tuple[list[Finding], int]:
    """Return the differences of a matched line, and the money of those too small to tell."""
    ours_min = whole_minutes(sum(one.seconds for one in flights))
    ours, at_our_price = price_of(flights), as_ours(line.minutes, flights)
    is_priced = all(one.hour_tiyn is not None for one in flights)
    by_hours, by_price = at_our_price - ours, line.amount_tiyn - at_our_price
    parts = (
        (DifferenceKind.HOURS, by_hours, abs(line.minutes - ours_min) > allowed.minutes),
        (_price_kind(line, flights), by_price, abs(by_price) > allowed.tiyn or not is_priced),
    )
    told = [(kind, claim) for kind, claim, is_told in parts if is_told]
    small = sum(claim for _kind, claim, is_told in parts if not is_told)
    findings = [
        Finding(
            kind=kind.value,
            line_id=line.id,
            mission_id=flights[0].mission_id,
            tail=line.tail,
            off_at=line.off_at,
            theirs_min=line.minutes,
            ours_min=ours_min,
            billed_tiyn=line.amount_tiyn,
            ours_tiyn=ours,
            claim_tiyn=claim,
        )
        for kind, claim in told
    ]
    return findings, small


def _price_kind(line: Billed, flights: Sequence[Flown]) -> DifferenceKind:
    """Tell whether another price follows from another kind of flight."""
    is_other = bool(line.kind) and any(one.kind != line.kind for one in flights)
    return DifferenceKind.POSITIONING if is_other else DifferenceKind.PRICE


def _alone(line: Billed, *, is_twice: bool) -> Finding:
    kind = DifferenceKind.NOT_OURS
    if is_twice:
        kind = DifferenceKind.TWICE
    elif line.kind == FlightKind.POSITIONING:
        kind = DifferenceKind.POSITIONING
    return Finding(
        kind=kind.value,
        line_id=line.id,
        mission_id=None,
        tail=line.tail,
        off_at=line.off_at,
        theirs_min=line.minutes,
        ours_min=None,
        billed_tiyn=line.amount_tiyn,
        ours_tiyn=0,
        claim_tiyn=line.amount_tiyn,
    )


def _unbilled(flights: Iterable[Flown]) -> Iterator[Finding]:
    """Return the missions of which something was not billed."""
    missions: defaultdict[int, list[Flown]] = defaultdict(list)
    for one in flights:
        missions[one.mission_id].append(one)
    for mission_id, own in missions.items():
        amount = price_of(own)
        yield Finding(
            kind=DifferenceKind.NOT_THEIRS.value,
            line_id=None,
            mission_id=mission_id,
            tail=own[0].tail,
            off_at=own[0].off_at,
            theirs_min=None,
            ours_min=whole_minutes(sum(one.seconds for one in own)),
            billed_tiyn=0,
            ours_tiyn=amount,
            claim_tiyn=-amount,
        )
