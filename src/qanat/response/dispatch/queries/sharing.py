"""Which requests could share a flight with one: those which wait, and those of missions."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from qanat.foundation.actors import Actor
from qanat.response.dispatch.models import Mission, MissionRequest, Request
from qanat.response.dispatch.models.requests import Need, Origin, RequestQuerySet
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE

READ: Final = 200


@dataclass(frozen=True, slots=True)
class Joined:
    """A mission which has not left and carries one patient alone."""

    id: int
    version: int
    number: str
    aircraft_id: int


def may_share(actor: Actor, row: Request) -> list[tuple[Request, Joined | None]]:
    """Return the other approved requests which are to be flown and have no mission."""
    found = _flown(actor, row).filter(state=RequestState.APPROVED)
    return [(other, None) for other in found.order_by("received_at", "id")[:READ]]


def may_join(actor: Actor, row: Request) -> list[tuple[Request, Joined | None]]:
    """Return the requests of missions by air which have not left and serve nobody else."""
    missions = Mission.objects.visible_to(actor).filter(
        state__in=BEFORE_DEPARTURE, mode="air", is_exercise=row.is_exercise
    )
    alone = missions.annotate(many=Count("requests")).filter(many=1, aircraft__isnull=False)
    by_id = {one.pk: one for one in alone.order_by("id")[:READ]}
    served = _flown(actor, row).filter(served_by__mission__in=by_id).prefetch_related("served_by")
    pairs = list[tuple[Request, Joined | None]]()
    for other in served.order_by("received_at", "id")[:READ]:
        mission = next(by_id[s.mission_id] for s in other.served_by.all() if s.mission_id in by_id)
        joined = Joined(mission.pk, mission.version, mission.number, mission.aircraft_id or 0)
        pairs.append((other, joined))
    return pairs


def served_together(actor: Actor, mission_id: int) -> list[Request]:
    """Return the requests of a mission; none if the actor may not see them all."""
    every = MissionRequest.objects.filter(mission=mission_id).count()
    found = Request.objects.visible_to(actor).filter(served_by__mission=mission_id)
    rows = list(_whole(found).order_by("id"))
    return rows if len(rows) == every else []


def _flown(actor: Actor, row: Request) -> RequestQuerySet:
    found = Request.objects.visible_to(actor).filter(
        need=Need.TRANSPORT,
        decision="fly_patient",
        country=row.country_id,
        is_exercise=row.is_exercise,
    )
    return _whole(found.exclude(pk=row.pk).exclude(origin=Origin.PAPER))


def _whole(found: RequestQuerySet) -> RequestQuerySet:
    return found.select_related(
        "sending_facility__settlement", "accepting_facility__settlement", "settlement"
    ).prefetch_related("people")
