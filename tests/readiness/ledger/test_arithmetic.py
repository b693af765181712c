"""The arithmetic of publications: worked out exactly, rounded as printed."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.periods import Period
from qanat.readiness.ledger.rules.arithmetic import BadStepError, Printed, rounded, work_out
from qanat.readiness.ledger.rules.measures import Measure, Spans, Wanted, largest, wanted_by

AVIATION = {
    name: Decimal(value)
    for name, value in {
        "with_services": 2272, "without": 15, "astana": 544, "almaty": 174, "abroad": 9,
        "services": 9124, "moved": 2267, "onsite": 144, "operations": 140,
    }.items()
}  # fmt: skip
REMOTE = "remote = services - moved - onsite - operations"
FLIGHTS = "flights = with_services + without"


def test_the_regional_share_follows_from_the_levels() -> None:
    steps = [FLIGHTS, "regional = flights - astana - almaty - abroad", "regional / flights * 100"]
    worked = work_out(steps, AVIATION, Printed(Decimal("68.2"), 1))
    assert [line.result for line in worked.lines[:2]] == [Fraction(2287), Fraction(1560)]
    assert worked.holds is True


def test_the_share_of_remote_consultations_does_not_follow_from_the_patients() -> None:
    worked = work_out([REMOTE, "remote / services * 100"], AVIATION, Printed(Decimal("72.1"), 1))
    assert worked.lines[0].result == Fraction(6573)
    assert rounded(worked.lines[1].result, 2) == Decimal("72.04")  # type: ignore[arg-type] # a number
    assert worked.holds is False


def test_growth_tells_the_bases_it_can_have_grown_from() -> None:
    worked = work_out([FLIGHTS, "base(flights)"], AVIATION, Printed(Decimal("4.5"), 1))
    assert worked.lines[-1].result == (2188, 2189)
    assert worked.holds is True


@given(base=st.integers(1, 10_000), grown=st.integers(1, 20_000))
def test_the_true_base_is_among_the_bases(base: int, grown: int) -> None:
    percent = rounded(Fraction((grown - base) * 100, base), 1)
    if percent <= -100 or grown < base:
        return
    worked = work_out(["base(now)"], {"now": Decimal(grown)}, Printed(percent, 1))
    low, high = worked.lines[0].result  # type: ignore[misc] # the true base is in it
    assert low <= base <= high
    for one in {low, high}:
        assert rounded(Fraction((grown - one) * 100, one), 1) == percent
    for one in (low - 1, high + 1):
        assert one <= 0 or rounded(Fraction((grown - one) * 100, one), 1) != percent


@given(whole=st.integers(1, 50_000), share=st.integers(0, 1000))
def test_parts_are_those_that_print_the_share(whole: int, share: int) -> None:
    printed = Printed(Decimal(share) / 10, 1)
    result = work_out(["part(whole)"], {"whole": Decimal(whole)}, printed).lines[0].result
    found = set(range(result[0], result[1] + 1)) if isinstance(result, tuple) else set()
    middle = whole * share // 1000
    for part in range(max(0, middle - 60), middle + 60):
        is_one = rounded(Fraction(part * 100, whole), 1) == printed.value
        assert (part in found) == is_one or part not in range(middle - 50, middle + 50)


def test_a_lower_bound_is_met_by_anything_above_it() -> None:
    printed = Printed(Decimal(2000), is_bound=True)
    values = {"all": Decimal(39569), "a": Decimal(24923), "b": Decimal(12645)}
    assert work_out(["all - a - b"], values, printed).holds is True
    assert work_out(["2000"], values, printed).holds is False


@pytest.mark.parametrize(
    "step",
    ["missing + 1", "1 / 0", "__import__('os')", "a.b", "1 if 1 else 2", "(", "x = 1", "base(1)",
     "2 ** 9", "'text'", "True", "+".join(["1"] * 200), "a\x00b", "9" * 60, "1 / " + "9" * 60,
     "-" * 290 + "1", "base(a, of=1)"],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(step: str) -> None:
    with pytest.raises(BadStepError) as refused:
        work_out([step], {"a": Decimal(1)}, Printed(Decimal(1)))
    assert str(refused.value) == step


def test_no_steps_grow_beyond_what_a_machine_can_hold() -> None:
    grown = ["x = 999999999999", *["x = x" + " * x" * 11] * 6, "x / x"]
    with pytest.raises(BadStepError):
        work_out(grown, {}, Printed(Decimal(1)))


def test_the_largest_include_all_of_the_last_place() -> None:
    counts = {"a": 9, "b": 5, "c": 5, "d": 1}
    assert largest(counts, 2) == ("a", "b", "c")
    assert largest(counts, 3) == ("a", "b", "c")
    assert largest({"a": 1, "b": 0}, 2) == ()


@pytest.mark.parametrize("kind", ["count", "share", "growth"])
def test_only_what_tells_keys_apart_is_counted_by_a_dimension(kind: str) -> None:
    day = date(2025, 6, 1)
    spans = Spans(Period(day, day), Period(day, day))
    wanted = wanted_by(Measure(kind, "flights", "requests", by="region"), spans)
    assert {one.by for one in wanted} == {""}
    (keys,) = wanted_by(Measure("keys", "flights", by="region"), spans)
    assert keys == Wanted("flights", Period(day, day), "region")
