"""The shifts of the centre, and how many alerts their operators have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.response.alerts.parameters import OPERATORS, RATE_AIM, SHIFT_LASTS, SHIFT_STARTS
from qanat.response.alerts.permissions import SEE
from qanat.response.alerts.queries.alerts import shift_count
from qanat.response.alerts.rules import Shift, rate, shift_at


@dataclass(frozen=True, slots=True)
class Load:
    """How many alerts a shift has had, for each of its operators and hours.

    Attributes:
        is_verified: whether a second person confirmed the aim and the number of operators.
    """

    shift: Shift
    count: int
    operators: int
    rate: float
    aim: float
    is_verified: bool

    @property
    def is_too_much(self) -> bool:
        """Tell whether people can't attend to so many."""
        return self.rate >= self.aim


def shift_of(at: datetime) -> Shift:
    """Return the shift of the centre to which a moment belongs."""
    local = at.astimezone(ZoneInfo(settings.QANAT_ZONE))
    starts, lasts = (parameter(key, on=at).number for key in (SHIFT_STARTS, SHIFT_LASTS))
    return shift_at(local, int(starts), max(1, int(lasts)))


def neighbours(shift: Shift) -> tuple[Shift, Shift]:
    """Return the shift before and the one after."""
    return shift_of(shift.start_at - timedelta(seconds=1)), shift_of(shift.end_at)


def load_of(actor: Actor, shift: Shift, now: datetime) -> Load | None:
    """Return how many alerts of dispatch a shift has had, of those the actor may see.

    None for whom no such alert reaches: the operators' load is not his.
    """
    scope = actor.scope_of(SEE)
    if not (scope.nation or scope.regions or scope.operators):
        return None
    operators, aim = parameter(OPERATORS, on=shift.start_at), parameter(RATE_AIM, on=shift.start_at)
    count = shift_count(actor, shift, of_dispatch=True)
    return Load(
        shift=shift,
        count=count,
        operators=int(operators.number),
        rate=rate(count, int(operators.number), shift, now),
        aim=aim.number,
        is_verified=operators.verified and aim.verified,
    )
