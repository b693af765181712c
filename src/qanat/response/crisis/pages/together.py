"""Everybody who waits, planned together: who goes where, the proof, and committing all or some."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.response.crisis.commands.together import Choice, commit_together
from qanat.response.crisis.pages.planning import PLANNED, SIGNER, proposed_at
from qanat.response.crisis.pages.words import about
from qanat.response.crisis.permissions import REQUEST, SEE
from qanat.response.crisis.queries.incidents import incident_row, requests_of
from qanat.response.crisis.suggest import (
    MOST_TOGETHER,
    AllTogether,
    Chosen,
    Offered,
    propose_together,
)
from qanat.response.dispatch.commands.serving import HasMission
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.requests import (
    RequestRow,
    Wanted,
    request_rows,
    requests_by_id,
)
from qanat.web.figures import Figure
from qanat.web.forms import whole_number
from qanat.web.reply import Values, done, page
from qanat.web.wording import duration, number

TOGETHER_PAGE: Final = "crisis/together.html"
MINUTE_S: Final = 60
MOST_TYPED: Final = 4_000
READ_AT_ONCE: Final = 200
"""Waiting requests read, of which the first are planned."""


@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """Plan the requests which wait for a plan together; exercises on their incident's page."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    if request.method == "POST":
        return _commit(request, actor, requests_by_id(actor, _marked(request), now), now)
    wanted = Wanted(states=tuple(sorted(PLANNED)), is_later=False)
    found = request_rows(actor, wanted, now, count=READ_AT_ONCE)
    rows = [row for row in found if not row.is_exercise]
    context = {"back": reverse("dispatch:queue"), "here": reverse("crisis:waiting")}
    return page(request, TOGETHER_PAGE, context | _proposal(actor, rows, now))


@require_http_methods(["GET", "POST"])
def together(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Plan the casualties of an incident together."""
    actor, now = actor_of(request), timezone.now()
    actor.need(SEE)
    actor.need(REQUEST)
    actor.need(PLAN)
    incident = incident_row(actor, incident_id)
    found = requests_by_id(actor, requests_of(incident_id), now)
    rows = [row for row in found.values() if row.state in PLANNED]
    if request.method == "POST":
        return _commit(request, actor, found, now)
    context = about(actor, incident, "together") | {"here": request.path}
    return page(request, TOGETHER_PAGE, context | _proposal(actor, rows, now))


def _proposal(actor: Actor, rows: Sequence[RequestRow], now: datetime) -> Values:
    ordered = sorted(rows, key=lambda row: (row.urgency, row.received_at, row.id))
    found = propose_together(actor, ordered, now)
    served = sum(one.plan is not None for one in found.lines)
    return {
        "lines": [_line(one) for one in found.lines],
        "measures": _measures(found, served),
        "served": served,
        "proof": found.proof,
        "total": len(ordered),
        "most": MOST_TOGETHER,
        "is_choice": found.plans > 0,
        "bound_text": round(found.proof.bound, 1),
        "total_text": round(found.proof.total, 1),
        "can_commit": actor.may(COMMIT),
        "proposed_at": SIGNER.sign(now.isoformat()),
        "now": now,
    }


def _measures(found: AllTogether, served: int) -> list[Figure]:
    """Return how many get a plan and, if there is a choice, what it saves and its proof."""
    proof = found.proof
    got = Figure(
        _("Get a plan"),
        _("%(served)s of %(all)s") % {"served": number(served), "all": number(len(found.lines))},
        tone="" if served == len(found.lines) else "warn",
    )
    if not found.plans:
        return [got]
    saved = duration(proof.saved * MINUTE_S) if proof.saved >= 1 else _("nothing")
    among = ngettext("among %(n)s plan", "among %(n)s plans", found.plans)
    return [
        got,
        Figure(_("Saved against one after the other"), saved, note=_("weighted by urgency")),
        Figure(
            _("Proof"),
            _("the best there is") if proof.is_proven else _("not proven"),
            note=among % {"n": number(found.plans)},
            tone="" if proof.is_proven else "warn",
        ),
    ]


def _line(one: Chosen) -> Values:
    """Return a line: what is proposed, and what it loses against its own best."""
    return {
        "request": one.request,
        "is_place_unknown": one.is_place_unknown,
        "lost_s": one.lost_s,
        "is_own_best": one.is_own_best,
        "plan": _plan(one.plan),
        "own": _plan(one.own),
    }


def _plan(offered: Offered | None) -> Values | None:
    if offered is None:
        return None
    plan, names = offered.proposal.plan, offered.answer.names
    return {
        "choice": " ".join([offered.proposal.key, *sorted(offered.without)]),
        "units": [names.of(unit) for unit in plan.units],
        "hospital": names.of(plan.hospital) if plan.hospital else "",
        "contact_at": plan.contact_at,
        "definitive_at": plan.definitive_at,
        "is_in_time": plan.is_in_time,
        "wait": offered.answer.wait_of(plan),
        "sooner_s": offered.answer.sooner_otherwise_s(plan),
    }


def _choice(typed: str) -> Choice:
    """Read a plan as the page wrote it: its key, then the vehicles it was made without."""
    key, *without = typed[:MOST_TYPED].split() or [""]
    return Choice(key[:40], frozenset(without))


def _marked(request: HttpRequest) -> set[int]:
    """Return the ids of the requests that are marked."""
    typed = request.POST.getlist("request")[:MOST_TOGETHER]
    return {pk for text in typed if (pk := whole_number(text)) is not None}


def _commit(
    request: HttpRequest, actor: Actor, allowed: Container[int], now: datetime
) -> HttpResponse:
    """Commit what is marked, all of it or nothing; say why not."""
    actor.need(COMMIT)
    marked = _marked(request)
    if any(pk not in allowed for pk in marked):
        raise NotFound
    choices = {pk: _choice(request.POST.get(f"plan-{pk}", "")) for pk in marked}
    try:
        made = commit_together(
            actor, choices=choices, proposed_at=proposed_at(request, now), now=now
        )
    except (NotAllowed, NotFound):
        raise
    except HasMission as refusal:  # a second one is meant on the page of the request alone
        why = _("Request “%(number)s” already has mission “%(mission)s”, committed by %(who)s.")
        return _nothing(request, why % refusal.values)
    except Refusal as refusal:
        return _nothing(request, refusal.message())
    words = ngettext("%(n)s mission is committed.", "%(n)s missions are committed.", len(made))
    return done(request, to=request.path, message=words % {"n": len(made)})


def _nothing(request: HttpRequest, why: str) -> HttpResponse:
    words = _("Nothing was committed: %(why)s What follows is worked out anew.")
    messages.warning(request, words % {"why": why})
    return done(request, to=request.path)
