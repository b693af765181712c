"""Writes of statistics: journals taken in."""

from qanat.readiness.statistics.commands.checked import (
    Upload,
    checked_upload,
    drop_checked,
    keep_checked,
)
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
    "Upload",
    "checked_upload",
    "drop_checked",
    "import_journal",
    "keep_checked",
    "preview_journal",
    "take_file",
    "told",
    "write_rejected",
    "write_stored_rejects",
]
