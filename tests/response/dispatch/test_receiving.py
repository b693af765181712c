"""Which hospital receives a patient, and what is still missing when a request is closed."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from tests.response.dispatch.browsing import Browse, typed_moment
from tests.response.dispatch.builders import (
    DISPATCHER,
    MINUTE,
    NOW,
    facility_id,
    flown,
    fresh,
    mission,
    patient_of,
    stamp,
)
from tests.response.dispatch.test_pages_plans import approved, keys, signed

from qanat.foundation.actors import SYSTEM
from qanat.response.commitments.commands import Purpose, Want, commit
from qanat.response.commitments.queries import commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands import clinical
from qanat.response.dispatch.commands.missions import cancel_mission
from qanat.response.dispatch.commands.postponing import CannotWait, NothingToWaitFor, leave_later
from qanat.response.dispatch.commands.services import ServiceDraft, record_service
from qanat.response.dispatch.models import Mission, Request
from qanat.response.dispatch.queries.forecasts import forecasts

pytestmark = pytest.mark.usefixtures("world", "db")

OTHER = "010"

MISSING = "receiving hospital, consent, outcome, service given on the mission"


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def handed_over(**said: object) -> Request:
    """Return a request whose patient is at a hospital."""
    row = flown(mission(receiver_id=facility_id(OTHER)))
    served = row.requests.get()
    if said:
        Request.objects.filter(pk=served.pk).update(**said)
    return fresh(served)


def test_the_hospital_of_the_plan_is_the_receiver_until_the_plan_is_dropped(
    browse: Browse,
) -> None:
    row, client = approved(), browse("dispatcher")
    page = client.get(at("plans", row.pk)).content.decode()
    client.post(at("plans", row.pk), {"plan": keys(page)[0], "proposed_at": signed(page)})
    row = fresh(row)
    assert row.accepting_facility is not None
    assert (row.is_receiver_planned, row.accepted_at) == (True, None)
    assert "by the plan; not accepted yet" in client.get(at("request", row.pk)).content.decode()
    made = Mission.objects.get()
    cancel_mission(SYSTEM, mission_id=made.pk, reason="replanned", now=NOW)
    row = fresh(row)
    assert (row.accepting_facility_id, row.is_receiver_planned) == (None, False)


def test_whom_people_chose_no_plan_replaces() -> None:
    row = mission(receiver_id=facility_id(OTHER)).requests.get()
    assert row.accepting_facility_id == facility_id(OTHER)
    clinical.record_acceptance(
        DISPATCHER, request_id=row.pk, facility_id=facility_id(), physician="A", now=NOW
    )
    cancel_mission(SYSTEM, mission_id=row.missions.get().pk, reason="replanned", now=NOW)
    mission(fresh(row), receiver_id=facility_id(OTHER))
    assert fresh(row).accepting_facility_id == facility_id()


def test_the_hand_over_confirms_the_hospital_of_the_plan() -> None:
    row = handed_over()
    assert row.accepting_facility_id == facility_id(OTHER)
    assert (row.is_receiver_planned, row.accepted_at) == (False, NOW + 170 * MINUTE)


def test_at_the_hand_over_another_hospital_can_be_named(browse: Browse) -> None:
    row = flown(mission(receiver_id=facility_id(OTHER)), until=7)
    client = browse("team", "KZ-19")
    here = at("hand_over", row.pk)
    assert here in client.get(at("mission", row.pk)).content.decode()
    typed = {"at": typed_moment(NOW + 165 * MINUTE), "hospital": ""}
    assert client.post(here, typed).status_code == 422
    typed |= {"hospital": str(facility_id())}
    answer = client.post(here, typed)
    assert answer.status_code == 303, answer.content.decode()
    served = row.requests.get()
    assert (served.state, served.accepting_facility_id) == ("handed_over", facility_id())
    assert served.accepted_at == NOW + 165 * MINUTE
    assert browse("analyst").get(here).status_code == 403


def test_closing_says_what_is_missing_and_keeps_it_as_unknown(browse: Browse) -> None:
    row = handed_over(accepting_facility=None)
    client = browse("dispatcher")
    page = client.get(at("request", row.pk)).content.decode()
    assert f"Still to be recorded: {MISSING}." in page
    assert "Nothing more is to be done" not in page
    here = at("move", row.pk, "close")
    assert MISSING in client.get(here).content.decode()
    assert client.post(here, {"note": ""}).status_code == 422
    assert fresh(row).state == "handed_over"
    assert client.post(here, {"note": "", "as_unknown": "on"}).status_code == 303
    row = fresh(row)
    assert row.state == "closed"
    assert row.unknown_at_close == ["receiver", "consent", "outcome", "service"]
    assert "Closed as unknown" in client.get(at("request", row.pk)).content.decode()


def test_with_all_recorded_a_request_is_just_closed() -> None:
    row = handed_over(consent="given")
    with pytest.raises(clinical.NotRecorded) as refusal:
        clinical.close_request(DISPATCHER, request_id=row.pk, now=NOW)
    assert refusal.value.values["missing"] == "outcome, service given on the mission"
    given = ServiceDraft(
        kind="transport",
        performed_at=NOW + 150 * MINUTE,
        request_id=row.pk,
        patient_ids=(patient_of(row),),
    )
    record_service(
        DISPATCHER, mission_id=row.missions.get().pk, draft=given, now=NOW + 170 * MINUTE
    )
    clinical.record_outcome(
        DISPATCHER,
        request_id=row.pk,
        patient_id=patient_of(row),
        point="24h",
        vital="alive",
        now=NOW + timedelta(days=2),
    )
    clinical.close_request(DISPATCHER, request_id=row.pk, now=NOW)
    assert (fresh(row).state, fresh(row).unknown_at_close) == ("closed", [])


def test_a_flight_for_a_specialist_receives_nobody() -> None:
    row = flown(mission(), until=7)
    Request.objects.filter(missions=row).update(decision="fly_specialist")
    stamp(row, "eTimes.12", 170)
    assert row.requests.get().accepting_facility_id is None


def accepted_from(row: Mission, takes_from: datetime) -> Mission:
    """Let the hospital of a mission take its patient only from a time."""
    request = row.requests.get()
    clinical.record_acceptance(
        DISPATCHER,
        request_id=request.pk,
        facility_id=facility_id(OTHER),
        physician="Duty",
        accepts_from=takes_from,
        now=NOW,
    )
    return row


def brought_at(row: Mission) -> datetime:
    at = row.legs.get(kind="with_patient").planned_arrival_at
    assert at is not None
    return at


def test_a_mission_leaves_later_with_its_promises_when_the_hospital_takes_the_patient_later(
    browse: Browse,
) -> None:
    row, client = mission(receiver_id=facility_id(OTHER)), browse("dispatcher")
    left, until = row.planned_departure_at, row.planned_end_at
    takes_from = brought_at(row) + 50 * MINUTE
    with pytest.raises(NothingToWaitFor):
        leave_later(DISPATCHER, mission_id=row.pk)
    accepted_from(row, takes_from)
    page = client.get(at("mission", row.pk)).content.decode()
    assert "50\xa0min too early" in page
    assert "only from" in client.get(at("request", row.requests.get().pk)).content.decode()
    assert client.post(at("wait", row.pk)).status_code == 303
    row.refresh_from_db()
    assert brought_at(row) == takes_from
    assert left is not None
    assert until is not None
    assert row.planned_departure_at == left + 50 * MINUTE
    (promise,) = commitments_of("mission", row.pk)
    assert promise.end_at == until + 50 * MINUTE
    assert "too early" not in client.get(at("mission", row.pk)).content.decode()
    (foretold,) = forecasts(SYSTEM, NOW)
    assert foretold.promised_at == row.planned_end_at
    assert browse("coordinator", "KZ-19").post(at("wait", row.pk)).status_code == 403


def test_a_mission_whose_aircraft_is_promised_next_does_not_leave_later() -> None:
    row = mission(receiver_id=facility_id(OTHER))
    accepted_from(row, brought_at(row) + 50 * MINUTE)
    before, end = row.planned_departure_at, row.planned_end_at
    assert end is not None
    want = Want(ResourceKind.AIRCRAFT, row.aircraft_id or 0, "UP", end, end + timedelta(hours=2))
    commit(SYSTEM, wants=[want], purpose=Purpose("call", 1, "C-1"))
    with pytest.raises(CannotWait):
        leave_later(DISPATCHER, mission_id=row.pk)
    row.refresh_from_db()
    assert row.planned_departure_at == before


def test_another_hospital_takes_the_patient_at_once_and_a_mission_that_left_waits_for_nobody() -> (
    None
):
    row = mission(receiver_id=facility_id(OTHER))
    request = accepted_from(row, brought_at(row) + 50 * MINUTE).requests.get()
    flown(row, until=4)
    with pytest.raises(NothingToWaitFor):
        leave_later(DISPATCHER, mission_id=row.pk)
    clinical.record_refusal(
        DISPATCHER,
        request_id=request.pk,
        facility_id=facility_id(OTHER),
        reason="no_bed",
        now=NOW,
    )
    assert fresh(request).accepts_from is None
