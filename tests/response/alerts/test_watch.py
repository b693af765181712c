from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.foundation.access.builders import Accounts
from tests.response.alerts.builders import CHIEF, FIRST, at, unassigned, watched
from tests.response.dispatch.browsing import Browse
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOBODY,
    NOW,
    actor_as,
    aircraft_ids,
    approved,
    draft,
    flown,
    legs,
    mission,
    request,
    stamp,
)

from qanat.events.alerts import AlertChanged
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Scope
from qanat.foundation.messages.commands import About, Recipient, call_out
from qanat.foundation.messages.commands.calling import pass_on_silent
from qanat.foundation.messages.models import Message
from qanat.foundation.outbox.delivery import deliver_all
from qanat.foundation.outbox.models import OutboxEvent
from qanat.registry.fleet.commands import Statement, state_serviceability
from qanat.registry.fleet.queries.ambulances import ambulance_rows
from qanat.response.alerts.commands.owning import acknowledge_alert, close_alert
from qanat.response.alerts.commands.watching import watch_alerts
from qanat.response.alerts.models import Alert
from qanat.response.alerts.queries.alerts import alerts_of_mission, open_alerts
from qanat.response.alerts.related import panel_of_mission
from qanat.response.alerts.states import Cause
from qanat.response.dispatch.commands.calls import CallDraft, assign_call, take_call
from qanat.response.dispatch.commands.handing import take_request
from qanat.response.dispatch.commands.missions import commit_mission, refuse_mission
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.models import Mission, Request
from qanat.response.operators.commands.answering import Acceptance, accept_task
from qanat.response.tracking.commands import FixDraft, report_positions

pytestmark = pytest.mark.usefixtures("world", "db")


def causes(minutes: float) -> list[tuple[str, int]]:
    return [(row.cause, row.urgency) for row in watched(minutes)]


def seen(row: Mission, minutes: float, *, lat: float = 44.0, speed_mps: float = 90.0) -> None:
    fix = FixDraft(
        kind="aircraft",
        vehicle_id=row.aircraft_id or 0,
        at=at(minutes),
        lon=77.7,
        lat=lat,
        speed_mps=speed_mps,
    )
    report_positions(SYSTEM, fixes=[fix], source="test", now=at(minutes))


def test_an_emergency_request_without_anybody_in_charge_alerts_after_two_minutes() -> None:
    row = request(actor=SYSTEM)
    assert watched(1) == []
    (alert,) = watched(2)
    assert (alert.cause, alert.urgency) == (Cause.UNASSIGNED, 1)
    assert [one["id"] for one in alert.values["members"]] == [row.pk]
    assert alert.values["number"] == row.number
    assert alert.onset_at == NOW + 2 * MINUTE


def test_a_request_in_a_dispatchers_charge_and_one_that_is_not_urgent_alert_nobody(
    people: Accounts,
) -> None:
    account = people.account("dispatcher")
    row = request(actor=SYSTEM)
    request(actor=SYSTEM, urgency=2)
    assert len(watched(3)) == 1
    now = timezone.now() + MINUTE  # the account holds its role since now
    take_request(actor_of_account(account.pk), request_id=row.pk, now=now)
    watch_alerts(SYSTEM, now=now)
    assert Alert.objects.get().state == "resolved"


def call(category: int, *, minutes: float = 0) -> int:
    draft = CallDraft(
        category=category, region="KZ-19", reason="Боль", called_at=at(minutes), address="Абая, 1"
    )
    return take_call(SYSTEM, draft=draft, now=at(minutes))


def test_an_urgent_call_without_a_crew_alerts_those_who_send_crews_until_one_has_it() -> None:
    first = call(1)
    call(2)
    call(3)
    assert watched(2) == []
    assert causes(3) == [(Cause.CREWLESS, 1)]
    here, elsewhere = (Scope(regions=frozenset({region})) for region in ("KZ-19", "KZ-47"))
    for told in (actor_as("road_dispatcher", here), DISPATCHER):
        (row,) = open_alerts(told)
        assert [one.urgency for one in row.members] == [1, 2]
        assert row.members[0].url == f"/calls/{first}/"
    assert open_alerts(actor_as("road_dispatcher", elsewhere)) == []
    assert open_alerts(actor_as("coordinator", here)) == []
    van = ambulance_rows(SYSTEM, region="KZ-19", only_serviceable=True)[0].id
    assign_call(SYSTEM, call_id=first, ambulance_id=van, now=at(4))
    watched(5)
    (row,) = open_alerts(DISPATCHER)
    assert first not in [one["id"] for one in Alert.objects.get(pk=row.id).values["members"]]
    assert not row.members


def test_the_watch_raises_one_alert_a_cause_however_often_it_looks() -> None:
    unassigned()
    assert len(watched(4)) == len(watched(5)) == 1
    assert OutboxEvent.objects.filter(kind=AlertChanged.kind).count() == 1


def test_the_database_refuses_a_second_open_alert_of_one_cause() -> None:
    row = unassigned()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_somebody_closed_is_not_raised_again_while_the_same_holds() -> None:
    row = unassigned()
    close_alert(CHIEF, alert_id=row.pk, reason="known_and_led", now=at(4))
    assert watched(5) == []
    assert Alert.objects.get().end_reason == "known_and_led"


def test_a_flight_that_does_not_report_alerts_gets_worse_and_is_resolved_by_a_word() -> None:
    row = flown(mission(), until=1)
    assert causes(44) == []
    assert causes(46) == [(Cause.LOST_CONTACT, 2)]
    (alert,) = watched(46)
    acknowledge_alert(FIRST, alert_id=alert.pk, now=at(47))
    assert causes(74)[0] == (Cause.LOST_CONTACT, 2)
    worse = next(a for a in watched(76) if a.cause == Cause.LOST_CONTACT)
    assert (worse.urgency, worse.state, worse.acknowledged_by) == (1, "raised", None)
    seen(row, 77)
    assert Cause.LOST_CONTACT not in dict(causes(77))


def test_a_mission_that_leaves_late_misses_its_promise_and_one_in_time_does_not() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    assert causes(30) == []
    assert causes(44) == []
    assert causes(46) == [(Cause.PLAN_BREACH, 2)]
    (told,) = open_alerts(FIRST)
    assert told.has_deadline
    assert told.onset_at > at(46)  # what is promised lies ahead
    assert Mission.objects.get(pk=row.pk).state == "accepted"


def broken(row: Mission, minutes: float, *, back: float | None = None) -> None:
    """Have the airline state that the aircraft of a mission can't be used."""
    said = Statement(
        status="unserviceable",
        since=at(minutes),
        reason="fault",
        expected_back_at=at(back) if back is not None else None,
    )
    state_serviceability(SYSTEM, aircraft_id=row.aircraft_id or 0, statement=said, now=at(minutes))


def test_a_promised_aircraft_that_is_out_of_service_alerts_and_leads_to_another_plan() -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    broken(row, 5)
    assert causes(6) == [(Cause.UNFIT, 1)]
    (alert,) = open_alerts(CHIEF)
    assert (alert.number, alert.misses) == (row.number, "vehicle")
    (own,) = open_alerts(DISPATCHER)
    assert own.replan_url == reverse("dispatch:replan", args=(row.pk,))
    assert [one.id for one in alerts_of_mission(DISPATCHER, row.pk)] == [own.id]
    panel = panel_of_mission(DISPATCHER, row.pk)
    assert panel is not None
    assert [one.misses for one in panel.values["rows"]] == ["vehicle"]
    assert panel_of_mission(NOBODY, row.pk) is None
    fit = Statement(status="serviceable", since=at(8))
    state_serviceability(SYSTEM, aircraft_id=row.aircraft_id or 0, statement=fit, now=at(8))
    assert causes(9) == []


def test_an_aircraft_which_fails_on_its_way_alerts_without_a_plan_that_can_not_be_changed() -> None:
    row = flown(mission(), until=2)
    broken(row, 75)
    assert Cause.UNFIT in dict(causes(76))
    found = next(one for one in open_alerts(DISPATCHER) if one.cause == Cause.UNFIT)
    assert (found.misses, found.replan_url) == ("vehicle", "")


def test_an_aircraft_back_before_it_leaves_and_one_whose_patient_is_given_alert_nobody() -> None:
    row = mission()
    broken(row, 5, back=20)
    assert causes(6) == []
    over = flown(mission(aircraft_id=aircraft_ids()[1]), until=8)
    broken(over, 175)
    assert Cause.UNFIT not in dict(causes(176))


def test_a_flight_crew_whose_duty_ends_before_the_mission_alerts() -> None:
    row = mission()
    said = Acceptance(captain="Captain", crew_until=at(100))
    accept_task(SYSTEM, mission_id=row.pk, acceptance=said, now=at(1))
    assert causes(2) == [(Cause.UNFIT, 2)]
    assert open_alerts(CHIEF)[0].misses == "crew"
    long_enough = mission(aircraft_id=aircraft_ids()[1])
    said = Acceptance(captain="Captain", crew_until=at(1000))
    accept_task(SYSTEM, mission_id=long_enough.pk, acceptance=said, now=at(1))
    assert causes(3) == [(Cause.UNFIT, 2)]


def test_a_flight_slower_than_planned_is_foretold_by_its_speed() -> None:
    row = flown(mission(), until=1)
    seen(row, 35, lat=43.4, speed_mps=95.0)
    assert causes(35) == []
    seen(row, 36, lat=43.4, speed_mps=40.0)
    assert causes(36) == [(Cause.PLAN_BREACH, 2)]
    seen(row, 37, lat=43.4, speed_mps=95.0)
    assert causes(37) == []


def test_a_late_flight_endangers_the_next_promise_of_its_aircraft_and_names_it() -> None:
    late = mission()
    later = legs(late.planned_end_at + 30 * MINUTE) if late.planned_end_at else legs()
    next_id = commit_mission(
        DISPATCHER,
        request_ids=[approved().pk],
        draft=draft(late.aircraft_id, legs=later),
        now=NOW,
    )
    accept_mission(SYSTEM, mission_id=next_id)
    flown(late, until=1)
    seen(late, 31, lat=43.4, speed_mps=95.0)
    assert causes(31) == []
    seen(late, 40, lat=43.4, speed_mps=25.0)
    found = {row.cause: row for row in watched(40)}
    endangered = found[Cause.ENDANGERED]
    assert (endangered.subject_kind, endangered.subject_id) == ("mission", next_id)
    assert endangered.values["late"] == late.number
    assert endangered.values["number"] == Mission.objects.get(pk=next_id).number


def test_a_chain_that_nobody_answers_alerts_once_until_somebody_is_called_anew() -> None:
    row = request()
    call = partial(
        call_out,
        SYSTEM,
        chain=[Recipient(address="+77010000001")],
        wording="dispatch.request_given",
        values={"number": row.number},
        ack_within_s=60,
        about=About("request", row.pk, "KZ-19"),
    )
    call()
    pass_on_silent(SYSTEM, now=NOW + timedelta(days=400))
    deliver_all()
    alert = next(a for a in watched(1) if a.cause == Cause.CALL_EXHAUSTED)
    assert alert.values["number"] == row.number
    deliver_all()
    assert [a.cause for a in watched(2)].count(Cause.CALL_EXHAUSTED) == 1
    call()
    assert Cause.CALL_EXHAUSTED not in [a.cause for a in watched(3)]


def test_an_alert_nobody_acknowledges_is_passed_on_to_the_supervisors_who_are_there(
    browse: Browse,
) -> None:
    browse("chief_physician").get("/")
    row = unassigned()
    assert watched(5)[0].escalations == 0
    assert watched(7)[0].escalations == 1
    assert watched(8)[0].escalations == 1
    assert watched(30)[0].escalations == 2
    acknowledge_alert(FIRST, alert_id=row.pk, now=at(31))
    assert watched(60)[0].escalations == 2
    assert set(Message.objects.values_list("wording", flat=True)) == {"alerts.not_acknowledged"}


def test_a_mission_that_is_over_alerts_nobody() -> None:
    row = flown(mission())
    assert causes(300) == []
    assert row.state == "in_service"


def test_alerts_of_stamps_go_when_the_stamps_come() -> None:
    row = flown(mission(), until=1)
    assert causes(46) == [(Cause.LOST_CONTACT, 2)]
    stamp(row, "air.landing", 70)
    assert Cause.LOST_CONTACT not in dict(causes(71))


def test_a_refusal_of_the_airline_wants_another_plan_until_there_is_one() -> None:
    def refused(minutes: float) -> list[Alert]:
        return [row for row in watched(minutes) if row.cause == Cause.REFUSED]

    row = mission()
    served = row.requests.get()
    assert refused(1) == []
    refuse_mission(SYSTEM, mission_id=row.pk, reason="technical", now=at(2))
    (alert,) = refused(3)
    assert (alert.subject_id, alert.urgency, alert.onset_at) == (served.pk, served.urgency, at(2))
    assert alert.values == {"number": served.number, "vehicle": row.number}
    (shown,) = [one for one in open_alerts(SYSTEM) if one.cause == Cause.REFUSED]
    assert shown.replan_url == reverse("dispatch:plans", args=(served.pk,))
    mission(Request.objects.get(pk=served.pk), aircraft_id=aircraft_ids()[1])
    assert refused(4) == []


def test_an_airline_which_does_not_answer_in_time_is_told_until_it_does() -> None:
    def unanswered(minutes: float) -> list[Alert]:
        return [row for row in watched(minutes) if row.cause == Cause.UNANSWERED]

    row = mission()
    due_at = Mission.objects.get(pk=row.pk).answer_due_at
    assert due_at is not None
    late = (due_at - NOW) / MINUTE
    assert unanswered(late - 1) == []
    (alert,) = unanswered(late + 1)
    served = row.requests.get()
    assert [one["id"] for one in alert.values["members"]] == [row.pk]
    assert (alert.onset_at, alert.urgency) == (due_at, served.urgency)
    (shown,) = [one for one in open_alerts(SYSTEM) if one.cause == Cause.UNANSWERED]
    assert shown.replan_url == reverse("dispatch:replan", args=(row.pk,))
    accept_mission(SYSTEM, mission_id=row.pk)
    assert unanswered(late + 2) == []
