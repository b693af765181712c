"""State who of a hospital or an airline is called out, and by which number."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Invalid, NotFound
from qanat.foundation.secrets import decrypt, encrypt
from qanat.foundation.telephones import key_telephones, plain_telephone, telephone_key
from qanat.foundation.turns import wait_for_turn
from qanat.registry.facilities.commands import state_phone
from qanat.registry.facilities.queries import region_of_facility
from qanat.registry.workforce.models import DutyContact, Person
from qanat.registry.workforce.permissions import CONTACT
from qanat.registry.workforce.states import Rung

HOME = "KZ"


class NoTelephone(Invalid):
    """What was typed is no telephone number."""

    code = "no_telephone"
    text = _("This is no telephone number. Type it with the code of the country or the town.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Whose contact: a hospital's or an operator's."""

    facility_id: int | None = None
    operator_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """Who is called, and how."""

    rung: str
    name: str
    phone: str
    language: str = "ru"
    is_synthetic: bool = False


@command(needs=CONTACT)
def state_contact(actor: Actor, *, of: Of, contact: ContactDraft, now: datetime) -> int:
    """State who is called from now on; who was before stays on record. Return its id.

    The number of a hospital's duty post is also the one at which people ring it. Stating the same
    twice changes nothing.

    Raises:
        NoTelephone: if the number is none.
        NotFound: if the hospital or operator is not within the actor's reach.
    """
    need_reach(actor, of)
    phone = plain_phone(contact.phone)
    wait_for_turn("contact", of.facility_id or 0, of.operator_id or 0, contact.rung)
    if (old := _standing(of, contact.rung)) is not None:
        if _is_same(old, contact, phone):
            return old.pk
        old.until_at = now
        old.save(update_fields=["until_at"])
    made = DutyContact.objects.create(
        facility_id=of.facility_id,
        operator_id=of.operator_id,
        rung=contact.rung,
        name=contact.name,
        phone_sealed=encrypt(phone),
        phone_key=telephone_key(phone),
        language=contact.language,
        since_at=now,
        stated_by=actor.id,
        is_synthetic=contact.is_synthetic,
    )
    if of.facility_id is not None and contact.rung == Rung.DUTY:
        state_phone(
            SYSTEM, facility_id=of.facility_id, phone=phone, is_synthetic=contact.is_synthetic
        )
    return made.pk


@command(needs=CONTACT)
def end_contact(actor: Actor, *, contact_id: int, now: datetime) -> None:
    """State that somebody is not called any more. Repeating it changes nothing."""
    rows = DutyContact.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.filter(pk=contact_id).first()
    if row is None:
        raise NotFound
    if row.until_at is None:
        row.until_at = now
        row.save(update_fields=["until_at"])


def plain_phone(text: str) -> str:
    """Return a number in international form.

    Raises:
        NoTelephone: if it can't be one.
    """
    if not (plain := plain_telephone(text)):
        raise NoTelephone
    return plain


@command(needs=CONTACT)
def key_phones(actor: Actor) -> int:  # noqa: ARG001 (who is told to the audit)
    """Give telephones their keys which were stored before keys were; return how many."""
    return sum(
        key_telephones(model, sealed="phone_sealed", key="phone_key", order="id")
        for model in (DutyContact, Person)
    )


def need_reach(actor: Actor, of: Of) -> None:
    """Refuse whose contacts the actor may not state.

    Raises:
        NotFound: if it is out of his reach, or there is no such hospital.
    """
    scope = actor.scope_of(CONTACT)
    if of.facility_id is not None:
        region = region_of_facility(of.facility_id)
        if not (scope.nation or of.facility_id in scope.organisations or region in scope.regions):
            raise NotFound
    elif not (scope.nation or of.operator_id in scope.operators):
        raise NotFound


def _standing(of: Of, rung: str) -> DutyContact | None:
    rows = DutyContact.objects.standing().select_for_update(of=("self",))
    return rows.filter(facility=of.facility_id, operator=of.operator_id, rung=rung).first()


def _is_same(row: DutyContact, contact: ContactDraft, phone: str) -> bool:
    known = (row.name, row.language, decrypt(bytes(row.phone_sealed)))
    return known == (contact.name, contact.language, phone)
