"""The coded lists that ship with Qanat."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.registry.reference import STRANGER

import qanat.registry
from qanat.foundation.actors import SYSTEM
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import NotAllowed
from qanat.foundation.texts import LANGUAGES, search_key
from qanat.registry.reference import read_table
from qanat.registry.terminology.commands import load_terminology
from qanat.registry.terminology.models import Code
from qanat.registry.terminology.parameters import COLD_LIMITS_H
from qanat.registry.terminology.queries import (
    choices,
    code_rows,
    find_by_name,
    find_code,
    is_reason,
    names_of,
    reason_rows,
    search_codes,
)

pytestmark = pytest.mark.usefixtures("registry", "db")

REASONS = (
    "decline", "withdraw", "cancel", "ground_only", "remote_only", "aborted_weather",
    "aborted_technical", "abort", "divert", "operator_refusal", "bed_refusal", "release",
    "later_entry", "correction", "break_glass", "merge", "unmerge", "reopen", "reassign",
    "override", "closure", "delay", "invoice", "difference_billed", "difference_ours",
)  # fmt: skip
TABLES = sorted(Path(qanat.registry.__path__[0]).glob("*/data/*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_data_file_says_where_it_comes_from(path: Path) -> None:
    table = read_table(path)
    assert table.title
    assert table.rows


@pytest.mark.parametrize("name", REASONS)
def test_every_reason_list_ends_with_another_reason_that_needs_words(name: str) -> None:
    rows = reason_rows(name)
    assert len(rows) >= 3
    if name != "release":
        assert rows[-1].code == "other" or "other" not in {row.code for row in rows}
    assert [row.code for row in rows if row.needs_note] in (["other"], [])


def test_every_name_of_a_list_is_there_in_all_languages() -> None:
    lacking = [
        (code.system, code.code)
        for code in Code.objects.order_by("id")
        if set(code.display) != set(LANGUAGES)
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("system", "text", "code"),
    [
        ("reason.decline", "отсутствие борта", "no_aircraft"),
        ("reason.decline", "  Помощь возможна НА МЕСТЕ", "treatable_on_spot"),
        ("reason.decline", "погодные условия", "weather"),
        ("reason.decline", "отказ пациента", "refused_by_patient"),
        ("reason.decline", "отозвана", "withdrawn"),
        ("reason.decline", "нетранспортабелен", "not_transportable"),
        ("nosology", "акушерская патология", "obstetric"),
        ("nosology", "патология новорожденных", "newborn"),
        ("nosology", "патология детского возраста", "childhood"),
        ("nosology", "болезни системы кровообращения", "circulatory"),
        ("nosology", "травмы", "trauma"),
        ("nosology", "прочие", "other"),
        ("service", "Транспортировка", "transport"),
        ("service", "Очная консультация", "onsite_consultation"),
        ("service", "Операция на месте", "operation"),
        ("service", "Дистанционная консультация", "remote_consultation"),
        ("service", "Транспортировка органов", "organ_transport"),
        ("channel", "телефон", "phone"),
        ("channel", "МИС", "mis"),
        ("channel", "112", "112"),
        ("organ", "бүйрек", "kidney"),
        ("organ", "Yurak", "heart"),
    ],
)
def test_a_list_is_read_by_the_words_of_journals(system: str, text: str, code: str) -> None:
    found = find_by_name(system, text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["Перевозка мебели", "", "  "])
def test_unknown_words_are_not_forced_into_a_list(text: str) -> None:
    assert find_by_name("service", text) is None


def test_no_word_of_a_list_means_two_things() -> None:
    words = Counter[tuple[str, str]]()
    for code in Code.objects.exclude(system__startswith="icd10"):
        spoken = (*code.display.values(), *code.aliases)
        words.update({(code.system, search_key(word)) for word in spoken})
    assert [word for word, times in words.items() if times > 1] == []


def test_names_follow_the_viewers_language() -> None:
    for language, text in (("kk", "Ауа райы жағдайлары"), ("en", "Weather")):
        with translation.override(language):
            assert dict(choices("reason.decline"))["weather"] == text


def test_an_old_code_is_shown_but_not_offered() -> None:
    Code.objects.filter(system="channel", code="radio").update(is_active=False)
    assert "radio" not in {row.code for row in code_rows("channel")}
    assert names_of("channel")["radio"]
    assert find_code("channel", "radio") is not None


def test_only_offered_reasons_are_reasons() -> None:
    assert is_reason("decline", "weather")
    assert not is_reason("decline", "full_moon")
    assert not is_reason("no_such_list", "weather")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("O14", "O14"),
        ("о14", "O14"),
        ("i63", "I63"),
        ("преэклампсия", "O14"),
        ("prieklampsia", "O14"),
        ("инсульт", "I64"),
        ("insult", "I64"),
        ("инфаркт миокарда", "I21"),
        ("ожог", "T20"),
    ],
)
def test_a_diagnosis_is_found_by_code_name_and_misspelling(text: str, first: str) -> None:
    assert search_codes("icd10", text)[0].code == first


@pytest.mark.parametrize("text", ["", "   ", "…", "zzzzqqq", "%", "_", "\\"])
def test_nonsense_finds_no_diagnosis(text: str) -> None:
    assert search_codes("icd10", text) == []


def test_a_search_is_limited_and_costs_at_most_three_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(3):
        assert len(search_codes("icd10", "травма", limit=4)) == 4


def test_loading_again_changes_nothing() -> None:
    before = list(Code.objects.order_by("id").values())
    load_terminology(SYSTEM)
    assert list(Code.objects.order_by("id").values()) == before


def test_loading_needs_its_permission() -> None:
    with pytest.raises(NotAllowed):
        load_terminology(STRANGER)


def test_every_organ_has_a_cold_limit() -> None:
    limits = parameter(COLD_LIMITS_H, on=date(2026, 11, 25)).entries
    assert set(limits) == {row.code for row in code_rows("organ")}
    assert (limits["heart"], limits["lungs"], limits["kidney"]) == (4, 6, 24)


def test_stroke_ranges_lie_in_the_chapters() -> None:
    chapters = [row.code for row in code_rows("icd10-chapter")]
    assert len(chapters) == 22
    assert all(len(chapter) == 7 for chapter in chapters)
