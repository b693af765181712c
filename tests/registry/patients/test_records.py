"""Correct, number, show, die: one record at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from tests.registry.builders import NOW, region, somebody
from tests.registry.racing import race

from qanat.foundation.actors import NATION, SYSTEM, Scope
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.patients.commands import (
    Correction,
    IdentifierDraft,
    PatientDraft,
    add_alias,
    add_identifier,
    correct_patient,
    record_death,
    register_patient,
    retire_identifier,
    reveal_identifiers,
    withdraw_death,
)
from qanat.registry.patients.commands.correcting import (
    BirthUnclear,
    ChangedMeanwhile,
    DeathImpossible,
    DeathKnown,
    NoDeath,
    WhyMissing,
)
from qanat.registry.patients.commands.numbers import NumberKnown, NumberMissing, ShowWhyMissing
from qanat.registry.patients.models import Alias, Identifier, IdentifierReveal, Patient
from qanat.registry.patients.permissions import CORRECT, REVEAL, SEE
from qanat.registry.patients.queries import search_patients

KEEPER = somebody({CORRECT, SEE}, NATION)
READER = somebody({SEE}, NATION)
SHOWN = somebody({REVEAL, SEE}, NATION)
ELSEWHERE = somebody({CORRECT, SEE, REVEAL}, Scope(regions=frozenset({"KZ-10"})))

pytestmark = pytest.mark.django_db


def patient(**said: object) -> Patient:
    draft = replace(PatientDraft(name="Ким Асель", iin="850101400120"), **said)  # type: ignore[arg-type]  # fields by name
    return Patient.objects.get(pk=register_patient(SYSTEM, draft=draft, now=NOW).id)


def state(row: Patient) -> dict[str, object]:
    return dict(Patient.objects.filter(pk=row.pk).values().get())


def test_a_correction_keeps_the_old_name_findable() -> None:
    row = patient()
    correct_patient(
        KEEPER,
        patient_id=row.pk,
        version=row.version,
        known=Correction(
            name="  Цой   Асель ", sex="female", birth_on=date(1985, 1, 1), birth_precision="day"
        ),
    )
    after = Patient.objects.get(pk=row.pk)
    assert (after.name, after.sex, after.version) == ("Цой Асель", "female", row.version + 1)
    assert [a.name for a in Alias.objects.all()] == ["Ким Асель"]
    for text in ("цой", "Kim", "асел"):
        assert [r.id for r in search_patients(KEEPER, text).rows] == [row.pk]


def test_a_correction_of_an_older_version_is_refused_and_changes_nothing() -> None:
    row = patient()
    before = state(row)
    with pytest.raises(ChangedMeanwhile):
        correct_patient(
            KEEPER, patient_id=row.pk, version=row.version - 1, known=Correction(name="X")
        )
    assert state(row) == before


@pytest.mark.parametrize(("birth_on", "precision"), [(date(1985, 1, 1), "unknown"), (None, "day")])
def test_birth_and_how_exact_it_is_belong_together(birth_on: date | None, precision: str) -> None:
    row = patient()
    before = state(row)
    with pytest.raises(BirthUnclear):
        correct_patient(
            KEEPER,
            patient_id=row.pk,
            version=row.version,
            known=Correction(name="X", birth_on=birth_on, birth_precision=precision),
        )
    assert state(row) == before


def test_who_may_not_or_does_not_see_changes_nothing() -> None:
    region("KZ-10")
    row = patient()
    number = Identifier.objects.get()
    before = state(row)
    acts = (
        lambda a: correct_patient(
            a, patient_id=row.pk, version=row.version, known=Correction(name="X")
        ),
        lambda a: record_death(a, patient_id=row.pk, died_at=NOW, now=NOW),
        lambda a: add_alias(a, patient_id=row.pk, name="X"),
        lambda a: add_identifier(
            a,
            patient_id=row.pk,
            identifier=IdentifierDraft(kind="phone", value="+77011234567"),
            now=NOW,
        ),
        lambda a: retire_identifier(a, identifier_id=number.pk),
        lambda a: withdraw_death(a, patient_id=row.pk, why="x"),
        lambda a: reveal_identifiers(a, patient_id=row.pk, why="x"),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act(READER)
        with pytest.raises(NotFound):
            act(ELSEWHERE)
    assert state(row) == before
    assert Identifier.objects.in_force().count() == 1
    assert not IdentifierReveal.objects.exists()


def test_a_name_in_another_spelling_is_added_once() -> None:
    row = patient()
    for name in ("Kim Assel", "KIM ASSEL", "  "):
        add_alias(KEEPER, patient_id=row.pk, name=name)
    assert Alias.objects.count() <= 1


def test_a_death_is_recorded_once_and_can_be_withdrawn_with_a_reason() -> None:
    row = patient()
    record_death(KEEPER, patient_id=row.pk, died_at=NOW, now=NOW)
    record_death(KEEPER, patient_id=row.pk, died_at=NOW, now=NOW)
    with pytest.raises(DeathKnown):
        record_death(KEEPER, patient_id=row.pk, died_at=NOW - timedelta(hours=1), now=NOW)
    with pytest.raises(WhyMissing):
        withdraw_death(KEEPER, patient_id=row.pk, why=" ")
    assert Patient.objects.get(pk=row.pk).died_at == NOW
    withdraw_death(KEEPER, patient_id=row.pk, why="wrong patient")
    assert Patient.objects.get(pk=row.pk).died_at is None
    assert AuditEntry.objects.filter(move="withdraw_death").get().note == "wrong patient"
    with pytest.raises(NoDeath):
        withdraw_death(KEEPER, patient_id=row.pk, why="again")


@pytest.mark.parametrize(
    "died_at", [NOW + timedelta(minutes=1), datetime(1984, 12, 30, tzinfo=UTC)]
)
def test_nobody_dies_in_the_future_or_before_birth(died_at: datetime) -> None:
    row = patient()
    before = state(row)
    with pytest.raises(DeathImpossible):
        record_death(KEEPER, patient_id=row.pk, died_at=died_at, now=NOW)
    assert state(row) == before


def test_numbers_are_added_retired_and_told_with_the_patient() -> None:
    row = patient(iin="")
    doubts = add_identifier(
        KEEPER,
        patient_id=row.pk,
        identifier=IdentifierDraft(kind="iin", value="070210653849"),
        now=NOW,
    )
    assert doubts == ("iin_checksum",)
    assert Patient.objects.get(pk=row.pk).iin_status == "invalid_checksum"
    with pytest.raises(NumberKnown):
        add_identifier(
            KEEPER,
            patient_id=row.pk,
            identifier=IdentifierDraft(kind="iin", value="070210 653849"),
            now=NOW,
        )
    with pytest.raises(NumberMissing):
        add_identifier(
            KEEPER,
            patient_id=row.pk,
            identifier=IdentifierDraft(kind="passport", value=" - "),
            now=NOW,
        )
    number = Identifier.objects.get()
    retire_identifier(KEEPER, identifier_id=number.pk)
    assert Patient.objects.get(pk=row.pk).iin_status == "absent"
    with pytest.raises(NotFound):
        retire_identifier(KEEPER, identifier_id=number.pk)
    assert Identifier.objects.count() == 1


def test_an_expired_document_and_a_strange_shape_are_doubted() -> None:
    row = patient(iin="")
    strange = IdentifierDraft(
        kind="national_id", value="123", country="TR", expires_on=date(2020, 1, 1)
    )
    doubts = add_identifier(KEEPER, patient_id=row.pk, identifier=strange, now=NOW)
    assert doubts == ("document_shape", "document_expired")


def test_showing_numbers_needs_a_reason_and_leaves_a_trail() -> None:
    row = patient(phone="87011234567")
    with pytest.raises(ShowWhyMissing):
        reveal_identifiers(SHOWN, patient_id=row.pk, why="  ")
    assert not IdentifierReveal.objects.exists()
    shown = reveal_identifiers(SHOWN, patient_id=row.pk, why="call the family")
    assert {n.kind: n.value for n in shown} == {"iin": "850101400120", "phone": "+77011234567"}
    trail = IdentifierReveal.objects.get()
    assert (trail.shown_to, trail.why) == (SHOWN.id, "call the family")


@pytest.mark.django_db(transaction=True)
def test_two_corrections_of_one_version_never_both_win() -> None:
    row = patient()
    corrections = [Correction(name=f"N{n}") for n in range(8)]
    answers = race(
        [
            partial(correct_patient, KEEPER, patient_id=row.pk, version=row.version, known=known)
            for known in corrections
        ]
    )
    assert answers.count(None) == 1
    assert sum(isinstance(a, Refusal) for a in answers) == 7
