"""How soon care can begin by road and by air: the same as the best plans of the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.response.dispatch.builders import (
    DISPATCHER,
    NOW,
    STRANGER,
    aircraft_ids,
    facility_id,
    request,
)

from qanat.engine.planning.plans import Family
from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.commands.stating import Statement, state_serviceability
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.suggest.proposals import propose
from qanat.response.dispatch.suggest.soonest import soonest_ways

pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]
ROUNDED = timedelta(seconds=15)
"""The pages' planner rounds every leg up to a second."""


@pytest.mark.parametrize("sender", ["076", "010", "020", "030"])
def test_they_begin_when_the_best_plans_of_the_pages_do(sender: str) -> None:
    row = request(sending_facility_id=facility_id(sender))
    ways = soonest_ways(DISPATCHER, row.pk, NOW)
    for family, found in (({Family.GROUND}, ways.road), ({Family.DIRECT, Family.RELAY}, ways.air)):
        plans = [p.plan for p in propose(DISPATCHER, row.pk, NOW).proposals]
        soonest = [p.definitive_at for p in plans if p.family in family and p.definitive_at]
        if soonest:
            assert found is not None
            assert abs(min(soonest) - found.care_at) < ROUNDED
            assert found.hospital
    assert ways.road is not None
    assert ways.sooner in {"road", "air"}


def test_with_all_aircraft_away_there_is_no_way_by_air() -> None:
    row = request()
    for pk in aircraft_ids():
        unfit = Statement(status="unserviceable", since=NOW - timedelta(hours=1), reason="fault")
        state_serviceability(SYSTEM, aircraft_id=pk, statement=unfit, now=NOW)
    ways = soonest_ways(DISPATCHER, row.pk, NOW)
    assert ways.air is None
    assert ways.road is not None
    assert ways.sooner == ""


def test_a_case_of_another_region_is_not_found() -> None:
    with pytest.raises(NotFound):
        soonest_ways(STRANGER, request().pk, NOW)


def test_a_case_costs_few_queries_however_many_there_are() -> None:
    rows = [request().pk for _ in range(3)]
    soonest_ways(DISPATCHER, rows[0], NOW)
    for pk in rows:
        with CaptureQueriesContext(connection) as made:
            soonest_ways(DISPATCHER, pk, NOW)
        assert len(made) <= 8
    assert Request.objects.count() == 3
