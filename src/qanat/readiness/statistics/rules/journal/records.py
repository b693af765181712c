"""A row of a journal, read: what it says, or why it cannot be taken."""

from dataclasses import dataclass, field
from datetime import datetime

from qanat.readiness.statistics.rules.journal.people import Patient
from qanat.readiness.statistics.rules.journal.vocabulary import (
    Decision,
    Level,
    Nosology,
    RequestKind,
    Route,
    ServiceKind,
)
from qanat.readiness.statistics.states import Doubt, Fault


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a row: in which column, with which value."""

    code: Fault | Doubt
    column: str
    value: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """What an accepted row says. Times are UTC, codes are ours, empty means not written."""

    row_no: int
    request_kind: RequestKind
    request_no: str
    received_at: datetime
    channel: str = ""
    country: str = ""
    region: str = ""
    settlement: str = ""
    sending_facility: str = ""
    patients: tuple[Patient, ...] = ()
    diagnosis: str = ""
    icd10: str = ""
    nosology: Nosology = Nosology.OTHER
    service: ServiceKind | None = None
    performed_at: datetime | None = None
    level: Level | None = None
    route: Route | None = None
    decision: Decision | None = None
    decline_reason: str = ""
    flight_no: str = ""
    trip_no: str = ""
    aircraft: str = ""
    operator: str = ""
    departed_at: datetime | None = None
    landed_at: datetime | None = None
    flight_hours: float | None = None
    crew: str = ""
    receiving_facility: str = ""
    escorted: bool | None = None
    organ: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row after reading, before it is compared with the others.

    ``record`` is absent when there are faults. ``cells`` are the original words.
    ``content`` is the same for two rows that say the same, in whatever form and under whatever
    number.
    """

    line: int
    row_no: int | None
    content: str
    cells: tuple[str, ...]
    record: JournalRecord | None
    faults: tuple[Finding, ...] = ()
    doubts: tuple[Finding, ...] = field(default=())
