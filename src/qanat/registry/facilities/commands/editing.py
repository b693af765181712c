"""Change what a hospital is known to have and to be able to do."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.evidence import Evidence
from qanat.foundation.kept import forget
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.foundation.texts import LocalText
from qanat.registry.facilities.models import Capability, Department, Facility
from qanat.registry.facilities.permissions import EDIT
from qanat.registry.terminology.queries import find_code

LEVELS: Final = range(1, 4)


class CapabilityUnknown(Invalid):
    """The capability or specialty is not in the list."""

    code = "capability_unknown"
    text = _("Choose an entry of the list.")


class LevelImpossible(Invalid):
    """A level of care is 1, 2 or 3."""

    code = "level_impossible"
    text = _("The level must be 1, 2 or 3.")


class AlreadyAble(Conflict):
    """The facility has this capability already."""

    code = "already_able"
    text = _("This hospital has it already. End the old entry first.")


class UntilBeforeSince(Invalid):
    """A capability would end before it began."""

    code = "until_before_since"
    text = _("The last day must not be before the first.")


@command(needs=EDIT)
def add_capability(
    actor: Actor,
    *,
    facility_id: int,
    capability: str,
    level: int | None,
    since: date,
    evidence: Evidence,
    source: str,
) -> int:
    """State that a facility is able to do something from a day on.

    Returns:
        The id of the entry.
    """
    facility = _locked(actor, facility_id)
    if find_code("capability", capability) is None:
        raise CapabilityUnknown
    if level is not None and level not in LEVELS:
        raise LevelImpossible
    if facility.capabilities.filter(code=capability, until=None).exists():
        raise AlreadyAble
    made = Capability.objects.create(
        facility=facility,
        code=capability,
        level=level,
        since=since,
        evidence=evidence,
        source=source,
    )
    _forget()
    return made.pk


@command(needs=EDIT)
def end_capability(actor: Actor, *, facility_id: int, capability: str, until: date) -> None:
    """State that a facility is able to do something until a day and no longer."""
    facility = _locked(actor, facility_id)
    held = facility.capabilities.filter(code=capability, until=None).order_by("id").first()
    if held is None:
        raise NotFound
    if until < held.since:
        raise UntilBeforeSince
    held.until = until
    held.save(update_fields=["until"])
    _forget()


@command(needs=EDIT)
def state_beds(actor: Actor, *, facility_id: int, beds: int, evidence: Evidence) -> None:
    """State how many beds a facility has, as published or reported."""
    facility = _locked(actor, facility_id)
    facility.beds_stated = beds
    facility.beds_evidence = evidence
    facility.save(update_fields=["beds_stated", "beds_evidence"])


@command(needs=EDIT)
def state_phone(actor: Actor, *, facility_id: int, phone: str, is_synthetic: bool = False) -> None:
    """State the number at which people ring a facility."""
    facility = _locked(actor, facility_id)
    facility.phone, facility.is_phone_synthetic = phone, is_synthetic
    facility.save(update_fields=["phone", "is_phone_synthetic"])
    _forget()


@command(needs=EDIT)
def add_department(
    actor: Actor,
    *,
    facility_id: int,
    specialty: str,
    name: LocalText,
    evidence: Evidence,
    source: str,
) -> int:
    """Add a department to a facility.

    Returns:
        The id of the department.
    """
    facility = _locked(actor, facility_id)
    if find_code("specialty", specialty) is None:
        raise CapabilityUnknown
    if facility.departments.filter(specialty=specialty, closed_on=None).exists():
        raise AlreadyAble
    return Department.objects.create(
        facility=facility, specialty=specialty, name=name, evidence=evidence, source=source
    ).pk


def _forget() -> None:
    """Let what is kept for planning be read anew, now and once others see the change."""
    forget()
    transaction.on_commit(forget)


def _locked(actor: Actor, facility_id: int) -> Facility:
    """Return a facility of the actor's scope, locked."""
    found = (
        Facility.objects.editable_by(actor)
        .select_for_update(of=("self",))
        .filter(pk=facility_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found
