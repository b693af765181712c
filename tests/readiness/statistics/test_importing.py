import hashlib
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.readiness.statistics.journals import make_journal
from tests.readiness.statistics.reading import EXAMPLE, FLIGHT, TODAY, csv_text
from tests.readiness.statistics.taking import NOW, assert_counted_alike, take_in, take_in_text
from tests.registry.racing import race

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.periods import Period
from qanat.foundation.refusals import NotAllowed
from qanat.readiness.statistics.commands import (
    FileWish,
    JournalSource,
    NotAJournal,
    import_journal,
    preview_journal,
    take_file,
    write_rejected,
)
from qanat.readiness.statistics.commands.importing import NoJournalName
from qanat.readiness.statistics.models import Journal, JournalFile, JournalRow
from qanat.readiness.statistics.queries.counting import Question, report
from qanat.readiness.statistics.queries.waiting import rows_left_out
from qanat.readiness.statistics.rules.counting.figures import Figure
from qanat.readiness.statistics.rules.journal.reading import read_journal
from qanat.readiness.statistics.states import RowState
from qanat.response.dispatch.queries.exporting import exported
from qanat.response.dispatch.queries.history import missions_numbered, requests_numbered

ORDER = {
    "request_kind": "консультация", "request_no": "К-1", "service": "Дистанционная консультация",
    "flight_no": "", "departed_at": "", "landed_at": "",
}  # fmt: skip
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def counts() -> dict[str, int]:
    return report(SYSTEM, Question(YEAR)).counts


def source(name: str = "") -> JournalSource:
    return JournalSource(file_name="j.csv", digest=hashlib.sha256(b"j").digest(), name=name)


def sizes() -> dict[str, int]:
    """Return the number of rows of every table that an import writes."""
    tables = (
        "dispatch_request", "dispatch_mission", "dispatch_service", "dispatch_servicepatient",
        "dispatch_requestpatient", "dispatch_missionrequest", "dispatch_stamp",
        "telemedicine_consultationorder", "telemedicine_remoteservice", "telemedicine_orderpatient",
        "patients_patient", "patients_identifier", "patients_patientlink", "statistics_journalkey",
    )  # fmt: skip
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_the_example_is_taken_in_once() -> None:
    first = take_in(EXAMPLE)
    assert first.counts == {
        "rows": 670,
        "accepted_rows": 659,
        "repeated_rows": 6,
        "rejected_rows": 5,
        "conflicting_rows": 0,
    }
    before, told = sizes(), counts()
    again = take_in(EXAMPLE)
    assert (again.counts["accepted_rows"], again.counts["repeated_rows"]) == (0, 665)
    assert again.settled.count(RowState.REJECTED) == 5
    assert (sizes(), counts()) == (before, told)


def test_a_renamed_file_is_known_by_its_rows(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}), name="центр")
    path = tmp_path / "export (2).csv"
    path.write_text(csv_text({}, {"row_no": "2", "request_no": "А-2"}), encoding="utf-8")
    result = take_in(path)
    assert (result.journal, result.counts["accepted_rows"]) == ("центр", 1)


def test_another_journal_that_says_the_same_adds_nothing(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}), name="центр")
    before = sizes()
    again = take_in_text(tmp_path, csv_text({"row_no": "77"}), name="область")
    assert again.counts["repeated_rows"] == 1
    assert sizes() == before


def test_a_request_was_closed_when_its_last_flight_ended_or_nobody_knows_when(
    tmp_path: Path,
) -> None:
    not_flown = dict.fromkeys(
        ("service", "performed_at", "flight_no", "aircraft", "departed_at", "landed_at"), ""
    )
    take_in_text(
        tmp_path,
        csv_text(
            {},
            {"row_no": "2", "flight_no": "В-2", "departed_at": "10.03.2025 15:00",
             "landed_at": "10.03.2025 17:30", "performed_at": "10.03.2025 16:00"},
            {"row_no": "3", "request_no": "А-3", "decision": "Отклонена", **not_flown},
        ),
    )  # fmt: skip
    rows = exported(SYSTEM, "requests", YEAR.first, YEAR.last)
    assert {row["number"]: row["closed_at"] for row in rows} == {
        "А-2025/00001": "2025-03-10T12:30:00+00:00",
        "А-3": None,
    }


def test_a_request_told_by_two_journals_is_one(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}), name="январь")
    call = {"row_no": "1", "service": "Операция на месте", "performed_at": "10.03.2025 13:00"}
    take_in_text(tmp_path, csv_text(call), name="февраль")
    told = counts()
    assert (told["requests"], told["flights"], told["services"]) == (1, 1, 2)


def test_the_same_number_of_another_journal_means_another_request(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}), name="Астана")
    other = {"received_at": "11.03.2025 10:00", "departed_at": "11.03.2025 12:00",
             "landed_at": "11.03.2025 14:00", "performed_at": "11.03.2025 13:00"}  # fmt: skip
    take_in_text(tmp_path, csv_text(other), name="Алматы")
    told = counts()
    assert (told["requests"], told["flights"]) == (2, 2)
    assert set(requests_numbered(["А-2025/00001", "А-2025/00001 (2)"])) == {
        "А-2025/00001",
        "А-2025/00001 (2)",
    }


def test_rows_of_a_later_file_join_their_request_and_flight(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}), name="центр")
    late = {"row_no": "2", "service": "Очная консультация", "departed_at": "", "landed_at": "",
            "patient": "неизвестный", "iin": "", "born_on": ""}  # fmt: skip
    later = {**late, "row_no": "3", "service": "Операция на месте"}
    first = take_in_text(tmp_path, csv_text(late), name="центр")
    second = take_in_text(tmp_path, csv_text(later), name="центр")
    told = counts()
    assert (told["requests"], told["flights"], told["services"]) == (1, 1, 3)
    assert told["patients"] == 2
    records = [r for one in (first, second) for r in one.settled.records]
    assert {record.departed_at for record in records} == {datetime(2025, 3, 10, 7, tzinfo=UTC)}


def test_mended_rejects_complete_the_counts(tmp_path: Path) -> None:
    made = make_journal(7)
    first = take_in_text(tmp_path, made.text(), name="центр")
    assert rows_left_out(SYSTEM)["rejected_rows"] == len(first.settled.rejected)
    made.rows = made.mended
    second = take_in_text(tmp_path, made.text(), name="центр")
    assert second.counts["accepted_rows"] == len(made.mended)
    made.truth.things += made.mended_truth.things
    truth = made.truth.count(YEAR.first, YEAR.last)
    assert counts() == {figure.value: truth.get(figure, 0) for figure in Figure}
    waiting = len(first.settled.rejected) - len(made.mended)
    assert rows_left_out(SYSTEM)["rejected_rows"] == waiting


def test_the_file_of_rejects_comes_back_mended(tmp_path: Path) -> None:
    bad = {"row_no": "2", "request_no": "", "flight_no": "В-2", "aircraft": "UP-X"}
    first = take_in_text(tmp_path, csv_text({}, bad), name="центр")
    out = io.StringIO(newline="")
    assert write_rejected(first, out) == 1
    mended = tmp_path / "whatever.csv"
    mended.write_text(out.getvalue().replace("вылет;;", "вылет;А-2;"), encoding="utf-8")
    second = take_in(mended)
    assert (second.journal, second.counts["accepted_rows"]) == ("центр", 1)
    assert counts()["requests"] == 2


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    before = sizes()
    path = tmp_path / "j.csv"
    path.write_text(make_journal(2).text(), encoding="utf-8")
    wish = FileWish(path=path, is_dry=True)
    told = take_file(SYSTEM, wish=wish, now=NOW)
    assert told.file_id is None
    assert told.counts["accepted_rows"] > 50
    assert (sizes(), JournalFile.objects.count()) == (before, 0)
    assert take_file(SYSTEM, wish=FileWish(path=path), now=NOW).counts == told.counts


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "j.csv"
    path.write_text(csv_text(*({"row_no": str(n)} for n in range(2500))), encoding="utf-8")
    told: list[int] = []
    take_file(SYSTEM, wish=FileWish(path=path, is_dry=True), now=NOW, progress=told.append)
    assert told == [1000, 2000, 2500]


def test_a_file_that_is_no_journal_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "j.csv"
    path.write_text("a;b\r\n1;2\r\n", encoding="utf-8")
    with pytest.raises(NotAJournal) as refused:
        take_file(SYSTEM, wish=FileWish(path=path), now=NOW)
    assert "№ п/п" in refused.value.message()


def test_a_journal_has_a_name(tmp_path: Path) -> None:
    path = tmp_path / ".csv"
    path.write_text(csv_text({}), encoding="utf-8")
    with pytest.raises(NoJournalName):
        import_journal(SYSTEM, read=read_journal(path, TODAY), now=NOW,
                       source=JournalSource(file_name=".csv", digest=b""))  # fmt: skip
    assert not Journal.objects.exists()


def test_without_the_right_nothing_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "j.csv"
    path.write_text(csv_text({}), encoding="utf-8")
    nobody, read = Actor(9, "Nobody"), read_journal(path, TODAY)
    with pytest.raises(NotAllowed):
        import_journal(nobody, read=read, source=source(), now=NOW)
    with pytest.raises(NotAllowed):
        preview_journal(nobody, read=read, source=source())
    with pytest.raises(NotAllowed):
        take_file(nobody, wish=FileWish(path=path), now=NOW)
    assert not Journal.objects.exists()


def test_a_flight_on_record_keeps_its_aircraft(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}), name="центр")
    clash = {"row_no": "5", "request_no": "А-5", "flight_no": "В-5",
             "departed_at": "10.03.2025 13:00", "landed_at": "10.03.2025 15:00"}  # fmt: skip
    result = take_in_text(tmp_path, csv_text(clash), name="другой")
    (row,) = result.settled.rejected
    assert row.faults[0].other.startswith("В-00001")
    assert counts()["flights"] == 1


def test_numbers_may_restart_every_year(tmp_path: Path) -> None:
    next_year = {
        "row_no": "2", "received_at": "10.03.2026 10:00", "departed_at": "10.03.2026 12:00",
        "landed_at": "10.03.2026 14:00", "performed_at": "10.03.2026 13:00",
    }  # fmt: skip
    take_in_text(tmp_path, csv_text({}, next_year))
    two_years = report(SYSTEM, Question(Period(date(2025, 1, 1), date(2026, 12, 31)))).counts
    assert (two_years["requests"], two_years["flights"]) == (2, 2)
    assert (counts()["requests"], counts()["flights"]) == (1, 1)


def test_a_row_becomes_records_with_all_it_says(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({"crew": "реаниматолог", "receiving_facility": "Больница"}))
    request = requests_numbered(["А-2025/00001"])["А-2025/00001"]
    mission = missions_numbered(["В-00001"])["В-00001"]
    assert request.received_at == datetime(2025, 3, 10, 5, tzinfo=UTC)
    assert (mission.tail, mission.level, mission.route) == ("UP-MI801", "regional", "within")
    assert (mission.took_off_at, mission.flown_s) == (datetime(2025, 3, 10, 7, tzinfo=UTC), 7200)
    row = JournalRow.objects.get()
    assert (row.request_id, row.mission_id) == (request.id, mission.id)
    assert row.service_id is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, decision, region, nosology, place FROM dispatch_request")
        assert cursor.fetchone() == ("closed", "fly_patient", "KZ-55", "trauma", "")
        cursor.execute("SELECT kind, source FROM dispatch_stamp ORDER BY at")
        assert cursor.fetchall() == [("air.take_off", "journal"), ("air.landing", "journal")]
        cursor.execute("SELECT kind, performed_by, to_name FROM dispatch_service")
        assert cursor.fetchone() == ("transport", "реаниматолог", "Больница")


def test_a_declined_request_keeps_its_reason(tmp_path: Path) -> None:
    declined = {"decision": "Отказ", "service": "", "performed_at": "", "flight_no": "",
                "departed_at": "", "landed_at": "", "decline_reason": "пыльная буря"}  # fmt: skip
    take_in_text(tmp_path, csv_text(declined))
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, decision, decision_reason FROM dispatch_request")
        assert cursor.fetchone() == ("declined", "decline", "other")
        cursor.execute("SELECT text FROM dispatch_requestlog")
        assert cursor.fetchone() == ("пыльная буря",)


def test_names_and_numbers_of_persons_are_not_kept_in_clear_with_the_row(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}, {"row_no": "2", "born_on": "31.02.1985"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM statistics_journalrow r")
        kept = " ".join(row[0] for row in cursor.fetchall())
    for personal in ("Иванов", FLIGHT["iin"], "31.02.1985"):
        assert personal not in kept
        assert personal.encode().hex() not in kept


def test_every_record_of_an_import_is_audited_with_its_author(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text({}))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT actor_id), min(command) FROM audit_entry"
            " WHERE table_name IN ('dispatch_request', 'dispatch_mission', 'dispatch_service')"
        )
        assert cursor.fetchone() == (3, 1, "import_journal")


def test_very_long_texts_do_not_stop_an_import(tmp_path: Path) -> None:
    long = {"request_no": "А" * 500, "flight_no": "В" * 500, "diagnosis": "д" * 5000,
            "settlement": "н" * 900, "patient": "и" * 900, "operator": "о" * 900,
            "aircraft": "UP-" + "X" * 100, "crew": "к" * 900, "channel": "т" * 90}  # fmt: skip
    result = take_in_text(tmp_path, csv_text(long))
    assert result.counts["accepted_rows"] == 1
    assert take_in_text(tmp_path, csv_text(long)).counts["repeated_rows"] == 1
    assert counts()["flights"] == 1


def test_consultations_of_several_patients_under_one_number(tmp_path: Path) -> None:
    other = {**ORDER, "row_no": "2", "patient": "Ким", "iin": "850101400120",
             "performed_at": "10.04.2025 10:00"}  # fmt: skip
    taken = take_in_text(tmp_path, csv_text(ORDER, other))
    assert_counted_alike(taken.settled.records, Period(date(2025, 3, 1), date(2025, 3, 31)))
    assert counts()["patients"] == 2


def test_an_order_takes_further_consultations_of_later_files(tmp_path: Path) -> None:
    take_in_text(tmp_path, csv_text(ORDER), name="центр")
    take_in_text(tmp_path, csv_text({**ORDER, "row_no": "2", "performed_at": "12.03.2025 10:00"}),
                 name="центр")  # fmt: skip
    assert sizes()["telemedicine_consultationorder"] == 1
    assert counts()["remote_consultations"] == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_take_a_journal_in_once(tmp_path: Path) -> None:
    path = tmp_path / "j.csv"
    path.write_text(make_journal(3, 30).text(), encoding="utf-8")
    read = read_journal(path, TODAY)
    acts = [lambda: import_journal(SYSTEM, read=read, source=source("центр"), now=NOW)] * 4
    answers = race(acts)
    results = [one for one in answers if not isinstance(one, Exception)]
    assert len(results) == 4, answers
    accepted = sorted(result.counts["accepted_rows"] for result in results)
    assert accepted[:3] == [0, 0, 0]
    assert JournalRow.objects.filter(state=RowState.ACCEPTED).count() == accepted[3]
    assert_counted_alike(
        max(results, key=lambda r: r.counts["accepted_rows"]).settled.records, YEAR
    )
