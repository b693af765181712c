"""Name who travels with a mission."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict
from qanat.response.commitments.commands import release
from qanat.response.commitments.queries import commitments_of
from qanat.response.commitments.states import ResourceKind
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.commands.ending import PURPOSE
from qanat.response.dispatch.commands.finding import touch_mission
from qanat.response.dispatch.commands.missions import NoLegs, promise, running_mission
from qanat.response.dispatch.commands.resources import crew_wants
from qanat.response.dispatch.models import CrewMember
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.crews import on_duty_until


class NotInCrew(Conflict):
    """Only a member of the crew is replaced."""

    code = "not_in_crew"
    text = _("%(name)s is not in the crew of this mission any more.")


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
    wants = tuple(crew_wants(fresh, start, end, on_duty_until(row, end)))
    promise(actor, row, wants, is_exercise=row.is_exercise)
    CrewMember.objects.bulk_create(
        CrewMember(mission=row, person_id=c.person_id, name=c.name, role=c.role) for c in fresh
    )
    touch_mission(row)


@command(needs=COMMIT)
def replace_member(
    actor: Actor, *, mission_id: int, person_id: int | None, name: str, comes: CrewDraft
) -> None:
    """Let somebody travel in place of a member of the crew, who is free again.

    Raises:
        NotInCrew: if the member is not in the crew any more.
        ResourceTaken: if who comes is promised to another mission in that time.
        NotFit: if he has no duty which covers it.
    """
    row = running_mission(actor, mission_id)
    member = row.crew.filter(person=person_id, name=name).first()
    if member is None:
        raise NotInCrew(name=name)
    freed = (ResourceKind.PERSON, person_id)
    promises = commitments_of(PURPOSE, row.pk)
    ids = [one.id for one in promises if (one.resource_kind, one.resource_id) == freed]
    release(SYSTEM, commitment_ids=ids)
    member.delete()
    name_crew(actor, mission_id=mission_id, crew=[comes])
