"""Reads of the workforce: who is on duty, who is on call, who is who."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q, QuerySet

from qanat.foundation.actors import Actor
from qanat.foundation.days import NATIONAL
from qanat.foundation.refusals import NotFound
from qanat.foundation.secrets import decrypt
from qanat.foundation.texts import LocalText, search_key
from qanat.registry.workforce.models import Duty, DutyContact, Person, Qualification
from qanat.registry.workforce.states import GROUP_OF, DutyRole, LimitGroup, Rung

MOST_PEOPLE: Final = 50
RUNGS: Final = list(Rung)
"""In the order in which they are called."""
CREW_ROLES: Final = [
    role for role, group in GROUP_OF.items() if group not in {LimitGroup.DESK, LimitGroup.ON_CALL}
]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works for emergency care."""

    id: int
    name: str
    region: str
    facility_id: int | None
    operator_id: int | None
    account_id: int | None
    left_on: date | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class QualificationRow:
    """What somebody is qualified for; ``valid_to`` None: until further notice."""

    profession: str
    specialty: str
    certificate: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty.

    Attributes:
        unit: registration of the aircraft or call sign of the ambulance, "" if neither.
        warnings: codes of ``states.DutyWarning`` which held when it was entered.
    """

    id: int
    person_id: int
    person_name: str
    role: str
    specialty: str
    region: str
    facility_id: int | None
    base_id: int | None
    base_name: LocalText
    aircraft_id: int | None
    ambulance_id: int | None
    unit: str
    start: datetime
    end: datetime
    warnings: tuple[str, ...]
    is_cancelled: bool
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Somebody with his qualifications and his duties around a moment."""

    row: PersonRow
    qualifications: tuple[QualificationRow, ...]
    duties: tuple[DutyRow, ...]


def on_duty(
    actor: Actor, *, at: datetime, region: str = "", roles: Collection[str] = ()
) -> list[DutyRow]:
    """Return who is on duty at a moment, in a region and in roles if given, by role and name."""
    found = Duty.objects.visible_to(actor).standing().filter(during__contains=at)
    if region:
        found = found.filter(region=region)
    if roles:
        found = found.filter(role__in=roles)
    return _rows(found.order_by("role", "person__name_key", "id"))


def on_call(actor: Actor, *, at: datetime, specialty: str = "", region: str = "") -> list[DutyRow]:
    """Return the specialists on call at a moment, of a specialty and a region if given."""
    rows = on_duty(actor, at=at, region=region, roles=(DutyRole.SPECIALIST,))
    return [row for row in rows if not specialty or row.specialty == specialty]


def crew_of(
    actor: Actor, *, at: datetime, aircraft_id: int | None = None, ambulance_id: int | None = None
) -> list[DutyRow]:
    """Return who is on duty at a moment with an aircraft or an ambulance."""
    found = Duty.objects.visible_to(actor).standing().filter(during__contains=at)
    unit = {"aircraft": aircraft_id} if aircraft_id is not None else {"ambulance": ambulance_id}
    return _rows(found.filter(**unit).order_by("role", "id"))


def crews_by_aircraft(actor: Actor) -> list[tuple[int, int, str, str]]:
    """Return who has ever been on duty with which aircraft: aircraft, person, name and role."""
    found = Duty.objects.visible_to(actor).standing().filter(aircraft__isnull=False)
    rows = found.values_list("aircraft_id", "person_id", "person__name", "role").distinct()
    return list(rows.order_by("aircraft_id", "role", "person_id"))


def duty_covering(person_id: int, start: datetime, end: datetime) -> DutyRow | None:
    """Return the duty of somebody which covers a whole time, ``None`` if none does."""
    covering = Duty.objects.standing().filter(
        person=person_id, during__contains=DateTimeTZRange(start, end)
    )
    rows = _rows(covering.order_by("id"))
    return rows[0] if rows else None


def crews_covering(
    actor: Actor,
    start: datetime,
    end: datetime,
    *,
    aircraft_id: int | None = None,
    ambulance_id: int | None = None,
    base_id: int | None = None,
) -> list[DutyRow]:
    """Return the duties of a vehicle, and of its base, which cover a whole time.

    Those of the vehicle come first; the desk and those on call are left out.
    """
    here = Q(aircraft=aircraft_id) if aircraft_id is not None else Q(ambulance=ambulance_id)
    wanted = here | Q(base=base_id, aircraft=None, ambulance=None) if base_id else here
    found = (
        Duty.objects.visible_to(actor)
        .standing()
        .filter(wanted, during__contains=DateTimeTZRange(start, end), role__in=CREW_ROLES)
        .order_by("role", "person__name_key", "id")
    )
    return sorted(_rows(found), key=lambda row: not row.unit)


@dataclass(frozen=True, slots=True)
class Roster:
    """The duties of a region which touch one national day, a page of them."""

    day: date
    region: str
    rows: tuple[DutyRow, ...]
    total: int


def roster_of_day(
    actor: Actor, *, day: date, region: str, role: str = "", start: int = 0, count: int = 50
) -> Roster:
    """Return the duties of a region which touch a national day, by role, beginning and name."""
    midnight = datetime.combine(day, datetime.min.time(), NATIONAL)
    whole_day = DateTimeTZRange(midnight, midnight + timedelta(days=1))
    found = (
        Duty.objects.visible_to(actor)
        .standing()
        .filter(region=region, during__overlap=whole_day)
        .order_by("role", "during", "person__name_key", "id")
    )
    if role:
        found = found.filter(role=role)
    return Roster(day, region, tuple(_rows(found[start : start + count])), found.count())


def find_people(actor: Actor, text: str) -> list[PersonRow]:
    """Return at most fifty people whose name holds every typed part, in any script."""
    found = Person.objects.visible_to(actor).filter(left_on=None)
    if not (parts := search_key(text).split()):
        return []
    for part in parts:
        found = found.filter(name_key__contains=part)
    return [person_row(person) for person in found.order_by("name_key", "id")[:MOST_PEOPLE]]


def people_by_id(actor: Actor, ids: Collection[int]) -> dict[int, PersonRow]:
    """Return those of the people whom the actor may see, by id."""
    found = Person.objects.visible_to(actor).filter(pk__in=ids)
    return {person.pk: person_row(person) for person in found}


def person_of_account(account_id: int) -> PersonRow | None:
    """Return the person who signs in with an account, ``None`` if it is nobody's."""
    person = Person.objects.filter(account_id=account_id).first()
    return person_row(person) if person else None


def person_record(actor: Actor, person_id: int, *, around: datetime) -> PersonRecord:
    """Return somebody with his qualifications and his duties two weeks around a moment.

    Raises:
        NotFound: if there is none or the actor may not see him.
    """
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    near = DateTimeTZRange(around - timedelta(days=14), around + timedelta(days=14))
    duties = Duty.objects.visible_to(actor).filter(person=person_id, during__overlap=near)
    held = Qualification.objects.filter(person=person_id).order_by("profession", "valid", "id")
    return PersonRecord(
        person_row(person),
        tuple(_qualification(q) for q in held),
        tuple(_rows(duties.order_by("during", "id"))),
    )


def duty_row(actor: Actor, duty_id: int) -> DutyRow:
    """Return one duty.

    Raises:
        NotFound: if there is none or the actor may not see it.
    """
    rows = _rows(Duty.objects.visible_to(actor).filter(pk=duty_id))
    if not rows:
        raise NotFound
    return rows[0]


def person_row(person: Person) -> PersonRow:
    """Return somebody as a row."""
    return PersonRow(
        person.pk,
        person.name,
        person.region_id or "",
        person.facility_id,
        person.operator_id,
        person.account_id,
        person.left_on,
        person.is_synthetic,
    )


def _qualification(q: Qualification) -> QualificationRow:
    until = q.valid.upper - timedelta(days=1) if q.valid.upper else None
    return QualificationRow(q.profession, q.specialty, q.certificate, q.valid.lower, until)


def _rows(found: QuerySet[Duty]) -> list[DutyRow]:
    with_names = found.select_related("person", "base__airfield", "aircraft", "ambulance")
    return [_row(duty) for duty in with_names]


def _row(duty: Duty) -> DutyRow:
    base = duty.base
    unit = duty.aircraft.tail if duty.aircraft else ""
    return DutyRow(
        id=duty.pk,
        person_id=duty.person_id,
        person_name=duty.person.name,
        role=duty.role,
        specialty=duty.specialty,
        region=duty.region_id,
        facility_id=duty.facility_id,
        base_id=duty.base_id,
        base_name=(base.name or (base.airfield.name if base.airfield else {})) if base else {},
        aircraft_id=duty.aircraft_id,
        ambulance_id=duty.ambulance_id,
        unit=duty.ambulance.call_sign if duty.ambulance else unit,
        start=duty.during.lower,
        end=duty.during.upper,
        warnings=tuple(duty.warnings),
        is_cancelled=duty.cancelled_at is not None,
        is_synthetic=duty.is_synthetic,
    )


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Who of a hospital or an airline is called out; ``until_at`` None: still."""

    id: int
    rung: Rung
    name: str
    phone: str
    language: str
    since_at: datetime
    until_at: datetime | None
    is_synthetic: bool


def contact_rows(
    actor: Actor, *, facility_id: int | None = None, operator_id: int | None = None
) -> list[ContactRow]:
    """Return all who are or were called out, those who still are first, in order."""
    found = DutyContact.objects.visible_to(actor).filter(facility=facility_id, operator=operator_id)
    newest = found.order_by(F("until_at").desc(nulls_first=True), "-id")[:MOST_PEOPLE]
    return sorted(
        map(_contact, newest),
        key=lambda row: (row.until_at is not None, RUNGS.index(row.rung)),
    )


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """Whose number it is: a contact of a hospital or an airline, or somebody on record.

    Attributes:
        is_held: whether it still is; one who is called no more may still call.
    """

    name: str
    facility_id: int | None
    operator_id: int | None
    person_id: int | None = None
    rung: str = ""
    is_held: bool = True
    is_synthetic: bool = False


def holders_of(actor: Actor, key: bytes) -> list[KnownNumber]:
    """Return who has a telephone, by its keyed hash, as far as the actor may see them."""
    contacts = DutyContact.objects.visible_to(actor).filter(phone_key=key)
    found = [
        KnownNumber(
            c.name,
            c.facility_id,
            c.operator_id,
            rung=c.rung,
            is_held=c.until_at is None,
            is_synthetic=c.is_synthetic,
        )
        for c in contacts.order_by(F("until_at").desc(nulls_first=True), "-id")[:MOST_PEOPLE]
    ]
    people = Person.objects.visible_to(actor).filter(phone_key=key)
    return found + [
        KnownNumber(
            p.name,
            p.facility_id,
            p.operator_id,
            p.pk,
            is_held=p.left_on is None,
            is_synthetic=p.is_synthetic,
        )
        for p in people.order_by("id")[:MOST_PEOPLE]
    ]


def contacts_to_call(
    *, facility_ids: Collection[int] = (), operator_ids: Collection[int] = ()
) -> dict[tuple[str, int], list[ContactRow]]:
    """Return who is called of some hospitals and operators, in order.

    By ``("facility", id)`` or ``("operator", id)``; for those who start a call-out, whatever else
    they may see.
    """
    found = DutyContact.objects.standing().filter(
        Q(facility__in=facility_ids) | Q(operator__in=operator_ids)
    )
    known: dict[tuple[str, int], list[ContactRow]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (RUNGS.index(Rung(row.rung)), row.pk)):
        of = ("facility", row.facility_id) if row.facility_id else ("operator", row.operator_id)
        known[(of[0], of[1] or 0)].append(_contact(row))
    return known


def phones_of(person_ids: Collection[int]) -> dict[int, str]:
    """Return the telephone numbers of people, as far as they are known, to call them out."""
    found = Person.objects.filter(pk__in=person_ids).exclude(phone_sealed=None)
    return {p.pk: decrypt(bytes(p.phone_sealed)) for p in found if p.phone_sealed}


def _contact(row: DutyContact) -> ContactRow:
    return ContactRow(
        row.pk,
        Rung(row.rung),
        row.name,
        decrypt(bytes(row.phone_sealed)),
        row.language,
        row.since_at,
        row.until_at,
        row.is_synthetic,
    )
