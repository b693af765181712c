"""Positions of vehicles."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from qanat.exchange.api.shapes import Id, Moment, Sent, Told

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


class PositionsIn(Sent):
    """A batch of positions, in any order; what was sent before is stored once."""

    source: Source
    fixes: Annotated[tuple[FixIn, ...], Meta(max_length=5000)]


class PositionsTaken(Told):
    """How many were new, repeated, impossible, or of vehicles which are not yours to report."""

    new: int
    repeated: int
    impossible: int
    foreign: int


class PositionsQuery(Sent):
    """Which vehicles."""

    kind: Kind | None = None
    vehicle_id: tuple[Id, ...] = ()


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
    source: str
    is_stale: bool
    is_lost: bool


class PositionList(Told):
    """The newest position of each vehicle."""

    items: tuple[PositionOut, ...]
