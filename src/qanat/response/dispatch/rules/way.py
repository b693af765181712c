"""Which times a mission is expected to have, from its legs, and which are still missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.engine.intervals import Stamp

CARRYING: Final = frozenset({"with_patient", "with_organ"})
BEFORE_AIR: Final = (Stamp.UNIT_NOTIFIED, Stamp.WEATHER_CHECKED, Stamp.CREW_CALLED)
SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A planned leg as far as its times go."""

    id: int
    kind: str
    start: str
    end: str
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A time which is expected: what, where, and when by the plan."""

    kind: Stamp
    place: str = ""
    planned_at: datetime | None = None
    leg_id: int | None = None


def expected(parts: Sequence[Part], *, is_by_air: bool) -> list[Step]:
    """Return the times of a mission in their order, as its legs have them."""
    steps = [Step(kind) for kind in BEFORE_AIR] if is_by_air else [Step(Stamp.UNIT_NOTIFIED)]
    if parts and parts[0].kind in CARRYING:
        steps += _met(parts[0].start, parts[0].departs_at, parts[0].id)
    for n, part in enumerate(parts):
        following = parts[n + 1].kind if n + 1 < len(parts) else ""
        steps += _leg(part, is_by_air=is_by_air, is_first=n == 0)
        steps += _at_end(part, following)
    last = parts[-1] if parts else None
    end = (last.end, last.arrives_at) if last else ("", None)
    return [*steps, Step(Stamp.BACK_IN_SERVICE, *end)]


def missing(steps: Sequence[Step], made: Iterable[Stamp]) -> list[Step]:
    """Return the expected times which come after the last one that was made.

    Each made stamp stands for the first expected one of its kind; times that were skipped on
    the way are not asked for again.
    """
    left = Counter(made)
    last = -1
    for n, step in enumerate(steps):
        if left[step.kind] > 0:
            left[step.kind] -= 1
            last = n
    return list(steps[last + 1 :])


def step_of(
    steps: Sequence[Step], made: Iterable[Stamp], kind: Stamp, leg_id: int | None = None
) -> Step | None:
    """Return the expected time which a stamp is: that of its leg, else the next of its kind."""
    alike = [step for step in steps if step.kind is kind]
    if leg_id is not None:
        return next((step for step in alike if step.leg_id == leg_id), None)
    before = sum(one is kind for one in made)
    return alike[before] if before < len(alike) else None


def landings(parts: Sequence[Part], made: Iterable[Stamp]) -> list[Step]:
    """Return where an aircraft that breaks off may land: where it heads, whence it came."""
    offs = sum(one is Stamp.TAKE_OFF for one in made)
    if not 0 < offs <= len(parts):
        return [Step(Stamp.LANDING)]
    part = parts[offs - 1]
    places = dict.fromkeys((part.start, part.end))
    return [Step(Stamp.LANDING, place, None, part.id) for place in places]


def _leg(part: Part, *, is_by_air: bool, is_first: bool) -> list[Step]:
    if is_by_air:
        return [
            Step(Stamp.TAKE_OFF, part.start, part.departs_at, part.id),
            Step(Stamp.LANDING, part.end, part.arrives_at, part.id),
        ]
    if is_first:
        return [Step(Stamp.UNIT_EN_ROUTE, part.start, part.departs_at, part.id)]
    return []


def _at_end(part: Part, following: str) -> list[Step]:
    """Return what happens where a leg ends: the patient is met, taken on board, handed over."""
    place, at = part.end, part.arrives_at
    if part.kind in CARRYING:
        return [
            Step(Stamp.PATIENT_ARRIVED, place, at, part.id),
            Step(Stamp.CARE_TRANSFERRED, place, at, part.id),
        ]
    if following in CARRYING:
        return _met(place, at, part.id)
    if part.kind == "with_team":
        return [
            Step(Stamp.ARRIVED_AT_PATIENT, place, at, part.id),
            Step(Stamp.CARE_TRANSFERRED, place, at, part.id),
        ]
    return []


def _met(place: str, at: datetime, leg_id: int) -> list[Step]:
    return [
        Step(Stamp.ARRIVED_AT_PATIENT, place, at, leg_id),
        Step(Stamp.PATIENT_LOADED, place, at, leg_id),
    ]
