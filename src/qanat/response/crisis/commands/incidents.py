"""Declare an incident, lead it, stand it down."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.events.crisis import IncidentChanged
from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.outbox import announce
from qanat.foundation.refusals import Invalid, NotAllowed, NotFound
from qanat.registry.places.queries import get_settlement, region_at
from qanat.response.crisis.models import Incident
from qanat.response.crisis.permissions import DECLARE, SEE
from qanat.response.crisis.states import INCIDENT, IncidentKind
from qanat.response.dispatch.commands.numbers import next_number


class WhereMissing(Invalid):
    """Help is sent to a place."""

    code = "where_missing"
    text = _("Say where: a settlement, or coordinates within the country.")


class NotYetHappened(Invalid):
    """What is declared has happened."""

    code = "not_yet_happened"
    text = _("The incident can't lie in the future.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """An incident as declared; degrees."""

    kind: str
    happened_at: datetime
    place: str = ""
    settlement_id: int | None = None
    lon: float | None = None
    lat: float | None = None
    estimated: int | None = None
    note: str = ""
    is_exercise: bool = False


@command(needs=DECLARE)
def declare_incident(actor: Actor, *, draft: IncidentDraft, now: datetime) -> int:
    """Declare a mass-casualty incident and return its id.

    Raises:
        WhereMissing: if nothing says where, or it is not in the country.
        NotYetHappened: if it lies ahead of now.
        NotAllowed: if the region is not the actor's.
    """
    if draft.happened_at > now:
        raise NotYetHappened
    lon, lat, region, place = _where(draft)
    scope = actor.scope_of(DECLARE)
    if not (scope.nation or region in scope.regions):
        raise NotAllowed(permission=DECLARE)
    row = Incident.objects.create(
        number=next_number("M", region, now),
        kind=IncidentKind(draft.kind),
        place=place,
        settlement_id=draft.settlement_id,
        region_id=region,
        lon=lon,
        lat=lat,
        estimated=draft.estimated,
        note=draft.note,
        happened_at=draft.happened_at,
        declared_at=now,
        declared_by=actor.id,
        is_exercise=draft.is_exercise,
    )
    tell(row)
    return row.pk


@command(needs=DECLARE)
def move_incident(
    actor: Actor, *, incident_id: int, name: str, note: str = "", now: datetime
) -> None:
    """Activate an incident, stand it down, or activate it again.

    Raises:
        NotFound: if there is no such incident or move.
        WrongState: if the move does not lead out of its state.
    """
    row = locked_incident(actor, incident_id, DECLARE)
    if name not in {move.name for move in INCIDENT.moves}:
        raise NotFound
    row.stood_down_at = now if name == "stand_down" else None
    make_move(actor, row, INCIDENT, name, note=note, also=("stood_down_at",))
    tell(row)


def locked_incident(actor: Actor, incident_id: int, permission: str = SEE) -> Incident:
    """Return an incident which a permission reaches, locked.

    Raises:
        NotFound: if there is none, or it is not the actor's.
    """
    rows = Incident.objects.visible_to(actor).within(actor, permission)
    row = rows.select_for_update(of=("self",)).filter(pk=incident_id).first()
    if row is None:
        raise NotFound
    return row


def tell(row: Incident) -> None:
    """Tell everybody who looks at an incident that it changed."""
    announce(IncidentChanged(incident_id=row.pk, region=row.region_id, state=row.state))


def _where(draft: IncidentDraft) -> tuple[float, float, str, str]:
    if draft.lon is not None and draft.lat is not None:
        if (region := region_at(draft.lon, draft.lat)) is None:
            raise WhereMissing
        return draft.lon, draft.lat, region, draft.place or f"{draft.lat:.4f}, {draft.lon:.4f}"
    if draft.settlement_id is None:
        raise WhereMissing
    town = get_settlement(draft.settlement_id)
    return town.lon, town.lat, town.region_code, draft.place or town.name
