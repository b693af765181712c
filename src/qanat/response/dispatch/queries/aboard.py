"""Who is aboard a mission, from where to where, and who waits for it: for who looks after it."""

from dataclasses import dataclass
from typing import Final

from qanat.foundation.actors import Actor
from qanat.foundation.texts import local
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.states import MissionState

LOADED: Final = (MissionState.ON_BOARD, MissionState.AT_DESTINATION, MissionState.ABORTED_ALOFT)
"""The states in which patients are, or may be, aboard."""


@dataclass(frozen=True, slots=True)
class Aboard:
    """What is known of a mission's aircraft, people and way.

    Attributes:
        crew: roles and names of the medical crew; pilots are the operator's and not on record.
        people: those of the crew who are in the register, by id and name.
        patients: how many of the patients whom its requests name are aboard by its stamps.
        receivers: the hospitals which wait for its patients.
    """

    number: str
    tail: str
    aircraft_id: int | None
    operator: str
    operator_id: int | None
    stops: tuple[str, ...]
    crew: tuple[tuple[str, str], ...]
    people: tuple[tuple[int, str], ...]
    patients: int
    receivers: tuple[int, ...]
    requests: tuple[tuple[int, str], ...]
    is_exercise: bool
    is_synthetic: bool


def aboard(actor: Actor, mission_id: int) -> Aboard:
    """Return who is aboard a mission by air.

    Raises:
        NotFound: if there is none, or the actor may not see it.
    """
    row = get_mission(actor, mission_id)
    requests = list(row.requests.all())
    legs = list(row.legs.filter(is_dropped=False, ambulance=None).order_by("position", "id"))
    names = [legs[0].from_name, *(leg.to_name for leg in legs)] if legs else []
    receivers = dict.fromkeys(r.accepting_facility_id for r in requests if r.accepting_facility_id)
    return Aboard(
        number=row.number,
        tail=row.aircraft.tail if row.aircraft else "",
        aircraft_id=row.aircraft_id,
        operator=local(row.operator.name) if row.operator else "",
        operator_id=row.operator_id,
        stops=tuple(stop_name(name) for name in names),
        crew=tuple(row.crew.order_by("id").values_list("role", "name")),
        people=tuple(row.crew.exclude(person=None).order_by("id").values_list("person", "name")),
        patients=sum(r.people.count() for r in requests) if row.state in LOADED else 0,
        receivers=tuple(receivers),
        requests=tuple((r.pk, r.number) for r in requests),
        is_exercise=row.is_exercise,
        is_synthetic=row.is_synthetic,
    )
