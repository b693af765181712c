import random

import pytest
from django.db import IntegrityError, transaction
from tests.registry.builders import NOW, region, somebody
from tests.registry.racing import race

from qanat.foundation.actors import NATION, SYSTEM, Scope
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.patients.commands import (
    Correction,
    PatientDraft,
    correct_patient,
    find_or_register,
    merge_patients,
    record_death,
    register_patient,
    unmerge_patients,
)
from qanat.registry.patients.commands.finding import MergedAway
from qanat.registry.patients.commands.merging import MergeWhyMissing, NotMerged, SameRecord
from qanat.registry.patients.models import Merge, Patient
from qanat.registry.patients.permissions import CORRECT, MERGE, SEE
from qanat.registry.patients.queries import (
    duplicate_pairs,
    patient_history,
    patient_record,
    possible_duplicates,
    resolved_ids,
)

KEEPER = somebody({MERGE, SEE, CORRECT}, NATION)

pytestmark = pytest.mark.django_db


def patients(count: int) -> list[int]:
    return [
        register_patient(SYSTEM, draft=PatientDraft(name=f"N{n}", iin="850101400120"), now=NOW).id
        for n in range(count)
    ]


def table() -> list[tuple[object, ...]]:
    return list(
        Patient.objects.order_by("pk").values_list(
            "pk", "merged_into", "resolved", "name", "version"
        )
    )


def test_a_merged_record_is_counted_as_its_survivor() -> None:
    one, two, three = patients(3)
    merge_patients(KEEPER, patient_id=two, survivor_id=one, why="same IIN")
    merge_patients(KEEPER, patient_id=one, survivor_id=three, why="same IIN")
    assert resolved_ids([one, two, three]) == {one: three, two: three, three: three}
    assert find_or_register(SYSTEM, draft=PatientDraft(iin="850101400120"), now=NOW).id == three


def test_undoing_restores_exactly_what_was() -> None:
    one, two, three = patients(3)
    merge_patients(KEEPER, patient_id=two, survivor_id=one, why="x")
    before = table()
    merge_patients(KEEPER, patient_id=one, survivor_id=three, why="y")
    unmerge_patients(KEEPER, patient_id=one, why="another person")
    assert table() == before
    rows = Merge.objects.order_by("id")
    assert [(m.reason, m.undo_reason) for m in rows] == [("x", ""), ("y", "another person")]


def test_any_sequence_of_merges_and_undoings_keeps_every_pointer_true() -> None:
    chance = random.Random(5)  # noqa: S311 (repeatable)
    ids = patients(6)
    for _ in range(60):
        one, other = chance.sample(ids, 2)
        merged = Patient.objects.get(pk=one).merged_into_id is not None
        if merged:
            unmerge_patients(KEEPER, patient_id=one, why="x")
        elif Patient.objects.get(pk=other).merged_into_id is None:
            merge_patients(KEEPER, patient_id=one, survivor_id=other, why="x")
        into = dict(Patient.objects.values_list("pk", "merged_into"))
        for pk, resolved in Patient.objects.values_list("pk", "resolved"):
            end = pk
            while (after := into[end]) is not None:
                end = after
            assert resolved == end


def test_what_can_not_be_merged_is_refused_and_nothing_changes() -> None:
    one, two, three = patients(3)
    merge_patients(KEEPER, patient_id=two, survivor_id=one, why="x")
    before = table()
    with pytest.raises(SameRecord):
        merge_patients(KEEPER, patient_id=one, survivor_id=one, why="x")
    with pytest.raises(MergeWhyMissing):
        merge_patients(KEEPER, patient_id=three, survivor_id=one, why=" ")
    with pytest.raises(MergedAway) as refusal:
        merge_patients(KEEPER, patient_id=two, survivor_id=three, why="x")
    assert refusal.value.values["patient_id"] == one
    with pytest.raises(MergedAway):
        merge_patients(KEEPER, patient_id=three, survivor_id=two, why="x")
    with pytest.raises(NotMerged):
        unmerge_patients(KEEPER, patient_id=three, why="x")
    with pytest.raises(MergeWhyMissing):
        unmerge_patients(KEEPER, patient_id=two, why="")
    with pytest.raises(NotAllowed):
        merge_patients(somebody({SEE}, NATION), patient_id=three, survivor_id=one, why="x")
    with pytest.raises(NotAllowed):
        unmerge_patients(somebody({SEE}, NATION), patient_id=two, why="x")
    assert table() == before


def test_records_out_of_sight_are_not_merged() -> None:
    region("KZ-10")
    one, two = patients(2)
    regional = somebody({MERGE, SEE}, Scope(regions=frozenset({"KZ-10"})))
    with pytest.raises(NotFound):
        merge_patients(regional, patient_id=one, survivor_id=two, why="x")
    with pytest.raises(NotFound):
        unmerge_patients(regional, patient_id=one, why="x")
    assert Merge.objects.count() == 0


def test_work_on_a_merged_record_is_led_to_the_survivor() -> None:
    one, two = patients(2)
    merge_patients(KEEPER, patient_id=two, survivor_id=one, why="x")
    with pytest.raises(MergedAway):
        correct_patient(KEEPER, patient_id=two, version=1, known=Correction(name="Z"))
    record_death(KEEPER, patient_id=two, died_at=NOW, now=NOW)
    assert Patient.objects.get(pk=one).died_at == NOW
    assert Patient.objects.get(pk=two).died_at is None


def test_the_survivor_shows_what_belongs_to_both() -> None:
    one, two = patients(2)
    merge_patients(KEEPER, patient_id=two, survivor_id=one, why="x")
    record = patient_record(KEEPER, one)
    assert [r.id for r in record.same_person] == [two]
    assert {i.record_id for i in record.identifiers} == {one, two}
    assert [h.what for h in patient_history(KEEPER, two)][:1] == ["merged"]
    assert [h.about for h in patient_history(KEEPER, one)][:1] == [(f"P-{two:07d}",)]


def test_duplicates_are_suggested_until_they_are_merged() -> None:
    one, two = patients(2)
    assert [(d.row.id, d.why) for d in possible_duplicates(KEEPER, one)] == [(two, "iin")]
    pairs, has_more = duplicate_pairs(KEEPER)
    assert [(p.newer.id, p.older.id, p.kind) for p in pairs] == [(two, one, "iin")]
    assert not has_more
    merge_patients(KEEPER, patient_id=two, survivor_id=one, why="x")
    assert possible_duplicates(KEEPER, one) == []
    assert duplicate_pairs(KEEPER) == ([], False)


def test_the_database_refuses_a_pointer_without_a_merge() -> None:
    one, two = patients(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=two).update(resolved=one)


@pytest.mark.django_db(transaction=True)
def test_crosswise_merges_leave_one_survivor() -> None:
    one, two = patients(2)
    answers = race(
        [
            lambda: merge_patients(KEEPER, patient_id=one, survivor_id=two, why="x"),
            lambda: merge_patients(KEEPER, patient_id=two, survivor_id=one, why="x"),
        ]
    )
    assert sorted(type(a) is MergedAway for a in answers) == [False, True]
    assert Patient.objects.standing().count() == 1
