import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.readiness.statistics.journals import COLUMNS
from tests.readiness.statistics.reading import (
    EXAMPLE,
    FLIGHT,
    csv_text,
    faults_of,
    read_path,
    read_rows,
    read_text,
    record_of,
)
from xlsxwriter import Workbook

from qanat.foundation.tabular.sheets import TableError
from qanat.readiness.statistics.rules.journal.mapping import read_mapping
from qanat.readiness.statistics.rules.journal.reading import SettledJournal
from qanat.readiness.statistics.rules.journal.vocabulary import (
    Decision,
    Level,
    Nosology,
    RequestKind,
    Route,
    ServiceKind,
)
from qanat.readiness.statistics.states import Doubt, Fault, RowState


def test_the_example_loses_five_rows_and_repeats_six() -> None:
    journal = read_path(EXAMPLE)
    assert journal.count(RowState.REJECTED) == 5
    assert journal.count(RowState.REPEATED) == 6
    assert journal.count(RowState.ACCEPTED) == 659
    assert {row.row.row_no: str(row.faults[0].code) for row in journal.rejected} == {
        660: "impossible_date",
        661: "landed_before_take_off",
        662: "unknown_service",
        663: "no_request_number",
        664: "aircraft_busy",
    }


def test_a_row_says_what_it_says(tmp_path: Path) -> None:
    record = record_of(tmp_path)
    assert record.request_kind is RequestKind.AVIATION
    assert record.request_no == "А-2025/00001"
    assert record.received_at == datetime(2025, 3, 10, 5, tzinfo=UTC)
    assert record.region == "KZ-55"
    assert record.service is ServiceKind.TRANSPORT
    assert record.nosology is Nosology.TRAUMA
    assert record.level is Level.REGIONAL
    assert record.route is Route.WITHIN_REGION
    assert record.decision is Decision.APPROVED
    assert record.departed_at == datetime(2025, 3, 10, 7, tzinfo=UTC)
    assert record.flight_hours == pytest.approx(2.0)
    assert [patient.iin for patient in record.patients] == ["850101300124"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_table_is_read_in_any_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "journal.csv"
    text = csv_text({"patient": "Өтеген; Ким", "iin": "", "born_on": ""}, delimiter=delimiter)
    path.write_bytes(text.encode(encoding))
    (record,) = read_path(path).records
    assert [patient.name for patient in record.patients] == ["Өтеген", "Ким"]


@pytest.mark.parametrize(("encoding", "name"), [("cp1251", "Иванов"), ("kz1048", "Өтеген Құралай")])
def test_a_table_is_read_in_a_windows_page(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "journal.csv"
    path.write_bytes(csv_text({"patient": name}).encode(encoding))
    (record,) = read_path(path).records
    assert record.patients[0].name == name


def test_headings_may_be_spelled_otherwise_and_stand_below_a_title(tmp_path: Path) -> None:
    lines = csv_text({}).splitlines(keepends=True)
    loud = lines[0].upper().replace("Ё", "Е").replace(" ", "  ")
    journal = read_text(tmp_path, "Журнал за 2025 год\r\n;;;\r\n" + loud + lines[1] + "\r\n;;;\r\n")
    assert journal.count(RowState.ACCEPTED) == 1
    assert journal.rows[0].row.line == 4


def test_headings_may_be_kazakh_or_english(tmp_path: Path) -> None:
    kazakh = {
        "№ п/п": "р/с №", "Вид заявки": "Өтінім түрі", "№ заявки": "Өтінім нөмірі",
        "Дата и время заявки": "Өтінім күні мен уақыты", "Регион": "Облыс", "ИИН": "ЖСН",
        "Вид услуги": "Қызмет түрі", "Дата и время услуги": "Қызмет уақыты",
        "Вылет": "Ұшып шықты", "Посадка": "Қонды", "№ вылета": "Ұшу №",
    }  # fmt: skip
    english = {
        "№ п/п": "Row number", "Вид заявки": "Request kind", "№ заявки": "Request number",
        "Дата и время заявки": "Received at", "Регион": "Region", "ИИН": "IIN",
        "Вид услуги": "Service", "Дата и время услуги": "Performed at", "Вылет": "Take-off",
        "Посадка": "Landing", "№ вылета": "Flight number",
    }  # fmt: skip
    for names in (kazakh, english):
        text = csv_text({})
        for ours, theirs in names.items():
            text = text.replace(f'"{ours}"', f'"{theirs}"', 1)
        journal = read_text(tmp_path, text)
        assert [record.flight_no for record in journal.records] == ["В-00001"]


def test_words_may_be_kazakh_or_english(tmp_path: Path) -> None:
    record = record_of(
        tmp_path,
        request_kind="ұшып шығу", service="Тасымалдау", region="ПАВЛОДАР ОБЛЫСЫ", level="өңірлік",
        route="within region", decision="мақұлданды", nosology="акушерлік патология", escorted="иә",
    )  # fmt: skip
    assert record.service is ServiceKind.TRANSPORT
    assert record.nosology is Nosology.OBSTETRIC
    assert record.escorted is True


def test_the_users_own_headings_and_words_go_first(tmp_path: Path) -> None:
    words = read_mapping(
        json.dumps({
            "columns": {"region": "Откуда", "Вид услуги": "Что сделано"},
            "values": {"service": {"Рейс": "transport"}, "region": {"Север": "KZ-59"}},
        })
    )  # fmt: skip
    text = csv_text({"region": "север", "service": " РЕЙС "})
    text = text.replace('"Регион"', '"откуда"').replace('"Вид услуги"', '"Что сделано"')
    path = tmp_path / "journal.csv"
    path.write_text(text)
    (record,) = read_path(path, words=words).records
    assert (record.region, record.service) == ("KZ-59", ServiceKind.TRANSPORT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mapping_json"),
        ("[]", "mapping"),
        ("{", "mapping_json"),
        ('{"columns": {"цвет": "x"}}', "mapping"),
        ('{"values": 3}', "mapping"),
    ],
)
def test_a_bad_mapping_is_refused(text: str, code: str) -> None:
    with pytest.raises(TableError) as refused:
        read_mapping(text)
    assert refused.value.code == code


def _write_book(path: Path, *, typed: bool) -> None:
    book = Workbook(path)
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for name in ("Март", "Справка", "Апрель"):
        sheet = book.add_worksheet(name)
        if name == "Справка":
            sheet.write(0, 0, "не журнал")
            continue
        order = list(COLUMNS)[::-1] if name == "Апрель" else list(COLUMNS)
        number = 1 if name == "Март" else 2
        values: dict[str, object] = {**FLIGHT, "row_no": number, "request_no": f"А-{number}"}
        if typed:
            values["received_at"] = datetime(2025, 3, 10, 10)  # noqa: DTZ001 (as cells are)
            values["iin"] = 50908636233
            values["born_on"] = datetime(2005, 9, 8)  # noqa: DTZ001 (as cells are)
            values["flight_hours"] = 2.5
        values["flight_no"] = ""
        values["departed_at"] = values["landed_at"] = ""
        values["service"] = "Дистанционная консультация"
        for column, key in enumerate(order):
            sheet.write(1, column, COLUMNS[key])
            cell = values.get(key, "")
            if isinstance(cell, datetime):
                sheet.write_datetime(2, column, cell, moment)
            else:
                sheet.write(2, column, cell)
    book.close()


@pytest.mark.parametrize("typed", [False, True])
def test_a_spreadsheet_is_read_sheet_by_sheet(tmp_path: Path, typed: bool) -> None:  # noqa: FBT001 (each case of the test)
    path = tmp_path / "journal.xlsx"
    _write_book(path, typed=typed)
    records = read_path(path).records
    assert [record.request_no for record in records] == ["А-1", "А-2"]
    assert {record.received_at for record in records} == {datetime(2025, 3, 10, 5, tzinfo=UTC)}
    iin = "050908636233" if typed else "850101300124"
    assert {record.patients[0].iin for record in records} == {iin}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"PK\x03\x04 no book", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0 old book", "spreadsheet"),
        ("Имя;Возраст\r\nИванов;3".encode(), "no_heading"),
        (b"\x00\x01\x02\x03" * 100, "no_heading"),
        (b"\xff\xfe\x00", "no_heading"),
    ],
)
def test_what_is_no_journal_is_refused_as_a_whole(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "journal.csv"
    path.write_bytes(content)
    with pytest.raises(TableError) as refused:
        read_path(path)
    assert refused.value.code == code


def test_a_refused_table_names_the_columns_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        read_text(tmp_path, csv_text({}).replace('"Регион"', '"Цвет"'))
    assert (refused.value.code, refused.value.detail) == ("no_column", "Регион")


def test_two_columns_with_one_heading_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        read_text(tmp_path, csv_text({}).replace('"Канал"', '" Регион"'))
    assert (refused.value.code, refused.value.detail) == ("doubled", "Регион")


def test_what_has_not_come_yet_is_kept_aside(tmp_path: Path) -> None:
    tomorrow, later = {"landed_at": "26.11.2026 23:59"}, {"landed_at": "27.11.2026 00:00"}
    journal = read_rows(tmp_path, tomorrow, {"row_no": "2", **later})
    assert [record.row_no for record in journal.records] == [1]
    assert [finding.code for row in journal.rejected for finding in row.faults] == [Fault.FUTURE]


def test_a_spreadsheet_made_to_fill_the_memory_is_refused(tmp_path: Path) -> None:
    book = Workbook(tmp_path / "far.xlsx")
    sheet = book.add_worksheet()
    for column, name in enumerate(COLUMNS.values()):
        sheet.write(0, column, name)
    sheet.write("XFD1048576", "x")
    book.close()
    with pytest.raises(TableError) as refused:
        read_path(tmp_path / "far.xlsx")
    assert refused.value.code == "too_large"


def test_a_stray_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    call = {"service": "Дистанционная консультация", "flight_no": "", "departed_at": ""}
    lines = csv_text(*({**call, "landed_at": "", "row_no": str(n)} for n in (1, 2, 3, 4)))
    first, *rest = lines.replace('"', "").splitlines(keepends=True)
    rest[1] = rest[1].replace("Иванов Тимур", '"Иванов Тимур')
    journal = read_text(tmp_path, first + "".join(rest))
    assert [record.row_no for record in journal.records] == [1, 3, 4]
    assert [row.row.line for row in journal.rejected] == [3]


def test_cells_may_hold_quotes_delimiters_and_line_ends(tmp_path: Path) -> None:
    record = record_of(tmp_path, diagnosis='ДТП; "политравма"\r\nожог', sending_facility="'=ЦРБ")
    assert record.diagnosis == 'ДТП; "политравма" ожог'
    assert record.sending_facility == "=ЦРБ"


def test_control_characters_do_not_pass(tmp_path: Path) -> None:
    assert record_of(tmp_path, diagnosis="а\x00б\x1fв").diagnosis == "абв"


def test_a_row_with_more_cells_than_columns_is_rejected(tmp_path: Path) -> None:
    journal = read_text(tmp_path, csv_text({}).rstrip("\r\n") + ';"";"";"лишнее"\r\n')
    assert [finding.code for finding in journal.rejected[0].faults] == [Fault.EXTRA_CELLS]
    assert journal.rejected[0].row.cells[-1] == "лишнее"
    assert read_text(tmp_path, csv_text({}).rstrip("\r\n") + ';"";""\r\n').records


def test_a_row_may_end_early(tmp_path: Path) -> None:
    cells = {"service": "", "flight_no": "", "departed_at": "", "landed_at": ""}
    text = csv_text(cells).rstrip("\r\n")
    assert (
        len(read_text(tmp_path, text[: text.index('"В-') if '"В-' in text else -12]).records) == 1
    )


@pytest.mark.parametrize(
    ("cells", "fault", "column"),
    [
        ({"received_at": "32.13.2025 10:00"}, Fault.IMPOSSIBLE_DATE, "Дата и время заявки"),
        ({"performed_at": "скоро"}, Fault.IMPOSSIBLE_DATE, "Дата и время услуги"),
        ({"departed_at": "30.02.2025"}, Fault.IMPOSSIBLE_DATE, "Вылет"),
        ({"landed_at": "10.03.2025 24:30"}, Fault.IMPOSSIBLE_DATE, "Посадка"),
        ({"born_on": "31.11.1985"}, Fault.IMPOSSIBLE_DATE, "Дата рождения"),
        ({"landed_at": "10.03.2025 11:59"}, Fault.LANDED_BEFORE_TAKE_OFF, "Посадка"),
        ({"service": "Перевозка мебели"}, Fault.UNKNOWN_SERVICE, "Вид услуги"),
        ({"request_kind": "письмо"}, Fault.UNKNOWN_REQUEST_KIND, "Вид заявки"),
        ({"request_no": "  "}, Fault.NO_REQUEST_NUMBER, "№ заявки"),
        ({"region": "Атлантида"}, Fault.UNKNOWN_REGION, "Регион"),
        ({"country": "Марс"}, Fault.UNKNOWN_COUNTRY, "Страна"),
        ({"level": "космический"}, Fault.UNKNOWN_LEVEL, "Уровень"),
        ({"route": "по кругу"}, Fault.UNKNOWN_ROUTE, "Маршрут"),
        ({"row_no": "семь"}, Fault.BAD_ROW_NUMBER, "№ п/п"),
        ({"row_no": ""}, Fault.MISSING, "№ п/п"),
        ({"region": "-"}, Fault.MISSING, "Регион"),
        ({"received_at": ""}, Fault.MISSING, "Дата и время заявки"),
        ({"performed_at": ""}, Fault.MISSING, "Дата и время услуги"),
        ({"flight_no": ""}, Fault.MISSING, "№ вылета"),
        ({"departed_at": "", "landed_at": ""}, Fault.MISSING, "Вылет"),
        ({"request_kind": "автотранспорт"}, Fault.MISSING, "№ выезда"),
        ({"sex": "", "iin": "1;2", "born_on": ""}, Fault.MISALIGNED, "Пациент"),
    ],
)
def test_a_wrong_row_is_rejected_with_the_column(
    tmp_path: Path, cells: dict[str, str], fault: Fault, column: str
) -> None:
    assert faults_of(tmp_path, **cells) == {fault: column}


def test_every_fault_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, request_no="", region="Атлантида", service="Полёт")
    assert set(faults) == {Fault.NO_REQUEST_NUMBER, Fault.UNKNOWN_REGION, Fault.UNKNOWN_SERVICE}


def test_a_flight_that_lands_where_it_took_off_at_once_is_accepted(tmp_path: Path) -> None:
    assert record_of(tmp_path, landed_at=FLIGHT["departed_at"]).landed_at is not None


def _doubts(journal: SettledJournal) -> dict[str, int]:
    assert journal.count(RowState.ACCEPTED) == 1
    return journal.doubts()


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ({"iin": "850101300125"}, Doubt.BAD_IIN),
        ({"flight_hours": "много"}, Doubt.BAD_NUMBER),
        ({"flight_hours": "-5"}, Doubt.BAD_NUMBER),
        ({"aircraft": ""}, Doubt.NO_AIRCRAFT),
        ({"decision": "Возможно"}, Doubt.UNKNOWN_VALUE),
        ({"sex": "?"}, Doubt.UNKNOWN_VALUE),
        ({"nosology": "неясно"}, Doubt.UNKNOWN_VALUE),
        ({"born_on": "01.01.2026", "iin": ""}, Doubt.BORN_LATER),
    ],
)
def test_what_no_figure_depends_on_is_a_doubt(
    tmp_path: Path, cells: dict[str, str], doubt: Doubt
) -> None:
    assert _doubts(read_rows(tmp_path, cells)) == {doubt.value: 1}


def test_a_request_from_abroad_needs_no_region(tmp_path: Path) -> None:
    abroad = record_of(tmp_path, country="Турция", region="")
    assert (abroad.country, abroad.region) == ("TR", "")
    assert record_of(tmp_path, country="Турция", region="Анталья").region == ""
    assert record_of(tmp_path, country="Казахстан").country == ""


@pytest.mark.parametrize(
    ("written", "hours"), [("2,5", 2.5), ("2.50", 2.5), ("2:30", 2.5), ("2,5 ч", 2.5), ("0", 0.0)]
)
def test_flight_hours_are_read(tmp_path: Path, written: str, hours: float) -> None:
    assert record_of(tmp_path, flight_hours=written).flight_hours == pytest.approx(hours)
