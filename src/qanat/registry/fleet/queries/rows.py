"""The fleet as frozen rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from qanat.foundation.texts import LocalText


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What an aircraft of a type can do; ``evidence`` says of each field how well it is known."""

    id: int
    code: str
    name: str
    kind: str
    cruise_mps: float
    range_m: int
    range_aux_m: int | None
    strip_m: int | None
    pad_m: int | None
    surfaces: tuple[str, ...]
    stretchers: int
    stretchers_most: int
    intensive_places: int | None
    attendants: int
    pilots: int
    block_extra_s: int
    ready_day_s: int
    ready_night_s: int
    flies_instruments: bool | None
    note: str
    evidence: dict[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class BaseRow:
    """Where aircraft or ambulances stand."""

    id: int
    code: str
    name: LocalText
    kind: str
    region: str
    airfield_id: int | None
    icao: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What was stated about an aircraft."""

    status: str
    since: datetime
    reason: str
    note: str
    expected_back_at: datetime | None
    stated_by: int
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A medical module with the certificate that holds longest on the day asked about."""

    id: int
    serial: str
    kind: str
    operator_id: int
    base_id: int | None
    aircraft_id: int | None
    tail: str
    certificate: str
    certified_until: date | None
    """First day on which the certificate does not hold any more; None: not certified."""
    is_synthetic: bool

    @property
    def is_certified(self) -> bool:
        """Tell whether a certificate held on the day asked about."""
        return self.certified_until is not None


@dataclass(frozen=True, slots=True)
class AircraftRow:
    """An aircraft at a moment.

    Attributes:
        type: ``None`` for tails which are known from journals only.
        statement: the latest up to the moment, ``None`` if nothing was ever stated.
        contract_ids: contracts of its operator which are valid then and price its type.
        unavailable: why it can't be planned with: "" if it can; else "withdrawn",
            "never_stated", "unserviceable", "type_unknown", "no_base" or "no_contract".
    """

    id: int
    tail: str
    type: TypeRow | None
    operator_id: int | None
    operator_name: LocalText
    base: BaseRow | None
    statement: StatementRow | None
    is_stale: bool
    modules: tuple[ModuleRow, ...]
    contract_ids: tuple[int, ...]
    unavailable: str
    is_synthetic: bool
    withdrawn_on: date | None = None

    @property
    def status(self) -> str:
        """The stated status, "" if nothing was ever stated."""
        return self.statement.status if self.statement else ""

    @property
    def is_serviceable(self) -> bool:
        """Tell whether it was stated to be serviceable, with or without limits."""
        return self.status in {"serviceable", "limited"}

    @property
    def base_region(self) -> str:
        """Region of its base, "" if it has none."""
        return self.base.region if self.base else ""


@dataclass(frozen=True, slots=True)
class RateRow:
    """What an hour of a type costs, in whole tiyn."""

    type_id: int
    type_name: str
    hour_tiyn: int
    positioning_hour_tiyn: int


@dataclass(frozen=True, slots=True)
class ContractRow:
    """Flight hours bought of an operator; what was flown is known to dispatch."""

    id: int
    number: str
    operator_id: int
    operator_name: LocalText
    purpose: str
    valid_from: date
    valid_to: date
    """Last day."""
    hours_bought: Decimal
    is_synthetic: bool
    rates: tuple[RateRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """Whose aircraft fly."""

    id: int
    code: str
    name: LocalText
    kind: str
    evidence: str
    source: str
    is_synthetic: bool
    aircraft: int = 0


@dataclass(frozen=True, slots=True)
class AmbulanceRow:
    """A road ambulance."""

    id: int
    call_sign: str
    kind: str
    region: str
    settlement_id: int | None
    settlement_name: LocalText
    lon: float | None
    lat: float | None
    base_id: int | None
    facility_id: int | None
    is_serviceable: bool
    stated_at: datetime
    note: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class StayRow:
    """A stay of an aircraft at a base; it lasts until further notice while ``until`` is empty."""

    base: BaseRow
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class AircraftRecord:
    """An aircraft with its history."""

    row: AircraftRow
    note: str
    statements: tuple[StatementRow, ...]
    stays: tuple[StayRow, ...]
    contracts: tuple[ContractRow, ...] = field(default=())
