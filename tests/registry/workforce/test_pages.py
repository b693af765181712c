"""Pages of the workforce."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.registry.browsing import HTMX, Browse
from tests.registry.builders import region

from qanat.foundation.actors import SYSTEM
from qanat.registry.workforce.commands import (
    PersonDraft,
    QualificationDraft,
    enrol_person,
)
from qanat.registry.workforce.models import Duty, Person

pytestmark = pytest.mark.django_db
ROSTER = "/workforce/"


def at(name: str, *args: int) -> str:
    return reverse(f"workforce:{name}", args=args)


def person(name: str = "Оспанов Ерлан", code: str = "KZ-19") -> int:
    region(code)
    return enrol_person(
        SYSTEM,
        person=PersonDraft(name=name, region=code),
        qualification=QualificationDraft(profession="physician", valid_from=date(2024, 1, 1)),
    )


def duty(pk: int, start_h: float = -1, hours: float = 8, code: str = "KZ-19") -> Duty:
    start = timezone.now() + timedelta(hours=start_h)
    return Duty.objects.create(
        person_id=pk,
        role="physician",
        region_id=code,
        during=DateTimeTZRange(start, start + timedelta(hours=hours)),
    )


def local(hours: float) -> str:
    """Write a moment as somebody at home types it."""
    at_home = timezone.now().astimezone(ZoneInfo("Asia/Almaty"))
    return (at_home + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_the_roster_shows_who_is_on_duty_on_the_day(browse: Browse) -> None:
    pk = person()
    duty(pk)
    client = browse("fleet_reader", "KZ-19")
    page = client.get(ROSTER).content.decode()
    assert "Оспанов Ерлан" in page
    assert "Put on duty" not in page
    fragment = client.get(ROSTER, {"region": "KZ-19"}, headers=HTMX).content.decode()
    assert "<html" not in fragment
    drivers = client.get(ROSTER, {"region": "KZ-19", "role": "driver"}).content.decode()
    assert "Оспанов Ерлан" not in drivers
    empty = client.get(ROSTER, {"day": "2020-01-01", "region": "KZ-19"}).content.decode()
    assert "Nobody is on duty" in empty
    for nonsense in ({"day": "x"}, {"day": "0001-01-01"}, {"region": "?"}, {"page": "-4"}):
        assert client.get(ROSTER, nonsense).status_code == 200


def test_a_region_does_not_see_the_duties_of_another(browse: Browse) -> None:
    pk = person()
    made = duty(pk)
    region("KZ-10")
    away = browse("fleet_reader", "KZ-10")
    assert "Оспанов" not in away.get(ROSTER, {"region": "KZ-19"}).content.decode()
    assert away.get(at("person", pk)).status_code == 404
    assert away.get(at("person", 10**30)).status_code == 404
    own = browse("fleet_reader", "KZ-19")
    for name in ("extend", "end", "cancel"):
        assert own.get(at(name, made.pk)).status_code == 403
        assert own.post(at(name, made.pk), {"until": local(1), "why": "x"}).status_code == 403
    assert own.get(at("new_duty")).status_code == 403
    assert own.get(at("new_person")).status_code == 403
    assert browse("outsider").get(ROSTER).status_code == 403


def test_somebody_is_registered_and_shown(browse: Browse) -> None:
    region("KZ-19")
    client = browse("fleet_manager")
    assert client.get(at("new_person")).status_code == 200
    typed = {
        "name": "Ким Виктор",
        "region": "KZ-19",
        "profession": "pilot",
        "valid_from": "2024-01-01",
        "valid_to": "2025-01-01",
    }
    assert client.post(at("new_person"), typed).status_code == 303
    row = Person.objects.get()
    page = client.get(at("person", row.pk)).content.decode()
    assert "pilot" in page
    wrong = client.post(at("new_person"), typed | {"valid_to": "2023-01-01"})
    assert wrong.status_code == 422
    assert 'value="Ким Виктор"' in wrong.content.decode()
    assert Person.objects.count() == 1  # the refusal of one part undoes the other


def test_a_duty_is_started_by_name_and_its_clash_told(browse: Browse) -> None:
    pk = person()
    client = browse("fleet_manager")
    assert client.get(at("new_duty")).status_code == 200
    typed = {
        "person": str(pk),
        "person_text": "Оспанов",
        "role": "physician",
        "region": "KZ-19",
        "start": local(-1),
        "end": local(7),
    }
    assert client.post(at("new_duty"), typed).status_code == 303
    clash = client.post(at("new_duty"), typed)
    assert clash.status_code == 422
    assert "is on duty from" in clash.content.decode()
    assert client.post(at("new_duty"), typed | {"end": local(-2)}).status_code == 422
    assert client.post(at("new_duty"), typed | {"person": "999999"}).status_code == 422
    assert Duty.objects.count() == 1


def test_a_duty_is_extended_ended_and_taken_back(browse: Browse) -> None:
    pk = person()
    running, planned = duty(pk), duty(pk, start_h=30)
    client = browse("fleet_manager")
    page = client.get(at("person", pk)).content.decode()
    assert at("extend", running.pk) in page
    assert at("cancel", planned.pk) in page
    for name in ("extend", "end", "cancel"):
        assert client.get(at(name, running.pk)).status_code == 200
        assert client.get(at(name, 0)).status_code == 404
    assert client.post(at("extend", running.pk), {"until": local(9)}).status_code == 303
    assert client.post(at("extend", running.pk), {"until": local(2)}).status_code == 422
    assert client.post(at("end", running.pk), {"until": local(1)}).status_code == 303
    assert client.post(at("cancel", running.pk), {"why": "x"}).status_code == 422
    assert client.post(at("cancel", planned.pk), {"why": ""}).status_code == 422
    assert client.post(at("cancel", planned.pk), {"why": "ill"}).status_code == 303
    assert "taken back" in client.get(at("person", pk)).content.decode()


def test_the_roster_turns_pages_at_constant_cost(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browse("fleet_manager")
    for n in range(52):
        duty(person(f"Person {n:02d}"), start_h=0, hours=0.5)
    client.get(ROSTER)
    address = {"region": "KZ-19", "day": local(0)[:10]}
    with django_assert_max_num_queries(8):
        first = client.get(ROSTER, address).content.decode()
    assert first.count("row-link") == 50
    second = client.get(ROSTER, address | {"page": "2"}).content.decode()
    assert second.count("row-link") == 2
