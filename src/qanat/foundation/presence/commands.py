"""Say that one has a record open."""

from datetime import datetime

from django.db import connection

from qanat.foundation.access.permissions import OWN_ACCOUNT
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.presence.models import LASTS, Presence


@command(needs=OWN_ACCOUNT)
def be_present(actor: Actor, *, kind: str, record_id: int, now: datetime) -> None:
    """Say that one has a record open; said again every few seconds, and forgotten afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO presence_presence AS p (account_id, kind, record_id, since, seen_at)
            VALUES (%(account)s, %(kind)s, %(record)s, %(now)s, %(now)s)
            ON CONFLICT (kind, record_id, account_id) DO UPDATE SET
              seen_at = excluded.seen_at,
              since = CASE WHEN p.seen_at < %(gone)s THEN excluded.since ELSE p.since END
            """,
            {
                "account": actor.id,
                "kind": kind,
                "record": record_id,
                "now": now,
                "gone": now - LASTS,
            },
        )
    Presence.objects.filter(account_id=actor.id, seen_at__lt=now - LASTS).delete()
