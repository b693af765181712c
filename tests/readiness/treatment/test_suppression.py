"""Small numbers of the public page: nobody learns one by adding and subtracting what is shown."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from qanat.foundation.periods import Period
from qanat.readiness.treatment.queries.counting import Report, Split
from qanat.readiness.treatment.queries.publishing import ALL, Cell, Published, printed
from qanat.readiness.treatment.rules.figures import NO_COUNTS, Dimension, Figure
from qanat.readiness.treatment.rules.suppression import Sum, bounds, hide

LEAST = 5
Person = tuple[str, str, str, str, str]
"""Country, diagnosis, age band, sex, region."""
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(("TR", "RU", "DE", "IN", "KR", "KZ")),
        st.sampled_from(("blood", "eye", "nervous", "neoplasms")),
        st.sampled_from(("00", "05", "10", "18", "40")),
        st.sampled_from(("male", "female")),
        st.sampled_from(("KZ-19", "KZ-47", "KZ-61", "KZ-71", "KZ-75")),
    ),
    max_size=60,
)
OTHERS = st.tuples(*(st.integers(0, 8) for _at in range(3)))
NAMES = (
    Dimension.COUNTRY, Dimension.DIAGNOSIS, Dimension.AGE, Dimension.SEX, Dimension.REGION,
)  # fmt: skip


COST = 10**9
"""Of every case whose cost is known, in tiyn."""


def told(
    people: Sequence[Person],
    others: tuple[int, ...] = (0, 0, 0),
    priced: Mapping[str, int] | None = None,
) -> Report:
    """Return the report of some people, of each disease some with their cost."""
    priced = priced or {}

    def costs(count: int) -> dict[str, int]:
        return {Figure.PRICED.value: count, Figure.COST.value: count * COST}

    def of(count: int, **more: int) -> dict[str, int]:
        return {**NO_COUNTS, Figure.HELPED.value: count, **more}

    by: dict[str, Split] = {
        one.value: {k: of(n) for k, n in Counter(p[at] for p in people).items()}
        for at, one in enumerate(NAMES)
    }
    by[Dimension.DIAGNOSIS.value] = {
        key: {**found, **costs(priced.get(key, 0))}
        for key, found in by[Dimension.DIAGNOSIS.value].items()
    }
    grown = Counter("child" if p[2] < "18" else "adult" for p in people)
    pairs = Counter((p[0], "child" if p[2] < "18" else "adult") for p in people)
    abroad = sum(p[0] != "KZ" for p in people)
    counts = of(
        len(people),
        sent_abroad=abroad,
        specialist_here=len(people) - abroad,
        treated_at_home=others[0],
        refused=others[1],
        deferred=others[2],
        cases_decided=len(people) + sum(others),
        **costs(sum(priced.values())),
    )
    period = Period(date(2025, 1, 1), date(2025, 12, 31))
    return Report(
        period, "", counts, by, {k: of(n) for k, n in grown.items()},
        {k: of(n) for k, n in pairs.items()},
    )  # fmt: skip


def known_sums(told: Published) -> Iterator[tuple[Cell, list[Cell]]]:
    """Yield what every reader knows: which printed numbers add up to which."""
    cells = list(told.cells)
    for one in NAMES:
        yield ALL, [c for c in cells if c[0] == one.value and len(c) == 2]
    yield ("decided",), [ALL, ("treated_at_home",), ("refused",), ("deferred",)]
    yield ("sent_abroad",), [c for c in cells if c[0] == "country" and len(c) == 2 and c[1] != "KZ"]
    yield ALL, [("child",), ("adult",)]
    bands = [c for c in cells if c[0] == "age"]
    yield ("child",), [c for c in bands if c[1] < "18"]
    yield ("adult",), [c for c in bands if c[1] >= "18"]
    pairs = [c for c in cells if len(c) == 3]
    for grown in ("child", "adult") if pairs else ():
        yield (grown,), [c for c in pairs if c[2] == grown]
    for country in {c[:2] for c in pairs}:
        yield country, [c for c in pairs if c[:2] == country]


def attacked(told: Published) -> dict[Cell, tuple[float, float]]:
    """Return what somebody learns of each hidden number from all others, by linear programmes."""
    hidden = [cell for cell, count in told.cells.items() if count is None]
    rows, rest = [], []
    for total, parts in known_sums(told):
        row, sum_ = np.zeros(len(hidden)), 0
        for cell, sign in (*((part, 1) for part in parts), (total, -1)):
            count = told.cells[cell]
            if count is None:
                row[hidden.index(cell)] += sign
            else:
                sum_ -= sign * count
        rows.append(row)
        rest.append(sum_)
    found = {}
    for at, cell in enumerate(hidden):
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(hidden))
            aim[at] = sign
            answer = linprog(aim, A_eq=np.array(rows), b_eq=np.array(rest), bounds=(1, None))
            assert answer.status in (0, 3)
            ends.append(sign * answer.fun if answer.status == 0 else np.inf)
        found[cell] = (ends[0], ends[1])
    return found


@given(people=PEOPLE, others=OTHERS)
@settings(max_examples=25)
def test_no_hidden_number_can_be_computed_or_narrowed_down_from_what_is_printed(
    people: list[Person], others: tuple[int, ...]
) -> None:
    report = told(people, others)
    shown = printed(2025, report, LEAST)
    assert not any(count is not None and 0 < count < LEAST for count in shown.cells.values())
    if shown.is_whole:
        for low, high in attacked(shown).values():
            assert high - low >= LEAST - 1 - 1e-6


@settings(max_examples=100, deadline=None)
@given(PEOPLE, st.integers(1, 4))
def test_what_the_printed_means_leave_of_the_whole_cost_is_that_of_enough_cases(
    people: list[Person], every: int
) -> None:
    priced = {key: n // every for key, n in Counter(p[1] for p in people).items()}
    shown = printed(2025, told(people, priced=priced), LEAST)
    left = sum(n for key, n in priced.items() if key not in shown.means)
    if shown.cost_tiyn is not None:
        assert left == 0 or left >= LEAST


def test_a_mean_is_not_printed_where_the_rest_would_tell_what_few_cost() -> None:
    people = [
        ("TR", disease, "00", "male", "KZ-19")
        for disease, n in (("blood", 30), ("eye", 8), ("nervous", 6))
        for _at in range(n)
    ]
    enough = printed(2025, told(people, priced={"blood": 30, "eye": 8, "nervous": 6}), LEAST)
    assert set(enough.means) == {"blood", "eye", "nervous"}
    few = printed(2025, told(people, priced={"blood": 30, "eye": 8, "nervous": 2}), LEAST)
    assert set(few.means) == {"blood"}


def test_what_is_hidden_is_no_more_than_it_must_be_where_nothing_is_small() -> None:
    people = [
        (country, "blood", age, "male", region)
        for country in ("TR", "DE")
        for age in ("00", "18")
        for region in ("KZ-19", "KZ-47")
        for _at in range(5)
    ]
    shown = printed(2025, told(people), LEAST)
    assert shown.is_whole
    assert None not in shown.cells.values()


def test_one_small_country_takes_another_one_with_it() -> None:
    people = [("TR", "blood", "00", "male", "KZ-19")] * 30
    people += [("BY", "blood", "00", "male", "KZ-19")] * 6
    people += [("KR", "blood", "00", "male", "KZ-19")]
    shown = printed(2025, told(people), LEAST)
    assert shown.cells["country", "TR"] == 30
    assert shown.cells["country", "KR"] is None
    assert shown.cells["country", "BY"] is None


@pytest.mark.parametrize(("first", "second"), [(6, 1), (1, 6)])
def test_the_order_of_rows_tells_nothing_of_hidden_numbers(first: int, second: int) -> None:
    people = [("RU", "blood", "00", "male", "KZ-19")] * 12
    people += [("TR", "blood", "00", "male", "KZ-19")] * 30
    people += [("BY", "blood", "00", "male", "KZ-19")] * first
    people += [("KR", "blood", "00", "male", "KZ-19")] * second
    shown = printed(2025, told(people), LEAST)
    assert {key for key in ("BY", "KR") if shown.cells["country", key] is None} == {"BY", "KR"}
    assert shown.keys[Dimension.COUNTRY] == ("TR", "RU", "BY", "KR")


def test_a_table_of_one_line_and_a_total_that_stands_twice_do_not_stop_the_others() -> None:
    people = [("TR", "blood", "00", "male", f"KZ-{10 + at % 9}") for at in range(60)]
    people += [("BY", "blood", "18", "male", "KZ-10")] * 6
    people += [("KR", "eye", "18", "male", "KZ-10")]
    shown = printed(2025, told(people, (9, 17, 3)), LEAST)
    assert shown.is_whole
    assert shown.cells["country", "TR"] == 60
    assert shown.cells["sex", "male"] == 67
    assert shown.cells["refused",] == 17


def test_of_too_few_cases_nothing_is_printed() -> None:
    shown = printed(2025, told([("TR", "blood", "00", "male", "KZ-19")] * 3), LEAST)
    assert not shown.is_whole
    assert set(shown.cells.values()) == {None}
    assert shown.mean_tiyn is None


@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
@settings(max_examples=60)
def test_the_bounds_are_those_of_trying_every_table(values: list[int]) -> None:
    """Two rows and two columns whose totals are printed: small enough to try all."""
    a, b, c, d = values
    counts = [a, b, c, d, a + b, c + d, a + c, b + d]
    sums = [Sum(4, (0, 1)), Sum(5, (2, 3)), Sum(6, (0, 2)), Sum(7, (1, 3))]
    hidden = [at for at in range(4) if counts[at]]
    every = [
        cells
        for cells in product(*(range(1, 15) if at in hidden else [counts[at]] for at in range(4)))
        if [cells[0] + cells[1], cells[2] + cells[3], cells[0] + cells[2], cells[1] + cells[3]]
        == counts[4:]
    ]
    for at, (low, high) in bounds(counts, sums, hidden).items():
        assert low == pytest.approx(min(cells[at] for cells in every))
        assert high == pytest.approx(max(cells[at] for cells in every))


def test_tables_which_cannot_be_protected_are_not_printed() -> None:
    counts = {"all": 9, "a": 8, "b": 1}
    assert hide(counts, [("all", ("a", "b"))], ("all",), LEAST) == frozenset("ab")
    assert hide(counts, [("all", ("a", "b"))], ("all", "a"), LEAST) is None


def test_of_the_published_year_the_largest_countries_are_printed() -> None:
    year = {"TR": (39, 5), "RU": (12, 1), "DE": (8, 1), "IN": (7, 0), "BY": (5, 1), "KR": (0, 1)}
    people = [
        (country, "blood", age, "male", "KZ-19")
        for country, counts in year.items()
        for age, count in zip(("00", "18"), counts, strict=True)
        for _at in range(count)
    ]
    shown = printed(2022, told(people), LEAST)
    printed_ = {key: shown.cells["country", key] for key in year}
    assert printed_ == {"TR": 44, "RU": 13, "DE": 9, "IN": 7, "BY": None, "KR": None}


def test_no_number_is_hidden_alone_beside_its_total() -> None:
    assert bounds([80, 75, 5], [Sum(0, (1, 2))], [2]) == {2: (5, 5)}


def test_totals_are_printed_rather_than_what_they_are_made_of() -> None:
    people = [("TR", "blood", age, "male", "KZ-19") for age in ("00",) * 40 + ("18",) * 4]
    people += [("DE", "blood", age, "male", "KZ-19") for age in ("00",) * 20 + ("18",) * 3]
    shown = printed(2025, told(people), LEAST)
    assert shown.cells["country", "TR"] == 44
    assert shown.cells["country", "TR", "adult"] is None
    assert shown.cells["country", "TR", "child"] is None
