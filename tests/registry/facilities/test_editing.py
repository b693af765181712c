"""Change what a hospital is known to be able to do."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.registry.reference import READER, STRANGER, editor

from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.evidence import Evidence
from qanat.foundation.refusals import NotAllowed, NotFound
from qanat.registry.facilities.commands import (
    AlreadyAble,
    CapabilityUnknown,
    LevelImpossible,
    UntilBeforeSince,
    add_capability,
    add_department,
    end_capability,
    load_facilities,
    state_beds,
)
from qanat.registry.facilities.models import Capability, Department, Facility
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.facilities.queries import (
    capabilities_of,
    department_rows,
    facility_row,
    find_facility,
    may_edit,
)

pytestmark = pytest.mark.usefixtures("registry", "db")

TODAY = date(2026, 11, 25)
KEEPER = editor(EDIT)


def facility_id(code: str = "066") -> int:
    found = find_facility(code)
    assert found is not None
    return found.id


def add(actor: Actor = KEEPER, **changes: object) -> int:
    wanted: dict[str, object] = {
        "facility_id": facility_id(),
        "capability": "ecmo",
        "level": None,
        "since": TODAY,
        "evidence": Evidence.OFFICIAL,
        "source": "letter of the hospital",
    } | changes
    return add_capability(actor, **wanted)  # type: ignore[arg-type] # of many kinds


def held(code: str = "066") -> set[str]:
    pk = facility_id(code)
    return {row.code for row in capabilities_of([pk], TODAY).get(pk, [])}


def test_a_hospital_states_what_it_is_able_to_do() -> None:
    assert "ecmo" not in held()
    add()
    assert "ecmo" in held()


def test_the_same_is_not_stated_twice_at_once() -> None:
    add()
    with pytest.raises(AlreadyAble):
        add()
    assert Capability.objects.filter(facility_id=facility_id(), code="ecmo").count() == 1


def test_an_end_makes_room_for_a_new_statement() -> None:
    add()
    end_capability(KEEPER, facility_id=facility_id(), capability="ecmo", until=TODAY)
    add(since=date(2026, 12, 1))
    assert Capability.objects.filter(facility_id=facility_id(), code="ecmo").count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"capability": "magic"}, CapabilityUnknown),
        ({"level": 0}, LevelImpossible),
        ({"level": 4}, LevelImpossible),
        ({"facility_id": 999_999}, NotFound),
    ],
)
def test_an_impossible_statement_is_refused_and_nothing_changes(
    changes: dict[str, object], refusal: type[Exception]
) -> None:
    before = Capability.objects.count()
    with pytest.raises(refusal):
        add(KEEPER, **changes)
    assert Capability.objects.count() == before


def test_a_capability_does_not_end_before_it_began() -> None:
    add()
    with pytest.raises(UntilBeforeSince):
        end_capability(
            KEEPER, facility_id=facility_id(), capability="ecmo", until=date(2026, 11, 24)
        )
    assert "ecmo" in held()


def test_what_is_not_there_can_not_end() -> None:
    with pytest.raises(NotFound):
        end_capability(KEEPER, facility_id=facility_id(), capability="ecmo", until=TODAY)


def test_beds_are_stated_with_their_evidence() -> None:
    state_beds(KEEPER, facility_id=facility_id(), beds=310, evidence=Evidence.OFFICIAL)
    row = facility_row(facility_id())
    assert (row.beds_stated, row.beds_evidence) == (310, Evidence.OFFICIAL)


def test_a_department_is_added_once() -> None:
    wanted = {
        "facility_id": facility_id(),
        "specialty": "neurology",
        "name": {"ru": "Неврологическое отделение"},
        "evidence": Evidence.OFFICIAL,
        "source": "letter",
    }
    add_department(KEEPER, **wanted)  # type: ignore[arg-type] # of many kinds
    assert [row.specialty for row in department_rows(facility_id())] == ["neurology"]
    with pytest.raises(AlreadyAble):
        add_department(KEEPER, **wanted)  # type: ignore[arg-type] # of many kinds
    with pytest.raises(CapabilityUnknown):
        add_department(KEEPER, **(wanted | {"specialty": "alchemy"}))  # type: ignore[arg-type] # of many kinds
    assert Department.objects.count() == 1


@pytest.mark.parametrize("actor", [READER, STRANGER], ids=["reader", "stranger"])
def test_every_change_needs_its_permission(actor: Actor) -> None:
    before = list(Facility.objects.order_by("id").values()), Capability.objects.count()
    with pytest.raises(NotAllowed):
        add(actor)
    with pytest.raises(NotAllowed):
        end_capability(actor, facility_id=facility_id(), capability="icu", until=TODAY)
    with pytest.raises(NotAllowed):
        state_beds(actor, facility_id=facility_id(), beds=1, evidence=Evidence.OFFICIAL)
    with pytest.raises(NotAllowed):
        add_department(
            actor,
            facility_id=facility_id(),
            specialty="neurology",
            name={},
            evidence=Evidence.OFFICIAL,
            source="",
        )
    with pytest.raises(NotAllowed):
        load_facilities(actor)
    assert (list(Facility.objects.order_by("id").values()), Capability.objects.count()) == before


def test_an_editor_changes_the_hospitals_of_his_scope_only() -> None:
    own, foreign = facility_id("066"), facility_id("056")
    for scope in (Scope(regions=frozenset({"KZ-15"})), Scope(organisations=frozenset({own}))):
        actor = editor(EDIT, scope)
        assert may_edit(actor, own)
        assert not may_edit(actor, foreign)
        state_beds(actor, facility_id=own, beds=5, evidence=Evidence.MEMORY)
        with pytest.raises(NotFound):
            state_beds(actor, facility_id=foreign, beds=5, evidence=Evidence.MEMORY)
    assert facility_row(foreign).beds_stated is None


def test_loading_again_keeps_what_a_hospital_has_stated() -> None:
    add()
    end_capability(KEEPER, facility_id=facility_id(), capability="burns", until=TODAY)
    state_beds(KEEPER, facility_id=facility_id("001"), beds=260, evidence=Evidence.OFFICIAL)
    before = list(Capability.objects.order_by("id").values())
    facilities = list(Facility.objects.order_by("id").values())
    load_facilities(SYSTEM)
    assert list(Capability.objects.order_by("id").values()) == before
    assert list(Facility.objects.order_by("id").values()) == facilities
    assert facility_row(facility_id("001")).beds_stated == 260


def test_the_database_itself_refuses_two_open_statements() -> None:
    row = Capability.objects.filter(until=None).order_by("id").first()
    assert row is not None
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
