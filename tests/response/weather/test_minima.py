"""Who may fly in some weather: never more in worse weather, and nothing guessed."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qanat.response.weather.rules.groups import NO_CEILING_M, Conditions
from qanat.response.weather.rules.minima import Lack, Minima, Minimum, Verdict, judge

LEAST = Minima(
    Minimum(2000, 150), Minimum(4000, 300), Minimum(800, 60), 20.0, frozenset({"FZ", "TS"})
)
RANK = {Verdict.NOBODY: 0, Verdict.INSTRUMENTS: 1, Verdict.UNKNOWN: 2, Verdict.SIGHT: 3}
METRES = st.floats(0, 10_000)
PLACES = {"night": st.booleans(), "approach": st.booleans()}


GOOD = Conditions(visibility_m=9000, ceiling_m=NO_CEILING_M)


def verdict(*, night: bool = False, approach: bool = True, **said: Any) -> Verdict:
    seen = replace(GOOD, **said)
    return judge(seen, LEAST, is_night=night, has_approach=approach).verdict


def test_each_minimum_counts_and_a_pad_has_no_approach() -> None:
    assert verdict() is Verdict.SIGHT
    assert verdict(visibility_m=1999) is Verdict.INSTRUMENTS
    assert verdict(visibility_m=1999, approach=False) is Verdict.NOBODY
    assert verdict(visibility_m=3999, night=True) is Verdict.INSTRUMENTS
    assert verdict(ceiling_m=59) is Verdict.NOBODY
    assert verdict(wind_mps=20.1) is Verdict.NOBODY
    assert verdict(wind_mps=8, gust_mps=20.1) is Verdict.NOBODY
    assert verdict(phenomena=("-FZDZ",)) is Verdict.NOBODY
    assert verdict(phenomena=("VCTS",)) is Verdict.NOBODY
    assert verdict(phenomena=("VCFG", "-SN")) is Verdict.SIGHT


def test_what_is_not_known_is_said_and_what_is_known_to_be_bad_counts() -> None:
    assert verdict(ceiling_m=None) is Verdict.UNKNOWN
    assert verdict(ceiling_m=None, visibility_m=None) is Verdict.UNKNOWN
    assert verdict(ceiling_m=40, visibility_m=None) is Verdict.NOBODY


def test_the_first_thing_below_its_minimum_is_told() -> None:
    seen = Conditions(visibility_m=800, ceiling_m=30)
    told = judge(seen, LEAST, is_night=False, has_approach=False)
    assert (told.lack, told.has, told.needed) == (Lack.VISIBILITY, 800, 2000)


@given(METRES, METRES, METRES, st.floats(0, 40), st.fixed_dictionaries(PLACES))
def test_worse_weather_never_lets_more_fly(
    one: float, other: float, fixed: float, wind: float, place: dict[str, bool]
) -> None:
    high, low = max(one, other), min(one, other)
    for name, still in (("visibility_m", "ceiling_m"), ("ceiling_m", "visibility_m")):
        said: dict[str, Any] = {still: fixed, "wind_mps": wind} | place
        worse, better = (verdict(**said | {name: value}) for value in (low, high))
        assert RANK[worse] <= RANK[better]
        assert place["approach"] or better is not Verdict.INSTRUMENTS
