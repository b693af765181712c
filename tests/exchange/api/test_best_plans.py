"""Plans of a nation that is sent: exact and proved; what makes no sense names its field."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.exchange.api.calling import System, intake, system
from tests.response.dispatch.test_sharing import waiting

from qanat.response.dispatch.suggest.exact import warming

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "stroke-in-balqash.json"
pytestmark = [pytest.mark.usefixtures("world", "db"), pytest.mark.timeout(300)]
Spoil = Callable[[Any], object]


@pytest.fixture
def centre() -> System:
    return system()


def example(spoil: Spoil = lambda _: None) -> Any:
    told = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    spoil(told)
    return told


def test_a_scenario_is_answered_with_its_proof(centre: System) -> None:
    answer = centre.post("/plans", example())
    assert answer.status == 200
    charges = [plan["charge"] for plan in answer.body["plans"]]
    assert len(charges) == 5
    assert charges == sorted(charges)
    assert answer.body["proof"]["is_proved"] is True
    assert answer.body["policy"]["name"]
    assert all(curve for curve in answer.body["curves"])
    assert all(plan["legs"] for plan in answer.body["plans"])


def test_it_is_answered_the_same_to_the_bit(centre: System) -> None:
    assert centre.post("/plans", example()).raw == centre.post("/plans", example()).raw


def test_nothing_is_written(centre: System) -> None:
    with CaptureQueriesContext(connection) as asked:
        centre.post("/plans", example(), Idempotency_Key="again")
    told = " ".join(query["sql"].upper() for query in asked.captured_queries)
    assert not any(word in told for word in ("INSERT", "DELETE", "UPDATE DISPATCH"))


def test_whoever_may_not_plan_is_refused() -> None:
    answer = system("dispatcher", "", "dispatch.see").post("/plans", example())
    assert (answer.status, answer.body["code"]) == (403, "not_allowed")


def teams_on_foot(scenario: dict[str, Any], ambulances: int) -> None:
    """Have four hundred hospitals whose teams need others to drive and fly them."""
    sends = {"lon": 70, "lat": 50, "team_ready_s": 0}
    nothing = {"capabilities": [], "bed": "", "equipment": []}
    scenario["request"].update(may_treat_on_site=True, destination=None, **nothing)
    scenario["nation"].update(
        hospitals=[{"id": f"H{n}", **sends} for n in range(400)],
        ambulances=[{"id": f"V{n}", "lon": 70, "lat": 50} for n in range(ambulances)],
    )


SPOILT: list[tuple[str, str, Spoil]] = [
    ("nation.aircraft[0].speed_mps", "", lambda s: s["nation"]["aircraft"][0].update(speed_mps=-5)),
    ("nation.hospitals[1].door_s", "", lambda s: s["nation"]["hospitals"][1].update(door_s=-1)),
    ("nation.horizon_s", "at most", lambda s: s["nation"].update(horizon_s=1e300)),
    ("nation.at", "1900", lambda s: s["nation"].update(at="0001-01-01T00:00:00Z")),
    ("request.escorts", "at most", lambda s: s["request"].update(escorts=10**30)),
    ("request.lat", "swapped", lambda s: s["request"].update(lon=46.9, lat=174.9)),
    ("request.lon", "swapped", lambda s: s["request"].update(lon=46.9, lat=74.9)),
    ("request.destination", "nowhere", lambda s: s["request"].update(destination="nowhere")),
    ("request.care_curve", "luck", lambda s: s["request"].update(care_curve="luck")),
    (
        "nation.places[0].open_s", "are more than 60",
        lambda s: s["nation"]["places"][0].update(open_s=[[0, 1]] * 500),
    ),
    ("count", "at most 100", lambda s: s.update(count=101)),
    ("request.colour", "", lambda s: s["request"].update(colour="red")),
    ("request.lon", "", lambda s: s["request"].update(lon="east")),
    ("nation", "", lambda s: s.pop("nation")),
    (
        "curves[0].points", "rises",
        lambda s: s.update(curves=[{"name": "own", "points": [[0, 0.2], [60, 0.4]]}]),
    ),
    (
        "nation.ambulances", "5000 are more than 4000",
        lambda s: s["nation"].update(
            ambulances=[{"id": f"V{n}", "lon": 70, "lat": 50} for n in range(5_000)]
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("field", "told", "spoil"), SPOILT)
def test_what_makes_no_sense_is_refused_with_its_field(
    centre: System, field: str, told: str, spoil: Spoil
) -> None:
    answer = centre.post("/plans", example(spoil))
    assert (answer.status, answer.body["code"]) == (422, "invalid_fields")
    (fault,) = answer.body["errors"]
    assert fault["field"] == field
    assert told in fault["detail"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_numbers_which_are_none_are_refused(centre: System, number: str) -> None:
    text = json.dumps(example(lambda s: s["request"].update(lon=0.125)))
    answer = centre.post("/plans", text.replace("0.125", number).encode())
    assert answer.status in {400, 422}


def test_teams_which_others_must_carry_are_answered_however_many_they_are(centre: System) -> None:
    answer = centre.post("/plans", example(lambda s: teams_on_foot(s, 30)))
    assert answer.status == 200
    assert answer.body["plans"]
    assert answer.body["proof"]["is_proved"]


def test_a_million_units_are_too_large_a_body(centre: System) -> None:
    answer = centre.post("/plans", b"[" + b"0," * 2**20 + b"0]")
    assert (answer.status, answer.body["code"]) == (413, "too_large")


def test_empty_sets_have_no_plans(centre: System) -> None:
    empty: dict[str, list[object]] = {
        "places": [],
        "hospitals": [],
        "ambulances": [],
        "aircraft": [],
    }
    nothing = {"capabilities": [], "bed": "", "equipment": []}
    answer = centre.post(
        "/plans", example(lambda s: (s["nation"].update(empty), s["request"].update(nothing)))
    )
    assert (answer.status, answer.body["plans"]) == (200, [])
    assert answer.body["proof"]["bound"] is None


def test_a_request_is_planned_in_the_nation_as_it_is(centre: System) -> None:
    pk = centre.post("/requests", intake()).body["id"]
    answer = centre.post("/plans", {"request": pk, "count": 7})
    assert answer.status == 200
    assert len(answer.body["plans"]) == 7
    assert answer.body["proof"]["is_proved"] is True
    first = answer.body["plans"][0]
    assert all(leg["unit"] in answer.body["names"] for leg in first["legs"])
    assert first["legs"][0]["ready_s"] >= answer.body["now_s"]
    assert answer.body["generation"] >= 1


def test_a_request_out_of_sight_does_not_exist(centre: System) -> None:
    pk = centre.post("/requests", intake()).body["id"]
    other = system("coordinator", "KZ-47").post("/plans", {"request": pk})
    assert (other.status, other.body["code"]) == (404, "not_found")
    assert centre.post("/plans", {"request": 10**9}).status == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"nation": {"at": "2026-01-01T00:00:00Z"}}, "nation"),
        ({"curves": [{"name": "own", "points": [[0, 1]]}]}, "curves"),
        ({"policy": {"hand_over": -1}}, "policy.hand_over"),
        ({"policy": {"contact_share": 2}}, "policy.contact_share"),
        ({"request": 0}, "request"),
        ({"request": "A-1"}, "request"),
        ({"count": 0}, "count"),
    ],
)
def test_what_does_not_go_with_a_request_is_named(
    centre: System, more: dict[str, Any], field: str
) -> None:
    answer = centre.post("/plans", {"request": 1} | more)
    assert answer.status == 422
    assert [fault["field"] for fault in answer.body["errors"]] == [field]


def test_while_the_planner_is_made_ready_it_says_so(
    centre: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "_begun", Event())
    warming.begin()
    answer = centre.post("/plans", example())
    assert (answer.status, answer.body["code"]) == (503, "planner_warming")


SHARED_EXAMPLE = EXAMPLE.with_name("two-from-balqash.json")


def test_a_flight_shared_with_another_request_of_the_scenario_is_told(centre: System) -> None:
    told = json.loads(SHARED_EXAMPLE.read_text(encoding="utf-8"))
    shared = centre.post("/plans", told).body["shared"]
    assert shared["plans"]
    best = shared["plans"][0]
    assert {0, 1} == {one for leg in best["legs"] for one in leg["patients"]}
    assert shared["bound"] is None or shared["bound"] >= shared["plans"][-1]["charge"]


def test_requests_of_this_system_share_a_flight_by_their_ids(centre: System) -> None:
    one, two = waiting()
    answer = centre.post("/plans", {"request": one.pk, "may_share": [two.pk], "count": 3})
    assert answer.status == 200
    best = answer.body["shared"]["plans"][0]
    assert best["other"] == 0
    assert best["aircraft"] in answer.body["names"]
    assert all(late is not None for late in best["care_s"])
    alone = waiting(1, is_isolation_needed=True)[0]
    for others, field in (([two.pk, alone.pk], "may_share[1]"), ([two.pk] * 2, "may_share[1]")):
        refused = centre.post("/plans", {"request": one.pk, "may_share": others})
        assert refused.status == 422
        assert refused.body["errors"][0]["field"] == field
    assert centre.post("/plans", {"request": one.pk, "may_share": [two.pk, 10**9]}).status == 404
    for wrong in ([example()["request"]], [two.pk] * 4, "x", [-1]):
        assert centre.post("/plans", {"request": one.pk, "may_share": wrong}).status in {400, 422}
    mixed = example(lambda s: s.update(may_share=[two.pk]))
    assert centre.post("/plans", mixed).status == 422
