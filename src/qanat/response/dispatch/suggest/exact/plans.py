"""What the exact planner chose, told as plans of the pages: legs, costs, warnings, hand-overs.

The pages' planner is asked about nothing but the vehicles and the hospital that were chosen, so
that a plan reads the same whoever found it. The two agree to the seconds which that one rounds up.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from qanat.engine import planning
from qanat.engine.kbest.search import Family as Found
from qanat.engine.kbest.search import Way
from qanat.engine.planning.plans import Family, Plan
from qanat.engine.planning.problem import Problem
from qanat.response.dispatch.suggest.exact.asking import Exact

FAMILIES: Final = {
    Found.GROUND: Family.GROUND,
    Found.DIRECT: Family.DIRECT,
    Found.RELAY: Family.RELAY,
}
"""The families which the pages know too."""


def as_plans(exact: Exact, problem: Problem) -> Iterator[tuple[Way, Plan]]:
    """Yield the ways of an answer with the plans of the pages, in their order.

    Ways of families which the pages don't know are passed over.

    Args:
        exact: the answer.
        problem: the same request as the pages' planner is asked about it.
    """
    for way in exact.found.ways:
        family = FAMILIES.get(way.family)
        if family is not None and (plan := _plan(exact, problem, way, family)) is not None:
            yield way, plan


def _plan(exact: Exact, problem: Problem, way: Way, family: Family) -> Plan | None:
    nation = exact.snapshot.nation
    vans = {nation.ambulances[n].id for n in (way.lead, way.meeter) if n is not None}
    craft = nation.aircraft[way.aircraft].id if way.aircraft is not None else ""
    ward = nation.hospitals[way.hospital].id if way.hospital is not None else None
    wards = {ward, problem.request.facility, problem.request.destination}
    narrowed = replace(
        problem,
        request=replace(problem.request, may_treat_on_site=False, may_consult=False),
        ambulances=tuple(one for one in problem.ambulances if one.id in vans),
        aircraft=tuple(one for one in problem.aircraft if one.id == craft),
        hospitals=tuple(one for one in problem.hospitals if one.id in wards),
    )
    found = planning.plan(narrowed).plans
    return next((plan for plan in found if plan.family is family), None)
