"""Renew the secret address of one's calendar."""

from datetime import datetime

from qanat.care.commission.models import CalendarFeed
from qanat.care.commission.permissions import SEE
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command


@command(needs=SEE)
def renew_calendar(actor: Actor, *, now: datetime) -> None:
    """Give one's calendar another address: the former one shows nothing any more."""
    CalendarFeed.objects.get_or_create(pk=actor.id, defaults={"version": 0, "renewed_at": now})
    row = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=actor.id)
    row.version += 1
    row.renewed_at = now
    row.save(update_fields=["version", "renewed_at"])
