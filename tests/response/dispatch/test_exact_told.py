"""What the exact planner chose, told as plans: legs that fit together, hand-overs, costs, stops."""

from datetime import datetime, timedelta
from itertools import cycle, pairwise
from typing import Any

import pytest
from tests.response.dispatch.builders import DISPATCHER, NOW, facility_id, request

from qanat.engine.kbest.search import Each
from qanat.engine.kbest.timeline import Teller
from qanat.engine.planning.plans import Code, Family, LegKind, Plan
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.response.commitments.commands import Purpose, Want, hold
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.parameters import FIGURES
from qanat.response.dispatch.suggest import Wider, propose
from qanat.response.dispatch.suggest.exact import ask_exactly
from qanat.response.dispatch.suggest.policies import SOONEST

pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]
CASES: list[dict[str, Any]] = [
    {},
    {"sending_facility_id": "171", "icd10": "I21.0"},
    {"sending_facility_id": "001", "icd10": "S06.5", "needs": ("icu",)},
    {"sending_facility_id": "120", "icd10": "P22.0", "needs": ("incubator",)},
    {"sending_facility_id": "090", "icd10": "O14.1", "escorts": 1},
    {"sending_facility_id": "040", "icd10": "", "need": "specialist"},
    {"sending_facility_id": None, "lon": 66.9, "lat": 48.0, "place": "Steppe", "region": "KZ-62"},
]
LOADED = {LegKind.FLY_WITH_PATIENT, LegKind.FLY_WITH_TEAM}
CARRYING = LOADED | {LegKind.DRIVE_WITH_PATIENT, LegKind.DRIVE_WITH_TEAM}


def asked(case: dict[str, Any]) -> Request:
    code = case.get("sending_facility_id")
    given = case | ({"sending_facility_id": facility_id(code)} if code else {})
    return request(**given)


def craft_of(plan: Plan) -> str:
    return next((unit for unit in plan.units if unit.startswith("aircraft:")), "")


@pytest.mark.parametrize(
    ("case", "now"), list(zip(CASES, cycle([NOW, NOW + timedelta(hours=12)]), strict=False))
)
def test_legs_of_every_plan_fit_together(case: dict[str, Any], now: datetime) -> None:
    plans = [p.plan for p in propose(DISPATCHER, asked(case).pk, now).proposals]
    assert {Family.GROUND, Family.RELAY} <= {plan.family for plan in plans}
    for plan in plans:
        assert all(now <= leg.depart_at <= leg.arrive_at for leg in plan.legs)
        assert list(plan.legs) == sorted(plan.legs, key=lambda leg: (leg.depart_at, leg.arrive_at))
        for unit in plan.units:
            own = [leg for leg in plan.legs if leg.unit == unit]
            assert own
            for before, after in pairwise(own):
                assert before.end.id == after.start.id
                assert before.arrive_at <= after.depart_at
        carried = [leg for leg in plan.legs if leg.kind in CARRYING]
        for before, after in pairwise(carried):
            assert before.end.id == after.start.id
            assert before.arrive_at <= after.depart_at
        if plan.definitive_at is not None:
            assert plan.contact_at < plan.definitive_at
            assert carried[-1].arrive_at < plan.definitive_at


@pytest.mark.parametrize("case", CASES)
def test_ambulances_are_at_the_aircraft_a_little_before_it_and_not_long(
    case: dict[str, Any],
) -> None:
    ahead = timedelta(seconds=parameter(FIGURES["ahead_s"], on=NOW).number)
    plans = [p.plan for p in propose(DISPATCHER, asked(case).pk, NOW).proposals]
    to_meeting = LegKind.DRIVE_TO_MEETING
    fetched = [plan for plan in plans if any(leg.kind is to_meeting for leg in plan.legs)]
    assert fetched
    for plan in fetched:
        flown = [leg for leg in plan.legs if leg.kind in LOADED]
        [come] = [leg for leg in plan.legs if leg.kind is to_meeting]
        early = flown[-1].arrive_at - come.arrive_at
        assert early <= ahead + timedelta(seconds=1) or come.depart_at == NOW
        assert plan.hand_overs == (1 if plan.family is Family.SPECIALIST else len(plan.units))
        assert plan.cost_tiyn > 0


def test_plans_are_the_best_of_each_vehicle_soonest_care_first() -> None:
    row = request()
    answer = propose(DISPATCHER, row.pk, NOW)
    moments = [p.plan.definitive_at for p in answer.proposals if p.plan.definitive_at]
    assert moments == sorted(moments)
    exact = ask_exactly(DISPATCHER, row.pk, NOW, count=3, policy=SOONEST, each=Each.UNIT)
    teller, since = Teller(exact.snapshot, exact.question), exact.snapshot.nation.at
    best = [since + timedelta(seconds=round(teller.tell(way).care_s)) for way in exact.found.ways]
    assert best == moments[: len(best)]


def test_vehicles_meant_for_others_are_not_used_nor_told_of() -> None:
    row = request()
    first = propose(DISPATCHER, row.pk, NOW)
    taken = frozenset(unit for p in first.proposals[:4] for unit in p.plan.units)
    answer = propose(DISPATCHER, row.pk, NOW, wider=Wider(without=taken))
    assert answer.proposals
    assert not taken & {unit for p in answer.proposals for unit in p.plan.units}
    assert not taken & {one.id for one in answer.excluded}


def test_what_is_promised_to_a_purpose_is_free_for_it() -> None:
    row = request()
    best = next(p for p in propose(DISPATCHER, row.pk, NOW).proposals if craft_of(p.plan))
    wants = [
        Want(
            ResourceKind.AIRCRAFT if unit.startswith("aircraft:") else ResourceKind.AMBULANCE,
            int(unit.rpartition(":")[2]),
            unit,
            NOW,
            NOW + timedelta(hours=9),
        )
        for unit in best.plan.units
    ]
    hold(SYSTEM, wants=wants, purpose=Purpose("test", 1, "T"), expires_at=NOW + timedelta(hours=9))
    assert best.key not in {p.key for p in propose(DISPATCHER, row.pk, NOW).proposals}
    freed = propose(DISPATCHER, row.pk, NOW, but_for=("test", 1))
    assert best.key in {p.key for p in freed.proposals}


def test_a_limit_of_altitude_leaves_every_aircraft_out_since_no_cabin_is_known() -> None:
    answer = propose(DISPATCHER, request(altitude_limit_m=2_000).pk, NOW)
    assert not any(craft_of(p.plan) for p in answer.proposals)
    codes = {
        r.code for one in answer.excluded if one.id.startswith("aircraft:") for r in one.reasons
    }
    assert Code.CABIN_UNKNOWN in codes
