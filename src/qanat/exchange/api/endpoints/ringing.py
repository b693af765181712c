"""Telephones that ring."""

from qanat.exchange.api.router import Call, endpoint
from qanat.exchange.api.shapes import told_as
from qanat.exchange.api.wire.ringing import RingingIn, RingingMade
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.ringing.commands import Ringing, ring
from qanat.response.ringing.permissions import RING


@endpoint("POST", "/ringing", needs=RING, status=201, errors=(FromTheFuture,))
def tell_ringing(call: Call, body: RingingIn) -> RingingMade:
    """Tell that a telephone rings: who sits there sees at once who calls.

    The same reference again is answered the same and shown once. Where nobody sits at the
    extension, ``is_shown`` is false.
    """
    ringing = Ringing(
        reference=body.reference,
        rang_at=body.rang_at,
        number=body.number,
        extension=body.extension,
        account=body.account,
    )
    return told_as(RingingMade, ring(call.actor, ringing=ringing, now=call.now))
