"""Pages of patients, in a browser without JavaScript and with it."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.registry.browsing import HTMX, Browse
from tests.registry.builders import NOW, region

from qanat.foundation.actors import SYSTEM
from qanat.registry.patients.commands import PatientDraft, merge_patients, register_patient
from qanat.registry.patients.models import (
    Alias,
    Identifier,
    IdentifierReveal,
    Merge,
    Patient,
)

pytestmark = pytest.mark.django_db
SEARCH = "/patients/"
IIN = "850101400120"


def patient(**said: Any) -> int:
    draft = PatientDraft(**({"name": "Ким Асель", "iin": IIN} | said))
    return register_patient(SYSTEM, draft=draft, now=NOW).id


def at(name: str, *args: int) -> str:
    return reverse(f"patients:{name}", args=args)


def test_a_search_is_posted_and_its_text_stands_in_no_address(browse: Browse) -> None:
    pk = patient()
    client = browse("clerk")
    assert client.get(SEARCH).status_code == 200
    text = ""
    for headers in ({}, HTMX):
        answer = client.post(SEARCH, {"text": "kim"}, headers=headers)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert at("patient", pk) in text
        assert "?" not in text.split('<form class="stack"')[1].split(">")[0]
    assert "<html" not in text
    assert "Nobody was found" in client.post(SEARCH, {"text": "nobody"}).content.decode()
    assert client.post(SEARCH, {"text": "  "}).status_code == 422


def test_a_search_with_nonsense_is_answered_in_words(browse: Browse) -> None:
    client = browse("clerk")
    assert client.post(SEARCH, {"text": "a\x07b"}).status_code == 422
    assert client.post(SEARCH, {"text": "x" * 5000}).status_code == 422
    for page in ("0", "-1", "x", "9" * 40, "٣"):
        assert client.post(SEARCH, {"text": "kim", "page": page}).status_code == 200


def test_results_turn_pages_by_post(browse: Browse) -> None:
    for n in range(52):
        patient(name=f"Ким {n:02d}", iin="")
    client = browse("clerk")
    assert 'name="page" value="2"' in client.post(SEARCH, {"text": "ким"}).content.decode()
    second = client.post(SEARCH, {"text": "ким", "page": "2"}).content.decode()
    assert 'name="page" value="1"' in second
    assert second.count("row-link") == 2


def test_numbers_are_masked_until_somebody_says_why(browse: Browse) -> None:
    pk = patient(phone="87011234567")
    client = browse("clerk")
    assert IIN not in client.get(at("patient", pk)).content.decode()
    refused = client.post(at("reveal", pk), {"why": "  "})
    assert (refused.status_code, IIN in refused.content.decode()) == (422, False)
    assert client.get(at("reveal", pk)).status_code == 405
    assert not IdentifierReveal.objects.exists()
    shown = client.post(at("reveal", pk), {"why": "call the family"})
    assert IIN in shown.content.decode()
    assert "+77011234567" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert IdentifierReveal.objects.get().why == "call the family"
    assert IIN not in client.get(at("patient", pk)).content.decode()
    assert "Numbers shown" in client.get(at("history", pk)).content.decode()


def test_who_may_not_is_told_so_and_who_does_not_see_finds_nothing(browse: Browse) -> None:
    region("KZ-10")
    pk = patient(region=region("KZ-19").pk)
    other = patient(iin="", name="X")
    for name in ("patient", "history", "correct", "add_number", "add_name", "death", "choose"):
        assert browse("outsider").get(at(name, pk)).status_code == 403
    reader = browse("patient_reader")
    assert reader.get(at("patient", pk)).status_code == 200
    for name in ("correct", "add_number", "add_name", "death", "choose", "unmerge"):
        assert reader.get(at(name, pk)).status_code == 403
        assert reader.post(at(name, pk), {"why": "x"}).status_code == 403
    assert reader.post(at("reveal", pk), {"why": "x"}).status_code == 403
    assert reader.get(at("merge", pk, other)).status_code == 403
    assert reader.get(at("register")).status_code == 403
    assert reader.get(at("duplicates")).status_code == 403
    ward = browse("ward", "KZ-10")
    assert ward.get(at("patient", pk)).status_code == 404
    assert ward.get(at("history", pk)).status_code == 404
    clerk = browse("clerk")
    for name in ("patient", "history", "correct", "choose"):
        for unknown in (999_999, 10**30):
            assert clerk.get(at(name, unknown)).status_code == 404
    assert clerk.get(at("merge", pk, 10**30)).status_code == 404
    assert clerk.post(at("retire_number", pk, 10**30)).status_code == 404
    assert not IdentifierReveal.objects.exists()


def test_a_patient_is_registered_and_found_the_second_time(browse: Browse) -> None:
    client = browse("clerk")
    typed = {"name": "Ахметова Айгүл", "iin": "070210653849", "weight_kg": "3,45"}
    made = client.post(at("register"), typed)
    row = Patient.objects.get()
    assert (made.status_code, made["Location"]) == (303, at("patient", row.pk))
    assert row.weight_g == 3450
    page = client.get(made["Location"]).content.decode()
    assert "The control digit of the IIN is wrong." in page
    assert client.post(at("register"), typed)["Location"] == at("patient", row.pk)
    assert Patient.objects.count() == 1
    client.post(at("register"), typed | {"is_another": "on"})
    assert Patient.objects.count() == 2


def test_a_bad_registration_keeps_what_was_typed(browse: Browse) -> None:
    client = browse("clerk")
    typed = {"name": "Ким", "document": "passport", "mother": "P-404", "age_years": "300"}
    answer = client.post(at("register"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ким"' in text
    typed |= {"document": "", "age_years": "30"}
    assert (
        "no record with this number of the mother"
        in client.post(at("register"), typed).content.decode()
    )
    assert not Patient.objects.exists()


def test_a_newborn_is_registered_with_the_mother(browse: Browse) -> None:
    mother = patient()
    client = browse("clerk")
    typed = {"mother": f"p-{mother:07d}", "birth_on": "2026-11-24", "birth_order": "1"}
    client.post(at("register"), typed)
    child = Patient.objects.exclude(pk=mother).get()
    assert (child.mother_id, child.birth_order) == (mother, 1)
    assert at("patient", child.pk) in client.get(at("patient", mother)).content.decode()


def test_a_ward_sees_whom_it_registered_and_is_told_of_others(browse: Browse) -> None:
    region("KZ-19")
    elsewhere = patient(region=region("KZ-10").pk)
    ward = browse("ward", "KZ-19")
    made = ward.post(at("register"), {"is_unknown": "on", "features": "tattoo"})
    assert ward.get(made["Location"]).status_code == 200
    answer = ward.post(at("register"), {"iin": IIN})
    assert answer.status_code == 422
    assert f"P-{elsewhere:07d}" in answer.content.decode()
    assert ward.get(at("patient", elsewhere)).status_code == 404


def test_a_correction_is_saved_and_a_stale_one_shown_again(browse: Browse) -> None:
    pk = patient()
    client = browse("clerk")
    assert 'value="Ким Асель"' in client.get(at("correct", pk)).content.decode()
    typed = {
        "name": "Цой Асель",
        "birth_on": "1985-01-01",
        "birth_precision": "day",
        "version": "1",
    }
    saved = client.post(at("correct", pk), typed)
    assert (saved.status_code, saved["Location"]) == (303, at("patient", pk))
    stale = client.post(at("correct", pk), typed | {"name": "Ли Асель"})
    assert stale.status_code == 422
    assert 'value="Ли Асель"' in stale.content.decode()
    assert Patient.objects.get().name == "Цой Асель"
    assert "Changed: " in client.get(at("history", pk)).content.decode()
    unclear = client.post(at("correct", pk), typed | {"version": "2", "birth_precision": "unknown"})
    assert unclear.status_code == 422


def test_numbers_and_names_are_added_and_taken_back(browse: Browse) -> None:
    pk = patient(iin="")
    client = browse("clerk")
    assert client.post(at("add_number", pk), {"kind": "iin", "value": IIN}).status_code == 303
    assert client.post(at("add_number", pk), {"kind": "iin", "value": IIN}).status_code == 422
    assert client.post(at("add_number", pk), {"kind": "x", "value": "1"}).status_code == 422
    number = Identifier.objects.get()
    assert client.get(at("retire_number", pk, number.pk)).status_code == 200
    assert client.post(at("retire_number", pk, number.pk)).status_code == 303
    assert client.post(at("retire_number", pk, number.pk)).status_code == 404
    assert client.post(at("add_name", pk), {"name": "Kim Assel"}).status_code == 303
    assert Alias.objects.count() == 1


def test_a_death_is_recorded_and_taken_back(browse: Browse) -> None:
    pk = patient()
    client = browse("clerk")
    assert client.post(at("death", pk), {"died_at": "2099-01-01T10:00"}).status_code == 422
    assert client.post(at("death", pk), {"died_at": "2026-01-01T10:00"}).status_code == 303
    assert "mistake" in client.get(at("death", pk)).content.decode()
    assert client.post(at("death", pk), {"why": ""}).status_code == 422
    assert client.post(at("death", pk), {"why": "wrong person"}).status_code == 303
    assert Patient.objects.get().died_at is None


def test_two_records_are_compared_merged_and_separated(browse: Browse) -> None:
    one, two = patient(), patient(name="Kim A.")
    client = browse("clerk")
    assert at("merge", two, one) in client.get(at("duplicates")).content.decode()
    assert at("merge", one, two) in client.get(at("choose", one)).content.decode()
    assert at("merge", one, two) in client.get(at("patient", one)).content.decode()
    chosen = client.post(at("choose", one), {"number": f"P-{two:07d}"})
    assert chosen["Location"] == at("merge", one, two)
    assert client.post(at("choose", one), {"number": "P-404"}).status_code == 422
    assert "side by side" in client.get(at("merge", one, two)).content.decode()
    assert client.post(at("merge", one, two), {"keep": one, "why": ""}).status_code == 422
    assert client.post(at("merge", one, two), {"keep": 999, "why": "x"}).status_code == 422
    assert not Merge.objects.exists()
    assert client.post(at("merge", one, two), {"keep": one, "why": "IIN"}).status_code == 303
    assert Patient.objects.get(pk=two).merged_into_id == one
    assert at("patient", one) in client.get(at("patient", two)).content.decode()
    assert (
        client.post(
            at("correct", two), {"name": "Z", "version": "1", "birth_precision": "unknown"}
        ).status_code
        == 422
    )
    assert client.get(at("unmerge", two)).status_code == 200
    assert client.post(at("unmerge", two), {"why": "twins"}).status_code == 303
    assert Patient.objects.get(pk=two).merged_into_id is None


def test_long_names_and_empty_records_are_shown(browse: Browse) -> None:
    pk = patient(name="Ә" * 200, iin="")
    empty = patient(name="", iin="")
    client = browse("clerk")
    assert "Ә" * 200 in client.get(at("patient", pk)).content.decode()
    assert "Unknown person" in client.get(at("patient", empty)).content.decode()
    assert "No number on record." in client.get(at("patient", empty)).content.decode()


def test_names_are_escaped(browse: Browse) -> None:
    pk = patient(name="<script>alert(1)</script>")
    client = browse("clerk")
    for answer in (
        client.get(at("patient", pk)),
        client.get(at("history", pk)),
        client.post(SEARCH, {"text": "alert"}),
        client.get(at("correct", pk)),
    ):
        assert "<script>alert" not in answer.content.decode()


def test_pages_cost_the_same_however_much_there_is(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    mother = patient()
    client = browse("clerk")
    client.get(at("patient", mother))
    for n in range(4):
        patient(mother_id=mother, birth_on=date(2026, 1, 1), birth_order=n + 1, iin="")
        twin = patient()
        merge_patients(SYSTEM, patient_id=twin, survivor_id=mother, why="x")
        patient()
        with django_assert_max_num_queries(14):
            client.get(at("patient", mother))
        with django_assert_max_num_queries(16):
            client.get(at("history", mother))
        with django_assert_max_num_queries(6):
            client.post(SEARCH, {"text": "ким"})
        with django_assert_max_num_queries(7):
            client.get(at("duplicates"))


ANOTHER = {"name": "Тестова Тестия", "features": "родинка на щеке", "iin": IIN}


def test_a_number_of_somebody_described_otherwise_is_asked_about(browse: Browse) -> None:
    first = patient()
    client = browse("clerk")
    asked = client.post(at("register"), ANOTHER)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "Is it the same person?" in text
    assert "Ким Асель" in text
    assert "родинка на щеке" in text
    assert Patient.objects.count() == 1
    same = client.post(at("register"), ANOTHER | {"same_person": str(first)})
    assert (same.status_code, same["Location"]) == (303, at("patient", first))
    other = client.post(at("register"), ANOTHER | {"same_person": "another"})
    made = Patient.objects.exclude(pk=first).get()
    assert other["Location"] == at("patient", made.pk)
    assert (made.name, made.features) == ("Тестова Тестия", "родинка на щеке")


@pytest.mark.parametrize("wrong", [{"birth_on": "1990-01-01"}, {"sex": "male"}, {"age_years": "3"}])
def test_another_birth_sex_or_age_is_asked_about_too(
    browse: Browse,
    wrong: dict[str, str],
) -> None:
    patient(birth_on=date(1985, 1, 1), sex="female")
    asked = browse("clerk").post(at("register"), {"name": "Kim Asel", "iin": IIN} | wrong)
    assert (asked.status_code, Patient.objects.count()) == (422, 1)


def test_a_wrong_control_digit_is_asked_about_unless_the_name_agrees(browse: Browse) -> None:
    wrong = "900101300001"
    first = patient(iin=wrong, name="Тестов Тест")
    client = browse("clerk")
    assert client.post(at("register"), {"iin": wrong}).status_code == 422
    known = client.post(at("register"), {"iin": wrong, "name": "Testov"})
    assert known["Location"] == at("patient", first)


def test_of_two_with_one_number_the_one_who_is_described_is_taken(browse: Browse) -> None:
    patient()
    second = patient(name="Тестова Тестия")
    answer = browse("clerk").post(at("register"), ANOTHER | {"name": "Тестова Тестия"})
    assert answer["Location"] == at("patient", second)


def test_an_answer_that_was_not_offered_is_asked_again(browse: Browse) -> None:
    patient()
    stranger = patient(iin="", name="X")
    for said in (str(stranger), "0", "x", "9" * 30):
        again = browse("clerk").post(at("register"), ANOTHER | {"same_person": said})
        assert again.status_code == 422
    assert Patient.objects.count() == 2


def test_the_name_of_a_record_that_is_not_open_stays_closed(browse: Browse) -> None:
    region("KZ-19")
    elsewhere = patient(region=region("KZ-10").pk)
    ward = browse("ward", "KZ-19")
    text = ward.post(at("register"), ANOTHER).content.decode()
    assert "a person whose record is not open to you" in text
    assert "Ким Асель" not in text
    refused = ward.post(at("register"), ANOTHER | {"same_person": str(elsewhere)})
    assert "cared for elsewhere" in refused.content.decode()
    assert ward.post(at("register"), ANOTHER | {"same_person": "another"}).status_code == 303
