"""The way of a mission: its legs as parts of it, and the times they are expected to have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Leg, Mission
from qanat.response.dispatch.queries.mission_details import LegRow, MissionDetails
from qanat.response.dispatch.rules.stamps import MOVES, ON_HOLD, PREPARING
from qanat.response.dispatch.rules.way import Part, Step, Told, expected, landings, missing
from qanat.response.dispatch.states import MISSION, MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, OVER
from qanat.response.dispatch.states.stamps import STAMP_LABELS

Moving = Mission | MissionDetails
NOT_CALLED: Final = frozenset({MissionState.PLANNED, MissionState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class StepRow:
    """A time which is still expected: what, where, and when by the plan."""

    kind: str
    label: str
    place: str
    planned_at: datetime | None
    leg_id: int | None
    is_of_other: bool
    """Made by an ambulance which brings the patient to the mission's aircraft, or meets it."""


def steps_left(actor: Actor, details: MissionDetails) -> list[StepRow]:
    """Return every time which is still expected of a mission and which the viewer may stamp."""
    corrected = {stamp.corrects_id for stamp in details.stamps}
    made = [
        (Kind(stamp.kind), stamp.leg_id)
        for stamp in details.stamps
        if not stamp.is_void and stamp.id not in corrected
    ]
    parts = parts_of(details.legs)
    support = {part.id for part in parts if part.is_support}
    return [
        StepRow(
            step.kind.value,
            str(STAMP_LABELS[step.kind]),
            step.place,
            step.planned_at,
            step.leg_id,
            step.leg_id in support,
        )
        for step in open_steps(actor, details, parts, made)
    ]


def open_steps(
    actor: Actor, row: Moving, parts: Sequence[Part], made: Sequence[Told]
) -> list[Step]:
    """Return the times which are expected after those made, as far as the viewer may stamp them."""
    if row.state in OVER:
        return []
    if row.state == MissionState.ABORTED_ALOFT:
        return landings(parts, made)
    done = list(made)
    if row.state not in NOT_CALLED and all(kind is not Kind.CREW_CALLED for kind, _leg in done):
        done.append((Kind.CREW_CALLED, None))  # called by a button
    steps = missing(expected(parts, is_by_air=row.mode == "air"), done)
    return [step for step in steps if _may_stamp(actor, row, step.kind)]


def parts_of(legs: Iterable[Leg | LegRow]) -> list[Part]:
    """Return legs as parts of a way."""
    return [
        Part(
            leg.id,
            leg.kind,
            leg.from_name,
            leg.to_name,
            leg.planned_departure_at,
            leg.planned_arrival_at,
            is_support=leg.ambulance_id is not None,
        )
        for leg in legs
    ]


def way_of(row: Mission) -> tuple[list[Step], list[Told]]:
    """Return the times a mission is expected to have, and those it has."""
    legs = row.legs.filter(is_dropped=False).order_by("position", "id")
    made = row.stamps.valid().order_by("at", "id").values_list("kind", "leg_id")
    steps = expected(parts_of(legs), is_by_air=row.mode == "air")
    return steps, [(Kind(kind), leg_id) for kind, leg_id in made]


def _may_stamp(actor: Actor, row: Moving, kind: Kind) -> bool:
    open_now = {
        MissionState.PLANNED: PREPARING,
        MissionState.WEATHER_HOLD: ON_HOLD,
    }.get(MissionState(row.state))
    if open_now is not None and kind not in open_now:
        return False
    if row.state in BEFORE_DEPARTURE and kind is Kind.CREW_CALLED:
        return all(actor.may(MISSION.move(name).needs) for name in MOVES[kind])
    return True
