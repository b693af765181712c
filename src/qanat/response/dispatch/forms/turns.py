"""Times of a sheet of paper which stand without a day: they follow each other."""

from collections.abc import Sequence
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from qanat.web.typed import in_turn, last_before, moment_of

RECEIVED, ONSET = "received_at", "onset_at"


def with_days(data: QueryDict, names: Sequence[str], since: datetime | None = None) -> QueryDict:
    """Return what was typed, each time of some names with its day."""
    typed = data.copy()
    given = [(name, str(data[name])) for name in names if data.get(name)]
    now = timezone.make_naive(timezone.now())
    dated = in_turn([text for _name, text in given], now, since and timezone.make_naive(since))
    for (name, _text), text in zip(given, dated, strict=True):
        typed[name] = text
    received_at = moment_of(str(typed.get(RECEIVED, "")), now)
    if received_at and data.get(ONSET):
        typed[ONSET] = last_before(str(data[ONSET]), received_at)
    return typed
