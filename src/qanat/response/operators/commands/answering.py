"""Answer tasks for an operator: who flies, or why not and what is offered instead."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qanat.events.operators import DelayReported, TaskAnswered
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.fleet.queries import aircraft_record
from qanat.registry.terminology.queries import is_reason
from qanat.response.dispatch.commands.missions import refuse_mission
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.permissions import OPERATE
from qanat.response.dispatch.queries.missions import MissionRow, mission_row
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.operators.models import Answer, Delay
from qanat.web.wording import moment as moment_text


class CaptainMissing(Invalid):
    """Somebody commands an aircraft."""

    code = "captain_missing"
    text = gettext_lazy("Name the captain.")


class CrewTooLong(Invalid):
    """A crew's duty ends after it begins."""

    code = "crew_until_too_early"
    text = gettext_lazy("The crew's duty would end before the aircraft leaves.")


class HasLeft(Conflict):
    """Who has left is not late any more."""

    code = "has_left"
    text = gettext_lazy("Mission “%(number)s” has left or is over; a delay can't be reported.")


class UnknownDelay(Invalid):
    """A delay has a reason of the list."""

    code = "unknown_delay"
    text = gettext_lazy("Choose why it is late.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Who flies and from when; ``crew_until``: the end of the flight crew's duty, if known."""

    captain: str
    crew: str = ""
    earliest_off_blocks_at: datetime | None = None
    crew_until: datetime | None = None
    remarks: str = ""

    def told(self) -> str:
        """Put it into words for the mission's history."""
        parts = [_("Captain: %(name)s") % {"name": self.captain}]
        if self.crew:
            parts.append(_("crew: %(names)s") % {"names": self.crew})
        if self.earliest_off_blocks_at:
            at = moment_text(self.earliest_off_blocks_at, "short")
            parts.append(_("off blocks not before %(time)s") % {"time": at})
        if self.crew_until:
            at = moment_text(self.crew_until, "short")
            parts.append(_("crew on duty until %(time)s") % {"time": at})
        return "; ".join([*parts, self.remarks] if self.remarks else parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a task is refused, and what is offered instead."""

    reason: str
    remarks: str = ""
    aircraft_id: int | None = None
    offered_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it came by another way than the operator's desk."""

    is_accepted: bool
    answered_at: datetime
    due_at: datetime | None = None
    reason: str = ""


@command(needs=OPERATE)
def accept_task(
    actor: Actor,
    *,
    mission_id: int,
    acceptance: Acceptance,
    now: datetime,
) -> None:
    """Accept a mission for its operator and say who flies; who accepts twice has accepted.

    Raises:
        CaptainMissing: if nobody commands the aircraft.
        CrewTooLong: if the crew's duty ends before the aircraft may leave.
    """
    row, operator_id = asked_mission(actor, mission_id)
    said = acceptance
    if not said.captain.strip():
        raise CaptainMissing
    leaves_at = said.earliest_off_blocks_at or row.planned_departure_at
    if said.crew_until and leaves_at and said.crew_until <= leaves_at:
        raise CrewTooLong
    accept_mission(actor, mission_id=mission_id, note=said.told())
    _keep(
        mission_id,
        operator_id,
        is_accepted=True,
        answered_at=now,
        due_at=row.answer_due_at,
        by_id=actor.id,
        captain=said.captain[:160],
        crew=said.crew[:400],
        earliest_off_blocks_at=said.earliest_off_blocks_at,
        crew_until=said.crew_until,
        remarks=said.remarks[:1000],
    )


@command(needs=OPERATE)
def refuse_task(
    actor: Actor,
    *,
    mission_id: int,
    refusal: Refused,
    now: datetime,
) -> None:
    """Refuse a mission for its operator, with a reason and with what is offered instead.

    Raises:
        NotFound: if the aircraft offered is not the operator's.
    """
    row, operator_id = asked_mission(actor, mission_id)
    told = [refusal.remarks] if refusal.remarks else []
    if refusal.aircraft_id is not None:
        craft = aircraft_record(actor, refusal.aircraft_id, at=now).row
        if craft.operator_id != operator_id:
            raise NotFound
        told.append(_("Offered instead: %(tail)s") % {"tail": craft.tail})
    if refusal.offered_from is not None:
        at = moment_text(refusal.offered_from)
        told.append(_("possible from %(time)s") % {"time": at})
    refuse_mission(
        actor,
        mission_id=mission_id,
        reason=refusal.reason,
        note="; ".join(told),
        now=now,
    )
    _keep(
        mission_id,
        operator_id,
        is_accepted=False,
        answered_at=now,
        due_at=row.answer_due_at,
        by_id=actor.id,
        reason=refusal.reason,
        remarks=refusal.remarks[:1000],
        offered_aircraft_id=refusal.aircraft_id,
        offered_from=refusal.offered_from,
    )


@command(needs=OPERATE)
def keep_answer(actor: Actor, *, mission_id: int, answer: Kept) -> None:
    """Keep when a mission was answered elsewhere; what its operator said stays as it is."""
    _row, operator_id = asked_mission(actor, mission_id)
    _keep(
        mission_id,
        operator_id,
        is_accepted=answer.is_accepted,
        answered_at=answer.answered_at,
        due_at=answer.due_at,
        by_id=actor.id,
        reason=answer.reason,
    )


@command(needs=OPERATE)
def report_delay(
    actor: Actor,
    *,
    mission_id: int,
    reason: str,
    expected_at: datetime | None = None,
    note: str = "",
    now: datetime,
) -> None:
    """Say why a mission leaves later than planned, and when it is expected to leave.

    Raises:
        UnknownDelay: if the reason is not of the list.
        HasLeft: if it has left.
    """
    row, operator_id = asked_mission(actor, mission_id)
    if not is_reason("delay", reason):
        raise UnknownDelay
    if row.state not in BEFORE_DEPARTURE:
        raise HasLeft(number=row.number)
    Delay.objects.create(
        mission_id=mission_id,
        operator_id=operator_id,
        reason=reason,
        expected_at=expected_at,
        note=note[:300],
        reported_at=now,
        by_id=actor.id,
    )
    expected = expected_at.isoformat() if expected_at else ""
    announce(DelayReported(mission_id=mission_id, operator_id=operator_id, expected_at=expected))


def asked_mission(actor: Actor, mission_id: int) -> tuple[MissionRow, int]:
    """Return a mission which an operator flies, and that operator.

    Raises:
        NotFound: if there is none, it is flown by no operator, or by one which is not the
            actor's.
    """
    row = mission_row(actor, mission_id)
    scope = actor.scope_of(OPERATE)
    if row.operator_id is None or not (scope.nation or row.operator_id in scope.operators):
        raise NotFound
    return row, row.operator_id


def _keep(mission_id: int, operator_id: int, *, is_accepted: bool, **said: object) -> None:
    _answer, is_new = Answer.objects.get_or_create(
        mission_id=mission_id, operator_id=operator_id, is_accepted=is_accepted, defaults=said
    )
    if is_new:
        announce(
            TaskAnswered(mission_id=mission_id, operator_id=operator_id, is_accepted=is_accepted)
        )
