"""The day's planned transfers through the API: told with the proof, committed by key."""

import pytest
from tests.exchange.api.calling import System, system
from tests.response.dispatch.test_transfers import waiting

from qanat.response.dispatch.models import Mission

pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]


@pytest.fixture
def centre() -> System:
    return system()


def test_the_proposed_flights_are_told_and_committed_once_by_their_keys(centre: System) -> None:
    rows = waiting()
    told = centre.get("/transfers").body
    (flight,) = told["flights"]
    assert (told["waiting"], told["is_proved"], told["not_flown"]) == (2, True, [])
    assert sorted(flight["requests"]) == [row.pk for row in rows]
    assert flight["hops"][0]["aboard"] == []
    choice = {"keys": [flight["key"]]}
    made = centre.post("/transfers/missions", choice, Idempotency_Key="transfers-1")
    assert made.status == 201
    mission = Mission.objects.get()
    assert [one["id"] for one in made.body["items"]] == [mission.pk]
    assert {row.pk for row in mission.requests.all()} == {row.pk for row in rows}
    again = centre.post("/transfers/missions", choice, Idempotency_Key="transfers-2")
    assert again.status in {409, 412}
    assert Mission.objects.count() == 1


def test_what_was_not_proposed_is_not_committed(centre: System) -> None:
    waiting(1)
    for keys in (["x"], [], ["x"] * 99, "x"):
        answer = centre.post("/transfers/missions", {"keys": keys}, Idempotency_Key=f"k{len(keys)}")
        assert answer.status == 422
        assert "keys" in answer.raw.decode()
    assert Mission.objects.count() == 0


def test_other_regions_are_told_none_and_who_may_only_plan_commits_none(centre: System) -> None:
    waiting()
    key = centre.get("/transfers").body["flights"][0]["key"]
    abroad = system("coordinator", "KZ-47")
    told = abroad.get("/transfers").body
    assert (told["waiting"], told["flights"]) == (0, [])
    planner = system("dispatcher", "", "dispatch.plan")
    refused = planner.post("/transfers/missions", {"keys": [key]}, Idempotency_Key="k")
    assert refused.status == 403
    assert system("dispatcher", "", "dispatch.see").get("/transfers").status == 403
    assert Mission.objects.count() == 0
