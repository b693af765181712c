"""From the watch to a request, and what wants a person."""

from datetime import timedelta

import pytest
from tests.care.critical.builders import (
    DISPATCHER,
    HOUR,
    SPECIALIST,
    STRANGER,
    bedside,
    fresh,
    report,
    seen,
    watched,
)
from tests.response.dispatch.builders import NOW, decide, facility_id, mission
from tests.response.dispatch.builders import request as registered

from qanat.care.critical.alarms import alarms
from qanat.care.critical.commands.ending import end_watch
from qanat.care.critical.commands.moving import (
    RequestOver,
    follow_request,
    keep_patient,
    move_by_request,
    move_patient,
)
from qanat.care.critical.matters import watched_in_trouble
from qanat.care.critical.related import watch_of
from qanat.care.critical.states import Condition
from qanat.foundation.actors import SYSTEM
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.refusals import NotFound
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import open_alerts
from qanat.response.dispatch.commands.intake import withdraw_request
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.queries.vitals import vitals_of

pytestmark = pytest.mark.usefixtures("world", "db")


def test_one_step_makes_a_request_which_is_filled_in_and_whose_clock_runs() -> None:
    watch = watched(condition=Condition.GRAVE)
    report(watch, respiratory_rate=28, support=("ventilation", "dialysis"))
    pk = move_patient(bedside(), watch_id=watch.pk, now=NOW + HOUR)
    request = Request.objects.get(pk=pk)
    assert (request.received_at, request.urgency) == (NOW + HOUR, 1)
    assert (request.sending_facility_id, request.icd10) == (facility_id(), "I63.4")
    assert request.specialty == "neurology"
    assert list(request.people.values_list("patient_id", flat=True)) == [watch.patient_id]
    (vitals,) = vitals_of(DISPATCHER, pk)
    assert (vitals.respiratory_rate, vitals.at) == (28, NOW)
    assert request.assessments.get().support == ["ventilation"], "what a request knows"
    row = fresh(watch.pk)
    assert (row.state, row.request_id) == ("moving", pk)
    assert move_patient(DISPATCHER, watch_id=watch.pk, now=NOW + 2 * HOUR) == pk
    assert Request.objects.count() == 1


def test_a_specialist_asks_to_move_though_he_registers_no_requests() -> None:
    watch = watched()
    pk = move_patient(SPECIALIST, watch_id=watch.pk, now=NOW)
    assert fresh(watch.pk).request_id == pk
    with pytest.raises(NotFound):
        move_patient(STRANGER, watch_id=watched().pk, now=NOW)


def test_a_patient_without_findings_is_moved_as_well() -> None:
    pk = move_patient(bedside(), watch_id=watched().pk, now=NOW)
    assert vitals_of(DISPATCHER, pk) == []


def test_a_request_that_is_over_moves_nobody() -> None:
    watch = watched()
    over = registered()
    withdraw_request(SYSTEM, request_id=over.pk, reason="other_transport", now=NOW)
    with pytest.raises(RequestOver):
        move_by_request(DISPATCHER, watch_id=watch.pk, request_id=over.pk, now=NOW)
    other = registered()
    move_by_request(DISPATCHER, watch_id=watch.pk, request_id=other.pk, now=NOW)
    group = watch_of(DISPATCHER, other.pk)
    assert group is not None
    assert [line.label for line in group.rows] == [watch.number]
    assert watch_of(DISPATCHER, over.pk) is None


def test_when_the_request_comes_to_nothing_the_patient_stays_on_the_watch() -> None:
    watch = watched()
    pk = move_patient(bedside(), watch_id=watch.pk, now=NOW)
    follow_request(SYSTEM, request_id=pk, now=NOW)
    assert fresh(watch.pk).state == "moving"
    withdraw_request(SYSTEM, request_id=pk, reason="other_transport", now=NOW)
    deliver_all()
    assert fresh(watch.pk).state == "watched"
    follow_request(SYSTEM, request_id=pk, now=NOW)
    again = move_patient(bedside(), watch_id=watch.pk, now=NOW)
    assert again != pk
    keep_patient(bedside(), watch_id=watch.pk)
    assert fresh(watch.pk).state == "watched"


def told() -> list[tuple[str, str, int]]:
    return sorted((c.cause, c.subject_kind, c.subject_id) for c in alarms(NOW))


def test_what_wants_a_person_is_told_once_a_patient_and_once_a_hospital() -> None:
    worse = watched(at=NOW - 5 * HOUR)
    report(worse, at=NOW - 4 * HOUR)
    seen(worse, at=NOW - 3 * HOUR)
    report(worse, at=NOW - 2 * HOUR, respiratory_rate=30)
    unseen = watched(at=NOW - 9 * HOUR)
    watched(at=NOW - 9 * HOUR, is_exercise=True)
    assert told() == [
        ("silent", "silent_hospital", facility_id()),
        ("unseen", "watch", unseen.pk),
        ("unseen", "watch", unseen.pk + 1),
        ("worsened", "watch", worse.pk),
    ]
    silent = next(c for c in alarms(NOW) if c.cause == "silent")
    assert not silent.is_exercise
    assert silent.onset_at == NOW - HOUR


def test_alerts_are_raised_lead_to_the_patient_and_go_when_somebody_has_looked() -> None:
    watch = watched(at=NOW - 5 * HOUR)
    report(watch, at=NOW - 4 * HOUR)
    seen(watch, at=NOW - 3 * HOUR)
    report(watch, at=NOW - HOUR, respiratory_rate=30)
    watch_alerts(SYSTEM, now=NOW)
    watch_alerts(SYSTEM, now=NOW + timedelta(seconds=10))
    (alert,) = (row for row in open_alerts(SPECIALIST) if row.cause == "worsened")
    assert (alert.number, alert.url) == (watch.number, f"/critical/{watch.pk}/")
    assert alert.urgency == 1
    section = watched_in_trouble(DISPATCHER, NOW)
    assert section is not None
    assert [matter.what for matter in section.matters] == [watch.number]
    seen(watch, at=NOW + timedelta(minutes=1), text="Осмотрен")
    watch_alerts(SYSTEM, now=NOW + timedelta(minutes=2))
    assert Alert.objects.get(cause="worsened").state == "resolved"


def test_of_who_is_discharged_nothing_is_told() -> None:
    watch = watched(at=NOW - 20 * HOUR)
    assert told()
    end_watch(bedside(), watch_id=watch.pk, outcome="died", now=NOW)
    assert told() == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("died", "died"),
        ("improved", "withdrawn"),
        ("refused", "withdrawn"),
        ("mistake", "withdrawn"),
        ("transferred", "registered"),
    ],
)
def test_nobody_is_sent_for_who_needs_no_transport_any_more(outcome: str, state: str) -> None:
    watch = watched()
    pk = move_patient(bedside(), watch_id=watch.pk, now=NOW)
    end_watch(bedside(), watch_id=watch.pk, outcome=outcome, now=NOW + HOUR)
    assert Request.objects.get(pk=pk).state == state
    group = watch_of(DISPATCHER, pk)
    assert group is not None
    assert group.rows[0].tone == ("breach" if outcome == "died" else "")


def test_a_request_which_a_mission_helps_already_is_told_in_its_log() -> None:
    watch = watched()
    pk = move_patient(bedside(), watch_id=watch.pk, now=NOW)
    request = Request.objects.get(pk=pk)
    decide(request, "fly_patient")
    mission(request)
    end_watch(bedside(), watch_id=watch.pk, outcome="improved", now=NOW + HOUR)
    request.refresh_from_db()
    assert request.state == "tasked"
    assert fresh(watch.pk).number in request.log.get().text
