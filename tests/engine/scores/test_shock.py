import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.engine.scores.results import NotValid, Partial, Score, WhyNotValid
from qanat.engine.scores.shock import METHOD, PAEDIATRIC_METHOD, Shock, shock_index, sipa


@pytest.mark.parametrize(
    ("pulse", "systolic", "level"),
    [
        (89, 100, Shock.NORMAL),
        (90, 100, Shock.ALERT),
        (99, 100, Shock.ALERT),
        (100, 100, Shock.HIGH),
        (140, 80, Shock.HIGH),
        (60, 120, Shock.NORMAL),
    ],
)
def test_the_index_alerts_from_nine_tenths_and_is_high_from_one(
    pulse: int, systolic: int, level: Shock
) -> None:
    result = shock_index(pulse, systolic)
    assert isinstance(result, Score)
    assert result.total == round(pulse / systolic, 2)
    assert result.level is level
    assert result.parts == {"pulse_per_min": pulse, "systolic_mmhg": systolic}


@pytest.mark.parametrize(
    ("age", "pulse", "systolic", "level"),
    [
        (4, 122, 100, Shock.NORMAL),
        (4, 123, 100, Shock.HIGH),
        (6.9, 122, 100, Shock.NORMAL),
        (7, 101, 100, Shock.HIGH),
        (12.9, 100, 100, Shock.NORMAL),
        (13, 91, 100, Shock.HIGH),
        (16.9, 90, 100, Shock.NORMAL),
    ],
)
def test_a_child_is_judged_by_the_limit_of_its_age(
    age: float, pulse: int, systolic: int, level: Shock
) -> None:
    result = sipa(age, pulse, systolic)
    assert isinstance(result, Score)
    assert result.level is level


@pytest.mark.parametrize(
    ("age", "reason"),
    [
        (None, WhyNotValid.AGE_UNKNOWN),
        (3.9, WhyNotValid.TOO_YOUNG),
        (17, WhyNotValid.TOO_OLD),
    ],
)
def test_the_childrens_index_is_not_valid_outside_four_to_sixteen(
    age: float | None, reason: WhyNotValid
) -> None:
    assert sipa(age, 100, 100) == NotValid(PAEDIATRIC_METHOD, reason)


def test_without_pressure_there_is_no_index() -> None:
    assert shock_index(140, 0) == NotValid(METHOD, WhyNotValid.NO_PRESSURE)


@pytest.mark.parametrize(
    ("pulse", "systolic", "missing"),
    [
        (None, 100, ("pulse_per_min",)),
        (100, None, ("systolic_mmhg",)),
        (None, None, ("pulse_per_min", "systolic_mmhg")),
    ],
)
def test_what_was_not_measured_is_named(
    pulse: int | None, systolic: int | None, missing: tuple[str, ...]
) -> None:
    for result in (shock_index(pulse, systolic), sipa(8, pulse, systolic)):
        assert isinstance(result, Partial)
        assert result.missing == missing


def test_negative_values_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        shock_index(-1, 100)


@given(st.integers(1, 250), st.integers(1, 250))
def test_a_faster_pulse_never_makes_the_shock_milder(pulse: int, systolic: int) -> None:
    order = list(Shock)
    before, after = shock_index(pulse, systolic), shock_index(pulse + 1, systolic)
    assert isinstance(before, Score)
    assert isinstance(after, Score)
    assert order.index(after.level) >= order.index(before.level)
