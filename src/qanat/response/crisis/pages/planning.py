"""Plans for many: what is proposed for each, where proposals collide, and committing one by one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.response.crisis.commands.casualties import request_for_casualties
from qanat.response.crisis.pages.words import about
from qanat.response.crisis.permissions import REQUEST, SEE
from qanat.response.crisis.queries.around import around
from qanat.response.crisis.queries.incidents import (
    CasualtyRow,
    casualty_count,
    casualty_rows,
    incident_row,
    requests_of,
)
from qanat.response.crisis.rules.sharing import share_out
from qanat.response.crisis.states import Category
from qanat.response.dispatch.commands.clinical import Judgement, review_request
from qanat.response.dispatch.commands.planning import commit_plan
from qanat.response.dispatch.permissions import COMMIT, PLAN, REVIEW
from qanat.response.dispatch.queries.requests import requests_by_id
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.suggest import Proposal, Proposals
from qanat.response.dispatch.suggest.exact.warming import StillWarming
from qanat.response.dispatch.suggest.several import Several
from qanat.response.dispatch.suggest.soonest import Ways
from qanat.response.dispatch.suggest.wanting import PlaceUnknown
from qanat.web.forms import whole_number
from qanat.web.paging import Behind, one_page
from qanat.web.reply import Values, done, page

PLAN_PAGE: Final = "crisis/plan.html"
AT_ONCE: Final = 6
"""So many are planned on one page: each costs a run of the planner."""
MOST_REQUESTS: Final = 60
SIGNER: Final = TimestampSigner(salt="qanat.crisis.plans")
GOOD_FOR_S: Final = 900
JUDGEMENTS: Final = {
    "fly_patient": Judgement(decision="fly_patient"),
    "ground": Judgement(decision="ground", reason="road_is_faster"),
}
"""What can be decided for many at once."""
PLANNED: Final = frozenset({RequestState.APPROVED, RequestState.GROUND_ONLY})


@require_POST
def make_requests(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Make requests for casualties who have none: those of some colours, or those chosen."""
    actor = actor_of(request)
    actor.need(SEE)
    actor.need(REQUEST)
    incident_row(actor, incident_id)
    colours = [one for one in request.POST.getlist("category") if one in Category.values]
    chosen = [pk for text in request.POST.getlist("casualty") if (pk := whole_number(text))]
    rows = casualty_rows(incident_id, categories=colours, has_request=False, count=MOST_REQUESTS)
    ids = [row.id for row in rows] if colours else chosen[:MOST_REQUESTS]
    made = request_for_casualties(
        actor, incident_id=incident_id, casualty_ids=ids, now=timezone.now()
    )
    words = ngettext("%(n)s request is made.", "%(n)s requests are made.", len(made))
    return done(request, to="crisis:plan", args=(incident_id,), message=words % {"n": len(made)})


@require_POST
def decide(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Decide on the requests chosen, by air or by road, each as a decision of its own."""
    actor = actor_of(request)
    actor.need(REVIEW)
    incident_row(actor, incident_id)
    judgement = JUDGEMENTS.get(request.POST.get("decision", ""), JUDGEMENTS["fly_patient"])
    typed = {whole_number(text) for text in request.POST.getlist("request")}
    decided = 0
    for request_id in sorted(requests_of(incident_id) & typed)[:MOST_REQUESTS]:
        try:
            review_request(
                actor,
                request_id=request_id,
                version=None,
                judgement=judgement,
                now=timezone.now(),
            )
            decided += 1
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            messages.warning(request, refusal.message())
    words = ngettext("%(n)s decision.", "%(n)s decisions.", decided) % {"n": decided}
    return done(request, to="crisis:plan", args=(incident_id,), message=words)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show casualties against aircraft, ambulances and hospitals; commit one plan."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    actor.need(REQUEST)
    actor.need(PLAN)
    row = incident_row(actor, incident_id)
    if request.method == "POST":
        return _commit(request, actor, incident_id, now)
    found = Behind(
        lambda: casualty_count(incident_id, has_request=True),
        lambda first, count: casualty_rows(incident_id, has_request=True, first=first, count=count),
    )
    shown = one_page(request, found, size=AT_ONCE)
    context = about(actor, row, "plan") | {
        "rows": shown,
        "lines": _lines(actor, shown.items, now),
        "around": around(actor, row.lon, row.lat, now),
        "without_request": casualty_count(incident_id, has_request=False),
        "can_commit": actor.may(COMMIT),
        "can_decide": actor.may(REVIEW),
        "proposed_at": SIGNER.sign(now.isoformat()),
        "now": now,
    }
    return page(request, PLAN_PAGE, context)


def _commit(request: HttpRequest, actor: Actor, incident_id: int, now: datetime) -> HttpResponse:
    request_id = whole_number(request.POST.get("request", ""))
    if request_id is None or request_id not in requests_of(incident_id):
        raise NotFound
    try:
        commit_plan(
            actor,
            request_id=request_id,
            key=request.POST.get("plan", "")[:40],
            proposed_at=proposed_at(request, now),
            now=now,
        )
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.warning(request, refusal.message())
        return done(request, to="crisis:plan", args=(incident_id,))
    words = _("Mission committed.")
    return done(request, to="crisis:plan", args=(incident_id,), message=words)


def proposed_at(request: HttpRequest, now: datetime) -> datetime:
    """Return when what is committed was shown, as signed; now if that is too long ago."""
    try:
        text = SIGNER.unsign(request.POST.get("proposed_at", ""), max_age=GOOD_FOR_S)
        return datetime.fromisoformat(text)
    except (BadSignature, ValueError):
        return now


def _lines(actor: Actor, casualties: Sequence[CasualtyRow], now: datetime) -> list[Values]:
    """Return each casualty with his request and, where it is decided, what is proposed."""
    ids = [row.request_id for row in casualties if row.request_id]
    requests = requests_by_id(actor, ids, now)
    several = Several.of(actor, ids, now)
    answers: dict[int, Proposals] = {}
    for row in casualties:
        found = requests.get(row.request_id or 0)
        if found and found.state in PLANNED:
            try:
                answers[row.id] = several.propose(found.id)
            except PlaceUnknown:
                continue
    offers = {
        pk: [frozenset(p.plan.promised) for p in _decided(answer)] for pk, answer in answers.items()
    }
    choices = share_out(offers)
    tags = {row.id: row.tag for row in casualties}
    lines = []
    for row in casualties:
        found = requests.get(row.request_id or 0)
        line: Values = {"casualty": row, "request": found}
        if found and found.state == RequestState.REGISTERED and actor.may(REVIEW):
            line["ways"] = _ways(several, found.id)
        if row.id in answers:
            answer, choice = answers[row.id], choices[row.id]
            line |= {
                "best": _offer(answer, choice.best),
                "free": _offer(answer, choice.free) if choice.free else None,
                "rivals": [tags[rival] for rival in choice.rivals],
                "is_alone": choice.free == 0,
                "is_out": choice.free is None,
                "is_planned": True,
            }
        lines.append(line)
    return lines


def _ways(several: Several, request_id: int) -> Ways | None:
    """Return how soon care begins by road and by air: what is weighed before it is decided."""
    try:
        return several.soonest(request_id)
    except (PlaceUnknown, StillWarming):
        return None


def _decided(answer: Proposals) -> list[Proposal]:
    """Return the plans which do what was decided and move somebody."""
    return [p for p in answer.proposals if p.is_as_decided and p.plan.units]


def _offer(answer: Proposals, place: int | None) -> Values | None:
    if place is None:
        return None
    chosen = _decided(answer)[place]
    return {
        "key": chosen.key,
        "units": [answer.names.of(unit) for unit in chosen.plan.units],
        "hospital": answer.names.of(chosen.plan.hospital) if chosen.plan.hospital else "",
        "contact_at": chosen.plan.contact_at,
        "definitive_at": chosen.plan.definitive_at,
        "sooner_s": answer.sooner_otherwise_s(chosen.plan),
    }
