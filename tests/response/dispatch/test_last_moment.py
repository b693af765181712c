"""The last moment at which a plan can still be begun: by planning again just before and after."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.response.dispatch.builders import DISPATCHER, MINUTE, NOW, facility_id, request
from tests.response.dispatch.test_duties import on_duty

from qanat.engine.planning.plans import Family
from qanat.foundation.parameters.queries import parameter
from qanat.response.dispatch.parameters import LEAST_DUTY
from qanat.response.dispatch.suggest import propose
from qanat.response.dispatch.suggest.exact import KEEPER
from qanat.response.dispatch.suggest.proposals import Proposal

pytestmark = pytest.mark.usefixtures("world", "db")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nation() -> Iterator[None]:
    KEEPER.forget()
    yield
    KEEPER.forget()


def find(pk: int, units: tuple[str, ...], hospital: str, now: datetime) -> Proposal | None:
    found = propose(DISPATCHER, pk, now).proposals
    same = (p for p in found if p.plan.units == units and p.plan.hospital == hospital)
    return next(same, None)


@pytest.mark.parametrize("kind", ["aircraft", "ambulance"])
def test_a_plan_can_be_begun_until_the_moment_told_and_not_after(kind: str) -> None:
    row = request(sending_facility_id=facility_id("062"))
    plans = (p.plan for p in propose(DISPATCHER, row.pk, NOW).proposals)
    plan = next(p for p in plans if any(unit.startswith(kind) for unit in p.units))
    unit = next(unit for unit in plan.units if unit.startswith(kind))
    assert plan.definitive_at is not None
    on_duty(unit, plan.definitive_at.replace(second=0) + HOUR)
    bound = find(row.pk, plan.units, plan.hospital, NOW)
    assert bound is not None
    assert bound.works_until is not None
    last = bound.works_until.replace(second=0, microsecond=0)
    assert last > NOW
    assert find(row.pk, plan.units, plan.hospital, last) is not None
    assert find(row.pk, plan.units, plan.hospital, last + MINUTE) is None


def test_a_crew_relieved_later_does_not_make_a_plan_last_longer() -> None:
    row = request(sending_facility_id=facility_id("062"))
    plans = [p.plan for p in propose(DISPATCHER, row.pk, NOW).proposals]
    by_road = [(p.definitive_at, p) for p in plans if p.family is Family.GROUND and p.definitive_at]
    _, plan = max(by_road, key=lambda one: one[0])
    [van] = plan.units
    assert plan.definitive_at is not None
    relieved_at = plan.definitive_at.replace(second=0) + HOUR
    on_duty(van, relieved_at)
    on_duty(van, relieved_at + 9 * HOUR, relieved_at)
    bound = find(row.pk, plan.units, plan.hospital, NOW)
    assert bound is not None
    assert bound.works_until is not None
    last = bound.works_until.replace(second=0, microsecond=0)
    waits = timedelta(seconds=parameter(LEAST_DUTY, on=NOW).number)
    assert NOW < last < relieved_at - waits
    before, after = (find(row.pk, plan.units, plan.hospital, at) for at in (last, last + MINUTE))
    assert before is not None
    assert before.plan.legs[0].depart_at < relieved_at
    assert after is None or after.plan.legs[0].depart_at >= relieved_at
