import html
import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook
from tests.foundation.access.builders import Accounts, signed_in
from tests.readiness.statistics.journals import make_journal
from tests.readiness.statistics.reading import EXAMPLE, csv_text, read_path
from tests.readiness.statistics.taking import take_in, take_in_text

from qanat.foundation.alphabets import place_order
from qanat.readiness.statistics.commands import work_off
from qanat.readiness.statistics.commands.checked import forget
from qanat.readiness.statistics.models import CheckedFile, JournalFile
from qanat.readiness.statistics.pages.journals import AT_ONCE_BYTES
from qanat.readiness.statistics.queries.labels import FIGURES
from qanat.readiness.statistics.rules.counting.figures import Dimension
from qanat.response.dispatch.queries.history import requests_numbered
from qanat.web.languages import COOKIE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
YEAR = {"first": "2025-01-01", "last": "2025-12-31"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    settings.QANAT_ROLES = "tests.readiness.statistics.roles.ROLES"
    return Accounts()


def as_(accounts: Accounts, role: str, value: str = "") -> Client:
    client = signed_in(accounts.account(role, value))
    client.cookies[COOKIE] = "en"
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"statistics:{name}", args=args)


def text_of(client: Client, name: str, **query: str) -> str:
    return client.get(at(name), query).content.decode()


def test_the_report_shows_figures_growth_shares_and_links(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    page = text_of(as_(accounts, "analyst"), "report", **YEAR, compare="year")
    assert ">260<" in page.replace(" ", "").replace("\n", "")
    assert "64.9" in page  # 144 regional flights of 222
    assert "figure=flights_astana" in page
    assert "+222" in page
    assert at("file", "xlsx") in page


def test_a_split_leads_to_the_records_of_each_key(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    page = text_of(client, "report", **YEAR, by="region")
    assert "by=region&amp;figure=requests&amp;key=KZ-62" in page
    listed = text_of(client, "records", **YEAR, by="region", figure="requests", key="KZ-62")
    assert "25 records" in listed
    assert "А-2025/" in listed


def cells(page: str) -> list[tuple[str, int]]:
    """Return the addresses and figures of the breakdown."""
    found = re.findall(r'<td class="num"[^>]*><a href="([^"]+)">([^<]+)</a>', page)
    return [(html.unescape(url), int(shown.replace(",", ""))) for url, shown in found]


@pytest.mark.parametrize("by", [one.value for one in Dimension])
def test_every_figure_of_a_breakdown_leads_to_as_many_records(accounts: Accounts, by: str) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    found = cells(text_of(client, "report", **YEAR, by=by))
    assert found
    for url, figure in {**dict(found[::9]), **dict(found[-2:])}.items():
        listed = client.get(url).content.decode()
        assert f"{figure:,} record{'' if figure == 1 else 's'}<" in listed, url


def test_a_breakdown_shows_growth_and_a_total_that_equals_the_figures_above(
    accounts: Accounts,
) -> None:
    take_in(EXAMPLE)
    page = text_of(as_(accounts, "analyst"), "report", **YEAR, by="month", compare="year")
    for figure in FIGURES.values():
        assert f">{figure}</th>" in page
    assert "how it grew" in page
    assert "2025-01" in page
    assert "2024-01<" not in page
    foot = re.findall(r"<td[^>]*>(.*?)</td>", page[page.index("<tfoot>") :])
    assert foot[:2] == ["Total", "260<small>+260</small>"]


def test_lines_of_regions_and_of_abroad_add_up_to_the_total(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    page = text_of(client, "report", **YEAR, by="region")
    first = page[page.index("<table") : page.index("</table>")]
    rows = re.findall(r'<td class="num"[^>]*>(?:<a[^>]*>)?([0-9*]+)', first)
    requests = [int(cell) for cell in rows[::4]]
    assert requests[-1] == sum(requests[:-1]) == 260
    assert "abroad or not known" in first
    listed = text_of(client, "records", **YEAR, by="region", figure="requests", key="unknown")
    assert "3 records" in listed


def test_a_total_which_the_lines_do_not_reach_is_marked_and_told(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    page = text_of(client, "report", **YEAR, by="aircraft")
    assert ">260*<" in page
    assert "* The figure of the whole report" in page


def test_a_share_of_nothing_is_a_dash(accounts: Accounts) -> None:
    page = text_of(as_(accounts, "analyst"), "report", **YEAR)
    assert "– of all: Flights" in page
    assert "0.0%" not in page


def test_organs_which_journals_do_not_name_are_a_line_of_their_own(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    page = text_of(as_(accounts, "analyst"), "report", **YEAR, by="organ")
    assert "not stated" in page
    assert "figure=organ_missions&amp;key=unknown" in page


def test_a_share_says_of_what_it_is(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    page = text_of(as_(accounts, "analyst"), "report", **YEAR, compare="year")
    assert "64.9% of all: Flights<" in page
    assert "+222<" in page


def test_regions_stand_in_the_order_of_the_alphabet(accounts: Accounts) -> None:
    page = text_of(as_(accounts, "analyst"), "report", **YEAR)
    shown = re.findall(r'<option value="KZ-\d\d"[^>]*>([^<]+)', page)
    assert shown == sorted(shown, key=place_order)


def test_records_are_paged(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "reader")
    first = text_of(client, "records", **YEAR, figure="requests")
    assert "260 records" in first
    assert "page=2" in first
    last = text_of(client, "records", **YEAR, figure="requests", page="6")
    assert last.count("<tr data-qanat-item") == 10
    fragment = client.get(at("records"), {**YEAR, "figure": "patients"}, headers=HTMX)
    assert "<html" not in fragment.content.decode()


def test_no_name_and_no_iin_stands_among_the_records(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    for figure in ("patients", "patients_transported", "services"):
        listed = text_of(client, "records", **YEAR, figure=figure)
        assert "Иванов" not in listed
        assert "850106498065" not in listed


def test_a_region_sees_its_own_report_only(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "regional_analyst", "KZ-62")
    own = text_of(client, "records", **YEAR, figure="requests")
    assert "25 records" in own
    foreign = client.get(at("report"), {**YEAR, "region": "KZ-71"})
    assert foreign.status_code == 422
    assert client.get(at("file", "json"), {**YEAR, "region": "KZ-71"}).status_code == 422
    told = json.loads(client.get(at("file", "json"), YEAR).content)
    assert told["requests"] == 25


@pytest.mark.parametrize("name", ["report", "records", "journals"])
def test_without_the_right_there_is_no_page(accounts: Accounts, name: str) -> None:
    client = as_(accounts, "stranger")
    assert client.get(at(name), {**YEAR, "figure": "requests"}).status_code == 403


def test_files_need_the_right_to_take_reports_out(accounts: Accounts) -> None:
    assert as_(accounts, "reader").get(at("file", "csv"), YEAR).status_code == 403
    assert as_(accounts, "analyst").get(at("file", "exe"), YEAR).status_code == 404


def test_a_report_comes_as_csv_and_spreadsheet(accounts: Accounts, tmp_path: Path) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    csv_file = client.get(at("file", "csv"), {**YEAR, "by": "region", "compare": "year"})
    lines = csv_file.content.decode("utf-8-sig").splitlines()
    assert lines[1].split(";")[3] == "260"
    assert sum(line.startswith("Region;KZ-") for line in lines) == 20
    sheet = client.get(at("file", "xlsx"), {**YEAR, "by": "region"})
    (tmp_path / "r.xlsx").write_bytes(sheet.content)
    book = CalamineWorkbook.from_path(tmp_path / "r.xlsx")
    assert book.sheet_names == ["Report", "Region"]
    assert book.get_sheet_by_index(0).to_python()[1] == ["Requests", 260.0]


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2025-12-31", "last": "2025-01-01"},
        {"first": "0001-01-01", "last": "9999-12-31"},
        {"first": "вчера"},
        {**YEAR, "by": "colour"},
        {**YEAR, "region": "XX-1"},
    ],
)
def test_a_bad_period_is_told_and_kept(accounts: Accounts, query: dict[str, str]) -> None:
    client = as_(accounts, "analyst")
    answer = client.get(at("report"), query)
    assert answer.status_code == 422
    assert "No figures" in answer.content.decode()
    for address in (at("records"), at("file", "csv")):
        refused = client.get(address, {**query, "figure": "requests"})
        assert refused.status_code == 422
        for wrong in answer.context["form"].errors.values():
            assert escape(wrong[0]) in refused.content.decode()


@pytest.mark.parametrize("figure", ["", "nonsense", "requests; DROP TABLE x"])
def test_an_unknown_figure_is_not_found(accounts: Accounts, figure: str) -> None:
    answer = as_(accounts, "analyst").get(at("records"), {**YEAR, "figure": figure})
    assert answer.status_code == 404


def test_an_empty_period_says_so(accounts: Accounts) -> None:
    page = text_of(as_(accounts, "analyst"), "report", **YEAR, by="month")
    assert "Nothing in this period" in page


def test_the_report_asks_the_database_as_often_for_any_size(
    accounts: Accounts, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_(accounts, "analyst")
    text_of(client, "report", **YEAR, by="region")
    with django_assert_num_queries(18):
        text_of(client, "report", **YEAR, by="region")
    take_in_text(tmp_path, make_journal(1).text())
    with django_assert_num_queries(18):
        text_of(client, "report", **YEAR, by="region")


def upload(client: Client, act: str, content: str | bytes, name: str = "j.csv", **more: str):  # type: ignore[no-untyped-def]  # the test client's own response
    raw = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, raw)
    return client.post(at("take"), {"file": file, "act": act, **more})


def test_a_journal_is_looked_at_without_being_stored(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    page = upload(
        client, "look", csv_text({}, {"row_no": "2", "service": "Полёт"})
    ).content.decode()
    assert "What taking it in would do" in page
    assert "unknown kind of service “Полёт”" in page
    assert not JournalFile.objects.exists()
    assert not requests_numbered(["А-2025/00001"])


def test_a_journal_is_taken_in_and_its_rejects_come_back(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    bad = {"row_no": "2", "request_no": "А-2", "service": "=Полёт", "flight_no": "В-2",
           "aircraft": "UP-X"}  # fmt: skip
    answer = upload(client, "take", csv_text({}, bad), name="центр.csv")
    file = JournalFile.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == at("journal_file", file.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "центр.csv" in page
    assert "unknown kind of service" in page
    rejects = client.get(at("rejects", file.pk)).content.decode("utf-8-sig")
    assert "'=Полёт" in rejects
    mended = rejects.replace("'=Полёт", "Транспортировка")
    upload(client, "take", mended, name="mended.csv")
    assert sorted(JournalFile.objects.values_list("journal__name", "accepted")) == [
        ("центр", 1), ("центр", 1),
    ]  # fmt: skip
    assert set(requests_numbered(["А-2025/00001", "А-2"])) == {"А-2025/00001", "А-2"}


def test_a_checked_file_is_taken_in_without_being_chosen_again(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    upload(client, "look", csv_text({}), name="центр.csv")
    kept = CheckedFile.objects.get()
    assert "Иванов".encode() not in bytes(kept.sealed)
    assert as_(accounts, "importer").post(at("take_checked", kept.pk)).status_code == 404
    answer = client.post(at("take_checked", kept.pk))
    assert answer.status_code == 303
    assert JournalFile.objects.get().file_name == "центр.csv"
    assert not CheckedFile.objects.exists()
    assert client.post(at("take_checked", kept.pk)).status_code == 404


def test_a_checked_file_is_kept_for_a_day(accounts: Accounts) -> None:
    upload(as_(accounts, "importer"), "look", csv_text({}))
    forget(timezone.now() + timedelta(hours=23))
    assert CheckedFile.objects.exists()
    forget(timezone.now() + timedelta(hours=25))
    assert not CheckedFile.objects.exists()


def test_rejected_rows_of_a_look_are_given_as_a_file(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    upload(client, "look", csv_text({"service": "Полёт"}), name="центр.csv")
    rejects = at("checked_rejects", CheckedFile.objects.get().pk)
    answer = client.get(rejects)
    assert answer["Content-Type"].startswith("text/csv")
    assert "центр.rejects.csv" in unquote(answer["Content-Disposition"])
    assert "unknown_service" in answer.content.decode()
    assert as_(accounts, "importer").get(rejects).status_code == 404


def large_journal() -> str:
    text = csv_text({}, *({"row_no": str(row), "request_no": f"А-{row}", "service": "Полёт"}
                          for row in range(2, 1500)))  # fmt: skip
    assert len(text.encode()) > AT_ONCE_BYTES
    return text


def test_a_large_file_is_looked_at_and_taken_in_by_the_worker(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    answer = upload(client, "look", large_journal(), name="большой.csv")
    assert answer.status_code == 303
    waits = client.get(answer["Location"]).content.decode()
    assert "большой.csv" in waits
    assert "waits for its turn" in waits
    assert as_(accounts, "importer").get(answer["Location"]).status_code == 404
    assert work_off(timezone.now()) == 1
    assert "What taking it in would do" in client.get(answer["Location"]).content.decode()
    assert not JournalFile.objects.exists()
    answer = client.post(at("take_checked", CheckedFile.objects.get().pk))
    assert work_off(timezone.now()) == 1
    assert work_off(timezone.now()) == 0
    led = client.get(answer["Location"])
    file = JournalFile.objects.get()
    assert led["Location"] == at("journal_file", file.pk)
    assert (file.accepted, file.rejected) == (1, 1498)


def test_a_large_file_that_is_no_journal_is_refused_in_words(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    answer = upload(client, "take", large_journal().replace("Регион", "Цвет", 1))
    work_off(timezone.now())
    assert "no column for: Регион." in client.get(answer["Location"]).content.decode()
    assert not JournalFile.objects.exists()


def test_a_file_left_by_a_worker_that_died_is_taken_up_by_the_next(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    upload(client, "take", large_journal())
    now = timezone.now()
    CheckedFile.objects.update(beat_at=now - timedelta(minutes=1))
    assert work_off(now) == 0
    assert work_off(now + timedelta(minutes=5)) == 1
    assert JournalFile.objects.get().accepted == 1


def test_what_is_with_the_worker_is_kept_when_another_file_is_given(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    first = upload(client, "take", large_journal())
    second = upload(client, "look", large_journal())
    assert first["Location"] in text_of(client, "journals")
    while work_off(timezone.now()):
        pass
    assert JournalFile.objects.get().accepted == 1
    assert "Repeated" in client.get(second["Location"]).content.decode()


def test_doubts_are_named_with_their_rows_before_and_after(accounts: Accounts) -> None:
    client = as_(accounts, "importer")
    doubtful = csv_text({"iin": "123456789012"})
    looked = upload(client, "look", doubtful).content.decode()
    assert "“123456789012” is not a valid IIN." in looked
    taken = upload(client, "take", doubtful)
    assert "“123456789012” is not a valid IIN." in client.get(taken["Location"]).content.decode()


@pytest.mark.parametrize(
    ("rows", "told", "is_well"),
    [
        ([{}], "The journal was taken in.", True),
        ([{}, {"row_no": "2", "service": "Полёт"}], "1 row was kept aside", False),
        ([{"service": "Полёт"}], "Nothing was taken in.", False),
    ],
)
def test_what_was_taken_is_told_as_it_is(
    accounts: Accounts, rows: list[dict[str, str]], told: str, *, is_well: bool
) -> None:
    client = as_(accounts, "importer")
    page = client.get(upload(client, "take", csv_text(*rows))["Location"]).content.decode()
    assert told in page
    assert ("The journal was taken in." in page) == is_well


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "j.csv", "empty"),
        (b"a;b\r\n1;2", "j.csv", "no heading row"),
        (csv_text({}).replace("Регион", "Цвет").encode(), "j.csv", "no column for: Регион."),
        (csv_text({}).replace("Канал", "Регион").encode(), "j.csv", "have the same heading"),
        (b"PK\x03\x04", "j.xlsx", "spreadsheet"),
        (b"x", "j.exe", "kind of file"),
        (b"x" * (10 * 2**20 + 1), "j.csv", "too large"),
    ],
)
def test_a_bad_file_is_refused_in_words(
    accounts: Accounts, content: bytes, name: str, said: str
) -> None:
    answer = upload(as_(accounts, "importer"), "take", content, name=name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not JournalFile.objects.exists()


def test_a_reader_takes_nothing_in(accounts: Accounts) -> None:
    assert upload(as_(accounts, "reader"), "take", csv_text({})).status_code == 403
    assert not JournalFile.objects.exists()


def test_files_of_others_are_not_open_to_a_region(accounts: Accounts) -> None:
    taken = take_in(EXAMPLE)
    client = as_(accounts, "regional_importer", "KZ-62")
    assert client.get(at("journal_file", taken.file_id)).status_code == 404
    assert client.get(at("rejects", taken.file_id)).status_code == 404
    assert "No journals yet" in text_of(client, "journals")


def test_a_region_takes_in_its_own_rows_only(accounts: Accounts) -> None:
    client = as_(accounts, "regional_importer", "KZ-71")
    own = {"row_no": "2", "request_no": "А-2", "flight_no": "В-2", "aircraft": "UP-X",
           "region": "г. Астана"}  # fmt: skip
    upload(client, "take", csv_text({}, own))
    file = JournalFile.objects.get()
    assert (file.accepted, file.rejected) == (1, 1)
    assert set(requests_numbered(["А-2025/00001", "А-2"])) == {"А-2"}


def test_a_journal_may_come_with_a_mapping(accounts: Accounts) -> None:
    text = csv_text({}).replace('"Регион"', '"Откуда"')
    mapping = SimpleUploadedFile("m.json", json.dumps({"columns": {"region": "Откуда"}}).encode())
    file = SimpleUploadedFile("j.csv", text.encode())
    client = as_(accounts, "importer")
    answer = client.post(at("take"), {"file": file, "mapping": mapping, "act": "take"})
    assert answer.status_code == 303
    assert JournalFile.objects.get().accepted == 1


def test_the_list_of_files_is_shown_after_an_import(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    page = text_of(as_(accounts, "importer"), "journals")
    assert "journal_example.csv" in page
    assert ">659<" in page


def test_a_sample_shows_every_column_and_can_be_taken_in(
    accounts: Accounts, tmp_path: Path
) -> None:
    client = as_(accounts, "importer")
    assert "Columns of a journal" in text_of(client, "journals")
    answer = client.get(at("sample"))
    path = tmp_path / "sample.csv"
    path.write_bytes(answer.content)
    settled = read_path(path)
    assert [row.faults for row in settled.rejected] == []
    assert [row.doubts for row in settled.doubted] == []
    assert len(settled.records) == 3
    assert as_(accounts, "reader").get(at("sample")).status_code == 403
