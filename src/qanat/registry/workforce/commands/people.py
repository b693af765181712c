"""Register people and what they are qualified for."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import is_sensible
from qanat.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from qanat.foundation.secrets import encrypt
from qanat.foundation.telephones import telephone_key
from qanat.foundation.texts import search_key
from qanat.registry.workforce.models import Person, Qualification
from qanat.registry.workforce.permissions import REGISTER
from qanat.registry.workforce.states import Profession


class PersonNameMissing(Invalid):
    """A person has a name."""

    code = "person_name_missing"
    text = _("Type the name.")


class QualificationImpossible(Invalid):
    """A qualification needs a known profession and an end after its start."""

    code = "qualification_impossible"
    text = _("Choose the profession, and a last day after the first.")


class QualificationKnown(Conflict):
    """The same qualification is on record."""

    code = "qualification_known"
    text = _("This qualification is on record already.")


class AccountTaken(Conflict):
    """An account belongs to one person."""

    code = "account_taken"
    text = _("This account belongs to somebody else.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """Somebody as he is put on record."""

    name: str
    region: str = ""
    facility_id: int | None = None
    operator_id: int | None = None
    account_id: int | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationDraft:
    """What somebody is qualified for; ``valid_to`` is the last day, None: no end."""

    profession: str
    valid_from: date
    valid_to: date | None = None
    specialty: str = ""
    certificate: str = ""


@command(needs=REGISTER)
def register_person(actor: Actor, *, person: PersonDraft) -> int:
    """Put somebody on record within the actor's reach and return his id."""
    name = " ".join(person.name.split())[:200]
    if not name:
        raise PersonNameMissing
    scope = actor.scope_of(REGISTER)
    if not (
        scope.nation
        or person.region in scope.regions
        or person.facility_id in scope.organisations
        or person.operator_id in scope.operators
    ):
        raise NotAllowed
    account_id = person.account_id
    if account_id is not None and Person.objects.filter(account_id=account_id).exists():
        raise AccountTaken
    return Person.objects.create(
        name=name,
        name_key=search_key(name),
        account_id=account_id,
        region_id=person.region or None,
        facility_id=person.facility_id,
        operator_id=person.operator_id,
        phone_sealed=encrypt(person.phone) if person.phone else None,
        phone_key=telephone_key(person.phone) if person.phone else None,
    ).pk


@command(needs=REGISTER)
def enrol_person(actor: Actor, *, person: PersonDraft, qualification: QualificationDraft) -> int:
    """Put somebody on record together with what he is qualified for; return his id."""
    person_id = register_person(actor, person=person)
    add_qualification(actor, person_id=person_id, qualification=qualification)
    return person_id


@command(needs=REGISTER)
def add_qualification(actor: Actor, *, person_id: int, qualification: QualificationDraft) -> None:
    """Record what somebody is qualified for."""
    person = lock_person(actor, person_id, REGISTER)
    until = qualification.valid_to
    days = (qualification.valid_from, until or qualification.valid_from)
    if (
        qualification.profession not in Profession.values
        or days[1] < days[0]
        or not all(map(is_sensible, days))
    ):
        raise QualificationImpossible
    _made, is_new = Qualification.objects.get_or_create(
        person=person,
        profession=qualification.profession,
        specialty=qualification.specialty,
        certificate=qualification.certificate.strip()[:60],
        defaults={
            "valid": DateRange(
                qualification.valid_from, until + timedelta(days=1) if until else None
            )
        },
    )
    if not is_new:
        raise QualificationKnown


@command(needs=REGISTER)
def record_leaving(actor: Actor, *, person_id: int, on: date) -> None:
    """Record that somebody works here no more from a day on."""
    person = lock_person(actor, person_id, REGISTER)
    person.left_on = on
    person.save(update_fields=["left_on"])


def lock_person(actor: Actor, person_id: int, needs: str) -> Person:
    """Return somebody within reach of a permission, locked.

    Raises:
        NotFound: if there is none or the permission does not reach him.
    """
    visible = Person.objects.visible_to(actor, needs).filter(pk=person_id)
    person = visible.select_for_update(of=("self",)).first()
    if person is None:
        raise NotFound
    return person
