"""A journal as we would write it ourselves: every column, and invented rows to begin with."""

from collections.abc import Iterator, Mapping
from typing import Final

from qanat.foundation.tabular.writing import Line
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


def sample_lines() -> Iterator[Line]:
    """Return the sample as lines of a file, the first its headings."""
    fields = [field for field in COLUMNS.headings if field != "journal"]
    yield [heading(field) for field in fields]
    for row in ROWS:
        yield [row.get(field, "") for field in fields]


def column_words() -> list[tuple[str, bool]]:
    """Return the heading of each column, and whether a journal needs it."""
    return [(heading(field), field in COLUMNS.needed) for field in COLUMNS.headings]
