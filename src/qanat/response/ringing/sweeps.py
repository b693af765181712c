"""What the worker does for the telephone again and again."""

from datetime import datetime

from qanat.foundation.actors import SYSTEM
from qanat.foundation.periodic import every
from qanat.registry.workforce.commands import key_phones
from qanat.response.dispatch.commands.callers import key_callers
from qanat.response.ringing.commands import forget_rings

HOUR_S = 3600
MINUTE_S = 60


@every(seconds=HOUR_S)
def forget(now: datetime) -> None:
    """Forget who telephoned longer ago than a day."""
    forget_rings(SYSTEM, now=now)


_left: list[bool] = [True]
"""Whether numbers without keys may be left: since the first time none was found, all have one."""


@every(seconds=MINUTE_S)
def make_findable(now: datetime) -> None:  # noqa: ARG001 (the shape of all)
    """Give numbers their keys which were stored before keys were, some a minute, until all have."""
    if _left[0]:
        _left[0] = key_phones(SYSTEM) + key_callers(SYSTEM) > 0
