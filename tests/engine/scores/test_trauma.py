from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.results import NotValid, Partial, Score, WhyNotValid
from qanat.engine.scores.trauma import METHOD, Casualty, TraumaNeed, red_criteria

STABLE = Casualty(
    age_years=30,
    motor=6,
    breaths_per_min=16,
    needs_breathing_support=False,
    spo2_percent_on_air=98,
    systolic_mmhg=120,
    pulse_per_min=80,
)


def met(casualty: Casualty) -> set[str]:
    result = red_criteria(casualty)
    assert isinstance(result, Score)
    names = {name for name, value in result.parts.items() if value}
    assert result.total == len(names)
    assert result.level is (TraumaNeed.RED if names else TraumaNeed.NOT_RED)
    return names


def test_a_stable_adult_meets_no_criterion() -> None:
    assert met(STABLE) == set()


# fmt: off
LIMITS: list[tuple[dict[str, float | bool], set[str]]] = [
    ({"motor": 5}, {"motor"}),
    ({"motor": 6}, set()),
    ({"breaths_per_min": 9}, {"breaths_low"}),
    ({"breaths_per_min": 10}, set()),
    ({"breaths_per_min": 29}, set()),
    ({"breaths_per_min": 30}, {"breaths_high"}),
    ({"needs_breathing_support": True}, {"breathing_support"}),
    ({"spo2_percent_on_air": 89}, {"spo2"}),
    ({"spo2_percent_on_air": 90}, set()),
    ({"systolic_mmhg": 89}, {"systolic"}),
    ({"systolic_mmhg": 90}, set()),
    ({"age_years": 64.9, "systolic_mmhg": 109}, set()),
    ({"age_years": 65, "systolic_mmhg": 109}, {"systolic"}),
    ({"age_years": 65, "systolic_mmhg": 110}, set()),
    ({"pulse_per_min": 120}, set()),
    ({"pulse_per_min": 121}, {"pulse_over_systolic"}),
    ({"age_years": 10, "pulse_per_min": 121}, {"pulse_over_systolic"}),
    ({"age_years": 9.9, "pulse_per_min": 121}, set()),
    ({"age_years": 5, "systolic_mmhg": 79}, {"systolic"}),
    ({"age_years": 5, "systolic_mmhg": 80}, set()),
    ({"age_years": 0.5, "systolic_mmhg": 69}, {"systolic"}),
    ({"age_years": 0.5, "systolic_mmhg": 70}, set()),
    ({"age_years": 9.9, "systolic_mmhg": 88}, set()),
]
# fmt: on


@pytest.mark.parametrize(("changes", "criteria"), LIMITS)
def test_each_criterion_has_its_published_limit(
    changes: dict[str, float | bool], criteria: set[str]
) -> None:
    assert met(replace(STABLE, **changes)) == criteria  # type: ignore[arg-type]  # by field name


def test_one_criterion_suffices_though_others_were_not_measured() -> None:
    result = red_criteria(Casualty(age_years=30, motor=4))
    assert isinstance(result, Partial)
    assert result.level_at_least is TraumaNeed.RED
    assert "systolic" in result.missing


def test_what_was_not_measured_is_not_taken_for_normal() -> None:
    result = red_criteria(replace(STABLE, systolic_mmhg=None))
    assert isinstance(result, Partial)
    assert result.missing == ("systolic", "pulse_over_systolic")
    assert result.level_at_least is TraumaNeed.NOT_RED


def test_without_an_age_the_limits_are_unknown() -> None:
    unknown = replace(STABLE, age_years=None)
    assert red_criteria(unknown) == NotValid(METHOD, WhyNotValid.AGE_UNKNOWN)


@given(st.floats(0, 100), st.integers(40, 200))
def test_a_lower_pressure_never_lifts_the_red(age: float, systolic: int) -> None:
    lower = red_criteria(replace(STABLE, age_years=age, systolic_mmhg=systolic - 1))
    higher = red_criteria(replace(STABLE, age_years=age, systolic_mmhg=systolic))
    assert isinstance(lower, Score)
    assert isinstance(higher, Score)
    assert lower.total >= higher.total
