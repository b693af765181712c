"""Who is not on record yet is put there by the statement which takes his request."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from tests.registry.racing import race
from tests.response.dispatch.builders import DISPATCHER, NOW, actor_as, intake

from qanat.foundation.actors import Actor, Scope
from qanat.foundation.audit.models import AuditEntry
from qanat.foundation.commands import enveloped
from qanat.foundation.outbox.models import OutboxEvent
from qanat.registry.patients.commands import IdentifierDraft, PatientDraft
from qanat.registry.patients.models import Identifier, Patient, PatientLink
from qanat.response.dispatch.commands.intake import Intake
from qanat.response.dispatch.commands.taking import Taken, take_down
from qanat.response.dispatch.models import Request, RequestPatient

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]

NAMED = PatientDraft(name="Сәрсенов Ерлан", birth_on=date(1964, 3, 2), sex="male")
DOCUMENT = IdentifierDraft(kind="passport", country="TR", value="U1234567")
PEOPLE = (
    NAMED,
    PatientDraft(age_years=61, features="a scar", facility_id=3),
    PatientDraft(is_unknown=True),
    PatientDraft(name="Ким", iin="640302300012", phone="+77010000001", region="KZ-75"),
    PatientDraft(name='Ivanov "Vanya" O\'Neil \\', documents=(DOCUMENT,), citizenship="TR"),
)
REGIONAL = actor_as("dispatcher", Scope(regions=frozenset({"KZ-19"})))
OWN = {"id", "patient", "resolved", "number", "request", "purpose_id", "sealed"} | {
    "made_at",
    "created_at",
    "added_at",
}
"""Differ from one person to the next."""


class Undone(Exception):  # noqa: N818
    """Undoes what was tried."""


def take(person: PatientDraft, actor: Actor = DISPATCHER, taken: Intake | None = None) -> Taken:
    return take_down(actor, intake=taken or intake(), person=person, now=NOW)


def stored(taken: Taken) -> list[dict[str, Any]]:
    """Return all that is kept of somebody but for what is his own."""
    patient = Patient.objects.get(pk=taken.patient_id or 0)
    assert patient.resolved_id == patient.pk
    assert RequestPatient.objects.get(patient=patient).request_id == taken.request_id
    links = PatientLink.objects.filter(patient=patient).order_by("id")
    assert {link.purpose_id for link in links} <= {taken.request_id, patient.pk}
    told = OutboxEvent.objects.filter(kind__startswith="patients.patient_registered")
    assert told.filter(payload__patient_id=patient.pk).count() == 1
    numbers = Identifier.objects.filter(patient=patient).order_by("kind")
    entries = AuditEntry.objects.filter(table_name__startswith="patients_").order_by("-id")
    written = entries[: 1 + len(links) + len(numbers)]
    return [
        {"number": patient.number.replace(f"{patient.pk:07d}", "0")},
        *(
            {name: value for name, value in model_to_dict(row).items() if name not in OWN}
            for row in (patient, *links, *numbers)
        ),
        *sorted(
            ({"of": one.table_name, "by": one.actor_id, "in": one.command} for one in written),
            key=str,
        ),
    ]


@pytest.mark.parametrize("actor", [DISPATCHER, REGIONAL], ids=["of the nation", "of a region"])
def test_one_statement_stores_just_what_the_long_way_stores(actor: Actor) -> None:
    said = intake()
    for person in PEOPLE:
        long: list[dict[str, Any]] = []

        def try_it(person: PatientDraft = person, long: list[dict[str, Any]] = long) -> None:
            long += stored(take(person, actor))
            raise Undone

        with suppress(Undone):
            enveloped(try_it)
        assert long
        with CaptureQueriesContext(connection) as seen:
            taken = take(person, actor, said)
        assert len(seen) == 1
        assert stored(taken) == long


def test_who_is_on_record_already_is_found_and_doubted_as_ever() -> None:
    first = [take(person) for person in PEOPLE]
    again = [take(person) for person in PEOPLE]
    same = [a.patient_id == b.patient_id for a, b in zip(first, again, strict=True)]
    assert same == [True, False, False, True, True]
    other = take(replace(PEOPLE[3], name="Другой Человек", sex="female", birth_on=date(1990, 1, 1)))
    assert other.patient_id == first[3].patient_id
    assert "described_otherwise" in other.doubts
    assert Request.objects.count() == 11
    assert Patient.objects.count() == 7


@pytest.mark.parametrize("same", [NAMED, *PEOPLE[3:]], ids=["name", "iin", "document"])
def test_one_person_of_whom_many_tell_in_one_instant_is_one_record(same: PatientDraft) -> None:
    # By a number he is the same whatever they call him.
    names = [same.name] * 6 if same is NAMED else [f"Caller {n} calls him" for n in range(6)]
    said = [replace(same, name=name) for name in names]
    acts = [partial(take, person) for person in said]
    acts[::2] = [partial(enveloped, act) for act in acts[::2]]
    answers = race(acts)
    assert not any(isinstance(one, Exception) for one in answers), answers
    assert len({one.patient_id for one in answers if isinstance(one, Taken)}) == 1
    assert Patient.objects.count() == 1
    assert max(Request.objects.values_list("number", flat=True))[-2:] == "06"
    assert RequestPatient.objects.count() == 6
