"""A journal as we would write it ourselves: every column, and invented rows to begin with."""

import csv
import io
from collections.abc import Mapping
from typing import Final

from qanat.readiness.statistics.rules.journal.columns import COLUMNS, heading

_SHARED: Final = {
    "received_at": "10.03.2025 10:00",
    "channel": "103",
    "region": "Павлодарская область",
    "settlement": "Экибастуз",
    "patient": "Синтетический Пациент",
    "born_on": "01.01.1985",
    "sex": "м",
    "diagnosis": "Ишемический инсульт",
    "icd10": "I63.9",
    "nosology": "болезни системы кровообращения",
    "performed_at": "10.03.2025 12:30",
}
ROWS: Final[tuple[Mapping[str, str], ...]] = (
    _SHARED | {
        "row_no": "1", "request_kind": "вылет", "request_no": "А-2025/00001",
        "service": "Транспортировка", "level": "региональный", "route": "внутри региона",
        "decision": "Одобрена", "flight_no": "В-00001", "aircraft": "UP-SYN01",
        "operator": "Синтетическая авиакомпания", "departed_at": "10.03.2025 12:00",
        "landed_at": "10.03.2025 14:00", "flight_hours": "2,00",
    },
    _SHARED | {
        "row_no": "2", "request_kind": "консультация", "request_no": "К-2025/00001",
        "service": "Дистанционная консультация",
    },
    _SHARED | {
        "row_no": "3", "request_kind": "автотранспорт", "request_no": "М-2025/00001",
        "service": "Транспортировка", "trip_no": "М-00001", "departed_at": "10.03.2025 12:00",
        "landed_at": "10.03.2025 14:00",
    },
)  # fmt: skip
"""One of each kind of request; nobody of this name was ever helped."""


def sample_text() -> str:
    """Return the sample as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    fields = [field for field in COLUMNS.headings if field != "journal"]
    writer.writerow([heading(field) for field in fields])
    writer.writerows([row.get(field, "") for field in fields] for row in ROWS)
    return out.getvalue()


def column_words() -> list[tuple[str, bool]]:
    """Return the heading of each column, and whether a journal needs it."""
    return [(heading(field), field in COLUMNS.needed) for field in COLUMNS.headings]
