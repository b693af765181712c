"""Writes of statistics: journals taken in."""

from qanat.readiness.statistics.commands.checked import (
    Upload,
    checked_row,
    drop_checked,
    keep_checked,
    opened,
    outcome_in,
    wish_for,
    wished_files,
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
from qanat.readiness.statistics.commands.outcomes import SHOWN, Line, Outcome, line_of, outcome_of
from qanat.readiness.statistics.commands.waiting import take_upload, work_off

__all__ = [
    "SHOWN",
    "FileWish",
    "ImportResult",
    "JournalSource",
    "Line",
    "NotAJournal",
    "Outcome",
    "Upload",
    "checked_row",
    "drop_checked",
    "import_journal",
    "keep_checked",
    "line_of",
    "opened",
    "outcome_in",
    "outcome_of",
    "preview_journal",
    "take_file",
    "take_upload",
    "told",
    "wish_for",
    "wished_files",
    "work_off",
    "write_rejected",
    "write_stored_rejects",
]
