"""What break-the-glass opens: a patient to be read, and nothing to be changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from tests.foundation.access.builders import Accounts, signed_in
from tests.registry.builders import NOW, region, somebody

from qanat.foundation.access.commands import open_glass
from qanat.foundation.access.session import actor_of_account
from qanat.foundation.actors import SYSTEM, Actor, Scope
from qanat.foundation.commands import COMMANDS
from qanat.foundation.refusals import NotFound
from qanat.registry.patients import commands
from qanat.registry.patients.commands import (
    Correction,
    IdentifierDraft,
    PatientDraft,
    register_patient,
)
from qanat.registry.patients.commands.registering import MotherUnknown
from qanat.registry.patients.models import (
    Alias,
    Identifier,
    IdentifierReveal,
    Merge,
    Patient,
    PatientLink,
)
from qanat.registry.patients.permissions import PERMISSIONS
from qanat.registry.patients.queries import patient_record

pytestmark = pytest.mark.django_db
IIN = "850101400120"
TABLES: Final[tuple[type[Model], ...]] = (Patient, Identifier, Alias, Merge, PatientLink)
Run = Callable[[Actor, int], object]


def _number(patient_id: int) -> int:
    return Identifier.objects.get(patient=patient_id).pk


def _child(patient_id: int) -> PatientDraft:
    return PatientDraft(mother_id=patient_id, birth_order=1)


WRITES: Final[dict[str, Run]] = {
    "correct_patient": lambda actor, pk: commands.correct_patient(
        actor, patient_id=pk, version=1, known=Correction(name="X")
    ),
    "add_alias": lambda actor, pk: commands.add_alias(actor, patient_id=pk, name="X"),
    "record_death": lambda actor, pk: commands.record_death(
        actor, patient_id=pk, died_at=NOW - timedelta(hours=1), now=NOW
    ),
    "withdraw_death": lambda actor, pk: commands.withdraw_death(actor, patient_id=pk, why="x"),
    "add_identifier": lambda actor, pk: commands.add_identifier(
        actor,
        patient_id=pk,
        identifier=IdentifierDraft(kind="passport", value="N7654321"),
        now=NOW,
    ),
    "retire_identifier": lambda actor, pk: commands.retire_identifier(
        actor, identifier_id=_number(pk)
    ),
    "merge_patients": lambda actor, pk: commands.merge_patients(
        actor, patient_id=pk, survivor_id=pk + 1, why="x"
    ),
    "unmerge_patients": lambda actor, pk: commands.unmerge_patients(actor, patient_id=pk, why="x"),
    "register_patient": lambda actor, pk: register_patient(actor, draft=_child(pk), now=NOW),
    "find_or_register": lambda actor, pk: commands.find_or_register(
        actor, draft=_child(pk), now=NOW
    ),
    "ensure_patients": lambda actor, pk: commands.ensure_patients(
        actor, rows=[_child(pk)], now=NOW
    ),
}
"""Every command about a patient whom the actor must see."""
APART: Final = frozenset({"reveal_identifiers", "link_patient", "link_patients"})
"""Reading; and what those call who take a patient into care, whom they need not have seen."""


def elsewhere() -> int:
    """Return a patient of a region that is not the actor's, and another one after him."""
    draft = PatientDraft(name="Ким Асель", iin=IIN, region=region("KZ-10").pk)
    pk = register_patient(SYSTEM, draft=draft, now=NOW).id
    other = register_patient(SYSTEM, draft=PatientDraft(name="Ким Асель"), now=NOW).id
    assert other == pk + 1
    return pk


def glass_only(*opened: int) -> Actor:
    """Return somebody with every right over patients in another region, but for the glass."""
    region("KZ-19")
    names = {p.name for p in PERMISSIONS}
    return somebody(names, Scope(regions=frozenset({"KZ-19"})), glass=opened)


def everything() -> list[object]:
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def test_every_command_is_tried_here() -> None:
    start = "qanat.registry.patients.commands."
    known = {name.rpartition(".")[2] for name in COMMANDS if name.startswith(start)}
    assert known == WRITES.keys() | APART


@pytest.mark.parametrize("name", WRITES)
def test_an_opened_patient_can_t_be_changed(name: str) -> None:
    pk = elsewhere()
    actor = glass_only(pk, pk + 1)
    assert patient_record(actor, pk).row.name == "Ким Асель"
    before = everything()
    with pytest.raises((NotFound, MotherUnknown)):
        WRITES[name](actor, pk)
    assert everything() == before


def test_an_opened_patient_s_numbers_are_read_by_name_and_reason() -> None:
    pk = elsewhere()
    with pytest.raises(NotFound):
        commands.reveal_identifiers(glass_only(), patient_id=pk, why="identify")
    actor = glass_only(pk)
    (shown,) = commands.reveal_identifiers(actor, patient_id=pk, why="identify")
    assert shown.value == IIN
    kept = IdentifierReveal.objects.get()
    assert (kept.patient_id, kept.shown_to, kept.why) == (pk, actor.id, "identify")


@pytest.fixture
def client(accounts: Accounts) -> Client:
    region("KZ-19")
    account = accounts.account("coordinator", "KZ-19")
    account.language = "en"
    account.save(update_fields=["language"])
    open_glass(actor_of_account(account.pk), kind="patient", record_id=elsewhere(), reason="life")
    return signed_in(account)


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


def test_the_page_of_an_opened_patient_offers_no_change_and_its_forms_are_refused(
    client: Client,
) -> None:
    pk = Patient.objects.order_by("pk").values_list("pk", flat=True)[0]
    page = client.get(reverse("patients:patient", args=(pk,)))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Ким Асель" in text
    assert reverse("patients:reveal", args=(pk,)) in text
    before = everything()
    number = _number(pk)
    for name, args in (
        ("correct", (pk,)),
        ("add_name", (pk,)),
        ("death", (pk,)),
        ("add_number", (pk,)),
        ("retire_number", (pk, number)),
    ):
        address = reverse(f"patients:{name}", args=args)
        assert address not in text
        assert client.get(address).status_code == 403
        answer = client.post(address, {"name": "X", "version": "1", "died_at": "2026-11-25T10:00"})
        assert answer.status_code == 403
        assert "it can be read, not changed" in answer.content.decode()
    assert everything() == before
