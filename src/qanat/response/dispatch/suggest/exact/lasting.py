"""Until when a plan can be begun with the crews it leaves with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from qanat.engine.kbest.search import Way
from qanat.engine.kbest.tables import Question
from qanat.engine.kbest.timeline import Teller
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.parameters import LEAST_DUTY
from qanat.response.dispatch.suggest.exact.keeping import Current


def lasts_s(
    current: Current,
    question: Question,
    way: Way,
    until_s: float,
    leaves: Mapping[str, datetime],
) -> float:
    """Return the last moment at which a plan can be begun, without a pause before it.

    The planner knows when the last crew of an ambulance ends; but nobody is relieved on the way.
    So each must be done by the end of its own duty, unless the planner waits for those who relieve
    it before the plan can't be begun with it any more.

    Args:
        current: the nation.
        question: the request.
        way: the plan.
        until_s: the last moment, were crews relieved anywhere.
        leaves: when each ambulance of the plan leaves.
    """
    since, vans = current.snapshot.nation.at, current.vans
    least_s = parameter(LEAST_DUTY, on=current.minute).number
    for unit, leaves_at in leaves.items():
        crews = vans[unit].crews
        first = max(0, sum(start <= leaves_at for start, _ in crews) - 1)
        for (_, end), (relieved_at, _) in zip(crews[first:], crews[first + 1 :], strict=False):
            end_s = (end - since).total_seconds()
            own_s = max(current.now_s, _until_s(current, question, way, unit, end_s))
            if own_s < (relieved_at - since).total_seconds() - least_s:
                until_s = min(until_s, own_s)
                break
    return until_s


def _until_s(current: Current, question: Question, way: Way, unit: str, end_s: float) -> float:
    """Return the last moment to begin if the duty of an ambulance ends as told."""
    snapshot = current.snapshot
    duty_s = snapshot.units.duty_s.copy()
    duty_s[snapshot.at["ambulances"][unit]] = end_s
    snapshot = replace(snapshot, units=snapshot.units._replace(duty_s=duty_s))
    return Teller(snapshot, question).tell(way).works_until_s
