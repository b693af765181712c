"""What is told of the past: a journal says little, a full record says more."""

from dataclasses import dataclass
from datetime import datetime

from qanat.engine.geodesy import Point
from qanat.response.dispatch.models.missions import StampSource
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.rules.scoring import Vitals


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """A request of the past; ``note`` goes to its log, ``country`` is an ISO code.

    Without times of its own it was registered when it was received; when it was closed is then
    not known, and what was declined or withdrawn was not closed.
    """

    number: str
    need: str
    received_at: datetime
    nosology: str
    is_flown: bool
    country: str = "KZ"
    region: str = ""
    channel: str = ""
    place: str = ""
    sending_name: str = ""
    accepting_name: str = ""
    diagnosis: str = ""
    icd10: str = ""
    decision: str = ""
    decision_reason: str = ""
    organ: str = ""
    note: str = ""
    registered_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    urgency: int = 1
    cause: str = ""
    specialty: str = ""
    settlement_id: int | None = None
    sending_facility_id: int | None = None
    accepting_facility_id: int | None = None
    destination_region: str = ""
    at: Point | None = None
    needs: tuple[str, ...] = ()
    gestation_weeks: int | None = None
    consent: str = "unknown"
    accepted_at: datetime | None = None
    accepting_physician: str = ""
    declined_at: datetime | None = None
    """When it was declined before it was decided otherwise, with ``declined_reason``."""
    declined_reason: str = ""


@dataclass(frozen=True, slots=True)
class PastLeg:
    """A leg that was flown or driven, between two named places."""

    kind: str
    from_name: str
    start: Point
    to_name: str
    end: Point
    departed_at: datetime
    arrived_at: datetime
    from_region: str = ""
    to_region: str = ""
    from_country: str = "KZ"
    to_country: str = "KZ"


@dataclass(frozen=True, slots=True)
class PastMember:
    """Somebody who travelled with a mission to work."""

    person_id: int | None
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMission:
    """A mission of the past; without take-off it counts as cancelled before departure.

    Where the legs are known, level and route follow from them and from ``base_region`` by the
    same rule as for live work. ``times`` are kinds of stamps with their moments; without them
    take-off and landing are stamped. ``aborted``: why it turned back;
    ``refused``: why its operator would not fly it.
    """

    number: str
    mode: str
    created_at: datetime
    region: str = ""
    aircraft_id: int | None = None
    ambulance_id: int | None = None
    operator_id: int | None = None
    contract_id: int | None = None
    level: str = ""
    route: str = ""
    took_off_at: datetime | None = None
    landed_at: datetime | None = None
    flown_s: int | None = None
    ended_at: datetime | None = None
    receiver_id: int | None = None
    base_region: str = ""
    legs: tuple[PastLeg, ...] = ()
    times: tuple[tuple[str, datetime], ...] = ()
    crew: tuple[PastMember, ...] = ()
    aborted: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastService:
    """A service of the past, given on a mission for a request."""

    mission_id: int
    request_id: int
    kind: str
    performed_at: datetime
    performed_by: str = ""
    specialty: str = ""
    to_facility_id: int | None = None
    to_name: str = ""
    organ: str = ""
    patient_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PastAssessment:
    """The condition of a patient of a request at a moment."""

    request_id: int
    patient_id: int
    at: datetime
    vitals: Vitals


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """Whether a patient of a request lived; ``point`` is "24h", "7d" or "30d"."""

    request_id: int
    patient_id: int
    point: str
    vital: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the past comes from, and when it was written down here.

    ``is_live``: it was written down as it happened.
    """

    now: datetime
    is_synthetic: bool = False
    is_live: bool = False

    @property
    def origin(self) -> str:
        """Return how the records came to be."""
        return Origin.LIVE if self.is_live else Origin.JOURNAL

    @property
    def stamp_source(self) -> str:
        """Return where the times of stamps come from."""
        return StampSource.DEVICE if self.is_live else StampSource.JOURNAL

    def recorded(self, at: datetime) -> datetime:
        """Return when something that happened at a moment was written down."""
        return at if self.is_live else self.now
