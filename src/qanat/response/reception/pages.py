"""What another service handed in, on one page."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from qanat.foundation.access.session import actor_of
from qanat.foundation.refusals import Text
from qanat.registry.places.queries import region_names, settlement_names
from qanat.response.dispatch.permissions import CALLS, REGISTER
from qanat.response.dispatch.queries.calls import call_row
from qanat.response.dispatch.queries.words import Category
from qanat.response.reception.commands import take_incident
from qanat.response.reception.queries import hand_in_told, waiting_incidents
from qanat.web.reply import done, page, wants_fragment
from qanat.web.wording import moment

STRIP: Final = "reception/strip.html"
SHOWN: Final = 1
"""So many stand above every page; how many more there are is said."""
PAGE: Final = "reception/hand_in.html"
DOUBTS: Final[dict[str, Text]] = {
    "category_assumed": _("No category was told: the most urgent is assumed."),
    "place_unknown": _("No place was told: ask the caller."),
    "settlement_unknown": _(
        "The settlement is not one that is known here: it stands in the address."
    ),
    "coordinates_abroad": _("The coordinates lie outside the country: they were left out."),
    "coordinates_elsewhere": _("The coordinates lie in another region than the one told."),
    "nothing_told": _("What happened was not told."),
}
FIELDS: Final[dict[str, Text]] = {
    "kind": _("Kind of incident"),
    "description": _("What happened"),
    "category": _("Category"),
    "region": _("Region"),
    "settlement": _("Settlement"),
    "address": _("Address"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "accuracy_m": _("Accuracy of the place, m"),
    "dangers": _("Dangers on the scene"),
}


@require_GET
def hand_in(request: HttpRequest, hand_in_id: int) -> HttpResponse:
    """Show a message with all that it told."""
    actor = actor_of(request)
    found = hand_in_told(actor, hand_in_id)
    told = found.told
    context = {
        "row": found.row,
        "call": call_row(actor, found.row.call_id),
        "doubts": [DOUBTS[code] for code in found.row.doubts if code in DOUBTS],
        "facts": list(_facts(told)),
        "callers": told.get("callers", ()),
        "persons": told.get("persons", ()),
        "notes": list(_notes(told.get("notes", ()))),
        "extra": json.dumps(told["eido"], ensure_ascii=False, indent=2) if told.get("eido") else "",
    }
    return page(request, PAGE, context)


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Give every page what was handed in and waits for somebody."""
    actor = actor_of(request)
    actor.need(CALLS)
    if not wants_fragment(request):
        return redirect("dispatch:calls")
    rows = waiting_incidents(actor, timezone.now())
    context = {"rows": rows[:SHOWN], "more": len(rows[SHOWN:]), "can_open": actor.may(REGISTER)}
    return page(request, STRIP, context)


@require_POST
def take(request: HttpRequest, hand_in_id: int) -> HttpResponse:
    """See to an incident: go on with its call, or begin a request of it."""
    actor = actor_of(request)
    call_id = take_incident(actor, hand_in_id=hand_in_id, now=timezone.now())
    if request.POST.get("as") == "request":
        return done(request, to=f"{reverse('dispatch:new')}?hand_in={hand_in_id}")
    return done(request, to="dispatch:call", args=(call_id,))


def _facts(told: dict[str, Any]) -> Iterator[tuple[Text, str]]:
    for name, label in FIELDS.items():
        value = told.get(name)
        if name == "settlement" and not value:
            value = _settlement(told.get("settlement_id"))
        if value in (None, "", []):
            continue
        if name == "category":
            value = Category(value).label
        elif name == "region":
            value = region_names().get(value, value)
        elif name == "dangers":
            value = ", ".join(value)
        yield label, str(value)


def _settlement(settlement_id: int | None) -> str:
    return settlement_names([settlement_id]).get(settlement_id, "") if settlement_id else ""


def _notes(notes: Iterable[dict[str, str]]) -> Iterator[tuple[str, str]]:
    for note in notes:
        yield moment(parse_datetime(note.get("at") or ""), "short"), note["text"]
