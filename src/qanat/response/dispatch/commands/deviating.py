"""Go another way than the physician decided: with a reason, and on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.refusals import Conflict
from qanat.registry.terminology.queries import reason_rows
from qanat.response.dispatch.models import Request, RequestLog
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.models.requests import LogKind
from qanat.response.dispatch.suggest import Proposal

LONGEST: Final = 2000


class NotAsDecided(Conflict):
    """A plan that is other than decided wants a reason."""

    status = 422
    code = "not_as_decided"
    text = _("The decision is “%(decision)s”. For another way choose the reason, then commit it.")


@dataclass(frozen=True, slots=True)
class Deviation:
    """Why another way is taken than the physician decided; the reason is of ``override``."""

    reason: str
    note: str = ""


def account_for(
    actor: Actor, request: Request, chosen: Proposal, deviation: Deviation | None, now: datetime
) -> None:
    """Write down why a plan is other than decided, within a command.

    Raises:
        NotAsDecided: if it is, and nobody says why.
    """
    if chosen.is_as_decided:
        return
    reasons = {row.code: row.text for row in reason_rows("override")}
    decided = Decision(request.decision).label
    if deviation is None or deviation.reason not in reasons:
        raise NotAsDecided(decision=decided)
    told = (decided, reasons[deviation.reason], deviation.note)
    text = " · ".join(str(part) for part in told if part)[:LONGEST]
    RequestLog.objects.create(
        request=request, kind=LogKind.DEVIATION, at=now, by_id=actor.id, text=text
    )
