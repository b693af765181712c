"""The day's planned transfers: the flights proposed, the proof, and committing all or some."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.refusals import NotAllowed, NotFound, Refusal, Text
from qanat.response.dispatch.commands.transfers import commit_transfers
from qanat.response.dispatch.permissions import COMMIT, PLAN
from qanat.response.dispatch.suggest.exact.warming import refuse_while_warming
from qanat.response.dispatch.suggest.transfer_keys import key_of, shown
from qanat.response.dispatch.suggest.transfers import (
    MOST,
    Flight,
    Transfers,
    Why,
    propose_transfers,
)
from qanat.web import wording
from qanat.web.figures import Figure
from qanat.web.reply import Values, done, page

PAGE: Final = "dispatch/transfers.html"
WORDS: Final[dict[Why, Text]] = {
    Why.NO_PLACE: gettext_lazy("Nobody knows where the patient is: enter the place."),
    Why.NO_HOSPITAL: gettext_lazy("No hospital is chosen: choose it on the request."),
    Why.CABIN: gettext_lazy(
        "The cabin must not climb above a limit, and of no aircraft it is known how high it is."
    ),
    Why.COMPANION: gettext_lazy(
        "A specialist must come along, who is not planned here: plan this request alone."
    ),
    Why.NOBODY_CAN: gettext_lazy(
        "No free aircraft at its base can carry this patient and be back before its duty ends."
    ),
    Why.NOT_WORTH: gettext_lazy(
        "It costs more than waiting for another day, or the aircraft are needed for the others."
    ),
}


@require_http_methods(["GET", "POST"])
def transfers(request: HttpRequest) -> HttpResponse:
    """Show which flights carry the planned transfers; commit those that are marked."""
    actor, now = actor_of(request), timezone.now()
    actor.need(PLAN)
    if request.method == "POST":
        return _commit(request, actor, now)
    refuse_while_warming()
    found = propose_transfers(actor, now)
    carried = sum(len(one.carried) for one in found.flights)
    context = {
        "flights": [_flight(n, one, found) for n, one in enumerate(found.flights, 1)],
        "left": [(row, WORDS[why]) for row, why in found.left],
        "measures": _measures(found, carried),
        "bound_text": found.proof.bound,
        "cost_text": found.proof.cost,
        "ways": found.ways,
        "waiting": found.waiting,
        "most": MOST,
        "can_commit": actor.may(COMMIT),
        "now": now,
    }
    return page(request, PAGE, context)


def _measures(found: Transfers, carried: int) -> list[Figure]:
    planned = carried + len(found.left)
    flown = sum(one.cost_tiyn for one in found.flights)
    among = ngettext("among %(n)s route", "among %(n)s routes", found.ways)
    is_proven = found.proof.is_proven
    return [
        Figure(
            _("Fly today"),
            _("%(served)s of %(all)s")
            % {"served": wording.number(carried), "all": wording.number(planned)},
            tone="" if carried == planned else "warn",
        ),
        Figure(_("Flights"), wording.number(len(found.flights))),
        Figure(_("Cost by contract"), wording.whole_tenge(flown)),
        Figure(
            _("Proof"),
            _("the cheapest there is") if is_proven else _("not proven"),
            note=among % {"n": wording.number(found.ways)},
            tone="" if is_proven else "warn",
        ),
    ]


def _flight(place: int, flight: Flight, found: Transfers) -> Values:
    return {
        "place": place,
        "flight": flight,
        "sent": key_of(flight),
        "carried": [found.rows[pk] for pk, _version in flight.carried],
        "hops": [
            (hop, [found.rows[pk].number for pk in sorted(hop.aboard)]) for hop in flight.hops
        ],
    }


def _commit(request: HttpRequest, actor: Actor, now: datetime) -> HttpResponse:
    """Commit what is marked, all of it or nothing; say why not."""
    actor.need(COMMIT)
    try:
        flights = list(_marked(request))
        made = commit_transfers(actor, flights=flights, now=now)
    except (NotAllowed, NotFound):
        raise
    except signing.BadSignature:
        return _nothing(request, _("The page was too old."))
    except Refusal as refusal:
        return _nothing(request, refusal.message())
    words = ngettext("%(n)s mission is committed.", "%(n)s missions are committed.", len(made))
    return done(request, to=request.path, message=words % {"n": len(made)})


def _marked(request: HttpRequest) -> Iterator[Flight]:
    """Yield the flights that are marked, as they were shown.

    Raises:
        BadSignature: if one was not shown, or too long ago.
    """
    for place in request.POST.getlist("flight")[:MOST]:
        yield shown(request.POST.get(f"flight-{place[:4]}", ""), Flight)


def _nothing(request: HttpRequest, why: str) -> HttpResponse:
    words = _("Nothing was committed: %(why)s What follows is worked out anew.")
    messages.warning(request, words % {"why": why})
    return done(request, to=request.path)
