"""The big buttons of a mission: the times which come next and which the viewer may stamp."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.queries.mission_record import MissionRecord
from qanat.response.dispatch.queries.ways import open_steps, parts_of
from qanat.response.dispatch.rules.way import SHOWN, Step
from qanat.response.dispatch.states import MISSION, MissionState
from qanat.response.dispatch.states.stamps import STAMP_LABELS
from qanat.web.reply import Values


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why nothing may move yet, and a button for who may change that."""

    text: Text
    action: Text = ""
    url: str = ""


def next_steps(actor: Actor, record: MissionRecord) -> list[Step]:
    """Return the times which are expected next and which the viewer may stamp now."""
    standing = (s for s in record.stamps if s.pk not in record.corrected and not s.is_void)
    made = [(Kind(s.kind), s.leg_id) for s in standing]
    return open_steps(actor, record.mission, parts_of(record.legs), made)[:SHOWN]


def barrier(actor: Actor, row: Mission) -> Barrier | None:
    """Return what stands in the way of the next movement, if anything does."""
    if row.state == MissionState.PLANNED:
        text = _("The operator has not accepted yet. Before that nothing can depart.")
        return _barrier(actor, row, text, "accept")
    if row.state == MissionState.WEATHER_HOLD:
        text = _("It waits for the weather. Before that ends nothing can depart.")
        return _barrier(actor, row, text, "end_weather_hold")
    return None


def button(step: Step) -> Values:
    """Return a time as a button: pressed now, or as planned."""
    leg = str(step.leg_id or "")
    planned = step.planned_at.isoformat() if step.planned_at else ""
    place = f"|{step.place}" if step.place and not planned else ""
    return {
        "label": STAMP_LABELS[step.kind],
        "place": step.place,
        "planned_at": step.planned_at,
        "now": f"{step.kind.value}|{leg}{place}",
        "planned": f"{step.kind.value}|{leg}|{planned}",
    }


def _barrier(actor: Actor, row: Mission, text: str, name: str) -> Barrier:
    move = MISSION.move(name)
    if not actor.may(move.needs):
        return Barrier(text)
    return Barrier(text, move.label, reverse("dispatch:mission_move", args=(row.pk, name)))
