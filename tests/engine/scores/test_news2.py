from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.news2 import (
    METHOD,
    Consciousness,
    Observation,
    OxygenScale,
    Response,
    news2,
)
from qanat.engine.scores.results import NotValid, Partial, Score, WhyNotValid

WELL = Observation(
    age_years=40,
    breaths_per_min=16,
    spo2_percent=98,
    is_on_oxygen=False,
    systolic_mmhg=125,
    pulse_per_min=72,
    consciousness=Consciousness.ALERT,
    temperature_c=36.8,
)
FIELDS = (
    "breaths_per_min",
    "spo2_percent",
    "is_on_oxygen",
    "systolic_mmhg",
    "pulse_per_min",
    "consciousness",
    "temperature_c",
)
HYPERCAPNIC_ON_OXYGEN = replace(
    WELL, oxygen_scale=OxygenScale.HYPERCAPNIC, spo2_percent=90, is_on_oxygen=True
)


def whole(observation: Observation) -> Score[Response]:
    result = news2(observation)
    assert isinstance(result, Score)
    return result


def test_a_well_adult_scores_nothing() -> None:
    result = whole(WELL)
    assert result.total == 0
    assert result.level is Response.NONE
    assert set(result.parts) == set(FIELDS)
    assert result.method is METHOD


# fmt: off
EDGES = [
    *[("breaths_per_min", v, p) for v, p in (
        (0, 3), (8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3), (60, 3))],
    *[("spo2_percent", v, p) for v, p in (
        (50, 3), (91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0))],
    *[("systolic_mmhg", v, p) for v, p in (
        (60, 3), (90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3))],
    *[("pulse_per_min", v, p) for v, p in (
        (30, 3), (40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2),
        (130, 2), (131, 3), (180, 3))],
    *[("temperature_c", v, p) for v, p in (
        (34.0, 3), (35.0, 3), (35.1, 1), (36.0, 1), (36.1, 0), (38.0, 0), (38.1, 1), (39.0, 1),
        (39.1, 2), (41.0, 2))],
    ("is_on_oxygen", True, 2),
    ("is_on_oxygen", False, 0),
    ("consciousness", Consciousness.ALERT, 0),
    ("consciousness", Consciousness.CONFUSED, 3),
    ("consciousness", Consciousness.VOICE, 3),
    ("consciousness", Consciousness.PAIN, 3),
    ("consciousness", Consciousness.UNRESPONSIVE, 3),
]
SCALE_2 = [
    *[(v, True, p) for v, p in (
        (70, 3), (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 1), (94, 1),
        (95, 2), (96, 2), (97, 3), (100, 3))],
    *[(v, False, p) for v, p in (
        (70, 3), (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 0), (94, 0),
        (95, 0), (96, 0), (97, 0), (100, 0))],
]
# fmt: on


@pytest.mark.parametrize(("field", "value", "points"), EDGES)
def test_each_band_begins_and_ends_where_published(
    field: str, value: float | Consciousness, points: int
) -> None:
    result = whole(replace(WELL, **{field: value}))  # type: ignore[arg-type]  # by field name
    assert result.parts[field] == points
    assert result.total == points


@pytest.mark.parametrize(("saturation", "is_on_oxygen", "points"), SCALE_2)
def test_the_second_oxygen_scale_follows_the_oxygen(
    saturation: int, *, is_on_oxygen: bool, points: int
) -> None:
    result = whole(
        replace(HYPERCAPNIC_ON_OXYGEN, spo2_percent=saturation, is_on_oxygen=is_on_oxygen)
    )
    assert result.parts["spo2_percent"] == points


def test_the_sums_over_all_band_edges_are_those_of_the_table() -> None:
    edges = {
        "breaths_per_min": (8, 9, 12, 21, 25),
        "spo2_percent": (91, 92, 94, 96),
        "is_on_oxygen": (False, True),
        "systolic_mmhg": (90, 91, 101, 111, 220),
        "pulse_per_min": (40, 41, 51, 91, 111, 131),
        "consciousness": (Consciousness.ALERT, Consciousness.PAIN),
        "temperature_c": (35.0, 35.1, 36.1, 38.1, 39.1),
    }
    points = (
        (3, 1, 0, 2, 3),
        (3, 2, 1, 0),
        (0, 2),
        (3, 2, 1, 0, 3),
        (3, 1, 0, 1, 2, 3),
        (0, 3),
        (3, 1, 0, 1, 2),
    )
    for values, parts in zip(product(*edges.values()), product(*points), strict=True):
        given_values = dict(zip(edges, values, strict=True))
        result = whole(Observation(age_years=50, **given_values))  # type: ignore[arg-type]  # by name
        assert result.total == sum(parts)


def test_the_highest_score_is_twenty() -> None:
    result = whole(
        Observation(
            age_years=70,
            breaths_per_min=30,
            spo2_percent=80,
            is_on_oxygen=True,
            systolic_mmhg=70,
            pulse_per_min=140,
            consciousness=Consciousness.UNRESPONSIVE,
            temperature_c=34.0,
        )
    )
    assert result.total == 20
    assert result.level is Response.EMERGENCY


@pytest.mark.parametrize(
    ("changes", "total", "level"),
    [
        ({"temperature_c": 38.5}, 1, Response.LOW),
        ({"temperature_c": 38.5, "is_on_oxygen": True, "pulse_per_min": 100}, 4, Response.LOW),
        ({"breaths_per_min": 25}, 3, Response.URGENT),
        ({"temperature_c": 39.5, "is_on_oxygen": True, "pulse_per_min": 100}, 5, Response.URGENT),
        ({"temperature_c": 39.5, "is_on_oxygen": True, "pulse_per_min": 120}, 6, Response.URGENT),
        (
            {
                "temperature_c": 39.5,
                "is_on_oxygen": True,
                "pulse_per_min": 120,
                "spo2_percent": 95,
            },
            7,
            Response.EMERGENCY,
        ),
    ],
)
def test_the_level_follows_the_total_or_a_single_three(
    changes: dict[str, float | bool], total: int, level: Response
) -> None:
    result = whole(replace(WELL, **changes))  # type: ignore[arg-type]  # by field name
    assert (result.total, result.level) == (total, level)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"age_years": 15.9}, WhyNotValid.TOO_YOUNG),
        ({"age_years": None}, WhyNotValid.AGE_UNKNOWN),
        ({"is_pregnant": True}, WhyNotValid.PREGNANT),
        ({"is_pregnant": True, "age_years": None}, WhyNotValid.PREGNANT),
    ],
)
def test_it_is_not_valid_for_children_in_pregnancy_or_without_age(
    changes: dict[str, float | bool | None], reason: WhyNotValid
) -> None:
    assert news2(replace(WELL, **changes)) == NotValid(METHOD, reason)  # type: ignore[arg-type]  # by name


def test_sixteen_years_are_enough() -> None:
    assert isinstance(news2(replace(WELL, age_years=16)), Score)


@pytest.mark.parametrize("field", FIELDS)
def test_a_missing_parameter_is_named_and_the_score_is_partial(field: str) -> None:
    result = news2(replace(WELL, **{field: None}))  # type: ignore[arg-type]  # by field name
    assert isinstance(result, Partial)
    assert result.missing == (field,)
    assert field not in result.parts


def test_a_high_saturation_on_scale_two_is_open_until_the_oxygen_is_known() -> None:
    result = news2(replace(HYPERCAPNIC_ON_OXYGEN, spo2_percent=97, is_on_oxygen=None))
    assert isinstance(result, Partial)
    assert result.missing == ("spo2_percent", "is_on_oxygen")


def test_a_low_saturation_on_scale_two_needs_no_oxygen_to_be_scored() -> None:
    result = news2(replace(HYPERCAPNIC_ON_OXYGEN, spo2_percent=84, is_on_oxygen=None))
    assert isinstance(result, Partial)
    assert result.missing == ("is_on_oxygen",)
    assert result.parts["spo2_percent"] == 2


@pytest.mark.parametrize(
    "changes", [{"spo2_percent": 101}, {"pulse_per_min": -1}, {"temperature_c": float("nan")}]
)
def test_impossible_values_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"below zero|over 100"):
        replace(WELL, **changes)  # type: ignore[arg-type]  # by field name


observations = st.builds(
    Observation,
    age_years=st.just(50),
    breaths_per_min=st.none() | st.integers(0, 60),
    spo2_percent=st.none() | st.integers(50, 100),
    oxygen_scale=st.sampled_from(OxygenScale),
    is_on_oxygen=st.none() | st.booleans(),
    systolic_mmhg=st.none() | st.integers(40, 260),
    pulse_per_min=st.none() | st.integers(20, 200),
    consciousness=st.none() | st.sampled_from(Consciousness),
    temperature_c=st.none() | st.floats(30, 43),
)


@given(observations, observations)
def test_filling_the_gaps_never_lowers_what_a_partial_score_promised(
    known: Observation, rest: Observation
) -> None:
    filled = replace(known, **{f: getattr(rest, f) for f in FIELDS if getattr(known, f) is None})
    before, after = news2(known), news2(filled)
    assert not isinstance(before, NotValid)
    assert not isinstance(after, NotValid)
    least = before.at_least if isinstance(before, Partial) else before.total
    total = after.at_least if isinstance(after, Partial) else after.total
    assert total >= least
    order = list(Response)
    level = before.level_at_least if isinstance(before, Partial) else before.level
    later = after.level_at_least if isinstance(after, Partial) else after.level
    assert order.index(later) >= order.index(level)


@given(observations)
def test_a_score_is_whole_exactly_when_nothing_is_missing(observation: Observation) -> None:
    result = news2(observation)
    is_known = all(getattr(observation, field) is not None for field in FIELDS)
    assert isinstance(result, Score) == is_known
    if isinstance(result, Score):
        assert 0 <= result.total <= 20
        assert result.total == sum(result.parts.values())
