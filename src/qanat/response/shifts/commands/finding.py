"""Find and lock a shift, and tell that it changed."""

from qanat.events.shifts import ShiftChanged
from qanat.foundation.actors import Actor
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import NotFound
from qanat.response.shifts.models import Shift


def locked_shift(actor: Actor, shift_id: int) -> Shift:
    """Return a shift, locked.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = (
        Shift.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=shift_id).first()
    )
    if row is None:
        raise NotFound
    return row


def tell(row: Shift) -> None:
    """Tell everybody who looks at a shift that it changed."""
    announce(ShiftChanged(shift_id=row.pk, state=row.state))
