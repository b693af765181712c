"""State whether an aircraft or an ambulance can be used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.events.fleet import AmbulanceStated, ServiceabilityStated
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Conflict, Invalid, NotFound
from qanat.registry.fleet.commands.registering import lock_aircraft
from qanat.registry.fleet.models import Ambulance, Serviceability
from qanat.registry.fleet.permissions import STATE
from qanat.registry.fleet.states import Fitness, FitnessReason

CLOCKS_MAY_DIFFER: Final = timedelta(minutes=5)


class ReasonNeeded(Invalid):
    """What is not fully serviceable says why."""

    code = "fitness_reason_needed"
    text = _("Choose the reason why it can't be used fully.")


class BackTooEarly(Invalid):
    """It can't be back before it went out of use."""

    code = "back_too_early"
    text = _("The expected return must be later than the start.")


class SinceInFuture(Invalid):
    """A statement is about now or the past."""

    code = "since_in_future"
    text = _("State what is true now; a time in the future can't be stated.")


class Withdrawn(Conflict):
    """An aircraft withdrawn for good has no serviceability any more."""

    code = "aircraft_withdrawn"
    text = _("%(tail)s was withdrawn from service.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody states about an aircraft; one of ``states.Fitness`` with its reason."""

    status: str
    since: datetime
    reason: str = ""
    note: str = ""
    expected_back_at: datetime | None = None


@command(needs=STATE)
def state_serviceability(
    actor: Actor, *, aircraft_id: int, statement: Statement, now: datetime
) -> None:
    """State whether an aircraft can be used; the statement before it stays in the history."""
    aircraft = lock_aircraft(actor, aircraft_id, STATE)
    if aircraft.withdrawn_on is not None:
        raise Withdrawn(tail=aircraft.tail)
    is_fit = statement.status == Fitness.SERVICEABLE
    if not is_fit and statement.reason not in FitnessReason.values:
        raise ReasonNeeded
    if statement.since > now + CLOCKS_MAY_DIFFER:
        raise SinceInFuture
    back_at = None if is_fit else statement.expected_back_at
    if back_at is not None and back_at <= statement.since:
        raise BackTooEarly
    Serviceability.objects.create(
        aircraft=aircraft,
        status=statement.status,
        since=statement.since,
        reason="" if is_fit else statement.reason,
        note=statement.note[:300],
        expected_back_at=back_at,
        stated_by=actor.id,
        stated_at=now,
    )
    announce(ServiceabilityStated(aircraft_id=aircraft.pk, status=statement.status))


@command(needs=STATE)
def state_ambulance(
    actor: Actor, *, ambulance_id: int, is_serviceable: bool, note: str = "", now: datetime
) -> None:
    """State whether an ambulance can be used."""
    visible = Ambulance.objects.visible_to(actor, STATE).filter(pk=ambulance_id)
    ambulance = visible.select_for_update(of=("self",)).first()
    if ambulance is None:
        raise NotFound
    ambulance.is_serviceable = is_serviceable
    ambulance.note = note[:300]
    ambulance.stated_at = now
    ambulance.save(update_fields=["is_serviceable", "note", "stated_at"])
    announce(
        AmbulanceStated(
            ambulance_id=ambulance.pk,
            region=ambulance.region_id,
            is_serviceable=is_serviceable,
        )
    )
