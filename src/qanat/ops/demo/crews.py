"""Who travels with the missions of the demonstration: people on record, who can be called."""

from datetime import timedelta
from typing import Final

from qanat.foundation.actors import SYSTEM
from qanat.foundation.days import national_day
from qanat.registry.workforce.commands import (
    DutyDraft,
    PersonDraft,
    QualificationDraft,
    enrol_person,
    start_duty,
)
from qanat.response.dispatch.commands.crewing import replace_member
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.queries.calling import called_mission
from qanat.response.dispatch.queries.missions import mission_row

CREW: Final = (
    CrewDraft(name="реаниматолог (синтетические данные)", role="physician"),
    CrewDraft(name="фельдшер (синтетические данные)", role="feldsher"),
)
BESIDE: Final = timedelta(hours=1)
CENTRE: Final = "KZ-71"
"""Whence who flies abroad is sent."""


def put_crew_on_record(mission_id: int) -> None:
    """Give those of a mission's crew who are mere names a duty and a telephone."""
    times, mission = mission_row(SYSTEM, mission_id), called_mission(SYSTEM, mission_id)
    if times.planned_departure_at is None or times.planned_end_at is None:
        return
    region = mission.region or CENTRE
    start, end = times.planned_departure_at - BESIDE, times.planned_end_at + BESIDE
    for place, member in enumerate(mission.crew):
        if member.person_id is not None:
            continue
        person = PersonDraft(
            name=member.name,
            region=region,
            phone=f"+77004{mission_id % 10_000:04}{place:02}",
        )
        trained = QualificationDraft(profession=member.role, valid_from=national_day(start))
        person_id = enrol_person(SYSTEM, person=person, qualification=trained)
        duty = DutyDraft(person_id=person_id, role=member.role, region=region, start=start, end=end)
        start_duty(SYSTEM, duty=duty)
        comes = CrewDraft(name=member.name, role=member.role, person_id=person_id)
        replace_member(SYSTEM, mission_id=mission_id, person_id=None, name=member.name, comes=comes)
