"""Who sees whom, and what is found by what."""

from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.registry.builders import NOW, facility, region, somebody

from qanat.foundation.actors import NATION, NOBODY, SYSTEM, Actor, Scope
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.fleet.models import Operator
from qanat.registry.patients.commands import (
    IdentifierDraft,
    LinkDraft,
    PatientDraft,
    link_patient,
    link_patients,
    merge_patients,
    register_patient,
)
from qanat.registry.patients.models import Patient, PatientLink
from qanat.registry.patients.permissions import REGISTER, SEE
from qanat.registry.patients.queries import (
    birth_text,
    patient_history,
    patient_record,
    patients_by_id,
    search_patients,
    shown_name,
)

READER = somebody({SEE}, NATION)
pytestmark = pytest.mark.django_db


def registered(**said: object) -> int:
    draft = replace(PatientDraft(name="Нұрғалиев Өмір"), **said)  # type: ignore[arg-type]  # fields by name
    return register_patient(SYSTEM, draft=draft, now=NOW).id


def in_region(code: str) -> Actor:
    return somebody({SEE, REGISTER}, Scope(regions=frozenset({code})))


def seen_by(actor: Actor) -> set[int]:
    return set(Patient.objects.visible_to(actor).values_list("pk", flat=True))


def test_a_region_sees_those_who_live_there_and_those_it_cares_for() -> None:
    home = registered(region=region("KZ-19").pk)
    away = registered(region=region("KZ-10").pk)
    assert seen_by(in_region("KZ-19")) == {home}
    link_patient(SYSTEM, patient_id=away, purpose="dispatch.request", purpose_id=1, region="KZ-19")
    assert seen_by(in_region("KZ-19")) == {home, away}
    assert seen_by(in_region("KZ-10")) == {away}
    assert seen_by(READER) == {home, away}


def test_organisation_operator_and_country_see_only_whom_they_are_linked_to() -> None:
    one, two, three, nobody = (registered() for _ in range(4))
    hospital = facility()
    airline = Operator.objects.create(code="a", name={"en": "A"}, kind="airline")
    link_patient(
        SYSTEM, patient_id=one, purpose="dispatch.request", purpose_id=1, facility_id=hospital.pk
    )
    link_patient(
        SYSTEM, patient_id=two, purpose="dispatch.mission", purpose_id=1, operator_id=airline.pk
    )
    link_patients(
        SYSTEM, links=[LinkDraft(patient_id=three, purpose="x", purpose_id=1, country="KZ")]
    )
    for scope, seen in (
        (Scope(organisations=frozenset({hospital.pk})), {one}),
        (Scope(operators=frozenset({airline.pk})), {two}),
        (Scope(countries=frozenset({"KZ"})), {three}),
        (Scope(organisations=frozenset({hospital.pk + 1})), set()),
    ):
        assert seen_by(somebody({SEE}, scope)) == seen
    assert nobody not in seen_by(somebody({SEE}, Scope(countries=frozenset({"KZ"}))))
    assert seen_by(NOBODY) == set()
    assert seen_by(somebody({REGISTER}, NATION)) == set()


def test_breaking_the_glass_opens_one_person_with_all_his_records() -> None:
    region()
    one, two, other = (registered() for _ in range(3))
    merge_patients(SYSTEM, patient_id=one, survivor_id=two, why="x")
    opened = somebody({SEE}, Scope(regions=frozenset({"KZ-19"})), glass=[one])
    assert seen_by(opened) == {one, two}
    assert other not in seen_by(opened)


def test_merged_records_are_seen_together() -> None:
    home = registered(region=region("KZ-19").pk)
    other = registered()
    merge_patients(SYSTEM, patient_id=home, survivor_id=other, why="x")
    assert seen_by(in_region("KZ-19")) == {home, other}


def test_linking_twice_changes_nothing_and_needs_the_right() -> None:
    region()
    one = registered()
    for _ in range(2):
        link_patient(in_region("KZ-19"), patient_id=one, purpose="x", purpose_id=1, region="KZ-19")
    assert PatientLink.objects.count() == 1
    with pytest.raises(NotAllowed):
        link_patient(READER, patient_id=one, purpose="x", purpose_id=2, region="KZ-19")
    with pytest.raises(NotFound):
        link_patient(SYSTEM, patient_id=one + 99, purpose="x", purpose_id=2, region="KZ-19")
    assert PatientLink.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["Нұрғали", "nurgaliev", "НУРГАЛИЕВ", "өмір", "omir", "алиев", "Өмір Нұрғалиев", "өм"]
)
def test_a_name_is_found_by_any_fragment_in_any_script(text: str) -> None:
    one = registered()
    registered(name="Ахметова Айгүл")
    assert [r.id for r in search_patients(READER, text).rows] == [one]


@pytest.mark.parametrize(
    "text",
    [
        "850101300124",
        "850101 300124",
        "N1234567",
        "n 1234567",
        "+7 701 123 45 67",
        "8 701 1234567",
        "01.01.1985",
        "1985-01-01",
        "Нұрғалиев 1985",
        "нургалиев 850101300124",
    ],
)
def test_a_person_is_found_by_whole_numbers_and_birth(text: str) -> None:
    one = registered(
        iin="850101300124",
        phone="87011234567",
        documents=(IdentifierDraft(kind="passport", value="N1234567", country="KZ"),),
    )
    registered(name="Нұрғалиев Ержан", iin="991231359995")
    assert [r.id for r in search_patients(READER, text).rows] == [one]


@pytest.mark.parametrize(
    "text", ["85010130012", "N123456", "02.01.1985", "Нұрғалиев 1984", "%", "___", "P-9"]
)
def test_parts_of_numbers_and_wild_cards_find_nobody(text: str) -> None:
    registered(iin="850101300124", documents=(IdentifierDraft(kind="passport", value="N1234567"),))
    assert search_patients(READER, text).rows == ()


def test_a_record_is_found_by_its_number() -> None:
    one = registered(name="", is_unknown=True)
    assert [r.id for r in search_patients(READER, "unk-0-20261125-1").rows] == [one]


def test_an_empty_line_asks_for_nothing() -> None:
    registered()
    for text in ("", "   ", "\x00"):
        found = search_patients(READER, text)
        assert (found.rows, found.asked) == ((), False)


def test_a_search_turns_pages_of_fifty() -> None:
    for n in range(53):
        registered(name=f"Ким {n:02d}")
    first, second = search_patients(READER, "ким"), search_patients(READER, "ким", page=2)
    assert (len(first.rows), first.has_more) == (50, True)
    assert (len(second.rows), second.has_more) == (3, False)
    assert {r.id for r in first.rows}.isdisjoint(r.id for r in second.rows)


def test_a_search_shows_only_what_the_actor_may_see() -> None:
    one = registered(region=region("KZ-19").pk, iin="850101300124")
    assert [r.id for r in search_patients(in_region("KZ-19"), "нұрғалиев").rows] == [one]
    for text in ("нұрғалиев", "850101300124", f"P-{one:07d}"):
        assert search_patients(in_region("KZ-10"), text).rows == ()


def test_a_record_out_of_sight_is_not_found() -> None:
    one = registered(region=region("KZ-19").pk)
    for read in (patient_record, patient_history):
        with pytest.raises(NotFound):
            read(in_region("KZ-10"), one)
    assert patients_by_id(in_region("KZ-10"), [one]) == {}


def test_reading_costs_the_same_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mother = registered(iin="850101400120", region=region("KZ-19").pk)
    for rounds in (1, 3):
        for n in range(rounds):
            registered(mother_id=mother, birth_on=date(2026, 1, 1), birth_order=10 * rounds + n)
            twin = registered(iin="850101400120")
            merge_patients(SYSTEM, patient_id=twin, survivor_id=mother, why="x")
        with django_assert_num_queries(5):
            patient_record(READER, mother)
        with django_assert_num_queries(7):
            patient_history(READER, mother)
        with django_assert_num_queries(1):
            search_patients(READER, "нұрғалиев")


def test_words_for_a_person() -> None:
    today = date(2026, 11, 25)
    newborn = patients_by_id(READER, [registered(name="", birth_on=date(2026, 11, 23))])
    (row,) = newborn.values()
    assert shown_name(row) == "Unknown person"
    assert birth_text(row, today).endswith("2 days")
    (old,) = patients_by_id(READER, [registered(age_years=45, name="X")]).values()
    assert birth_text(old, today) == "about 45 years"
