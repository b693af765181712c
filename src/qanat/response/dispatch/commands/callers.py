"""Make the telephones of who called findable, where they were stored before keys were."""

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.telephones import key_telephones
from qanat.response.dispatch.models import Call, Request
from qanat.response.dispatch.permissions import CORRECT


@command(needs=CORRECT)
def key_callers(actor: Actor) -> int:  # noqa: ARG001 (who is told to the audit)
    """Give telephones their keys, the newest first; return how many were looked at."""
    return sum(
        key_telephones(model, sealed="caller_phone", key="caller_key", order="-id")
        for model in (Request, Call)
    )
