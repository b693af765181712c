"""Give human numbers: ``KZ-19/2026/00123``."""

from datetime import datetime

from django.db import connection

from qanat.foundation.days import national_day

NATIONAL = "KZ"


def next_number(kind: str, region: str, now: datetime) -> str:
    """Return the next number of a kind in a region and year of national time.

    The row is locked until the transaction ends, so numbers have no gaps but those of
    refused intentions.
    """
    year = national_day(now).year
    return next_numbers(kind, region, year, 1)[0]


def next_numbers(kind: str, region: str, year: int, count: int) -> list[str]:
    """Return the next numbers of a kind in a region and a year of national time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dispatch_numbering (kind, region, year, last)"
            " VALUES (%(kind)s, %(region)s, %(year)s, %(count)s) ON CONFLICT (kind, region, year)"
            " DO UPDATE SET last = dispatch_numbering.last + %(count)s RETURNING last",
            {"kind": kind, "region": region or NATIONAL, "year": year, "count": count},
        )
        (last,) = cursor.fetchone()
    return [
        f"{kind}-{region or NATIONAL}/{year}/{number:05d}"
        for number in range(last - count + 1, last + 1)
    ]
