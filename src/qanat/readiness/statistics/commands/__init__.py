"""Writes of statistics: journals taken in."""

from qanat.readiness.statistics.commands.importing import (
    ImportResult,
    JournalSource,
    import_journal,
    preview_journal,
)

__all__ = ["ImportResult", "JournalSource", "import_journal", "preview_journal"]
