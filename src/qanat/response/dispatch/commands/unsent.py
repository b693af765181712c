"""What somebody typed into a form and has not sent yet."""

import json
from collections.abc import Mapping

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.secrets import encrypt
from qanat.response.dispatch.models import Draft
from qanat.response.dispatch.permissions import SEE


@command(needs=SEE)
def save_draft(actor: Actor, *, form: str, values: Mapping[str, list[str]]) -> None:
    """Keep what somebody typed and has not sent yet."""
    sealed = encrypt(json.dumps(dict(values), ensure_ascii=False))
    Draft.objects.update_or_create(account_id=actor.id, form=form, defaults={"sealed": sealed})


@command(needs=SEE)
def discard_draft(actor: Actor, *, form: str) -> None:
    """Throw a draft away."""
    Draft.objects.filter(account_id=actor.id, form=form).delete()
