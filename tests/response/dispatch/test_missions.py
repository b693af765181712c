from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.response.dispatch.builders import (
    COORDINATOR,
    DISPATCHER,
    MINUTE,
    NOBODY,
    NOW,
    actor_as,
    aircraft_ids,
    approved,
    draft,
    flown,
    fresh,
    mission,
    patient_of,
    request,
    stamp,
)

from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.lifecycle import ReasonMissing, WrongState
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.response.commitments.commands import ResourceTaken
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands import missions as commands
from qanat.response.dispatch.commands import operating
from qanat.response.dispatch.commands.intake import FromTheFuture
from qanat.response.dispatch.commands.resources import NotFit
from qanat.response.dispatch.commands.services import (
    NoPatient,
    NotLeftYet,
    ServiceDraft,
    cancel_service,
    record_service,
)
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.commands.stamps import (
    AlreadyCorrected,
    NeverLeft,
    UnknownStamp,
    WrongOrder,
    correct_stamp,
    stamp_mission,
)
from qanat.response.dispatch.models import Mission, MissionRequest, Service, Stamp

pytestmark = pytest.mark.usefixtures("world", "db")


def test_committing_promises_the_aircraft_and_tasks_the_request() -> None:
    row = mission()
    assert (row.state, row.level, row.route) == ("planned", "almaty", "interregional")
    assert row.number.startswith("F-KZ-19/2026/")
    assert [c.purpose for c in commitments_of("mission", row.pk)] == [row.number]
    assert row.requests.get().state == "tasked"
    assert row.contract_id is not None


def test_the_second_who_commits_the_same_aircraft_sees_who_was_first() -> None:
    first = mission()
    second = approved()
    with pytest.raises(ResourceTaken) as refusal:
        commands.commit_mission(
            DISPATCHER, request_ids=[second.pk], draft=draft(first.aircraft_id), now=NOW
        )
    assert refusal.value.values["who"] == first.number
    assert fresh(second).state == "approved"
    assert Mission.objects.count() == 1


def test_a_request_not_approved_can_not_be_flown() -> None:
    row = request()
    with pytest.raises(WrongState):
        mission(row)
    assert not Mission.objects.exists()
    assert commitments_of("mission", 1) == []


def test_an_aircraft_out_of_order_is_refused() -> None:
    from qanat.registry.fleet.queries.aircraft import aircraft_rows

    broken = next(r.id for r in aircraft_rows(SYSTEM, at=NOW) if r.unavailable == "unserviceable")
    with pytest.raises(NotFit):
        mission(aircraft_id=broken)


def test_one_flight_may_serve_two_requests_and_one_request_two_flights() -> None:
    one, other = approved(), approved()
    shared = mission(one, other)
    assert shared.requests.count() == 2
    flown(shared)
    second = aircraft_ids()[1]
    commands.commit_mission(DISPATCHER, request_ids=[approved().pk], draft=draft(second), now=NOW)
    assert MissionRequest.objects.count() == 3


def test_without_the_permission_no_mission_is_committed() -> None:
    row = approved()
    for actor in (COORDINATOR, NOBODY):
        with pytest.raises(NotAllowed):
            mission(row, actor=actor)
    assert not Mission.objects.exists()


def test_the_operator_accepts_its_own_missions_only() -> None:
    row = mission()
    assert row.operator_id is not None
    own = actor_as("operator", Scope(operators=frozenset({row.operator_id})))
    other = actor_as("operator", Scope(operators=frozenset({row.operator_id + 1000})))
    with pytest.raises(NotFound):
        operating.accept_mission(other, mission_id=row.pk)
    operating.accept_mission(own, mission_id=row.pk)
    assert Mission.objects.get().state == "accepted"


def test_a_refusal_needs_a_reason_frees_the_aircraft_and_returns_the_request() -> None:
    row = mission()
    assert row.operator_id is not None
    own = actor_as("operator", Scope(operators=frozenset({row.operator_id})))
    with pytest.raises(ReasonMissing):
        commands.refuse_mission(own, mission_id=row.pk, reason="", now=NOW)
    commands.refuse_mission(own, mission_id=row.pk, reason="technical", now=NOW)
    assert (Mission.objects.get().state, row.requests.get().state) == ("refused", "approved")
    assert commitments_of("mission", row.pk) == []


def test_a_mission_keeps_its_request_while_another_flies_for_it() -> None:
    served = approved()
    first = mission(served)
    second = mission(approved(), aircraft_id=aircraft_ids()[1])
    with pytest.raises(HasMission):
        commands.add_request(DISPATCHER, mission_id=second.pk, request_id=served.pk)
    commands.add_request(DISPATCHER, mission_id=second.pk, request_id=served.pk, is_second=True)
    commands.cancel_mission(DISPATCHER, mission_id=first.pk, reason="replanned", now=NOW)
    assert fresh(served).state == "tasked"


def test_the_whole_flight_is_stamped_served_and_counted_in_hours_and_money() -> None:
    row = mission()
    served = row.requests.get()
    done = flown(row, until=8)
    record_service(
        DISPATCHER,
        mission_id=row.pk,
        draft=ServiceDraft(
            kind="transport",
            performed_at=NOW + 170 * MINUTE,
            request_id=served.pk,
            patient_ids=(patient_of(served),),
        ),
        now=NOW + 180 * MINUTE,
    )
    stamp(row, "eTimes.13", 200)
    done.refresh_from_db()
    assert (done.state, fresh(served).state) == ("in_service", "handed_over")
    assert done.took_off_at == NOW + 30 * MINUTE
    assert done.flown_s == 80 * 60
    lines = {line.kind: line for line in done.costs.all()}
    assert sum(line.flown_s for line in lines.values()) == 80 * 60
    for line in lines.values():
        assert line.amount_tiyn == round(line.flown_s * line.price_per_hour_tiyn / 3600)
    assert commitments_of("mission", row.pk) == []


def test_the_same_stamp_sent_twice_is_stored_once() -> None:
    row = flown(mission(), until=1)
    again = stamp(row, "air.take_off", 30)
    assert Stamp.objects.filter(mission=row).count() == 1
    assert Stamp.objects.get().pk == again


def test_a_landing_before_take_off_is_refused_and_names_the_other() -> None:
    row = flown(mission(), until=1)
    with pytest.raises(WrongOrder) as refusal:
        stamp(row, "air.landing", 20)
    assert refusal.value.values["other"] == "Take-off"
    assert Stamp.objects.count() == 1


def test_a_stamp_of_the_future_or_of_no_kind_is_refused() -> None:
    row = mission()
    with pytest.raises(FromTheFuture):
        stamp_mission(
            DISPATCHER, mission_id=row.pk, kind="air.take_off", at=NOW + timedelta(hours=1), now=NOW
        )
    with pytest.raises(UnknownStamp):
        stamp(row, "air.somersault", 10)


def test_a_correction_is_a_new_stamp_and_moves_the_take_off() -> None:
    row = flown(mission(), until=2)
    old = Stamp.objects.get(kind="air.take_off")
    new = correct_stamp(
        DISPATCHER,
        stamp_id=old.pk,
        at=NOW + 35 * MINUTE,
        reason="clock_wrong",
        now=NOW + 90 * MINUTE,
    )
    row.refresh_from_db()
    assert row.took_off_at == NOW + 35 * MINUTE
    assert row.flown_s == 35 * 60
    assert Stamp.objects.get(pk=new).corrects_id == old.pk
    with pytest.raises(AlreadyCorrected):
        correct_stamp(
            DISPATCHER, stamp_id=old.pk, at=NOW, reason="clock_wrong", now=NOW + 90 * MINUTE
        )


def test_a_voided_take_off_means_that_nothing_flew() -> None:
    row = flown(mission(), until=1)
    correct_stamp(
        DISPATCHER,
        stamp_id=Stamp.objects.get().pk,
        at=None,
        reason="wrong_record",
        now=NOW + 90 * MINUTE,
    )
    row.refresh_from_db()
    assert row.took_off_at is None


def test_stamps_are_never_changed_or_removed() -> None:
    flown(mission(), until=1)
    for change in (lambda: Stamp.objects.update(kind="x"), lambda: Stamp.objects.all().delete()):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_an_abort_in_the_air_returns_the_request_and_keeps_the_hours() -> None:
    row = flown(mission(), until=2)
    commands.abort_mission(DISPATCHER, mission_id=row.pk, reason="weather", now=NOW + 90 * MINUTE)
    row.refresh_from_db()
    assert (row.state, row.requests.get().state) == ("aborted", "approved")
    assert row.flown_s == 40 * 60


def test_a_cancelled_mission_can_not_be_stamped() -> None:
    row = mission()
    commands.cancel_mission(DISPATCHER, mission_id=row.pk, reason="weather", now=NOW)
    with pytest.raises(NeverLeft):
        stamp(row, "air.take_off", 30)


def test_replanning_keeps_the_old_legs_as_dropped_and_moves_the_promise() -> None:
    row = mission()
    other = aircraft_ids()[1]
    commands.replan_mission(
        DISPATCHER, mission_id=row.pk, version=None, draft=draft(other), now=NOW
    )
    row.refresh_from_db()
    assert row.aircraft_id == other
    assert row.legs.filter(is_dropped=True).count() == 2
    assert [c.resource_id for c in commitments_of("mission", row.pk)] == [other]


def test_a_service_needs_a_departed_mission_and_a_patient_of_the_request() -> None:
    row = mission()
    served = row.requests.get()
    plain = ServiceDraft(kind="transport", performed_at=NOW, request_id=served.pk)
    with pytest.raises(NotLeftYet):
        record_service(DISPATCHER, mission_id=row.pk, draft=plain, now=NOW)
    flown(row, until=1)
    with pytest.raises(NoPatient):
        record_service(DISPATCHER, mission_id=row.pk, draft=plain, now=NOW)
    assert not Service.objects.exists()


def test_an_organ_has_no_patient_on_board() -> None:
    row = flown(mission(), until=1)
    organ = ServiceDraft(
        kind="organ", performed_at=NOW, request_id=row.requests.get().pk, organ="kidney"
    )
    record_service(DISPATCHER, mission_id=row.pk, draft=organ, now=NOW)
    assert Service.objects.get().organ == "kidney"


def test_a_service_taken_back_stays_on_record() -> None:
    row = flown(mission(), until=1)
    organ = ServiceDraft(kind="organ", performed_at=NOW, request_id=row.requests.get().pk)
    made = record_service(DISPATCHER, mission_id=row.pk, draft=organ, now=NOW)
    cancel_service(DISPATCHER, service_id=made, reason="wrong_record", now=NOW)
    assert Service.objects.get().cancel_reason == "wrong_record"


def test_an_exercise_never_serves_a_real_request() -> None:
    row = mission(approved(is_exercise=True))
    real = approved()
    with pytest.raises(commands.ExerciseMixed):
        commands.add_request(DISPATCHER, mission_id=row.pk, request_id=real.pk)
    with pytest.raises(IntegrityError, match="is_exercise differs"), transaction.atomic():
        MissionRequest.objects.create(mission=row, request=real)


@pytest.mark.parametrize(
    ("move", "act"),
    [
        ("accept", lambda pk: operating.accept_mission(COORDINATOR, mission_id=pk)),
        (
            "cancel",
            lambda pk: commands.cancel_mission(COORDINATOR, mission_id=pk, reason="x", now=NOW),
        ),
        (
            "abort",
            lambda pk: commands.abort_mission(COORDINATOR, mission_id=pk, reason="x", now=NOW),
        ),
    ],
)
def test_who_lacks_the_permission_moves_nothing(move: str, act: object) -> None:
    row = mission()
    with pytest.raises(NotAllowed):
        act(row.pk)  # type: ignore[operator]
    assert Mission.objects.get().state == "planned"
