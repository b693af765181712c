"""Give human numbers: ``KZ-19/2026/00123``."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

NATIONAL = "KZ"


def next_number(kind: str, region: str, now: datetime) -> str:
    """Return the next number of a kind in a region and year of national time.

    The row is locked until the transaction ends, so numbers have no gaps but those of
    refused intentions.
    """
    year = now.astimezone(ZoneInfo(settings.QANAT_ZONE)).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dispatch_numbering (kind, region, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (kind, region, year) DO UPDATE SET last = dispatch_numbering.last + 1"
            " RETURNING last",
            (kind, region or NATIONAL, year),
        )
        (last,) = cursor.fetchone()
    return f"{kind}-{region or NATIONAL}/{year}/{last:05d}"
