from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.readiness.statistics.reading import csv_text, read_rows, read_text

from qanat.readiness.statistics.rules.journal.settling import Known
from qanat.readiness.statistics.rules.journal.sky import Flight, flight_key
from qanat.readiness.statistics.states import Doubt, Fault, RowState

ACCEPTED, REJECTED = RowState.ACCEPTED, RowState.REJECTED
REPEATED, CONFLICT = RowState.REPEATED, RowState.CONFLICT
Row = Mapping[str, str]


def fates(folder: Path, *rows: Row) -> list[RowState]:
    return [row.state for row in read_rows(folder, *rows).rows]


def flight(number: int, first: str, last: str, **cells: str) -> Row:
    return {
        "row_no": str(number), "flight_no": f"В-{number}", "request_no": f"А-{number}",
        "departed_at": f"10.03.2025 {first}", "landed_at": f"10.03.2025 {last}", **cells,
    }  # fmt: skip


def test_the_same_number_and_content_is_one_row_in_whatever_form(tmp_path: Path) -> None:
    again = {
        "received_at": "2025-03-10T10:00", "region": " ПАВЛОДАР ОБЛЫСЫ", "level": "өңірлік",
        "service": "ТРАНСПОРТИРОВКА", "patient": "ИВАНОВ   ТИМУР", "flight_hours": "2.0",
        "born_on": "1985-01-01",
    }  # fmt: skip
    assert fates(tmp_path, {}, again) == [ACCEPTED, REPEATED]


def test_the_same_number_with_other_content_is_a_conflict(tmp_path: Path) -> None:
    journal = read_rows(tmp_path, {}, {"diagnosis": "другой"})
    assert [row.state for row in journal.rows] == [ACCEPTED, CONFLICT]
    (finding,) = journal.rows[1].faults
    assert (finding.code, finding.column, finding.value) == (Fault.CONFLICT, "№ п/п", "1")


def test_a_rejected_row_that_comes_again_is_told_once(tmp_path: Path) -> None:
    bad = {"service": "Полёт"}
    assert fates(tmp_path, bad, bad, bad) == [REJECTED, REPEATED, REPEATED]


def test_a_mended_row_may_follow_the_bad_one(tmp_path: Path) -> None:
    assert fates(tmp_path, {"service": "Полёт"}, {}) == [REJECTED, ACCEPTED]
    assert fates(tmp_path, {}, {"service": "Полёт"}) == [ACCEPTED, CONFLICT]


def test_of_two_overlapping_flights_the_later_number_loses(tmp_path: Path) -> None:
    later, earlier = flight(7, "12:00", "14:00"), flight(3, "13:59", "15:00")
    journal = read_rows(tmp_path, later, earlier)
    assert [row.state for row in journal.rows] == [REJECTED, ACCEPTED]
    (finding,) = journal.rows[0].faults
    assert (finding.code, finding.value, finding.other) == (
        Fault.AIRCRAFT_BUSY, "UP-MI801", "В-3",
    )  # fmt: skip


def test_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    assert fates(tmp_path, flight(10, "12:00", "14:00"), flight(9, "13:00", "15:00")) == [
        REJECTED,
        ACCEPTED,
    ]


def test_a_flight_may_begin_when_another_has_ended(tmp_path: Path) -> None:
    assert fates(tmp_path, flight(1, "12:00", "14:00"), flight(2, "14:00", "15:00")) == [
        ACCEPTED,
        ACCEPTED,
    ]


def test_a_rejected_flight_blocks_nobody(tmp_path: Path) -> None:
    bad = flight(1, "12:00", "14:00", service="Полёт")
    third = flight(3, "15:30", "17:00")
    second = flight(2, "13:00", "16:00")
    assert fates(tmp_path, bad, second, third) == [REJECTED, ACCEPTED, REJECTED]


@pytest.mark.parametrize("tail", ["up-mi801", " UP - MI801 ", "UPMI801", "UP‑MI801", "UP-МI801"])
def test_a_tail_number_is_known_in_any_spelling(tmp_path: Path, tail: str) -> None:
    other = flight(2, "13:00", "15:00", aircraft=tail)
    assert fates(tmp_path, flight(1, "12:00", "14:00"), other) == [ACCEPTED, REJECTED]


def test_rows_of_one_flight_number_are_one_flight(tmp_path: Path) -> None:
    second = flight(2, "12:00", "14:00", flight_no="в-1")
    assert fates(tmp_path, flight(1, "12:00", "14:00"), second) == [ACCEPTED, ACCEPTED]


def test_further_rows_of_a_flight_may_leave_its_cells_empty(tmp_path: Path) -> None:
    bare = {"flight_no": "В-1", "aircraft": "", "operator": "", "level": "", "route": ""}
    second = {**flight(2, "", ""), **bare, "departed_at": "", "landed_at": ""}
    first, filled = read_rows(tmp_path, flight(1, "12:00", "14:00"), second).records
    assert (filled.departed_at, filled.landed_at) == (first.departed_at, first.landed_at)
    assert (filled.aircraft, filled.level, filled.route) == ("UP-MI801", first.level, first.route)


def test_a_row_that_tells_its_flight_otherwise_is_doubted(tmp_path: Path) -> None:
    second = flight(2, "12:30", "14:00", flight_no="В-1")
    journal = read_rows(tmp_path, flight(1, "12:00", "14:00"), second)
    (finding,) = journal.rows[1].doubts
    assert (finding.code, finding.column, finding.other) == (Doubt.DIFFERS, "Вылет", "1")


def test_flight_numbers_may_restart_every_year(tmp_path: Path) -> None:
    next_year = {"departed_at": "10.03.2026 12:00", "landed_at": "10.03.2026 13:00"}
    second = {**flight(2, "", ""), "flight_no": "В-1", "aircraft": "UP-X", **next_year}
    assert read_rows(tmp_path, flight(1, "12:00", "14:00"), second).doubts() == {}


KNOWN = Flight("В-9", datetime(2025, 3, 10, 7, tzinfo=UTC), datetime(2025, 3, 10, 9, tzinfo=UTC),
               "UP-MI801", said_by="live")  # fmt: skip


def test_flights_known_before_go_first(tmp_path: Path) -> None:
    journal = read_text(tmp_path, csv_text(flight(1, "13:00", "15:00")), Known(sky=(KNOWN,)))
    assert [str(finding.code) for finding in journal.rejected[0].faults] == ["aircraft_busy"]
    assert journal.rejected[0].faults[0].other == "В-9"


def test_the_same_flight_told_by_another_journal_is_no_clash(tmp_path: Path) -> None:
    same = flight(9, "12:00", "14:00")
    assert read_text(tmp_path, csv_text(same), Known(sky=(KNOWN,))).records


def test_a_row_joins_a_flight_of_an_earlier_import(tmp_path: Path) -> None:
    known = Known(flights={flight_key("В-9", KNOWN.departed_at): KNOWN}, sky=(KNOWN,))
    late = {**flight(9, "", ""), "departed_at": "", "landed_at": ""}
    (record,) = read_text(tmp_path, csv_text(late), known).records
    assert record.departed_at == KNOWN.departed_at


def test_accepted_rows_of_earlier_imports_are_repeated_or_in_conflict(tmp_path: Path) -> None:
    content = read_rows(tmp_path, {}).rows[0].row.content
    known = Known(content={1: content})
    journal = read_text(tmp_path, csv_text({}, {"diagnosis": "иной"}, {"row_no": "2"}), known)
    assert [row.state for row in journal.rows] == [REPEATED, CONFLICT, ACCEPTED]


def test_an_unknown_landing_is_judged_by_the_flight_hours(tmp_path: Path) -> None:
    first = {**flight(1, "12:00", ""), "landed_at": "", "flight_hours": "1,5"}
    assert fates(tmp_path, first, flight(2, "13:29", "15:00")) == [ACCEPTED, REJECTED]
    assert fates(tmp_path, first, flight(2, "13:30", "15:00")) == [ACCEPTED, ACCEPTED]
