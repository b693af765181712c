"""The file of rejected rows: the original cells and the reasons, to mend and bring back."""

import csv
from collections.abc import Callable, Iterable
from typing import Final, TextIO

from qanat.foundation.tabular.cells import armed
from qanat.foundation.tabular.layout import Layout, heading_key
from qanat.readiness.statistics.rules.journal.columns import heading
from qanat.readiness.statistics.rules.journal.records import Finding
from qanat.readiness.statistics.rules.journal.settling import SettledRow

REASON_HEADINGS: Final = ("Причина отклонения", "Код причины", "Строка файла")
"""Columns added at the end; they are passed over when the file comes back."""
_ADDED: Final = frozenset(heading_key(name) for name in REASON_HEADINGS)


def write_rejects(
    rows: Iterable[SettledRow],
    layout: Layout,
    out: TextIO,
    journal: str,
    say: Callable[[Finding], str],
) -> int:
    """Write rejected rows with their reasons.

    Args:
        rows: the rejected rows.
        layout: the layout of the table they come from.
        out: a text file opened with ``newline=""``.
        journal: name of the journal, so that the mended file finds its place.
        say: puts a reason into words.

    Returns:
        The number of rows written.
    """
    width = len(layout.headings)
    own = [at for at in range(width) if not _is_added(layout, at)]
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(layout.headings[at] for at in own), heading("journal"), *REASON_HEADINGS])
    count = 0
    for row in rows:
        count += 1
        cells = [row.row.cells[at] for at in own]
        reasons = " ".join(say(finding) for finding in row.faults)
        codes = " ".join(str(finding.code) for finding in row.faults)
        added = (journal, reasons, codes, str(row.row.line))
        writer.writerow([armed(cell) for cell in (*cells, *added, *row.row.cells[width:])])
    return count


def _is_added(layout: Layout, at: int) -> bool:
    return layout.at.get("journal") == at or heading_key(layout.headings[at]) in _ADDED
