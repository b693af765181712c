"""Drafts of forms."""

import json
from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.actors import Actor
from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.models import Draft


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What somebody typed and has not sent yet."""

    values: dict[str, list[str]]
    saved_at: datetime


def find_draft(actor: Actor, form: str) -> DraftRow | None:
    """Return the actor's own draft of a form."""
    row = Draft.objects.filter(account_id=actor.id, form=form).first()
    return DraftRow(json.loads(decrypt(bytes(row.sealed))), row.saved_at) if row else None
