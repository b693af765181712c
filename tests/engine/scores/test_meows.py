from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.meows import MotherObservation, meows
from qanat.engine.scores.news2 import Consciousness, Response
from qanat.engine.scores.results import Partial, Score

WELL = MotherObservation(
    breaths_per_min=16,
    spo2_percent=98,
    pulse_per_min=84,
    systolic_mmhg=118,
    diastolic_mmhg=72,
    temperature_c=36.8,
    consciousness=Consciousness.ALERT,
)


def whole(observation: MotherObservation) -> Score[Response]:
    result = meows(observation)
    assert isinstance(result, Score)
    return result


def test_a_well_mother_has_no_sign() -> None:
    result = whole(WELL)
    assert (result.total, result.level) == (0, Response.NONE)
    assert not result.method.is_verified


# fmt: off
EDGES = [
    *[("breaths_per_min", v, p) for v, p in ((9, 2), (10, 0), (20, 0), (21, 1), (30, 1), (31, 2))],
    *[("spo2_percent", v, p) for v, p in ((94, 2), (95, 0), (100, 0))],
    *[("pulse_per_min", v, p) for v, p in (
        (39, 2), (40, 1), (50, 1), (51, 0), (99, 0), (100, 1), (120, 1), (121, 2))],
    *[("systolic_mmhg", v, p) for v, p in (
        (89, 2), (90, 1), (100, 1), (101, 0), (149, 0), (150, 1), (160, 1), (161, 2))],
    *[("diastolic_mmhg", v, p) for v, p in ((89, 0), (90, 1), (100, 1), (101, 2))],
    *[("temperature_c", v, p) for v, p in (
        (34.9, 2), (35.0, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 2))],
    *[("consciousness", Consciousness(v), p) for v, p in (
        ("A", 0), ("C", 1), ("V", 1), ("P", 2), ("U", 2))],
]
# fmt: on


@pytest.mark.parametrize(("name", "value", "points"), EDGES)
def test_each_edge_of_the_chart_has_its_colour(name: str, value: Any, points: int) -> None:
    said: dict[str, Any] = {name: value}
    assert whole(replace(WELL, **said)).parts[name] == points


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"systolic_mmhg": 165}, Response.URGENT),
        ({"systolic_mmhg": 155}, Response.LOW),
        ({"systolic_mmhg": 155, "pulse_per_min": 105}, Response.URGENT),
    ],
)
def test_one_red_or_two_yellow_signs_call_a_physician(said: Any, level: Response) -> None:
    assert whole(replace(WELL, **said)).level == level


@given(name=st.sampled_from(sorted({name for name, _value, _points in EDGES})))
def test_what_is_not_measured_is_missing_and_never_well(name: str) -> None:
    unmeasured: dict[str, Any] = {name: None}
    result = meows(replace(WELL, **unmeasured))
    assert isinstance(result, Partial)
    assert result.missing == (name,)


@pytest.mark.parametrize("said", [{"pulse_per_min": -1}, {"spo2_percent": 101}])
def test_what_nobody_can_have_is_refused(said: Any) -> None:
    with pytest.raises(ValueError, match=r"measured|saturation"):
        replace(WELL, **said)
