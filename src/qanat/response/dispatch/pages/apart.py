"""The patients of a mission planned again each for himself: shown, and committed in one step."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.response.dispatch.commands import apart as commands
from qanat.response.dispatch.commands.apart import Choice
from qanat.response.dispatch.models import Mission
from qanat.response.dispatch.pages.bars import axis_of
from qanat.response.dispatch.pages.plans import SIGNER, option_of, proposed_at
from qanat.response.dispatch.permissions import COMMIT
from qanat.response.dispatch.queries.declined import offered_again
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.suggest.apart import OwnWay, Parted, apart_of, propose_apart
from qanat.response.dispatch.suggest.exact.warming import refuse_while_warming
from qanat.response.dispatch.suggest.sharing import carried_together
from qanat.response.dispatch.suggest.wanting import PlaceUnknown
from qanat.web.forms import whole_number
from qanat.web.reply import Values, done, page

PAGE: Final = "dispatch/apart.html"
LONGEST: Final = 4_000
LONGEST_KEY: Final = 40


@require_http_methods(["GET", "POST"])
def replan_apart(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show what each patient of a mission which has not left gets by himself; change to it."""
    actor, now = actor_of(request), timezone.now()
    actor.need(COMMIT)
    mission = get_mission(actor, mission_id)
    rows = apart_of(actor, mission)
    if request.method == "POST":
        return _commit(request, actor, mission, now)
    if not rows:
        return redirect("dispatch:replan", mission_id)
    context: Values = {
        "mission": mission,
        "rows": rows,
        "is_for_both": bool(carried_together(actor, mission)),
        "proposed_at": SIGNER.sign(now.isoformat()),
        "now": now,
    }
    refuse_while_warming()
    try:
        found = propose_apart(actor, mission_id, now)
    except PlaceUnknown as refusal:
        context["problem"] = refusal.message()
    else:
        context["found"] = [parted_told(actor, one, now) for one in found]
    return page(request, PAGE, context)


def parted_told(actor: Actor, one: Parted, now: datetime) -> Values:
    """Return a choice as it is shown."""
    return {
        "stays": one.ways[0].row,
        "waiting": one.waiting,
        "ways": [_way(actor, way, now) for way in one.ways],
        "works_until": min((at for at in _ends(one)), default=None),
        "cost_tiyn": sum(way.proposal.plan.cost_tiyn for way in one.ways if way.proposal),
    }


def _ends(one: Parted) -> Iterator[datetime]:
    for way in one.ways:
        if way.proposal is not None and way.proposal.works_until is not None:
            yield way.proposal.works_until


def _way(actor: Actor, way: OwnWay, now: datetime) -> Values:
    told: Values = {"row": way.row, "stays": way.stays, "option": None, "sent": ""}
    if way.proposal is None:
        return told
    answer, plan = way.answer, way.proposal.plan
    declined = offered_again(actor, way.row.pk, now)
    refusals = declined.of_aircraft() if declined else {}
    axis = axis_of([plan], answer.at, answer.window_closes_at)
    told["option"] = option_of(way.proposal, answer, axis, 1, refusals)
    told["sent"] = " ".join([way.proposal.key, *sorted(way.without)])
    return told


def _commit(request: HttpRequest, actor: Actor, mission: Mission, now: datetime) -> HttpResponse:
    """Commit the choice that was shown; say why not."""
    try:
        commands.replan_apart(
            actor,
            mission_id=mission.pk,
            version=whole_number(request.POST.get("version", "")),
            stays=whole_number(request.POST.get("stays", "")) or 0,
            choices=dict(_choices(request)),
            proposed_at=proposed_at(request, now),
            now=now,
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        words = _("Nothing was committed: %(why)s What follows is worked out anew.")
        messages.warning(request, words % {"why": refusal.message()})
        return done(request, to=request.path)
    words = _("Each patient of the mission was planned again for himself.")
    return done(request, to="dispatch:mission", args=(mission.pk,), message=words)


def _choices(request: HttpRequest) -> Iterator[tuple[int, Choice | None]]:
    """Yield the plan of each patient as the page wrote it: its key, then what it was made without.

    Nothing is written for one who waits.
    """
    for name, typed in request.POST.items():
        pk = whole_number(name.removeprefix("plan-")) if name.startswith("plan-") else None
        if pk is not None:
            key, *without = str(typed)[:LONGEST].split() or [""]
            yield pk, Choice(key[:LONGEST_KEY], frozenset(without)) if key else None
