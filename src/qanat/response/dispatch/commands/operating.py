"""What an operator says of a mission: accepted, crew called, waiting for the weather."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Invalid
from qanat.response.dispatch.commands.finding import locked_mission, touch_mission
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.permissions import OPERATE
from qanat.response.dispatch.states import MISSION, MissionState


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

    Raises:
        HoldInThePast: if no end is given, or one that is not to come.
    """
    if until is None or until <= now:
        raise HoldInThePast
    row = locked_mission(actor, mission_id, version)
    row.hold_reason, row.hold_until = reason, until
    _move(actor, row, "hold_for_weather", reason, note, also=("hold_reason", "hold_until"))


@command(needs=OPERATE)
def end_weather_hold(
    actor: Actor, *, mission_id: int, version: int | None = None, note: str = ""
) -> None:
    """Say that the weather allows to fly."""
    row = locked_mission(actor, mission_id, version)
    row.hold_reason, row.hold_until = "", None
    _move(actor, row, "end_weather_hold", note=note, also=("hold_reason", "hold_until"))


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
