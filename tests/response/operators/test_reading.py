"""Invoices are read as airlines write them; what can't be read is kept aside with its reason."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.periods import Period
from qanat.foundation.tabular.sheets import TableError
from qanat.response.operators.rules.reading import (
    MOST_ROWS,
    Line,
    ReadInvoice,
    minutes_of,
    money_of,
    read_invoice,
)

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
HEAD = "Дата;Борт;Вылет;Посадка;Налёт;Вид рейса;Цена за час;Сумма"
ROW = "02.11.2026;UP-SYN01;10:05;11:35;1:30;Рейс с пациентом;600 000,00;900 000,00"


def read(text: str, folder: Path, encoding: str = "utf-8") -> ReadInvoice:
    path = folder / "invoice.csv"
    path.write_bytes(text.encode(encoding))
    return read_invoice(path, NOVEMBER)


def only(found: ReadInvoice) -> Line:
    (line,) = found.lines
    assert found.rejected == ()
    return line


def faults(found: ReadInvoice) -> list[list[str]]:
    return [[fault.value for fault in one.faults] for one in found.rejected]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_line_is_read_in_every_usual_encoding(encoding: str, tmp_path: Path) -> None:
    line = only(
        read(f"Счёт № 12\n\n{HEAD}\n{ROW}\nИтого;;;;1:30;;;900 000,00\n", tmp_path, encoding)
    )
    assert line == Line(
        row=4,
        tail="UP-SYN01",
        off_at=datetime(2026, 11, 2, 5, 5, tzinfo=UTC),
        on_at=datetime(2026, 11, 2, 6, 35, tzinfo=UTC),
        minutes=90,
        kind="flight",
        price_tiyn=60_000_000,
        amount_tiyn=90_000_000,
        route="",
    )


def test_a_flight_over_midnight_lands_on_the_next_day(tmp_path: Path) -> None:
    line = only(read(f"{HEAD}\n{ROW.replace('10:05;11:35', '23:40;01:10')}", tmp_path))
    assert line.on_at is not None
    assert line.on_at - line.off_at == timedelta(minutes=90)


def test_flown_time_follows_from_take_off_and_landing_where_it_is_missing(tmp_path: Path) -> None:
    assert only(read(f"{HEAD}\n{ROW.replace(';1:30;', ';;')}", tmp_path)).minutes == 90


def test_a_spreadsheet_is_read_with_cells_of_its_own_types(tmp_path: Path) -> None:
    path = tmp_path / "invoice.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    day, clock = (
        book.add_format({"num_format": "dd.mm.yyyy"}),
        book.add_format({"num_format": "hh:mm"}),
    )
    sheet.write_row(0, 0, HEAD.split(";"))
    sheet.write_datetime(1, 0, datetime(2026, 11, 2), day)  # noqa: DTZ001 (a cell has no zone)
    sheet.write(1, 1, "UP-SYN01")
    sheet.write_datetime(1, 2, time(10, 5), clock)
    sheet.write_datetime(1, 3, time(11, 35), clock)
    sheet.write_number(1, 4, 1.5)
    sheet.write(1, 5, "Перегон")
    sheet.write_number(1, 6, 600000.1)
    sheet.write_number(1, 7, 900000.15)
    book.close()
    line = only(read_invoice(path, NOVEMBER))
    assert (line.minutes, line.kind) == (90, "positioning")
    assert (line.price_tiyn, line.amount_tiyn) == (60_000_010, 90_000_015)
    assert line.off_at == datetime(2026, 11, 2, 5, 5, tzinfo=UTC)


def test_own_headings_go_before_the_usual_ones(tmp_path: Path) -> None:
    path = tmp_path / "invoice.csv"
    path.write_text("Машина;Старт;Часов;Денег\nUP-SYN01;02.11.2026 10:05;1,5;900000\n")
    own = {"tail": "Машина", "off_at": "Старт", "hours": "Часов", "amount": "Денег"}
    assert only(read_invoice(path, NOVEMBER, own)).minutes == 90


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("UP-SYN01", ""), "no_tail"),
        (("02.11.2026;UP-SYN01;10:05", "02.11.2026;UP-SYN01;later"), "no_departure"),
        (("10:05", '=HYPERLINK("http://x")'), "no_departure"),
        (("02.11.2026", "02.10.2026"), "outside"),
        (("11:35", "11:99"), "bad_landing"),
        (("1:30", "1e308"), "bad_hours"),
        (("1:30", "99999:00"), "bad_hours"),
        (("1:30", "-1:30"), "bad_hours"),
        (("900 000,00", "1e308"), "bad_amount"),
        (("900 000,00", "900000,001"), "bad_amount"),
        (("900 000,00", "-5"), "bad_amount"),
        (("900 000,00", "NaN"), "bad_amount"),
        (("900 000,00", "9" * 400), "bad_amount"),
        (("600 000,00", "=1+1"), "bad_price"),
    ],
)
def test_what_cannot_be_read_is_kept_aside(
    change: tuple[str, str], fault: str, tmp_path: Path
) -> None:
    found = read(f"{HEAD}\n{ROW.replace(*change)}\n{ROW}", tmp_path)
    assert len(found.lines) == 1
    assert fault in faults(found)[0]


def test_half_a_file_gives_its_whole_rows(tmp_path: Path) -> None:
    found = read(f"{HEAD}\n{ROW}\n02.11.2026;UP-SY", tmp_path)
    assert len(found.lines) == len(found.rejected) == 1


def test_half_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "invoice.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_row(0, 0, HEAD.split(";"))
    book.close()
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(TableError) as refused:
        read_invoice(path, NOVEMBER)
    assert refused.value.code == "spreadsheet"


def test_a_hundred_thousand_lines_are_no_invoice(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        read("\n".join([HEAD, *[ROW] * (MOST_ROWS + 1)]), tmp_path)
    assert refused.value.code == "too_many"


@given(st.integers(0, 10**13), st.sampled_from((" ", "\u00a0", "", "'")), st.sampled_from(",."))
def test_money_is_read_as_it_is_written(tiyn: int, gap: str, mark: str) -> None:
    text = f"{tiyn // 100:,}".replace(",", gap) + f"{mark}{tiyn % 100:02d} ₸"
    assert money_of(text) == tiyn


@given(st.integers(0, 10**12))
def test_money_of_a_spreadsheet_is_exact(tiyn: int) -> None:
    assert money_of(tiyn / 100) == tiyn


@pytest.mark.parametrize(
    ("text", "tiyn"),
    [
        ("1,234", 123_400),
        ("1.234.567,8", 123_456_780),
        ("1,234,567.89", 123_456_789),
        ("12 тг", 1200),
    ],
)
def test_three_figures_after_a_mark_are_thousands(text: str, tiyn: int) -> None:
    assert money_of(text) == tiyn


@given(st.integers(1, 48 * 60))
def test_time_is_read_in_hours_and_minutes_and_as_a_decimal(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    assert minutes_of(f"{hours}:{rest:02d}") == minutes
    assert minutes_of(f"{hours} ч {rest} мин") == minutes
    assert minutes_of(f"{minutes / 60:.4f}".replace(".", ",")) == minutes
    assert minutes_of(timedelta(minutes=minutes)) == minutes
