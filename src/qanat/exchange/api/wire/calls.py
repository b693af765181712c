"""Ambulance calls (103)."""

from typing import Literal

from qanat.exchange.api.shapes import (
    Code,
    Id,
    Lat,
    Lon,
    Moment,
    Region,
    Sent,
    Text30,
    Text300,
    Told,
    out_of_bounds,
)
from qanat.exchange.api.wire.clocks import ClockOut
from qanat.exchange.api.wire.pages import PageQuery
from qanat.response.dispatch.queries.words import Category
from qanat.response.dispatch.states import CallState

CallMove = Literal[
    "unassign", "set_out", "reach", "carry", "arrive", "complete", "give_to_polyclinic", "cancel"
]


class CallIn(Sent):
    """A call as taken; the telephone is kept encrypted and never told.

    Something has to say where, or ``is_place_unknown`` that nobody knows yet.
    """

    category: Category
    region: Region
    reason: Text300
    called_at: Moment
    settlement_id: Id | None = None
    address: Text300 = ""
    lon: Lon | None = None
    lat: Lat | None = None
    is_place_unknown: bool = False
    caller_phone: Text30 = ""
    is_exercise: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.region:
            raise out_of_bounds("region")
        if (self.lon is None) != (self.lat is None):
            raise out_of_bounds("lat" if self.lat is None else "lon")


class AssignmentIn(Sent):
    """The crew for a call."""

    ambulance_id: Id


class CallMoveIn(Sent):
    """The next step of a call.

    To cancel needs a reason of ``reason.cancel``, to take the crew back one of ``reason.recall``.
    """

    move: CallMove
    reason: Code = ""
    hospital_id: Id | None = None


class CallsQuery(PageQuery):
    """Which calls to list; of any state where none is named."""

    state: tuple[CallState, ...] = ()
    region: Region = ""


class CallOut(Told):
    """A call with its times; the caller is not told."""

    id: int
    number: str
    state: CallState
    category: Category
    region: str
    place: str
    is_place_unknown: bool
    reason: str
    crew: str
    hospital: str
    called_at: Moment
    notified_at: Moment | None
    en_route_at: Moment | None
    on_scene_at: Moment | None
    left_scene_at: Moment | None
    at_hospital_at: Moment | None
    completed_at: Moment | None
    clock: ClockOut | None
    is_exercise: bool
    is_synthetic: bool


class CallList(Told):
    """A page of calls, newest first; ``next`` is the cursor of the page after it."""

    items: tuple[CallOut, ...]
    next: str | None
