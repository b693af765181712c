"""What operators' records do when others announce."""

from django.utils import timezone

from qanat.events.dispatch import MissionChanged
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.outbox import on
from qanat.response.dispatch.queries.missions import mission_row
from qanat.response.dispatch.states import MissionState
from qanat.response.operators.commands.answering import Kept, keep_answer

ANSWERS = {MissionState.ACCEPTED: "accept", MissionState.REFUSED: "refuse"}


@on(MissionChanged)
def keep_when_answered(event: MissionChanged) -> None:
    """Keep when a mission was answered elsewhere than at the operator's desk, once.

    News may come late: the answer was given when the mission was moved.
    """
    move = ANSWERS.get(MissionState(event.state))
    if move is None:
        return
    row = mission_row(SYSTEM, event.mission_id)
    if row.operator_id is None:
        return
    moved = [entry.at for entry in history("dispatch_mission", row.id) if entry.move == move]
    is_accepted = move == "accept"
    answer = Kept(
        is_accepted=is_accepted,
        answered_at=max(moved, default=timezone.now()),
        due_at=row.answer_due_at,
        reason="" if is_accepted else row.end_reason or "other",
    )
    keep_answer(SYSTEM, mission_id=row.id, answer=answer)
