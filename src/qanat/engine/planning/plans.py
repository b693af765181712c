"""What the planner answers: ranked plans, and a reason for everything it left out.

Reasons are codes with values; the words for them are chosen where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from qanat.engine.geodesy import Point

Value: TypeAlias = str | int | float
Money: TypeAlias = int


class Family(StrEnum):
    """What kind of plan."""

    GROUND = "ground"
    DIRECT = "direct"
    RELAY = "relay"
    SPECIALIST = "specialist"
    REMOTE = "remote"


class LegKind(StrEnum):
    """What happens on a leg."""

    DRIVE_TO_PATIENT = "drive_to_patient"
    DRIVE_WITH_PATIENT = "drive_with_patient"
    DRIVE_TO_MEETING = "drive_to_meeting"
    DRIVE_WITH_TEAM = "drive_with_team"
    DRIVE_WITH_COMPANION = "drive_with_companion"
    FLY_EMPTY = "fly_empty"
    FLY_WITH_PATIENT = "fly_with_patient"
    FLY_WITH_TEAM = "fly_with_team"
    FLY_WITH_COMPANION = "fly_with_companion"
    FLY_HOME = "fly_home"
    REFUEL = "refuel"
    CONSULT = "consult"


class Binding(StrEnum):
    """What a leg's departure waits for last."""

    UNIT = "unit"
    START_UP = "start_up"
    PATIENT = "patient"
    TEAM = "team"
    AIRCRAFT = "aircraft"
    AMBULANCE = "ambulance"
    FUEL = "fuel"
    OPENING = "opening"
    MEETING = "meeting"


class StopKind(StrEnum):
    """What kind of place a leg begins or ends at."""

    UNIT = "unit"
    SCENE = "scene"
    PLACE = "place"
    HOSPITAL = "hospital"


class Code(StrEnum):
    """Why something was left out, or must be looked at before a plan is committed."""

    UNSERVICEABLE = "unserviceable"
    BUSY_UNTIL = "busy_until"
    LATER_THAN_SHOWN = "later_than_shown"
    GAINS_NOTHING = "gains_nothing"
    DUTY_ENDS = "duty_ends"
    EQUIPMENT_MISSING = "equipment_missing"
    COMPANION_MISSING = "companion_missing"
    TOO_FEW_STRETCHERS = "too_few_stretchers"
    TOO_FEW_SEATS = "too_few_seats"
    NOT_PRESSURISED = "not_pressurised"
    CABIN_TOO_HIGH = "cabin_too_high"
    CABIN_UNKNOWN = "cabin_unknown"
    CLOSED = "closed"
    WEATHER_NO_GO = "weather_no_go"
    WEATHER_INSTRUMENTS = "weather_instruments"
    NO_RUNWAY = "no_runway"
    RUNWAY_TOO_SHORT = "runway_too_short"
    SURFACE_UNSUITABLE = "surface_unsuitable"
    NO_LANDING_AT_SCENE = "no_landing_at_scene"
    NO_PAD_AT_HOSPITAL = "no_pad_at_hospital"
    NO_LANDING_PLACE = "no_landing_place"
    NO_NIGHT_LANDING = "no_night_landing"
    OUT_OF_RANGE = "out_of_range"
    NO_ROAD = "no_road"
    NO_AMBULANCE = "no_ambulance"
    NO_SECOND_AMBULANCE = "no_second_ambulance"
    AMBULANCE_DUTY_ENDS = "ambulance_duty_ends"
    NO_HOSPITAL = "no_hospital"
    NO_TEAM = "no_team"
    BEYOND_HORIZON = "beyond_horizon"
    NO_COMBINATION = "no_combination"

    CAPABILITY_MISSING = "capability_missing"
    NO_FREE_BED = "no_free_bed"
    NOT_ACCEPTING = "not_accepting"
    IS_SENDING = "is_sending"
    NOT_CHOSEN = "not_chosen"

    CAPABILITY_UNKNOWN = "capability_unknown"
    BEDS_UNKNOWN = "beds_unknown"
    RUNWAY_UNKNOWN = "runway_unknown"
    SURFACE_UNKNOWN = "surface_unknown"
    HOURS_UNKNOWN = "hours_unknown"
    WEATHER_UNKNOWN = "weather_unknown"
    WEATHER_STALE = "weather_stale"
    WEATHER_FORECAST = "weather_forecast"
    DUTY_UNTIL = "duty_until"
    COMPANION_UNTIL = "companion_until"
    DUTY_UNKNOWN = "duty_unknown"
    RESTS_ABROAD = "rests_abroad"
    NO_WAY_HOME = "no_way_home"
    MISSES_WINDOW = "misses_window"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the values that belong to it; moments are seconds after the plans were made."""

    code: Code
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a leg begins or ends."""

    kind: StopKind
    id: str
    at: Point


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a plan in one vehicle without a stop.

    Attributes:
        kind: what happens.
        unit: id of the vehicle; empty where no vehicle of ours moves.
        start: where it begins.
        end: where it ends.
        ready_at: when the vehicle could leave at the earliest.
        depart_at: when it leaves.
        arrive_at: when it arrives.
        length_m: great circle of a flight; 0 for drives, whose length the roads know.
        binds: what the departure waited for last.
    """

    kind: LegKind
    unit: str
    start: Stop
    end: Stop
    ready_at: datetime
    depart_at: datetime
    arrive_at: datetime
    length_m: float
    binds: Binding


@dataclass(frozen=True, slots=True)
class Plan:
    """One feasible way to definitive care.

    Attributes:
        family: what kind of plan.
        units: ids of the vehicles in the order of the patient's (or team's) journey.
        hospital: id of the hospital which treats, or sends its team; empty if none does.
        legs: in the order of departure.
        contact_at: when somebody of the plan first reaches the patient.
        definitive_at: when definitive care begins; ``None`` for a remote consultation.
        slack_s: seconds left of the window then, negative if it is missed; ``None`` if unknown.
        cost_tiyn: of the vehicles.
        hand_overs: how often the patient passes to other hands, the hospital's included.
        warnings: what must be looked at before committing.
        bounds: what the plan is bound to keep: until when each crew is on duty.
        companion: id of the specialist who is fetched on the way; empty if nobody is.
    """

    family: Family
    units: tuple[str, ...]
    hospital: str
    legs: tuple[Leg, ...]
    contact_at: datetime
    definitive_at: datetime | None
    slack_s: int | None
    cost_tiyn: Money
    hand_overs: int
    warnings: tuple[Reason, ...]
    bounds: tuple[Reason, ...] = ()
    companion: str = ""

    @property
    def promised(self) -> tuple[str, ...]:
        """Who and what can be in one plan only."""
        return (*self.units, self.companion) if self.companion else self.units

    @property
    def is_in_time(self) -> bool:
        """Tell whether definitive care begins within the window, if there is one."""
        return self.slack_s is None or self.slack_s >= 0


class Subject(StrEnum):
    """What was left out."""

    AMBULANCE = "ambulance"
    AIRCRAFT = "aircraft"
    HOSPITAL = "hospital"
    PLACE = "place"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Something that was left out of some families of plans, and why.

    A family in which nothing at all can fly is left out itself, and its aircraft are not. An
    aircraft whose plans all come after those shown is left out of them.

    Attributes:
        subject: what it is.
        id: which one.
        families: the families it was left out of.
        reasons: every reason found, the strongest first; each alone suffices but for a vehicle
            being busy, which made it too late for the others.
    """

    subject: Subject
    id: str
    families: tuple[Family, ...]
    reasons: tuple[Reason, ...]
