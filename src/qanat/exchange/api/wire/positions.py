"""Positions of vehicles."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from qanat.exchange.api.shapes import BIGGEST, Cursor, Id, Moment, Sent, Text30, Told
from qanat.exchange.api.wire.pages import mark_of
from qanat.foundation.listing import Mark

Kind = Literal["aircraft", "ambulance"]
Source = Annotated[str, Meta(pattern="^[a-z0-9_.-]{1,30}$", max_length=30)]


class FixIn(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A position: degrees WGS 84, metres, metres a second. An impossible one is only counted."""

    kind: Kind
    vehicle_id: Id
    at: Moment
    lon: float
    lat: float
    altitude_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    """True course over the ground, 0 to 360."""
    accuracy_m: float | None = None
    """Radius within which the vehicle is with 95 %."""


class PositionsIn(Sent):
    """A batch of positions, in any order; what was sent before is stored once."""

    source: Source
    fixes: Annotated[tuple[FixIn, ...], Meta(max_length=5000)]
    sequence: Annotated[int, Meta(ge=1, le=BIGGEST)] | None = None
    """The sender's own number of the batch, growing; answered with the last one accepted."""


class PositionsTaken(Told):
    """How many were new, repeated, impossible, doubtful, ahead of time, or not yours to report."""

    new: int
    repeated: int
    impossible: int
    doubtful: int
    """Farther away than the vehicle could have moved: kept, but not used until a second agrees."""
    future: int
    foreign: int
    last_sequence: int | None
    """The greatest number of a batch accepted of this sender and source."""


class VehiclesQuery(Sent):
    """Registrations of aircraft and call signs of ambulances, however they are written."""

    name: Annotated[tuple[Text30, ...], Meta(max_length=100)] = ()


class VehicleOut(Told):
    """A vehicle under the number with which its positions are reported."""

    kind: str
    vehicle_id: int
    name: str


class VehicleList(Told):
    """Those of the named vehicles for which you may report."""

    items: tuple[VehicleOut, ...]


class FeedQuery(Sent):
    """Which of the sender's own feeds."""

    source: Source


class FeedOut(Told):
    """How far the sender's feed is: after a fault he goes on after ``last_sequence``."""

    source: str
    last_sequence: int | None
    received_at: Moment | None


class PositionsQuery(Sent):
    """Which vehicles."""

    kind: Kind | None = None
    vehicle_id: tuple[Id, ...] = ()
    cursor: Cursor = ""
    """``next`` of the answer before: only what was received since; empty for everything."""
    limit: Annotated[int, Meta(ge=1, le=2000)] = 2000

    @property
    def mark(self) -> Mark | None:
        """Since when."""
        return mark_of(self.cursor)


class PositionOut(Told):
    """The newest position of a vehicle, with its age told apart: stale, then lost."""

    kind: str
    vehicle_id: int
    at: Moment
    lon: float
    lat: float
    altitude_m: float | None
    speed_mps: float | None
    course_deg: float | None
    accuracy_m: float | None
    source: str
    received_at: Moment
    doubtful_at: Moment | None
    """When a newer one was which is not used, as the vehicle could not have moved so far."""
    doubtful_lon: float | None
    doubtful_lat: float | None
    is_stale: bool
    is_lost: bool


class PositionList(Told):
    """The newest position of each vehicle."""

    items: tuple[PositionOut, ...]
    next: str
    """To be sent as ``cursor``; what was received a moment ago may be told once more."""
