"""Dates as people type them, in national time."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from qanat.foundation.births import is_birth
from qanat.foundation.days import NATIONAL
from qanat.foundation.tabular.cells import Cell

_CLOCK: Final = r"(?P<h>\d{1,2})(?:[:.](?=\d\d)|:)(?P<mi>\d{1,2})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
_ZONE: Final = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_GAP: Final = r"(?:\s*г(?:\.|\b))?(?:(?:\s*[T,]\s*|\s+)(?:в\s+)?"
_FORMS: Final = (
    re.compile(
        rf"(?P<d>\d{{1,2}})(?P<sep>[./-])(?P<m>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d{{2}}){_GAP}{_CLOCK})?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<y>\d{{4}})(?P<sep>[./-])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}}){_GAP}{_CLOCK}\s*{_ZONE})?",
        re.IGNORECASE,
    ),
)
_MONTHS: Final = (
    "янв января январь қаңтар yanvar январ jan january",
    "фев февр февраля февраль ақпан fevral феврал feb february",
    "мар марта март наурыз mart mar march",
    "апр апреля апрель сәуір aprel апрел apr april",
    "мая май мамыр may",
    "июн июня июнь маусым iyun jun june",
    "июл июля июль шілде iyul jul july",
    "авг августа август тамыз avgust aug august",
    "сен сент сентября сентябрь қыркүйек sentabr сентабр sep sept september",
    "окт октября октябрь қазан oktabr октабр oct october",
    "ноя нояб ноября ноябрь қараша noyabr ноябр nov november",
    "дек декабря декабрь желтоқсан dekabr декабр dec december",
)
"""Months as they stand in dates: Russian, Kazakh, Uzbek in both scripts, English."""
_MONTH_OF: Final = {name: month for month, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMED: Final = (
    re.compile(
        r"(?P<d>\d{1,2})[\s.-]*(?P<m>[^\W\d_]+)[\s.,-]*(?P<y>\d{4}|\d{2})(?!\d)(?P<rest>.*)"
    ),
    re.compile(
        r"(?P<y>\d{4})\s*(?:ж|жыл|жылғы|yil|yilgi|йил|йилги)[.\s]+(?P<d>\d{1,2})[\s-]*(?P<m>[^\W\d_]+)"
        r"(?P<rest>.*)"
    ),
)
_SERIAL: Final = re.compile(r"\d{4,5}(?:[.,]\d{1,15})?")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 -- day 0 of spreadsheets, national time
_FIRST_SERIAL: Final = 2200
"""Below it a number is more likely a year than a day of 1905."""
_EVENT_YEARS: Final = range(1990, 2101)


def moment(cell: Cell) -> datetime | None:
    """Read a moment of national time and return it in UTC, or nothing if it cannot be.

    A date alone is its midnight.
    """
    found = _local(cell) if not isinstance(cell, str) else _parsed(" ".join(cell.split()))
    if found is None or found.year not in _EVENT_YEARS:
        return None
    return found.astimezone(UTC)


def day(cell: Cell, *, today: date) -> date | None:
    """Read a date of birth; a two-digit year is never in the future.

    A day on which nobody alive can have been born is none.
    """
    found = _local(cell) if not isinstance(cell, str) else _parsed(" ".join(cell.split()))
    if found is None:
        return None
    born = found.date()
    if _two_digit_year(cell) and born > today:
        born = _years_back(born)
    return born if is_birth(born, today) else None


@lru_cache(maxsize=65536)
def _parsed(text: str) -> datetime | None:
    for said in (text, _in_figures(text)):
        for form in _FORMS:
            if found := form.fullmatch(said):
                return _built(found.groupdict())
    return _from_serial(float(text.replace(",", "."))) if _SERIAL.fullmatch(text) else None


def _in_figures(text: str) -> str:
    """Write the name of a month as its number: ``05 марта 2025 10:00`` is ``05.3.2025 10:00``."""
    for form in _NAMED:
        found = form.fullmatch(text)
        if found and (month := _MONTH_OF.get(found["m"].casefold())):
            return f"{found['d']}.{month}.{found['y']}{found['rest']}"
    return ""


def _built(parts: dict[str, str | None]) -> datetime | None:
    said = parts["y"] or ""
    year = int(said) + (2000 if len(said) == 2 else 0)  # noqa: PLR2004 -- two digits
    hour = int(parts["h"] or 0)
    midnight = hour == 24 and not int(parts["mi"] or 0)  # noqa: PLR2004 -- 24:00 ends a day
    try:
        found = datetime(
            year, int(parts["m"] or 0), int(parts["d"] or 0),
            0 if midnight else hour, int(parts["mi"] or 0), int(parts["s"] or 0),
            tzinfo=_zone(parts.get("zone")),
        )  # fmt: skip
        return found + timedelta(days=1) if midnight else found
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> ZoneInfo | timezone:
    if not text:
        return NATIONAL
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(shift if text[0] == "+" else -shift)


def _from_serial(days: float) -> datetime | None:
    if days < _FIRST_SERIAL:
        return None
    seconds = round(days * 86400)
    return (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=NATIONAL)


def _local(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        exact = cell.replace(tzinfo=cell.tzinfo or NATIONAL)
        return (exact + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), NATIONAL)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_serial(float(cell)) if cell < 100_000 else None  # noqa: PLR2004 -- year 2173
    return None


_SHORT_YEAR: Final = re.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")


def _two_digit_year(cell: Cell) -> bool:
    return isinstance(cell, str) and _SHORT_YEAR.match(cell) is not None


def _years_back(born: date) -> date:
    try:
        return born.replace(year=born.year - 100)
    except ValueError:
        return born.replace(year=born.year - 100, day=28)
