"""Whom the free aircraft reach, and where one would be worth more."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.response.dispatch.browsing import Browse, cost
from tests.response.dispatch.builders import NOW, aircraft_ids, facility_id

from qanat.foundation.actors import SYSTEM
from qanat.foundation.kept import forget
from qanat.registry.fleet.queries.aircraft import aircraft_choices
from qanat.response.commitments.commands import Purpose, Want, commit
from qanat.response.commitments.states import ResourceKind
from qanat.response.standing.suggest import Standing, standing

pytestmark = pytest.mark.usefixtures("world", "db")

NIGHT = NOW + timedelta(hours=12)
BOARD = "standing:board"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


def promise(ids: list[int], at: datetime = NOW) -> None:
    end = at + timedelta(hours=3)
    wants = [Want(ResourceKind.AIRCRAFT, pk, f"UP-{pk}", at, end) for pk in ids]
    commit(SYSTEM, wants=wants, purpose=Purpose("mission", 1, "F-1"))
    forget()


def at(moment: datetime) -> Standing:
    forget()
    return standing(moment)


def test_an_aircraft_on_a_mission_covers_nobody() -> None:
    before = at(NOW)
    promise([one.id for one in before.free[:5]])
    after = at(NOW)
    assert len(after.free) == len(before.free) - 5
    assert after.nation.now < before.nation.now
    assert after.all == before.all


def test_by_night_fewer_people_are_reached_than_by_day_and_it_is_said_why() -> None:
    day, night = at(NOW), at(NIGHT)
    assert night.nation.now < day.nation.now
    assert day.grounded == 0 < night.grounded < len(night.free)


def test_what_is_advised_never_makes_it_worse_and_sums_up() -> None:
    promise(aircraft_ids()[:20])
    found = at(NOW)
    assert found.advice
    gained = sum(one.people for one in found.advice)
    assert found.nation.advised == pytest.approx(found.nation.now + gained)
    assert all(one.people >= 50_000 for one in found.advice)
    assert all(one.flight_s <= 120 * 60 for one in found.advice)


def test_no_aircraft_is_advised_to_move_twice() -> None:
    promise(aircraft_ids()[:20])
    moved = [one.aircraft.id for one in at(NOW).advice]
    assert len(moved) == len(set(moved))


def test_the_regions_sum_up_to_the_nation() -> None:
    found = at(NOW)
    assert sum(r.now for r in found.regions.values()) == pytest.approx(found.nation.now)
    assert sum(r.people for r in found.regions.values()) == pytest.approx(found.nation.people)


def test_without_a_free_aircraft_nobody_is_reached_and_nothing_is_advised() -> None:
    promise([pk for pk, _tail in aircraft_choices(SYSTEM)])
    found = at(NOW)
    assert (found.free, found.advice, found.nation.now) == ((), (), 0.0)
    assert found.unreached


def test_the_page_shows_it_and_the_map_the_same(browse: Browse) -> None:
    client = browse("dispatcher")
    answer = client.get(reverse(BOARD))
    assert answer.status_code == 200
    assert "People reached in time" in answer.content.decode()
    kinds = {
        f["properties"]["kind"] for f in client.get(reverse("standing:points")).json()["features"]
    }
    assert "aircraft" in kinds


@pytest.mark.parametrize("role", [("team", "KZ-19"), ("partner", "UZ"), ("analyst", "")])
def test_who_does_not_move_aircraft_sees_nothing(browse: Browse, role: tuple[str, str]) -> None:
    client = browse(*role)
    assert client.get(reverse(BOARD)).status_code == 403
    assert client.get(reverse("standing:points")).status_code == 403


def test_the_page_costs_the_same_whatever_is_free(browse: Browse) -> None:
    client = browse("dispatcher")
    client.get(reverse(BOARD))
    forget()
    many = cost(client, reverse(BOARD))
    promise(aircraft_ids()[:15])
    assert cost(client, reverse(BOARD)) <= many + 1


def test_a_desk_gets_the_moves_advised_as_a_list_and_as_arrows(browse: Browse) -> None:
    promise(aircraft_ids()[:20], timezone.now())
    client = browse("dispatcher")
    found = client.get(reverse("standing:moves_points")).json()["features"]
    lines = [one for one in found if one["geometry"]["type"] == "LineString"]
    arrows = [one["properties"] for one in found if one["geometry"]["type"] == "Point"]
    assert lines
    assert len(arrows) == len(lines)
    assert all(re.fullmatch(r"UP-\S+: \+[\d,]+ people", one["label"]) for one in arrows)
    address = reverse("standing:moves")
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert part.count('data-qanat-point="aircraft:') == len(lines)
    assert "<html" not in part
    assert client.get(address)["Location"] == reverse(BOARD)


def test_who_may_not_see_the_coverage_gets_no_moves(browse: Browse) -> None:
    client = browse("hospital", str(facility_id()))
    for name in ("standing:moves", "standing:moves_points"):
        assert client.get(reverse(name)).status_code == 403
