"""Search fields: found by typing, with and without JavaScript."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from qanat.web.forms import Form
from qanat.web.gallery import find_towns, get_town
from qanat.web.search_field import Found, SearchField


class TownForm(Form):
    town = SearchField(find=find_towns, get=get_town, url_name="web:kit_find")
    other = SearchField(find=find_towns, get=get_town, required=False)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def result(**typed: str) -> Found | list[str]:
    form = TownForm(typed)
    if form.is_valid():
        found: Found = form.cleaned_data["town"]
        return found
    return [e["code"] for e in form.errors.get_json_data()["town"]]


def test_the_record_chosen_in_the_list_is_taken() -> None:
    assert result(town="4", town_text="Аягөз") == get_town("4")


def test_without_javascript_the_name_is_enough_in_any_script() -> None:
    assert result(town_text="semey") == get_town("1")
    assert result(town_text="ОСКЕМЕН") == get_town("3") or result(town_text="Өскемен") == get_town(
        "3"
    )


def test_where_several_fit_the_server_asks_which() -> None:
    form = TownForm({"town_text": "Се"})
    assert form.errors.get_json_data()["town"][0]["code"] == "several"
    text = str(form["town"])
    assert 'value="Се"' in text
    assert 'name="town_pick" value="1"' in text
    assert 'name="town_pick" value="2"' in text
    assert 'name="town_pick" value="3"' not in text


def test_the_answer_to_which_is_taken() -> None:
    assert result(town_text="Се", town_pick="2") == get_town("2")


def test_a_text_typed_over_the_choice_counts_more_than_the_choice() -> None:
    assert result(town="1", town_text="Аягөз") == get_town("4")


@pytest.mark.parametrize("forged", ["99", "1 OR 1=1", "-1", "x" * 500])
def test_an_id_that_is_not_open_finds_nothing(forged: str) -> None:
    assert result(town=forged) in (["unknown"], ["max_length"])
    assert result(town=forged, town_text="Nowhere") == ["unknown"]


def test_a_code_which_is_none_is_said_and_not_dropped() -> None:
    assert result(town="ZZZ", town_text="") == ["unknown"]
    assert 'value="ZZZ"' in str(TownForm(initial={"town": "ZZZ"})["town"])


def test_nothing_typed_is_refused_only_where_something_is_needed() -> None:
    assert result(town_text="  ") == ["required"]
    form = TownForm({"town_text": "Аягөз"})
    assert form.is_valid()
    assert form.cleaned_data["other"] is None


@pytest.mark.parametrize(("text", "code"), [("a\x00", "control"), ("x" * 201, "max_length")])
def test_what_deceives_or_never_ends_is_refused(text: str, code: str) -> None:
    assert result(town_text=text) == [code]


def test_a_record_known_before_is_shown_by_name() -> None:
    text = str(TownForm(initial={"town": "3"})["town"])
    assert 'value="Өскемен"' in text
    assert 'type="hidden" name="town" value="3"' in text


def test_one_persons_choices_are_not_offered_to_another() -> None:
    TownForm({"town_text": "Се"}).is_valid()
    assert "town_pick" not in str(TownForm()["town"])
