"""Naming the crew of a mission, and planning a mission anew, in the browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import HTMX, Browse
from tests.response.dispatch.builders import MINUTE, aircraft_ids, flown, legs, mission
from tests.response.dispatch.test_pages_plans import approved, keys, signed

from qanat.foundation.actors import SYSTEM
from qanat.registry.fleet.queries.aircraft import aircraft_at
from qanat.registry.workforce.commands import (
    DutyDraft,
    PersonDraft,
    QualificationDraft,
    enrol_person,
    start_duty,
)
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.models import Mission, Request

pytestmark = pytest.mark.usefixtures("world", "db")


def at(name: str, *args: object) -> str:
    return reverse(f"dispatch:{name}", args=args)


def planned(**said: Any) -> Mission:
    """Return a mission in half an hour, of which nobody is named."""
    start = timezone.now() + 30 * MINUTE
    given: dict[str, Any] = {"crew": (), "legs": legs(start)}
    return mission(approved(), **(given | said))


def on_duty(craft: int, name: str, hours: int = 10) -> int:
    """Return a physician on duty with an aircraft now."""
    now = timezone.now()
    row = aircraft_at(craft, now)
    trained = QualificationDraft(
        profession="physician", valid_from=(now - timedelta(days=99)).date()
    )
    person = enrol_person(
        SYSTEM, person=PersonDraft(name=name, region=row.base_region), qualification=trained
    )
    duty = DutyDraft(
        person_id=person,
        role="physician",
        region=row.base_region,
        aircraft_id=craft,
        start=now - timedelta(hours=1),
        end=now + timedelta(hours=hours),
    )
    start_duty(SYSTEM, duty=duty)
    return person


def test_a_mission_without_crew_says_so_and_asks_for_it(browse: Browse) -> None:
    row = planned()
    client = browse("dispatcher")
    page = client.get(at("mission", row.pk)).content.decode()
    assert "No crew is named yet." in page
    assert at("crew", row.pk) in page
    named = mission(aircraft_id=aircraft_ids()[1])
    assert "No crew is named yet." not in client.get(at("mission", named.pk)).content.decode()
    reader = browse("analyst").get(at("mission", row.pk)).content.decode()
    assert "No crew is named yet." not in reader


def test_the_crew_on_duty_is_offered_named_and_promised(browse: Browse) -> None:
    craft = aircraft_ids()[0]
    person, other = on_duty(craft, "Ахметов Ерлан"), on_duty(craft, "Оспанов Асқар", hours=1)
    row = planned(aircraft_id=craft)
    client = browse("dispatcher")
    asked = client.get(at("crew", row.pk), headers=HTMX).content.decode()
    assert "Ахметов Ерлан" in asked
    assert "Оспанов Асқар" not in asked
    assert client.post(at("crew", row.pk), {}).status_code == 422
    assert client.post(at("crew", row.pk), {"people": [str(other)]}).status_code == 422
    typed = {"people": [str(person)], "guest": "Консультант", "guest_role": "physician"}
    assert client.post(at("crew", row.pk), typed).status_code == 303
    assert list(row.crew.order_by("id").values_list("person_id", "name", "role")) == [
        (person, "Ахметов Ерлан", "physician"),
        (None, "Консультант", "physician"),
    ]
    assert person in {c.resource_id for c in commitments_of("mission", row.pk)}
    assert "Ахметов Ерлан" not in client.get(at("crew", row.pk)).content.decode()
    second = planned(aircraft_id=aircraft_ids()[1])
    assert "Ахметов Ерлан" not in client.get(at("crew", second.pk)).content.decode()


def test_who_may_not_commit_names_no_crew_and_plans_nothing_anew(browse: Browse) -> None:
    row = planned()
    for name in ("crew", "replan"):
        assert browse("coordinator", "KZ-19").get(at(name, row.pk)).status_code == 403
        assert browse("team", "KZ-19").post(at(name, row.pk), {}).status_code == 403
        assert browse("dispatcher").get(at(name, 99_999_999)).status_code == 404
        assert Client().get(at(name, row.pk)).status_code == 302
    assert not row.crew.exists()


def committed(client: Client) -> tuple[Request, Mission]:
    """Return a request and its mission by the first plan, as people commit it."""
    row = approved()
    page = client.get(at("plans", row.pk)).content.decode()
    client.post(at("plans", row.pk), {"plan": keys(page)[0], "proposed_at": signed(page)})
    return row, Mission.objects.get(requests=row)


def test_a_mission_is_planned_anew_and_its_old_legs_are_dropped(browse: Browse) -> None:
    client, row = browse("dispatcher"), approved()
    page = client.get(at("plans", row.pk)).content.decode()
    road = keys(page.split('id="deviating"')[1])[0]
    why = {"reason": "local_knowledge"}
    client.post(at("plans", row.pk), {"plan": road, "proposed_at": signed(page), **why})
    made = Mission.objects.get(requests=row)
    assert at("replan", made.pk) in client.get(at("mission", made.pk)).content.decode()
    page = client.get(at("replan", made.pk)).content.decode()
    old, legs_before = made.plans.get().chosen["key"], made.legs.count()
    offered = keys(page)
    assert old in offered
    other = next(key for key in offered if key != old)
    values = {"plan": other, "proposed_at": signed(page), "version": str(made.version), **why}
    answer = client.post(at("replan", made.pk), values)
    assert (answer.status_code, answer["Location"]) == (303, at("mission", made.pk))
    assert made.plans.order_by("-id")[0].chosen["key"] == other
    assert made.legs.filter(is_dropped=True).count() == legs_before
    assert made.legs.filter(is_dropped=False).exists()
    again = client.post(at("replan", made.pk), values)
    assert again.status_code == 422
    assert 'role="alert"' in again.content.decode()


def test_a_plan_that_is_none_changes_nothing(browse: Browse) -> None:
    client = browse("dispatcher")
    _row, made = committed(client)
    before = list(made.legs.values_list("pk", "is_dropped"))
    answer = client.post(at("replan", made.pk), {"plan": "0" * 16, "version": str(made.version)})
    assert answer.status_code == 422
    assert "is not possible any more" in answer.content.decode()
    assert list(made.legs.values_list("pk", "is_dropped")) == before


def test_a_mission_that_has_left_is_not_planned_anew(browse: Browse) -> None:
    row = flown(mission(), until=1)
    client = browse("dispatcher")
    assert at("replan", row.pk) not in client.get(at("mission", row.pk)).content.decode()
    assert client.get(at("replan", row.pk)).status_code == 409


def test_once_the_operator_has_accepted_only_his_aircraft_are_offered(browse: Browse) -> None:
    row = planned()
    client = browse("dispatcher")
    client.post(at("mission_move", row.pk, "accept"), {"note": ""})
    row.refresh_from_db()
    browse("operator", str(row.operator_id)).post(
        at("mission_move", row.pk, "accept"), {"note": ""}
    )
    answer = client.get(at("replan", row.pk))
    now = timezone.now()
    for option in answer.context["options"]:
        craft = next(u for u in option["plan"].units if u.startswith("aircraft:"))
        assert aircraft_at(int(craft.rpartition(":")[2]), now).operator_id == row.operator_id
