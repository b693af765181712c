"""How late a mission is, from the times it was to have, those it has, and where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from qanat.engine.intervals import Stamp
from qanat.response.dispatch.rules.stamps import Made
from qanat.response.dispatch.rules.way import GIVEN, Step, Told, met, missing

NONE: Final = timedelta(0)
ANCHORS: Final = frozenset({Stamp.UNIT_EN_ROUTE, Stamp.TAKE_OFF, Stamp.LANDING})
"""The times of which a plan is precise, and by which delay is told."""
CRAWLING_MPS: Final = 15.0
"""Slower than this an aircraft taxis, waits or hovers: its speed foretells nothing."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of a mission.

    Attributes:
        delay: behind its plan; negative when it is ahead.
        is_given: whether its patient is in others' care already, or none is to be.
        end_at: when it is expected to be over.
    """

    delay: timedelta
    is_given: bool
    end_at: datetime


def outlook(
    steps: Sequence[Step],
    made: Sequence[Made],
    planned_end_at: datetime,
    now: datetime,
    *,
    landing_at: datetime | None = None,
) -> Outlook:
    """Foretell a mission: what is made has its delay, what is due and not made is late by now.

    Only setting out and arriving tell of delay: a plan counts the work between as given.

    Args:
        steps: the times it was to have, in order.
        made: the stamps which stand, in order.
        planned_end_at: when it was to be over.
        now: the moment of asking.
        landing_at: when it will land by its present speed, if it is in the air and that is known.
    """
    left = missing(steps, _told(made))
    to_come = [s.planned_at for s in left if s.kind in ANCHORS and s.planned_at is not None]
    delay = _known(steps, made)
    if landing_at is not None and to_come:
        delay = landing_at - to_come[0]
    elif to_come:
        delay = max(delay, now - to_come[0])
    return Outlook(
        delay=delay,
        is_given=not any(s.kind is GIVEN for s in left),
        end_at=max(planned_end_at + max(delay, NONE), now),
    )


def _known(steps: Sequence[Step], made: Sequence[Made]) -> timedelta:
    """Return the delay of the last setting out or arriving for which the plan has a time."""
    delay = NONE
    for stamp, n in zip(made, met(steps, _told(made)), strict=True):
        step = steps[n] if n is not None else None
        if step and step.kind in ANCHORS and step.planned_at is not None:
            delay = stamp.at - step.planned_at
    return delay


def _told(made: Sequence[Made]) -> list[Told]:
    return [(one.kind, one.leg_id) for one in made]


def arrival(distance_m: float, speed_mps: float | None, at: datetime) -> datetime | None:
    """Return when a distance is flown at the present speed; None where that foretells nothing."""
    if speed_mps is None or speed_mps < CRAWLING_MPS:
        return None
    return at + timedelta(seconds=distance_m / speed_mps)


def is_broken(expected_at: datetime, promised_at: datetime, tolerance: timedelta) -> bool:
    """Tell whether what is expected misses what was promised by more than is tolerated."""
    return expected_at > promised_at + tolerance


def grown_end(expected_end_at: datetime, planned_end_at: datetime, step: timedelta) -> datetime:
    """Return until when a late mission needs what is promised to it, in whole steps of its plan."""
    over = expected_end_at - planned_end_at
    return planned_end_at + -(-over // step) * step if over > NONE else planned_end_at
