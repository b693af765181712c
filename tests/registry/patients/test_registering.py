import random
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.registry.builders import NOW, facility, region, somebody
from tests.registry.racing import race

from qanat.foundation.actors import NATION, SYSTEM, Scope
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.outbox.models import OutboxEvent
from qanat.foundation.refusals import NotAllowed
from qanat.registry.patients.commands import (
    IdentifierDraft,
    PatientDraft,
    Registered,
    ensure_patients,
    find_or_register,
    register_patient,
)
from qanat.registry.patients.commands.correcting import Correction, correct_patient
from qanat.registry.patients.commands.preparing import BirthImpossible, NameTooLong
from qanat.registry.patients.commands.registering import MotherUnknown
from qanat.registry.patients.models import Identifier, Patient
from qanat.registry.patients.permissions import IMPORT, REGISTER, SEE
from qanat.registry.patients.rules import iin_control_digit

CLERK = somebody({REGISTER, SEE}, NATION)
IMPORTER = somebody({IMPORT, SEE}, NATION)
AIGUL = PatientDraft(name="Ахметова Айгүл", iin="850101400120", sex="female")

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int, int]:
    return Patient.objects.count(), Identifier.objects.count(), OutboxEvent.objects.count()


def test_a_person_gets_a_number_and_stands_for_himself() -> None:
    made = register_patient(CLERK, draft=AIGUL, now=NOW)
    patient = Patient.objects.get(pk=made.id)
    assert made.is_new
    assert made.number == f"P-{made.id:07d}" == patient.number
    assert patient.resolved_id == made.id
    assert (patient.sex, patient.birth_on, patient.birth_precision) == (
        "female",
        date(1985, 1, 1),
        "day",
    )
    assert OutboxEvent.objects.get().payload == {"patient_id": made.id}


def test_without_the_right_nothing_is_registered() -> None:
    before = counts()
    for act in (register_patient, find_or_register):
        with pytest.raises(NotAllowed):
            act(somebody({SEE}, NATION), draft=AIGUL, now=NOW)
    with pytest.raises(NotAllowed):
        ensure_patients(CLERK, rows=[AIGUL], now=NOW)
    assert counts() == before


def test_no_number_is_stored_or_audited_in_clear() -> None:
    draft = replace(
        AIGUL,
        phone="+7 701 123 45 67",
        documents=(IdentifierDraft(kind="passport", value="N 1234567", country="KZ"),),
    )
    register_patient(CLERK, draft=draft, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM patients_identifier i")
        stored = " ".join(row[0] for row in cursor.fetchall())
    audited = " ".join(str(c) for c in AuditEntry.objects.values_list("changes", flat=True))
    for clear in ("850101400120", "1234567", "7011234567"):
        as_bytes = clear.encode().hex()
        assert clear not in stored
        assert as_bytes not in stored
        assert clear not in audited
        assert as_bytes not in audited


@pytest.mark.parametrize(
    ("iin", "status"),
    [
        ("850101400120", "valid"),
        ("070210653849", "invalid_checksum"),
        ("12345", "unverifiable"),
        ("", "absent"),
    ],
)
def test_a_bad_iin_warns_and_never_blocks(iin: str, status: str) -> None:
    made = register_patient(CLERK, draft=PatientDraft(name="Ким Асель", iin=iin), now=NOW)
    assert Patient.objects.get(pk=made.id).iin_status == status
    assert bool(made.doubts) == (status in {"invalid_checksum", "unverifiable"})


def test_a_bad_iin_tells_nothing_about_birth_and_sex() -> None:
    made = register_patient(CLERK, draft=PatientDraft(name="A", iin="070210653849"), now=NOW)
    patient = Patient.objects.get(pk=made.id)
    assert (patient.sex, patient.birth_on, patient.birth_precision) == ("unknown", None, "unknown")


def test_a_contradiction_between_iin_and_what_was_said_is_a_doubt() -> None:
    draft = replace(AIGUL, sex="male", birth_on=date(1986, 1, 1))
    made = register_patient(CLERK, draft=draft, now=NOW)
    assert made.doubts == ("iin_sex", "iin_birth")
    assert Patient.objects.get(pk=made.id).sex == "male"


@pytest.mark.parametrize("born", [date(2199, 1, 1), date(1890, 1, 1)])
def test_nobody_is_registered_or_corrected_to_an_impossible_birth(born: date) -> None:
    made = register_patient(CLERK, draft=AIGUL, now=NOW)
    before = counts()
    wrong = PatientDraft(name="Кто-то", birth_on=born)
    for act in (register_patient, find_or_register):
        with pytest.raises(BirthImpossible):
            act(CLERK, draft=wrong, now=NOW)
    known = Correction(name="Кто-то", birth_on=born, birth_precision="day")
    with pytest.raises(BirthImpossible):
        correct_patient(SYSTEM, patient_id=made.id, version=1, known=known)
    assert counts() == before


def test_a_name_too_long_is_refused_and_not_cut() -> None:
    before = counts()
    with pytest.raises(NameTooLong):
        register_patient(CLERK, draft=PatientDraft(name="Ә" * 201), now=NOW)
    assert counts() == before


def test_unknown_persons_are_numbered_by_hospital_and_national_day() -> None:
    hospital = facility()
    unknown = PatientDraft(
        is_unknown=True, facility_id=hospital.pk, age_years=45, features="tattoo"
    )
    late = NOW.replace(hour=20)  # after midnight in Almaty
    numbers = [register_patient(CLERK, draft=unknown, now=at).number for at in (NOW, NOW, late)]
    start = f"UNK-{hospital.pk}"
    assert numbers == [f"{start}-20261125-1", f"{start}-20261125-2", f"{start}-20261126-1"]
    patient = Patient.objects.get(number=numbers[0])
    assert (patient.birth_precision, patient.birth_on is not None) == ("estimated", True)
    assert patient.features == "tattoo"


def test_a_person_of_whom_nothing_is_known_is_unknown() -> None:
    made = find_or_register(CLERK, draft=PatientDraft(), now=NOW)
    again = find_or_register(CLERK, draft=PatientDraft(), now=NOW)
    assert made.number == "UNK-0-20261125-1"
    assert again.id != made.id


def test_a_newborn_is_known_by_mother_and_order_of_birth() -> None:
    mother = register_patient(CLERK, draft=AIGUL, now=NOW)
    twin = PatientDraft(mother_id=mother.id, birth_on=date(2026, 11, 25), weight_g=1450)
    first = find_or_register(CLERK, draft=replace(twin, birth_order=1), now=NOW)
    second = find_or_register(CLERK, draft=replace(twin, birth_order=2), now=NOW)
    again = find_or_register(CLERK, draft=replace(twin, birth_order=2), now=NOW)
    assert first.id != second.id == again.id
    assert not Patient.objects.get(pk=first.id).is_unknown


def test_a_newborn_of_a_mother_nobody_knows_is_refused() -> None:
    before = counts()
    with pytest.raises(MotherUnknown):
        register_patient(CLERK, draft=PatientDraft(mother_id=999_999), now=NOW)
    assert counts() == before


def test_a_mother_out_of_sight_is_not_betrayed() -> None:
    mother = register_patient(CLERK, draft=replace(AIGUL, region=region("KZ-10").pk), now=NOW)
    regional = somebody({REGISTER, SEE}, Scope(regions=frozenset({"KZ-19"})))
    with pytest.raises(MotherUnknown):
        register_patient(regional, draft=PatientDraft(mother_id=mother.id), now=NOW)


def test_a_foreigner_is_found_by_passport_in_whatever_script_his_name_is() -> None:
    region()
    passport = IdentifierDraft(kind="passport", value="U 1234-5678", country="TR")
    draft = PatientDraft(name="Yılmaz Ayşe", documents=(passport,), residency="temporary")
    made = find_or_register(CLERK, draft=draft, now=NOW)
    found = find_or_register(
        CLERK,
        draft=PatientDraft(name="Йылмаз", documents=(replace(passport, value="u12345678"),)),
        now=NOW,
    )
    assert (found.id, found.is_new) == (made.id, False)


def test_the_same_number_of_another_country_is_another_person() -> None:
    one = IdentifierDraft(kind="passport", value="12345678", country="TR")
    made = find_or_register(CLERK, draft=PatientDraft(name="A", documents=(one,)), now=NOW)
    other = PatientDraft(name="B", documents=(replace(one, country="AZ"),))
    assert find_or_register(CLERK, draft=other, now=NOW).id != made.id


def test_a_shared_phone_does_not_make_two_people_one() -> None:
    family = PatientDraft(name="A", phone="+77011234567")
    one = find_or_register(CLERK, draft=family, now=NOW)
    other = find_or_register(CLERK, draft=replace(family, name="B"), now=NOW)
    assert one.id != other.id


def test_a_name_and_birth_find_the_person_however_it_is_written() -> None:
    bare = PatientDraft(name="Ахметова Айгүл", birth_on=date(1985, 1, 1))
    made = find_or_register(CLERK, draft=bare, now=NOW)
    other = find_or_register(CLERK, draft=replace(bare, name="Ахметова Асель"), now=NOW)
    assert other.id != made.id
    same = find_or_register(CLERK, draft=replace(bare, name=" ахметова айгүл "), now=NOW)
    assert same.id == made.id


def test_an_iin_given_later_is_kept_with_the_person() -> None:
    bare = PatientDraft(name="Ким Асель", birth_on=date(1985, 1, 1))
    made = find_or_register(CLERK, draft=bare, now=NOW)
    found = find_or_register(CLERK, draft=replace(bare, iin="850101400120"), now=NOW)
    assert (found.id, found.is_new) == (made.id, False)
    assert Patient.objects.get(pk=made.id).iin_status == "valid"
    by_number = find_or_register(CLERK, draft=PatientDraft(iin="850101400120"), now=NOW)
    assert by_number.id == made.id


def test_namesakes_born_on_one_day_with_other_iins_are_two_people() -> None:
    one = find_or_register(CLERK, draft=AIGUL, now=NOW)
    stem = "85010140013"
    other = replace(AIGUL, iin=f"{stem}{iin_control_digit(stem)}")
    assert find_or_register(CLERK, draft=other, now=NOW).id != one.id
    bare = find_or_register(
        CLERK, draft=PatientDraft(name=AIGUL.name, birth_on=date(1985, 1, 1)), now=NOW
    )
    assert bare.is_new


def test_a_year_of_birth_is_not_enough_to_be_the_same() -> None:
    vague = PatientDraft(name="Ким Асель", birth_on=date(1985, 1, 1), birth_precision="year")
    one = find_or_register(CLERK, draft=vague, now=NOW)
    assert find_or_register(CLERK, draft=vague, now=NOW).id != one.id


def test_registering_as_new_keeps_both_and_the_first_answers() -> None:
    first = register_patient(CLERK, draft=AIGUL, now=NOW)
    second = register_patient(CLERK, draft=AIGUL, now=NOW)
    assert first.id != second.id
    assert Identifier.objects.filter(identifies=True).get().patient_id == first.id
    assert find_or_register(CLERK, draft=AIGUL, now=NOW).id == first.id


def test_many_rows_are_told_apart_whatever_their_order() -> None:
    existing = find_or_register(CLERK, draft=AIGUL, now=NOW)
    rows = [
        PatientDraft(name="Ким Асель", birth_on=date(1990, 5, 5)),
        PatientDraft(name="КИМ АСЕЛЬ", birth_on=date(1990, 5, 5)),
        PatientDraft(name="Ким Асель", birth_on=date(1990, 5, 5), birth_order=2),
        PatientDraft(name="x", iin="850101400120"),
        PatientDraft(name="Ахметова Айгүл", birth_on=date(1985, 1, 1)),
        PatientDraft(name="Ли", iin="070210653849"),
        PatientDraft(name="Ли Жанна", iin="070210653849"),
        PatientDraft(),
        PatientDraft(),
    ]
    order = list(range(len(rows)))
    random.Random(3).shuffle(order)  # noqa: S311 (repeatable)
    shuffled = ensure_patients(IMPORTER, rows=[rows[i] for i in order], now=NOW)
    ids = [shuffled[order.index(i)] for i in range(len(rows))]
    assert ids[0] == ids[1] != ids[2]
    assert ids[3] == ids[4] == existing.id
    assert ids[5] == ids[6]
    assert ids[7] != ids[8]
    again = ensure_patients(IMPORTER, rows=rows[:7], now=NOW)
    assert again == ids[:7]


def test_no_rows_are_no_patients() -> None:
    assert ensure_patients(IMPORTER, rows=[], now=NOW) == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def rows(start: int, count: int) -> list[PatientDraft]:
        return [
            PatientDraft(name=f"Name {i}", birth_on=date(1990, 1, 1), iin=f"{i:012d}")
            for i in range(start, start + count)
        ]

    for start, count in ((1, 2), (1000, 400)):
        with django_assert_num_queries(7):
            ensure_patients(IMPORTER, rows=rows(start, count), now=NOW)


def test_rows_in_bulk_are_each_person_once() -> None:
    rows = [
        PatientDraft(
            name=f"Фамилия{i % 700} Имя{i % 50}",
            birth_on=date(1950 + i % 60, 1 + i % 12, 1 + i % 28),
            iin=f"{i % 700 + 100:012d}" if i % 3 else "",
            source="journal",
            is_synthetic=True,
        )
        for i in range(4_200)
    ]
    ids = ensure_patients(SYSTEM, rows=rows, now=NOW)
    assert len(set(ids)) == Patient.objects.count()
    assert Patient.objects.filter(is_synthetic=True).count() == Patient.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_who_register_one_person_in_one_instant_get_one_record() -> None:
    by_name = PatientDraft(name="Ким Асель", birth_on=date(1990, 5, 5))
    by_number = PatientDraft(iin="850101400120")
    both = replace(by_name, iin="850101400120")
    for draft in (by_name, by_number, both):
        answers = race([partial(find_or_register, CLERK, draft=draft, now=NOW)] * 8)
        assert all(isinstance(a, Registered) for a in answers), answers
        assert len({a.id for a in answers if isinstance(a, Registered)}) == 1
    assert Patient.objects.count() == 2  # the third description fits the two before: the IIN wins


@pytest.mark.django_db(transaction=True)
def test_a_person_registered_while_a_file_is_imported_is_not_doubled() -> None:
    drafts = [PatientDraft(name=f"N{i}", iin=f"{i + 10:012d}") for i in range(300)]

    def one_by_one() -> list[int]:
        return [find_or_register(CLERK, draft=d, now=NOW).id for d in reversed(drafts)]

    def as_file() -> list[int]:
        return ensure_patients(IMPORTER, rows=drafts, now=NOW)

    singly, at_once = race([one_by_one, as_file])
    assert isinstance(singly, list), singly
    assert isinstance(at_once, list), at_once
    assert list(reversed(singly)) == at_once
    assert Patient.objects.count() == len(drafts)
