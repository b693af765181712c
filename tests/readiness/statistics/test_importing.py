import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.readiness.statistics.reading import EXAMPLE, TODAY

from qanat.foundation.actors import SYSTEM
from qanat.readiness.statistics.commands import ImportResult, JournalSource, import_journal
from qanat.readiness.statistics.rules.journal.reading import read_journal
from qanat.readiness.statistics.states import RowState

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def take_in(path: Path, name: str = "") -> ImportResult:
    source = JournalSource(
        file_name=path.name, digest=hashlib.sha256(path.read_bytes()).digest(), name=name
    )
    return import_journal(SYSTEM, read=read_journal(path, TODAY), source=source, now=NOW)


@pytest.mark.usefixtures("country")
def test_the_example_is_taken_in_once() -> None:
    first = take_in(EXAMPLE)
    assert first.counts == {
        "rows": 670,
        "accepted_rows": 659,
        "repeated_rows": 6,
        "rejected_rows": 5,
        "conflicting_rows": 0,
    }
    again = take_in(EXAMPLE)
    assert again.counts["accepted_rows"] == 0
    assert again.counts["repeated_rows"] == 665
    assert again.settled.count(RowState.REJECTED) == 5
