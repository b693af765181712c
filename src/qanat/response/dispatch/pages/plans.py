"""Plans for a request, and committing one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.engine.planning.plans import Subject
from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Refusal
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.pages.reasons import reason_text
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.suggest import Proposal, Proposals, propose
from qanat.web.reply import Values, again, done, page

PLANS = "dispatch/plans.html"
SIGNER = TimestampSigner(salt="qanat.dispatch.plans")
GOOD_FOR = timedelta(minutes=15)
EXCLUDED_SHOWN = 60


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
        except Refusal as refusal:
            refused = refusal.message()
        else:
            return done(
                request, to="dispatch:mission", args=(mission_id,), message=_("Mission committed.")
            )
    context: Values = {"row": row, "refused": refused, "can_commit": actor.may(COMMIT)}
    try:
        answer = propose(actor, request_id, now)
    except Refusal as refusal:
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
    names = answer.names
    options = [
        {
            "key": p.key,
            "family": p.plan.family.value,
            "units": [names.of(u) for u in p.plan.units],
            "hospital": names.of(p.plan.hospital) if p.plan.hospital else "",
            "plan": p.plan,
            "is_late": not p.plan.is_in_time,
            "late_s": -p.plan.slack_s if p.plan.slack_s is not None else None,
            "legs": [
                {
                    "leg": leg,
                    "unit": names.of(leg.unit) if leg.unit else "",
                    "start": names.stop(leg.start).name,
                    "end": names.stop(leg.end).name,
                }
                for leg in p.plan.legs
            ],
            "warnings": list(dict.fromkeys(reason_text(w, names) for w in p.plan.warnings)),
        }
        for p in unlike(answer.proposals)
    ]
    left_out = {
        subject.value: [
            (names.of(e.id), reason_text(e.reasons[0], names) if e.reasons else "")
            for e in answer.excluded
            if e.subject is subject
        ]
        for subject in (Subject.AIRCRAFT, Subject.HOSPITAL)
    }
    return {
        "answer": answer,
        "options": options,
        "aircraft_out": left_out["aircraft"][:EXCLUDED_SHOWN],
        "hospitals_out": left_out["hospital"][:EXCLUDED_SHOWN],
        "proposed_at": SIGNER.sign(answer.at.isoformat()),
    }
