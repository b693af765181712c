"""What an operator says of a mission: accepted, crew called, waiting for the weather."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Invalid
from qanat.response.dispatch.commands.finding import locked_mission, touch_mission
from qanat.response.dispatch.commands.postponing import answer_within, postpone
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.permissions import OPERATE
from qanat.response.dispatch.states import MISSION, MissionState

HOLD: Final = ("hold_reason", "hold_until", "held_from")
RESUMING: Final = {
    MissionState.PLANNED.value: "resume_offer",
    MissionState.ACCEPTED.value: "resume_answer",
}
"""By which move a mission goes on that was held before its crew was called."""


class HoldInThePast(Invalid):
    """A hold for weather has an expected end, and that is to come."""

    code = "hold_in_the_past"
    text = _("Enter until when the weather is expected to forbid it: a time which is to come.")


@command(needs=OPERATE)
def accept_mission(
    actor: Actor, *, mission_id: int, version: int | None = None, note: str = ""
) -> None:
    """Accept a mission for the operator; who accepts twice has accepted."""
    row = locked_mission(actor, mission_id)
    if row.state != MissionState.ACCEPTED:
        _move(actor, locked_mission(actor, mission_id, version), "accept", note=note)


@command(needs=OPERATE)
def call_crew(actor: Actor, *, mission_id: int, version: int | None = None) -> None:
    """Say that the crew is called."""
    _move(actor, locked_mission(actor, mission_id, version), "call_crew")


@command(needs=OPERATE)
def hold_for_weather(
    actor: Actor,
    *,
    mission_id: int,
    version: int | None = None,
    reason: str,
    until: datetime | None,
    note: str = "",
    now: datetime,
) -> None:
    """Wait for weather: why, and until when as far as is known.

    Where that is after the planned departure the plan moves with it, if everything that is
    promised is free then; else it is for the dispatcher to plan again.

    Raises:
        HoldInThePast: if no end is given, or one that is not to come.
    """
    if until is None or until <= now:
        raise HoldInThePast
    row = locked_mission(actor, mission_id, version)
    row.hold_reason, row.hold_until, row.held_from = reason, until, row.state
    if row.state == MissionState.PLANNED:
        row.answer_due_at = until + answer_within(now)
    _move(actor, row, "hold_for_weather", reason, note, also=(*HOLD, "answer_due_at"))
    postpone(row, until)


@command(needs=OPERATE)
def end_weather_hold(
    actor: Actor, *, mission_id: int, version: int | None = None, note: str = ""
) -> None:
    """Say that the weather allows to fly: the mission goes on from where it was held."""
    row = locked_mission(actor, mission_id, version)
    move = RESUMING.get(row.held_from, "end_weather_hold")
    row.hold_reason, row.hold_until, row.held_from = "", None, ""
    _move(actor, row, move, note=note, also=HOLD)


def _move(
    actor: Actor,
    row: Mission,
    move: str,
    reason: str = "",
    note: str = "",
    also: tuple[str, ...] = (),
) -> None:
    make_move(actor, row, MISSION, move, reason=reason, note=note, also=also)
    touch_mission(row)
