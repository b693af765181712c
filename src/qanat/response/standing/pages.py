"""The page of where aircraft stand, and what the map shows of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qanat.engine.geodesy import Point, initial_bearing_deg
from qanat.foundation.access.session import actor_of
from qanat.foundation.actors import Actor
from qanat.foundation.days import national_day
from qanat.foundation.texts import local
from qanat.registry.places.queries import region_rows
from qanat.response.standing.hindsight import Day, hindsight
from qanat.response.standing.parameters import ASSUMED
from qanat.response.standing.permissions import SEE
from qanat.response.standing.suggest import Advice, Standing, standing
from qanat.response.tracking import permissions as tracking
from qanat.web import wording
from qanat.web.figures import Figure
from qanat.web.forms import DayField, Form
from qanat.web.reply import page, wants_fragment

PAGE: Final = "standing/standing.html"
MOVES: Final = "standing/moves.html"
DAY: Final = "standing/day.html"
LISTED: Final = 12
DRAWN: Final = 30
"""Towns nobody reaches: in the list, and on the map."""
POORLY: Final = 50.0
"""Below it a region's share is a warning."""


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show whom the free aircraft reach now, and where one would be worth more."""
    actor = _viewer(request)
    found = _now()
    names = {row.code: row.name for row in region_rows()}
    regions = sorted(found.regions.items(), key=lambda one: (one[1].share, one[0]))
    return page(
        request,
        PAGE,
        {
            "found": found,
            "tiles": _tiles(found),
            "advice": [(one, local(one.base.name)) for one in found.advice],
            "regions": [(names.get(code, code), cover) for code, cover in regions],
            "unreached": found.unreached[:LISTED],
            "others": max(0, len(found.unreached) - LISTED),
            "poorly": POORLY,
            "source": ASSUMED,
            "sees_map": actor.may(tracking.SEE),
        },
        fragment="coverage",
    )


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """Give the map the free aircraft, the moves advised, and the towns nobody reaches."""
    _viewer(request)
    answer = {"type": "FeatureCollection", "features": list(_features(_now()))}
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


@require_GET
def moves(request: HttpRequest) -> HttpResponse:
    """Give a desk the moves advised as a list; a plain browser is led to the page."""
    _viewer(request)
    if not wants_fragment(request):
        return redirect("standing:board")
    return page(request, MOVES, {"moves": [_told(one) for one in _now().advice], "source": ASSUMED})


@require_GET
def moves_points(request: HttpRequest) -> HttpResponse:
    """Give a map the moves advised as arrows, with the gain in words."""
    _viewer(request)
    answer = {"type": "FeatureCollection", "features": list(_arrows(_now()))}
    return JsonResponse(answer, headers={"Cache-Control": "private, no-store"})


class DayForm(Form):
    """Which past day is looked at."""

    on = DayField(label=_lazy("Day"), required=False)

    def clean_on(self) -> date | None:
        """Refuse a day of which not all is known yet."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and on >= national_day(timezone.now()):
            raise ValidationError(_("This day is not over yet. Choose a past one."))
        return on


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Show a past day in hindsight: its flights as assigned, and as they had best been."""
    actor = _viewer(request)
    yesterday = national_day(timezone.now()) - timedelta(days=1)
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": yesterday})
    is_asked = form.is_bound and form.is_valid()
    on = (is_asked and form.cleaned_data["on"]) or yesterday
    found = None if form.errors else hindsight(actor, on)
    return page(
        request,
        DAY,
        {
            "form": form,
            "on": on,
            "before": on - timedelta(days=1),
            "after": on + timedelta(days=1) if on < yesterday else None,
            "found": found,
            "tiles": _of_day(found) if found and found.lines else [],
            "source": ASSUMED,
        },
        status=422 if form.errors else 200,
    )


def _of_day(found: Day) -> list[Figure]:
    flights = ngettext("%(count)s flight", "%(count)s flights", len(found.both)) % {
        "count": wording.number(len(found.both))
    }
    gained_s = found.flown_s - found.best_s
    each_s = gained_s / len(found.both) if found.both else 0.0
    return [
        Figure(_("As assigned"), wording.duration(found.flown_s), note=flights),
        Figure(_("At best"), wording.duration(found.best_s), note=_("had all been known")),
        Figure(
            _("Less waiting"),
            wording.duration(gained_s),
            note=_("%(each)s a flight") % {"each": wording.duration(each_s)},
        ),
    ]


def _viewer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.need(SEE)
    return actor


def _now() -> Standing:
    return standing(timezone.now().replace(second=0, microsecond=0))


def _tiles(found: Standing) -> list[Figure]:
    nation = found.nation
    most = ngettext(
        "of %(all)s aircraft", "of %(all)s aircraft", found.all
    ) % {"all": wording.number(found.all)}  # fmt: skip
    waiting = ngettext(
        "%(count)s of them waits for the day", "%(count)s of them wait for the day", found.grounded
    ) % {"count": wording.number(found.grounded)}
    note = f"{most}; {waiting}" if found.grounded else most
    within = _("within %(minutes)s min, by a free aircraft") % {
        "minutes": wording.number(found.reach_min)
    }
    return [
        Figure(_("People reached in time"), wording.number(nation.share, 1), "%", note=within),
        Figure(_("Free aircraft"), wording.number(len(found.free)), note=note),
        Figure(_("With what is advised"), wording.number(nation.advised_share, 1), "%"),
    ]


def _features(found: Standing) -> Iterator[dict[str, Any]]:
    for craft in found.free:
        url = reverse("fleet:aircraft", args=(craft.id,))
        known = {"kind": "aircraft", "state": "fresh", "label": craft.tail, "url": url}
        yield _feature("Point", found.at[craft.id], id=f"aircraft:{craft.id}", **known)
    for one in found.advice:
        end = (one.base.lon, one.base.lat)
        yield _feature("LineString", [one.at, end], kind="plan", of=f"aircraft:{one.aircraft.id}")
        label = local(one.base.name)
        yield _feature("Point", end, id=f"base:{one.base.id}", kind="place", label=label, url="")
    for town in found.unreached[:DRAWN]:
        key = f"settlement:{town.id}"
        where = (town.lon, town.lat)
        yield _feature("Point", where, id=key, kind="place", label=town.name, url="")


def _told(one: Advice) -> dict[str, Any]:
    """Return a move as it is told: who, from where, to where, for how many people."""
    craft = one.aircraft
    people = round(one.people, -3)
    words = ngettext("+%(count)s person", "+%(count)s people", round(people))
    return {
        "aircraft": craft,
        "start": local(craft.base.name) if craft.base else "",
        "end": local(one.base.name),
        "gain": words % {"count": wording.number(people)},
        "flight_s": one.flight_s,
    }


def _arrows(found: Standing) -> Iterator[dict[str, Any]]:
    for one in found.advice:
        told, key = _told(one), f"aircraft:{one.aircraft.id}"
        end = (one.base.lon, one.base.lat)
        yield _feature("LineString", [one.at, end], kind="move", of=key)
        label = f"{one.aircraft.tail}: {told['gain']}"
        url = reverse("fleet:aircraft", args=(one.aircraft.id,))
        heading = round(initial_bearing_deg(Point(*one.at), Point(*end)))
        known = {"kind": "move", "label": label, "url": url, "heading": heading}
        yield _feature("Point", end, id=f"move:{one.aircraft.id}", of=key, **known)


def _feature(shape: str, coordinates: Any, **properties: object) -> dict[str, Any]:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
