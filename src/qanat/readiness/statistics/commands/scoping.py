"""Whose rows somebody may take in."""

from dataclasses import replace

from qanat.foundation.actors import Scope
from qanat.readiness.statistics.rules.journal.reading import ReadJournal
from qanat.readiness.statistics.rules.journal.records import Finding, ReadRow
from qanat.readiness.statistics.states import Fault


def within_scope(read: ReadJournal, scope: Scope) -> ReadJournal:
    """Reject the rows of regions which are not those of the person."""
    if scope.nation:
        return read
    column = read.layout.shown("region")
    return replace(read, rows=tuple(_checked(row, scope, column) for row in read.rows))


def _checked(row: ReadRow, scope: Scope, column: str) -> ReadRow:
    if row.record is None or row.record.region in scope.regions:
        return row
    fault = Finding(Fault.OTHER_REGION, column, row.record.region or row.record.country)
    return replace(row, record=None, faults=(*row.faults, fault))
