import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.readiness.statistics.journals import REGIONS, make_journal
from tests.readiness.statistics.reading import DATA, EXAMPLE
from tests.readiness.statistics.taking import assert_counted_alike, take_in, take_in_text

from qanat.foundation.actors import SYSTEM
from qanat.foundation.periods import Period
from qanat.readiness.statistics.queries.counting import Question, report
from qanat.readiness.statistics.queries.drilling import Drill, count_record_rows, record_rows
from qanat.readiness.statistics.rules.counting.figures import Dimension, Figure

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


def test_every_figure_leads_to_as_many_records(tmp_path: Path) -> None:
    take_in_text(tmp_path, make_journal(5, 80).text())
    splits = (Dimension.REGION, Dimension.MONTH, Dimension.AIRCRAFT, Dimension.NOSOLOGY)
    counted = report(SYSTEM, Question(YEAR, by=splits))
    for figure in Figure:
        drill = Drill(figure, YEAR)
        rows = record_rows(SYSTEM, drill, count=10_000)
        assert len(rows) == count_record_rows(SYSTEM, drill) == counted.counts[figure], figure
        assert all(YEAR.covers(row.at) for row in rows)
        for by in splits:
            for key, counts in list(counted.by[by].items())[:3]:
                assert count_record_rows(SYSTEM, replace(drill, by=by, key=key)) == counts[figure]


def test_records_come_page_by_page_the_newest_first(tmp_path: Path) -> None:
    take_in_text(tmp_path, make_journal(5, 60).text())
    drill = Drill(Figure.SERVICES, YEAR)
    rows = record_rows(SYSTEM, drill, count=10_000)
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    pages = [record_rows(SYSTEM, drill, first=at, count=7) for at in range(0, len(rows), 7)]
    assert [row for part in pages for row in part] == rows
