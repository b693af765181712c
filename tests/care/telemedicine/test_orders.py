from dataclasses import replace

import pytest
from tests.care.telemedicine.builders import (
    COLLEAGUE,
    DISPATCHER,
    SPECIALIST,
    STRANGER,
    concluded,
    conclusion,
    fresh,
    hospital,
    order,
    order_draft,
    taken,
)
from tests.response.dispatch.builders import (
    MINUTE,
    NOBODY,
    NOW,
    actor_as,
    decide,
    facility_id,
    patient_of,
    request,
)

from qanat.care.telemedicine import commands
from qanat.care.telemedicine.commands.consulting import BeforeOrdered
from qanat.care.telemedicine.models import ConsultationOrder, OrderPatient, RemoteService
from qanat.care.telemedicine.queries.orders import Wanted, order_count, order_row, order_rows
from qanat.care.telemedicine.queries.record import order_record
from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.audit.queries import history
from qanat.foundation.lifecycle import ReasonMissing, ReasonUnknown, WrongState
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.patients.queries import patients_by_id
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.models import Request

pytestmark = pytest.mark.usefixtures("world", "db")


def test_a_hospital_orders_without_any_request_and_gets_a_number_and_its_region() -> None:
    row = order(actor=hospital(), name="Ахметов Ерлан")
    assert (row.number, row.region_id, row.request_id) == ("K-KZ-19/2026/00001", "KZ-19", None)
    assert (row.state, row.nosology) == ("ordered", "circulatory")
    (person,) = OrderPatient.objects.values_list("patient_id", flat=True)
    assert person in patients_by_id(SPECIALIST, [person])


def test_a_hospital_orders_only_for_itself() -> None:
    with pytest.raises(NotAllowed):
        order(actor=hospital("010"))
    assert not ConsultationOrder.objects.exists()


def test_nobody_orders_from_the_future() -> None:
    with pytest.raises(FromTheFuture):
        order(ordered_at=NOW + MINUTE)


def test_an_order_can_not_name_a_request_or_a_patient_of_others() -> None:
    other = request(sending_facility_id=facility_id("010"))
    clerk = hospital()
    with pytest.raises(NotFound):
        order(actor=clerk, request_id=other.pk)
    with pytest.raises(NotFound):
        order(actor=clerk, patient_ids=(patient_of(other),))
    assert not ConsultationOrder.objects.exists()


def test_one_request_has_one_open_order() -> None:
    row = request()
    first = order(request_id=row.pk)
    assert order(request_id=row.pk).pk == first.pk
    commands.cancel_order(DISPATCHER, order_id=first.pk, reason="solved_locally")
    assert order(request_id=row.pk).pk != first.pk


def test_a_decision_to_consult_first_opens_the_order_with_the_patient() -> None:
    row = request()
    decide(row, "remote", "opinion_asked")
    deliver_all()
    made = ConsultationOrder.objects.get(request=row)
    assert (made.specialty, made.diagnosis) == (row.specialty, row.diagnosis)
    assert list(made.people.values_list("patient_id", flat=True)) == [patient_of(row)]


def test_who_may_not_order_changes_nothing() -> None:
    for actor in (NOBODY, SPECIALIST):
        with pytest.raises(NotAllowed):
            commands.order_consultation(actor, draft=order_draft(), now=NOW)
    assert not ConsultationOrder.objects.exists()


def test_a_taken_order_names_its_specialist_and_taking_it_again_changes_nothing() -> None:
    row = taken()
    commands.take_order(SPECIALIST, order_id=row.pk, now=NOW + MINUTE)
    assert (fresh(row.pk).taken_by, fresh(row.pk).taken_at) == (SPECIALIST.id, NOW)


def test_a_colleague_can_neither_take_nor_give_back_nor_conclude_what_another_took() -> None:
    row = taken()
    for act in (
        lambda: commands.take_order(COLLEAGUE, order_id=row.pk, now=NOW),
        lambda: commands.give_order_back(COLLEAGUE, order_id=row.pk),
        lambda: commands.conclude_order(COLLEAGUE, order_id=row.pk, draft=conclusion(), now=NOW),
    ):
        with pytest.raises(commands.TakenByOther) as refusal:
            act()
        assert refusal.value.values["number"] == row.number
    assert (fresh(row.pk).state, fresh(row.pk).taken_by) == ("taken", SPECIALIST.id)
    assert not RemoteService.objects.exists()


def test_given_back_it_waits_again() -> None:
    row = taken()
    commands.give_order_back(SPECIALIST, order_id=row.pk, note="Не мой профиль")
    assert (fresh(row.pk).state, fresh(row.pk).taken_by) == ("ordered", None)
    commands.take_order(COLLEAGUE, order_id=row.pk, now=NOW)
    assert fresh(row.pk).taken_by == COLLEAGUE.id


def test_a_conclusion_is_a_service_and_the_same_one_sent_twice_is_stored_once() -> None:
    row = taken()
    first = commands.conclude_order(SPECIALIST, order_id=row.pk, draft=conclusion(), now=NOW)
    again = commands.conclude_order(SPECIALIST, order_id=row.pk, draft=conclusion(), now=NOW)
    assert first == again
    assert RemoteService.objects.get().conclusion == "Показана тромбоэкстракция."
    assert (fresh(row.pk).state, fresh(row.pk).concluded_at) == ("concluded", NOW)


def test_one_more_conclusion_is_a_second_service_and_has_to_be_meant() -> None:
    row = concluded()
    other = conclusion(text="Добавлено после КТ.", performed_at=NOW)
    with pytest.raises(WrongState):
        commands.conclude_order(COLLEAGUE, order_id=row.pk, draft=other, now=NOW + MINUTE)
    assert RemoteService.objects.count() == 1
    meant = replace(other, is_again=True)
    commands.conclude_order(COLLEAGUE, order_id=row.pk, draft=meant, now=NOW + MINUTE)
    assert RemoteService.objects.count() == 2
    assert fresh(row.pk).concluded_at == NOW


def test_an_empty_future_or_early_conclusion_is_refused() -> None:
    row = taken()
    with pytest.raises(commands.NoConclusion):
        commands.conclude_order(SPECIALIST, order_id=row.pk, draft=conclusion(text=" "), now=NOW)
    late = conclusion(performed_at=NOW + MINUTE)
    with pytest.raises(FromTheFuture):
        commands.conclude_order(SPECIALIST, order_id=row.pk, draft=late, now=NOW)
    early = conclusion(performed_at=row.ordered_at - MINUTE)
    with pytest.raises(BeforeOrdered):
        commands.conclude_order(SPECIALIST, order_id=row.pk, draft=early, now=NOW)
    assert fresh(row.pk).state == "taken"
    assert not RemoteService.objects.exists()


def test_nobody_concludes_what_he_has_not_taken() -> None:
    row = order()
    with pytest.raises(WrongState):
        commands.conclude_order(SPECIALIST, order_id=row.pk, draft=conclusion(), now=NOW)
    assert not RemoteService.objects.exists()


def test_cancelling_needs_a_reason_of_the_list() -> None:
    row = order()
    with pytest.raises(ReasonMissing):
        commands.cancel_order(DISPATCHER, order_id=row.pk, reason="")
    with pytest.raises(ReasonUnknown):
        commands.cancel_order(DISPATCHER, order_id=row.pk, reason="because")
    with pytest.raises(NotAllowed):
        commands.cancel_order(SPECIALIST, order_id=row.pk, reason="solved_locally")
    assert fresh(row.pk).state == "ordered"
    commands.cancel_order(DISPATCHER, order_id=row.pk, reason="solved_locally", note="Сами")
    (entry,) = [e for e in history("telemedicine_consultationorder", row.pk) if e.move]
    assert (entry.move, entry.reason, entry.note) == ("cancel", "solved_locally", "Сами")


def test_another_region_neither_sees_nor_cancels_an_order() -> None:
    row = order()
    assert order_rows(STRANGER, Wanted()) == []
    with pytest.raises(NotFound):
        order_record(STRANGER, row.pk)
    with pytest.raises(NotFound):
        commands.cancel_order(STRANGER, order_id=row.pk, reason="solved_locally")
    assert fresh(row.pk).state == "ordered"


def test_advice_to_fly_becomes_one_request_with_the_same_patient() -> None:
    row = concluded(name="Ахметов Ерлан")
    actor = hospital()
    first = commands.request_flight(actor, order_id=row.pk, now=NOW)
    assert commands.request_flight(actor, order_id=row.pk, now=NOW) == first
    made = Request.objects.get()
    assert (made.pk, made.icd10, made.urgency, made.channel) == (first, "I63.4", 1, "consultation")
    assert made.region_id == "KZ-19"
    assert patient_of(made) == row.people.get().patient_id
    assert fresh(row.pk).request_id == first


def test_an_aircraft_is_not_requested_for_a_cancelled_order_nor_by_a_specialist() -> None:
    row = order()
    with pytest.raises(NotAllowed):
        commands.request_flight(SPECIALIST, order_id=row.pk, now=NOW)
    commands.cancel_order(DISPATCHER, order_id=row.pk, reason="solved_locally")
    with pytest.raises(commands.OrderCancelled):
        commands.request_flight(DISPATCHER, order_id=row.pk, now=NOW)
    assert not Request.objects.exists()


def test_an_order_is_linked_to_the_request_which_is_there_already_and_to_no_second() -> None:
    row, first, second = concluded(), request(), request()
    commands.link_request(DISPATCHER, order_id=row.pk, request_id=first.pk, now=NOW)
    with pytest.raises(commands.HasRequest):
        commands.link_request(DISPATCHER, order_id=row.pk, request_id=second.pk, now=NOW)
    assert fresh(row.pk).request_id == first.pk


def test_an_exercise_is_never_linked_to_a_real_request() -> None:
    row, drill = concluded(), request(is_exercise=True)
    with pytest.raises(NotFound):
        commands.link_request(DISPATCHER, order_id=row.pk, request_id=drill.pk, now=NOW)
    assert order(request_id=drill.pk).is_exercise


def test_the_worklist_goes_by_threat_then_urgency_then_age() -> None:
    planned = order(urgency=3, ordered_at=NOW - 60 * MINUTE)
    late = order(urgency=1, ordered_at=NOW - 5 * MINUTE)
    early = order(urgency=1, ordered_at=NOW - 50 * MINUTE)
    threat = order(urgency=2, is_threat=True, ordered_at=NOW)
    rows = order_rows(SPECIALIST, Wanted())
    assert [r.id for r in rows] == [threat.pk, early.pk, late.pk, planned.pk]
    assert [r.due_at for r in rows[:2]] == [NOW + 30 * MINUTE, NOW + 10 * MINUTE]
    assert not any(r.is_verified for r in rows)


def test_the_worklist_is_filtered_and_counted_alike() -> None:
    order(diagnosis="Преэклампсия", specialty="obstetrics", urgency=2)
    order()
    both = actor_as("specialist", Scope(profiles=frozenset({"neurology", "obstetrics"})))
    for wanted, count in (
        (Wanted(text="преэкл"), 1),
        (Wanted(text="K-KZ-19"), 2),
        (Wanted(specialty="neurology"), 1),
        (Wanted(urgency=2, region="KZ-19"), 1),
        (Wanted(region="KZ-47"), 0),
        (Wanted(is_over=True), 0),
    ):
        assert len(order_rows(both, wanted)) == count
        assert order_count(both, wanted) == count


def test_the_next_order_is_the_most_urgent_that_waits_and_nothing_if_nothing_does() -> None:
    order(urgency=2)
    first = order(urgency=1)
    taken(urgency=1, ordered_at=NOW - 60 * MINUTE)
    assert commands.take_next_order(COLLEAGUE, now=NOW) == first.pk
    assert fresh(first.pk).taken_by == COLLEAGUE.id
    assert commands.take_next_order(COLLEAGUE, specialty="burns", now=NOW) is None


def test_an_order_taken_after_it_was_due_began_late() -> None:
    row = order(ordered_at=NOW - 61 * MINUTE)
    commands.take_order(SPECIALIST, order_id=row.pk, now=NOW)
    assert order_row(SPECIALIST, row.pk).began_late
    assert not order_row(SPECIALIST, taken().pk).began_late


@pytest.mark.parametrize("actor", [NOBODY, DISPATCHER])
def test_who_may_not_conclude_takes_nothing(actor: Actor) -> None:
    row = order()
    with pytest.raises(NotAllowed):
        commands.take_order(actor, order_id=row.pk, now=NOW)
    with pytest.raises(NotAllowed):
        commands.take_next_order(actor, now=NOW)
    assert fresh(row.pk).state == "ordered"


def test_the_record_tells_who_did_what_and_hides_whom_one_may_not_see() -> None:
    row = concluded(name="Ахметов Ерлан")
    commands.conclude_order(
        SYSTEM, order_id=row.pk, draft=conclusion(text="Ещё.", is_again=True), now=NOW
    )
    record = order_record(SPECIALIST, row.pk)
    assert [c.advice for c in record.conclusions] == ["fly", "fly"]
    assert [m.move for m in record.moves] == ["take", "conclude"]
    assert [p.name for p in record.people.values() if p] == ["Ахметов Ерлан"]
    analyst = order_record(replace_permissions(SPECIALIST), row.pk)
    assert list(analyst.people.values()) == [None]


def replace_permissions(actor: Actor) -> Actor:
    """Return somebody who sees orders and no patients."""
    grants = tuple(replace(g, permissions=frozenset({"telemedicine.see"})) for g in actor.grants)
    return replace(actor, grants=grants)
