"""Positions: reported in batches, read."""

from typing import Final

from qanat.exchange.api.router import Call, Wish, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.pages import cursor_of
from qanat.exchange.api.wire.positions import (
    FeedOut,
    FeedQuery,
    FixIn,
    PositionList,
    PositionOut,
    PositionsIn,
    PositionsQuery,
    PositionsTaken,
    VehicleList,
    VehicleOut,
    VehiclesQuery,
)
from qanat.response.tracking.commands import FixDraft, TooFast, TooMany, report_positions
from qanat.response.tracking.permissions import REPORT, SEE
from qanat.response.tracking.queries import feed_row, positions_since, reported_as

MOST_BYTES: Final = 2 * 2**20


@endpoint(
    "POST",
    "/positions",
    needs=REPORT,
    key=Wish.REQUIRED,
    most_bytes=MOST_BYTES,
    errors=(TooMany, TooFast),
)
def report(call: Call, body: PositionsIn) -> PositionsTaken:
    """Report positions, at most 5000 at once; a late one never replaces a newer one.

    Fixes may come in any order and twice. The time of the fix and the time of its receipt are
    kept apart. What lies ahead of our clock by more than two minutes is not taken, nor what a
    vehicle can't do; both are counted, and so is what lies farther away than the vehicle could
    have moved: that is kept and not used until a second one agrees with it. One sender may send so
    many in a minute, else he is answered 429.
    """
    taken = report_positions(
        call.actor,
        fixes=[_draft(fix) for fix in body.fixes],
        source=body.source,
        now=call.now,
        sequence=body.sequence,
    )
    return told_as(PositionsTaken, taken)


@endpoint("GET", "/positions", needs=SEE)
def read_positions(call: Call, query: PositionsQuery) -> PositionList:
    """Read where vehicles are, or with a cursor what was received since.

    Only vehicles within the scope of the key are told.
    """
    news = positions_since(
        call.actor,
        call.now,
        kind=query.kind or "",
        vehicle_ids=query.vehicle_id,
        after=query.mark,
        count=query.limit,
    )
    return PositionList(
        items=tuple(told_as(PositionOut, row) for row in news.rows),
        next=cursor_of(news.next.at, news.next.id),
    )


@endpoint("GET", "/positions/feed", needs=REPORT)
def read_feed(call: Call, query: FeedQuery) -> FeedOut:
    """Read how far your own feed of a source is."""
    return told_as(FeedOut, feed_row(call.actor, query.source))


@endpoint("GET", "/positions/vehicles", needs=REPORT)
def find_vehicles(call: Call, query: VehiclesQuery) -> VehicleList:
    """Find under which number a registration or a call sign reports, up to 100 at once.

    Names which are not known, or not yours to report, are left out.
    """
    rows = reported_as(call.actor, query.name)
    return VehicleList(items=tuple(told_as(VehicleOut, row) for row in rows))


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
        accuracy_m=fix.accuracy_m,
    )
