"""Who travels with a mission sees it, wherever it flies, and begins with it."""

import pytest
from django.urls import reverse
from tests.foundation.access.builders import Accounts
from tests.response.dispatch.browsing import browser
from tests.response.dispatch.builders import MINUTE, NOW, approved, facility_id, legs, mission

from qanat.foundation.actors import SYSTEM
from qanat.ops.demo.team import place_team
from qanat.registry.workforce.queries import person_of_account
from qanat.response.commitments.queries import commitments_of
from qanat.response.dispatch.commands.missions import cancel_mission
from qanat.response.dispatch.commands.operating import accept_mission
from qanat.response.dispatch.models import CrewMember, Mission

pytestmark = pytest.mark.usefixtures("world", "db")


def at(row: Mission) -> str:
    return reverse("dispatch:mission", args=(row.pk,))


def test_a_team_begins_with_its_own_mission_in_another_region_and_stamps_it() -> None:
    account = Accounts().account("team", "KZ-47")
    client = browser(account)
    row = mission(approved(sending_facility_id=facility_id("010")), crew=())
    assert client.get(at(row)).status_code == 404
    assert str(row.pk) not in client.get("/")["Location"]
    assert place_team(account.pk, "KZ-47", NOW) == row.pk
    person = person_of_account(account.pk)
    assert person is not None
    assert person.id in {c.resource_id for c in commitments_of("mission", row.pk)}
    assert client.get("/")["Location"] == reverse("team:mission", args=(row.pk,))
    page = client.get(at(row)).content.decode()
    request = reverse("dispatch:request", args=(row.requests.get().pk,))
    assert request in page
    assert client.get(request).status_code == 200
    assert at(row) in client.get(reverse("dispatch:missions")).content.decode()
    accept_mission(SYSTEM, mission_id=row.pk)
    stamp = reverse("dispatch:stamp", args=(row.pk,))
    assert client.post(stamp, {"now": "air.take_off|"}).status_code == 303
    row.refresh_from_db()
    assert row.state == "departed"


def test_a_mission_that_is_over_is_no_start() -> None:
    account = Accounts().account("team", "KZ-47")
    row = mission(approved(), crew=())
    place_team(account.pk, "KZ-47", NOW)
    cancel_mission(SYSTEM, mission_id=row.pk, reason="weather", now=NOW + 5 * MINUTE)
    assert str(row.pk) not in browser(account).get("/")["Location"]
    assert browser(account).get(at(row)).status_code == 200


def test_who_travels_with_several_missions_finds_the_others_from_the_one_that_comes_first() -> None:
    account = Accounts().account("team", "KZ-47")
    row = mission(approved(), crew=())
    place_team(account.pk, "KZ-47", NOW)
    later = mission(approved(), crew=(), legs=legs(NOW + 600 * MINUTE))
    CrewMember.objects.create(
        mission=later, person=row.crew.get().person, name="Team", role="physician"
    )
    client = browser(account)
    other = reverse("team:mission", args=(later.pk,))
    assert client.get("/")["Location"] == reverse("team:mission", args=(row.pk,))
    assert other in client.get(reverse("team:mission", args=(row.pk,))).content.decode()
    cancel_mission(SYSTEM, mission_id=later.pk, reason="weather", now=NOW + 5 * MINUTE)
    assert other not in client.get(reverse("team:mission", args=(row.pk,))).content.decode()
