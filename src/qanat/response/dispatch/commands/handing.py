"""Take charge of a request, or hand it to a colleague; who had it is told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.access.queries.colleagues import colleagues
from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.messages.commands import About, Recipient, send_message
from qanat.foundation.refusals import Invalid
from qanat.response.dispatch.commands.finding import locked_request, touch_request
from qanat.response.dispatch.models import Request, RequestLog
from qanat.response.dispatch.models.requests import LogKind
from qanat.response.dispatch.permissions import REGISTER
from qanat.response.dispatch.wording import REQUEST_GIVEN, REQUEST_TAKEN


class NotThere(Invalid):
    """A request is handed to somebody who can take care of it now."""

    code = "not_there"
    text = _("Choose a colleague who is signed in and takes requests of this region.")


@command(needs=REGISTER)
def take_request(actor: Actor, *, request_id: int, now: datetime) -> None:
    """Answer for a request from now on."""
    _hand(actor, locked_request(actor, request_id), actor.id, "", now)


@command(needs=REGISTER)
def give_request(
    actor: Actor, *, request_id: int, account_id: int, note: str = "", now: datetime
) -> None:
    """Hand a request to a colleague who is there, with a word for him.

    Raises:
        NotThere: if he is not signed in, or takes no requests of this region.
    """
    row = locked_request(actor, request_id)
    if account_id not in dict(colleagues(REGISTER, row.region_id or "", now)):
        raise NotThere
    _hand(actor, row, account_id, note, now)


def _hand(actor: Actor, row: Request, account_id: int, note: str, now: datetime) -> None:
    before = row.owner_id
    if before == account_id:
        return
    row.owner_id = account_id
    row.save(update_fields=["owner_id"])
    names = names_of({before, account_id, actor.id})
    passed = f"{names[before]} → {names[account_id]}" if before is not None else names[account_id]
    text = f"{passed}. {note}" if note else passed
    RequestLog.objects.create(
        request=row, kind=LogKind.HANDOVER, at=now, by_id=actor.id, text=text[:2000]
    )
    if before not in (None, actor.id):
        _tell(row, before, REQUEST_TAKEN)
    if account_id != actor.id:
        _tell(row, account_id, REQUEST_GIVEN)
    touch_request(row)


def _tell(row: Request, account_id: int | None, wording: str) -> None:
    send_message(
        SYSTEM,
        to=Recipient(account_id=account_id),
        wording=wording,
        values={"number": row.number},
        about=About("request", row.pk, row.region_id or ""),
    )
