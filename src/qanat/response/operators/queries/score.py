"""The score card of an operator: every figure is counted from the records it leads to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qanat.foundation.actors import Actor
from qanat.foundation.bulk import among_ids
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.periods import Period
from qanat.registry.fleet.queries import operator_row
from qanat.registry.fleet.queries.serviceability import FitTime, fit_times
from qanat.response.dispatch.queries.flown import ActualTimes, actual_times
from qanat.response.dispatch.queries.of_operator import (
    OperatorMission,
    missions_of_operator,
    planned_s,
)
from qanat.response.dispatch.states import MissionState
from qanat.response.operators.models import Answer, Difference, Invoice, InvoiceLine
from qanat.response.operators.parameters import OFF_BLOCKS_NORM
from qanat.response.operators.permissions import SEE
from qanat.response.operators.rules.score import Share
from qanat.response.operators.states import DifferenceState

ABORTED = frozenset({MissionState.ABORTED, MissionState.ABORTED_ALOFT})


class Figure(StrEnum):
    """The figures of a score card."""

    ANSWERED = "answered"
    REFUSED = "refused"
    OFF_BLOCKS = "off_blocks"
    ABORTED = "aborted"
    SERVICEABLE = "serviceable"
    HOURS = "hours"
    DIFFERENCES = "differences"


@dataclass(frozen=True, slots=True)
class Counted:
    """A mission within a figure.

    Attributes:
        is_part: whether it is of the part, or only of the whole.
        due_at: what it is measured by, if that is a time.
        at: when it happened, if that is a time.
    """

    mission: OperatorMission
    is_part: bool
    due_at: datetime | None = None
    at: datetime | None = None
    planned_s: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What an operator did within some days."""

    shares: Mapping[Figure, Share]
    refusals: Mapping[str, int]
    missions: Mapping[Figure, Sequence[Counted]]
    aircraft: Sequence[FitTime]


def card(actor: Actor, operator_id: int, period: Period, now: datetime) -> Card:
    """Return the score card of an operator.

    Raises:
        NotFound: if there is no such operator, or the actor may not see it.
    """
    actor.need(SEE)
    operator_row(actor, operator_id)
    start, end = period.starts_at, min(period.ends_before, now)
    missions = missions_of_operator(operator_id, start, end) if start < end else []
    by_figure = _by_figure(missions, now)
    aircraft = fit_times(operator_id, start, end) if start < end else []
    shares = {
        figure: Share(sum(one.is_part for one in found), len(found))
        for figure, found in by_figure.items()
    }
    flown = by_figure[Figure.HOURS]
    shares[Figure.HOURS] = Share(
        sum(one.mission.flown_s or 0 for one in flown), sum(one.planned_s or 0 for one in flown)
    )
    shares[Figure.SERVICEABLE] = Share(
        sum(craft.fit_s for craft in aircraft), sum(craft.known_s for craft in aircraft)
    )
    shares[Figure.DIFFERENCES] = _differences(operator_id, period)
    refused = [one.mission for one in by_figure[Figure.REFUSED] if one.is_part]
    reasons = Counter(mission.end_reason for mission in refused)
    return Card(shares, dict(reasons.most_common()), by_figure, aircraft)


def _by_figure(missions: Sequence[OperatorMission], now: datetime) -> dict[Figure, list[Counted]]:
    ids = [mission.id for mission in missions]
    answers, left, planned = _first_answers(ids), actual_times(ids), planned_s(ids)
    norm = timedelta(minutes=parameter(OFF_BLOCKS_NORM, on=now).number)
    found: dict[Figure, list[Counted]] = {
        figure: []
        for figure in (
            Figure.ANSWERED,
            Figure.REFUSED,
            Figure.OFF_BLOCKS,
            Figure.ABORTED,
            Figure.HOURS,
        )
    }
    for mission in missions:
        at = answers.get(mission.id)
        due_at = mission.answer_due_at
        if due_at is not None and (at is not None or _is_overdue(mission, now)):
            is_kept = at is not None and at <= due_at
            found[Figure.ANSWERED].append(Counted(mission, is_kept, due_at, at))
        if at is not None:
            is_refused = mission.state == MissionState.REFUSED
            found[Figure.REFUSED].append(Counted(mission, is_refused, at=at))
        if mission.took_off_at is not None:
            is_aborted = mission.state in ABORTED
            found[Figure.ABORTED].append(Counted(mission, is_aborted, at=mission.took_off_at))
        if (off := _off_blocks(mission, left.get(mission.id), norm)) is not None:
            found[Figure.OFF_BLOCKS].append(off)
        if mission.flown_s is not None and mission.id in planned:
            hours = Counted(mission, is_part=True, planned_s=planned[mission.id])
            found[Figure.HOURS].append(hours)
    return found


def _is_overdue(mission: OperatorMission, now: datetime) -> bool:
    is_waiting = mission.state == MissionState.PLANNED
    return is_waiting and mission.answer_due_at is not None and mission.answer_due_at < now


def _off_blocks(
    mission: OperatorMission, actual: ActualTimes | None, norm: timedelta
) -> Counted | None:
    at = (actual.off_blocks_at or actual.took_off_at) if actual else None
    planned_at = mission.planned_departure_at
    if at is None or planned_at is None:
        return None
    return Counted(mission, at - planned_at <= norm, planned_at, at)


def _first_answers(mission_ids: Sequence[int]) -> dict[int, datetime]:
    rows = Answer.objects.filter(mission_id__in=among_ids(mission_ids))
    newest_first = rows.order_by("-answered_at", "-id")
    return dict(newest_first.values_list("mission_id", "answered_at"))  # the first comes last


def _differences(operator_id: int, period: Period) -> Share:
    """Count the differences of invoices which end within a period, of how many lines."""
    invoices = Invoice.objects.filter(operator=operator_id).ended_within(period)
    lines = InvoiceLine.objects.filter(invoice__in=invoices)
    found = Difference.objects.filter(invoice__in=invoices).exclude(state=DifferenceState.LAPSED)
    return Share(found.count(), lines.count())
