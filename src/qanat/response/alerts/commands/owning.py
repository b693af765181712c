"""Acknowledge alerts by name, and close those whose cause stays."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, NotFound
from qanat.response.alerts.commands.telling import tell
from qanat.response.alerts.models import Alert
from qanat.response.alerts.permissions import ACKNOWLEDGE, CLOSE
from qanat.response.alerts.states import ALERT, AlertState


class AcknowledgedByOther(Conflict):
    """Somebody else has the alert already."""

    code = "acknowledged_by_other"
    text = _("%(who)s acknowledged this alert at %(at)s.")


@command(needs=ACKNOWLEDGE)
def acknowledge_alert(actor: Actor, *, alert_id: int, now: datetime) -> None:
    """Own an alert by name from now on; doing so twice changes nothing.

    Raises:
        AcknowledgedByOther: if somebody else was first.
        WrongState: if it is over.
    """
    row = _locked(actor, alert_id, ACKNOWLEDGE)
    if row.state == AlertState.ACKNOWLEDGED:
        if row.acknowledged_by == actor.id:
            return
        at = row.acknowledged_at or now
        who = names_of([row.acknowledged_by])[row.acknowledged_by]
        raise AcknowledgedByOther(who=who, at=f"{localtime(at):%H:%M}")
    row.acknowledged_at, row.acknowledged_by = now, actor.id
    make_move(actor, row, ALERT, "acknowledge", also=("acknowledged_at", "acknowledged_by"))
    tell(row)


@command(needs=CLOSE)
def close_alert(actor: Actor, *, alert_id: int, reason: str, note: str = "", now: datetime) -> None:
    """Close an alert whose cause stays, with a reason; this occurrence is not raised again.

    Raises:
        WrongState: if it is over.
    """
    row = _locked(actor, alert_id, CLOSE)
    row.ended_at, row.ended_by, row.end_reason = now, actor.id, reason
    also = ("ended_at", "ended_by", "end_reason")
    make_move(actor, row, ALERT, "close", reason=reason, note=note, also=also)
    tell(row)


def _locked(actor: Actor, alert_id: int, permission: str) -> Alert:
    rows = Alert.objects.within(actor, permission).select_for_update(of=("self",))
    row = rows.filter(pk=alert_id).first()
    if row is None:
        raise NotFound
    return row
