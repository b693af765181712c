"""The demonstration's team: somebody who signs in travels with a mission."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from qanat.foundation.actors import SYSTEM
from qanat.foundation.refusals import Refusal
from qanat.registry.workforce.commands import (
    DutyDraft,
    PersonDraft,
    QualificationDraft,
    enrol_person,
    start_duty,
)
from qanat.registry.workforce.queries import person_of_account
from qanat.response.dispatch.commands.crewing import name_crew
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.queries.missions import MissionsWanted, mission_rows
from qanat.response.dispatch.states import MissionState
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE

NAME: Final = "Мобильная бригада (синтетические данные)"
ROLE: Final = "physician"
OUTBOUND: Final = frozenset({MissionState.DEPARTED, MissionState.ON_SCENE})
"""The states in which most of a mission's work is still to come."""
BESIDE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Flight:
    """A mission with which the team may travel."""

    id: int
    has_left: bool
    leaves_at: datetime
    ends_at: datetime


def place_team(account_id: int, region: str, now: datetime) -> int | None:
    """Let the team's account travel with a mission under way, else with the next one; return it.

    It is named for a later one too, to be called out for it.
    """
    person = person_of_account(account_id)
    person_id = person.id if person else _enrol(account_id, region, now)
    wanted = MissionsWanted(states=tuple(sorted(BEFORE_DEPARTURE | OUTBOUND)))
    flights = [
        Flight(row.id, row.state in OUTBOUND, row.planned_departure_at, row.planned_end_at)
        for row in mission_rows(SYSTEM, wanted)
        if row.mode == "air" and row.planned_departure_at and row.planned_end_at
    ]
    flights.sort(key=lambda one: (not one.has_left, one.leaves_at, one.id))
    duty = partial(DutyDraft, person_id=person_id, role=ROLE, region=region)
    for own in flights:
        if _travels(own, duty(start=min(now, own.leaves_at) - BESIDE, end=own.ends_at + BESIDE)):
            break
    else:
        return None
    for later in flights:
        if later.leaves_at >= own.ends_at + BESIDE and _travels(
            later, duty(start=later.leaves_at, end=later.ends_at + BESIDE)
        ):
            break
    return own.id


def _travels(flight: Flight, duty: DutyDraft) -> bool:
    """Let the team have a duty and travel with a mission; tell whether both can be."""
    member = CrewDraft(name=NAME, role=ROLE, person_id=duty.person_id)
    try:
        start_duty(SYSTEM, duty=duty)
        name_crew(SYSTEM, mission_id=flight.id, crew=[member])
    except Refusal:
        return False
    return True


def _enrol(account_id: int, region: str, now: datetime) -> int:
    person = PersonDraft(name=NAME, region=region, account_id=account_id)
    trained = QualificationDraft(profession=ROLE, valid_from=(now - timedelta(days=365)).date())
    return enrol_person(SYSTEM, person=person, qualification=trained)
