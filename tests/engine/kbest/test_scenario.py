"""Scenario files: answered as they stand, refused with the name of the field."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qanat.engine.kbest.changes import what_if
from qanat.engine.kbest.reasons import why_not
from qanat.engine.kbest.scenario import (
    ScenarioError,
    SharedAnswer,
    answer,
    answer_shared,
    read,
    schema,
)
from qanat.engine.planning.plans import Code
from qanat.ops.reports.scenario import answered
from qanat.ops.troubles import TroubleError

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
EXAMPLE = EXAMPLES / "stroke-in-balqash.json"
pytestmark = pytest.mark.timeout(300)


def spoilt(spoil: Callable[[Any], object]) -> bytes:
    told = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    spoil(told)
    return json.dumps(told).encode()


def test_the_example_is_answered_with_its_proof() -> None:
    snapshot, _, found = answer(read(EXAMPLE.read_bytes()))
    assert len(found.ways) == 5
    assert found.certificate.is_proved
    assert snapshot.generation == found.generation == 1


def test_an_organ_leaves_when_it_is_ready_and_only_its_recipients_team_comes_for_it() -> None:
    told = json.loads(answered(str(EXAMPLES / "liver-to-astana.json"), as_json=True))
    ready_s = 31_200
    for plan in told["plans"]:
        carried = [leg for leg in plan["legs"] if leg["start"] == "scene"]
        if plan["family"] == "specialist":
            assert plan["legs"][0]["kind"] == "drive_with_team"
            assert plan["legs"][0]["start"] == "Astana centre"
        else:
            assert carried[0]["depart_s"] >= ready_s
    assert {plan["family"] for plan in told["plans"]} == {"relay", "specialist"}


def test_it_is_told_in_words_and_as_json() -> None:
    words, told = (
        answered(str(EXAMPLE), as_json=False),
        json.loads(answered(str(EXAMPLE), as_json=True)),
    )
    assert "Proved" in words
    assert "works until" in words
    assert "Left out:" in words
    assert "Would help:" in words
    assert [plan["family"] for plan in told["plans"]].count("relay") > 0
    assert told["proof"]["is_proved"] is True
    assert all(plan["legs"] for plan in told["plans"])
    assert {one["subject"] for one in told["left_out"]} <= {"aircraft", "ambulance", "hospital"}
    assert all(one["ids"] or one["code"] == "misses_window" for one in told["changes"])


TWO = EXAMPLES / "two-from-balqash.json"


def test_two_who_may_share_a_flight_are_told_what_it_means_for_each() -> None:
    told = json.loads(answered(str(TWO), as_json=True))
    best = told["shared"]["plans"][0]
    assert best["other"] == 0
    assert {tuple(leg["patients"]) for leg in best["legs"]} >= {(), (0, 1)}
    for care_s, alone_s in zip(best["care_s"], best["alone_s"], strict=True):
        assert care_s <= alone_s + 3_600
    words = answered(str(TWO), as_json=False)
    assert "with own, may_share[0]" in words
    assert "against alone" in words
    assert json.loads(answered(str(EXAMPLE), as_json=True))["shared"] is None


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda s: s["may_share"][0].update(lon=math.nan), "malformed"),
        (lambda s: s["may_share"][0].update(lon=46.85, lat=74.98), "may_share[0].lon"),
        (lambda s: s["may_share"][0].update(capabilities=["x"]), "may_share[0].capabilities"),
        (lambda s: s["may_share"][0].update(facility="nowhere"), "may_share[0].facility"),
        (lambda s: s["may_share"][0].update(care_curve="none"), "may_share[0].care_curve"),
        (lambda s: s["may_share"][0].update(stretchers=-1), "may_share[0].stretchers"),
        (lambda s: s.update(may_share=s["may_share"] * 21), "may_share"),
        (lambda s: s.update(shared_delay_s=-1), "shared_delay_s"),
        (lambda s: s["may_share"][0].update(oops=1), "may_share[0]"),
    ],
)
def test_who_may_share_is_refused_by_field(spoil: Callable[[Any], object], field: str) -> None:
    told = json.loads(TWO.read_text(encoding="utf-8"))
    spoil(told)
    with pytest.raises(ScenarioError) as refused:
        _shared(json.dumps(told).encode())
    assert field in str(refused.value) or field == "malformed"


def _shared(text: bytes) -> SharedAnswer:
    scenario = read(text)
    snapshot, question, _ = answer(scenario)
    return answer_shared(snapshot, question, scenario)


def test_the_best_of_each_unit_is_one_plan_of_each() -> None:
    _, _, found = answer(read(spoilt(lambda s: s.update(each="unit", count=20))))
    keys = [(way.family, way.lead if way.aircraft is None else way.aircraft) for way in found.ways]
    assert len(keys) > 2
    assert len(set(keys)) == len(keys)


def test_a_specialist_is_fetched_where_the_aircraft_passes() -> None:
    told = json.loads(answered(str(EXAMPLES / "newborn-from-balqash.json"), as_json=True))
    best = told["plans"][0]
    (comes,) = [leg for leg in best["legs"] if leg["unit"] == "Neonatologist of Qaraganda"]
    boards = next(leg for leg in best["legs"] if leg["start"] == comes["end"])
    assert comes["end"] == "Qaraganda airport"
    assert boards["depart_s"] >= comes["arrive_s"] + 300
    reasons = {one["code"] for one in told["left_out"]}
    assert "companion_missing" not in reasons  # the ambulances could call for him, too


def test_who_can_not_be_fetched_keeps_everybody_from_a_plan() -> None:
    alone = json.loads((EXAMPLES / "newborn-from-balqash.json").read_text(encoding="utf-8"))
    alone["nation"]["specialists"][0]["skills"] = ["surgeon"]
    alone["nation"]["aircraft"][0]["skills"] = ["neonatologist"]
    alone["nation"]["aircraft"][0]["is_serviceable"] = False
    snapshot, question, found = answer(read(json.dumps(alone).encode()))
    assert not found.ways
    why = {one.id: one.reason.code for one in why_not(snapshot, question, found)}
    assert why["W1"] == why["103 Balqash 1"] == Code.COMPANION_MISSING
    (change,) = what_if(snapshot, question, found)
    assert (change.code, change.ids) == (Code.COMPANION_MISSING, ("W1",))
    assert {change.way.lead, change.way.meeter} <= {0, 1, 2}  # ambulances need nobody beside him


def test_the_schema_kept_in_the_documents_is_that_of_the_program() -> None:
    kept = (EXAMPLES / "scenario.schema.json").read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(json.dumps(schema()))


def swap(thing: Any) -> None:
    thing.update(lon=thing["lat"], lat=thing["lon"])


def opened(scenario: Any, spans: list[list[int]]) -> None:
    scenario["nation"]["places"][0].update(open_s=spans)


def curve(scenario: Any, points: list[list[float]]) -> None:
    scenario.update(curves=[{"name": "own", "points": points}])


SPOILT: list[tuple[str, Callable[[Any], object]]] = [
    ("speed_mps", lambda s: s["nation"]["aircraft"][0].update(speed_mps=-5)),
    ("speed_mps", lambda s: s["nation"]["aircraft"][0].update(speed_mps=0)),
    ("speed_mps", lambda s: s["nation"]["aircraft"][0].update(speed_mps=420)),
    ("speed_mps", lambda s: s["nation"].update(roads={"speed_mps": 1_000})),
    ("nation.hospitals[1].door_s", lambda s: s["nation"]["hospitals"][1].update(door_s=-1)),
    ("lat: degrees north", lambda s: s["request"].update(lon=46.9, lat=174.9)),
    ("request.lon: far", lambda s: s["request"].update(lon=46.9, lat=74.9)),
    (
        "id “H1” stands 2 times",
        lambda s: s["nation"]["aircraft"].append(s["nation"]["aircraft"][0]),
    ),
    ("standing_at: “nowhere”", lambda s: s["nation"]["aircraft"][0].update(standing_at="nowhere")),
    ("km from where it is", lambda s: s["nation"]["aircraft"][0].update(lon=20.0)),
    ("rate: “free”", lambda s: s["nation"]["ambulances"][0].update(rate="free")),
    ("request.destination", lambda s: s["request"].update(destination="nowhere")),
    ("request.capabilities", lambda s: s["request"].update(capabilities=["magic"])),
    ("request.care_curve", lambda s: s["request"].update(care_curve="luck")),
    ("count", lambda s: s.update(count=0)),
    ("each", lambda s: s.update(each="colour")),
    ("request.team_size", lambda s: s["request"].update(team_size=0)),
    ("request.consult_s", lambda s: s["request"].update(consult_s="soon")),
    ("colour", lambda s: s["request"].update(colour="red")),
    ("request.lon", lambda s: s["request"].update(lon="east")),
    ("nation.at", lambda s: s["nation"].update(at="2026-06-15T07:00:00")),
    ("policy.contact_share", lambda s: s["policy"].update(contact_share=1.5)),
    (
        "curve own: rises",
        lambda s: s.update(curves=[{"name": "own", "points": [[0, 0.2], [60, 0.4]]}]),
    ),
    ("minutes", lambda s: s.update(curves=[{"name": "own", "points": []}])),
    ("nation.hospitals[1].lon: far from every", lambda s: swap(s["nation"]["hospitals"][1])),
    ("nation.ambulances[0].lon: far from every", lambda s: swap(s["nation"]["ambulances"][0])),
    ("nation.places[0].open_s[1]: ends", lambda s: opened(s, [[0, 9], [90, 10]])),
    ("nation.aircraft[0].id: 1 to 200", lambda s: s["nation"]["aircraft"][0].update(id="")),
    ("nation.aircraft[0].id: 1 to 200", lambda s: s["nation"]["aircraft"][0].update(id="A\n1")),
    ("nation.hospitals[0].id: 1", lambda s: s["nation"]["hospitals"][0].update(id="H" * 201)),
    (
        "curves[1].points: minutes",
        lambda s: s.update(
            curves=[
                {"name": "own", "points": [[0, 0.5], [10, 0.4]]},
                {"name": "other", "points": [[10, 0.5], [0, 0.4]]},
            ]
        ),
    ),
    ("curves[0].points: curve own: rises", lambda s: curve(s, [[0, 0.2], [60, 0.4]])),
    ("curves[0].points: curve own: chances", lambda s: curve(s, [[0, 1.2], [60, 0.4]])),
    (
        "nation.ambulances: 60000 are more",
        lambda s: s["nation"].update(
            ambulances=[{"id": f"V{n}", "lon": 70, "lat": 50} for n in range(60_000)]
        ),
    ),
]


@pytest.mark.parametrize(("told", "spoil"), SPOILT)
def test_what_makes_no_sense_is_refused_with_its_field(
    told: str, spoil: Callable[[Any], object]
) -> None:
    with pytest.raises(ScenarioError) as refused:
        answer(read(spoilt(spoil)))
    assert told in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b'{"nation": null}'])
def test_what_is_no_scenario_is_refused(text: bytes) -> None:
    with pytest.raises(ScenarioError):
        read(text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_numbers_which_are_none_are_refused(number: str) -> None:
    text = spoilt(lambda s: s["request"].update(lon=0.125)).replace(b"0.125", number.encode())
    with pytest.raises(ScenarioError, match=r"^request\.lon: a finite number"):
        read(text)
    assert not math.isfinite(float(number))


def test_a_mark_of_the_order_of_bytes_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + spoilt(lambda _: None)) == read(spoilt(lambda _: None))


def test_empty_sets_have_no_plans() -> None:
    empty: dict[str, list[object]] = {
        "places": [],
        "hospitals": [],
        "ambulances": [],
        "aircraft": [],
    }
    text = spoilt(
        lambda s: (
            s["nation"].update(empty),
            s["request"].update(capabilities=[], bed="", equipment=[]),
        )
    )
    assert answer(read(text))[2].ways == ()


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(TroubleError, match=r"nowhere\.json"):
        answered("nowhere.json", as_json=True)
