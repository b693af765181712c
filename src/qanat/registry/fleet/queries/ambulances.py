"""Road ambulances."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from qanat.foundation.actors import SYSTEM, Actor
from qanat.foundation.refusals import NotFound
from qanat.registry.fleet.models import Ambulance
from qanat.registry.fleet.queries.rows import AmbulanceRow


def ambulance_rows(
    actor: Actor, *, region: str = "", kind: str = "", only_serviceable: bool = False
) -> list[AmbulanceRow]:
    """Return the ambulances the actor may see, of a region and a kind if given, by call sign."""
    found = Ambulance.objects.visible_to(actor)
    if region:
        found = found.filter(region=region)
    if kind:
        found = found.filter(kind=kind)
    if only_serviceable:
        found = found.filter(is_serviceable=True)
    return _rows(found)


def ambulances_page(
    actor: Actor, *, region: str = "", start: int = 0, count: int = 50
) -> list[AmbulanceRow]:
    """Return some of the ambulances the actor may see, by call sign."""
    found = Ambulance.objects.visible_to(actor)
    return _rows(found.filter(region=region) if region else found, start, count)


def count_ambulances(actor: Actor, *, region: str = "") -> int:
    """Return how many ambulances the actor may see."""
    found = Ambulance.objects.visible_to(actor)
    return (found.filter(region=region) if region else found).count()


def ambulance_at(ambulance_id: int) -> AmbulanceRow:
    """Return one ambulance, whoever asks: for commands which checked their right.

    Raises:
        NotFound: if there is none.
    """
    rows = _rows(Ambulance.objects.visible_to(SYSTEM).filter(pk=ambulance_id))
    if not rows:
        raise NotFound
    return rows[0]


def find_ambulance(actor: Actor, ambulance_id: int) -> AmbulanceRow | None:
    """Return one ambulance which the actor may see, ``None`` if there is none."""
    rows = _rows(Ambulance.objects.visible_to(actor).filter(pk=ambulance_id))
    return rows[0] if rows else None


FEW: Final = 200
"""Of more it is quicker to read every name than to name each which is wanted."""


@dataclass(frozen=True, slots=True)
class AmbulancePoint:
    """An ambulance as planning needs it, without its history."""

    id: int
    call_sign: str
    kind: str
    lon: float
    lat: float
    is_serviceable: bool


def call_signs(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """Return the call signs of the ambulances which the actor may see, those asked for at least."""
    found = Ambulance.objects.visible_to(actor)
    if len(ids) <= FEW:
        found = found.filter(pk__in=ids)
    return dict(found.values_list("pk", "call_sign"))


def ambulance_points(ids: Collection[int] | None = None) -> list[AmbulancePoint]:
    """Return every ambulance, or some, that stands somewhere known, for planning; a quick query."""
    wanted = Ambulance.objects.order_by("id")
    if ids is not None:
        wanted = wanted.filter(pk__in=ids)
    found = wanted.values_list(
        "pk",
        "call_sign",
        "kind",
        Coalesce("base__lon", "settlement__lon"),
        Coalesce("base__lat", "settlement__lat"),
        "is_serviceable",
    )
    return [AmbulancePoint(*row) for row in found if row[3] is not None]


def ambulance_counts(actor: Actor) -> dict[str, tuple[int, int]]:
    """Return for each region how many ambulances there are and how many are serviceable."""
    counted = (
        Ambulance.objects.visible_to(actor)
        .values_list("region_id")
        .annotate(total=Count("pk"), serviceable=Count("pk", filter=Q(is_serviceable=True)))
        .order_by("region_id")
    )
    return {region: (total, serviceable) for region, total, serviceable in counted}


def _rows(
    found: QuerySet[Ambulance], start: int = 0, count: int | None = None
) -> list[AmbulanceRow]:
    ordered = found.select_related("settlement", "base").order_by("call_sign")
    cut = ordered[start : start + count] if count is not None else ordered
    return [_row(ambulance) for ambulance in cut]


def _row(a: Ambulance) -> AmbulanceRow:
    place = a.base or a.settlement
    return AmbulanceRow(
        id=a.pk,
        call_sign=a.call_sign,
        kind=a.kind,
        region=a.region_id,
        settlement_id=a.settlement_id,
        settlement_name=a.settlement.name if a.settlement else {},
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        base_id=a.base_id,
        facility_id=a.facility_id,
        is_serviceable=a.is_serviceable,
        stated_at=a.stated_at,
        note=a.note,
        is_synthetic=a.is_synthetic,
    )
