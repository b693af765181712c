"""Find and lock the case a command works on, move it with its clocks."""

from datetime import datetime
from typing import Final

from qanat.care.abroad.models import Case
from qanat.care.abroad.queries.norms import step_due_at
from qanat.care.abroad.states import CASE
from qanat.events.abroad import CaseMoved
from qanat.foundation.actors import Actor
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import NotFound

CLOCKS: Final = ("state_at", "due_at")


def locked_case(actor: Actor, case_id: int, permission: str) -> Case:
    """Return a case, locked, which the actor sees and his permission reaches.

    Raises:
        NotFound: if there is none.
    """
    rows = Case.objects.visible_to(actor).within(actor, permission)
    if (row := rows.select_for_update(of=("self",)).filter(pk=case_id).first()) is None:
        raise NotFound
    return row


def decided_case(actor: Actor, case_id: int, permission: str) -> Case:
    """Return a case about which the commission decided, locked, which a permission reaches.

    Who carries a decision out need not see all of a case.

    Raises:
        NotFound: if there is none.
    """
    rows = Case.objects.within(actor, permission).exclude(decision="")
    if (row := rows.select_for_update(of=("self",)).filter(pk=case_id).first()) is None:
        raise NotFound
    return row


def go_on(
    actor: Actor,
    row: Case,
    move: str,
    now: datetime,
    *,
    reason: str = "",
    note: str = "",
    also: tuple[str, ...] = (),
) -> None:
    """Move a locked case; the clock of the step it enters begins."""
    row.state_at = now
    target = CASE.move(move).target
    row.due_at = step_due_at(target, now, is_urgent=row.is_urgent, decision=row.decision)
    make_move(actor, row, CASE, move, reason=reason, note=note, also=(*CLOCKS, *also))
    announce(CaseMoved(case_id=row.pk, move=move, at=now))
