"""Who else has a record open."""

from dataclasses import dataclass
from datetime import datetime

from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.presence.models import LASTS, Presence


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has the record open, and since when."""

    name: str
    since: datetime


def others_at(actor: Actor, kind: str, record_id: int, now: datetime) -> list[Present]:
    """Return who else has a record open now, the first first.

    The caller has made sure that the actor may see the record.
    """
    rows = Presence.objects.filter(kind=kind, record_id=record_id, seen_at__gt=now - LASTS)
    found = list(rows.exclude(account_id=actor.id).order_by("since", "id")[:5])
    names = names_of([row.account_id for row in found])
    return [Present(names.get(row.account_id, ""), row.since) for row in found]
