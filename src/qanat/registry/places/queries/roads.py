"""Reads of roads and of what is closed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qanat.foundation.actors import Actor
from qanat.foundation.parameters.queries import parameter
from qanat.foundation.texts import local
from qanat.registry.places.models import Closure, RoadLink, RoadTown, Settlement
from qanat.registry.places.parameters import ROAD_STARTS
from qanat.registry.places.rules import Link, Posts, posts_of
from qanat.registry.places.states import ClosedKind
from qanat.registry.terminology.queries import names_of

METRES: int = 1000
_ENDS = ("start__settlement", "end__settlement")


@dataclass(frozen=True, slots=True)
class RoadTownRow:
    """A node of the road network."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class RoadLinkRow:
    """A road between two towns; the id names it in closures.

    ``a`` and ``b`` name the towns as nodes of the network; ``way`` names the road to people, in
    the active language; ``regions`` are those in which its ends lie.
    """

    id: str
    a: str
    b: str
    length_m: float
    road_class: str
    road_code: str
    evidence: str
    way: str
    regions: frozenset[str]


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Something closed; ``until_at`` is ``None`` where the end is not known."""

    id: int
    kind: str
    kind_label: str
    what: str
    reason: str
    note: str
    source: str
    from_at: datetime
    until_at: datetime | None


def road_towns() -> list[RoadTownRow]:
    """Return the nodes of the road network by name."""
    return [RoadTownRow(row.name, row.lon, row.lat) for row in RoadTown.objects.order_by("name")]


def road_links() -> list[RoadLinkRow]:
    """Return all roads of the network."""
    rows = RoadLink.objects.select_related(*_ENDS).order_by("id")
    return [
        RoadLinkRow(
            str(row.pk),
            row.start.name,
            row.end.name,
            row.km * METRES,
            row.road_class,
            row.road_code,
            row.evidence,
            _way(row),
            frozenset(town.region_id for town in _towns(row) if town),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RoadRow:
    """A road whose kilometres are known approximately: where it begins, and its last kilometre."""

    code: str
    start: str
    first_km: float
    last_km: float
    posts: tuple[Posts, ...]


def road_rows(on: date) -> list[RoadRow]:
    """Return the roads by code with the approximate kilometres of their links."""
    starts = {str(row["road"]): row for row in parameter(ROAD_STARTS, on=on).rows}
    by_code = defaultdict[str, list[RoadLink]](list)
    for link in RoadLink.objects.exclude(road_code="").select_related(*_ENDS).order_by("id"):
        by_code[link.road_code].append(link)
    found = []
    for code, links in by_code.items():
        told = starts.get(code, {})
        start, km = str(told.get("town") or links[0].start.name), float(told.get("km") or 0)
        ways = [Link(str(link.pk), link.start.name, link.end.name, link.km) for link in links]
        posts = posts_of(ways, start, km)
        if posts:
            names = {t.name: _town(t) for link in links for t in (link.start, link.end)}
            last_km = max(one.last_km for one in posts)
            found.append(RoadRow(code, names.get(start, start), km, last_km, tuple(posts)))
    return sorted(found, key=lambda row: (row.code[:2], len(row.code), row.code))


def closed_links(at: datetime) -> frozenset[str]:
    """Return the ids of the roads which are closed at a time."""
    links = RoadLink.objects.filter(closure__in=_at(at)).values_list("pk", flat=True)
    return frozenset(str(pk) for pk in links)


def closed_landing(at: datetime) -> frozenset[tuple[str, int]]:
    """Return the airfields and landing sites closed at a time, as (kind, id)."""
    rows = _at(at).exclude(kind=ClosedKind.ROAD).values_list("kind", "airfield_id", "pad_id")
    return frozenset((kind, airfield or pad) for kind, airfield, pad in rows)


def closure_rows(actor: Actor, at: datetime) -> list[ClosureRow]:
    """Return what is closed at a time or will be, the soonest first."""
    rows = (
        Closure.objects.visible_to(actor)
        .filter(during__endswith__gt=at)
        .union(Closure.objects.visible_to(actor).filter(during__upper_inf=True))
    )
    found = (
        Closure.objects.filter(pk__in=[row.pk for row in rows])
        .select_related("airfield", "pad")
        .prefetch_related("links__start__settlement", "links__end__settlement")
        .order_by("during", "id")
    )
    reasons = names_of("reason.closure")
    return [_closure(row, reasons.get(row.reason, row.reason)) for row in found]


def _at(at: datetime) -> QuerySet[Closure]:
    return Closure.objects.filter(during__contains=at)


def _closure(row: Closure, reason: str) -> ClosureRow:
    return ClosureRow(
        id=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        what=_what(row),
        reason=reason,
        note=row.note,
        source=row.source,
        from_at=row.during.lower,
        until_at=row.during.upper,
    )


def _what(row: Closure) -> str:
    if row.airfield:
        return local(row.airfield.name)
    if row.pad:
        return local(row.pad.name)
    kilometres = ""
    if row.from_km is not None:
        ends = {"first": f"{row.from_km:g}", "last": f"{row.to_km:g}"}
        kilometres = _("km %(first)s–%(last)s") % ends
    return "; ".join(filter(None, (kilometres, *(_way(link) for link in row.links.all()))))


def _towns(link: RoadLink) -> tuple[Settlement | None, Settlement | None]:
    return link.start.settlement, link.end.settlement


def _way(link: RoadLink) -> str:
    names = (_town(node) for node in (link.start, link.end))
    return " ".join(filter(None, (link.road_code, " – ".join(names))))


def _town(node: RoadTown) -> str:
    return local(node.settlement.name) if node.settlement else node.name
