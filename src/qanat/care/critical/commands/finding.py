"""Find and lock the watch a command works on, and tell who looks at it."""

from django.utils.translation import gettext_lazy as _

from qanat.care.critical.models import Watch
from qanat.care.critical.states import WatchState
from qanat.events.critical import WatchChanged
from qanat.foundation.actors import Actor
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, NotFound


class WatchEnded(Conflict):
    """Nothing is added to a watch which has ended."""

    code = "watch_ended"
    text = _("The watch “%(number)s” has ended.")


def locked_watch(actor: Actor, watch_id: int, permission: str, *, is_open: bool = True) -> Watch:
    """Return a watch, locked, which the actor sees and his permission reaches.

    Raises:
        NotFound: if there is none.
        WatchEnded: if it has ended and that matters.
    """
    rows = Watch.objects.visible_to(actor).within(actor, permission)
    if (row := rows.select_for_update(of=("self",)).filter(pk=watch_id).first()) is None:
        raise NotFound
    if is_open and row.state == WatchState.ENDED:
        raise WatchEnded(number=row.number)
    return row


def tell(row: Watch) -> None:
    """Tell everybody who looks at a watch that it changed."""
    announce(
        WatchChanged(watch_id=row.pk, region=row.region_id, profile=row.profile, state=row.state)
    )
