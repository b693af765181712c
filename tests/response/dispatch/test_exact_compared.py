"""The exact planner beside that of the pages: never later, and told in the same words."""

from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from tests.response.dispatch.builders import DISPATCHER, NOW, facility_id, request
from tests.response.dispatch.world import world  # noqa: F401 (a fixture)

from qanat.engine.kbest.model import Policy
from qanat.engine.kbest.search import Each
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import LegKind, Plan
from qanat.engine.planning.problem import Problem
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.exact import Exact, ask_exactly
from qanat.response.dispatch.suggest.exact.plans import FAMILIES, as_plans
from qanat.response.dispatch.suggest.proposals import pose

pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]
EARLIEST = Policy(name="earliest", contact_share=0.0, hand_over=0.0)
"""Nothing is charged for but the moment of definitive care."""
ROUNDED = timedelta(seconds=10)
"""The pages' planner rounds every leg up to a second."""
CASES: list[dict[str, Any]] = [
    {},
    {"sending_facility_id": "171", "icd10": "I21.0"},
    {"sending_facility_id": "001", "icd10": "S06.5", "needs": ("icu",)},
    {"sending_facility_id": "120", "icd10": "P22.0", "needs": ("incubator",)},
    {"sending_facility_id": "090", "icd10": "O14.1", "escorts": 1},
    {"sending_facility_id": "040", "icd10": ""},
    {"sending_facility_id": None, "lon": 66.9, "lat": 48.0, "place": "Steppe", "region": "KZ-62"},
]


def asked(case: dict[str, Any]) -> Request:
    code = case.get("sending_facility_id")
    given = case | ({"sending_facility_id": facility_id(code)} if code else {})
    return request(**given)


def best(row: Request, now: datetime, count: int) -> Exact:
    return ask_exactly(DISPATCHER, row.pk, now, count=count, policy=EARLIEST, each=Each.UNIT)


def care_at(exact: Exact) -> dict[tuple[str, str], datetime]:
    """Return the earliest care of each family and aircraft, or ambulance where none flies."""
    teller, nation = Teller(exact.snapshot, exact.question), exact.snapshot.nation
    found = {}
    for way in exact.found.ways:
        unit = nation.ambulances[way.lead or 0].id
        if way.aircraft is not None:
            unit = nation.aircraft[way.aircraft].id
        care = nation.at + timedelta(seconds=teller.tell(way).care_s)
        found[FAMILIES[way.family].value, unit] = care
    return found


def unit_of(plan: Plan) -> str:
    flying = (unit for unit in plan.units if unit.startswith("aircraft:"))
    return next(flying, plan.units[0])


def is_known_difference(plan: Plan, problem: Problem) -> bool:
    """Tell whether a plan refuels as the exact planner does not.

    That one has a single stop for fuel before the patient is on board, and no fuel for an aircraft
    at its own base where others get none.
    """
    refuels = [n for n, leg in enumerate(plan.legs) if leg.kind is LegKind.REFUEL]
    first = next((n for n, leg in enumerate(plan.legs) if leg.kind is LegKind.FLY_WITH_PATIENT), 0)
    fuelled = {place.id for place in problem.places if place.has_fuel}
    return sum(n < first for n in refuels) > 1 or any(
        plan.legs[n].start.id not in fuelled for n in refuels
    )


@pytest.mark.parametrize(
    ("case", "now"), list(zip(CASES, cycle([NOW, NOW + timedelta(hours=12)]), strict=False))
)
def test_care_is_never_later_for_the_same_unit_and_family(
    case: dict[str, Any], now: datetime
) -> None:
    row = asked(case)
    known = {family.value for family in FAMILIES.values()}
    pages = [p.plan for p in propose(DISPATCHER, row.pk, now, wider=Wider(most=40)).proposals]
    exact = care_at(best(row, now, count=400))
    compared = [plan for plan in pages if plan.family.value in known]
    assert compared
    problem = pose(DISPATCHER, row, now).problem
    for plan in compared:
        if not is_known_difference(plan, problem):
            assert plan.definitive_at is not None
            assert exact[plan.family.value, unit_of(plan)] <= plan.definitive_at


@pytest.mark.parametrize("case", CASES)
def test_what_was_chosen_is_told_as_the_pages_tell_it(case: dict[str, Any]) -> None:
    row = asked(case)
    exact = best(row, NOW, count=10)
    problem = pose(DISPATCHER, row, NOW).problem
    told = list(as_plans(exact, problem))
    care = care_at(exact)
    assert len(told) == len(exact.found.ways)
    for way, plan in told:
        assert plan.definitive_at is not None
        late = plan.definitive_at - care[FAMILIES[way.family].value, unit_of(plan)]
        assert is_known_difference(plan, problem) or timedelta(0) <= late <= ROUNDED
