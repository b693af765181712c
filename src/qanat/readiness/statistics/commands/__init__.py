"""Writes of statistics: journals taken in."""

from qanat.readiness.statistics.commands.files import (
    FileWish,
    NotAJournal,
    take_file,
    told,
    write_rejected,
    write_stored_rejects,
)
from qanat.readiness.statistics.commands.importing import (
    ImportResult,
    JournalSource,
    import_journal,
    preview_journal,
)

__all__ = [
    "FileWish",
    "ImportResult",
    "JournalSource",
    "NotAJournal",
    "import_journal",
    "preview_journal",
    "take_file",
    "told",
    "write_rejected",
    "write_stored_rejects",
]
