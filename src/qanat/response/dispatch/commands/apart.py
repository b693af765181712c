"""Plan the patients of a mission again each for himself: one stays on it, the others leave it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.commands import command
from qanat.foundation.moving import make_move
from qanat.foundation.refusals import Invalid
from qanat.response.commitments.queries import promised_since
from qanat.response.dispatch.commands.deviating import account_for
from qanat.response.dispatch.commands.ending import locked_with_requests
from qanat.response.dispatch.commands.finding import touch_request
from qanat.response.dispatch.commands.missions import commit_mission, replan_mission
from qanat.response.dispatch.commands.planning import (
    TAKEN,
    PlanGone,
    crew_left,
    draft_of,
    refuse_taken,
)
from qanat.response.dispatch.commands.receiving import forget_planned_receiver
from qanat.response.dispatch.commands.turns import is_served_otherwise
from qanat.response.dispatch.models import Mission, MissionRequest, Request
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.states import REQUEST
from qanat.response.dispatch.states.missions import BEFORE_DEPARTURE
from qanat.response.dispatch.states.requests import SERVED
from qanat.response.dispatch.suggest.apart import apart_of, wider_of
from qanat.response.dispatch.suggest.proposals import Proposal, Proposals, propose_for
from qanat.response.dispatch.suggest.replanning import PURPOSE, MissionHasLeft, fits
from qanat.response.dispatch.suggest.units import AHEAD

REPLANNED: Final = "replanned"


class NotEachChosen(Invalid):
    """It is said of every patient what he gets, and of the one who stays by which way."""

    code = "not_each_chosen"
    text = _("Choose for every patient of mission “%(number)s” what he gets, and who stays on it.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The plan chosen for a patient: its key, and the vehicles it was made without."""

    key: str
    without: frozenset[str] = frozenset()


Found = tuple[Proposal, Proposals]


@command(needs=COMMIT)
def replan_apart(
    actor: Actor,
    *,
    mission_id: int,
    version: int | None,
    stays: int,
    choices: Mapping[int, Choice | None],
    proposed_at: datetime,
    now: datetime,
) -> list[int]:
    """Give each patient of a mission the way that was shown for him; all of it, or nothing.

    The mission stays that of one of them; every other gets a mission of his own, or waits for a
    plan where none is chosen for him.

    Args:
        actor: who commits.
        mission_id: the mission.
        version: as it was shown.
        stays: the request which stays on it.
        choices: of each request its plan, ``None`` for one that is to wait.
        proposed_at: when they were shown.
        now: the moment.

    Returns:
        The ids of the new missions.

    Raises:
        NotEachChosen: if a patient of it is missing, or who stays on it has no plan.
        MissionHasLeft: if it has departed.
        Stale: if somebody changed it meanwhile.
        ResourceTaken: if somebody else was promised a vehicle meanwhile.
        PlanGone: if a plan can't be made any more; it says whose.
    """
    found = _all_found(actor, mission_id, choices, proposed_at, now)
    requests, mission = locked_with_requests(actor, mission_id, version)
    if {one.pk for one in requests} != choices.keys() or stays not in found:
        raise NotEachChosen(number=mission.number)
    for request in requests:
        if request.pk in found:
            account_for(actor, request, found[request.pk][0], None, now)
    staying = next(one for one in requests if one.pk == stays)
    if not fits(found[stays][0], mission, proposed_at):
        raise PlanGone(number=staying.number)
    others = [one for one in requests if one.pk != stays]
    MissionRequest.objects.filter(mission=mission_id, request__in=others).delete()
    draft = draft_of(*found[stays])
    draft = replace(draft, crew=(*crew_left(mission_id, draft, staying), *draft.crew))
    replan_mission(actor, mission_id=mission_id, version=None, draft=draft, now=now)
    made = [_go_alone(actor, one, mission, found.get(one.pk), now) for one in others]
    return [pk for pk in made if pk is not None]


def _all_found(
    actor: Actor,
    mission_id: int,
    choices: Mapping[int, Choice | None],
    proposed_at: datetime,
    now: datetime,
) -> dict[int, Found]:
    """Return the plans that were shown, of those who do not wait.

    Raises:
        MissionHasLeft, NotEachChosen, ResourceTaken, PlanGone: as told above.
    """
    mission, own = get_mission(actor, mission_id), (PURPOSE, mission_id)
    if mission.state not in BEFORE_DEPARTURE:
        raise MissionHasLeft(number=mission.number)
    rows = {row.pk: row for row in apart_of(actor, mission)}
    if rows.keys() != choices.keys():
        raise NotEachChosen(number=mission.number)
    faster = promised_since(TAKEN, proposed_at, proposed_at + AHEAD, now=now)
    faster = [one for one in faster if (one.purpose_kind, one.purpose_id) != own]
    found = dict[int, Found]()
    for pk, choice in choices.items():
        if choice is None:
            continue
        wider = wider_of(rows[pk], choice.without)
        answer = propose_for(actor, rows[pk], proposed_at, but_for=own, wider=wider)
        chosen = next((p for p in answer.proposals if p.key == choice.key), None)
        if chosen is None:
            raise PlanGone(number=rows[pk].number)
        refuse_taken(chosen, faster)
        found[pk] = chosen, answer
    return found


def _go_alone(
    actor: Actor, request: Request, mission: Mission, found: Found | None, now: datetime
) -> int | None:
    """Give a request which has left a mission one of its own, or let it wait for a plan."""
    is_second = is_served_otherwise(request, mission)
    if found is not None:
        draft, ids = draft_of(*found), [request.pk]
        return commit_mission(actor, request_ids=ids, draft=draft, is_second=is_second, now=now)
    if request.state in SERVED and not is_second:
        make_move(SYSTEM, request, REQUEST, "untask", reason=REPLANNED)
        forget_planned_receiver(request)
    touch_request(request)
    return None
