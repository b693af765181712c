"""Start, extend, end and cancel duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from qanat.events.workforce import DutyChanged, DutyStarted
from qanat.foundation.actors import Actor, Scope
from qanat.foundation.commands import command
from qanat.foundation.days import is_sensible, national_day
from qanat.foundation.outbox import announce
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.workforce.commands.people import lock_person
from qanat.registry.workforce.models import Duty, Person, Qualification
from qanat.registry.workforce.parameters import (
    LEAST_REST_H,
    LONGEST_DUTY_H,
    MOST_IN_7_DAYS_H,
    MOST_IN_28_DAYS_H,
    REFUSING_GROUPS,
)
from qanat.registry.workforce.permissions import ROSTER
from qanat.registry.workforce.rules import Limits, Span, exceeded, is_qualified
from qanat.registry.workforce.states import (
    GROUP_OF,
    PROFESSIONS_OF,
    DutyRole,
    DutyWarning,
    LimitGroup,
)

LOOK_BACK: Final = timedelta(days=57)
"""Two windows of 28 days and a duty: what the limits can reach."""


class DutyImpossible(Invalid):
    """A duty needs a role and an end after its start."""

    code = "duty_impossible"
    text = _("Choose the role, and an end later than the start.")


class OnDutyAlready(Conflict):
    """Somebody is on another duty in that time."""

    code = "on_duty_already"
    text = _("%(name)s is on duty from %(start)s to %(end)s already.")


class BeyondLimits(Conflict):
    """A duty would exceed what the person may bear."""

    code = "beyond_limits"
    text = _("This duty of %(name)s is not allowed: %(limits)s.")


class HasLeft(Conflict):
    """Somebody who left is put on duty no more."""

    code = "has_left"
    text = _("%(name)s does not work here any more.")


class DutyOver(Conflict):
    """A duty which ended or was cancelled is changed no more."""

    code = "duty_over"
    text = _("This duty is over or was cancelled.")


class CancelWhyMissing(Invalid):
    """A cancelled duty says why."""

    code = "cancel_why_missing"
    text = _("Say why.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDraft:
    """A duty to be started, now or later."""

    person_id: int
    role: str
    region: str
    start: datetime
    end: datetime
    specialty: str = ""
    facility_id: int | None = None
    base_id: int | None = None
    aircraft_id: int | None = None
    ambulance_id: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """The duty as it stands, with the codes of ``states.DutyWarning`` that go with it."""

    id: int
    warnings: tuple[str, ...]


@command(needs=ROSTER)
def start_duty(actor: Actor, *, duty: DutyDraft) -> Placed:
    """Put somebody on duty.

    Beyond the limits of his group the duty is refused or warned of, as the parameters say; a
    missing qualification is warned of, since in an emergency he may be all there is.
    """
    if duty.role not in DutyRole.values or not _is_span(duty.start, duty.end):
        raise DutyImpossible
    if duty.aircraft_id is not None and duty.ambulance_id is not None:
        raise DutyImpossible
    person = lock_person(actor, duty.person_id, ROSTER)
    if not _reaches(actor.scope_of(ROSTER), duty, person):
        raise NotFound
    day = national_day(duty.start)
    if person.left_on is not None and person.left_on <= day:
        raise HasLeft(name=person.name)
    warnings = _check(person, duty.role, Span(duty.start, duty.end), without=None)
    made = Duty.objects.create(
        person=person,
        role=duty.role,
        specialty=duty.specialty,
        region_id=duty.region,
        facility_id=duty.facility_id,
        base_id=duty.base_id,
        aircraft_id=duty.aircraft_id,
        ambulance_id=duty.ambulance_id,
        during=DateTimeTZRange(duty.start, duty.end),
        warnings=list(warnings),
    )
    announce(DutyStarted(duty_id=made.pk, person_id=person.pk, region=duty.region))
    return Placed(made.pk, warnings)


@command(needs=ROSTER)
def extend_duty(actor: Actor, *, duty_id: int, until: datetime, now: datetime) -> Placed:
    """Have a duty end later, within the same limits."""
    duty = _lock_duty(actor, duty_id)
    if duty.during.upper <= now:
        raise DutyOver
    if not _is_span(duty.during.upper, until):
        raise DutyImpossible
    span = Span(duty.during.lower, until)
    warnings = _check(duty.person, duty.role, span, without=duty.pk)
    duty.during = DateTimeTZRange(span.start, span.end)
    duty.warnings = list(warnings)
    duty.save(update_fields=["during", "warnings"])
    _announce_change(duty)
    return Placed(duty.pk, warnings)


@command(needs=ROSTER)
def end_duty(actor: Actor, *, duty_id: int, at: datetime) -> None:
    """End a duty earlier than planned."""
    duty = _lock_duty(actor, duty_id)
    if at >= duty.during.upper:
        raise DutyOver
    if at <= duty.during.lower:
        raise DutyImpossible
    duty.during = DateTimeTZRange(duty.during.lower, at)
    duty.save(update_fields=["during"])
    _announce_change(duty)


@command(needs=ROSTER)
def cancel_duty(actor: Actor, *, duty_id: int, why: str, now: datetime) -> None:
    """Take back a duty which did not begin."""
    duty = _lock_duty(actor, duty_id)
    if duty.during.lower <= now:
        raise DutyOver
    if not why.strip():
        raise CancelWhyMissing
    duty.cancelled_at = now
    duty.cancel_reason = why.strip()[:200]
    duty.save(update_fields=["cancelled_at", "cancel_reason"])
    _announce_change(duty)


def _is_span(start: datetime, end: datetime) -> bool:
    return start < end and is_sensible(start.date()) and is_sensible(end.date())


def _reaches(scope: Scope, duty: DutyDraft, person: Person) -> bool:
    return (
        scope.nation
        or duty.region in scope.regions
        or duty.facility_id in scope.organisations
        or person.operator_id in scope.operators
    )


def _lock_duty(actor: Actor, duty_id: int) -> Duty:
    """Return a duty, locked after its person, as starting one locks him too."""
    visible = Duty.objects.visible_to(actor, ROSTER).filter(pk=duty_id)
    person_id = visible.values_list("person_id", flat=True).first()
    if person_id is None:
        raise NotFound
    Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    duty = Duty.objects.select_related("person").get(pk=duty_id)
    if duty.cancelled_at is not None:
        raise DutyOver
    return duty


def _check(person: Person, role: str, span: Span, *, without: int | None) -> tuple[str, ...]:
    """Return what is to be warned of.

    Raises:
        OnDutyAlready: if the person is on another duty in that time.
        BeyondLimits: if a limit of a refusing group is exceeded.
    """
    around = DateTimeTZRange(span.start - LOOK_BACK, span.end + LOOK_BACK)
    near = Duty.objects.standing().filter(person=person, during__overlap=around)
    others = [Span(d.during.lower, d.during.upper) for d in near if d.pk != without]
    for other in others:
        if other.start < span.end and span.start < other.end:
            raise OnDutyAlready(name=person.name, start=_short(other.start), end=_short(other.end))
    day = national_day(span.start)
    group = GROUP_OF[role]
    found = exceeded(span, others, _limits(group, day))
    if found and parameter(REFUSING_GROUPS, on=day).entries.get(group) is True:
        raise BeyondLimits(name=person.name, limits=_words(found))
    return found if _is_qualified(person, role, day) else (*found, DutyWarning.NOT_QUALIFIED)


def _limits(group: LimitGroup, day: date) -> Limits:
    def hours(key: str) -> float | None:
        value = parameter(key, on=day).entries.get(group)
        return float(value) if isinstance(value, int | float) else None

    return Limits(
        longest_h=hours(LONGEST_DUTY_H),
        least_rest_h=hours(LEAST_REST_H),
        most_in_7_days_h=hours(MOST_IN_7_DAYS_H),
        most_in_28_days_h=hours(MOST_IN_28_DAYS_H),
    )


def _is_qualified(person: Person, role: str, day: date) -> bool:
    held = Qualification.objects.filter(person=person, valid__contains=day)
    return is_qualified(PROFESSIONS_OF[role], frozenset(held.values_list("profession", flat=True)))


def _words(codes: Iterable[str]) -> str:
    return "; ".join(str(DutyWarning(code).label) for code in codes)


def _short(at: datetime) -> str:
    """Write a moment in the zone of who reads the refusal."""
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _announce_change(duty: Duty) -> None:
    announce(DutyChanged(duty_id=duty.pk, person_id=duty.person_id, region=duty.region_id))
