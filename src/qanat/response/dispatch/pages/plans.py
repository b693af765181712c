"""Plans for a request, and committing one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zlib import crc32

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.engine.planning.plans import Family, LegKind, Plan
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.kept import kept
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.registry.terminology.queries import names_of
from qanat.response.dispatch.commands import planning as commands
from qanat.response.dispatch.commands.deviating import Deviation
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.forms.clinical import DeviationForm
from qanat.response.dispatch.forms.ranking import Ranking
from qanat.response.dispatch.models import Request
from qanat.response.dispatch.models.clinical import Decision
from qanat.response.dispatch.models.requests import Origin
from qanat.response.dispatch.pages.bars import Axis, axis_of, bar
from qanat.response.dispatch.pages.reasons import reason_text, reason_texts
from qanat.response.dispatch.pages.waiting import wait_of
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.declined import offered_again
from qanat.response.dispatch.queries.missions import get_mission, serving_missions
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.queries.stops import stop_name
from qanat.response.dispatch.states import REQUEST
from qanat.response.dispatch.states.requests import OPEN
from qanat.response.dispatch.suggest import Proposal, Proposals, Wider
from qanat.response.dispatch.suggest.apart import apart_of
from qanat.response.dispatch.suggest.proposals import propose_for
from qanat.response.dispatch.suggest.replanning import propose_again
from qanat.response.dispatch.suggest.sharing import carried_together, is_sharable
from qanat.response.dispatch.suggest.wanting import (
    AirportUnknown,
    PlaceUnknown,
    ReceiverAirportUnknown,
)
from qanat.web.forms import whole_number
from qanat.web.refused import meanwhile
from qanat.web.reply import UNPROCESSABLE, Values, again, done, page
from qanat.web.templatetags.qanat import fields
from qanat.web.wording import number

PLANS = "dispatch/plans.html"
PANE = "dispatch/parts/plans_pane.html"
"""The same for a narrow pane of a desk, which asks for it as a fragment."""
SIGNER = TimestampSigner(salt="qanat.dispatch.plans")
GOOD_FOR = timedelta(minutes=15)
LEAST_LOST = 0.05
"""Of a hundred: what is less is told as nothing."""
MOST_SHOWN = 8
"""Of the ways as decided, and of the others."""


@meanwhile("dispatch/parts/no_plans_now.html")
@require_http_methods(["GET", "POST"])
def plans(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show the plans for a request; commit the one that is chosen."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    row = get_request(actor, request_id)
    ranking = Ranking(request.POST if request.method == "POST" else request.GET, now)
    refused, status = "", 200
    if request.method == "POST":
        try:
            mission_id = commands.commit_plan(
                actor,
                request_id=request_id,
                key=request.POST.get("plan", ""),
                is_second="second" in request.POST,
                deviation=_deviation(request),
                wider=Wider(policy=ranking.policy) if ranking.is_adjusted else None,
                proposed_at=proposed_at(request, now),
                now=now,
            )
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = refusal.message()
            status = refusal.status if isinstance(refusal, HasMission) else UNPROCESSABLE
            row = get_request(actor, request_id)
        else:
            return done(
                request, to="dispatch:mission", args=(mission_id,), message=_("Mission committed.")
            )
    context: Values = {
        "row": row,
        "refused": refused,
        "ranking": ranking,
        **readiness(actor, row),
        "chosen": request.POST.get("plan", ""),
        "is_second": "second" in request.POST,
        "declined": offered_again(actor, request_id, now) if row.state in OPEN else None,
    }
    if row.state not in OPEN:
        context |= {"is_over": True}
        return page(request, PLANS, context, fragment=PANE, status=status)
    try:
        wider = Wider(policy=ranking.policy) if ranking.is_adjusted else None
        answer = propose_for(actor, row, now, wider=wider)
    except PlaceUnknown as refusal:
        context |= _problem(refusal)
        return page(request, PLANS, context, fragment=PANE, status=status)
    declined = context["declined"]
    context |= _beside(row, ranking)
    refusals = declined.of_aircraft() if declined else {}
    context |= _shown(request, row, answer, now, refusals, ranking)
    return page(request, PLANS, context, fragment=PANE, status=status)


def _problem(refusal: PlaceUnknown) -> Values:
    """Tell why nothing can be planned, and whether an airport abroad is what lacks."""
    is_airport = isinstance(refusal, AirportUnknown | ReceiverAirportUnknown)
    return {"problem": refusal.message(), "is_airport_asked": is_airport}


@require_http_methods(["GET", "POST"])
def replan(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show the other ways to fly or drive a mission which has not left; change to one."""
    actor, now = actor_of(request), timezone.now()
    actor.need(COMMIT)
    mission = get_mission(actor, mission_id)
    both = carried_together(actor, mission)
    apart = apart_of(actor, mission)
    if apart and request.method == "GET" and "alone" not in request.GET:
        return redirect(f"dispatch:replan_{'both' if both else 'apart'}", mission_id)
    refused = ""
    if request.method == "POST":
        try:
            commands.replan(
                actor,
                mission_id=mission_id,
                version=whole_number(request.POST.get("version", "")),
                key=request.POST.get("plan", ""),
                deviation=_deviation(request),
                proposed_at=proposed_at(request, now),
                now=now,
            )
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = refusal.message()
        else:
            words = _("Mission planned again.")
            return done(request, to="dispatch:mission", args=(mission_id,), message=words)
    row, answer = propose_again(actor, mission_id, now)
    context: Values = {"mission": mission, "row": row, "refused": refused, "is_ready": True}
    left = [one for one in mission.requests.order_by("id") if one.pk != row.pk]
    context |= {"left_on_it": ", ".join(one.number for one in left), "is_for_both": bool(both)}
    context["is_apart"] = bool(apart)
    context["left_out_url"] = reverse("dispatch:left_out_again", args=(mission_id,))
    context["declined"] = declined = offered_again(actor, row.pk, now)
    refusals = declined.of_aircraft() if declined else {}
    context |= {"can_commit": True, **_shown(request, row, answer, now, refusals)}
    return again(request, PLANS, context) if refused else page(request, PLANS, context)


def readiness(actor: Actor, row: Request) -> Values:
    """Return whether a plan for a request can be committed, and what serves it already."""
    others = serving_missions(actor, row.pk)
    is_open = row.state in REQUEST.move("task").sources or bool(others)
    is_ready = is_open and row.origin != Origin.PAPER
    return {
        "is_ready": is_ready,
        "can_commit": is_ready and actor.may(COMMIT),
        "others": others,
    }


def _beside(row: Request, ranking: Ranking) -> Values:
    """Return where else to look: why not the others, and who could share a flight."""
    asked = urlencode(_asked(ranking))
    urls = {
        name: reverse(f"dispatch:{name}", args=(row.pk,)) + (f"?{asked}" if asked else "")
        for name in ("left_out", "shared")
    }
    return {
        "left_out_url": urls["left_out"],
        "shared_url": urls["shared"] if is_sharable(row) else "",
    }


def _asked(ranking: Ranking | None) -> Mapping[str, str]:
    return ranking.fields if ranking is not None and ranking.is_adjusted else {}


def unlike(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the best plans without near repeats: two of the same kind, main vehicle and goal.

    Plans which differ only in which ambulance drives are one choice to a person; the next
    best ambulance of each is kept.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    kept = []
    for proposal in proposals:
        plan = proposal.plan
        craft = next((u for u in plan.units if u.startswith("aircraft:")), "")
        alike = (plan.family.value, craft, plan.hospital)
        seen[alike] += 1
        if seen[alike] <= (1 if craft else 2):
            kept.append(proposal)
    return kept


def _few(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Keep the soonest of those as decided and of the others, still in the order of hours."""
    left = Counter({True: MOST_SHOWN, False: MOST_SHOWN})
    kept = []
    for proposal in proposals:
        left[proposal.is_as_decided] -= 1
        if left[proposal.is_as_decided] >= 0:
            kept.append(proposal)
    return kept


def proposed_at(request: HttpRequest, now: datetime) -> datetime:
    """Return when the plans were made which the person saw; now if that can't be known."""
    try:
        text = SIGNER.unsign(request.POST.get("proposed_at", ""), max_age=GOOD_FOR)
        return datetime.fromisoformat(text)
    except (BadSignature, ValueError):
        return now


def _deviation(request: HttpRequest) -> Deviation | None:
    """Return why another way is taken than decided, as far as it was said."""
    form = DeviationForm(request.POST)
    form.full_clean()
    reason = form.cleaned_data.get("reason")
    return Deviation(reason, form.cleaned_data.get("note", "")) if reason else None


def _deviation_fields(request: HttpRequest) -> SafeString:
    """Draw why another way is taken than decided, with what was said of it."""
    return fields(DeviationForm(request.POST)) if request.POST else _empty_deviation_fields()


@kept(seconds=60)
def _empty_deviation_fields() -> SafeString:
    return fields(DeviationForm())


def _shown(
    request: HttpRequest,
    row: Request,
    answer: Proposals,
    now: datetime,
    refusals: Mapping[int, str],
    ranking: Ranking | None = None,
) -> Values:
    proposals = _few(unlike(answer.proposals))
    plans = [p.plan for p in proposals]
    axis = axis_of(plans, answer.at, answer.window_closes_at)
    if answer.organ is not None:  # its team's way is not its own
        axis = replace(axis, soonest_at=_soonest_at(plans))
    shown = sorted(proposals, key=lambda one: not one.is_as_decided)
    options = [option_of(p, answer, axis, rank, refusals) for rank, p in enumerate(shown, start=1)]
    decided = [o for o in options if o["is_as_decided"]]
    order = crc32(" ".join(p.key for p in proposals).encode())
    is_same, is_unasked = request.GET.get("seen") == str(order), "by_itself" in request.GET
    return {
        "again": urlencode({**_asked(ranking), "seen": order}),
        "is_same": is_same and not is_unasked,
        "is_renewed": is_unasked and not is_same,
        "answer": answer,
        "options": decided,
        "deviating": [o for o in options if o not in decided],
        "is_deviation_sooner": bool(proposals) and not proposals[0].is_as_decided,
        "sooner_s": _sooner_s(options, decided),
        "companion": _specialty(answer.companion) if answer.companion else "",
        "decision": Decision(row.decision).label if row.decision else "",
        "deviation_fields": _deviation_fields(request),
        "proposed_at": SIGNER.sign(now.isoformat()),
    }


def _soonest_at(plans: Iterable[Plan]) -> datetime | None:
    """Return when the first of the ways of an organ itself ends."""
    own = (p.definitive_at for p in plans if p.family is not Family.SPECIALIST)
    return min((at for at in own if at is not None), default=None)


def _sooner_s(every: Sequence[Values], decided: Sequence[Values]) -> float | None:
    """Return by how much the soonest way of all is sooner than the soonest as decided."""
    soonest, own = (
        min(
            (
                end
                for one in some
                if (end := one["plan"].definitive_at) and not one["is_team_for_organ"]
            ),
            default=None,
        )
        for some in (every, decided)
    )
    if soonest is None or own is None or soonest == own:
        return None
    return float((own - soonest).total_seconds())


def option_of(
    proposal: Proposal, answer: Proposals, axis: Axis, rank: int, refusals: Mapping[int, str]
) -> Values:
    """Return a plan as it is shown."""
    plan, names, lost = proposal.plan, answer.names, answer.lost_by(proposal.plan)
    is_team = answer.organ is not None and plan.family is Family.SPECIALIST
    goal = names.of(plan.hospital) if plan.hospital else ""
    title = _("Plan %(rank)s by hours") % {"rank": rank}
    refused = (words for pk, words in refusals.items() if f"aircraft:{pk}" in plan.units)
    warnings = (*refused, *(reason_text(w, names, answer.at) for w in plan.warnings))
    return {
        "rank": rank,
        "is_soonest": not is_team
        and plan.definitive_at is not None
        and plan.definitive_at == axis.soonest_at,
        "key": proposal.key,
        "works_until": proposal.works_until,
        "is_as_decided": proposal.is_as_decided,
        "family": plan.family.value,
        "units": [names.of(u) for u in plan.units],
        "is_driven": plan.family is Family.SPECIALIST and not plan.units,
        "hospital": names.scene.name if is_team else goal,
        "suits": answer.suitable.get(plan.hospital),
        "plan": plan,
        "has_organ": answer.organ is not None,
        "is_team_for_organ": is_team,
        "bar": bar(plan, axis, title),
        "is_late": not plan.is_in_time,
        "lost": lost,
        "lost_shown": number(lost, 1) if lost is not None and lost >= LEAST_LOST else "",
        "late_s": -plan.slack_s if plan.slack_s is not None else None,
        "legs": [
            {
                "leg": leg,
                "unit": names.of(leg.unit) if leg.unit else "",
                "start": stop_name(names.stop(leg.start).name),
                "end": stop_name(names.stop(leg.end).name),
            }
            for leg in plan.legs
        ],
        "warnings": list(dict.fromkeys(warnings)),
        "companion": _companion(plan, answer),
        "wait": wait_of(plan, answer.at, names.of),
        "bounds": reason_texts(plan.bounds, names, answer.at),
    }


def _specialty(code: str) -> str:
    """Return the name of a specialty."""
    return names_of("specialty").get(code, code)


def _companion(plan: Plan, answer: Proposals) -> str:
    """Return who comes along and where he is fetched; "" where nobody must."""
    if not answer.companion or plan.family in {Family.SPECIALIST, Family.REMOTE}:
        return ""
    told = {"specialty": _specialty(answer.companion)}
    if not plan.companion:
        return _("%(specialty)s: in its own crew") % told
    by_road = (leg.start for leg in plan.legs if leg.kind is LegKind.DRIVE_WITH_COMPANION)
    to_aircraft = (leg.end for leg in plan.legs if leg.unit == plan.companion)
    place = answer.names.stop(next(by_road, None) or next(to_aircraft)).name
    told |= {"name": answer.names.of(plan.companion), "place": place}
    return _("%(specialty)s: %(name)s, fetched at %(place)s") % told
