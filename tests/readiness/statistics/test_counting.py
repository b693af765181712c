import json
from datetime import date
from pathlib import Path

import pytest
from tests.readiness.statistics.journals import REGIONS, make_journal
from tests.readiness.statistics.reading import DATA, EXAMPLE
from tests.readiness.statistics.taking import assert_counted_alike, take_in, take_in_text

from qanat.foundation.actors import SYSTEM
from qanat.readiness.statistics.queries.counting import Question, report
from qanat.readiness.statistics.rules.counting.periods import Period

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
PART = Period(date(2025, 2, 28), date(2025, 9, 1))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def test_the_example_yields_its_counts_from_the_records() -> None:
    taken = take_in(EXAMPLE)
    expected = json.loads((DATA / "journal_example.expected.json").read_text())
    counted = report(SYSTEM, Question(YEAR)).counts
    assert counted == {key: expected[key] for key in counted}
    assert_counted_alike(taken.settled.records, YEAR)


@pytest.mark.parametrize("seed", range(4))
def test_records_and_rows_yield_the_same_counts(tmp_path: Path, seed: int) -> None:
    taken = take_in_text(tmp_path, make_journal(seed, 80).text())
    records = taken.settled.records
    for region in ("", *REGIONS):
        assert_counted_alike(records, YEAR, region)
    assert_counted_alike(records, PART)
    assert_counted_alike(records, Period(date(2025, 6, 1), date(2025, 6, 1)))
