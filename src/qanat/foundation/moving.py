"""Apply a move to a locked row; the database guard and the audit do the rest."""

import json
from collections.abc import Callable
from typing import Protocol, TypeVar

from django.db import connection, models

from qanat.foundation.actors import Actor
from qanat.foundation.lifecycle import Lifecycle, ReasonMissing, ReasonUnknown, WrongState

S = TypeVar("S", bound=models.TextChoices)


ReasonCheck = Callable[[str, str], bool]
_reason_checks: list[ReasonCheck] = []


def check_reasons_by(check: ReasonCheck) -> None:
    """Have every reason of a move looked up: ``check(list, code)`` tells whether it is offered."""
    _reason_checks[:] = [check]


class Stateful(Protocol):
    """A row with a state."""

    state: str

    def save(self, *, update_fields: list[str]) -> None:
        """Store the named fields."""


def make_move(
    actor: Actor,
    row: Stateful,
    lifecycle: Lifecycle[S],
    name: str,
    *,
    reason: str = "",
    note: str = "",
    also: tuple[str, ...] = (),
) -> None:
    """Move a row along its lifecycle; the caller holds the row lock.

    Args:
        actor: who moves it; he needs the permission of the move.
        row: the locked row.
        lifecycle: the lifecycle of its ``state``.
        name: the move.
        reason: code from the move's reason list.
        note: free words of the actor; kept in the audit.
        also: other changed fields of the row to store with the state.

    Raises:
        WrongState: if the move does not lead out of the row's state.
        ReasonMissing: if the move needs a reason and none is given.
        ReasonUnknown: if the reason is not of the move's list.
        NotAllowed: if the actor lacks the permission.
    """
    move = lifecycle.move(name)
    source = lifecycle.states(row.state)
    if source not in move.sources:
        raise WrongState(move=move.label, state=source.label)
    actor.need(move.needs)
    if move.reasons and not reason:
        raise ReasonMissing(move=move.label)
    if move.reasons and not all(check(move.reasons, reason) for check in _reason_checks):
        raise ReasonUnknown(move=move.label)
    why = json.dumps({"move": name, "reason": reason, "note": note}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qanat.move', %s, true)", (why,))
    row.state = move.target.value
    row.save(update_fields=["state", *also])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qanat.move', '', true)")
