"""Missions, their plans, legs, stamps and services."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from qanat.engine.intervals import Stamp
from qanat.exchange.api.shapes import (
    Code,
    Country,
    Id,
    Lat,
    Lon,
    LongNote,
    Moment,
    Note,
    Region,
    Sent,
    Text40,
    Text80,
    Text120,
    Text160,
    Text200,
    Told,
    out_of_bounds,
)
from qanat.exchange.api.wire.clocks import ClockOut
from qanat.exchange.api.wire.pages import PageQuery
from qanat.response.dispatch.queries.words import (
    DrugRoute,
    DrugUnit,
    LegKind,
    Mode,
    Origin,
    ServiceKind,
    StampSource,
)
from qanat.response.dispatch.states import MissionState

EARTH_M = 40_100_000
Ids = Annotated[tuple[Id, ...], Meta(max_length=20)]
MissionMove = Literal[
    "accept", "refuse", "call_crew", "hold_for_weather", "end_weather_hold", "cancel", "abort"
]


class LegIn(Sent):
    """A planned leg; a region is empty where it is not known."""

    kind: LegKind
    from_name: Text120
    from_lon: Lon
    from_lat: Lat
    to_name: Text120
    to_lon: Lon
    to_lat: Lat
    departure_at: Moment
    arrival_at: Moment
    distance_m: Annotated[int, Meta(ge=0, le=EARTH_M)]
    from_region: Region = ""
    to_region: Region = ""
    from_country: Country = "KZ"
    to_country: Country = "KZ"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.arrival_at <= self.departure_at:
            raise out_of_bounds("arrival_at")


class CrewIn(Sent):
    """Somebody who comes along; without ``person_id`` a guest of another service."""

    name: Text160
    role: Text40
    person_id: Id | None = None


class SupportIn(Sent):
    """An ambulance which brings the patient to the aircraft, or meets it."""

    ambulance_id: Id
    call_sign: Text40
    start_at: Moment
    end_at: Moment

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end_at <= self.start_at:
            raise out_of_bounds("end_at")


class MissionIn(Sent):
    """A mission as chosen: the requests it serves, its vehicle, legs, crew and modules."""

    request_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=20)]
    mode: Mode
    legs: Annotated[tuple[LegIn, ...], Meta(min_length=1, max_length=30)]
    aircraft_id: Id | None = None
    ambulance_id: Id | None = None
    module_ids: Ids = ()
    supports: Annotated[tuple[SupportIn, ...], Meta(max_length=10)] = ()
    crew: Annotated[tuple[CrewIn, ...], Meta(max_length=20)] = ()
    is_second: bool = False
    """A request of it has a mission already, and another one is meant."""

    def __post_init__(self) -> None:
        super().__post_init__()
        other = self.ambulance_id if self.mode is Mode.AIR else self.aircraft_id
        if other is not None:
            raise out_of_bounds("ambulance_id" if self.mode is Mode.AIR else "aircraft_id")
        if self.legs[-1].arrival_at <= self.legs[0].departure_at:
            raise out_of_bounds("legs")


class PlanChoice(Sent):
    """A proposed plan, by its key and the time it was proposed.

    One that is other than the physician decided needs a reason of ``reason.override``.
    """

    key: Annotated[str, Meta(pattern="^[0-9a-f]{16}$", max_length=16)]
    proposed_at: Moment
    crew: Annotated[tuple[CrewIn, ...], Meta(max_length=20)] = ()
    is_second: bool = False
    reason: Code = ""
    note: Note = ""


class MissionMade(Told):
    """A mission that was committed."""

    id: int
    number: str
    version: int
    state: MissionState


class MoveIn(Sent):
    """A step of a mission which no stamp makes; some need a reason of their list.

    ``reason.operator_refusal`` to refuse, ``reason.cancel``, ``reason.abort``,
    ``reason.weather_hold`` to wait for the weather, with ``until`` as its expected end.
    """

    move: MissionMove
    reason: Code = ""
    until: Moment | None = None
    note: Note = ""


class StampIn(Sent):
    """A time of a mission: NEMSIS eTimes, or one of a flight.

    ``confirm`` is a reason of ``reason.impossible_time`` why a time that would mean an
    impossible speed is right; ``receiver_id`` the hospital which has the patient at the
    hand-over, if not that of the plan.
    """

    kind: Stamp
    at: Moment
    source: Literal["person", "device", "paper"] = "person"
    request_id: Id | None = None
    leg_id: Id | None = None
    place: Text120 = ""
    confirm: Code = ""
    receiver_id: Id | None = None


class StampMade(Told):
    """A stamp that was stored, and the mission as it stands now."""

    stamp_id: int
    id: int
    version: int
    state: MissionState


class StampCorrected(Told):
    """The stamp which stands in place of the corrected one."""

    stamp_id: int


class CorrectionIn(Sent):
    """The right time of a stamp, or none if it never happened; reason of ``reason.correction``."""

    at: Moment | None
    reason: Code
    confirm: Code = ""


class ServiceIn(Sent):
    """A service given on a mission; one to people names them."""

    kind: ServiceKind
    performed_at: Moment
    request_id: Id
    patient_ids: Ids = ()
    performed_by: Text160 = ""
    specialty: Code = ""
    from_name: Text200 = ""
    to_facility_id: Id | None = None
    to_name: Text200 = ""
    organ: Code = ""
    result: LongNote = ""


class ServiceMade(Told):
    """A service that was recorded."""

    id: int


class CancellationIn(Sent):
    """Why a service is taken back: a reason of ``reason.correction``."""

    reason: Code


class MissionsQuery(PageQuery):
    """Which missions to list; of any state where none is named."""

    state: tuple[MissionState, ...] = ()
    mode: Mode | None = None
    region: Region = ""
    operator_id: Id | None = None
    q: Text80 = ""


class MissionLine(Told):
    """One line of the list of missions."""

    id: int
    number: str
    version: int
    state: MissionState
    mode: Mode
    vehicle: str
    operator: str
    operator_id: int | None
    region: str
    level: str
    route: str
    created_at: Moment
    planned_departure_at: Moment | None
    planned_end_at: Moment | None
    took_off_at: Moment | None
    landed_at: Moment | None
    flown_s: int | None
    end_reason: str
    requests: tuple[str, ...]
    clock: ClockOut | None
    is_exercise: bool
    is_synthetic: bool


class MissionList(Told):
    """A page of missions, newest first; ``next`` is the cursor of the page after it."""

    items: tuple[MissionLine, ...]
    next: str | None


class LegOut(Told):
    """A planned leg."""

    id: int
    position: int
    kind: LegKind
    from_name: str
    from_lon: float
    from_lat: float
    to_name: str
    to_lon: float
    to_lat: float
    from_region: str
    to_region: str
    from_country: str
    to_country: str
    planned_departure_at: Moment
    planned_arrival_at: Moment
    distance_m: int
    ambulance_id: int | None


class StampOut(Told):
    """A time of a mission; one which another corrects, or which is void, does not count."""

    id: int
    kind: str
    place: str
    at: Moment
    recorded_at: Moment
    by_id: int
    source: StampSource
    leg_id: int | None
    request_id: int | None
    corrects_id: int | None
    reason: str
    is_void: bool


class ServiceOut(Told):
    """A service given on a mission."""

    id: int
    request_id: int
    kind: ServiceKind
    performed_at: Moment
    performed_by: str
    specialty: str
    from_name: str
    to_facility_id: int | None
    to_name: str
    organ: str
    result: str
    cancelled_at: Moment | None
    cancel_reason: str
    patient_ids: tuple[int, ...]


class DrugOut(Told):
    """A drug given on a mission, as it was written; ``unit`` is a code of UCUM.

    ``code`` is that of the list ``drug`` of terminology where the name stands in it, else empty.
    One that is cancelled was recorded wrongly and does not count.
    """

    id: int
    request_id: int
    patient_id: int | None
    given_at: Moment
    drug: str
    code: str
    dose: Decimal
    unit: DrugUnit
    route: DrugRoute
    by_id: int
    cancelled_at: Moment | None
    cancel_reason: str


class DrugList(Told):
    """The drugs given on a mission, oldest first."""

    items: tuple[DrugOut, ...]


class HandoverOut(Told):
    """Who took over the patients of a request, as it stands now.

    ``hospital`` is empty where it is that of the plan; ``earlier`` is what stood before it was
    corrected. When care passed is the stamp ``eTimes.12`` of the mission.
    """

    id: int
    request_id: int
    receiver: str
    receiver_role: str
    hospital: str
    note: str
    recorded_at: Moment
    by_id: int
    reason: str
    earlier: tuple["HandoverOut", ...]


class HandoverList(Told):
    """The hand-overs of a mission."""

    items: tuple[HandoverOut, ...]


class CrewOut(Told):
    """Somebody who travels with a mission to work."""

    person_id: int | None
    name: str
    role: str


class MissionOut(MissionLine):
    """Everything about one mission."""

    aircraft_id: int | None
    ambulance_id: int | None
    answer_due_at: Moment | None
    ended_at: Moment | None
    dispatcher_id: int | None
    origin: Origin
    request_ids: tuple[int, ...]
    legs: tuple[LegOut, ...]
    stamps: tuple[StampOut, ...]
    services: tuple[ServiceOut, ...]
    crew: tuple[CrewOut, ...]
    durations_s: dict[str, int]
