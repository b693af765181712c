import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.readiness.statistics.journals import NOSOLOGIES as NAMES
from tests.readiness.statistics.journals import REGIONS, make_journal
from tests.readiness.statistics.reading import DATA, EXAMPLE, read_path, read_rows, read_text

from qanat.foundation.periods import Growth, Period, growth, percent_of
from qanat.foundation.tabular.cells import word_key
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure
from qanat.readiness.statistics.rules.counting.plain import count_records
from qanat.readiness.statistics.rules.journal.vocabulary import NOSOLOGIES
from qanat.readiness.statistics.states import RowState

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
EXPECTED = json.loads((DATA / "journal_example.expected.json").read_text())


def test_the_example_yields_its_counts() -> None:
    journal = read_path(EXAMPLE)
    counts, _ = count_records(journal.records, YEAR)
    counts["rejected_rows"] = len(journal.rejected)
    counts["repeated_rows"] = journal.count(RowState.REPEATED)
    assert counts == {key: value for key, value in EXPECTED.items() if key != "by"}


def test_the_example_yields_its_counts_by_region_and_nosology() -> None:
    _, by = count_records(
        read_path(EXAMPLE).records, YEAR, by=(Dimension.REGION, Dimension.NOSOLOGY)
    )
    regions = {code: {"requests": one["requests"]} for code, one in by["region"].items()}
    assert regions == EXPECTED["by"]["region"]
    named = EXPECTED["by"]["nosology_requests"]
    assert {NOSOLOGIES[word_key(name)]: count for name, count in named.items()} == {
        code: one["requests"] for code, one in by["nosology"].items()
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_random_journal_yields_its_truth(tmp_path: Path, seed: int) -> None:
    made = make_journal(seed)
    journal = read_text(tmp_path, made.text())
    assert journal.count(RowState.REPEATED) == made.repeated
    found = {row.row.row_no: {str(f.code) for f in row.faults} for row in journal.rejected}
    assert {number for number, code in made.rejected.items() if code in found[number]} == set(found)
    for period in (YEAR, Period(date(2025, 2, 28), date(2025, 9, 1))):
        for region in ("", *REGIONS):
            truth = made.truth.count(period.first, period.last, region)
            counts, by = count_records(
                journal.records, period, region=region, by=(Dimension.NOSOLOGY,)
            )
            assert counts == {figure.value: truth.get(figure, 0) for figure in Figure}
            for code, one in by["nosology"].items():
                truth = made.truth.count(period.first, period.last, region, code)
                assert one == {figure.value: truth.get(figure, 0) for figure in Figure}
            assert set(by["nosology"]) <= set(NAMES)


def test_mended_rows_complete_the_counts(tmp_path: Path) -> None:
    made = make_journal(4)
    records = read_text(tmp_path, made.text()).records
    made.rows = made.mended
    records += read_text(tmp_path, made.text()).records
    made.truth.things += made.mended_truth.things
    truth = made.truth.count(YEAR.first, YEAR.last)
    assert count_records(records, YEAR)[0] == {f.value: truth.get(f, 0) for f in Figure}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.dates(date(2025, 1, 1), date(2025, 12, 30)))
def test_two_parts_of_a_year_add_up(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cut: date
) -> None:
    records = read_text(tmp_path_factory.mktemp("j"), make_journal(seed, 15).text()).records
    whole, by = count_records(records, YEAR, by=(Dimension.MONTH,))
    parts = [
        count_records(records, Period(YEAR.first, cut))[0],
        count_records(records, Period(cut, YEAR.last))[0],
        count_records(records, Period(cut, cut))[0],
    ]
    of_people = {Figure.PATIENTS.value}
    for figure in set(whole) - of_people:
        assert parts[0][figure] + parts[1][figure] - parts[2][figure] == whole[figure]
        if figure != Figure.PATIENTS_TRANSPORTED:
            assert sum(month[figure] for month in by["month"].values()) == whole[figure]
    levels = ("flights_regional", "flights_astana", "flights_almaty", "flights_international")
    assert sum(whole[level] for level in levels) == whole["flights"]
    assert (
        whole["flights_with_services"] + whole["flights_without_medical_service"]
        == whole["flights"]
    )
    kinds = ("transport_services", "onsite_consultations", "operations", "remote_consultations")
    assert sum(whole[kind] for kind in kinds) == whole["services"]


def test_a_day_is_a_day_of_national_time(tmp_path: Path) -> None:
    late = {"received_at": "31.12.2024 23:59"}
    first = {
        "row_no": "2", "request_no": "А-2", "received_at": "01.01.2025 00:00", "flight_no": "В-2",
        "departed_at": "31.12.2025 23:59", "landed_at": "01.01.2026 01:00",
    }  # fmt: skip
    counts, _ = count_records(read_rows(tmp_path, late, first).records, YEAR)
    assert (counts["requests"], counts["flights"]) == (1, 2)


def test_a_request_flown_after_the_period_is_flown(tmp_path: Path) -> None:
    counts, _ = count_records(
        read_rows(tmp_path, {}).records, Period(date(2025, 3, 1), date(2025, 3, 10))
    )
    assert (counts["requests"], counts["requests_not_flown"]) == (1, 0)
    counts, _ = count_records(
        read_rows(tmp_path, {"departed_at": "11.03.2025 01:00", "landed_at": ""}).records,
        Period(date(2025, 3, 1), date(2025, 3, 10)),
    )
    assert (counts["requests"], counts["requests_not_flown"], counts["flights"]) == (1, 0, 0)


def test_a_flight_that_never_took_off_is_no_flight(tmp_path: Path) -> None:
    waiting = {"service": "", "performed_at": "", "departed_at": "", "landed_at": ""}
    counts, _ = count_records(read_rows(tmp_path, waiting).records, YEAR)
    assert (counts["requests_not_flown"], counts["flights"]) == (1, 0)


def test_a_flight_counts_once_in_every_region_it_served(tmp_path: Path) -> None:
    second = {"row_no": "2", "request_no": "А-2", "region": "г. Астана"}
    counts, by = count_records(
        read_rows(tmp_path, {}, second).records, YEAR, by=(Dimension.REGION, Dimension.AIRCRAFT)
    )
    assert counts["flights"] == 1
    assert {code: one["flights"] for code, one in by["region"].items()} == {"KZ-55": 1, "KZ-71": 1}
    assert by["aircraft"]["UP-MI801"]["requests"] == 2


@pytest.mark.parametrize(
    ("now", "base", "expected"),
    [
        (2287, 2188, Growth(4.5, 99)),
        (6578, 5842, Growth(12.6, 736)),
        (5, 0, Growth(None, 5)),
        (0, 0, Growth(None, 0)),
        (0, 4, Growth(-100.0, -4)),
        (2001, 2000, Growth(0.1, 1)),
        (1999, 2000, Growth(-0.1, -1)),
        (4001, 4000, Growth(0.0, 1)),
    ],
)
def test_growth_is_told_in_percent_and_absolutely(now: int, base: int, expected: Growth) -> None:
    assert growth(now, base) == expected


def test_a_share_is_rounded_half_up() -> None:
    assert percent_of(1560, 2287) == 68.2
    assert percent_of(1, 2000) == 0.1
    assert percent_of(1, 0) == 0.0


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2025, 1, 2), date(2025, 1, 1))
