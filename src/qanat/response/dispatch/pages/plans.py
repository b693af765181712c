"""Plans for a request, and committing one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.engine.planning.plans import Subject
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.pages.bars import Axis, axis_of, bar
from qanat.response.dispatch.pages.reasons import reason_text
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.states import REQUEST
from qanat.response.dispatch.suggest import Proposal, Proposals, propose
from qanat.response.dispatch.suggest.proposals import PlaceUnknown
from qanat.web.reply import Values, again, done, page

PLANS = "dispatch/plans.html"
SIGNER = TimestampSigner(salt="qanat.dispatch.plans")
GOOD_FOR = timedelta(minutes=15)
REASONS_SHOWN = 40


@require_http_methods(["GET", "POST"])
def plans(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show the plans for a request; commit the one that is chosen."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    row = get_request(actor, request_id)
    refused = ""
    if request.method == "POST":
        try:
            mission_id = commit_plan(
                actor,
                request_id=request_id,
                key=request.POST.get("plan", ""),
                proposed_at=_proposed_at(request, now),
                now=now,
            )
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            refused = refusal.message()
        else:
            return done(
                request, to="dispatch:mission", args=(mission_id,), message=_("Mission committed.")
            )
    is_ready = row.state in REQUEST.move("task").sources
    context: Values = {
        "row": row,
        "refused": refused,
        "is_ready": is_ready,
        "can_commit": is_ready and actor.may(COMMIT),
    }
    try:
        answer = propose(actor, request_id, now)
    except PlaceUnknown as refusal:
        context |= {"problem": refusal.message()}
        return page(request, PLANS, context)
    context |= _shown(answer)
    return again(request, PLANS, context) if refused else page(request, PLANS, context)


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


def _proposed_at(request: HttpRequest, now: datetime) -> datetime:
    """Return when the plans were made which the person saw; now if that can't be known."""
    try:
        text = SIGNER.unsign(request.POST.get("proposed_at", ""), max_age=GOOD_FOR)
        return datetime.fromisoformat(text)
    except (BadSignature, ValueError):
        return now


def _shown(answer: Proposals) -> Values:
    proposals = unlike(answer.proposals)
    plans = [p.plan for p in proposals]
    axis = axis_of(plans, answer.at, answer.window_closes_at)
    return {
        "answer": answer,
        "options": [_option(p, answer, axis, rank) for rank, p in enumerate(proposals, start=1)],
        "left_out": (
            (_("Aircraft left out"), _left_out(answer, Subject.AIRCRAFT)),
            (_("Hospitals left out"), _left_out(answer, Subject.HOSPITAL)),
        ),
        "proposed_at": SIGNER.sign(answer.at.isoformat()),
    }


def _option(proposal: Proposal, answer: Proposals, axis: Axis, rank: int) -> Values:
    plan, names = proposal.plan, answer.names
    title = _("Plan %(rank)s by hours") % {"rank": rank}
    warnings = (reason_text(w, names, answer.at) for w in plan.warnings)
    return {
        "rank": rank,
        "key": proposal.key,
        "family": plan.family.value,
        "units": [names.of(u) for u in plan.units],
        "hospital": names.of(plan.hospital) if plan.hospital else "",
        "plan": plan,
        "bar": bar(plan, axis, title),
        "is_late": not plan.is_in_time,
        "late_s": -plan.slack_s if plan.slack_s is not None else None,
        "legs": [
            {
                "leg": leg,
                "unit": names.of(leg.unit) if leg.unit else "",
                "start": names.stop(leg.start).name,
                "end": names.stop(leg.end).name,
            }
            for leg in plan.legs
        ],
        "warnings": list(dict.fromkeys(warnings)),
    }


def _left_out(answer: Proposals, subject: Subject) -> list[tuple[str, list[str]]]:
    """Return why things were left out, each reason with the names, the most frequent first."""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in answer.excluded:
        if one.subject is subject and one.reasons:
            words = reason_text(one.reasons[0], answer.names, answer.at)
            names[words][answer.names.of(one.id)] = None
    ordered = sorted(names.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(words, list(told)) for words, told in ordered[:REASONS_SHOWN]]
