"""Everything about one mission, for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qanat.engine.intervals import Duration, Interval
from qanat.foundation.access.queries.accounts import names_of
from qanat.foundation.actors import Actor
from qanat.foundation.audit.queries import EntryRow, history
from qanat.foundation.refusals import Text
from qanat.registry.patients.queries.rows import PatientRow, patients_by_id
from qanat.response.commitments.queries import CommitmentRow, commitments_of
from qanat.response.dispatch.models import (
    CostLine,
    CrewMember,
    Leg,
    Mission,
    Request,
    RequestPatient,
    Service,
    Stamp,
)
from qanat.response.dispatch.queries.missions import durations_of, get_mission
from qanat.response.dispatch.queries.told import as_told, services_as_told
from qanat.web.related import Told


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A move of the mission, or what another context tells."""

    at: datetime
    who: str
    move: str = ""
    text: Text = ""
    reason: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class MissionRecord:
    """A mission with all that belongs to it."""

    mission: Mission
    requests: tuple[Request, ...]
    legs: tuple[Leg, ...]
    stamps: tuple[Stamp, ...]
    """All of them, corrected ones included, by time."""
    corrected: frozenset[int]
    """Ids of stamps which another corrects."""
    services: tuple[Service, ...]
    crew: tuple[CrewMember, ...]
    promised: tuple[CommitmentRow, ...]
    costs: tuple[CostLine, ...]
    durations: Mapping[Interval, Duration]
    people_ids: tuple[int, ...]
    """Of all people of its requests, in their order."""
    people: Mapping[int, PatientRow]
    """Those of them who are open to the viewer."""
    moves: tuple[EntryRow, ...]
    names: Mapping[int | None, str]

    def story(self, others: Sequence[Told]) -> list[HistoryLine]:
        """Return its moves and what other contexts tell together, in order."""
        lines = [
            HistoryLine(e.at, self.names[e.actor_id], e.move, reason=e.reason, note=e.note)
            for e in self.moves
        ]
        lines += [HistoryLine(x.at, x.who, text=x.text, note=x.note) for x in others]
        return sorted(lines, key=lambda line: line.at)


def mission_record(actor: Actor, mission_id: int) -> MissionRecord:
    """Return a mission with its requests, legs, stamps, services, crew, promises and costs.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_mission(actor, mission_id)
    served = Request.objects.visible_to(actor).filter(served_by__mission=row).order_by("id")
    requests = tuple(as_told(actor, one) for one in served)
    links = RequestPatient.objects.filter(request__in=requests)
    links = links.order_by("request_id", "position", "id")
    people_ids = tuple(dict.fromkeys(links.values_list("patient_id", flat=True)))
    stamps = tuple(row.stamps.select_related("leg").order_by("at", "id"))
    services = services_as_told(
        actor,
        row.services.filter(request__in=requests)
        .select_related("to_facility__settlement")
        .prefetch_related("patients")
        .order_by("performed_at", "id"),
    )
    moves = tuple(e for e in history("dispatch_mission", mission_id) if e.move)
    accounts = {s.by_id for s in stamps} | {e.actor_id for e in moves} | {row.dispatcher_id}
    return MissionRecord(
        mission=row,
        requests=requests,
        legs=tuple(
            row.legs.filter(is_dropped=False)
            .select_related("ambulance")
            .order_by("planned_departure_at", "position", "id")
        ),
        stamps=stamps,
        corrected=frozenset(s.corrects_id for s in stamps if s.corrects_id),
        services=services,
        crew=tuple(row.crew.order_by("id")),
        promised=tuple(commitments_of("mission", mission_id)),
        costs=tuple(row.costs.order_by("kind")),
        durations=durations_of(row),
        people_ids=people_ids,
        people=patients_by_id(actor, people_ids),
        moves=moves,
        names=names_of(accounts),
    )
