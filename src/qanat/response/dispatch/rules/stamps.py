"""Which stamps move a mission, in which order times are possible."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.intervals import Stamp

MOVES: Final[Mapping[Stamp, tuple[str, ...]]] = {
    Stamp.CREW_CALLED: ("call_crew",),
    Stamp.UNIT_EN_ROUTE: ("depart",),
    Stamp.OFF_BLOCKS: (),
    Stamp.TAKE_OFF: ("depart",),
    Stamp.LANDING: ("land_aborted",),
    Stamp.ARRIVED_AT_PATIENT: ("reach_patient",),
    Stamp.PATIENT_LOADED: ("load", "load_next"),
    Stamp.PATIENT_ARRIVED: ("arrive",),
    Stamp.CARE_TRANSFERRED: ("hand_over",),
    Stamp.BACK_IN_SERVICE: ("return",),
}
"""The moves which a stamp makes; the first that is open from the mission's state is made."""

PREPARING: Final = frozenset({Stamp.UNIT_NOTIFIED, Stamp.WEATHER_CHECKED})
"""Times which a mission may have before its operator has answered."""
ON_HOLD: Final = PREPARING | {Stamp.CREW_CALLED}
"""Times which a mission may have while it waits for the weather."""
AFTER_DEPARTURE: Final = frozenset(
    {Stamp.LANDING, Stamp.PATIENT_ARRIVED, Stamp.CARE_TRANSFERRED, Stamp.BACK_IN_SERVICE}
)
"""Times which nothing can have that has not left, nor taken anybody on board."""

AHEAD: Final = timedelta(minutes=2)
"""Clocks of tablets may run ahead by this much."""

ORDER: Final = (
    (Stamp.TAKE_OFF, Stamp.LANDING),
    (Stamp.OFF_BLOCKS, Stamp.TAKE_OFF),
    (Stamp.UNIT_NOTIFIED, Stamp.UNIT_EN_ROUTE),
    (Stamp.ARRIVED_ON_SCENE, Stamp.LEFT_SCENE),
    (Stamp.ARRIVED_AT_PATIENT, Stamp.PATIENT_LOADED),
    (Stamp.PATIENT_LOADED, Stamp.PATIENT_ARRIVED),
    (Stamp.PATIENT_ARRIVED, Stamp.CARE_TRANSFERRED),
    (Stamp.CARE_TRANSFERRED, Stamp.BACK_IN_SERVICE),
)
"""Pairs of which the second can't be before the first of all firsts."""


@dataclass(frozen=True, slots=True)
class Made:
    """A stamp that was made and stands."""

    kind: Stamp
    at: datetime
    leg_id: int | None = None


def first_before(kind: Stamp, at: datetime, made: Iterable[Made]) -> Made | None:
    """Return the stamp which makes a new one impossible at a time, or None.

    A stamp may not be before the earliest stamp of the kind that must precede it. It may be
    after one that must follow it: a flight takes off again after it has landed.
    """
    made = list(made)
    for earlier, later in ORDER:
        if kind is later:
            firsts = [m for m in made if m.kind is earlier]
            if firsts and at < min(m.at for m in firsts):
                return min(firsts, key=lambda m: m.at)
    return None


def flights_before(at: datetime, made: Iterable[Made]) -> list[Made]:
    """Return take-offs and landings up to a time, in their order."""
    flights = (m for m in made if m.kind in {Stamp.TAKE_OFF, Stamp.LANDING} and m.at <= at)
    return sorted(flights, key=lambda m: m.at)


def aloft_since(at: datetime, made: Iterable[Made]) -> Made | None:
    """Return the take-off after which there is no landing up to a time, or None."""
    flights = flights_before(at, made)
    return flights[-1] if flights and flights[-1].kind is Stamp.TAKE_OFF else None


def given_aloft(at: datetime, made: Iterable[Made]) -> Made | None:
    """Return the take-off because of which nobody can be handed over at a time, or None.

    An ambulance may hand over whom the aircraft has brought, while it flies on: then there is a
    landing after the patient was taken on board.
    """
    made = list(made)
    off = aloft_since(at, made)
    if off is None:
        return None
    boarded = [m.at for m in made if m.kind is Stamp.PATIENT_LOADED and m.at <= at]
    landed = [m.at for m in flights_before(at, made) if m.kind is Stamp.LANDING]
    was_brought = bool(boarded and landed) and max(landed) >= max(boarded)
    return None if was_brought else off


def is_behind(at: datetime, made: Iterable[Made]) -> bool:
    """Tell whether a patient's way had ended after a time: who boards then is entered late."""
    ends = {Stamp.PATIENT_ARRIVED, Stamp.CARE_TRANSFERRED}
    return any(m.kind in ends and m.at > at for m in made)


def out_of_place(at: datetime, before: Made | None, after: Made | None) -> Made | None:
    """Return the neighbour beyond which a corrected time would move, or None.

    A correction keeps the order of stamps: what is wrong about the order is first made void.
    """
    if before is not None and at < before.at:
        return before
    if after is not None and at > after.at:
        return after
    return None


def first_earlier(times: Iterable[tuple[str, datetime | None]]) -> str | None:
    """Return the name of the first time which lies before one that is listed above it."""
    latest: datetime | None = None
    for name, at in times:
        if at is not None and latest is not None and at < latest:
            return name
        latest = at or latest
    return None
