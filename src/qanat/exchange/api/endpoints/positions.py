"""Positions: reported in batches, read."""

from typing import Final

from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.positions import (
    FixIn,
    PositionList,
    PositionOut,
    PositionsIn,
    PositionsQuery,
    PositionsTaken,
)
from qanat.response.tracking.commands import FixDraft, report_positions
from qanat.response.tracking.permissions import REPORT, SEE
from qanat.response.tracking.queries import positions

MOST_BYTES: Final = 2 * 2**20


@endpoint("POST", "/positions", needs=REPORT, key=Wish.REQUIRED, most_bytes=MOST_BYTES)
def report(call: Call, body: PositionsIn) -> PositionsTaken:
    """Report positions, at most 5000 at once; a late one never replaces a newer one."""
    taken = report_positions(
        call.actor, fixes=[_draft(fix) for fix in body.fixes], source=body.source, now=call.now
    )
    return told_as(PositionsTaken, taken)


@endpoint("GET", "/positions", needs=SEE)
def read_positions(call: Call, query: PositionsQuery) -> PositionList:
    """Read where vehicles are."""
    rows = positions(call.actor, call.now, query.kind or "", query.vehicle_id or None)
    return PositionList(items=tuple(told_as(PositionOut, row) for row in rows))


def _draft(fix: FixIn) -> FixDraft:
    return FixDraft(
        kind=fix.kind,
        vehicle_id=fix.vehicle_id,
        at=fix.at,
        lon=fix.lon,
        lat=fix.lat,
        altitude_m=fix.altitude_m,
        speed_mps=fix.speed_mps,
        course_deg=fix.course_deg,
    )
