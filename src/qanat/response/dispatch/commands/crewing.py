"""Name who travels with a mission."""

from collections.abc import Sequence

from qanat.foundation.actors import Actor
from qanat.foundation.commands import command
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.finding import touch_mission
from qanat.response.dispatch.commands.missions import NoLegs, promise, running_mission
from qanat.response.dispatch.commands.resources import crew_wants
from qanat.response.dispatch.models import CrewMember
from qanat.response.dispatch.permissions import COMMIT


@command(needs=COMMIT)
def name_crew(
    actor: Actor, *, mission_id: int, version: int | None = None, crew: Sequence[CrewDraft]
) -> None:
    """Name who travels with a mission; those on our record are promised to it.

    Who is named already stays. Repeating it changes nothing.

    Raises:
        ResourceTaken: if somebody is promised to another mission in that time.
        NotFit: if somebody has no duty which covers it.
    """
    row = running_mission(actor, mission_id, version)
    start, end = row.planned_departure_at, row.planned_end_at
    if start is None or end is None:
        raise NoLegs
    known = set(row.crew.values_list("person_id", "name"))
    fresh = [one for one in crew if (one.person_id, one.name) not in known]
    promise(actor, row, tuple(crew_wants(fresh, start, end)), is_exercise=row.is_exercise)
    CrewMember.objects.bulk_create(
        CrewMember(mission=row, person_id=c.person_id, name=c.name, role=c.role) for c in fresh
    )
    touch_mission(row)
