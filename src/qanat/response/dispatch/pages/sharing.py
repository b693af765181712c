"""Flights which take another patient along: offered beside the plans, and committed."""

from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal
from qanat.response.dispatch.commands.sharing import commit_shared
from qanat.response.dispatch.forms.ranking import Ranking
from qanat.response.dispatch.pages.plans import readiness
from qanat.response.dispatch.pages.reasons import reason_text
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.queries.missions import get_mission
from qanat.response.dispatch.queries.requests import get_request
from qanat.response.dispatch.states.requests import OPEN
from qanat.response.dispatch.suggest.exact.warming import refuse_while_warming
from qanat.response.dispatch.suggest.policies import SOONEST
from qanat.response.dispatch.suggest.shared_flights import Move, Offer, Rides, SharedFlight
from qanat.response.dispatch.suggest.shared_plans import shared_key
from qanat.response.dispatch.suggest.sharing import (
    SharedOffers,
    carried_together,
    is_sharable,
    share_again,
    share_flights,
)
from qanat.response.dispatch.suggest.transfer_keys import key_of, shown
from qanat.response.dispatch.suggest.wanting import PlaceUnknown
from qanat.web.reply import Values, done, page

PAGE: Final = "dispatch/shared.html"
PART: Final = "dispatch/parts/shared.html"
KM: Final = 1_000
SAME_S: Final = 60.0
"""Less is told as no difference."""


@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show which flights would take another patient along; commit the one that is chosen."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    row = get_request(actor, request_id)
    if request.method == "POST":
        return _commit(request)
    ranking = Ranking(request.GET, now)
    context: Values = {
        "row": row,
        "ranking": ranking,
        **readiness(actor, row),
        "is_over": row.state not in OPEN,
        "is_sharable": is_sharable(row),
        "here": reverse("dispatch:shared", args=(row.pk,)),
        "is_comparable": "HX-Request" in request.headers,
    }
    if row.state in OPEN:
        refuse_while_warming()
        try:
            found = share_flights(actor, row, now, ranking.policy)
        except PlaceUnknown as refusal:
            context["problem"] = refusal.message()
        else:
            reach_km = round(found.reach_m / KM)
            context |= {"found": found, "flights": _flights(found), "reach_km": reach_km}
    return page(request, PAGE, context, fragment=PART)


@require_http_methods(["GET", "POST"])
def replan_both(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Show on which flights a mission which has not left carries both its patients; change it."""
    actor, now = actor_of(request), timezone.now()
    actor.need(COMMIT)
    mission = get_mission(actor, mission_id)
    rows = carried_together(actor, mission)
    if request.method == "POST":
        return _commit(request)
    if not rows:
        return redirect("dispatch:replan", mission_id)
    context: Values = {
        "row": rows[0],
        "mission": mission,
        "can_commit": True,
        "is_sharable": True,
        "here": request.path,
    }
    refuse_while_warming()
    try:
        found = share_again(actor, mission_id, now, SOONEST)
    except PlaceUnknown as refusal:
        context["problem"] = refusal.message()
    else:
        context |= {"found": found, "flights": _flights(found)}
    return page(request, PAGE, context, fragment=PART)


def _flights(found: SharedOffers) -> list[Values]:
    return [_flight(place, one, found) for place, one in enumerate(found.offers, start=1)]


def _flight(place: int, one: Offer, found: SharedOffers) -> Values:
    flight, numbers = one.flight, {ride.request_id: ride.number for ride in one.flight.rides}
    told = [reason_text(w, found.names, found.at) for w in one.warnings] if found.names else []
    return {
        "place": place,
        "flight": flight,
        "other": one.other,
        "key": shared_key(one),
        "works_until": one.works_until,
        "units": list(dict.fromkeys(move.name for move in flight.moves)),
        "rides": [(ride, _against(ride)) for ride in flight.rides],
        "moves": [(move, _aboard(move, numbers)) for move in flight.moves],
        "warnings": list(dict.fromkeys(told)),
        "sent": key_of(flight),
    }


def _against(ride: Rides) -> tuple[str, float]:
    """Return whether care begins later, sooner or as soon as alone, and by how much."""
    later_s = ride.later_s
    if later_s is None:
        return "only", 0.0
    if abs(later_s) < SAME_S:
        return "same", 0.0
    return ("later", later_s) if later_s > 0 else ("sooner", -later_s)


def _aboard(move: Move, numbers: dict[int, str]) -> str:
    return ", ".join(numbers[pk] for pk in move.aboard)


def _commit(request: HttpRequest) -> HttpResponse:
    """Commit the flight that was shown; say why not."""
    try:
        flight = shown(request.POST.get("flight", ""), SharedFlight)
        mission_id = commit_shared(actor_of(request), flight=flight, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except signing.BadSignature:
        return _nothing(request, _("The page was too old."))
    except Refusal as refusal:
        return _nothing(request, refusal.message())
    words = _("One mission for both patients is committed.")
    return done(request, to="dispatch:mission", args=(mission_id,), message=words)


def _nothing(request: HttpRequest, why: str) -> HttpResponse:
    words = _("Nothing was committed: %(why)s What follows is worked out anew.")
    messages.warning(request, words % {"why": why})
    return done(request, to=request.path)
