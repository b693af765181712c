"""What happened in a year, as plain values; things are named by their place in their list."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from qanat.ops.demo.year.world import Case, Craft, Hospital, Spot


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was or would have been helped."""

    name: str
    sex: str
    born_on: date
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for an aircraft, or for a vehicle where ``need`` is "road"."""

    need: str
    received_at: datetime
    closed_at: datetime
    case: Case
    people: tuple[int, ...]
    sender: Hospital
    receiver: Hospital
    """Who takes the patient if he is brought."""
    country: str
    channel: str
    decision: str
    reason: str
    organ: str
    minutes_to_decide: int
    declined_first: str = ""
    """Why a physician declined it before it was decided otherwise, "" if nobody did."""

    @property
    def decided_at(self) -> datetime:
        """Return when it was decided."""
        return self.received_at + timedelta(minutes=self.minutes_to_decide)

    @property
    def region(self) -> str:
        """Return the region from which it comes, "" from abroad."""
        return self.sender.region

    @property
    def is_dead(self) -> bool:
        """Tell whether the patient died before anybody left."""
        return self.reason == "died"


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a flight or a trip."""

    kind: str
    start: Spot
    end: Spot
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class Service:
    """A service on a flight or a trip."""

    request: int
    kind: str
    at: datetime
    people: tuple[int, ...] = ()
    to: Hospital | None = None
    organ: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A journey of an aircraft; ``until`` is when aircraft and crew are free again."""

    craft: Craft
    team: int
    legs: tuple[Leg, ...]
    requests: tuple[int, ...]
    services: tuple[Service, ...]
    planned_at: datetime
    until: datetime
    specialty: str = ""
    aborted: str = ""
    """Why it turned back, "" if it did not."""

    @property
    def took_off_at(self) -> datetime:
        """Return when it first took off."""
        return self.legs[0].departs_at

    @property
    def landed_at(self) -> datetime:
        """Return when it landed for the last time."""
        return self.legs[-1].arrives_at

    @property
    def flown(self) -> timedelta:
        """Return for how long it was in the air."""
        return sum((leg.arrives_at - leg.departs_at for leg in self.legs), timedelta())


@dataclass(frozen=True, slots=True)
class Refusal:
    """An airline was asked for what another one flew, and refused."""

    flight: int
    craft: Craft
    asked_at: datetime
    answered_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A journey of a hospital's vehicle."""

    van_of: Hospital
    legs: tuple[Leg, ...]
    requests: tuple[int, ...]
    services: tuple[Service, ...]
    until: datetime

    @property
    def left_at(self) -> datetime:
        """Return when it left."""
        return self.legs[0].departs_at


@dataclass(frozen=True, slots=True)
class Order:
    """A consultation order with the one consultation that was given for it."""

    person: int
    region: str
    sender: Hospital
    case: Case
    ordered_at: datetime
    performed_at: datetime
    advice: str
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a patient of a request lived after a day, a week and a month."""

    request: int
    person: int
    vitals: tuple[str, str, str]


@dataclass(slots=True)
class Year:
    """All that happened."""

    people: list[Person] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    flights: list[Flight] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
