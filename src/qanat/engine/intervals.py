"""The stamps of a mission and the fifteen standard durations between them.

The stamps are those of the NEMSIS 3.5.1 section eTimes, so that our timeline can be compared
with that of other services; the stamps of a flight, which NEMSIS lacks, are added. Durations
are functions of the stamps and never stored. A missing stamp makes a duration unknown, after
the standard's own substitutes have been tried; a duration which runs backwards is returned
and marked, since it shows a wrong stamp.

Source:
    docs/sources.md#nemsis-times
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Stamp(StrEnum):
    """A moment of a mission; the value is its code in the standard, or ours for flights."""

    CALL_RECEIVED = "eTimes.01"
    DISPATCH_NOTIFIED = "eTimes.02"
    UNIT_NOTIFIED = "eTimes.03"
    DISPATCH_ACKNOWLEDGED = "eTimes.04"
    UNIT_EN_ROUTE = "eTimes.05"
    ARRIVED_ON_SCENE = "eTimes.06"
    ARRIVED_AT_PATIENT = "eTimes.07"
    TRANSFERRED_TO_UNIT = "eTimes.08"
    LEFT_SCENE = "eTimes.09"
    ARRIVED_AT_LANDING_AREA = "eTimes.10"
    PATIENT_ARRIVED = "eTimes.11"
    CARE_TRANSFERRED = "eTimes.12"
    BACK_IN_SERVICE = "eTimes.13"
    CANCELLED = "eTimes.14"
    BACK_AT_HOME = "eTimes.15"
    CALL_COMPLETED = "eTimes.16"
    ARRIVED_AT_STAGING = "eTimes.17"

    REQUEST_ACCEPTED = "air.request_accepted"
    REQUEST_DECLINED = "air.request_declined"
    WEATHER_CHECKED = "air.weather_checked"
    RISK_APPROVED = "air.risk_approved"
    CREW_CALLED = "air.crew_called"
    OFF_BLOCKS = "air.off_blocks"
    TAKE_OFF = "air.take_off"
    LANDING = "air.landing"
    PATIENT_LOADED = "air.patient_loaded"
    ENGINES_OFF = "air.engines_off"
    REFUELLED = "air.refuelled"

    @property
    def is_air(self) -> bool:
        """Tell whether the stamp is ours for flights, not of the standard."""
        return self.value.startswith("air.")


class Interval(StrEnum):
    """A standard duration."""

    CALL_TO_NOTIFIED = "call_to_notified"
    DISPATCH_TO_NOTIFIED = "dispatch_to_notified"
    CALL_TO_EN_ROUTE = "call_to_en_route"
    CHUTE = "chute"
    RESPONSE = "response"
    TRAVEL = "travel"
    SCENE = "scene"
    PATIENT_SCENE = "patient_scene"
    TRANSPORT = "transport"
    WALL = "wall"
    ARRIVAL_TO_SERVICE = "arrival_to_service"
    TRANSFER_TO_SERVICE = "transfer_to_service"
    TIME_ON_TASK = "time_on_task"
    TOTAL = "total"
    CANCELLED = "cancelled"


Stamps = Mapping[Stamp, datetime]
"""When each stamp was made; a stamp not made is absent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a duration is measured: the first stamp present of each list counts."""

    start: tuple[Stamp, ...]
    end: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class Duration:
    """A measured duration, with the two stamps it was measured between."""

    interval: Interval
    duration: timedelta
    start: Stamp
    end: Stamp

    @property
    def is_negative(self) -> bool:
        """Tell whether it runs backwards: one of its stamps must be wrong."""
        return self.duration < timedelta(0)

    @property
    def is_substituted(self) -> bool:
        """Tell whether a stamp was missing and its substitute was used."""
        rule = RULES[self.interval]
        return self.start is not rule.start[0] or self.end is not rule.end[0]


RULES: Final[Mapping[Interval, Rule]] = {
    Interval.CALL_TO_NOTIFIED: Rule((Stamp.CALL_RECEIVED,), (Stamp.UNIT_NOTIFIED,)),
    Interval.DISPATCH_TO_NOTIFIED: Rule((Stamp.DISPATCH_NOTIFIED,), (Stamp.UNIT_NOTIFIED,)),
    Interval.CALL_TO_EN_ROUTE: Rule(
        (Stamp.CALL_RECEIVED, Stamp.DISPATCH_NOTIFIED), (Stamp.UNIT_EN_ROUTE,)
    ),
    Interval.CHUTE: Rule((Stamp.UNIT_NOTIFIED,), (Stamp.UNIT_EN_ROUTE,)),
    Interval.RESPONSE: Rule((Stamp.UNIT_NOTIFIED,), (Stamp.ARRIVED_ON_SCENE,)),
    Interval.TRAVEL: Rule((Stamp.UNIT_EN_ROUTE,), (Stamp.ARRIVED_ON_SCENE,)),
    Interval.SCENE: Rule((Stamp.ARRIVED_ON_SCENE,), (Stamp.LEFT_SCENE, Stamp.BACK_IN_SERVICE)),
    Interval.PATIENT_SCENE: Rule(
        (Stamp.ARRIVED_AT_PATIENT,), (Stamp.LEFT_SCENE, Stamp.BACK_IN_SERVICE)
    ),
    Interval.TRANSPORT: Rule((Stamp.LEFT_SCENE,), (Stamp.PATIENT_ARRIVED,)),
    Interval.WALL: Rule((Stamp.PATIENT_ARRIVED,), (Stamp.CARE_TRANSFERRED,)),
    Interval.ARRIVAL_TO_SERVICE: Rule((Stamp.PATIENT_ARRIVED,), (Stamp.BACK_IN_SERVICE,)),
    Interval.TRANSFER_TO_SERVICE: Rule((Stamp.CARE_TRANSFERRED,), (Stamp.BACK_IN_SERVICE,)),
    Interval.TIME_ON_TASK: Rule((Stamp.UNIT_NOTIFIED,), (Stamp.BACK_IN_SERVICE,)),
    Interval.TOTAL: Rule(
        (Stamp.CALL_RECEIVED, Stamp.DISPATCH_NOTIFIED, Stamp.UNIT_NOTIFIED),
        (Stamp.BACK_IN_SERVICE,),
    ),
    Interval.CANCELLED: Rule((Stamp.UNIT_NOTIFIED,), (Stamp.CANCELLED,)),
}


def find_duration(interval: Interval, stamps: Stamps) -> Duration | None:
    """Return a standard duration, or ``None`` if a stamp and its substitutes are missing.

    Args:
        interval: which duration.
        stamps: the moments, each with its time zone.

    Raises:
        ValueError: if a stamp it needs has no time zone.
    """
    rule = RULES[interval]
    start, end = _first(rule.start, stamps), _first(rule.end, stamps)
    if start is None or end is None:
        return None
    if stamps[start].tzinfo is None or stamps[end].tzinfo is None:
        raise ValueError("a stamp needs its time zone")
    return Duration(interval, stamps[end] - stamps[start], start, end)


def durations(stamps: Stamps) -> dict[Interval, Duration]:
    """Return every standard duration which the stamps allow, in the order of the standard."""
    found = {interval: find_duration(interval, stamps) for interval in Interval}
    return {interval: duration for interval, duration in found.items() if duration is not None}


def call_to_notified(stamps: Stamps) -> timedelta | None:
    """Return the time from the call (01) until the unit is notified (03)."""
    return _length(Interval.CALL_TO_NOTIFIED, stamps)


def dispatch_to_notified(stamps: Stamps) -> timedelta | None:
    """Return the time from dispatch notified (02) until the unit is notified (03)."""
    return _length(Interval.DISPATCH_TO_NOTIFIED, stamps)


def call_to_en_route(stamps: Stamps) -> timedelta | None:
    """Return the time from the call (01, else 02) until the unit is en route (05)."""
    return _length(Interval.CALL_TO_EN_ROUTE, stamps)


def chute(stamps: Stamps) -> timedelta | None:
    """Return the time from the unit notified (03) until it is en route (05)."""
    return _length(Interval.CHUTE, stamps)


def response(stamps: Stamps) -> timedelta | None:
    """Return the time from the unit notified (03) until it is on scene (06)."""
    return _length(Interval.RESPONSE, stamps)


def travel(stamps: Stamps) -> timedelta | None:
    """Return the time from en route (05) until on scene (06)."""
    return _length(Interval.TRAVEL, stamps)


def scene(stamps: Stamps) -> timedelta | None:
    """Return the time from on scene (06) until the scene is left (09, else 13)."""
    return _length(Interval.SCENE, stamps)


def patient_scene(stamps: Stamps) -> timedelta | None:
    """Return the time from arrival at the patient (07) until the scene is left (09, else 13)."""
    return _length(Interval.PATIENT_SCENE, stamps)


def transport(stamps: Stamps) -> timedelta | None:
    """Return the time from leaving the scene (09) until the patient's arrival (11)."""
    return _length(Interval.TRANSPORT, stamps)


def wall(stamps: Stamps) -> timedelta | None:
    """Return the time from the patient's arrival (11) until care is transferred (12)."""
    return _length(Interval.WALL, stamps)


def arrival_to_service(stamps: Stamps) -> timedelta | None:
    """Return the time from the patient's arrival (11) until back in service (13)."""
    return _length(Interval.ARRIVAL_TO_SERVICE, stamps)


def transfer_to_service(stamps: Stamps) -> timedelta | None:
    """Return the time from transfer of care (12) until back in service (13)."""
    return _length(Interval.TRANSFER_TO_SERVICE, stamps)


def time_on_task(stamps: Stamps) -> timedelta | None:
    """Return the time from the unit notified (03) until back in service (13)."""
    return _length(Interval.TIME_ON_TASK, stamps)


def total(stamps: Stamps) -> timedelta | None:
    """Return the time from the call (01, else 02, else 03) until back in service (13)."""
    return _length(Interval.TOTAL, stamps)


def cancelled(stamps: Stamps) -> timedelta | None:
    """Return the time from the unit notified (03) until it is cancelled (14)."""
    return _length(Interval.CANCELLED, stamps)


def _length(interval: Interval, stamps: Stamps) -> timedelta | None:
    found = find_duration(interval, stamps)
    return None if found is None else found.duration


def _first(candidates: tuple[Stamp, ...], stamps: Stamps) -> Stamp | None:
    return next((stamp for stamp in candidates if stamp in stamps), None)
