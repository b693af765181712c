"""Make the telephones of who called findable, where they were stored before keys were."""

from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.secrets import decrypt
from qanat.foundation.telephones import telephone_key
from qanat.response.dispatch.models import Call, Request
from qanat.response.dispatch.permissions import CORRECT

AT_ONCE: Final = 500


@command(needs=CORRECT)
def key_callers(actor: Actor, *, most: int = AT_ONCE) -> int:  # noqa: ARG001 (who is told to the audit)
    """Give telephones their keys, the newest first; return how many were looked at.

    What can't be a number gets an empty key: it is not looked at again.
    """
    looked_at = 0
    for model in (Request, Call):
        rows = model.objects.filter(caller_phone__isnull=False, caller_key=None)
        for row in rows.select_for_update(skip_locked=True).order_by("-id")[:most]:
            row.caller_key = telephone_key(decrypt(bytes(row.caller_phone or b""))) or b""
            row.save(update_fields=["caller_key"])
            looked_at += 1
    return looked_at
