"""Plans told in time: the same moments which the search charged for, every rule kept."""

from itertools import pairwise

import pytest
from tests.engine.kbest.brute import chance
from tests.engine.kbest.worlds import world

from qanat.engine.kbest.model import Aircraft, Ambulance
from qanat.engine.kbest.published import CURVES
from qanat.engine.kbest.search import find_best, question_of
from qanat.engine.kbest.snapshot import build
from qanat.engine.kbest.timeline import Teller

pytestmark = pytest.mark.timeout(300)


def test_the_moments_told_are_those_charged_for() -> None:
    for seed in range(150):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        teller = Teller(snapshot, question)
        first, care = CURVES[request.contact_curve], CURVES[request.care_curve]
        for way in find_best(snapshot, question, 50).ways:
            told = teller.tell(way)
            assert way.hospital is not None
            level = nation.hospitals[way.hospital].level
            since = (told.contact_s - request.onset_s) / 60, (told.care_s - request.onset_s) / 60
            waiting = policy.contact_share * (1 - chance(first, 0, since[0]))
            waiting += (1 - policy.contact_share) * (1 - chance(care, level, since[1]))
            units: list[Ambulance | Aircraft] = []
            units += [nation.ambulances[n] for n in (way.lead, way.meeter) if n is not None]
            units += [nation.ambulances[n] for n in (way.first_lead,) if n is not None]
            units += [nation.aircraft[n] for n in (way.aircraft,) if n is not None]
            for unit in units:
                moved = sum(x.arrive_s - x.depart_s for x in told.legs if x.unit == unit.id)
                waiting += policy.cost * (unit.cost + nation.rates[unit.rate] * moved / 3_600)
                waiting += policy.coverage * unit.coverage_loss + policy.risk * unit.risk
                waiting += policy.hand_over
            assert waiting == pytest.approx(way.charge, abs=1e-9, rel=0), (seed, way)


def test_legs_of_one_vehicle_follow_each_other() -> None:
    for seed in range(60):
        nation, request, policy = world(seed)
        snapshot = build(nation)
        question = question_of(snapshot, request, policy)
        for way in find_best(snapshot, question, 20).ways:
            legs = Teller(snapshot, question).tell(way).legs
            for unit in {leg.unit for leg in legs}:
                own = [leg for leg in legs if leg.unit == unit]
                for before, after in pairwise(own):
                    assert before.end == after.start
                    assert before.arrive_s <= after.depart_s
            assert all(leg.ready_s <= leg.depart_s <= leg.arrive_s for leg in legs)
