"""Say how a request went on whose missions have ended without saying it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Conflict, Invalid
from qanat.registry.terminology.queries import is_reason
from qanat.response.dispatch.commands.finding import locked_request, touch_request
from qanat.response.dispatch.commands.receiving import confirm_receiver, forget_planned_receiver
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.permissions import CLOSE
from qanat.response.dispatch.queries.settling import handed_over_at, is_adrift
from qanat.response.dispatch.states import REQUEST

REASONS = "correction"


class NotAdrift(Conflict):
    """Only what no mission serves any more is settled by hand."""

    code = "not_adrift"
    text = _("Request “%(number)s” is still served, or ended already. There is nothing to settle.")


class WhyUnknown(Invalid):
    """It is settled with a reason of the list."""

    code = "why_unknown"
    text = _("Choose the reason from the list.")


@command(needs=CLOSE)
def settle_request(
    actor: Actor, *, request_id: int, was_given: bool, reason: str, note: str = "", now: datetime
) -> None:
    """Say of a request which no mission serves any more that its patient is handed over, or waits.

    Raises:
        NotAdrift: if a mission serves it, or none is to.
        WhyUnknown: if the reason is none of the list.
    """
    row: Request = locked_request(actor, request_id)
    if not is_adrift(row):
        raise NotAdrift(number=row.number)
    if not is_reason(REASONS, reason):
        raise WhyUnknown
    if was_given:
        confirm_receiver(row, None, handed_over_at(row) or now)
        make_move(SYSTEM, row, REQUEST, "hand_over", reason=reason, note=note)
    else:
        make_move(SYSTEM, row, REQUEST, "untask", reason=reason, note=note)
        forget_planned_receiver(row)
    touch_request(row)
