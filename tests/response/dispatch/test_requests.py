from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.response.dispatch.builders import (
    COORDINATOR,
    DISPATCHER,
    MINUTE,
    NOBODY,
    NOW,
    STRANGER,
    approved,
    decide,
    facility_id,
    flown,
    fresh,
    intake,
    mission,
    patient_of,
    request,
)

from qanat.care.telemedicine.models import ConsultationOrder
from qanat.foundation.actors import SYSTEM
from qanat.foundation.audit.queries import history
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown, WrongState
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.patients.commands.drafts import PatientDraft
from qanat.response.dispatch.commands import clinical
from qanat.response.dispatch.commands import intake as taking
from qanat.response.dispatch.commands.deaths import record_death
from qanat.response.dispatch.commands.finding import Stale
from qanat.response.dispatch.commands.missions import EnteredLater
from qanat.response.dispatch.commands.taking import add_person, take_down
from qanat.response.dispatch.commands.unsent import save_draft
from qanat.response.dispatch.models import Draft, Request, RequestPatient
from qanat.response.dispatch.queries.drafts import find_draft
from qanat.response.dispatch.queries.likeness import Described, similar_requests
from qanat.response.dispatch.queries.requests import Wanted, request_rows
from qanat.response.dispatch.rules.scoring import Vitals

DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("world", "db")


def test_a_request_gets_number_region_nosology_and_payer_by_itself() -> None:
    row = request()
    assert row.number == "A-KZ-19/2026/00001"
    assert (row.region_id, row.nosology, row.payer) == ("KZ-19", "circulatory", "guaranteed")
    assert request().number == "A-KZ-19/2026/00002"


def test_an_invalid_iin_warns_and_never_blocks() -> None:
    person = PatientDraft(name="Сейтқали Айгүл", iin="070210653849")
    taken = take_down(DISPATCHER, intake=intake(), person=person, now=NOW)
    assert taken.doubts
    assert Request.objects.filter(pk=taken.request_id).exists()


def test_a_request_without_any_region_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(taking.RegionMissing):
        request(sending_facility_id=None)
    assert not Request.objects.exists()
    assert not RequestPatient.objects.exists()


def test_a_time_in_the_future_is_refused() -> None:
    with pytest.raises(taking.FromTheFuture):
        request(onset_at=NOW + MINUTE)


def test_a_coordinator_takes_requests_of_his_region_only() -> None:
    assert request(actor=COORDINATOR).region_id == "KZ-19"
    with pytest.raises(NotAllowed):
        request(actor=STRANGER)


def test_another_region_does_not_see_the_request() -> None:
    row = request()
    assert [r.id for r in request_rows(COORDINATOR, Wanted(), NOW)] == [row.pk]
    assert request_rows(STRANGER, Wanted(), NOW) == []
    with pytest.raises(NotFound):
        clinical.review_request(
            STRANGER,
            request_id=row.pk,
            version=None,
            judgement=clinical.Judgement(decision="fly_patient"),
            now=NOW,
        )


def test_a_decision_is_kept_with_who_when_and_why() -> None:
    row = request()
    decide(row, "decline", "no_aircraft", COORDINATOR)
    (entry,) = [e for e in history("dispatch_request", row.pk) if e.move]
    assert (entry.move, entry.reason, entry.actor_id) == ("decline", "no_aircraft", COORDINATOR.id)
    assert entry.changes["state"] == ["registered", "declined"]
    assert fresh(row).decision_reason == "no_aircraft"


@pytest.mark.parametrize("decision", ["decline", "ground", "remote"])
def test_a_decision_not_to_fly_needs_a_reason_of_its_list(decision: str) -> None:
    row = request()
    with pytest.raises(ReasonMissing):
        decide(row, decision)
    with pytest.raises(ReasonUnknown):
        decide(row, decision, "because")
    assert fresh(row).state == "registered"
    assert not row.reviews.exists()


def test_without_the_permission_nothing_changes() -> None:
    row = request()
    with pytest.raises(NotAllowed):
        decide(row, "fly_patient", actor=NOBODY)
    assert fresh(row).state == "registered"


def test_a_decision_on_what_somebody_changed_meanwhile_is_refused() -> None:
    row = request()
    taking.write_log(DISPATCHER, request_id=row.pk, kind="note", text="Call back", at=NOW, now=NOW)
    with pytest.raises(Stale):
        clinical.review_request(
            DISPATCHER if DISPATCHER.may("dispatch.review") else SYSTEM,
            request_id=row.pk,
            version=row.version,
            judgement=clinical.Judgement(decision="fly_patient"),
            now=NOW,
        )
    assert fresh(row).state == "registered"


def test_remote_first_opens_one_order_even_if_delivered_twice() -> None:
    row = request()
    decide(row, "remote", "opinion_asked")
    deliver_all()
    deliver_all()
    order = ConsultationOrder.objects.get()
    assert (order.request_id, order.state, order.nosology) == (row.pk, "ordered", "circulatory")
    assert list(order.people.values_list("patient_id", flat=True)) == [patient_of(row)]


def test_a_decision_can_be_changed_until_a_mission_is_committed() -> None:
    row = request()
    decide(row, "remote", "opinion_asked")
    decide(row, "fly_patient")
    assert fresh(row).state == "approved"
    mission(fresh(row))
    with pytest.raises(WrongState):
        decide(row, "decline", "weather")


def test_merging_brings_the_patients_to_the_original() -> None:
    original, duplicate = request(), request(name="Оспанов Тимур")
    taking.merge_requests(
        DISPATCHER, duplicate_id=duplicate.pk, original_id=original.pk, reason="same_event"
    )
    assert fresh(duplicate).state == "merged"
    assert original.people.count() == 2
    assert not Request.objects.counted().filter(pk=duplicate.pk).exists()


def test_a_request_is_no_duplicate_of_itself_or_of_a_duplicate() -> None:
    first, second, third = request(), request(), request()
    taking.merge_requests(
        DISPATCHER, duplicate_id=second.pk, original_id=first.pk, reason="same_event"
    )
    for other in (third.pk, second.pk):
        with pytest.raises(taking.NotADuplicate):
            taking.merge_requests(
                DISPATCHER, duplicate_id=third.pk, original_id=other, reason="same_event"
            )


def test_the_same_patient_or_place_and_diagnosis_look_like_a_duplicate() -> None:
    row = request()
    alike = similar_requests(DISPATCHER, Described(facility_id=facility_id(), icd10="I63.9"), NOW)
    assert [(x.id, x.same) for x in alike] == [(row.pk, ("facility", "diagnosis"))]
    by_person = similar_requests(DISPATCHER, Described(patient_ids=[patient_of(row)]), NOW)
    assert [x.id for x in by_person] == [row.pk]
    assert (
        similar_requests(DISPATCHER, Described(facility_id=facility_id(), icd10="O14.1"), NOW) == []
    )


def test_twins_are_two_people_of_one_request() -> None:
    row = request()
    add_person(DISPATCHER, request_id=row.pk, person=PatientDraft(name="Второй"), now=NOW)
    assert [p.position for p in row.people.order_by("position")] == [1, 2]


def test_the_patient_pays_nothing_there_is_no_way_to_name_him() -> None:
    row = request()
    with pytest.raises(IntegrityError, match="payer_is_no_patient"), transaction.atomic():
        Request.objects.filter(pk=row.pk).update(payer="patient")


def test_scores_are_made_from_what_was_measured_and_partial_ones_say_so() -> None:
    row = request()
    whole = Vitals(
        age_years=61, respiratory_rate=26, spo2=90, is_on_oxygen=True, systolic=95,
        heart_rate=125, consciousness="V", temperature_c=38.5,
    )  # fmt: skip
    partial = Vitals(age_years=61, respiratory_rate=26)
    for vitals in (whole, partial):
        clinical.assess_request(
            DISPATCHER,
            request_id=row.pk,
            patient_id=patient_of(row),
            vitals=vitals,
            at=NOW,
            now=NOW,
        )
    first, second = row.assessments.order_by("id")
    assert (first.scores["news2"]["kind"], first.scores["news2"]["total"]) == ("whole", 16)
    assert first.scores["news2"]["level"] == "emergency"
    assert (second.scores["news2"]["kind"], second.scores["news2"]["at_least"]) == ("partial", 3)


def test_an_impossible_finding_is_refused_whoever_sends_it() -> None:
    row = request()
    with pytest.raises(clinical.FindingImpossible):
        clinical.assess_request(
            DISPATCHER,
            request_id=row.pk,
            patient_id=None,
            vitals=Vitals(systolic=60, diastolic=200),
            at=NOW,
            now=NOW,
        )
    assert not row.assessments.exists()


def test_an_assessment_without_a_finding_is_refused() -> None:
    row = request()
    with pytest.raises(clinical.NothingMeasured):
        clinical.assess_request(
            DISPATCHER, request_id=row.pk, patient_id=None, vitals=Vitals(), at=NOW, now=NOW
        )


def test_a_draft_is_kept_encrypted_and_only_for_its_writer() -> None:
    save_draft(DISPATCHER, form="request", values={"name": ["Ахметов"]})
    stored = Draft.objects.get()
    assert "Ахметов".encode() not in bytes(stored.sealed)
    found = find_draft(DISPATCHER, "request")
    assert found is not None
    assert found.values == {"name": ["Ахметов"]}
    assert find_draft(COORDINATOR, "request") is None


def test_registering_throws_the_draft_away() -> None:
    save_draft(DISPATCHER, form="request", values={"name": ["Ахметов"]})
    request()
    assert not Draft.objects.exists()


def test_what_happened_on_paper_is_entered_later_and_marked() -> None:
    row = request(received_at=NOW - 600 * MINUTE, is_later_entry=True)
    assert (row.origin, row.log.get().kind) == ("paper", "late")


def test_nobody_enters_what_was_received_years_ago() -> None:
    with pytest.raises(taking.TooLongAgo):
        request(received_at=datetime(1999, 3, 1, tzinfo=UTC), onset_at=None, is_later_entry=True)
    assert not Request.objects.exists()


def test_for_a_request_entered_later_no_mission_is_promised() -> None:
    row = request(received_at=NOW - 600 * MINUTE, is_later_entry=True)
    decide(row, "fly_patient")
    with pytest.raises(EnteredLater):
        mission(fresh(row))
    assert fresh(row).state == "approved"


def test_death_before_transport_ends_the_request_with_its_reason() -> None:
    row = approved()
    record_death(SYSTEM, request_id=row.pk, died_at=NOW, now=NOW)
    assert (fresh(row).state, fresh(row).decision_reason) == ("died", "died_before_takeoff")


def test_outcomes_of_the_declined_are_recorded_like_those_of_the_flown() -> None:
    row = request()
    decide(row, "decline", "not_transportable")
    outcome(row, "dead", NOW)
    outcome(row, "alive", NOW + DAY)
    assert row.outcomes.get().vital == "alive"


@pytest.mark.parametrize(("point", "days"), [("24h", 1), ("7d", 7), ("30d", 30)])
def test_that_somebody_lives_is_recorded_when_the_time_is_reached(point: str, days: int) -> None:
    row = mission().requests.get()
    flown(row.missions.get())
    handed_over = NOW + 170 * MINUTE
    for vital in ("alive", "unknown"):
        with pytest.raises(clinical.TooEarly):
            outcome(row, vital, handed_over + days * DAY - MINUTE, point)
    assert not row.outcomes.exists()
    outcome(row, "alive", handed_over + days * DAY, point)
    outcome(row, "dead", handed_over + MINUTE, point)
    assert row.outcomes.get().vital == "dead"


def outcome(row: Request, vital: str, now: datetime, point: str = "24h") -> None:
    clinical.record_outcome(
        DISPATCHER,
        request_id=row.pk,
        patient_id=patient_of(row),
        point=point,
        vital=vital,
        now=now,
    )


def test_the_database_refuses_a_state_set_by_nobody() -> None:
    row = request()
    with pytest.raises(IntegrityError, match="is not a move"), transaction.atomic():
        Request.objects.filter(pk=row.pk).update(state="closed")
