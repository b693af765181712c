"""Which times a mission is expected to have, from its legs, and which are still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.intervals import Stamp

CARRYING: Final = frozenset({"with_patient", "with_organ"})
BEFORE_AIR: Final = (Stamp.UNIT_NOTIFIED, Stamp.WEATHER_CHECKED, Stamp.CREW_CALLED)
DELIVERING: Final = CARRYING | {"with_team"}
FLIGHT: Final = frozenset({Stamp.TAKE_OFF, Stamp.LANDING})
GIVEN: Final = Stamp.CARE_TRANSFERRED
RANK: Final = {
    Stamp.UNIT_EN_ROUTE: 0,
    Stamp.LANDING: 1,
    Stamp.ARRIVED_AT_PATIENT: 2,
    Stamp.PATIENT_LOADED: 3,
    Stamp.TAKE_OFF: 4,
    Stamp.PATIENT_ARRIVED: 5,
    Stamp.CARE_TRANSFERRED: 6,
}
"""Which comes first of what the plan has in one moment."""
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
    is_support: bool = False
    """Driven by an ambulance which brings the patient to an aircraft, or meets it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A time which is expected: what, where, when by the plan, of whose leg."""

    kind: Stamp
    place: str = ""
    planned_at: datetime | None = None
    leg_id: int | None = None
    is_support: bool = False


Told = tuple[Stamp, int | None]
"""A stamp that was made and stands, and the leg it names."""
Timed = tuple[datetime, Step]
"""A step, and the moment which gives it its place among the others."""


def expected(parts: Sequence[Part], *, is_by_air: bool) -> list[Step]:
    """Return the times of a mission in their order, as its legs have them.

    A patient who changes from one vehicle to the next where it stops is on one journey: he is
    met where it begins and handed over where it ends, not at the airports between.
    """
    ordered = sorted(parts, key=lambda part: (part.departs_at, part.arrives_at))
    own = [part for part in ordered if not part.is_support]
    timed = [one for part in ordered for one in _around(part, ordered, is_by_air=is_by_air)]
    if own and not is_by_air:
        timed.append(_step(Stamp.UNIT_EN_ROUTE, own[0], own[0].departs_at))
    timed.sort(key=lambda one: (one[0], RANK[one[1].kind]))
    before = BEFORE_AIR if is_by_air else BEFORE_AIR[:1]
    end = (own[-1].end, own[-1].arrives_at) if own else ("", None)
    return [
        *(Step(kind) for kind in before),
        *(step for _at, step in timed),
        Step(Stamp.BACK_IN_SERVICE, *end),
    ]


def met(steps: Sequence[Step], made: Sequence[Told]) -> list[int | None]:
    """Return which expected time each stamp is, by its place among them; None if none.

    It is that of its leg, else the first of its kind which no other stamp is.
    """
    own: dict[Told, int] = {
        (step.kind, step.leg_id): n for n, step in enumerate(steps) if step.leg_id is not None
    }
    found: list[int | None] = [own.get(one) for one in made]
    left = [n for n in range(len(steps)) if n not in found]
    for place, (kind, _leg) in enumerate(made):
        if found[place] is None:
            found[place] = next((n for n in left if steps[n].kind is kind), None)
            left = [n for n in left if n != found[place]]
    return found


def missing(steps: Sequence[Step], made: Sequence[Told]) -> list[Step]:
    """Return the expected times which come after the last one that was made.

    Times that were skipped on the way are not asked for again. An aircraft and the ambulances
    which bring it the patient, or meet it, are under way at once: they skip nothing of each
    other, until the aircraft has him.
    """
    last = {False: -1, True: -1}
    for n in sorted({n for n in met(steps, made) if n is not None}):
        last[steps[n].is_support] = n
        if steps[n].kind not in FLIGHT:
            last[True] = n
    return [step for n, step in enumerate(steps) if n > last[step.is_support]]


def step_of(
    steps: Sequence[Step], made: Sequence[Told], kind: Stamp, leg_id: int | None = None
) -> Step | None:
    """Return the expected time which a stamp is: that of its leg, else the next of its kind."""
    if leg_id is not None:
        return next((s for s in steps if s.kind is kind and s.leg_id == leg_id), None)
    done = met(steps, made)
    return next((s for n, s in enumerate(steps) if s.kind is kind and n not in done), None)


def landings(parts: Sequence[Part], made: Iterable[Told]) -> list[Step]:
    """Return where an aircraft that breaks off may land: where it heads, whence it came."""
    parts = [part for part in parts if not part.is_support]
    offs = sum(kind is Stamp.TAKE_OFF for kind, _leg in made)
    if not 0 < offs <= len(parts):
        return [Step(Stamp.LANDING)]
    part = parts[offs - 1]
    places = dict.fromkeys((part.start, part.end))
    return [Step(Stamp.LANDING, place, None, part.id) for place in places]


def _around(part: Part, parts: Sequence[Part], *, is_by_air: bool) -> list[Timed]:
    """Return what happens before, on and after a leg, each with its moment."""
    flies = is_by_air and not part.is_support
    steps = []
    if part.kind in CARRYING:
        came_by = _beside(part, parts, is_before=True)
        if came_by is None:
            steps.append(_step(Stamp.ARRIVED_AT_PATIENT, part, _met_at(part, parts)))
        if (flies or not is_by_air) and (came_by is None or came_by.is_support):
            met_at = part.departs_at if came_by else _met_at(part, parts)
            steps.append(_step(Stamp.PATIENT_LOADED, part, met_at))
    if flies:
        steps.append(_step(Stamp.TAKE_OFF, part, part.departs_at))
        steps.append(_step(Stamp.LANDING, part, part.arrives_at, part.end))
    if part.kind in DELIVERING and _beside(part, parts, is_before=False) is None:
        there = Stamp.PATIENT_ARRIVED if part.kind in CARRYING else Stamp.ARRIVED_AT_PATIENT
        at = part.arrives_at + timedelta(seconds=1)  # after it has landed
        made = (part.end, part.arrives_at, part.id, part.is_support)
        steps += [(at, Step(kind, *made)) for kind in (there, GIVEN)]
    return steps


def _step(kind: Stamp, part: Part, at: datetime, place: str = "") -> Timed:
    return at, Step(kind, place or part.start, at, part.id, part.is_support)


def _beside(part: Part, parts: Sequence[Part], *, is_before: bool) -> Part | None:
    """Return the leg by which the same cargo came, or on which it goes on."""
    for other in reversed(parts) if is_before else parts:
        first, then = (other, part) if is_before else (part, other)
        goes_on = first.end == then.start and first.arrives_at <= then.departs_at
        if other is not part and other.kind == part.kind and goes_on:
            return other
    return None


def _met_at(part: Part, parts: Sequence[Part]) -> datetime:
    """Return when the first comes to where a patient is taken on board."""
    there = [p.arrives_at for p in parts if p.end == part.start and p.arrives_at <= part.departs_at]
    return max(there, default=part.departs_at)
