"""The demonstration's team: somebody who signs in travels with a mission."""

from datetime import datetime, timedelta
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


def place_team(account_id: int, region: str, now: datetime) -> int | None:
    """Let the team's account travel with a mission under way, else with the next one; return it."""
    person = person_of_account(account_id)
    person_id = person.id if person else _enrol(account_id, region, now)
    wanted = MissionsWanted(states=tuple(sorted(BEFORE_DEPARTURE | OUTBOUND)))
    rows = sorted(mission_rows(SYSTEM, wanted), key=lambda row: (row.state not in OUTBOUND, row.id))
    for row in rows:
        if row.mode != "air" or row.planned_departure_at is None or row.planned_end_at is None:
            continue
        duty = DutyDraft(
            person_id=person_id,
            role=ROLE,
            region=region,
            start=min(now, row.planned_departure_at) - BESIDE,
            end=row.planned_end_at + BESIDE,
        )
        member = CrewDraft(name=NAME, role=ROLE, person_id=person_id)
        try:
            start_duty(SYSTEM, duty=duty)
            name_crew(SYSTEM, mission_id=row.id, crew=[member])
        except Refusal:
            continue
        return row.id
    return None


def _enrol(account_id: int, region: str, now: datetime) -> int:
    person = PersonDraft(name=NAME, region=region, account_id=account_id)
    trained = QualificationDraft(profession=ROLE, valid_from=(now - timedelta(days=365)).date())
    return enrol_person(SYSTEM, person=person, qualification=trained)
