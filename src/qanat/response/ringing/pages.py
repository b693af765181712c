"""Who telephones: the part above every page, a page of each ring, and the number typed by hand."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.registry.changing import has_run
from qanat.response.dispatch.permissions import CALLS, REGISTER
from qanat.response.dispatch.states import RequestState
from qanat.response.dispatch.states.calls import CallState
from qanat.response.ringing import commands
from qanat.response.ringing.forms import ExtensionForm, NumberForm
from qanat.response.ringing.permissions import ANSWER
from qanat.response.ringing.queries import caller, extension_of, ringing_now, rings_lately
from qanat.web.reply import Values, again, done, page, wants_fragment

BOARD: Final = "ringing/board.html"
RING: Final = "ringing/ring.html"
STRIP: Final = "ringing/strip.html"


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the field for a number, one's own telephone, and who telephoned lately."""
    actor = actor_of(request)
    actor.need(ANSWER)
    return page(request, BOARD, _board(actor), fragment="telephone")


@require_POST
def look_up(request: HttpRequest) -> HttpResponse:
    """Look up the number that calls; it comes by POST and stands in no address."""
    actor = actor_of(request)
    actor.need(ANSWER)
    form = NumberForm(request.POST)
    made: list[int] = []

    def run(typed: Values) -> None:
        now = timezone.now()
        made.append(commands.look_number_up(actor, number=typed["number"], now=now))

    if not has_run(form, run):
        return again(request, BOARD, _board(actor) | {"number_form": form}, fragment="telephone")
    if wants_fragment(request):
        return page(request, RING, _ring(actor, made[0]), fragment="ring")
    return done(request, to="ringing:ring", args=(made[0],))


@require_POST
def sit(request: HttpRequest) -> HttpResponse:
    """Sit down at a telephone."""
    actor = actor_of(request)
    actor.need(ANSWER)
    form = ExtensionForm(request.POST)

    def run(typed: Values) -> None:
        commands.sit_at(actor, extension=typed["extension"] or "", now=timezone.now())

    if not has_run(form, run):
        context = _board(actor) | {"extension_form": form}
        return again(request, BOARD, context, fragment="telephone")
    if wants_fragment(request):
        return page(request, BOARD, _board(actor), fragment="telephone")
    return done(request, to="ringing:board")


@require_GET
def ring(request: HttpRequest, ring_id: int) -> HttpResponse:
    """Show who telephones."""
    return page(request, RING, _ring(actor_of(request), ring_id), fragment="ring")


@require_POST
def aside(request: HttpRequest, ring_id: int) -> HttpResponse:
    """Put a ring aside."""
    actor = actor_of(request)
    commands.put_aside(actor, ring_id=ring_id, now=timezone.now())
    if wants_fragment(request):
        return page(request, STRIP, _strip(actor))
    return done(request, to="ringing:board")


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Give every page who telephones now."""
    actor = actor_of(request)
    actor.need(ANSWER)
    if not wants_fragment(request):
        return redirect("ringing:board")
    return page(request, STRIP, _strip(actor))


def _strip(actor: Actor) -> dict[str, Any]:
    at = timezone.now()
    return {"callers": ringing_now(actor, at), "now": at}


def _board(actor: Actor) -> dict[str, Any]:
    extension = extension_of(actor)
    return {
        "number_form": NumberForm(),
        "extension_form": ExtensionForm(initial={"extension": extension}),
        "extension": extension,
        "rings": rings_lately(actor),
        "now": timezone.now(),
    }


def _ring(actor: Actor, ring_id: int) -> dict[str, Any]:
    at = timezone.now()
    return {
        "caller": caller(actor, ring_id, at),
        "states": dict(RequestState.choices),
        "call_states": dict(CallState.choices),
        "can_register": actor.may(REGISTER),
        "can_call": actor.may(CALLS),
        "now": at,
    }
