"""The big buttons of a mission: the times which come next and which the viewer may stamp."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.engine.intervals import Stamp as Kind
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Text
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.queries.mission_record import MissionRecord
from qanat.response.dispatch.queries.ways import parts_of
from qanat.response.dispatch.rules.stamps import MOVES, ON_HOLD, PREPARING
from qanat.response.dispatch.rules.way import SHOWN, Step, expected, landings, missing
from qanat.response.dispatch.states import MISSION, MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE, OVER
from qanat.response.dispatch.states.stamps import STAMP_LABELS
from qanat.web.reply import Values

NOT_CALLED: Final = frozenset({MissionState.PLANNED, MissionState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why nothing may move yet, and a button for who may change that."""

    text: Text
    action: Text = ""
    url: str = ""


def next_steps(actor: Actor, record: MissionRecord) -> list[Step]:
    """Return the times which are expected next and which the viewer may stamp now."""
    row = record.mission
    if row.state in OVER:
        return []
    made = [Kind(s.kind) for s in record.stamps if s.pk not in record.corrected and not s.is_void]
    parts = parts_of(record.legs)
    if row.state == MissionState.ABORTED_ALOFT:
        return landings(parts, made)
    if row.state not in NOT_CALLED and Kind.CREW_CALLED not in made:
        made.append(Kind.CREW_CALLED)  # called by a button
    steps = missing(expected(parts, is_by_air=row.mode == "air"), made)
    return [step for step in steps if _may_stamp(actor, row, step.kind)][:SHOWN]


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


def _may_stamp(actor: Actor, row: Mission, kind: Kind) -> bool:
    open_now = {
        MissionState.PLANNED: PREPARING,
        MissionState.WEATHER_HOLD: ON_HOLD,
    }.get(MissionState(row.state))
    if open_now is not None and kind not in open_now:
        return False
    if row.state in BEFORE_DEPARTURE and kind is Kind.CREW_CALLED:
        return all(actor.may(MISSION.move(name).needs) for name in MOVES[kind])
    return True
