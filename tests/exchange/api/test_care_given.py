"""What was given on a mission and who took over, as other systems read it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.exchange.api.calling import system
from tests.response.dispatch.builders import (
    DISPATCHER,
    NOW,
    approved,
    facility_id,
    flown,
    fresh,
    mission,
    patient_of,
    request,
)

from qanat.foundation.actors import SYSTEM
from qanat.response.dispatch.commands.clinical import (
    Judgement,
    Vitals,
    assess_request,
    review_request,
)
from qanat.response.dispatch.commands.drugs import DrugDraft, give_drug
from qanat.response.dispatch.commands.services import ServiceDraft, record_service
from qanat.response.dispatch.models import Mission, Request
from qanat.response.handover.commands import HandoverDraft, hand_over

pytestmark = pytest.mark.usefixtures("world", "db")
LATER = NOW + timedelta(hours=12)


def given(row: Mission, of: Request, drug: str) -> None:
    draft = DrugDraft(
        given_at=NOW,
        request_id=of.pk,
        patient_id=patient_of(of),
        drug=drug,
        dose=Decimal("0.25"),
        unit="ug/kg/min",
        route="infusion",
    )
    give_drug(DISPATCHER, mission_id=row.pk, draft=draft, now=NOW)


def cared_for(row: Mission, *requests: Request) -> None:
    for number, one in enumerate(requests):
        given(row, one, ("норадреналин", "Something else")[number])
        service = ServiceDraft(
            kind="transport",
            performed_at=NOW + timedelta(hours=2),
            request_id=one.pk,
            patient_ids=(patient_of(one),),
        )
        record_service(SYSTEM, mission_id=row.pk, draft=service, now=LATER)
        took = HandoverDraft(
            at=LATER, receiver=f"Receiver {number}", request_id=one.pk, note="Stable"
        )
        hand_over(SYSTEM, mission_id=row.pk, draft=took, now=LATER)


def test_drugs_and_hand_overs_of_a_mission_are_told_with_codes_where_the_list_knows_them() -> None:
    one, other = approved(), approved(name="Омарова Сауле")
    row = flown(mission(one, other), until=2)
    cared_for(row, one, other)
    centre = system()
    drugs = centre.get(f"/missions/{row.pk}/drugs").body["items"]
    assert [(d["drug"], d["code"], float(d["dose"]), d["unit"]) for d in drugs] == [
        ("норадреналин", "norepinephrine", 0.25, "ug/kg/min"),
        ("Something else", "", 0.25, "ug/kg/min"),
    ]
    handed = centre.get(f"/missions/{row.pk}/handovers").body["items"]
    assert [(h["request_id"], h["receiver"], h["note"]) for h in handed] == [
        (one.pk, "Receiver 0", "Stable"),
        (other.pk, "Receiver 1", "Stable"),
    ]


def test_a_hospital_reads_of_a_shared_flight_what_concerns_its_own_patient_alone() -> None:
    one = approved()
    other = approved(name="Омарова Сауле", sending_facility_id=facility_id("010"))
    row = flown(mission(one, other), until=2)
    cared_for(row, one, other)
    hospital = system("hospital", str(facility_id()))
    drugs = hospital.get(f"/missions/{row.pk}/drugs").body["items"]
    handed = hospital.get(f"/missions/{row.pk}/handovers").body["items"]
    services = hospital.get(f"/missions/{row.pk}").body["services"]
    assert [d["request_id"] for d in drugs] == [one.pk]
    assert [h["request_id"] for h in handed] == [one.pk]
    assert [s["request_id"] for s in services] == [one.pk]


def test_an_airline_and_a_stranger_read_neither_drugs_nor_hand_overs() -> None:
    row = flown(mission(one := approved()), until=2)
    cared_for(row, one)
    airline = system("operator", str(row.operator_id))
    elsewhere = system("hospital", str(facility_id("010")))
    for what in ("drugs", "handovers"):
        assert airline.get(f"/missions/{row.pk}/{what}").status == 403
        assert elsewhere.get(f"/missions/{row.pk}/{what}").status == 404


def test_an_airline_reads_that_there_was_a_service_and_a_decision_but_no_words_of_them() -> None:
    note, result = "Нарастает дыхательная недостаточность", "Интубация, ИВЛ"
    judgement = Judgement(decision="fly_patient", note=note)
    one = request()
    review_request(SYSTEM, request_id=one.pk, version=None, judgement=judgement, now=NOW)
    row = mission(fresh(one))
    draft = ServiceDraft(
        kind="transport",
        performed_at=NOW,
        request_id=one.pk,
        patient_ids=(patient_of(one),),
        result=result,
    )
    record_service(SYSTEM, mission_id=flown(row, until=2).pk, draft=draft, now=LATER)
    for role, scope, reads in (
        ("operator", str(row.operator_id), False),
        ("fleet_manager", "", False),
        ("dispatcher", "", True),
    ):
        reader = system(role, scope) if scope else system(role)
        asked = reader.get(f"/requests/{one.pk}").body["reviews"]
        given_then = reader.get(f"/missions/{row.pk}").body["services"]
        assert [r["decision"] for r in asked][:1] == ["fly_patient"]
        assert [s["kind"] for s in given_then] == ["transport"]
        assert (asked[0]["note"] == note) is reads
        assert (given_then[0]["result"] == result) is reads


def test_an_airline_reads_through_the_api_no_diagnosis_and_no_findings() -> None:
    row = mission(one := approved())
    assess_request(
        SYSTEM, request_id=one.pk, patient_id=None, vitals=Vitals(spo2=81), at=NOW, now=NOW
    )
    airline = system("operator", str(row.operator_id))
    told = airline.get(f"/requests/{one.pk}").body
    listed = airline.get("/requests").body["items"]
    assert [told["diagnosis"], told["icd10"], told["assessments"], told["log"]] == ["", "", [], []]
    assert [line["diagnosis"] for line in listed] == [""]
    assert told["urgency"] == one.urgency
    for name in ("companion", "decision_reason", "onset_at", "gestation_weeks", "caller_name"):
        assert not told[name], name
    assert system("dispatcher").get(f"/requests/{one.pk}").body["assessments"]
