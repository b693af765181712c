"""What search fields of forms find."""

import pytest

from qanat.registry import finding
from qanat.registry.facilities.queries import find_facility
from qanat.registry.places.queries import find_places
from qanat.web.search_field import Found

pytestmark = pytest.mark.usefixtures("world", "db")


def test_a_listed_diagnosis_has_its_name_and_is_found_by_words() -> None:
    listed = finding.diagnosis("I63.9")
    assert listed is not None
    assert listed.label.startswith("I63.9 ")
    assert "I63.9" in {one.id for one in finding.find_diagnoses("инфаркт мозга")}


@pytest.mark.parametrize("typed", ["Z98.1", "z98.1", " Z98.1 "])
def test_a_whole_code_that_is_not_listed_is_taken_as_it_is(typed: str) -> None:
    assert finding.diagnosis("Z98.1") == Found("Z98.1", "Z98.1")
    assert finding.find_diagnoses(typed)[0].id == "Z98.1"


def test_an_unlisted_code_stands_under_the_name_of_its_category() -> None:
    listed, unlisted = finding.diagnosis("I63"), finding.diagnosis("I63.4")
    assert listed is not None
    assert unlisted is not None
    assert unlisted.label == listed.label.replace("I63 ", "I63.4 ")


def test_a_cyrillic_letter_of_a_code_is_read_as_latin() -> None:
    assert finding.find_diagnoses("О99.8")[0].id == "O99.8"


@pytest.mark.parametrize("typed", ["Z9", "ZZ9.1", "Z98.123", "12", "", "nonsense"])
def test_what_is_no_code_is_no_diagnosis(typed: str) -> None:
    assert finding.diagnosis(typed) is None


@pytest.mark.parametrize("number", ["", "x", "999999999", "-1", "9" * 40])
def test_what_is_no_id_finds_nothing(number: str) -> None:
    assert finding.hospital(number) is None
    assert finding.settlement(number) is None


def test_hospitals_and_settlements_are_found_with_what_tells_them_apart() -> None:
    talgar = find_facility("076")
    assert talgar is not None
    assert talgar.id in {int(one.id) for one in finding.find_hospitals("талгар")}
    place = find_places("Semey", kinds=("settlement",))[0]
    assert finding.find_settlements("Семей")[0].id == place.id
    assert finding.settlement(place.id) is not None
