"""The national report: composed in five languages, each number with its records, and as files."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook
from tests.foundation.access.builders import Accounts, signed_in
from tests.readiness.statistics.conftest import country
from tests.readiness.statistics.reading import EXAMPLE
from tests.readiness.statistics.taking import take_in

from qanat.foundation.actors import SYSTEM
from qanat.foundation.periods import Period, months_of, usual_periods
from qanat.readiness.nation.queries.counts import Told
from qanat.readiness.nation.queries.document import compose
from qanat.readiness.nation.queries.paper import pdf_file, told_on_paper
from qanat.readiness.nation.queries.text import flights_text, requests_text, structure_text
from qanat.readiness.nation.queries.wording import named, plain, within
from qanat.readiness.nation.rules.grid import GRID
from qanat.readiness.nation.rules.spans import span_of
from qanat.readiness.statistics.queries.counting import ask, report
from qanat.readiness.statistics.queries.keys import Dimension, Figure
from qanat.readiness.statistics.rules.journal.places import REGIONS
from qanat.web.languages import COOKIE
from qanat.web.wording import NBSP

__all__ = ["country"]
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
DAYS = {"first": "2025-01-01", "last": "2025-12-31", "compare": "year"}


def made(requests: int, not_flown: int, flights: int, before: int) -> Told:
    nothing = {figure.value: 0 for figure in Figure}
    now = nothing | {"requests": requests, "requests_not_flown": not_flown, "flights": flights}
    base = Period(date(2024, 1, 1), date(2024, 12, 31))
    return Told(YEAR, base, now, nothing | {"flights": before}, {})


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "поступила 1 заявка"), (3, "поступили 3 заявки"), (5, "поступило 5 заявок"),
     (11, "поступило 11 заявок"), (2589, "поступило 2\u00a0589 заявок")],
)  # fmt: skip
def test_numbers_agree_with_their_nouns_in_russian(count: int, words: str) -> None:
    with override("ru"):
        told = " ".join(map(plain, requests_text(made(count, 0, 0, 0))))
    assert told.startswith("За 2025 год в диспетчерскую")
    assert words in told


@pytest.mark.parametrize(("language", "words"), [("kk", "22 ұшу"), ("uz", "22 parvoz")])
def test_nouns_stay_single_after_numerals_in_kazakh_and_uzbek(language: str, words: str) -> None:
    with override(language):
        told = plain(flights_text(made(0, 0, 22, 0))[0])
    assert told.startswith(f"{words} ")


def test_growth_is_told_as_more_less_or_the_same() -> None:
    with override("en"):
        for now, before, words in (
            (2287, 2188, "4.5% more"), (90, 100, "10.0% less"), (5, 5, "as many as"),
            (5, 0, "nothing to compare"),
        ):  # fmt: skip
            assert words in " ".join(map(plain, flights_text(made(0, 0, now, before))))


@pytest.mark.parametrize(
    ("first", "last", "russian", "kazakh"),
    [
        ("2025-01-01", "2025-12-31", "За 2025 год", "2025 жылы"),
        ("2025-02-01", "2025-02-28", "За февраль 2025 года", "2025 жылғы ақпан айында"),
        ("2025-10-01", "2025-12-31", "За IV квартал 2025 года", "2025 жылғы IV тоқсанда"),
        ("2025-03-03", "2025-03-03", "3 марта 2025 г.", "2025 ж. 3 наурыз күні"),
        ("2025-01-01", "2025-12-30", "С 1 января 2025 г. по 30 декабря 2025 г.",
         "2025 ж. 1 қаңтар – 2025 ж. 30 желтоқсан аралығында"),
    ],
)  # fmt: skip
def test_periods_are_said_as_people_say_them(
    first: str, last: str, russian: str, kazakh: str
) -> None:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    with override("ru"):
        assert within(period).replace(NBSP, " ") == russian
    with override("kk"):
        assert within(period).replace(NBSP, " ") == kazakh
    with override("uz-cyrl"):
        assert named(period)


def test_a_day_is_written_as_the_language_writes_it() -> None:
    day = Period(date(2025, 3, 3), date(2025, 3, 3))
    with override("uz"):
        assert (named(day), within(day)) == ("2025-yil 3-mart", "2025-yil 3-mart kuni")
    with override("en"):
        assert named(day) == "3 March 2025"


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_the_rest_is_no_group_and_of_equals_none_is_named_alone() -> None:
    regions = {f"KZ-{n}": {"requests": n} for n in (75, 61, 19)} | {"KZ-10": {"requests": 61}}
    groups = {"other": {"requests": 9}, "obstetric": {"requests": 4}}
    told = replace(made(20, 0, 0, 0), by={Dimension.NOSOLOGY: groups, Dimension.REGION: regions})
    with override("en"):
        first, most = map(plain, structure_text(told))
    assert "other" not in first.lower()
    assert re.fullmatch(r"Most requests came from: .* – 75\.", most)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_offered_periods_are_whole_and_over(today: date) -> None:
    found = {code: Period(*days) for code, days in usual_periods(today).items()}
    for code, months in (("last_month", 1), ("last_quarter", 3), ("last_year", 12)):
        assert span_of(found[code]).months == months
        assert len(months_of(found[code])) == months
        assert found[code].last < today
    assert found["this_year"].last == today


def test_every_region_has_a_tile_of_its_own() -> None:
    assert set(GRID) == set(REGIONS)
    assert len(set(GRID.values())) == len(GRID)


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    settings.QANAT_ROLES = "tests.readiness.ledger.roles.ROLES"
    return Accounts()


def as_(accounts: Accounts, role: str, value: str = "", language: str = "en") -> Client:
    client = signed_in(accounts.account(role, value))
    client.cookies[COOKIE] = language
    return client


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_the_page_opens_on_a_period_which_has_records(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = "qanat.readiness.nation.pages.report.national_day"
    monkeypatch.setattr(today, lambda _at: date(2026, 3, 2))
    client = as_(accounts, "analyst")
    assert "Nothing in this period" in client.get(reverse("nation:report")).content.decode()
    take_in(EXAMPLE)
    page = client.get(reverse("nation:report")).content.decode()
    assert "In 2025 the dispatch of the centre received" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_the_page_holds_the_figures_of_the_report_with_their_records(accounts: Accounts) -> None:
    take_in(EXAMPLE)
    client = as_(accounts, "analyst")
    page = client.get(reverse("nation:report"), DAYS).content.decode()
    counts = report(SYSTEM, ask((YEAR.first, YEAR.last))).counts
    linked = dict(re.findall(r'figure=(\w+)">([\d,]+)</a>', page))
    for figure in ("requests", "flights", "services", "patients", "road_trips"):
        assert linked[figure] == f"{counts[figure]:,}"
    assert page.count("<svg") > 4
    assert "There is nothing to compare with" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("language", ["kk", "ru", "uz", "uz-cyrl"])
def test_the_report_is_whole_in_every_language(accounts: Accounts, language: str) -> None:
    take_in(EXAMPLE)
    page = as_(accounts, "reader", language=language).get(reverse("nation:report"), DAYS)
    text = page.content.decode()
    for word in ("flights", "Requests", "Medical aviation", "%("):
        assert word not in re.sub(r"<[^>]*>", "", text)


def read(book: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(book.read(name))  # noqa: S314 (our own file)


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_files_open_and_hold_the_text_and_the_figures(
    accounts: Accounts, settings: Settings
) -> None:
    take_in(EXAMPLE)
    settings.QANAT_BANNER = "synthetic"
    client = as_(accounts, "analyst", language="ru")
    docx = client.get(reverse("nation:file", args=("docx",)), DAYS).content
    with zipfile.ZipFile(BytesIO(docx)) as book:
        words = "".join(read(book, "word/document.xml").itertext())
        parts = [name for name in book.namelist() if not name.endswith(".png")]
        assert all(read(book, name) is not None for name in parts)
        assert len(book.namelist()) > len(parts)
    assert "За 2025 год в диспетчерскую службу центра поступило 260 заявок" in words
    assert "Вымышленные данные" in words
    xlsx = client.get(reverse("nation:file", args=("xlsx",)), DAYS).content
    sheets = CalamineWorkbook.from_filelike(BytesIO(xlsx))
    rows = sheets.get_sheet_by_index(1).to_python()
    assert [row[1] for row in rows if row[0] == "Вылеты"] == [222]
    months = sheets.get_sheet_by_index(2).to_python()[1:]
    counts = [row[1] for row in months if isinstance(row[1], float | int)]
    assert (len(counts), sum(counts)) == (12, 222), "counts are numbers, not words"
    assert "Вымышленные данные" in str(sheets.get_sheet_by_index(0).to_python()[1])
    page = client.get(reverse("nation:file", args=("html",)), DAYS).content.decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "Вымышленные данные" in page
    assert "<script" not in page
    assert "href" not in page
    assert client.get(reverse("nation:file", args=("exe",)), DAYS).status_code == 404
    reader = as_(accounts, "reader")
    assert reader.get(reverse("nation:file", args=("docx",)), DAYS).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_a_file_of_a_wrong_day_is_refused_in_the_words_of_the_form(accounts: Accounts) -> None:
    client, asked = as_(accounts, "analyst"), {**DAYS, "first": "yesterday"}
    wrong = client.get(reverse("nation:file", args=("docx",)), asked)
    assert wrong.status_code == 422
    (told,) = client.get(reverse("nation:report"), asked).context["form"].errors["first"]
    assert escape(told) in wrong.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(("form", "parts"), [("docx", "word/footer"), ("xlsx", "xl/worksheets/")])
def test_every_page_of_made_up_data_says_so_when_printed(
    accounts: Accounts, settings: Settings, form: str, parts: str
) -> None:
    settings.QANAT_BANNER = "synthetic"
    client = as_(accounts, "analyst", language="ru")
    content = client.get(reverse("nation:file", args=(form,)), DAYS).content
    with zipfile.ZipFile(BytesIO(content)) as book:
        printed = [one for one in book.namelist() if one.startswith(parts)]
        assert printed
        assert all("Вымышленные данные" in book.read(one).decode() for one in printed)


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("language", ["kk", "en", "uz-cyrl"])
def test_the_report_comes_as_a_pdf_that_says_where_it_is_from(
    accounts: Accounts, settings: Settings, language: str
) -> None:
    take_in(EXAMPLE)
    settings.QANAT_BANNER = "synthetic"
    analyst = as_(accounts, "analyst", language=language)
    answer = analyst.get(reverse("nation:file", args=("pdf",)), DAYS)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    with override(language):
        document = compose(SYSTEM, YEAR, now=NOW)
        assert pdf_file(document) == pdf_file(document)
        told = told_on_paper(document)
    assert told["mark"]
    assert "2026" in told["as_of"]
    assert "href" not in "".join(chart["svg"] for chart in told["charts"])
    assert told["figures"]["rows"][0][1] == "260"
    settings.QANAT_BANNER = ""
    assert told_on_paper(document)["mark"] == ""
    empty = {"first": "2019-01-01", "last": "2019-01-31"}
    assert analyst.get(reverse("nation:file", args=("pdf",)), empty).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_an_empty_period_says_so_and_bad_days_are_refused(accounts: Accounts) -> None:
    client = as_(accounts, "reader")
    empty = client.get(reverse("nation:report"), {"first": "2019-01-01", "last": "2019-01-31"})
    assert "Nothing in this period" in empty.content.decode()
    wrong = client.get(reverse("nation:report"), {"first": "x", "last": "2019-01-31"})
    assert wrong.status_code == 422
    assert compose(SYSTEM, Period(date(2019, 1, 1), date(2019, 1, 31)), now=NOW).sections == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("country")
def test_only_who_sees_the_nation_reads_it(
    accounts: Accounts, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for client in (as_(accounts, "regional", "KZ-19"), as_(accounts, "stranger")):
        assert client.get(reverse("nation:report"), DAYS).status_code == 403
        assert client.get(reverse("nation:file", args=("xlsx",)), DAYS).status_code == 403
        answer = client.get(reverse("statistics:report"))
        assert f'href="{reverse("nation:report")}"' not in answer.content.decode()
    reader = as_(accounts, "reader")
    page = reader.get(reverse("statistics:report")).content.decode()
    assert f'href="{reverse("nation:report")}"' in page
    reader.get(reverse("nation:report"), DAYS)
    with django_assert_max_num_queries(40):
        reader.get(reverse("nation:report"), DAYS)
