"""Everybody speaks for himself: hospitals, airlines, crews; and holds end where they began."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import Browse, browser, typed_moment
from tests.response.dispatch.builders import (
    MINUTE,
    NOW,
    actor_as,
    aircraft_ids,
    approved,
    facility_id,
    flown,
    fresh,
    legs,
    mission,
    patient_of,
    request,
    stamp,
)

from qanat.foundation.actors import SYSTEM, Scope
from qanat.ops.demo.team import place_team
from qanat.registry.facilities.queries import facility_row
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.clinical import (
    NotYourHospital,
    record_acceptance,
    record_refusal,
)
from qanat.response.dispatch.commands.operating import (
    accept_mission,
    end_weather_hold,
    hold_for_weather,
)
from qanat.response.dispatch.commands.plausible import InAnotherMission
from qanat.response.dispatch.commands.stamps import NotYours, correct_stamp
from qanat.response.dispatch.commands.turns import AloftAlready
from qanat.response.dispatch.models import Mission, Service, Stamp

pytestmark = pytest.mark.usefixtures("world", "db")

OTHER = "010"


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def hold(row: Mission, minutes: float) -> None:
    until = NOW + minutes * MINUTE
    hold_for_weather(SYSTEM, mission_id=row.pk, reason="fog", until=until, now=NOW)


def test_a_hospital_accepts_for_itself_alone(browse: Browse) -> None:
    own, other = facility_id(), facility_id(OTHER)
    row = request()
    hospital = browse("hospital", str(own))
    here = at("accept", row.pk)
    page = hospital.get(here).content.decode()
    assert f'value="{own}"' in page
    assert f'value="{other}"' not in page
    values = {"facility": str(other), "physician": "Ахметов", "note": ""}
    assert hospital.post(here, values).status_code == 422
    with pytest.raises(NotYourHospital):
        record_acceptance(
            actor_as("hospital", Scope(organisations=frozenset({own}))),
            request_id=row.pk,
            facility_id=other,
            physician="x",
            now=NOW,
        )
    assert fresh(row).accepting_facility_id is None
    assert hospital.post(here, values | {"facility": str(own)}).status_code == 303
    assert fresh(row).accepting_facility_id == own
    log = browse("dispatcher").get(at("request", row.pk)).content.decode()
    assert f"{facility_row(own).title} · accepts" in log
    told = {"facility": str(other), "physician": "by telephone", "note": ""}
    assert browse("dispatcher").post(here, told).status_code == 303
    assert fresh(row).accepting_facility_id == other


def test_a_hospital_refuses_with_a_reason_and_another_is_asked(browse: Browse) -> None:
    asked = facility_id(OTHER)
    row = request(accepting_facility_id=asked)
    hospital = browse("hospital", str(asked))
    here = at("refuse_patient", row.pk)
    assert here in hospital.get(at("request", row.pk)).content.decode()
    bad = hospital.post(here, {"facility": str(asked), "reason": "", "note": "full"})
    assert (bad.status_code, "full" in bad.content.decode()) == (422, True)
    done = hospital.post(here, {"facility": str(asked), "reason": "no_bed", "note": "full"})
    assert (done.status_code, done["Location"]) == (303, at("queue"))
    page = browse("dispatcher").get(at("request", row.pk)).content.decode()
    assert fresh(row).accepting_facility_id is None
    assert "No free bed" in page
    assert escape(facility_row(asked).title) in page
    with pytest.raises(NotYourHospital):
        record_refusal(
            actor_as("hospital", Scope(organisations=frozenset({facility_id()}))),
            request_id=row.pk,
            facility_id=asked,
            reason="no_bed",
            now=NOW,
        )


def test_a_mission_that_goes_to_another_hospital_than_accepts_says_so_loudly(
    browse: Browse,
) -> None:
    row = mission(receiver_id=facility_id(OTHER))
    served = row.requests.get()
    client = browse("dispatcher")
    assert (
        "but the patient is accepted by" not in client.get(at("mission", row.pk)).content.decode()
    )
    record_acceptance(
        SYSTEM, request_id=served.pk, facility_id=facility_id(), physician="x", now=NOW
    )
    for address in (at("mission", row.pk), at("request", served.pk)):
        page = client.get(address).content.decode()
        assert "but the patient is accepted by" in page
        assert at("replan", row.pk) in page


def test_a_crew_of_another_region_records_a_service_for_its_patient_by_name(
    people: Accounts,
) -> None:
    account = people.account("team", "KZ-47")
    client = browser(account)
    row = mission(approved(sending_facility_id=facility_id(OTHER)), crew=())
    patient_id = patient_of(row.requests.get())
    card = reverse("patients:patient", args=(patient_id,))
    assert client.get(card).status_code == 404
    place_team(account.pk, "KZ-47", NOW)
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp(row, "air.take_off", 30)
    page = client.get(at("mission", row.pk)).content.decode()
    form = page.partition('id="services"')[2]
    assert "Ахметов Ерлан" in form
    box = form.partition('name="patients"')[2].partition(">")[0]
    assert f'value="{patient_id}"' in box
    assert "checked" in box
    values = {
        "kind": "transport",
        "performed_at": typed_moment(),
        "request": str(row.requests.get().pk),
        "patients": str(patient_id),
        "result": "Доставлен без изменений",
    }
    assert client.post(at("serve", row.pk), values).status_code == 303
    service = Service.objects.get()
    assert [link.patient_id for link in service.patients.all()] == [patient_id]
    assert "Доставлен без изменений" in client.get(at("mission", row.pk)).content.decode()
    assert client.get(card).status_code == 200
    other = mission(
        approved(name="Другой", sending_facility_id=facility_id(OTHER)),
        aircraft_id=aircraft_ids()[1],
    )
    hidden = reverse("patients:patient", args=(patient_of(other.requests.get()),))
    assert client.get(hidden).status_code == 404


def test_an_airline_corrects_its_own_mis_tap_and_no_other(browse: Browse) -> None:
    row = mission()
    accept_mission(SYSTEM, mission_id=row.pk)
    desk = browse("operator", str(row.operator_id))
    assert desk.post(at("stamp", row.pk), {"now": "air.off_blocks|"}).status_code == 303
    own = Stamp.objects.get()
    here = at("correct_stamp", row.pk, own.pk)
    assert here in desk.get(at("mission", row.pk)).content.decode()
    values = {"did_not_happen": "on", "reason": "typing_mistake", "at": ""}
    assert desk.post(here, values).status_code == 303
    assert not row.stamps.valid().exists()
    theirs = stamp(row, "air.weather_checked", 5)
    there = at("correct_stamp", row.pk, theirs)
    assert there not in desk.get(at("mission", row.pk)).content.decode()
    assert desk.post(there, values).status_code == 403
    with pytest.raises(NotYours):
        correct_stamp(
            actor_as("operator", Scope(operators=frozenset({row.operator_id or 0})), 99),
            stamp_id=theirs,
            at=None,
            reason="typing_mistake",
            now=NOW,
        )


def test_a_take_off_of_an_aircraft_that_is_still_elsewhere_is_asked_about(browse: Browse) -> None:
    first = flown(mission(), until=1)
    with pytest.raises(AloftAlready):
        stamp(first, "air.take_off", 35)
    later = legs(NOW + 600 * MINUTE)
    second = mission(aircraft_id=first.aircraft_id, legs=later)
    accept_mission(SYSTEM, mission_id=second.pk)
    with pytest.raises(InAnotherMission):
        stamp(second, "air.take_off", 40)
    client = browse("dispatcher")
    asked = client.post(at("stamp", second.pk), {"now": "air.take_off|"})
    page = asked.content.decode()
    assert (asked.status_code, first.number in page) == (422, True)
    again = page.split('name="planned" value="')[1].split('"')[0]
    values = {"planned": again, "confirm": "other"}
    assert client.post(at("stamp", second.pk), values).status_code == 303
    assert second.stamps.get().confirmed == "other"


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_hold_for_weather_ends_where_it_began(*, is_answered: bool) -> None:
    row = mission()
    if is_answered:
        accept_mission(SYSTEM, mission_id=row.pk)
    before = Mission.objects.get(pk=row.pk).state
    hold(row, 20)
    end_weather_hold(SYSTEM, mission_id=row.pk)
    assert Mission.objects.get(pk=row.pk).state == before


def test_an_airline_may_refuse_while_the_weather_holds_it(browse: Browse) -> None:
    row = mission()
    hold(row, 20)
    desk = browse("operator", str(row.operator_id))
    assert at("mission_move", row.pk, "refuse") in desk.get(at("mission", row.pk)).content.decode()
    reason = {"reason": "weather", "note": ""}
    assert desk.post(at("mission_move", row.pk, "refuse"), reason).status_code == 303
    assert row.requests.get().state == "approved"


def test_the_plan_moves_with_the_hold_and_so_do_the_promises() -> None:
    row = mission()
    start, end = row.planned_departure_at, row.planned_end_at
    assert start is not None
    assert end is not None
    hold(row, 75)
    later = NOW + 75 * MINUTE - start
    row.refresh_from_db()
    assert (row.planned_departure_at, row.planned_end_at) == (start + later, end + later)
    first = row.legs.order_by("position").first()
    assert first is not None
    assert first.planned_departure_at == start + later
    assert {c.end_at for c in commitments_of("mission", row.pk)} == {end + later}
    assert row.answer_due_at is not None
    assert row.answer_due_at > NOW + 75 * MINUTE


def test_a_plan_which_can_not_move_stays_and_the_page_says_to_plan_again(browse: Browse) -> None:
    row = mission()
    assert row.planned_end_at is not None
    mission(aircraft_id=row.aircraft_id, legs=legs(row.planned_end_at + 5 * MINUTE))
    hold(row, 75)
    after = Mission.objects.get(pk=row.pk)
    assert after.planned_departure_at == row.planned_departure_at
    page = browse("dispatcher").get(at("mission", row.pk)).content.decode()
    assert "beyond its planned departure" in page
    assert at("replan", row.pk) in page
