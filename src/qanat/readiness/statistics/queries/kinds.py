"""What is kept of a month, how it is counted, and whether it still equals the records."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Final

import msgspec
from django.db import connection

from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.kept import kept_parts, whole_month
from qanat.readiness.statistics.queries.outliers import WAYS, kept_under, waited_everywhere
from qanat.readiness.statistics.queries.sums import SUMS, summed_everywhere
from qanat.readiness.statistics.queries.tallies import NATION, Everywhere, tallied_everywhere
from qanat.readiness.statistics.rules.counting.figures import Dimension

KINDS: Final[Mapping[str, Callable[[Period], Everywhere]]] = {
    "": partial(tallied_everywhere, by=None),
    **{
        by.value: partial(tallied_everywhere, by=by) for by in Dimension if by != Dimension.MONTH
    },
    SUMS: summed_everywhere,
    **{kept_under(by): partial(waited_everywhere, by=by) for by in WAYS},
}  # fmt: skip
"""Under which word something is kept, and how it is counted."""


def differing_months(most: int) -> list[date]:
    """Count the newest kept months anew; return those which are not what was kept of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month FROM statistics_keptcounts WHERE by = '' AND region = ''"
            " ORDER BY month DESC LIMIT %s",
            [most],
        )
        first_days = [month for (month,) in cursor.fetchall()]
    return [first for first in sorted(first_days) if _differs(first)]


def _differs(first: date) -> bool:
    month = whole_month(first)
    kept = kept_parts(month, None, KINDS).months.get(first)
    if kept is None:
        return False
    return any(kept.get(by, []) != [_plain(count(month)[NATION])] for by, count in KINDS.items())


def _plain(told: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(told))
