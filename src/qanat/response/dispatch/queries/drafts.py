"""Drafts of forms."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.secrets import decrypt
from qanat.response.dispatch.models import Draft

DRAFT: Final = "request"
"""The form on which a new request is taken down."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What somebody typed and has not sent yet."""

    values: dict[str, list[str]]
    saved_at: datetime


def draft_saved_at(actor: Actor, form: str) -> datetime | None:
    """Return when the actor's own draft of a form was kept, None if there is none."""
    rows = Draft.objects.filter(account_id=actor.id, form=form)
    return rows.values_list("saved_at", flat=True).first()


def find_draft(actor: Actor, form: str) -> DraftRow | None:
    """Return the actor's own draft of a form."""
    row = Draft.objects.filter(account_id=actor.id, form=form).first()
    return DraftRow(json.loads(decrypt(bytes(row.sealed))), row.saved_at) if row else None
