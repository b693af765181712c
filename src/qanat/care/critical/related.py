"""What the watch adds to the page of a request: the patient whom it moves."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qanat.care.critical.permissions import SEE
from qanat.care.critical.queries.watches import watch_of_request
from qanat.care.critical.states import Outcome, WatchState
from qanat.foundation.actors import Actor
from qanat.web.related import Group, Related


def watch_of(actor: Actor, request_id: int) -> Group | None:
    """Return the watch from which a request came; nothing where there is none."""
    row = watch_of_request(actor, request_id) if actor.may(SEE) else None
    if row is None:
        return None
    line = Related(
        label=row.number,
        url=reverse("critical:watch", args=(row.id,)),
        note=row.facility,
        mark=Outcome(row.outcome).label if row.outcome else WatchState(row.state).label,
        tone="breach" if row.outcome == Outcome.DIED or (row.worsened_at and row.is_open) else "",
    )
    return Group(title=_("Watch over critical patients"), rows=(line,))
