"""A specialist who must come along: fetched on the way, promised once, or already on board."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.response.dispatch.builders import DISPATCHER, NOW, approved, decide, facility_id, request

from qanat.engine.planning.plans import Code, Family, LegKind, Plan
from qanat.foundation.actors import SYSTEM
from qanat.registry.workforce.commands.duties import DutyDraft, start_duty
from qanat.registry.workforce.commands.people import PersonDraft, QualificationDraft, enrol_person
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.commitments.queries import commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.ending import PURPOSE
from qanat.response.dispatch.commands.planning import commit_plan, replan
from qanat.response.dispatch.models import CrewMember
from qanat.response.dispatch.suggest import Proposal, propose
from qanat.response.dispatch.suggest.exact import KEEPER

HOUR = timedelta(hours=1)
FAR = "120"
"""A hospital from which it is far to the next large one."""
in_world = pytest.mark.usefixtures("world", "db")


@pytest.fixture(autouse=True)
def nation() -> Iterator[None]:
    KEEPER.forget()
    yield
    KEEPER.forget()


def on_call(
    name: str = "Қасымов Дәурен",
    *,
    hospital: str = "001",
    until: datetime = NOW + 20 * HOUR,
    unit: str = "",
) -> str:
    """Put a neurosurgeon on call at a hospital, or on duty with a vehicle; return his id."""
    trained = QualificationDraft(
        profession="physician", specialty="neurosurgery", valid_from=(NOW - 999 * HOUR).date()
    )
    person = enrol_person(
        SYSTEM, person=PersonDraft(name=name, region="KZ-19"), qualification=trained
    )
    kind, _, pk = unit.partition(":")
    duty = DutyDraft(
        person_id=person,
        role="physician" if unit else "specialist",
        specialty="" if unit else "neurosurgery",
        region="KZ-19",
        start=NOW - 2 * HOUR,
        end=until,
        facility_id=None if unit else facility_id(hospital),
        aircraft_id=int(pk) if kind == "aircraft" else None,
        ambulance_id=int(pk) if kind == "ambulance" else None,
    )
    start_duty(SYSTEM, duty=duty)
    return f"person:{person}"


def carrying(pk: int, at: datetime = NOW) -> list[Proposal]:
    """Return the plans which carry the patient."""
    found = propose(DISPATCHER, pk, at).proposals
    return [one for one in found if one.plan.family not in {Family.SPECIALIST, Family.REMOTE}]


def joined_at(plan: Plan) -> datetime:
    """Return when a specialist leaves for the aircraft, or in an ambulance."""
    with_him = LegKind.DRIVE_WITH_COMPANION
    own = [leg for leg in plan.legs if leg.unit == plan.companion or leg.kind is with_him]
    return own[0].depart_at


def is_flown(plan: Plan) -> bool:
    return any(leg.kind is LegKind.FLY_WITH_PATIENT for leg in plan.legs)


@in_world
def test_a_specialist_is_fetched_by_road_and_by_air_and_legs_fit_together() -> None:
    surgeon = on_call()
    row = request(sending_facility_id=facility_id(FAR), icd10="S06.5", companion="neurosurgery")
    plans = [one.plan for one in carrying(row.pk)]
    assert {is_flown(plan) for plan in plans} == {True, False}
    for plan in plans:
        assert plan.companion == surgeon
        for unit in (*plan.units, surgeon):
            own = [leg for leg in plan.legs if leg.unit == unit]
            assert all(NOW <= leg.depart_at <= leg.arrive_at for leg in own)
            for before, after in pairwise(own):
                assert (before.end.id, before.arrive_at <= after.depart_at) == (
                    after.start.id,
                    True,
                )
        if is_flown(plan):
            [comes] = [leg for leg in plan.legs if leg.unit == surgeon]
            craft = [leg for leg in plan.legs if leg.unit.startswith("aircraft:")]
            left = next(leg for leg in craft if leg.start == comes.end and leg.end != comes.end)
            assert comes.start.id == f"facility:{facility_id('001')}"
            assert left.kind in {LegKind.FLY_WITH_COMPANION, LegKind.FLY_WITH_PATIENT}
            assert comes.arrive_at <= left.depart_at
        else:
            kinds = [leg.kind for leg in plan.legs]
            assert kinds == [
                LegKind.DRIVE_TO_MEETING,
                LegKind.DRIVE_WITH_COMPANION,
                LegKind.DRIVE_WITH_PATIENT,
            ]


@in_world
def test_who_is_promised_with_a_plan_is_promised_once() -> None:
    surgeon = on_call()
    there: dict[str, Any] = {"sending_facility_id": facility_id(FAR), "icd10": "S06.5"}
    first = approved(actor=SYSTEM, companion="neurosurgery", **there)
    second = request(actor=SYSTEM, companion="neurosurgery", name="Омаров Ерлан", **there)
    decide(second, "ground", "road_is_faster")
    shown = next(one for one in carrying(first.pk) if is_flown(one.plan))
    too = next(one for one in carrying(second.pk) if not is_flown(one.plan))
    done = commit_plan(DISPATCHER, request_id=first.pk, key=shown.key, proposed_at=NOW, now=NOW)
    held = [
        one for one in commitments_of(PURPOSE, done) if one.resource_kind == ResourceKind.PERSON
    ]
    assert [f"person:{one.resource_id}" for one in held] == [surgeon]
    assert held[0].start_at == next(leg.depart_at for leg in shown.plan.legs if leg.unit == surgeon)
    [member] = CrewMember.objects.filter(mission=done)
    assert (member.role, f"person:{member.person_id}") == ("specialist", surgeon)
    with pytest.raises(ResourceTaken) as refused:
        commit_plan(DISPATCHER, request_id=second.pk, key=too.key, proposed_at=NOW, now=NOW)
    assert member.name in refused.value.message()
    later = [one.plan for one in carrying(second.pk)]
    assert later
    assert all(held[0].end_at <= joined_at(plan) for plan in later)
    replan(
        DISPATCHER,
        mission_id=done,
        version=None,
        key=shown.key,
        proposed_at=NOW,
        now=NOW,
    )
    assert CrewMember.objects.filter(mission=done).count() == 1


@in_world
def test_where_nobody_is_on_call_nobody_is_carried_and_it_is_said_why() -> None:
    row = request(sending_facility_id=facility_id(FAR), companion="neurosurgery")
    answer = propose(DISPATCHER, row.pk, NOW)
    assert {one.plan.family for one in answer.proposals} == {Family.REMOTE}
    told = {one.id: [r.code for r in one.reasons] for one in answer.excluded}
    assert told["relay"] == told["direct"] == told["ground"] == [Code.COMPANION_MISSING]


@in_world
def test_a_crew_with_a_specialist_of_its_own_fetches_nobody() -> None:
    there: dict[str, Any] = {"sending_facility_id": facility_id(FAR), "icd10": "S06.5"}
    van = next(p.plan.units[0] for p in carrying(request(**there).pk) if not is_flown(p.plan))
    on_call(unit=van)
    row = request(companion="neurosurgery", **there)
    plans = [one.plan for one in carrying(row.pk)]
    assert {(plan.units, plan.companion) for plan in plans} == {((van,), "")}
    reasons = {c.code for e in propose(DISPATCHER, row.pk, NOW).excluded for c in e.reasons}
    assert Code.COMPANION_MISSING in reasons
