"""Take journals in, and compare what the database counts with the plain count."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from tests.readiness.statistics.reading import TODAY

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.periods import Period
from qanat.readiness.statistics.commands import ImportResult, JournalSource, import_journal
from qanat.readiness.statistics.queries.counting import Question, report
from qanat.readiness.statistics.queries.families import UNKNOWN
from qanat.readiness.statistics.rules.counting.figures import Dimension
from qanat.readiness.statistics.rules.counting.plain import count_records
from qanat.readiness.statistics.rules.journal.reading import read_journal
from qanat.readiness.statistics.rules.journal.records import JournalRecord

COUNTED = (
    "dispatch_request", "dispatch_mission", "dispatch_missionrequest", "dispatch_service",
    "dispatch_servicepatient", "patients_patient", "telemedicine_consultationorder",
    "telemedicine_orderpatient", "telemedicine_remoteservice",
)  # fmt: skip
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def take_in(path: Path, name: str = "", actor: Actor = SYSTEM) -> ImportResult:
    """Take a file in."""
    digest = hashlib.sha256(path.read_bytes()).digest()
    source = JournalSource(file_name=path.name, digest=digest, name=name)
    result = import_journal(actor, read=read_journal(path, TODAY), source=source, now=NOW)
    with connection.cursor() as cursor:  # no vacuum sees what a test does not commit
        cursor.execute(f"ANALYZE {', '.join(COUNTED)}")
    return result


def take_in_text(folder: Path, text: str, name: str = "") -> ImportResult:
    """Take a text in."""
    path = folder / "journal.csv"
    path.write_text(text, encoding="utf-8")
    return take_in(path, name)


def assert_counted_alike(
    records: Iterable[JournalRecord], period: Period, region: str = ""
) -> dict[str, int]:
    """Compare the counts of the database with the plain ones, split by everything."""
    by = (Dimension.REGION, Dimension.NOSOLOGY, Dimension.MONTH, Dimension.AIRCRAFT,
          Dimension.COUNTRY)  # fmt: skip
    counted = report(SYSTEM, Question(period, region, by=by))
    counts, split = count_records(records, period, region=region, by=by)
    assert counted.counts == counts
    for dimension in split:
        known = {key: counts for key, counts in counted.by[dimension].items() if key != UNKNOWN}
        assert known == split[dimension], dimension
    operators = report(SYSTEM, Question(period, region, by=(Dimension.OPERATOR,))).by["operator"]
    _, plain = count_records(records, period, region=region, by=(Dimension.OPERATOR,))
    assert _sorted(operators) == _sorted(plain["operator"])
    return counts


def _sorted(split: dict[str, dict[str, int]]) -> list[list[tuple[str, int]]]:
    return sorted(sorted(counts.items()) for counts in split.values())
