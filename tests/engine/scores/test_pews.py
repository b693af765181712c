from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.news2 import Response
from qanat.engine.scores.pews import ChildObservation, Effort, Oxygen, bedside_pews, group_of
from qanat.engine.scores.results import NotValid, Partial, Score, WhyNotValid

WELL = ChildObservation(
    age_years=6,
    pulse_per_min=90,
    systolic_mmhg=105,
    breaths_per_min=24,
    capillary_refill_s=2,
    effort=Effort.NORMAL,
    spo2_percent=98,
    oxygen=Oxygen.NONE,
)


def whole(observation: ChildObservation) -> Score[Response]:
    result = bedside_pews(observation)
    assert isinstance(result, Score)
    return result


def test_a_well_child_scores_nothing() -> None:
    result = whole(WELL)
    assert (result.total, result.level) == (0, Response.NONE)
    assert not result.method.is_verified


def test_a_child_of_six_years_in_shock_is_worked_by_hand() -> None:
    ill = replace(
        WELL,
        pulse_per_min=152,  # 4
        systolic_mmhg=78,  # 2
        breaths_per_min=44,  # 2
        capillary_refill_s=4,  # 4
        effort=Effort.MODERATE,  # 2
        spo2_percent=92,  # 1
        oxygen=Oxygen.MUCH,  # 4
    )
    assert (whole(ill).total, whole(ill).level) == (19, Response.EMERGENCY)


# fmt: off
EDGES = [
    # young infants
    *[(0.1, "pulse_per_min", v, p) for v, p in (
        (80, 4), (81, 2), (90, 2), (91, 1), (110, 1), (111, 0),
        (149, 0), (150, 1), (180, 2), (190, 4))],
    *[(0.1, "breaths_per_min", v, p) for v, p in (
        (15, 4), (16, 2), (19, 2), (20, 1), (29, 1), (30, 0), (60, 0), (61, 1), (81, 2), (91, 4))],
    # infants
    *[(0.5, "systolic_mmhg", v, p) for v, p in (
        (60, 4), (61, 2), (70, 2), (71, 1), (80, 1), (81, 0), (99, 0),
        (100, 1), (120, 2), (150, 4))],
    # one to four years
    *[(3, "pulse_per_min", v, p) for v, p in ((60, 4), (91, 0), (119, 0), (120, 1), (170, 4))],
    *[(4, "breaths_per_min", v, p) for v, p in ((12, 4), (20, 0), (40, 0), (41, 1), (71, 4))],
    # four to twelve years
    *[(8, "pulse_per_min", v, p) for v, p in ((50, 4), (71, 0), (110, 1), (150, 2), (151, 4))],
    # over twelve years: below 50 and from 50 on differ
    *[(14, "pulse_per_min", v, p) for v, p in (
        (40, 4), (49, 2), (50, 1), (60, 1), (61, 0), (140, 4))],
    *[(14, "breaths_per_min", v, p) for v, p in (
        (9, 4), (10, 2), (11, 1), (12, 0), (16, 0), (30, 4))],
    *[(6, "spo2_percent", v, p) for v, p in ((90, 2), (91, 1), (94, 1), (95, 0))],
    *[(6, "capillary_refill_s", v, p) for v, p in ((2.9, 0), (3, 4))],
]
# fmt: on


@pytest.mark.parametrize(("age", "name", "value", "points"), EDGES)
def test_every_edge_earns_its_points(age: float, name: str, value: float, points: int) -> None:
    seen = replace(WELL, age_years=age, **{name: value})  # type: ignore[arg-type] # one of its fields
    assert whole(seen).parts[name] == points


def test_the_groups_of_ages_meet_where_the_table_says() -> None:
    ages = (0, 0.24, 0.25, 0.99, 1, 4, 4.01, 12, 12.01, 17.9)
    groups = [group_of(age) for age in ages]
    assert [groups.index(g) for g in groups] == [0, 0, 2, 2, 4, 4, 6, 6, 8, 8]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"age_years": 18}, WhyNotValid.TOO_OLD),
        ({"age_years": None}, WhyNotValid.AGE_UNKNOWN),
        ({"age_years": 17, "is_pregnant": True}, WhyNotValid.PREGNANT),
    ],
)
def test_it_is_not_made_where_it_is_not_valid(said: dict[str, float], why: WhyNotValid) -> None:
    result = bedside_pews(replace(WELL, **said))  # type: ignore[arg-type] # fields of one kind
    assert isinstance(result, NotValid)
    assert result.reason is why


def test_what_is_missing_is_named_and_never_counted_as_well() -> None:
    result = bedside_pews(replace(WELL, pulse_per_min=None, spo2_percent=85))
    assert isinstance(result, Partial)
    assert (result.missing, result.at_least) == (("pulse_per_min",), 2)


@pytest.mark.parametrize("said", [{"spo2_percent": 101}, {"pulse_per_min": -1}])
def test_what_nobody_can_have_is_refused(said: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="is not"):
        replace(WELL, **said)  # type: ignore[arg-type] # fields of one kind


@given(
    age=st.floats(0, 17.9),
    pulse=st.integers(0, 350),
    systolic=st.integers(0, 320),
    breaths=st.integers(0, 120),
    spo2=st.integers(0, 100),
)
def test_a_score_lies_within_its_range_and_leaving_out_never_raises_it(
    age: float, pulse: int, systolic: int, breaths: int, spo2: int
) -> None:
    seen = replace(
        WELL,
        age_years=age,
        pulse_per_min=pulse,
        systolic_mmhg=systolic,
        breaths_per_min=breaths,
        spo2_percent=spo2,
    )
    total = whole(seen).total
    assert 0 <= total <= 26
    less = bedside_pews(replace(seen, pulse_per_min=None))
    assert isinstance(less, Partial)
    assert less.at_least <= total
