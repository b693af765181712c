"""An airline's invoice: from the file to lines, and to rows which are kept aside."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from qanat.foundation.days import NATIONAL
from qanat.foundation.periods import Period
from qanat.foundation.tabular.cells import Cell, cell_text, number_key, squeezed, word_key
from qanat.foundation.tabular.dates import moment
from qanat.foundation.tabular.layout import Layout
from qanat.foundation.tabular.sheets import RawRow, TableError
from qanat.foundation.tabular.tables import open_table
from qanat.response.operators.rules.columns import COLUMNS, FLIGHT, POSITIONING, TOTAL
from qanat.response.operators.states import Fault, FlightKind

MOST_ROWS: Final = 20_000
"""Two years of the whole country's flights; a file with more is no invoice."""
MOST_MINUTES: Final = 48 * 60
MOST_TIYN: Final = 10**13
LONGEST_TEXT: Final = 200
DAY: Final = timedelta(days=1)
_CLOCK: Final = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)(?::[0-5]\d)?")
_SPENT: Final = re.compile(
    r"(\d{1,3})\s*(?::|ч\.?|h|с\.?)\s*([0-5]?\d)(?::[0-5]\d)?\s*(?:мин\.?|min|м)?"
)
_DECIMAL: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,9})?")
_MONEY: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,2})?")
_NOT_MONEY: Final = re.compile(r"[\s\u00a0\u202f_'’]|₸|тг\.?|тенге|kzt", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A flight as it was billed; money in whole tiyn."""

    row: int
    tail: str
    off_at: datetime
    on_at: datetime | None
    minutes: int
    kind: str
    price_tiyn: int | None
    amount_tiyn: int
    route: str

    @property
    def content(self) -> str:
        """What tells the line from others, whatever its place in the file."""
        said = replace(self, row=0)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row which can't be compared, as it stood, with its faults."""

    row: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """A file, read."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    rejected: tuple[Rejected, ...]


def read_invoice(path: Path, period: Period, own: dict[str, str] | None = None) -> ReadInvoice:
    """Read an invoice's file.

    Args:
        path: CSV or XLSX.
        period: the days which are billed.
        own: the sender's own headings, meaning -> heading.

    Raises:
        TableError: the file as a whole is no invoice, or has too many rows.
    """
    table = open_table(path, COLUMNS, own)
    lines: list[Line] = []
    rejected: list[Rejected] = []
    for count, raw in enumerate(table.rows, 1):
        if count > MOST_ROWS:
            raise TableError("too_many", str(MOST_ROWS))
        if _is_total(raw, table.layout):
            continue
        read = _Row(raw, table.layout).line(period)
        if isinstance(read, Line):
            lines.append(read)
        else:
            rejected.append(read)
    return ReadInvoice(table.layout.headings, tuple(lines), tuple(rejected))


def _is_total(raw: RawRow, layout: Layout) -> bool:
    """Tell whether a row only sums up the rows above it."""
    texts = [word_key(cell_text(cell)) for cell in raw.cells]
    first = next((text for text in texts if text), "")
    place = layout.at["off_at"]
    departs = texts[place] if place < len(texts) else ""
    return not departs.strip(":-") and first.startswith(TOTAL)


class _Row:
    """Reads one row."""

    def __init__(self, raw: RawRow, layout: Layout) -> None:
        self.raw, self.layout = raw, layout
        self.faults: list[Fault] = []

    def line(self, period: Period) -> Line | Rejected:
        """Return what the row says, or why it can't be used."""
        tail = number_key(squeezed(self._text("tail")))
        off_at = self._off_at()
        on_at = self._on_at(off_at)
        minutes = self._minutes(off_at, on_at)
        price = self._price()
        amount = money_of(self._cell("amount"))
        checks = (
            (Fault.BROKEN, self.raw.is_broken or len(self.raw.cells) <= self.layout.at["tail"]),
            (Fault.NO_TAIL, not tail or len(tail) > 20),  # noqa: PLR2004 (the longest tail)
            (Fault.NO_DEPARTURE, off_at is None),
            (Fault.OUTSIDE, off_at is not None and not period.covers(off_at)),
            (Fault.BAD_HOURS, minutes is None),
            (Fault.BAD_AMOUNT, amount is None),
        )
        self.faults += [fault for fault, holds in checks if holds]
        if self.faults or off_at is None or minutes is None or amount is None:
            texts = tuple(cell_text(cell)[:LONGEST_TEXT] for cell in self.raw.cells)
            return Rejected(self.raw.line, texts, tuple(dict.fromkeys(self.faults)))
        return Line(
            row=self.raw.line,
            tail=tail,
            off_at=off_at,
            on_at=on_at,
            minutes=minutes,
            kind=kind_of(self._text("kind")),
            price_tiyn=price,
            amount_tiyn=amount,
            route=squeezed(self._text("route"))[:LONGEST_TEXT],
        )

    def _cell(self, name: str) -> Cell:
        place = self.layout.at.get(name)
        return self.raw.cells[place] if place is not None and place < len(self.raw.cells) else None

    def _text(self, name: str) -> str:
        return cell_text(self._cell(name))

    def _off_at(self) -> datetime | None:
        cell = self._cell("off_at")
        clock = _clock(cell)
        if clock is None:
            return moment(cell)
        on = moment(self._cell("on"))
        return None if on is None else _midnight(on) + clock

    def _on_at(self, off_at: datetime | None) -> datetime | None:
        cell = self._cell("on_at")
        if off_at is None or not squeezed(cell_text(cell)):
            return None
        clock = _clock(cell)
        at = _midnight(off_at) + clock if clock is not None else moment(cell)
        if at is not None and clock is not None and at < off_at:
            at += DAY
        if at is None or not off_at < at <= off_at + timedelta(minutes=MOST_MINUTES):
            self.faults.append(Fault.BAD_LANDING)
            return None
        return at

    def _minutes(self, off_at: datetime | None, on_at: datetime | None) -> int | None:
        cell = self._cell("hours")
        if squeezed(cell_text(cell)):
            return minutes_of(cell)
        if off_at is None or on_at is None:
            return None
        return whole_minutes((on_at - off_at).total_seconds())

    def _price(self) -> int | None:
        cell = self._cell("price")
        if not squeezed(cell_text(cell)):
            return None
        price = money_of(cell)
        if price is None:
            self.faults.append(Fault.BAD_PRICE)
        return price


def _midnight(at: datetime) -> datetime:
    """Return the beginning of the day, in national time, on which something happened."""
    return datetime.combine(at.astimezone(NATIONAL).date(), time(), NATIONAL).astimezone(UTC)


def _clock(cell: Cell) -> timedelta | None:
    """Read a time of the day: ``14:05``, or a cell of that type."""
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        return cell if timedelta(0) <= cell <= DAY else None
    found = _CLOCK.fullmatch(squeezed(cell)) if isinstance(cell, str) else None
    return timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None


def whole_minutes(seconds: float) -> int:
    """Return a length of time in whole minutes, half up."""
    return int(seconds + 30) // 60


def minutes_of(cell: Cell) -> int | None:
    """Read flown time in whole minutes: ``1:25``, ``1 ч 25 мин``, ``1,42`` hours."""
    found: int | None = None
    if isinstance(cell, time):
        found = cell.hour * 60 + cell.minute
    elif isinstance(cell, timedelta):
        found = whole_minutes(cell.total_seconds())
    else:
        text = squeezed(cell_text(cell)).replace("\xa0", " ").casefold()
        if spent := _SPENT.fullmatch(text):
            found = int(spent[1]) * 60 + int(spent[2])
        elif _DECIMAL.fullmatch(hours := text.removesuffix("ч").strip()):
            exact = Decimal(hours.replace(",", ".")) * 60
            found = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return found if found is not None and 0 < found <= MOST_MINUTES else None


def money_of(cell: Cell) -> int | None:
    """Read a sum of money in tenge as whole tiyn; nothing if it is none."""
    text = _exact(cell) if isinstance(cell, float) else cell_text(cell)
    plain = _NOT_MONEY.sub("", text.strip())
    if not _MONEY.fullmatch(plain):
        return None
    head, mark, tail = _parts(plain)
    tiyn = int(re.sub(r"[.,]", "", head)) * 100 + (int(tail.ljust(2, "0")) if mark else 0)
    return tiyn if tiyn <= MOST_TIYN else None


def _parts(plain: str) -> tuple[str, str, str]:
    """Split a sum at its decimal mark; three figures after a mark are thousands."""
    at = max(plain.rfind(","), plain.rfind("."))
    tail = plain[at + 1 :]
    is_decimal = at >= 0 and len(tail) <= 2  # noqa: PLR2004 (tiyn)
    return (plain[:at], plain[at], tail) if is_decimal else (plain, "", "")


def _exact(number: float) -> str:
    """Write the sum which a spreadsheet keeps as the nearest binary number."""
    try:
        exact = Decimal(repr(number)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation:
        return ""
    return f"{exact:f}" if abs(float(exact) - number) < 1e-4 else ""  # noqa: PLR2004 (a hundredth of a tiyn)


def kind_of(text: str) -> str:
    """Read what was flown; words which say neither say nothing."""
    key = word_key(text)
    if any(piece in key for piece in POSITIONING):
        return FlightKind.POSITIONING.value
    return FlightKind.FLIGHT.value if any(piece in key for piece in FLIGHT) else ""
