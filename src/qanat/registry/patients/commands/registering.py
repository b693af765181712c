"""Register persons, one or many; find those who are on record already."""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.days import national_day
from qanat.foundation.pipelining import pipelined
from qanat.foundation.refusals import Invalid, NotFound
from qanat.registry.patients.commands.drafts import PatientDraft, Registered
from qanat.registry.patients.commands.holding import holders
from qanat.registry.patients.commands.linking import LinkDraft, link_patients
from qanat.registry.patients.commands.newcomers import OPENED, UNTOLD, Newcomer
from qanat.registry.patients.commands.preparing import (
    Number,
    Prepared,
    check_birth,
    prepare,
    whole_name,
)
from qanat.registry.patients.commands.storing import (
    Stored,
    find_stored,
    give_away,
    next_id,
    next_ids,
    owners_of,
    store_numbers,
    store_patients,
    tell_iin_status,
    unknown_series,
)
from qanat.registry.patients.models import Patient
from qanat.registry.patients.permissions import IMPORT, REGISTER
from qanat.registry.patients.rules import Doubt, group_same_persons
from qanat.registry.patients.states import IdentifierKind, IinStatus

MOST_PARAMETERS: Final = 10_000
"""How many values one statement may name; the database's own limit is 65,535."""


@dataclass(frozen=True, slots=True)
class Storing:
    """How new persons are stored: from where their ids come, and whether others are told."""

    take_ids: Callable[[int], list[int]]
    are_told: bool


MANY: Final = Storing(next_ids, are_told=False)


class MotherUnknown(Invalid):
    """A newborn names a mother who is not on record."""

    code = "mother_unknown"
    text = _("The mother's record was not found. Register the mother first.")


@command(needs=REGISTER)
def register_patient(actor: Actor, *, draft: PatientDraft, now: datetime) -> Registered:
    """Put a person on record as a new one, even where another looks the same.

    Use :func:`find_or_register` unless somebody has looked and said that he is another.

    Raises:
        BirthImpossible: if nobody alive can have been born on that day.
        NameTooLong: if the name does not fit.
    """
    today = national_day(now)
    one = _prepared(draft, today)
    _need_mothers(actor, {draft.mother_id} if draft.mother_id else set())
    (patient_id,) = next_ids(1)
    owned = [(patient_id, number) for number in one.numbers]
    stored = store_numbers(owned)
    rest = [pair for pair in owned if (pair[0], pair[1].key) not in stored]
    store_numbers(rest, may_identify=False)
    numbers = store_patients([(patient_id, one)], today, are_told=True)
    _open_to(actor, patient_id)
    return Registered(patient_id, numbers[patient_id], is_new=True, doubts=one.doubts)


@command(needs=REGISTER)
def find_or_register(actor: Actor, *, draft: PatientDraft, now: datetime) -> Registered:
    """Return the person who is meant, on record already or put there now.

    Same IIN, else same document, else same name and date of birth is the same person. Two who
    register one person in the same instant get one record. Numbers which the record lacked
    are added to it. Whoever is on record under the number but is described otherwise is doubted
    in the answer, unless somebody looked and said so in the draft.

    Raises:
        NotFound: if the record which was chosen does not hold the number told.
    """
    if draft.is_another:
        return register_patient(actor, draft=draft, now=now)
    today = national_day(now)
    one = _prepared(draft, today)
    if draft.record_id is not None:
        return _chosen(one, draft.record_id, today)
    _need_mothers(actor, {draft.mother_id} if draft.mother_id else set())
    with pipelined():
        spare = next_id(one.identity.name)
        (patient_id,), new = _ensure([one], today, Storing(lambda _: [spare()], are_told=True))
        if new:
            _open_to(actor, patient_id)
    number = new.get(patient_id) or Patient.objects.values_list("number", flat=True).get(
        pk=patient_id
    )
    doubts = one.doubts if new else (*one.doubts, *_doubted(one, patient_id, today))
    return Registered(patient_id, number, is_new=bool(new), doubts=doubts)


def newcomer(actor: Actor, draft: PatientDraft, now: datetime) -> Newcomer:
    """Return a person who may be new (``newcomers.may_be_new``), for a larger statement.

    Raises:
        BirthImpossible: if nobody alive can have been born on that day.
        NameTooLong: if the name does not fit.
    """
    today = national_day(now)
    one = _prepared(draft, today)
    return Newcomer(one, unknown_series(one, today), _openings(actor, UNTOLD))


@command(needs=IMPORT)
def ensure_patients(actor: Actor, *, rows: Sequence[PatientDraft], now: datetime) -> list[int]:
    """Find or register many persons; return for each row the record which stands for him.

    Persons are told apart as in :func:`find_or_register`, over all rows at once: the order of
    the rows does not matter. No event is announced for each.
    """
    _need_mothers(actor, {draft.mother_id for draft in rows if draft.mother_id})
    today = national_day(now)
    with _without_collecting():
        patients, _new = _ensure([prepare(draft, today) for draft in rows], today)
    return patients


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep the garbage collector from walking a million young objects again and again.

    They live until the work is done, so it would find nothing: half of the time goes there.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _chosen(one: Prepared, record_id: int, today: date) -> Registered:
    """Return the record which somebody chose among those with the number."""
    if record_id not in {holder.id for holder in holders(one, today)}:
        raise NotFound
    number = Patient.objects.values_list("number", flat=True).get(pk=record_id)
    return Registered(record_id, number, is_new=False, doubts=one.doubts)


def _doubted(one: Prepared, patient_id: int, today: date) -> tuple[str, ...]:
    """Doubt a person who was found by a number and is described otherwise on record."""
    is_odd = any(h.id == patient_id and not h.fits for h in holders(one, today))
    return (Doubt.DESCRIBED_OTHERWISE,) if is_odd else ()


def _prepared(draft: PatientDraft, today: date) -> Prepared:
    check_birth(draft.birth_on, today)
    whole_name(draft.name)
    return prepare(draft, today)


def _open_to(actor: Actor, patient_id: int) -> None:
    """Let who registers a person in his region or organisation see him from then on."""
    if links := _openings(actor, patient_id):
        link_patients(actor, links=links)


def _openings(actor: Actor, patient_id: int) -> list[LinkDraft]:
    scope = actor.scope_of(REGISTER)
    if scope.nation:
        return []
    link = LinkDraft(patient_id=patient_id, purpose=OPENED, purpose_id=patient_id)
    links = [replace(link, region=region) for region in sorted(scope.regions)]
    links += [replace(link, facility_id=pk) for pk in sorted(scope.organisations)]
    return links + [replace(link, operator_id=pk) for pk in sorted(scope.operators)]


def _need_mothers(actor: Actor, ids: set[int]) -> None:
    seen = Patient.objects.visible_to(actor)
    wanted = sorted(ids)
    for start in range(0, len(wanted), MOST_PARAMETERS):
        part = wanted[start : start + MOST_PARAMETERS]
        if seen.filter(pk__in=part).count() < len(part):
            raise MotherUnknown


@dataclass(slots=True)
class _Person:
    """One person among the rows of a batch."""

    rows: list[int] = field(default_factory=list)
    stored: Stored | None = None


def _ensure(
    rows: Sequence[Prepared], today: date, how: Storing = MANY
) -> tuple[list[int], dict[int, str]]:
    """Return the record of each row, and the numbers of the records made now."""
    known = find_stored(rows)
    groups = group_same_persons([s.identity for s in known] + [r.identity for r in rows])
    people: defaultdict[int, _Person] = defaultdict(_Person)
    for at, first in enumerate(groups[len(known) :]):
        people[first].rows.append(at)
        people[first].stored = known[first] if first < len(known) else None
    found = [(p.stored.id, p) for p in people.values() if p.stored is not None]
    fresh = [p for p in people.values() if p.stored is None]
    _add_numbers(found, known, rows)
    placed, numbers = _store_new(fresh, rows, today, how)
    result = [0] * len(rows)
    for patient_id, person in [*found, *placed]:
        for at in person.rows:
            result[at] = patient_id
    return result, numbers


def _store_new(
    people: list[_Person], rows: Sequence[Prepared], today: date, how: Storing
) -> tuple[list[tuple[int, _Person]], dict[int, str]]:
    """Store persons who are new; one whom somebody else stored in this instant is his."""
    if not people:
        return [], {}
    placed = list(zip(how.take_ids(len(people)), people, strict=True))
    owned = [(patient_id, n) for patient_id, person in placed for n in _numbers(person, rows)]
    stored = store_numbers(owned)
    lost = {pid: n for pid, n in owned if n.can_identify and (pid, n.key) not in stored}
    owners = owners_of(lost.values()) if lost else {}
    taken = {pid: owners[n.key] for pid, n in lost.items() if n.key in owners}
    give_away(taken)
    kept = [(pid, _richest(person, rows)) for pid, person in placed if pid not in taken]
    numbers = store_patients(kept, today, are_told=how.are_told)
    return [(taken.get(pid, pid), person) for pid, person in placed], numbers


def _add_numbers(
    found: list[tuple[int, _Person]], known: list[Stored], rows: Sequence[Prepared]
) -> None:
    """Give stored persons the numbers which their records lack."""
    has: defaultdict[int, set[bytes]] = defaultdict(set)
    for stored in known:
        has[stored.id] |= stored.identity.documents
        has[stored.id] |= {stored.identity.iin} if stored.identity.iin else set()
    added = [
        (patient_id, n)
        for patient_id, person in found
        for n in _numbers(person, rows)
        if n.key not in has[patient_id]
    ]
    if not added:
        return
    stored_now = store_numbers(added)
    told = [
        (patient_id, n.status)
        for patient_id, n in added
        if n.kind == IdentifierKind.IIN and (patient_id, n.key) in stored_now
    ]
    if told:
        tell_iin_status([pk for pk, _ in told], [status for _, status in told])


def _numbers(person: _Person, rows: Sequence[Prepared]) -> list[Number]:
    return list({n.key: n for at in person.rows for n in rows[at].numbers}.values())


def _richest(person: _Person, rows: Sequence[Prepared]) -> Prepared:
    """Return the row which says most: the first with an IIN, else the first."""
    described = [rows[at] for at in person.rows]
    return next((one for one in described if one.iin_status != IinStatus.ABSENT), described[0])
