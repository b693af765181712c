"""Take into the crew who was called in place of a member, and said yes."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.refusals import Conflict
from qanat.response.callout.commands.noting import Entry, changed, locked_ask, note
from qanat.response.callout.permissions import CALL
from qanat.response.callout.rules import stands_in
from qanat.response.callout.states import What
from qanat.response.dispatch.commands.crewing import replace_member
from qanat.response.dispatch.commands.drafts import CrewDraft
from qanat.response.dispatch.queries.calling import colleagues_of


class NobodyStandsIn(Conflict):
    """Nobody has said yes in place of a member of the crew."""

    code = "nobody_stands_in"
    text = _("Nobody has said yes in place of this member of the crew.")


class NotFree(Conflict):
    """Who said yes is promised elsewhere, or has no duty then."""

    code = "not_free"
    text = _("%(name)s has no duty in this time, or is promised elsewhere. Name the crew by hand.")


@command(needs=CALL)
def take_into_crew(actor: Actor, *, ask_id: int, now: datetime) -> None:
    """Let who said yes in place of a member travel with the mission.

    Raises:
        NotFound: if the call-out is not open to the actor.
        NobodyStandsIn: if nobody has said yes in place of the member.
        NotFree: if who said yes can't travel any more.
        NotInCrew: if the member is not in the crew any more.
    """
    row, ask = locked_ask(actor, ask_id)
    people = [(one.name, one.rung) for one in ask.people.order_by("position")]
    if row.mission_id is None or not stands_in(ask.state, ask.title, ask.answered_by, people):
        raise NobodyStandsIn
    offered = colleagues_of(SYSTEM, row.mission_id)
    comes = next(
        (one for one in offered if (one.person_name, one.role) == (ask.answered_by, ask.role)),
        None,
    )
    if comes is None:
        raise NotFree(name=ask.answered_by)
    replace_member(
        actor,
        mission_id=row.mission_id,
        person_id=ask.person_id,
        name=ask.title,
        comes=CrewDraft(name=comes.person_name, role=comes.role, person_id=comes.person_id),
    )
    entry = Entry(who=comes.person_name, by_id=actor.id, note=ask.title)
    ask.title, ask.person_id = comes.person_name, comes.person_id
    ask.save(update_fields=["title", "person"])
    note(row, What.IN_CREW, now, ask=ask, entry=entry)
    changed(row)
