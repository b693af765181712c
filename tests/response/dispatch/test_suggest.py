"""Which hospitals are proposed for whom, and why the others are not."""

from datetime import timedelta

import pytest
from tests.response.dispatch.builders import DISPATCHER, NOW, facility_id, intake

from qanat.engine.planning.plans import Code, Plan, Subject
from qanat.foundation.actors import SYSTEM
from qanat.foundation.evidence import Evidence
from qanat.registry.facilities.commands import add_capability, end_capability
from qanat.registry.facilities.models import Facility
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.response.dispatch.commands.taking import take_down
from qanat.response.dispatch.suggest import Proposals, propose

pytestmark = pytest.mark.usefixtures("world", "db")

SINGLE = frozenset({"oncology", "perinatal", "cardiac"})
ONCOLOGY = "057"
"""The centre of a town with a multi-profile and a children's hospital."""
KOKSHETAU = frozenset({"056", "057", "058", "059", "060"})


def plans_for(icd10: str, age: int, **said: object) -> Proposals:
    given = {"icd10": icd10, "sending_facility_id": facility_id("062"), "onset_at": None} | said
    person = PatientDraft(name="Ахметов Ерлан", age_years=age)
    taken = take_down(SYSTEM, intake=intake(**given), person=person, now=NOW)
    return propose(DISPATCHER, taken.request_id, NOW)


def hospital_of(plan: Plan) -> Facility:
    return Facility.objects.get(pk=int(plan.hospital.rpartition(":")[2]))


def goals(answer: Proposals) -> list[Facility]:
    return [hospital_of(p.plan) for p in answer.proposals if p.plan.hospital]


def codes(plan: Plan) -> set[Code]:
    return {warning.code for warning in plan.warnings}


@pytest.mark.parametrize(
    ("icd10", "age"), [("J18.9", 3), ("T17", 3), ("K92.2", 55), ("J18.9", 55), ("S82", 40)]
)
def test_a_centre_for_something_else_is_never_proposed(icd10: str, age: int) -> None:
    answer = plans_for(icd10, age)
    found = goals(answer)
    assert found
    assert not SINGLE & {hospital.type for hospital in found}
    if age > 18:
        assert "children" not in {hospital.type for hospital in found}
    reasons = {one.id: one.reasons for one in answer.excluded if one.subject is Subject.HOSPITAL}
    [missing, *_rest] = reasons[f"facility:{facility_id(ONCOLOGY)}"]
    assert missing.code is Code.CAPABILITY_MISSING
    assert answer.names.needs.names_in(int(missing.values["missing"]))


@pytest.mark.parametrize(
    ("icd10", "age", "kind"),
    [("O14.1", 28, "perinatal"), ("C34", 55, "oncology"), ("I21.0", 60, "cardiac")],
)
def test_what_is_its_own_a_centre_is_proposed_for(icd10: str, age: int, kind: str) -> None:
    place = {"oncology": "062", "perinatal": "062", "cardiac": "148"}[kind]
    found = goals(plans_for(icd10, age, sending_facility_id=facility_id(place)))
    assert kind in {hospital.type for hospital in found}


def test_a_child_goes_where_children_are_treated_or_the_hospital_is_to_be_asked() -> None:
    answer = plans_for("J18.9", 3)
    asked = set()
    for proposal in answer.proposals:
        if not proposal.plan.hospital:
            continue
        hospital = hospital_of(proposal.plan)
        is_known = hospital.capabilities.filter(code="paediatrics").exists()
        assert (Code.CAPABILITY_UNKNOWN in codes(proposal.plan)) is not is_known
        said = {a.name: a.is_known for a in answer.suitable[proposal.plan.hospital].asked}
        assert said["Care of children"] is (True if is_known else None)
        asked.add(is_known)
    assert True in asked


def test_a_hospital_that_stopped_treating_children_is_not_asked() -> None:
    before = KOKSHETAU & {h.code for h in goals(plans_for("J18.9", 3))}
    assert before
    since, until = NOW.date() - timedelta(days=900), NOW.date() - timedelta(days=1)
    for hospital in Facility.objects.filter(code__in=before):
        if not hospital.capabilities.filter(code="paediatrics").exists():
            add_capability(
                SYSTEM,
                facility_id=hospital.pk,
                capability="paediatrics",
                level=2,
                since=since,
                evidence=Evidence.OFFICIAL,
                source="a letter",
            )
        end_capability(SYSTEM, facility_id=hospital.pk, capability="paediatrics", until=until)
    assert not before & {h.code for h in goals(plans_for("J18.9", 3))}


def test_the_hospital_a_physician_chose_is_planned_with_a_warning() -> None:
    answer = plans_for("K92.2", 55, accepting_facility_id=facility_id(ONCOLOGY))
    assert {h.code for h in goals(answer)} == {ONCOLOGY}
    moved = [p.plan for p in answer.proposals if p.plan.hospital]
    assert all(Code.CAPABILITY_MISSING in codes(plan) for plan in moved)


def test_plans_of_one_minute_are_the_same() -> None:
    person = PatientDraft(name="Ахметов Ерлан", age_years=55)
    taken = take_down(SYSTEM, intake=intake(), person=person, now=NOW)
    first = propose(DISPATCHER, taken.request_id, NOW)
    later = propose(DISPATCHER, taken.request_id, NOW + timedelta(seconds=59))
    assert first.proposals == later.proposals
    assert first.at == later.at == NOW
