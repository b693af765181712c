"""What happens on a mission when everything goes by its plan: stamps in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qanat.engine.geodesy import Point, between
from qanat.engine.intervals import Stamp

BOARDING = timedelta(minutes=2)
AT_BEDSIDE = timedelta(minutes=6)
TRANSFER = timedelta(minutes=18)
HAND_OVER = timedelta(minutes=12)
TREATMENT = timedelta(minutes=70)
TURN_ROUND = timedelta(minutes=25)


@dataclass(frozen=True, slots=True)
class Hop:
    """A leg of a mission as planned."""

    id: int
    kind: str
    start: Point
    end: Point
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A stamp that is due."""

    at: datetime
    kind: Stamp


def stamps_of(hops: Sequence[Hop], mode: str) -> list[Due]:
    """Return the stamps of a mission that keeps to its plan, in order."""
    return sorted(_stamps(hops, mode), key=lambda due: due.at)


def position_at(hops: Sequence[Hop], now: datetime) -> tuple[Point, Point, bool] | None:
    """Return where a mission is, where it heads, and whether it moves; None before and after."""
    if not hops or now < hops[0].departs_at:
        return None
    for hop in hops:
        if now < hop.departs_at:
            return hop.start, hop.end, False
        if now <= hop.arrives_at:
            share = (now - hop.departs_at) / (hop.arrives_at - hop.departs_at)
            return between(hop.start, hop.end, share), hop.end, True
    return hops[-1].end, hops[-1].end, False


def _stamps(hops: Sequence[Hop], mode: str) -> Iterator[Due]:
    if mode == "air":
        yield Due(hops[0].departs_at - timedelta(minutes=8), Stamp.OFF_BLOCKS)
        for hop in hops:
            yield Due(hop.departs_at, Stamp.TAKE_OFF)
            yield Due(hop.arrives_at, Stamp.LANDING)
    else:
        yield Due(hops[0].departs_at, Stamp.UNIT_EN_ROUTE)
    carrying = [h for h in hops if h.kind in {"with_patient", "with_organ"}]
    if carrying:
        first, last = carrying[0], carrying[-1]
        before = [h for h in hops if h.arrives_at <= first.departs_at]
        met = before[-1].arrives_at if before else hops[0].departs_at
        yield Due(max(met, first.departs_at - AT_BEDSIDE), Stamp.ARRIVED_AT_PATIENT)
        yield Due(first.departs_at - timedelta(seconds=30), Stamp.PATIENT_LOADED)
        arrived = last.arrives_at + (TRANSFER if mode == "air" else timedelta(0))
        yield Due(arrived, Stamp.PATIENT_ARRIVED)
        done = arrived + HAND_OVER
    else:
        arrived = hops[-1].arrives_at + TRANSFER
        yield Due(arrived, Stamp.ARRIVED_AT_PATIENT)
        done = arrived + TREATMENT
    yield Due(done, Stamp.CARE_TRANSFERRED)
    yield Due(done + TURN_ROUND, Stamp.BACK_IN_SERVICE)
