"""Requests for help as they are sent and told."""

from datetime import date
from enum import Enum
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from qanat.exchange.api.shapes import (
    Code,
    Country,
    Icd10,
    Id,
    Lat,
    Lon,
    Moment,
    Note,
    Region,
    Sent,
    Text20,
    Text30,
    Text80,
    Text120,
    Text160,
    Text200,
    Text500,
    Told,
    out_of_bounds,
)
from qanat.exchange.api.wire.clocks import ClockOut
from qanat.exchange.api.wire.pages import PageQuery
from qanat.exchange.api.wire.people import PersonIn
from qanat.registry.patients.states import Sex
from qanat.response.dispatch.queries.words import (
    Consent,
    Equipment,
    LogKind,
    Need,
    Origin,
    OutcomePoint,
    PatientRole,
    Payer,
    Urgency,
    Vital,
)
from qanat.response.dispatch.states import RequestState

Week = Annotated[int, Meta(ge=1, le=45)]
Altitude = Annotated[int, Meta(ge=0, le=5000)]
Escorts = Annotated[int, Meta(ge=0, le=5)]
Equipments = Annotated[tuple[Equipment, ...], Meta(max_length=5)]
Codes = Annotated[tuple[Code, ...], Meta(max_length=20)]


class RequestIn(Sent):
    """A request as taken: the time, the channel and where it is are needed, the rest may follow.

    Inside the country ``region`` is needed, or ``sending_facility_id`` or ``settlement_id``, from
    which it follows; without any of them the answer is 422 ``region_missing``. What happened
    on paper is sent with ``is_later_entry``. ``companion`` is the specialty of who must come along;
    ``receiving_airfield_id`` is the airport abroad at which who leaves the country is taken over.
    The telephone is kept encrypted and never told.
    """

    received_at: Moment
    channel: Code
    need: Need = Need.TRANSPORT
    urgency: Urgency = Urgency.EMERGENCY
    cause: Code = ""
    caller_name: Text160 = ""
    caller_role: Text80 = ""
    caller_phone: Text30 = ""
    country: Country = "KZ"
    region: Region = ""
    settlement_id: Id | None = None
    place: Text200 = ""
    lon: Lon | None = None
    lat: Lat | None = None
    sending_facility_id: Id | None = None
    sending_name: Text200 = ""
    accepting_facility_id: Id | None = None
    accepting_name: Text200 = ""
    receiving_airfield_id: Id | None = None
    diagnosis: Text500 = ""
    icd10: Icd10 = ""
    specialty: Code = ""
    onset_at: Moment | None = None
    gestation_weeks: Week | None = None
    needs: Equipments = ()
    companion: Code = ""
    contraindications: Codes = ()
    altitude_limit_m: Altitude | None = None
    is_isolation_needed: bool = False
    escorts: Escorts = 0
    consent: Consent = Consent.UNKNOWN
    organ: Code = ""
    clamp_at: Moment | None = None
    is_later_entry: bool = False
    is_exercise: bool = False
    person: PersonIn | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.lon is None) != (self.lat is None):
            raise out_of_bounds("lat" if self.lat is None else "lon")


class RequestMade(Told):
    """A request that was registered; ``doubts`` says what looks wrong about its person."""

    id: int
    number: str
    version: int
    doubts: tuple[str, ...] = ()


class RequestChange(Sent):
    """What is corrected; fields which are not sent stay as they are."""

    received_at: Moment | UnsetType = UNSET
    channel: Code | UnsetType = UNSET
    need: Need | UnsetType = UNSET
    urgency: Urgency | UnsetType = UNSET
    cause: Code | UnsetType = UNSET
    caller_name: Text160 | UnsetType = UNSET
    caller_role: Text80 | UnsetType = UNSET
    caller_phone: Text30 | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    region: Region | UnsetType = UNSET
    settlement_id: Id | UnsetType | None = UNSET
    place: Text200 | UnsetType = UNSET
    lon: Lon | UnsetType | None = UNSET
    lat: Lat | UnsetType | None = UNSET
    sending_facility_id: Id | UnsetType | None = UNSET
    sending_name: Text200 | UnsetType = UNSET
    accepting_facility_id: Id | UnsetType | None = UNSET
    accepting_name: Text200 | UnsetType = UNSET
    receiving_airfield_id: Id | UnsetType | None = UNSET
    diagnosis: Text500 | UnsetType = UNSET
    icd10: Icd10 | UnsetType = UNSET
    specialty: Code | UnsetType = UNSET
    onset_at: Moment | UnsetType | None = UNSET
    gestation_weeks: Week | UnsetType | None = UNSET
    needs: Equipments | UnsetType = UNSET
    companion: Code | UnsetType = UNSET
    contraindications: Codes | UnsetType = UNSET
    altitude_limit_m: Altitude | UnsetType | None = UNSET
    is_isolation_needed: bool | UnsetType = UNSET
    escorts: Escorts | UnsetType = UNSET
    consent: Consent | UnsetType = UNSET
    organ: Code | UnsetType = UNSET
    clamp_at: Moment | UnsetType | None = UNSET

    def changes(self) -> dict[str, Any]:
        """Return what was sent, by name."""
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        return {
            name: value.value if isinstance(value, Enum) else value
            for name, value in given.items()
            if value is not UNSET
        }


class RequestNow(Told):
    """A request after a change."""

    id: int
    version: int
    state: RequestState


class WithdrawalIn(Sent):
    """Why a request is taken back: a reason of the list ``reason.withdraw``."""

    reason: Code
    note: Note = ""


class ClosingIn(Sent):
    """A word about why a request is closed; ``as_unknown`` keeps what is missing as unknown."""

    note: Note = ""
    as_unknown: bool = False


class LogIn(Sent):
    """A line for the log of a request."""

    kind: LogKind
    at: Moment
    text: Note


class OutcomeIn(Sent):
    """Whether a patient lives at a point of time."""

    patient_id: Id
    point: OutcomePoint
    vital: Vital
    learned_from: Text200 = ""


class PersonAdded(Told):
    """What looks wrong about a person who was added."""

    doubts: tuple[str, ...]


class RequestsQuery(PageQuery):
    """Which requests to list; of any state where none is named."""

    state: tuple[RequestState, ...] = ()
    region: Region = ""
    urgency: Urgency | None = None
    nosology: Text20 = ""
    q: Text120 = ""
    received_from: Moment | None = None
    received_to: Moment | None = None


class RequestLine(Told):
    """One line of the list of requests."""

    id: int
    number: str
    version: int
    state: RequestState
    need: Need
    urgency: Urgency
    received_at: Moment
    region: str
    region_name: str
    place: str
    sending: str
    accepting: str
    diagnosis: str
    icd10: str
    nosology: str
    people: int
    news2_level: str
    owner_id: int | None
    clock: ClockOut | None
    is_exercise: bool
    is_synthetic: bool
    is_late_entry: bool


class RequestList(Told):
    """A page of requests, newest first; ``next`` is the cursor of the page after it."""

    items: tuple[RequestLine, ...]
    next: str | None


class PersonOut(Told):
    """A person of a request; his id alone where you may not see him."""

    patient_id: int
    role: PatientRole
    number: str
    name: str
    sex: Sex | None
    birth_on: date | None
    age_years: float | None


class AssessmentOut(Told):
    """The condition of a patient at a time."""

    id: int
    patient_id: int | None
    at: Moment
    recorded_at: Moment
    by_id: int
    respiratory_rate: int | None
    spo2: int | None
    is_on_oxygen: bool | None
    is_hypercapnic: bool
    systolic: int | None
    diastolic: int | None
    heart_rate: int | None
    consciousness: str
    temperature_c: float | None
    gcs_eye: int | None
    gcs_verbal: int | None
    gcs_motor: int | None
    fio2: int | None
    ventilation: str
    support: tuple[str, ...]
    scores: dict[str, Any]
    note: str


class ReviewOut(Told):
    """A physician's decision."""

    id: int
    at: Moment
    by_id: int
    decision: str
    reason: str
    urgency: int | None
    note: str


class LogOut(Told):
    """A line of the log."""

    id: int
    kind: LogKind
    at: Moment
    by_id: int
    text: str


class OutcomeOut(Told):
    """What became of a patient."""

    patient_id: int
    point: OutcomePoint
    vital: Vital
    learned_from: str


class MissionOfRequestOut(Told):
    """A mission which serves a request."""

    id: int
    number: str
    state: str


class RequestOut(Told):
    """Everything about one request; the caller's telephone is not told."""

    id: int
    number: str
    version: int
    state: RequestState
    need: Need
    urgency: Urgency
    cause: str
    received_at: Moment
    registered_at: Moment
    decided_at: Moment | None
    accepted_at: Moment | None
    accepts_from: Moment | None
    closed_at: Moment | None
    channel: str
    caller_name: str
    caller_role: str
    country: str
    region: str
    settlement_id: int | None
    place: str
    lon: float | None
    lat: float | None
    sending_facility_id: int | None
    sending_name: str
    accepting_facility_id: int | None
    accepting_name: str
    receiving_airfield_id: int | None
    accepting_physician: str
    destination_region: str
    diagnosis: str
    icd10: str
    nosology: str
    specialty: str
    onset_at: Moment | None
    gestation_weeks: int | None
    needs: tuple[str, ...]
    companion: str
    contraindications: tuple[str, ...]
    altitude_limit_m: int | None
    is_isolation_needed: bool
    escorts: int
    payer: Payer
    consent: Consent
    decision: str
    decision_reason: str
    organ: str
    clamp_at: Moment | None
    owner_id: int | None
    merged_into_id: int | None
    origin: Origin
    is_exercise: bool
    is_synthetic: bool
    clock: ClockOut | None
    people: tuple[PersonOut, ...]
    assessments: tuple[AssessmentOut, ...]
    reviews: tuple[ReviewOut, ...]
    log: tuple[LogOut, ...]
    outcomes: tuple[OutcomeOut, ...]
    missions: tuple[MissionOfRequestOut, ...]
