"""State how many beds of a hospital are free."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.events.hospitals import BedsStated
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, NotFound
from qanat.registry.facilities.queries import region_of_facility
from qanat.response.hospitals.models import MOST, FreeBeds
from qanat.response.hospitals.permissions import STATE
from qanat.response.hospitals.states import BedKind


class NothingStated(Invalid):
    """At least one kind of bed must be told."""

    code = "nothing_stated"
    text = _("Enter how many beds are free, of at least one kind.")


class TooManyBeds(Invalid):
    """So many beds no hospital has."""

    code = "too_many_beds"
    text = _("At most %(most)s beds can be free.")


@command(needs=STATE)
def state_free_beds(
    actor: Actor, *, facility_id: int, beds: Mapping[BedKind, int], now: datetime
) -> None:
    """State the free beds of a hospital; kinds left out stay as they were.

    Raises:
        NotFound: if there is no such hospital, or it is not the actor's.
        NothingStated: if no kind is told.
        TooManyBeds: if a number can't be.
    """
    scope = actor.scope_of(STATE)
    region = region_of_facility(facility_id)
    if not (scope.nation or facility_id in scope.organisations or region in scope.regions):
        raise NotFound
    if not beds:
        raise NothingStated
    if not all(0 <= free <= MOST for free in beds.values()):
        raise TooManyBeds(most=MOST)
    FreeBeds.objects.bulk_create(
        FreeBeds(facility_id=facility_id, kind=kind, free=free, stated_at=now, by_id=actor.id)
        for kind, free in sorted(beds.items())
    )
    announce(BedsStated(facility_id=facility_id))
