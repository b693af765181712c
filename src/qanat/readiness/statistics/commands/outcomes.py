"""What became of a file that was looked at or taken in, in words, kept with the file."""

import io
from collections.abc import Sequence
from typing import Final

import msgspec

from qanat.foundation.secrets import decrypt, encrypt
from qanat.readiness.statistics.commands.files import told, write_rejected
from qanat.readiness.statistics.commands.importing import ImportResult
from qanat.readiness.statistics.rules.journal.records import Finding
from qanat.readiness.statistics.rules.journal.settling import SettledRow

SHOWN: Final = 100
"""So many rejected rows of a look are shown; the file has them all."""

Line = tuple[int, int | None, str]
"""Line of the file, number of the row, what is said of it."""


class Outcome(msgspec.Struct, kw_only=True, frozen=True):
    """What became of a file, in words of the person's language.

    Attributes:
        refused: why the file as a whole could not be used, "" if it could.
        file_id: the file as it was taken in; absent after a look.
        rejects: all rejected rows as a CSV file to mend.
    """

    refused: str = ""
    file_id: int | None = None
    journal: str = ""
    counts: dict[str, int] = {}
    rejected: list[Line] = []
    doubted: list[Line] = []
    rejects: str = ""


def outcome_of(result: ImportResult) -> Outcome:
    """Put a result into words of the active language."""
    rejects = io.StringIO(newline="")
    write_rejected(result, rejects)
    return Outcome(
        file_id=result.file_id,
        journal=result.journal,
        counts=result.counts,
        rejected=[line_of(row, row.faults) for row in result.settled.rejected[:SHOWN]],
        doubted=[line_of(row, row.doubts) for row in result.settled.doubted[:SHOWN]],
        rejects=rejects.getvalue(),
    )


def sealed(outcome: Outcome) -> bytes:
    """Return an outcome as it is kept: it names people."""
    return encrypt(msgspec.json.encode(outcome).decode())


def unsealed(kept: bytes) -> Outcome:
    """Return an outcome that was kept."""
    return msgspec.json.decode(decrypt(kept), type=Outcome)


def line_of(row: SettledRow, findings: Sequence[Finding]) -> Line:
    """Return what is said of a row, in words of the active language."""
    return row.row.line, row.row.row_no, " ".join(told(finding) for finding in findings)
