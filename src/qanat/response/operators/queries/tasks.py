"""The tasks of an operator: what waits for an answer, what is planned and what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.queries.flown import ActualTimes, actual_times
from qanat.response.dispatch.queries.missions import MissionRow, MissionsWanted, mission_rows
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, OVER
from qanat.response.operators.models import Answer, Delay
from qanat.response.operators.parameters import OFF_BLOCKS_NORM

MOST = 100
JUST_OVER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What an operator answered."""

    mission_id: int
    is_accepted: bool
    answered_at: datetime
    due_at: datetime | None
    captain: str
    crew: str
    earliest_off_blocks_at: datetime | None
    crew_until: datetime | None
    remarks: str
    reason: str


@dataclass(frozen=True, slots=True)
class DelayRow:
    """Why a mission is late, as its operator said last."""

    mission_id: int
    reason: str
    expected_at: datetime | None
    note: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A mission as its operator works on it.

    Attributes:
        late_s: by how much it leaves, or left, later than planned; 0 while that is within
            the norm.
    """

    mission: MissionRow
    actual: ActualTimes
    answer: AnswerRow | None
    delay: DelayRow | None
    late_s: float

    @property
    def is_waiting(self) -> bool:
        """Whether the operator has not answered yet."""
        return self.mission.state == MissionState.PLANNED

    @property
    def left_at(self) -> datetime | None:
        """When it left its blocks or, where nobody stamped that, took off."""
        return self.actual.off_blocks_at or self.actual.took_off_at

    @property
    def has_short_crew(self) -> bool:
        """Whether the flight crew's duty ends before the mission is planned to."""
        until = self.answer.crew_until if self.answer else None
        ends_at = self.mission.planned_end_at
        return until is not None and ends_at is not None and until < ends_at


def tasks(actor: Actor, *, operator_id: int | None, now: datetime) -> list[Task]:
    """Return the active missions of the actor's operators, those first which wait for an answer.

    Args:
        actor: who looks.
        operator_id: of one operator, None for all the actor sees.
        now: the present moment.
    """
    wanted = MissionsWanted(mode="air", operator_id=operator_id)
    return _tasks(actor, _own(mission_rows(actor, wanted, count=MOST)), now)


def recent_tasks(actor: Actor, *, operator_id: int | None, now: datetime) -> list[Task]:
    """Return what ended within the last hours, the newest first."""
    wanted = MissionsWanted(
        states=tuple(OVER), mode="air", operator_id=operator_id, ended_since=now - JUST_OVER
    )
    return _tasks(actor, _own(mission_rows(actor, wanted, count=MOST)), now)


def _own(rows: Sequence[MissionRow]) -> list[MissionRow]:
    return [row for row in rows if row.operator_id is not None]


def _tasks(actor: Actor, rows: Sequence[MissionRow], now: datetime) -> list[Task]:
    ids = [row.id for row in rows]
    left, answers, delays = actual_times(ids), answers_of(actor, ids), delays_of(actor, ids)
    norm = timedelta(minutes=parameter(OFF_BLOCKS_NORM, on=now).number)
    return [
        Task(
            mission=row,
            actual=(actual := left.get(row.id, ActualTimes())),
            answer=answers.get(row.id),
            delay=(delay := delays.get(row.id)),
            late_s=lateness_s(row, actual, delay, now, norm),
        )
        for row in rows
    ]


def lateness_s(
    row: MissionRow, actual: ActualTimes, delay: DelayRow | None, now: datetime, norm: timedelta
) -> float:
    """Return by how much a mission leaves later than planned, 0 within the norm."""
    if row.planned_departure_at is None:
        return 0
    left_at = actual.off_blocks_at or actual.took_off_at
    if left_at is None:
        if row.state not in BEFORE_DEPARTURE:
            return 0
        expected = delay.expected_at if delay and delay.expected_at else now
        left_at = max(now, expected)
    late = left_at - row.planned_departure_at
    return late.total_seconds() if late > norm else 0


def answers_of(actor: Actor, mission_ids: Sequence[int]) -> dict[int, AnswerRow]:
    """Return the latest answer to each of some missions, of the operator which is asked now."""
    rows = Answer.objects.visible_to(actor).filter(
        mission_id__in=among_ids(mission_ids), operator=F("mission__operator")
    )
    return {
        row.mission_id: AnswerRow(
            row.mission_id,
            row.is_accepted,
            row.answered_at,
            row.due_at,
            row.captain,
            row.crew,
            row.earliest_off_blocks_at,
            row.crew_until,
            row.remarks,
            row.reason,
        )
        for row in rows.order_by("answered_at", "id")
    }


def short_crews(ends: Mapping[int, datetime]) -> dict[int, datetime]:
    """Return the missions whose flight crew's duty ends before them, and when that was said.

    Args:
        ends: when each mission is expected to be over.
    """
    if not ends:
        return {}
    rows = Answer.objects.filter(
        mission__in=among_ids(ends),
        operator=F("mission__operator"),
        is_accepted=True,
        crew_until__isnull=False,
    )
    return {
        row.mission_id: row.answered_at
        for row in rows
        if row.crew_until and row.crew_until < ends[row.mission_id]
    }


def flight_crews(now: datetime) -> dict[int, datetime]:
    """Return until when the flight crews of aircraft may be on duty, by their airlines' last word.

    What was said holds until it is over, also for the mission after the one it was said of.
    """
    rows = Answer.objects.filter(
        operator=F("mission__operator"),
        is_accepted=True,
        crew_until__gt=now,
        answered_at__lte=now,
        mission__aircraft__isnull=False,
    )
    said = rows.order_by("answered_at", "id").values_list("mission__aircraft_id", "crew_until")
    return {aircraft: until for aircraft, until in said if until is not None}


def delays_of(actor: Actor, mission_ids: Sequence[int]) -> dict[int, DelayRow]:
    """Return the last word about the delay of each of some missions."""
    rows = Delay.objects.visible_to(actor).filter(mission_id__in=among_ids(mission_ids))
    return {
        row.mission_id: DelayRow(
            row.mission_id, row.reason, row.expected_at, row.note, row.reported_at
        )
        for row in rows.order_by("id")
    }
