"""Names in several languages, and how they are folded for search."""

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from qanat.foundation.texts import LANGUAGES, LocalTextField, local, search_key

ONE_NAME = (
    ("Семей", "Semey", "SEMEI", "семй", " семей "),
    ("Өскемен", "Оскемен", "Oskemen", "Öskemen"),
    ("Шымкент", "Чимкент", "Shymkent", "Chimkent", "Şymkent"),
    ("Қызылорда", "Кызылорда", "Qyzylorda", "Kyzylorda"),
    ("Жаңаөзен", "Жанаозен", "Zhanaozen", "Zhangaozen", "Jañaözen"),
    ("Щучинск", "Shchuchinsk"),
    ("Үшарал", "Ушарал", "Учарал", "Usharal"),
    ("Рудный", "Rudny", "Rudnyy"),
    ("Қарағанды", "Qaraghandy", "Karagandy"),
    ("Есіл", "Есиль", "Yesil", "Esil"),
    ("Қоʻрғон", "Qo'rg'on", "Qoʻrgʻon", "Қўрғон"),
    ("Усть-Каменогорск", "Ust-Kamenogorsk", "усть каменогорск"),
)


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_give_one_key(spellings: tuple[str, ...]) -> None:
    assert len({search_key(name) for name in spellings}) == 1


def test_different_names_keep_different_keys() -> None:
    names = ("Ақтау", "Ақтөбе", "Атырау", "Арал", "Арқалық", "Астана", "Алматы", "Абай", "Ақсу")
    assert len({search_key(name) for name in names}) == len(names)


def test_digits_stay_and_signs_part_words() -> None:
    assert search_key("Больница №2, корпус 3") == "bolnitsa 2 korpus 3"


@pytest.mark.parametrize("text", ["", "   ", "—…!", "ʻʼ", "ьъ"])
def test_a_text_without_letters_gives_an_empty_key(text: str) -> None:
    assert search_key(text) == ""


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(max_size=60))
def test_a_key_has_no_outer_or_double_spaces(text: str) -> None:
    key = search_key(text)
    assert key == " ".join(key.split())


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", max_size=30))
def test_case_makes_no_difference(text: str) -> None:
    assert search_key(text.upper()) == search_key(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_shown_in_the_language_asked_for(language: str) -> None:
    assert local({code: f"in {code}" for code in LANGUAGES}, language) == f"in {language}"


@pytest.mark.parametrize(
    ("language", "given", "shown"),
    [
        ("kk", {"ru": "р", "en": "e"}, "р"),
        ("uz", {"uz-cyrl": "ў", "ru": "р"}, "ў"),
        ("uz-cyrl", {"uz": "oʻ", "ru": "р"}, "oʻ"),
        ("en", {"kk": "қ"}, "қ"),
        ("tr", {"ru": "р", "en": "e"}, "e"),
        ("ru", {"az": "ə"}, "ə"),
    ],
)
def test_a_missing_language_falls_back_to_the_nearest(
    language: str, given: dict[str, str], shown: str
) -> None:
    assert local(given, language) == shown


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_text_is_shown_as_nothing(nothing: dict[str, str] | None) -> None:
    assert local(nothing, "ru") == ""


def test_migrations_know_the_field_as_plain_json() -> None:
    field = LocalTextField()
    field.set_attributes_from_name("name")
    assert field.deconstruct()[1] == "django.db.models.JSONField"
    assert isinstance(field, models.JSONField)


def test_numbers_in_names_stay_different() -> None:
    assert search_key("Больница №11") != search_key("Больница №1")
